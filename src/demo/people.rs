//! The company itself: 恒信工业, thirty people in seven departments, selling drives and automation parts.

use std::sync::Arc;

use rand::TryRng;
use rand::rngs::SysRng;

use crate::actor::{Actor, Language, Proof};
use crate::auth::{Password, Passwords};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::people::departments::DepartmentChange;
use crate::people::{self, Login, NewUser, PasswordHash, Role, UserChange, departments, settings, users};

pub const ORGANISATION: &str = "恒信工业";

/// Departments, the one above where there is one, and who leads it. Whoever belongs to one has its leader as superior, a leader the
/// leader above.
const DEPARTMENTS: [(&str, Option<&str>, &str); 7] = [
    ("总经办", None, "shenguiying"),
    ("销售一部", Some("总经办"), "caoqiang"),
    ("销售二部", Some("总经办"), "zhengkai"),
    ("销售三部", Some("总经办"), "liuyinuo"),
    ("客户服务部", Some("总经办"), "xuhaoran"),
    ("市场部", Some("总经办"), "hejing"),
    ("财务部", Some("总经办"), "luoting"),
];

/// Login, name, department, post, role. Whoever is in a sales department has customers. Nobody is security officer or auditor: until
/// one is appointed, the administrator stands in, and can show everything.
const PEOPLE: [(&str, &str, &str, &str, Role); 30] = [
    ("linxiaodong", "林晓东", "总经办", "IT主管", Role::ADMIN),
    ("wumin", "吴敏", "销售一部", "销售代表", Role::SALES),
    ("zhengkai", "郑凯", "销售二部", "销售经理", Role::SALES_MANAGER),
    ("shenguiying", "沈桂英", "总经办", "总经理", Role::BOSS),
    ("caoqiang", "曹强", "销售一部", "销售经理", Role::SALES_MANAGER),
    ("sunxia", "孙霞", "销售一部", "销售代表", Role::SALES),
    ("yangguang", "杨光", "销售一部", "销售代表", Role::SALES),
    ("hanjuan", "韩娟", "销售一部", "大客户经理", Role::SALES),
    ("sunwei", "孙伟", "销售一部", "销售代表", Role::SALES),
    ("chenmin", "陈敏", "销售一部", "销售助理", Role::SALES),
    ("yuguiying", "于桂英", "销售二部", "大客户经理", Role::SALES),
    ("guoxinyi", "郭欣怡", "销售二部", "销售代表", Role::SALES),
    ("huangzihan", "黄子涵", "销售二部", "销售代表", Role::SALES),
    ("liuyong", "刘勇", "销售二部", "销售代表", Role::SALES),
    ("songming", "宋明", "销售二部", "销售代表", Role::SALES),
    ("liangfang", "梁芳", "销售二部", "销售助理", Role::SALES),
    ("liuyinuo", "刘一诺", "销售三部", "销售经理", Role::SALES_MANAGER),
    ("guofang", "郭芳", "销售三部", "大客户经理", Role::SALES),
    ("chengyinuo", "程一诺", "销售三部", "销售代表", Role::SALES),
    ("shenyang", "沈洋", "销售三部", "销售代表", Role::SALES),
    ("huxinyi", "胡欣怡", "销售三部", "销售代表", Role::SALES),
    ("chengping", "程平", "销售三部", "销售代表", Role::SALES),
    ("tangjun", "唐俊", "销售三部", "销售助理", Role::SALES),
    ("xuhaoran", "徐浩然", "客户服务部", "客服主管", Role::SERVICE),
    ("yangjun", "杨军", "客户服务部", "服务工程师", Role::SERVICE),
    ("zhoufang", "周芳", "客户服务部", "客服专员", Role::SERVICE),
    ("hejing", "何静", "市场部", "市场专员", Role::MARKETING),
    ("luoting", "罗婷", "财务部", "财务经理", Role::FINANCE),
    ("panxiuzhen", "潘秀珍", "财务部", "会计", Role::FINANCE),
    ("fengtao", "冯涛", "财务部", "出纳", Role::FINANCE),
];

/// Who gets a password that opens: one of each role; the first is the one to begin with.
const OPEN: [&str; 7] = ["linxiaodong", "wumin", "zhengkai", "shenguiying", "xuhaoran", "hejing", "luoting"];

/// An account to sign in with. Its password is new with every company made and stands nowhere else.
#[derive(Debug, Clone)]
pub struct Account {
    pub login: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub password: String,
}

/// Everybody who has customers, as they act.
pub struct Staff {
    pub sellers: Vec<Actor>,
    pub accounts: Vec<Account>,
}

/// Departments, people, and the passwords of a few.
pub fn hire(db: &Db, passwords: &Passwords) -> Result<Staff> {
    let app = Actor::system("demo");
    // Nobody is told this password, so it opens nothing; being a real hash, it looks like anybody's.
    let closed = passwords.make_blocking(&Password::new(&draw_password()?), &[])?;
    let (mut sellers, mut accounts) = (Vec::new(), Vec::new());
    let departments = db.write_blocking(&app, |tx| {
        settings::set(tx, settings::ORGANISATION, ORGANISATION)?;
        let mut made: Vec<(&str, DepartmentId)> = Vec::new();
        for (name, parent, _) in DEPARTMENTS {
            let parent = parent.and_then(|parent| of(&made, parent));
            made.push((name, departments::create(tx, name, parent)?.id));
        }
        Ok(made)
    })?;
    let mut staff: Vec<(&str, UserId)> = Vec::new();
    for (n, (login, name, department, _, role)) in PEOPLE.into_iter().enumerate() {
        let password = if OPEN.contains(&login) {
            let (password, hash) = open_password(passwords, login, name)?;
            accounts.push(Account { login: login.into(), name: name.into(), roles: vec![role.clone()], password });
            hash
        } else {
            closed.clone()
        };
        let department_id = of(&departments, department);
        let parsed = Login::parse(login).map_err(|invalid| Error::Rejected(vec![invalid]))?;
        let new = NewUser { login: parsed, name: name.into(), roles: [role].into(), department: department_id, password };
        let id = db.write_blocking(&app, move |tx| users::create(tx, new))?;
        staff.push((login, id));
        if department.starts_with("销售") {
            sellers.push(Actor {
                user: Some(id),
                login: login.into(),
                name: name.into(),
                department: department_id,
                // Managers sell, too: what they enter is their own.
                roles: Arc::from([Role::SALES.name().to_owned()]),
                session: None,
                ip: u8::try_from(n + 20).ok().map(|host| [192, 168, 1, host].into()),
                proof: Proof::default(),
                language: Language::Chinese,
            });
        }
    }
    db.write_blocking(&app, move |tx| appoint(tx, &departments, &staff))?;
    Ok(Staff { sellers, accounts })
}

/// Posts, leaders and superiors, once everybody is there.
fn appoint(tx: &mut Tx<'_>, departments: &[(&str, DepartmentId)], staff: &[(&str, UserId)]) -> Result<()> {
    let leader_of = |name: &str| DEPARTMENTS.into_iter().find(|(known, _, _)| *known == name).map(|(_, above, leader)| (above, leader));
    for (name, _, leader) in DEPARTMENTS {
        let change = DepartmentChange { leader: Some(of(staff, leader)), ..DepartmentChange::default() };
        if let Some(id) = of(departments, name) {
            departments::update(tx, id, &change)?;
        }
    }
    for (login, _, department, post, _) in PEOPLE {
        let superior = match leader_of(department) {
            Some((above, leader)) if leader == login => above.and_then(leader_of).map(|(_, leader)| leader),
            led => led.map(|(_, leader)| leader),
        };
        let superior = superior.and_then(|login| of(staff, login));
        let change = UserChange { post: Some(Some(post.into())), superior: Some(superior), ..UserChange::default() };
        if let Some(id) = of(staff, login) {
            people::update(tx, id, &change)?;
        }
    }
    Ok(())
}

fn of<I: Copy>(all: &[(&str, I)], name: &str) -> Option<I> {
    all.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
}

/// A password that the app itself accepts. One in many draws happens to hold a word; then another is drawn.
fn open_password(passwords: &Passwords, login: &str, name: &str) -> Result<(String, PasswordHash)> {
    let about = [login.to_owned(), name.to_owned(), ORGANISATION.to_owned()];
    let mut refused = None;
    for _ in 0..5 {
        let password = draw_password()?;
        match passwords.make_blocking(&Password::new(&password), &about) {
            Ok(hash) => return Ok((password, hash)),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| Error::internal("no password could be drawn")))
}

/// Sixteen characters in groups, none of which is mistaken for another: nearly 80 bits.
fn draw_password() -> Result<String> {
    const SYMBOLS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz4";
    let mut bytes = [0; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    let groups = bytes.chunks(4).map(|group| group.iter().map(|b| char::from(SYMBOLS[usize::from(b % 32)])).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_has_a_login_and_a_department_of_their_own() {
        let logins: HashSet<_> = PEOPLE.iter().map(|(login, ..)| login).collect();
        let names: HashSet<_> = PEOPLE.iter().map(|(_, name, ..)| name).collect();
        assert_eq!((logins.len(), names.len()), (PEOPLE.len(), PEOPLE.len()));
        for (login, name, department, ..) in PEOPLE {
            assert!(Login::parse(login).is_ok(), "{login}");
            assert!(DEPARTMENTS.iter().any(|(known, ..)| *known == department), "{name}");
        }
        let known = |login: &str| PEOPLE.iter().any(|(known, ..)| *known == login);
        assert!(OPEN.into_iter().all(known) && DEPARTMENTS.iter().all(|(_, _, leader)| known(leader)));
        let role = |login: &str| PEOPLE.iter().find(|(known, ..)| *known == login).map(|(.., role)| role.clone());
        let (open, all): (HashSet<_>, HashSet<_>) =
            (OPEN.into_iter().filter_map(role).collect(), PEOPLE.iter().map(|(.., role)| role.clone()).collect());
        assert_eq!(open, all, "one account of each role");
    }

    #[test]
    fn passwords_are_long_and_new_each_time() {
        let (one, two) = (draw_password().unwrap(), draw_password().unwrap());
        assert_eq!(one.len(), 19);
        assert_ne!(one, two);
    }
}

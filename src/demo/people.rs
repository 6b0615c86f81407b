//! The company itself: 恒信工业, thirty people in six departments, selling drives and automation parts.

use std::sync::Arc;

use rand::TryRng;
use rand::rngs::SysRng;

use crate::actor::{Actor, Language, Proof};
use crate::auth::{Password, Passwords};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::DepartmentId;
use crate::people::{Login, NewUser, PasswordHash, Role, departments, settings, users};

pub const ORGANISATION: &str = "恒信工业";

/// Departments, and the one above where there is one.
const DEPARTMENTS: [(&str, Option<&str>); 6] = [
    ("总经办", None),
    ("销售一部", Some("总经办")),
    ("销售二部", Some("总经办")),
    ("销售三部", Some("总经办")),
    ("客户服务部", Some("总经办")),
    ("财务部", Some("总经办")),
];

/// Login, name, department. Whoever is in a sales department has customers.
const PEOPLE: [(&str, &str, &str); 30] = [
    ("linxiaodong", "林晓东", "总经办"),
    ("wumin", "吴敏", "销售一部"),
    ("zhengkai", "郑凯", "销售二部"),
    ("shenguiying", "沈桂英", "总经办"),
    ("caoqiang", "曹强", "销售一部"),
    ("sunxia", "孙霞", "销售一部"),
    ("yangguang", "杨光", "销售一部"),
    ("hanjuan", "韩娟", "销售一部"),
    ("sunwei", "孙伟", "销售一部"),
    ("chenmin", "陈敏", "销售一部"),
    ("yuguiying", "于桂英", "销售二部"),
    ("guoxinyi", "郭欣怡", "销售二部"),
    ("huangzihan", "黄子涵", "销售二部"),
    ("liuyong", "刘勇", "销售二部"),
    ("songming", "宋明", "销售二部"),
    ("liangfang", "梁芳", "销售二部"),
    ("liuyinuo", "刘一诺", "销售三部"),
    ("guofang", "郭芳", "销售三部"),
    ("chengyinuo", "程一诺", "销售三部"),
    ("shenyang", "沈洋", "销售三部"),
    ("huxinyi", "胡欣怡", "销售三部"),
    ("chengping", "程平", "销售三部"),
    ("tangjun", "唐俊", "销售三部"),
    ("xuhaoran", "徐浩然", "客户服务部"),
    ("yangjun", "杨军", "客户服务部"),
    ("zhoufang", "周芳", "客户服务部"),
    ("hejing", "何静", "客户服务部"),
    ("luoting", "罗婷", "财务部"),
    ("panxiuzhen", "潘秀珍", "财务部"),
    ("fengtao", "冯涛", "财务部"),
];

/// Who gets a password that opens, and with which roles; the first is the one to begin with.
const OPEN: [(&str, &[Role]); 3] = [("linxiaodong", &[Role::ADMIN]), ("wumin", &[Role::EMPLOYEE]), ("zhengkai", &[Role::EMPLOYEE])];

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
    let house = Actor::system("demo");
    // Nobody is told this password, so it opens nothing; being a real hash, it looks like anybody's.
    let closed = passwords.make_blocking(&Password::new(&draw_password()?), &[])?;
    let (mut sellers, mut accounts) = (Vec::new(), Vec::new());
    let departments = db.write_blocking(&house, |tx| {
        settings::set(tx, settings::ORGANISATION, ORGANISATION)?;
        let mut made: Vec<(&str, DepartmentId)> = Vec::new();
        for (name, parent) in DEPARTMENTS {
            let parent = parent.and_then(|parent| of(&made, parent));
            made.push((name, departments::create(tx, name, parent)?.id));
        }
        Ok(made)
    })?;
    for (n, (login, name, department)) in PEOPLE.into_iter().enumerate() {
        let opened = OPEN.iter().find(|(open, _)| *open == login);
        let roles = opened.map_or(&[Role::EMPLOYEE][..], |(_, roles)| roles).to_vec();
        let password = match opened {
            None => closed.clone(),
            Some(_) => {
                let (password, hash) = open_password(passwords, login, name)?;
                accounts.push(Account { login: login.into(), name: name.into(), roles: roles.clone(), password });
                hash
            }
        };
        let department_id = of(&departments, department);
        let login = Login::parse(login).map_err(|invalid| Error::Rejected(vec![invalid]))?;
        let new = NewUser {
            login: login.clone(),
            name: name.into(),
            roles: roles.iter().cloned().collect(),
            department: department_id,
            password,
        };
        let id = db.write_blocking(&house, move |tx| users::create(tx, new))?;
        if department.starts_with("销售") {
            sellers.push(Actor {
                user: Some(id),
                login: login.as_str().into(),
                name: name.into(),
                department: department_id,
                roles: Arc::from([Role::EMPLOYEE.name().to_owned()]),
                session: None,
                ip: u8::try_from(n + 20).ok().map(|host| [192, 168, 1, host].into()),
                proof: Proof::default(),
                language: Language::Chinese,
            });
        }
    }
    Ok(Staff { sellers, accounts })
}

fn of(departments: &[(&str, DepartmentId)], name: &str) -> Option<DepartmentId> {
    departments.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
}

/// A password that the house itself accepts. One in many draws happens to hold a word; then another is drawn.
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
        let logins: HashSet<_> = PEOPLE.iter().map(|(login, _, _)| login).collect();
        let names: HashSet<_> = PEOPLE.iter().map(|(_, name, _)| name).collect();
        assert_eq!((logins.len(), names.len()), (PEOPLE.len(), PEOPLE.len()));
        for (login, name, department) in PEOPLE {
            assert!(Login::parse(login).is_ok(), "{login}");
            assert!(DEPARTMENTS.iter().any(|(known, _)| *known == department), "{name}");
        }
        assert!(OPEN.iter().all(|(login, _)| PEOPLE.iter().any(|(known, _, _)| known == login)));
    }

    #[test]
    fn passwords_are_long_and_new_each_time() {
        let (one, two) = (draw_password().unwrap(), draw_password().unwrap());
        assert_eq!(one.len(), 19);
        assert_ne!(one, two);
    }
}

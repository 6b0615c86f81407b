//! Users: create, change, look up.

use std::collections::{BTreeSet, HashMap};

use diesel::sqlite::SqliteConnection;

use super::login::Login;
use super::role::Role;
use super::search::Search;
use super::{named, store};
use crate::audit::{self, Event, Kind};
use crate::db::Tx;
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::{DepartmentId, UserId};

/// A password as it is stored: a PHC string. Made by `auth::password` alone.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub department_id: Option<DepartmentId>,
    /// Its name.
    pub department: Option<String>,
    pub roles: BTreeSet<Role>,
    pub active: bool,
}

/// An id with the words people know it by.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Titled<I> {
    pub id: I,
    pub title: String,
}

impl User {
    /// The department as a link.
    pub fn department_link(&self) -> Option<Titled<DepartmentId>> {
        self.department_id.zip(self.department.clone()).map(|(id, title)| Titled { id, title })
    }
}

#[derive(Debug, Clone)]
pub struct NewUser {
    pub login: Login,
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub department: Option<DepartmentId>,
    pub password: PasswordHash,
}

/// What is to become of a user; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub department: Option<Option<DepartmentId>>,
    pub roles: Option<BTreeSet<Role>>,
    pub active: Option<bool>,
}

/// Refused with field errors when the login is taken, the name is empty or the department is not there.
pub fn create(tx: &mut Tx<'_>, new: NewUser) -> Result<UserId> {
    let mut wrong = Vec::new();
    let name = named("name", &new.name).map_err(|invalid| wrong.push(invalid)).unwrap_or_default();
    if store::user_by_login(tx.conn, new.login.as_str())?.is_some() {
        wrong.push(Invalid::new("login", "login.taken"));
    }
    wrong.extend(unknown_department(tx.conn, new.department)?);
    wrong.extend(bad_roles(tx.conn, &new.roles)?);
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let now = tx.now.timestamp_millis();
    let row = store::NewRow {
        login: new.login.as_str(),
        name: &name,
        password_hash: &new.password.0,
        department_id: new.department,
        created_at: now,
        updated_at: now,
    };
    let id = store::insert_user(tx.conn, &row)?;
    store::set_roles(tx.conn, id, &new.roles)?;
    let event = Event::new(Kind::UserCreate).on("user", id.0).with("login", new.login.as_str());
    audit::append(tx, new.roles.iter().fold(event, |event, role| event.with("role", role.name())))?;
    Ok(id)
}

/// Returns the user as it now stands. Sessions are not this floor's: `auth::accounts` ends them when somebody is disabled.
pub fn update(tx: &mut Tx<'_>, id: UserId, change: &Change) -> Result<User> {
    let before = find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    let mut wrong = Vec::new();
    let name = match change.name.as_deref().map(|name| named("name", name)) {
        Some(Ok(name)) => name,
        Some(Err(invalid)) => {
            wrong.push(invalid);
            String::new()
        }
        None => before.name.clone(),
    };
    let old_department = before.department_id;
    let department = change.department.unwrap_or(old_department);
    wrong.extend(unknown_department(tx.conn, change.department.flatten())?);
    let roles = change.roles.clone().unwrap_or_else(|| before.roles.clone());
    if roles != before.roles {
        wrong.extend(bad_roles(tx.conn, &roles)?);
    }
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let active = change.active.unwrap_or(before.active);
    let changed = [
        ("name", name != before.name),
        ("department", department != old_department),
        ("roles", roles != before.roles),
        ("active", active != before.active),
    ];
    if changed.iter().any(|(_, changed)| *changed) {
        // Until there is a security officer, the system administration stands in, if need be for itself.
        if roles != before.roles && tx.actor.user == Some(id) && store::count_active_with(tx.conn, &Role::SECURITY)? > 0 {
            return Err(Error::Conflict(Reason::new("user.own_roles")));
        }
        store::update_user(tx.conn, id, &name, department, active, tx.now.timestamp_millis())?;
        store::set_roles(tx.conn, id, &roles)?;
        // An office that was once given is handed on, never vacant: else whoever disables its holder would step in.
        for office in before.roles.iter().filter(|role| role.is_office()) {
            if store::count_active_with(tx.conn, office)? == 0 {
                let code = if *office == Role::ADMIN { "user.last_admin" } else { "user.last_of_office" };
                return Err(Error::Conflict(Reason::new(code).with("role", office.name())));
            }
        }
        let mut event = Event::new(Kind::UserUpdate).on("user", id.0);
        event = changed.iter().filter(|(_, changed)| *changed).fold(event, |event, (field, _)| event.with("field", *field));
        event = roles.difference(&before.roles).fold(event, |event, role| event.with("role_granted", role.name()));
        event = before.roles.difference(&roles).fold(event, |event, role| event.with("role_withdrawn", role.name()));
        if active != before.active {
            event = event.with("active", if active { "enabled" } else { "disabled" });
        }
        audit::append(tx, event)?;
    }
    find(tx.conn, id)?.ok_or_else(Error::not_found)
}

/// Stores a new password; the caller has checked the policy and writes the event that says why.
pub fn set_password(tx: &mut Tx<'_>, id: UserId, password: &PasswordHash) -> Result<()> {
    Ok(store::set_password(tx.conn, id, &password.0, tx.now.timestamp_millis())?)
}

pub fn find(conn: &mut SqliteConnection, id: UserId) -> Result<Option<User>> {
    let Some(row) = store::user(conn, id)? else { return Ok(None) };
    Ok(with_roles(conn, vec![row])?.pop())
}

pub fn find_by_login(conn: &mut SqliteConnection, login: &str) -> Result<Option<User>> {
    match store::user_by_login(conn, login)? {
        Some(known) => find(conn, known.id),
        None => Ok(None),
    }
}

/// Whether nobody was ever let in.
pub fn is_empty(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(search(conn, &Search { limit: Some(1), ..Search::default() })?.is_empty())
}

/// Everybody active who is called exactly so; more than one means that the name does not say who.
pub fn find_by_name(conn: &mut SqliteConnection, name: &str) -> Result<Vec<User>> {
    let ids = store::ids_by_name(conn, name.trim())?;
    search(conn, &Search { ids: Some(ids), ..Search::default() })
}

/// Everybody, by name.
pub fn all(conn: &mut SqliteConnection) -> Result<Vec<User>> {
    let (mut all, mut page) = (Vec::new(), Search::default());
    loop {
        let found = search(conn, &page)?;
        page.after = page.next(&found);
        all.extend(found);
        if page.after.is_none() {
            return Ok(all);
        }
    }
}

/// By name; at most [`super::search::LARGEST_PAGE`].
pub fn search(conn: &mut SqliteConnection, search: &Search) -> Result<Vec<User>> {
    let rows = store::search_users(conn, search)?;
    with_roles(conn, rows)
}

fn with_roles(conn: &mut SqliteConnection, rows: Vec<store::FoundRow>) -> Result<Vec<User>> {
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let mut roles: HashMap<UserId, BTreeSet<Role>> = HashMap::new();
    for (user, role) in store::roles_of(conn, &ids)? {
        // A role of a newer version opens nothing here.
        roles.entry(user).or_default().extend(role.parse::<Role>());
    }
    Ok(rows
        .into_iter()
        .map(|row| User {
            roles: roles.remove(&row.id).unwrap_or_default(),
            department_id: row.department_id,
            department: row.department,
            id: row.id,
            login: row.login,
            name: row.name,
            active: row.active,
        })
        .collect())
}

/// Names for links. Ids that nobody has are left out.
pub fn names(conn: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    Ok(store::user_names(conn, ids)?.into_iter().collect())
}

fn unknown_department(conn: &mut SqliteConnection, id: Option<DepartmentId>) -> Result<Option<Invalid>> {
    let Some(id) = id else { return Ok(None) };
    let known = !store::department_names(conn, &[id.0])?.is_empty();
    Ok((!known).then(|| Invalid::new("department", "department.unknown")))
}

/// One that nobody knows, or two offices in one hand. Somebody without a role may do nothing yet.
fn bad_roles(conn: &mut SqliteConnection, roles: &BTreeSet<Role>) -> Result<Option<Invalid>> {
    if roles.iter().filter(|role| role.is_office()).count() > 1 {
        return Ok(Some(Invalid::new("roles", "role.two_offices")));
    }
    if roles.iter().all(Role::is_shipped) {
        return Ok(None);
    }
    let own = store::own_roles(conn)?;
    let unknown = roles.iter().find(|role| !role.is_shipped() && own.iter().all(|name| name != role.name()));
    Ok(unknown.map(|_| Invalid::new("roles", "role.unknown")))
}

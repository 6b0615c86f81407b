//! Users: create, look up.

use std::collections::{BTreeSet, HashMap};

use diesel::sqlite::SqliteConnection;

use super::login::Login;
use super::role::Role;
use super::search::Search;
use super::{named, store};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Invalid, Result};
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
    pub post: Option<String>,
    pub email: Option<String>,
    pub superior: Option<UserId>,
    /// What they may be trusted with, 0 to [`super::HIGHEST_CLEARANCE`].
    pub clearance: i64,
    pub roles: BTreeSet<Role>,
    pub active: bool,
    /// Is going to leave: still at work, but takes nothing along.
    pub leaving: bool,
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

/// Refused with field errors when the login is taken, the name is empty or the department is not there.
pub fn create(tx: &mut Tx<'_>, new: NewUser) -> Result<UserId> {
    let mut wrong = Vec::new();
    let name = named("name", &new.name).map_err(|invalid| wrong.push(invalid)).unwrap_or_default();
    if store::user_by_login(tx.conn, new.login.as_str())?.is_some() {
        wrong.push(Invalid::new("login", "login.taken"));
    }
    wrong.extend(unknown_department(tx.conn, "department", new.department)?);
    wrong.extend(bad_roles(tx.conn, &new.roles)?);
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let now = tx.now.timestamp_millis();
    let row = store::NewUserRow {
        login: new.login.as_str(),
        name: &name,
        password_hash: &new.password.0,
        department_id: new.department,
        created_at: now,
        updated_at: now,
    };
    let id = store::insert_user(tx.conn, &row)?;
    store::set_roles(tx.conn, id, &new.roles)?;
    let event = Event::new(EventKind::UserCreate).on("user", id.0).with("login", new.login.as_str());
    audit::append(tx, new.roles.iter().fold(event, |event, role| event.with("role", role.name())))?;
    Ok(id)
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

/// Everybody who was called exactly so and has left.
pub fn find_former_by_name(conn: &mut SqliteConnection, name: &str) -> Result<Vec<User>> {
    let ids = store::former_ids_by_name(conn, name.trim())?;
    ids.into_iter().map(|id| find(conn, id)).filter_map(Result::transpose).collect()
}

/// Whether a name alone does not say who is meant.
pub fn any_namesakes(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(store::any_namesakes(conn)?)
}

/// The logins of some people.
pub fn logins(conn: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    Ok(store::logins(conn, ids)?.into_iter().collect())
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
            post: row.post,
            email: row.email,
            superior: row.superior_id,
            clearance: row.clearance,
            active: row.active,
            leaving: row.leaving,
        })
        .collect())
}

/// The departments that people belong to beside their own, with their names.
pub fn further_departments(conn: &mut SqliteConnection, ids: &[UserId]) -> Result<HashMap<UserId, Vec<Titled<DepartmentId>>>> {
    let mut further: HashMap<_, Vec<_>> = HashMap::new();
    for (user, id, title) in store::further_departments(conn, ids)? {
        further.entry(user).or_default().push(Titled { id, title });
    }
    Ok(further)
}

/// Whose superior somebody is, by number.
pub fn reports(conn: &mut SqliteConnection, superior: UserId) -> Result<Vec<UserId>> {
    Ok(store::reports(conn, superior)?)
}

/// Names for links. Ids that nobody has are left out.
pub fn names(conn: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    Ok(store::user_names(conn, ids)?.into_iter().collect())
}

pub(super) fn unknown_department(conn: &mut SqliteConnection, field: &str, id: Option<DepartmentId>) -> Result<Option<Invalid>> {
    let Some(id) = id else { return Ok(None) };
    let known = !store::department_names(conn, &[id.0])?.is_empty();
    Ok((!known).then(|| Invalid::new(field, "department.unknown")))
}

/// One that nobody knows, or two offices in one hand. Somebody without a role may do nothing yet.
pub(super) fn bad_roles(conn: &mut SqliteConnection, roles: &BTreeSet<Role>) -> Result<Option<Invalid>> {
    if roles.iter().filter(|role| role.is_office()).count() > 1 {
        return Ok(Some(Invalid::new("roles", "role.two_offices")));
    }
    if roles.contains(&Role::BREAK_GLASS) {
        return Ok(Some(Invalid::new("roles", "role.unknown")));
    }
    if roles.iter().all(Role::is_shipped) {
        return Ok(None);
    }
    let own = store::own_roles(conn)?;
    let unknown = roles.iter().find(|role| !role.is_shipped() && own.iter().all(|name| name != role.name()));
    Ok(unknown.map(|_| Invalid::new("roles", "role.unknown")))
}

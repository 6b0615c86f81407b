//! People as the interface shows them: to colleagues by name and post, to the administration in full.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::accounts;
use crate::clock::rfc3339;
use crate::db::{Reader, Tx};
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::people::users::{self, Titled};
use crate::people::{Role, Search, User};

#[derive(Serialize)]
pub(super) struct DirectoryPage {
    items: Vec<ListedPerson>,
    /// The `cursor` of the next page, where there may be one.
    next: Option<UserId>,
}

#[derive(Serialize)]
pub(super) struct ListedPerson {
    pub id: UserId,
    name: String,
    department: Option<Titled<DepartmentId>>,
    post: Option<String>,
    active: bool,
    #[serde(flatten)]
    administration: Option<PersonAdministration>,
}

/// What only the administration sees. That somebody is going to leave is nobody else's business.
#[derive(Serialize)]
struct PersonAdministration {
    login: String,
    email: Option<String>,
    status: Status,
    superior: Option<Titled<UserId>>,
    departments: Vec<Titled<DepartmentId>>,
    clearance: i64,
    roles: BTreeSet<Role>,
    locked_until: Option<String>,
    /// The invitation that nobody has accepted yet.
    invited_until: Option<String>,
}

/// How somebody stands with the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    /// At work, but going to leave.
    Leaving,
    Disabled,
}

impl Status {
    fn of(user: &User) -> Self {
        match (user.active, user.leaving) {
            (false, _) => Self::Disabled,
            (true, true) => Self::Leaving,
            (true, false) => Self::Active,
        }
    }
}

/// A page of people, in full for whoever administers them.
pub(super) fn found(reader: &mut Reader<'_>, administers: bool, search: &Search) -> Result<DirectoryPage> {
    let users = users::search(reader.conn, search)?;
    let next = search.next(&users);
    let items = if administers { in_full(reader.conn, users, reader.now)? } else { users.into_iter().map(listed).collect() };
    Ok(DirectoryPage { items, next })
}

/// One person in full, as they now stand.
pub(super) fn shown(tx: &mut Tx<'_>, id: UserId) -> Result<ListedPerson> {
    let user = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    in_full(tx.conn, vec![user], tx.now)?.pop().ok_or_else(Error::not_found)
}

fn listed(user: User) -> ListedPerson {
    let department = user.department_link();
    ListedPerson { id: user.id, department, name: user.name, post: user.post, active: user.active, administration: None }
}

fn in_full(conn: &mut SqliteConnection, users: Vec<User>, now: DateTime<Utc>) -> Result<Vec<ListedPerson>> {
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let superiors: Vec<i64> = users.iter().filter_map(|user| user.superior).map(|id| id.0).collect();
    let names = users::names(conn, &superiors)?;
    let (locks, invitations) = (accounts::locks(conn, &users, now)?, accounts::invitations(conn, &ids, now)?);
    let mut further: HashMap<_, _> = users::further_departments(conn, &ids)?;
    let full = |user: User| ListedPerson {
        administration: Some(PersonAdministration {
            login: user.login.clone(),
            email: user.email.clone(),
            status: Status::of(&user),
            superior: user.superior.and_then(|id| Some(Titled { id, title: names.get(&id.0)?.clone() })),
            departments: further.remove(&user.id).unwrap_or_default(),
            clearance: user.clearance,
            roles: user.roles.clone(),
            locked_until: locks.get(&user.id).copied().map(rfc3339),
            invited_until: invitations.get(&user.id).copied().map(rfc3339),
        }),
        ..listed(user)
    };
    Ok(users.into_iter().map(full).collect())
}

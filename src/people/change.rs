//! What becomes of a user: a new name, another department, a superior, roles, an end.

use std::collections::BTreeSet;

use diesel::sqlite::SqliteConnection;

use super::role::Role;
use super::users::{self, User};
use super::{LONGEST_POST, named, settings, store, worded};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Invalid, Reason, Result};
use crate::i18n;
use crate::ids::{DepartmentId, UserId};
use crate::text::email;

/// The most that somebody may be trusted with.
pub const HIGHEST_CLEARANCE: i64 = 9;

/// What is to become of a user; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    pub name: Option<String>,
    pub department: Option<Option<DepartmentId>>,
    /// Departments beside their own.
    pub departments: Option<BTreeSet<DepartmentId>>,
    pub post: Option<Option<String>>,
    pub email: Option<Option<String>>,
    pub superior: Option<Option<UserId>>,
    pub clearance: Option<i64>,
    pub roles: Option<BTreeSet<Role>>,
    pub active: Option<bool>,
    pub leaving: Option<bool>,
}

impl UserChange {
    /// What somebody may do, which is the security officer's.
    pub fn concerns_access(&self) -> bool {
        self.roles.is_some() || self.clearance.is_some()
    }

    /// All the rest.
    pub fn concerns_staff(&self) -> bool {
        let Self { name, department, departments, post, email, superior, clearance: _, roles: _, active, leaving } = self;
        let lines = [name.is_some(), department.is_some(), departments.is_some(), post.is_some(), email.is_some()];
        lines.contains(&true) || superior.is_some() || active.is_some() || leaving.is_some()
    }
}

/// Refuses roles and a clearance that nobody can have.
pub fn check_trust(conn: &mut SqliteConnection, roles: &BTreeSet<Role>, clearance: i64) -> Result<()> {
    let wrong: Vec<_> = users::bad_roles(conn, roles)?.into_iter().chain(bad_clearance(clearance)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Rejected(wrong)) }
}

fn bad_clearance(clearance: i64) -> Option<Invalid> {
    (!(0..=HIGHEST_CLEARANCE).contains(&clearance)).then(|| Invalid::new("clearance", "user.clearance").with("max", HIGHEST_CLEARANCE))
}

/// Returns the user as it now stands. Sessions are not this floor's: `auth::accounts` ends them when somebody is disabled.
pub fn update(tx: &mut Tx<'_>, id: UserId, change: &UserChange) -> Result<User> {
    let before = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    let had = store::further_departments(tx.conn, &[id])?.into_iter().map(|(_, department, _)| department).collect();
    let (after, has) = wanted(tx.conn, &before, &had, change)?;
    let changed = [
        ("name", after.name != before.name),
        ("department", after.department_id != before.department_id),
        ("departments", has != had),
        ("post", after.post != before.post),
        ("email", after.email != before.email),
        ("superior", after.superior != before.superior),
        ("clearance", after.clearance != before.clearance),
        ("roles", after.roles != before.roles),
        ("active", after.active != before.active),
        ("leaving", after.leaving != before.leaving),
    ];
    if changed.iter().all(|(_, changed)| !changed) {
        return Ok(before);
    }
    let own_access = tx.actor.user == Some(id) && (after.roles != before.roles || after.clearance != before.clearance);
    // Until there is a security officer, the system administration stands in, if need be for itself.
    if own_access && store::count_active_with(tx.conn, &Role::SECURITY)? > 0 {
        return Err(Error::Conflict(Reason::new("user.own_roles")));
    }
    if tx.actor.user == Some(id) && before.leaving && !after.leaving {
        return Err(Error::Conflict(Reason::new("user.own_leaving")));
    }
    let approvers = approvers(tx.conn)?;
    let row = store::UserChangeset {
        name: &after.name,
        department_id: after.department_id,
        post: after.post.as_deref(),
        email: after.email.as_deref(),
        superior_id: after.superior,
        clearance: after.clearance,
        active: after.active,
        leaving: after.leaving,
        updated_at: tx.now.timestamp_millis(),
    };
    store::update_user(tx.conn, id, &row)?;
    store::set_roles(tx.conn, id, &after.roles)?;
    if has != had {
        store::set_further_departments(tx.conn, id, &has)?;
    }
    keep_offices(tx.conn, &before)?;
    keep_two(tx.conn, approvers)?;
    let mut event = Event::new(EventKind::UserUpdate).on("user", id.0);
    event = changed.iter().filter(|(_, changed)| *changed).fold(event, |event, (field, _)| event.with("field", *field));
    event = after.roles.difference(&before.roles).fold(event, |event, role| event.with("role_granted", role.name()));
    event = before.roles.difference(&after.roles).fold(event, |event, role| event.with("role_withdrawn", role.name()));
    if after.active != before.active {
        event = event.with("active", if after.active { "enabled" } else { "disabled" });
    }
    audit::append(tx, event)?;
    users::find(tx.conn, id)?.ok_or_else(Error::not_found)
}

/// An office that was once given is handed on, never vacant: else whoever disables its holder would step in.
fn keep_offices(conn: &mut SqliteConnection, before: &User) -> Result<()> {
    for office in before.roles.iter().filter(|role| role.is_office()) {
        if store::count_active_with(conn, office)? == 0 {
            let code = if *office == Role::ADMIN { "user.last_admin" } else { "user.last_of_office" };
            return Err(Error::Conflict(Reason::new(code).with("role", office.name())));
        }
    }
    Ok(())
}

/// How many may say who may what: the security officers, or until there is one the administrators.
fn approvers(conn: &mut SqliteConnection) -> Result<i64> {
    match store::count_active_with(conn, &Role::SECURITY)? {
        0 => Ok(store::count_active_with(conn, &Role::ADMIN)?),
        officers => Ok(officers),
    }
}

/// Where two people are asked for, there are two: else nothing could be approved any more, not even that one is enough.
fn keep_two(conn: &mut SqliteConnection, before: i64) -> Result<()> {
    let after = approvers(conn)?;
    if after < before && after < 2 && settings::get(conn, settings::TWO_PEOPLE)?.is_some() {
        return Err(Error::Conflict(Reason::new("user.two_needed")));
    }
    Ok(())
}

/// The user as wanted, and the departments beside their own; all that cannot be, at once.
fn wanted(
    conn: &mut SqliteConnection,
    before: &User,
    had: &BTreeSet<DepartmentId>,
    change: &UserChange,
) -> Result<(User, BTreeSet<DepartmentId>)> {
    let (mut after, mut has, mut wrong) = (before.clone(), had.clone(), Vec::new());
    if let Some(name) = &change.name {
        put(&mut after.name, named("name", name), &mut wrong);
    }
    if let Some(post) = &change.post {
        put(&mut after.post, optional(post.as_deref(), |text| worded("post", text, LONGEST_POST)), &mut wrong);
    }
    if let Some(email) = &change.email {
        let parse = |text: &str| email::parse(text).map_err(|error| Invalid::new("email", error.code()).with("value", i18n::short(text)));
        put(&mut after.email, optional(email.as_deref(), parse), &mut wrong);
    }
    if let Some(department) = change.department {
        after.department_id = department;
        wrong.extend(users::unknown_department(conn, "department", department)?);
    }
    if let Some(departments) = &change.departments {
        has.clone_from(departments);
        for department in departments {
            wrong.extend(users::unknown_department(conn, "departments", Some(*department))?);
        }
    }
    has.retain(|department| Some(*department) != after.department_id);
    if let Some(superior) = change.superior {
        after.superior = superior;
        wrong.extend(bad_superior(conn, before, superior)?);
    }
    if let Some(clearance) = change.clearance {
        after.clearance = clearance;
        wrong.extend(bad_clearance(clearance));
    }
    if let Some(roles) = change.roles.as_ref().filter(|roles| **roles != before.roles) {
        after.roles.clone_from(roles);
        wrong.extend(users::bad_roles(conn, roles)?);
    }
    after.active = change.active.unwrap_or(before.active);
    after.leaving = change.leaving.unwrap_or(before.leaving);
    if wrong.is_empty() { Ok((after, has)) } else { Err(Error::Rejected(wrong)) }
}

fn put<T>(place: &mut T, value: Result<T, Invalid>, wrong: &mut Vec<Invalid>) {
    match value {
        Ok(value) => *place = value,
        Err(invalid) => wrong.push(invalid),
    }
}

/// Nothing and blanks are nothing.
fn optional(text: Option<&str>, parse: impl Fn(&str) -> Result<String, Invalid>) -> Result<Option<String>, Invalid> {
    text.filter(|text| !text.trim().is_empty()).map(parse).transpose()
}

/// Somebody who is here, and who does not stand below: else nobody would be the highest.
fn bad_superior(conn: &mut SqliteConnection, user: &User, superior: Option<UserId>) -> Result<Option<Invalid>> {
    let Some(superior) = superior.filter(|superior| Some(*superior) != user.superior) else { return Ok(None) };
    if users::find(conn, superior)?.is_none_or(|superior| !superior.active) {
        return Ok(Some(Invalid::new("superior", "user.inactive")));
    }
    let mut at = Some(superior);
    while let Some(above) = at {
        if above == user.id {
            return Ok(Some(Invalid::new("superior", "user.superior_circle")));
        }
        at = store::superior_of(conn, above)?;
    }
    Ok(None)
}

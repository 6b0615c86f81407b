//! Departments, a tree. Each may have a leader.

use std::collections::HashMap;

use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::users::{self, Titled};
use super::{named, store};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::{DepartmentId, UserId};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Department {
    pub id: DepartmentId,
    pub name: String,
    pub parent: Option<DepartmentId>,
    pub leader: Option<Titled<UserId>>,
    /// Who is here and belongs to it with their own department; those of the departments below not counted.
    pub people: i64,
}

/// What is to become of a department; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct DepartmentChange {
    pub name: Option<String>,
    pub parent: Option<Option<DepartmentId>>,
    pub leader: Option<Option<UserId>>,
}

/// Refused when a sister is called the same or the parent is not there.
pub fn create(tx: &mut Tx<'_>, name: &str, parent: Option<DepartmentId>) -> Result<Department> {
    let name = named("name", name).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let wrong = misplaced(&all(tx.conn)?, None, &name, parent);
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let id = store::insert_department(tx.conn, &name, parent, tx.now.timestamp_millis())?;
    audit::append(tx, Event::new(EventKind::DepartmentCreate).on("department", id.0))?;
    Ok(Department { id, name, parent, leader: None, people: 0 })
}

/// Returns the department as it now stands.
pub fn update(tx: &mut Tx<'_>, id: DepartmentId, change: &DepartmentChange) -> Result<Department> {
    let all = all(tx.conn)?;
    let before = all.iter().find(|d| d.id == id).ok_or_else(Error::not_found)?;
    let mut wrong = Vec::new();
    let name = change.name.as_deref().map_or_else(|| Ok(before.name.clone()), |name| named("name", name));
    let name = name.map_err(|invalid| wrong.push(invalid)).unwrap_or_default();
    let parent = change.parent.unwrap_or(before.parent);
    wrong.extend(misplaced(&all, Some(id), &name, parent));
    let old_leader = before.leader.as_ref().map(|leader| leader.id);
    let leader = change.leader.unwrap_or(old_leader);
    if let Some(new) = leader.filter(|_| leader != old_leader)
        && users::find(tx.conn, new)?.is_none_or(|user| !user.active)
    {
        wrong.push(Invalid::new("leader", "user.inactive"));
    }
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let changed = [("name", name != before.name), ("parent", parent != before.parent), ("leader", leader != old_leader)];
    if changed.iter().any(|(_, changed)| *changed) {
        store::update_department(tx.conn, id, &name, parent, leader)?;
        let event = Event::new(EventKind::DepartmentUpdate).on("department", id.0);
        let event = changed.iter().filter(|(_, changed)| *changed).fold(event, |event, (field, _)| event.with("field", *field));
        audit::append(tx, event)?;
    }
    find(tx.conn, id)?.ok_or_else(Error::not_found)
}

/// Refused while people belong to it, other departments stand below it, or records point to it.
pub fn delete(tx: &mut Tx<'_>, id: DepartmentId) -> Result<()> {
    let all = all(tx.conn)?;
    if all.iter().all(|d| d.id != id) {
        return Err(Error::not_found());
    }
    let (people, below) = (store::count_people_of(tx.conn, id)?, all.iter().filter(|d| d.parent == Some(id)).count());
    if people > 0 {
        return Err(Error::Conflict(Reason::new("department.has_people").with("people", people)));
    }
    if below > 0 {
        return Err(Error::Conflict(Reason::new("department.has_departments").with("departments", below)));
    }
    if !store::delete_department(tx.conn, id)? {
        return Err(Error::Conflict(Reason::new("department.has_records")));
    }
    audit::append(tx, Event::new(EventKind::DepartmentDelete).on("department", id.0)).map(drop)
}

/// All of them, by name.
pub fn all(conn: &mut SqliteConnection) -> Result<Vec<Department>> {
    let people: HashMap<_, _> = store::headcounts(conn)?.into_iter().collect();
    let department = |row: store::DepartmentRow| Department {
        leader: row.leader.zip(row.leader_name).map(|(id, title)| Titled { id, title }),
        people: people.get(&Some(row.id)).copied().unwrap_or_default(),
        id: row.id,
        name: row.name,
        parent: row.parent,
    };
    Ok(store::departments(conn)?.into_iter().map(department).collect())
}

/// A department and all below it.
pub fn below(conn: &mut SqliteConnection, id: DepartmentId) -> Result<Vec<DepartmentId>> {
    let (all, mut found) = (all(conn)?, vec![id]);
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        found.extend(all.iter().filter(|d| d.parent == Some(parent)).map(|d| d.id));
        at += 1;
    }
    Ok(found)
}

fn find(conn: &mut SqliteConnection, id: DepartmentId) -> Result<Option<Department>> {
    Ok(all(conn)?.into_iter().find(|d| d.id == id))
}

/// The departments that somebody leads.
pub fn led_by(conn: &mut SqliteConnection, leader: UserId) -> Result<Vec<Department>> {
    Ok(all(conn)?.into_iter().filter(|d| d.leader.as_ref().is_some_and(|l| l.id == leader)).collect())
}

/// Every department that is called exactly so; more than one means that the name does not say which.
pub fn find_by_name(conn: &mut SqliteConnection, name: &str) -> Result<Vec<Department>> {
    let name = name.trim();
    Ok(all(conn)?.into_iter().filter(|d| d.name == name).collect())
}

/// Names for links. Ids that are not there are left out.
pub fn names(conn: &mut SqliteConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    Ok(store::department_names(conn, ids)?.into_iter().collect())
}

/// Why a department, a new one or `id`, cannot stand under a parent by a name.
fn misplaced(all: &[Department], id: Option<DepartmentId>, name: &str, parent: Option<DepartmentId>) -> Vec<Invalid> {
    let mut wrong = Vec::new();
    let above = |at: DepartmentId| all.iter().find(|d| d.id == at);
    if parent.is_some_and(|parent| above(parent).is_none()) {
        wrong.push(Invalid::new("parent", "department.unknown"));
    }
    let mut at = parent.filter(|_| id.is_some());
    while let Some(department) = at.and_then(above) {
        if Some(department.id) == id {
            wrong.push(Invalid::new("parent", "department.circle"));
            break;
        }
        at = department.parent;
    }
    if all.iter().any(|d| d.parent == parent && d.name == name && Some(d.id) != id) {
        wrong.push(Invalid::new("name", "department.taken"));
    }
    wrong
}

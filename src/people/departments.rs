//! Departments, a tree.

use std::collections::HashMap;

use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::{named, store};
use crate::audit::{self, Event, Kind};
use crate::db::Tx;
use crate::error::{Error, Invalid, Result};
use crate::ids::DepartmentId;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Department {
    pub id: DepartmentId,
    pub name: String,
    pub parent: Option<DepartmentId>,
}

/// Refused when a sister is called the same or the parent is not there.
pub fn create(tx: &mut Tx<'_>, name: &str, parent: Option<DepartmentId>) -> Result<Department> {
    let name = named("name", name).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let all = all(tx.conn)?;
    let mut wrong = Vec::new();
    if parent.is_some_and(|parent| all.iter().all(|d| d.id != parent)) {
        wrong.push(Invalid::new("parent", "department.unknown"));
    }
    if all.iter().any(|d| d.parent == parent && d.name == name) {
        wrong.push(Invalid::new("name", "department.taken"));
    }
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let id = store::insert_department(tx.conn, &name, parent, tx.now.timestamp_millis())?;
    audit::append(tx, Event::new(Kind::DepartmentCreate).on("department", id.0))?;
    Ok(Department { id, name, parent })
}

/// All of them, by name.
pub fn all(conn: &mut SqliteConnection) -> Result<Vec<Department>> {
    let row = |(id, name, parent)| Department { id, name, parent };
    Ok(store::departments(conn)?.into_iter().map(row).collect())
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

use crate::{error::Result, ids::{DepartmentId, UserId}};
pub struct Person { pub active: bool, pub department_id: Option<DepartmentId> }
pub fn find(_: &mut diesel::sqlite::SqliteConnection, _: UserId) -> Result<Option<Person>> { Ok(None) }

//! A page of records on its way into the file.

use crate::actor::Actor;
use crate::db::Db;
use crate::model::{Context, Field, Object, Refers, Value};
use crate::records::Engine;
use crate::records::links::Titles;
use crate::sheet::Cell;

/// Rows read at a time, and so how long a reading connection is kept.
pub(super) const PAGE: i64 = 1000;

/// What is exported, and for whom.
#[derive(Clone, Copy)]
pub(super) struct ExportScope<'a> {
    pub engine: &'a Engine,
    pub db: &'a Db,
    pub actor: &'a Actor,
    pub object: &'a Object,
}

/// A record on its way into the file.
pub(super) struct PageRow {
    pub id: i64,
    pub cells: Vec<Cell>,
    /// What the columns of its lines have to know of it.
    pub flags: Vec<Value>,
}

/// A link whose title one may not see leaves its cell empty.
pub(super) fn cell(field: &Field, value: &Value, titles: &Titles, context: &Context) -> Cell {
    match (field.kind.refers(), value) {
        (_, Value::Masked(mask)) => Cell::Text(mask.clone()),
        (Refers::Nothing, _) | (_, Value::Null | Value::Text(_)) => field.kind.cell(field, value, context),
        (refers, Value::Int(id)) => {
            titles.title(refers, field.target.as_deref(), *id).map_or(Cell::Empty, |title| Cell::Text(title.to_owned()))
        }
    }
}

//! Asking for many: which rows in which order, a page at a time, and how many there are about.

mod count;
mod page;
mod scope;
mod sort;

pub use count::{CAP, Count, Counts};
pub use page::{Cursor, ListRows, load};
pub(in crate::records) use scope::{ScopeColumns, Whose};
pub use sort::Sort;

use rocket::serde::json::serde_json;
use serde_json::Value as Json;

use crate::db::sql::Run;
use crate::error::{Error, Reason, Result};
use crate::model::{Field, Name, Object};

pub const DEFAULT_LIMIT: usize = 50;
pub const MAX_LIMIT: usize = 200;

/// What a list is asked for, as it came.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    pub filter: Option<Json>,
    pub sort: Option<String>,
    pub limit: Option<usize>,
    pub cursor: Option<String>,
    /// Field names; the object's list fields where none are named.
    pub fields: Option<Vec<String>>,
    pub q: Option<String>,
    pub view: Option<String>,
}

impl ListQuery {
    pub fn limit(&self) -> Result<usize> {
        match self.limit.unwrap_or(DEFAULT_LIMIT) {
            limit @ 1..=MAX_LIMIT => Ok(limit),
            _ => Err(Error::Refused(Reason::new("query.limit").with("max", MAX_LIMIT))),
        }
    }

    /// A filter is different each time, and nobody knows how long it takes; everything else there is a finite number of.
    pub fn run(&self) -> Run {
        if self.filter.is_some() { Run::Long } else { Run::Often }
    }

    /// The fields asked for, in the object's order; unknown names are refused.
    pub fn fields<'o>(&self, object: &'o Object) -> Result<Vec<&'o Field>> {
        let Some(names) = &self.fields else { return Ok(object.fields.iter().filter(|f| f.list || f.name == object.title).collect()) };
        let system: [Name; 7] = ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"].map(Name::from);
        let unknown = names.iter().find(|n| object.field(n).is_none() && !system.iter().any(|s| s == *n));
        if let Some(name) = unknown {
            return Err(Error::Refused(Reason::new("query.field").with("field", name)));
        }
        Ok(object.fields.iter().filter(|f| names.iter().any(|n| *n == f.name)).collect())
    }
}

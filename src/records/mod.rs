//! The engine: lists, records and changes of every object, from its description alone.
//!
//! Two doors lead to business rows, [`read`] and [`write`]. Whoever asks is asked for there, and nowhere else: which
//! verbs are allowed, which rows are in sight, which fields may be seen and written. Everything else in this module
//! (lists, search, related tabs, timeline, import, export, recycle bin, duplicates) goes through these two.
//!
//! The engine knows no business word. What is special about an object stands in its `Rules` and `Action`s.

mod body;
pub mod bulk;
mod check;
mod dedupe;
pub mod export;
pub mod find;
pub mod import;
mod links;
pub mod query;
pub mod read;
mod recycle;
pub mod routes;
pub mod search;
mod show;
#[cfg(test)]
mod testing;
mod timeline;
mod witness;
pub mod write;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use body::draft_from_json;
pub use links::Titles;
pub use query::ListQuery;
pub use show::Shown;

use crate::access::Access;
use crate::actor::{Actor, Language};
use crate::audit::Digester;
use crate::error::{Error, Reason, Result};
use crate::model::{Catalog, Context, Field, Object};
use crate::words;

/// What every piece of record work needs to know; one per house.
pub struct Engine {
    pub catalog: Arc<Catalog>,
    pub access: Arc<Access>,
    pub digester: Digester,
    pub zone: Tz,
    counts: query::Counts,
}

impl Engine {
    pub fn new(catalog: Arc<Catalog>, access: Arc<Access>, digester: Digester, zone: Tz) -> Self {
        Self { catalog, access, digester, zone, counts: query::Counts::default() }
    }

    /// The object of that name; unknown ones look like those one may not see.
    pub fn object(&self, name: &str) -> Result<&Arc<Object>> {
        self.catalog.get(name).ok_or_else(|| Error::NotFound(Reason::new("object.unknown").with("object", name)))
    }

    pub fn context(&self, actor: &Actor, now: DateTime<Utc>) -> Context {
        Context { now, zone: self.zone, user: actor.user, language: actor.language }
    }

    /// Whether the actor may see a field's values, and so filter, sort and search by them.
    fn sees(&self, actor: &Actor, object: &Object, field: &Field) -> bool {
        self.access.fields(actor, object, &crate::model::Verb::Read).may_read(field)
    }
}

/// What is wrong, in words that fit into a line: of a field its sentence, of a record as a whole its detail.
fn words_of(language: Language, reason: &Reason) -> String {
    let field = format!("errors.{}", reason.code);
    let key = if words::find(language, &field).is_some() { field } else { format!("{field}.detail") };
    words::fill(language, &key, &reason.args)
}

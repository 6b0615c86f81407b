//! What shall be exported.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::actor::Actor;
use crate::db::Reader;
use crate::db::sql::{Column, Predicate};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Field, Object, Value, Verb};
use crate::records::mask::VisibleFields;
use crate::records::{Engine, ListQuery, read};
use crate::sheet::Format;

/// How many records may be picked one by one.
const MOST_IDS: usize = 10_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    pub object: String,
    pub format: Format,
    #[serde(default)]
    pub filter: Option<Json>,
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub view: Option<String>,
    /// In the object's order, whatever order they are named in; all that one may read where none are named.
    #[serde(default)]
    pub fields: Option<Vec<String>>,
    /// Only these, within the rest.
    #[serde(default)]
    pub ids: Option<Vec<RecordId>>,
}

impl ExportRequest {
    pub fn new(object: impl Into<String>, format: Format) -> Self {
        Self { object: object.into(), format, filter: None, q: None, view: None, fields: None, ids: None }
    }

    fn asked(&self) -> ListQuery {
        let (filter, q, view, fields) = (self.filter.clone(), self.q.clone(), self.view.clone(), self.fields.clone());
        ListQuery { filter, q, view, fields, ..ListQuery::default() }
    }

    /// The rows: those that may be read and exported.
    pub(super) fn predicate(&self, engine: &Engine, reader: &Reader<'_>, actor: &Actor, object: &Object) -> Result<Predicate> {
        engine.demand(actor, object, &Verb::Read)?;
        let predicate = read::wanted(engine, reader, actor, object, &self.asked(), &Verb::Export)?;
        match &self.ids {
            None => Ok(predicate),
            Some(ids) if ids.is_empty() || ids.len() > MOST_IDS => {
                Err(Error::Refused(crate::error::Reason::new("bulk.ids").with("max", MOST_IDS)))
            }
            Some(ids) => Ok(Predicate::In(Column::plain("id"), ids.iter().map(|id| Value::Int(id.0)).collect()).and(predicate)),
        }
    }

    /// The columns, masked as they are in any list.
    pub(super) fn fields<'o>(&self, engine: &Engine, actor: &Actor, object: &'o Object) -> Result<VisibleFields<'o>> {
        let asked: Vec<&Field> = if self.fields.is_some() { self.asked().fields(object)? } else { object.fields.iter().collect() };
        let seen = VisibleFields::new(asked, &engine.fields(actor, object, &Verb::Export));
        if seen.fields.is_empty() { Err(Error::refused("export.no_fields")) } else { Ok(seen) }
    }
}

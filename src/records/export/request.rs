//! What shall be exported.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::lines::LineColumns;
use crate::actor::Actor;
use crate::db::Reader;
use crate::db::sql::{Column, Predicate};
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Field, Object, Value, Verb, system_fields};
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
    /// In the object's order, whatever order they are named in, and behind them when and by whom; all fields that one may read where none
    /// are named.
    #[serde(default)]
    pub fields: Option<Vec<String>>,
    /// Only these, within the rest.
    #[serde(default)]
    pub ids: Option<Vec<RecordId>>,
    /// One row for each of these lines instead of one for a record. Their fields are named `<lines>.<field>` in `fields`; all of them
    /// come along where none is named.
    #[serde(default)]
    pub lines: Option<String>,
}

impl ExportRequest {
    pub fn new(object: impl Into<String>, format: Format) -> Self {
        Self { object: object.into(), format, filter: None, q: None, view: None, fields: None, ids: None, lines: None }
    }

    fn asked(&self) -> ListQuery {
        let (filter, q, view) = (self.filter.clone(), self.q.clone(), self.view.clone());
        let of_record = |name: &&String| self.of_lines(name).is_none();
        let fields = self.fields.as_ref().map(|names| names.iter().filter(of_record).cloned().collect());
        ListQuery { filter, q, view, fields, ..ListQuery::default() }
    }

    /// The rows: those that may be read and exported.
    pub(super) fn predicate(&self, engine: &Engine, reader: &Reader<'_>, actor: &Actor, object: &Object) -> Result<Predicate> {
        engine.demand(actor, object, &Verb::Read)?;
        let predicate = read::wanted(engine, reader, actor, object, &self.asked(), &Verb::Export)?;
        match &self.ids {
            None => Ok(predicate),
            Some(ids) if ids.is_empty() || ids.len() > MOST_IDS => Err(Error::Refused(Reason::new("bulk.ids").with("max", MOST_IDS))),
            Some(ids) => Ok(Predicate::In(Column::plain("id"), ids.iter().map(|id| Value::Int(id.0)).collect()).and(predicate)),
        }
    }

    /// The columns, masked as they are in any list.
    pub(super) fn fields<'o>(&self, engine: &Engine, actor: &Actor, object: &'o Object) -> Result<VisibleFields<'o>> {
        let asked: Vec<&Field> = if self.fields.is_some() { self.asked().fields(object)? } else { object.fields.iter().collect() };
        let named = |field: &&Field| self.fields.iter().flatten().any(|name| *name == field.name);
        let asked = asked.into_iter().chain(system_fields().iter().filter(named));
        let seen = VisibleFields::new(asked, &engine.fields(actor, object, &Verb::Export));
        let lines = self.line_columns(engine, actor, object)?;
        let any = !seen.fields.is_empty() || lines.is_some_and(|lines| !lines.seen.fields.is_empty());
        if any { Ok(seen) } else { Err(Error::refused("export.no_fields")) }
    }

    /// The columns of the lines, when each has a row of its own.
    pub(super) fn line_columns<'o>(&self, engine: &Engine, actor: &Actor, object: &'o Object) -> Result<Option<LineColumns<'o>>> {
        let Some(name) = &self.lines else { return Ok(None) };
        let unknown = |name: &str| Error::Refused(Reason::new("query.field").with("field", name));
        let set = object.line_set(name).ok_or_else(|| unknown(name))?;
        let named: Vec<&str> = self.fields.iter().flatten().filter_map(|name| self.of_lines(name)).collect();
        if let Some(name) = named.iter().find(|name| set.field(name).is_none()) {
            return Err(unknown(name));
        }
        let asked = set.fields.iter().filter(|field| named.is_empty() || named.contains(&field.short()));
        Ok(Some(LineColumns { set, seen: VisibleFields::new(asked, &engine.fields(actor, object, &Verb::Export)) }))
    }

    /// The short name of a field of the lines that are exported.
    fn of_lines<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(self.lines.as_deref()?)?.strip_prefix('.')
    }
}

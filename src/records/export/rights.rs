//! Under which rights a file was made. It is handed out for as long as its owner could still make it: the rows and the fields of then have
//! to be within those of now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ExportRequest;
use crate::actor::Actor;
use crate::db::sql::Predicate;
use crate::error::Result;
use crate::model::{Field, Object, Verb};
use crate::records::Engine;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ExportRights {
    /// How many records were exported: policies may have a word to say about that.
    count: i64,
    rows: Predicate,
    fields: BTreeMap<String, FieldSight>,
    /// By object: the records whose titles stand in the cells of links.
    linked: BTreeMap<String, Predicate>,
}

/// On which rows a field is clear, and where it is masked or clear.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FieldSight {
    clear: Predicate,
    shown: Predicate,
}

impl ExportRights {
    /// Those of this moment.
    pub fn of(engine: &Engine, actor: &Actor, request: &ExportRequest, object: &Object, count: i64) -> Result<Self> {
        let (seen, lines) = (request.fields(engine, actor, object)?, request.line_columns(engine, actor, object)?);
        let rights = engine.fields(actor, object, &Verb::Export);
        let sight = |field: &Field| match rights.guarded(field) {
            Some(guarded) => FieldSight { clear: (*guarded.clear).clone(), shown: (*guarded.masked).clone().or((*guarded.clear).clone()) },
            None => FieldSight { clear: Predicate::True, shown: Predicate::True },
        };
        let all: Vec<&Field> = seen.fields.into_iter().chain(lines.into_iter().flat_map(|lines| lines.seen.fields)).collect();
        let mut linked = BTreeMap::new();
        for target in all.iter().filter_map(|field| engine.catalog.get(field.target.as_deref()?)) {
            linked.insert(target.name.to_string(), engine.rows(actor, target, &Verb::Read)?);
        }
        let fields = all.into_iter().map(|field| (field.name.to_string(), sight(field))).collect();
        Ok(Self { count, rows: engine.rows_of(actor, object, &Verb::Export, count)?, fields, linked })
    }

    /// Whether somebody might make the file still.
    pub fn stand(&self, engine: &Engine, actor: &Actor, request: &ExportRequest, object: &Object) -> Result<bool> {
        let now = Self::of(engine, actor, request, object, self.count)?;
        let field = |(name, then): (&String, &FieldSight)| {
            now.fields.get(name).is_some_and(|now| then.clear.is_within(&now.clear) && then.shown.is_within(&now.shown))
        };
        let link = |(name, then): (&String, &Predicate)| now.linked.get(name).is_some_and(|now| then.is_within(now));
        Ok(self.rows.is_within(&now.rows) && self.fields.iter().all(field) && self.linked.iter().all(link))
    }
}

//! A new record.

use serde_json::Map;

use super::Writing;
use super::columns::borrowed;
use super::columns::stored;
use super::trace::changes;
use crate::audit::EventKind;
use crate::db::sql::Predicate;
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Draft, Object, Value, Verb};
use crate::records::{dedupe, search};

impl Writing<'_, '_> {
    pub(super) fn create(&mut self, object: &Object, verb: &Verb, mut draft: Draft) -> Result<RecordId> {
        let sight = self.sight(object, verb)?;
        let guarded = self.writable(object, verb, &draft)?;
        for field in &object.fields {
            if let Some(default) = field.default
                && draft.given(&field.name).is_none()
            {
                draft.put(field.name.clone(), default);
            }
        }
        object.rules.prepare(self, None, &mut draft)?;
        self.complete(object, None, &draft)?;
        dedupe::refuse_duplicates(self.tx, self.engine, object, None, &draft)?;

        let now = self.tx.now.timestamp_millis();
        let by = Value::from(self.tx.actor.user);
        let mut columns = stored(object, &Map::new(), &draft);
        columns.extend([("created_at".into(), now.into()), ("created_by".into(), by.clone())]);
        columns.extend([("updated_at".into(), now.into()), ("updated_by".into(), by)]);
        let id = self.tx.insert(object.table(), &borrowed(&columns))?;

        let after = self.load(object, &Predicate::id(id.0))?;
        self.in_sight(object, id, &sight)?;
        self.written_here(object, id, guarded)?;
        object.rules.check(self, &draft, &after, verb)?;
        search::index(self.tx, &self.engine.catalog, object, &after)?;
        let changes = changes(object, None, &draft);
        self.record_change(object, id, verb, EventKind::RecordCreate, changes)?;
        Ok(id)
    }
}

//! A new record.

use serde_json::Map;

use super::Writing;
use super::columns::{borrowed, stored};
use super::trace::changes;
use crate::audit::EventKind;
use crate::db::sql::Predicate;
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Draft, Fold, Object, Value, Verb};
use crate::records::{dedupe, search};

impl Writing<'_, '_> {
    pub(super) fn create(&mut self, object: &Object, verb: &Verb, draft: Draft) -> Result<RecordId> {
        self.insert_record(object, verb, draft, Draft::new())
    }

    pub(super) fn create_numbered(&mut self, object: &Object, mut draft: Draft) -> Result<RecordId> {
        let mut along = Draft::new();
        for field in object.fields.iter().filter(|field| field.comes_along()) {
            if let Some(value) = draft.remove(&field.name).filter(|value| !value.is_null()) {
                along.put(field.name.clone(), value);
            }
        }
        self.insert_record(object, &Verb::Create, draft, along)
    }

    /// `along` is what the record brings from elsewhere, though nobody types it.
    fn insert_record(&mut self, object: &Object, verb: &Verb, mut draft: Draft, along: Draft) -> Result<RecordId> {
        let sight = self.sight(object, verb)?;
        let mut guarded = self.writable(object, verb, &draft)?;
        guarded.extend(self.brought(object, &along)?);
        let lines = self.lines_writable(object, verb, None, &draft)?;
        guarded.extend(self.guarded_lines(object, verb, lines));
        for field in &object.fields {
            if let Some(default) = &field.default
                && draft.given(&field.name).is_none()
            {
                draft.put(field.name.clone(), default.clone());
            }
        }
        Self::fill_lines(object, None, &mut draft);
        let (numbers, brought): (Vec<_>, Vec<_>) =
            along.iter().partition(|(name, _)| object.field(name).is_some_and(|field| field.serial.is_some()));
        brought.into_iter().for_each(|(name, value)| draft.put(name.clone(), value.clone()));
        let numbers: Draft = numbers.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        object.rules.prepare(self, None, verb, &mut draft)?;
        self.complete(object, None, verb, &draft)?;
        let let_through = dedupe::refuse_duplicates(self.tx, self.engine, object, None, verb, &draft)?;
        self.take_numbers(object, &mut draft, numbers)?;
        self.draw_numbers(object, &mut draft)?;

        let now = self.tx.now.timestamp_millis();
        let by = Value::from(self.tx.actor.user);
        let mut columns = stored(object, &Map::new(), &draft)?;
        // Nothing hangs on it yet: how many is known, of the others there is nothing to tell.
        let counted = object.figures().filter(|(field, rollup)| rollup.fold == Fold::Count && draft.get(&field.name).is_none());
        columns.extend(counted.map(|(field, _)| (field.column_name().into_owned(), Value::Int(0))));
        columns.extend([("created_at".into(), now.into()), ("created_by".into(), by.clone())]);
        columns.extend([("updated_at".into(), now.into()), ("updated_by".into(), by)]);
        let id = self.tx.insert(object.table(), &borrowed(&columns))?;
        let line_changes = self.write_lines(object, id, None, &draft)?;

        let after = self.load(object, &Predicate::id(id.0))?;
        self.in_sight(object, &after, &sight)?;
        self.keep_let_through(object, &after, &draft, &let_through)?;
        self.filled_in_here(object, &after, guarded)?;
        self.refresh_rollups(object, None, &after)?;
        // Before the rules are asked: what they write to this record themselves is indexed behind it.
        search::index(self.tx, &self.engine.catalog, object, &after)?;
        object.rules.check(self, &draft, &after, verb)?;
        let changes = changes(object, None, &draft).into_iter().chain(line_changes).collect();
        self.record_change(object, id, verb, EventKind::RecordCreate, changes)?;
        self.tell_owner(object, verb, None, &after)?;
        Ok(id)
    }
}

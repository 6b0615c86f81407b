//! What a change leaves behind: the history, and the event in the log.

use super::Writing;
use crate::audit::{self, Detail, Event, EventKind};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Draft, FieldChange, Object, Record, Value, Verb};
use crate::records::timeline;

impl Writing<'_, '_> {
    /// The history, in values, for those who may see the record; the log, in digests, for those who guard it.
    pub(super) fn record_change(
        &mut self,
        object: &Object,
        id: RecordId,
        verb: &Verb,
        kind: EventKind,
        changes: Vec<FieldChange>,
    ) -> Result<()> {
        timeline::insert_change(self.tx, object, id, verb, &changes)?;
        let mut event = Event::new(kind).on(object.name.to_string(), id.0);
        if matches!(verb, Verb::Act(_)) || verb.is_of_the_app() {
            event = event.with("verb", Detail::Text(verb.name().to_owned()));
        }
        for change in &changes {
            event = event.with(change.field.clone(), self.engine.digester.digest(&change.field, &text_of(&change.new)));
        }
        audit::append(self.tx, event).map(drop)
    }
}

/// What the draft makes different, fields without a value left out of a new record.
pub(super) fn changes(object: &Object, before: Option<&Record>, draft: &Draft) -> Vec<FieldChange> {
    let changed = draft.iter().filter(|(name, value)| object.field(name).is_some() && (before.is_some() || !value.is_null()));
    changed
        .map(|(name, value)| FieldChange {
            field: name.clone(),
            old: before.map(|b| b.get(name).clone()).unwrap_or_default(),
            new: value.clone(),
        })
        .collect()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null | Value::Masked(_) => String::new(),
        Value::Int(i) => i.to_string(),
        Value::Text(t) => t.clone(),
    }
}

//! Which fields of a record go back to what, and which were changed since: a pure look at its history.

use std::collections::BTreeMap;

use super::store::HistoryRow;
use crate::ids::OperationId;
use crate::model::{FieldChange, Name, Record, Value};

/// A field that an operation changed, and what stands in the way of its going back.
#[derive(Debug, PartialEq)]
pub(super) struct FormerValue {
    pub field: Name,
    /// The verb of the act that changed it last.
    pub verb: String,
    pub value: Value,
    /// Somebody gave it another value after that.
    pub changed_since: bool,
}

/// `history` is what happened to the record from the operation's first change on, without what the undo itself did.
pub(super) fn former_values(history: &[(HistoryRow, Vec<FieldChange>)], operation: OperationId, now: &Record) -> Vec<FormerValue> {
    let mut fields: BTreeMap<&Name, Vec<(&HistoryRow, &FieldChange)>> = BTreeMap::new();
    for (row, changes) in history {
        for change in changes {
            fields.entry(&change.field).or_default().push((row, change));
        }
    }
    let mut former = Vec::new();
    for (field, changes) in fields {
        let Some(last) = changes.iter().rposition(|(row, _)| row.operation() == operation) else { continue };
        // Where others changed it in between, what they left goes back.
        let first = changes[..=last].iter().rposition(|(row, _)| row.operation() != operation).map_or(0, |other| other + 1);
        let (value, (row, change)) = (changes[first].1.old.clone(), changes[last]);
        let changed_since = last + 1 < changes.len() || *now.get(field) != change.new;
        if changed_since || *now.get(field) != value {
            former.push(FormerValue { field: field.clone(), verb: row.verb.clone(), value, changed_since });
        }
    }
    former
}

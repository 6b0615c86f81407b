//! One record in memory: its number, its version, and the values that were asked for.

use std::collections::BTreeMap;

use super::{Draft, Line, Name, Value};
use crate::ids::RecordId;

#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub id: RecordId,
    pub version: i64,
    pub values: BTreeMap<Name, Value>,
    /// Its lines, by the name of their set; there where a record is about to be written.
    pub lines: BTreeMap<Name, Vec<Line>>,
}

impl Record {
    /// The value of a field; empty where it was not asked for.
    pub fn get(&self, field: &str) -> &Value {
        self.values.get(field).unwrap_or(&Value::Null)
    }

    /// As it will be once the draft is saved.
    pub fn with(&self, draft: &Draft) -> Self {
        let mut after = self.clone();
        after.values.extend(draft.iter().map(|(name, value)| (name.clone(), value.clone())));
        for name in draft.line_sets() {
            after.lines.insert(name.clone(), draft.lines(name).unwrap_or_default().to_vec());
        }
        after
    }
}

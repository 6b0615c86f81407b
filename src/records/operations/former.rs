//! Which fields and lines of a record go back to what, and which were changed since: a pure look at its history.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;

use super::store::HistoryRow;
use crate::ids::{OperationId, RecordId};
use crate::model::{Draft, FieldChange, Line, Name, Object, Record, Value};

/// What stood there before an operation.
#[derive(Debug, PartialEq)]
pub(super) struct Former {
    pub name: Name,
    /// The verb of the act that changed it last.
    pub verb: String,
    /// None where somebody changed it after that.
    pub value: Option<FormerValue>,
}

#[derive(Debug, PartialEq)]
pub(super) enum FormerValue {
    Field(Value),
    Lines(Vec<Line>),
}

impl Former {
    /// Puts the value that goes back into a draft.
    pub fn fill(&self, draft: &mut Draft) {
        match &self.value {
            Some(FormerValue::Field(value)) => draft.put(self.name.clone(), value.clone()),
            Some(FormerValue::Lines(lines)) => draft.put_lines(self.name.clone(), lines.clone()),
            None => {}
        }
    }
}

/// `history` is what happened to the record from the operation's first change on, without what the undo itself did.
pub(super) fn former(object: &Object, history: &[(HistoryRow, Vec<FieldChange>)], operation: OperationId, now: &Record) -> Vec<Former> {
    let mut fields: BTreeMap<&Name, Vec<(&HistoryRow, &FieldChange)>> = BTreeMap::new();
    for (row, changes) in history {
        for change in changes {
            fields.entry(&change.field).or_default().push((row, change));
        }
    }
    let mut former = Vec::new();
    for (name, changes) in fields {
        let Some(last) = changes.iter().rposition(|(row, _)| row.operation() == operation) else { continue };
        // Where others changed it in between, what they left goes back.
        let first = changes[..=last].iter().rposition(|(row, _)| row.operation() != operation).map_or(0, |other| other + 1);
        let own = &changes[first..=last];
        let is_latest = last + 1 == changes.len();
        let value = match object.line_set(name) {
            Some(_) => {
                let stands = now.lines.get(name).cloned().unwrap_or_default();
                let back = own.iter().rev().try_fold(stands, |lines, (_, change)| lines_before(&lines, &change.new));
                back.filter(|_| is_latest).map(FormerValue::Lines)
            }
            None if is_latest && *now.get(name) == own[own.len() - 1].1.new => Some(FormerValue::Field(own[0].1.old.clone())),
            None => None,
        };
        if value != Some(FormerValue::Field(now.get(name).clone())) {
            former.push(Former { name: name.clone(), verb: changes[last].0.verb.clone(), value });
        }
    }
    former
}

/// The lines as they were before a change; none when they are not as it left them.
fn lines_before(stands: &[Line], change: &Value) -> Option<Vec<Line>> {
    let change: Json = serde_json::from_str(change.text()?).ok()?;
    let parts = |name: &str| change[name].as_array().cloned().unwrap_or_default();
    let place = |json: &Json| usize::try_from(json.as_u64()?).ok();
    let mut at: HashMap<RecordId, (usize, Line)> = HashMap::new();
    for (position, line) in stands.iter().enumerate() {
        at.insert(line.id?, (position, line.clone()));
    }
    let stood: HashMap<RecordId, usize> = at.iter().map(|(id, (position, _))| (*id, *position)).collect();
    for part in parts("added") {
        let (position, line) = at.remove(&RecordId(part["id"].as_i64()?))?;
        if position != place(&part["at"])? || values(&part["n"]).iter().any(|(name, value)| line.get(name) != value) {
            return None;
        }
    }
    for part in parts("changed") {
        let id = RecordId(part["id"].as_i64()?);
        let (position, line) = at.get_mut(&id)?;
        if stood.get(&id) != place(&part["at"]).as_ref() || values(&part["n"]).iter().any(|(name, value)| line.get(name) != value) {
            return None;
        }
        *position = place(&part["was"])?;
        values(&part["o"]).into_iter().for_each(|(name, value)| line.put(name, value));
    }
    for part in parts("removed") {
        let id = RecordId(part["id"].as_i64()?);
        at.insert(id, (place(&part["at"])?, Line { id: Some(id), values: values(&part["o"]) }));
    }
    let mut lines: Vec<(usize, Line)> = at.into_values().collect();
    lines.sort_by_key(|(position, _)| *position);
    Some(lines.into_iter().map(|(_, line)| line).collect())
}

fn values(json: &Json) -> BTreeMap<Name, Value> {
    let plain = |value: &Json| match value {
        Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        Json::String(text) => Value::Text(text.clone()),
        _ => Value::Null,
    };
    json.as_object().into_iter().flatten().map(|(name, value)| (name.clone().into(), plain(value))).collect()
}

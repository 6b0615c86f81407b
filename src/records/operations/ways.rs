//! By which right a former value goes back: that of the act which set it in the first place, however often it was undone since.

use diesel::sqlite::SqliteConnection;

use super::former::{Former, FormerValue};
use super::plan::Undoable;
use super::store;
use crate::error::{Invalid, Result};
use crate::ids::RecordId;
use crate::model::{Line, Name, Object, Value, Verb};
use crate::records::timeline;

/// A former value, and what it takes to give it back.
#[derive(Debug)]
pub(super) struct FormerWay {
    pub former: Former,
    pub verb: Verb,
    /// The act is done anew, because what is undone is an undo of it.
    pub again: bool,
    /// The app works it out from other fields.
    pub is_computed: bool,
}

/// Looks for what the operations before an undo did to one record.
pub(super) struct WayFinder<'a> {
    object: &'a Object,
    /// By operation, nearest first.
    before: Vec<EarlierOperation>,
}

struct EarlierOperation {
    /// Its first change of the record.
    first: Option<i64>,
    /// Each field that it changed, with the verb, in their order.
    fields: Vec<(Name, String)>,
}

impl<'a> WayFinder<'a> {
    pub fn new(conn: &mut SqliteConnection, object: &'a Object, record: RecordId, undoable: &Undoable) -> Result<Self> {
        let mut before = Vec::new();
        for operation in undoable.chain.iter().skip(1) {
            let rows = store::history_within(conn, &object.name, record, *operation)?;
            let first = rows.first().map(|row| row.id);
            let fields = rows.into_iter().flat_map(|row| {
                let changes = timeline::parse_changes(&Value::Text(row.changes));
                changes.into_iter().map(move |change| (change.field, row.verb.clone()))
            });
            before.push(EarlierOperation { first, fields: fields.collect() });
        }
        Ok(Self { object, before })
    }

    /// Its way back, or why there is none.
    pub fn way(&self, former: Former) -> Result<FormerWay, Invalid> {
        let object = self.object;
        let none = |code: &'static str| Err(Invalid::new(former.name.to_string(), code));
        if !is_described(object, &former) {
            return none("undo.field_gone");
        }
        let is_state = object.state_field().is_some_and(|state| state.name == former.name);
        let (mut verb, mut undone) = (former.verb.as_str(), 0);
        for earlier in &self.before {
            if verb != Verb::UNDO.name() {
                break;
            }
            undone += 1;
            verb = match earlier.fields.iter().rev().find(|(name, _)| *name == former.name) {
                Some((_, verb)) => verb,
                // The rules had set it while something else went back; a state they never set so.
                None if is_state => return none("undo.right"),
                None => "update",
            };
        }
        let verb = match verb {
            "create" | "update" => Verb::Update,
            // What the rules did besides.
            "follow" | "delete" | "restore" => Verb::FOLLOW,
            action if object.action(action).is_some() => Verb::Act(action.to_owned().into()),
            _ => return none("undo.act_gone"),
        };
        let is_computed = !is_state && object.field(&former.name).is_some_and(|field| field.readonly);
        Ok(FormerWay { former, verb, again: undone % 2 == 1, is_computed })
    }

    /// The first thing that was done to the record in the first place.
    pub fn first(&self) -> Option<i64> {
        self.before.iter().rev().find_map(|earlier| earlier.first)
    }
}

impl FormerWay {
    /// What the app works out goes back only where all of its change does that people had typed; an act goes back whole or not at all.
    pub fn stands_or_falls_with(&self, other: &Self) -> bool {
        self.verb == other.verb && !other.is_computed && (self.is_computed || matches!(self.verb, Verb::Act(_)))
    }
}

/// Takes those out of `back` that fall with what stays.
pub(super) fn fallen(back: &mut Vec<FormerWay>, stays: &[FormerWay]) -> Vec<FormerWay> {
    let (fallen, rest) = std::mem::take(back).into_iter().partition(|way| stays.iter().any(|other| way.stands_or_falls_with(other)));
    *back = rest;
    fallen
}

fn is_described(object: &Object, former: &Former) -> bool {
    match (object.line_set(&former.name), &former.value) {
        (Some(set), Some(FormerValue::Lines(lines))) => {
            lines.iter().flat_map(|line: &Line| line.values.keys()).all(|name| set.field(name).is_some())
        }
        (Some(_), _) => true,
        (None, _) => object.field(&former.name).is_some(),
    }
}

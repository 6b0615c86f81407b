//! What somebody may do with each field of a record that the policies let them reach.

use std::collections::HashMap;
use std::sync::Arc;

use crate::db::sql::{Name, Predicate};
use crate::model::{Field, Verb};

/// On which rows a guarded field is clear, at least masked, and may be written.
#[derive(Debug, Clone)]
pub struct Guarded {
    pub clear: Arc<Predicate>,
    pub masked: Arc<Predicate>,
    pub write: Arc<Predicate>,
    /// A policy keeps it from being written on any row: not even whoever makes a record fills it in.
    pub closed: bool,
}

/// The rights over the fields of one object, for one actor and one verb.
#[derive(Debug, Clone)]
pub struct FieldRights {
    writes: bool,
    /// The record is not there yet: whoever fills in a field knows what they type, even if they will see it masked.
    creates: bool,
    guarded: Arc<HashMap<Name, Guarded>>,
}

impl FieldRights {
    /// Only verbs that carry a draft write fields; an action's own input is not a field of the record.
    pub(super) fn new(verb: &Verb, allowed: impl FnOnce() -> bool, guarded: Arc<HashMap<Name, Guarded>>) -> Self {
        let creates = matches!(verb, Verb::Create | Verb::Import);
        Self { writes: (creates || *verb == Verb::Update) && allowed(), creates, guarded }
    }

    /// What is special about a field; most have nothing.
    pub fn guarded(&self, field: &Field) -> Option<&Guarded> {
        self.guarded.get(&field.name)
    }

    /// Whether it may be seen on any row, if only masked.
    pub fn may_read(&self, field: &Field) -> bool {
        !field.inner && self.guarded(field).is_none_or(|g| *g.masked != Predicate::False || *g.clear != Predicate::False)
    }

    /// The rows on which its value is clear: only there may anybody find, sort or count by it.
    pub fn clear(&self, field: &Field) -> Predicate {
        if field.inner {
            return Predicate::False;
        }
        self.guarded(field).map_or(Predicate::True, |g| (*g.clear).clone())
    }

    /// Whether it may be written on any row.
    pub fn may_write(&self, field: &Field) -> bool {
        let fills_in = |g: &Guarded| self.creates && self.may_read(field) && !g.closed;
        let writes = |g: &Guarded| *g.write != Predicate::False && *g.clear != Predicate::False;
        self.writes && !field.readonly && self.guarded(field).is_none_or(|g| fills_in(g) || writes(g))
    }

    /// The rows on which it may be written. Nobody writes what they cannot read.
    pub fn writable(&self, field: &Field) -> Predicate {
        if !self.may_write(field) {
            return Predicate::False;
        }
        if self.creates {
            return Predicate::True;
        }
        self.guarded(field).map_or(Predicate::True, |g| (*g.write).clone().and((*g.clear).clone()))
    }
}

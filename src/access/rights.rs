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
    /// The rows on which a policy keeps it from being written: not even whoever makes such a record fills it in.
    pub forbidden: Arc<Predicate>,
}

/// The rights over the fields of one object, for one actor and one verb.
#[derive(Debug, Clone)]
pub struct FieldRights {
    writes: bool,
    /// The record is not there yet: whoever fills in a field knows what they type, even if they will see it masked.
    creates: bool,
    guarded: Arc<HashMap<Name, Guarded>>,
}

impl Guarded {
    /// Nobody sees or writes it.
    pub(super) fn nothing() -> Self {
        let [clear, masked, write] = [(); 3].map(|()| Arc::new(Predicate::False));
        Self { clear, masked, write, forbidden: Arc::new(Predicate::True) }
    }
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
        let writes = |g: &Guarded| *g.write != Predicate::False && *g.clear != Predicate::False;
        let writes = || if self.creates { self.may_bring(field) } else { self.guarded(field).is_none_or(writes) };
        self.writes && !field.readonly && writes()
    }

    /// Whether a new record may bring along a value of it at all, even one that nobody types.
    pub fn may_bring(&self, field: &Field) -> bool {
        self.may_read(field) && self.guarded(field).is_none_or(|g| *g.forbidden != Predicate::True)
    }

    /// The rows that may come into being with a value of it.
    pub fn brought(&self, field: &Field) -> Predicate {
        self.guarded(field).map_or(Predicate::True, |g| (*g.forbidden).clone().negate())
    }

    /// The rows on which it may be written. Nobody writes what they cannot read.
    pub fn writable(&self, field: &Field) -> Predicate {
        if !self.may_write(field) {
            return Predicate::False;
        }
        if self.creates {
            return self.brought(field);
        }
        self.guarded(field).map_or(Predicate::True, |g| (*g.write).clone().and((*g.clear).clone()))
    }
}

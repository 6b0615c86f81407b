//! What somebody may do with each field of a record that the policies let them reach.

use crate::model::{Field, Verb};

/// From less to more; what may be written may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    Read,
    Write,
}

/// The rights over the fields of one object, for one actor and one verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRights {
    most: Right,
}

impl FieldRights {
    /// Only verbs that carry a draft write fields; an action's own input is not a field of the record.
    pub(super) fn new(verb: &Verb, allowed: bool) -> Self {
        let writes = allowed && matches!(verb, Verb::Create | Verb::Update | Verb::Import);
        Self { most: if writes { Right::Write } else { Right::Read } }
    }

    pub fn of(&self, field: &Field) -> Right {
        if field.readonly { Right::Read } else { self.most }
    }

    pub fn may_read(&self, field: &Field) -> bool {
        self.of(field) >= Right::Read
    }

    pub fn may_write(&self, field: &Field) -> bool {
        self.of(field) >= Right::Write
    }
}

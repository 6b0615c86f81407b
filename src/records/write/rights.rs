//! What the actor may do: on which rows, and to which fields.

use super::Writing;
use crate::db::sql::Predicate;
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Name, Object, Verb};
use crate::records::read;

impl Writing<'_, '_> {
    /// The rows on which the actor may do this; what follows from a permitted act asks no permission of its own.
    pub(super) fn sight(&self, object: &Object, verb: &Verb) -> Result<Predicate> {
        if verb.is_of_the_house() {
            return Ok(Predicate::True);
        }
        self.engine.sight(self.tx.actor, object, verb)
    }

    /// Refuses fields that the actor may write nowhere; returns those that may be written on some rows only, with which.
    pub(super) fn writable(&self, object: &Object, verb: &Verb, draft: &Draft) -> Result<Vec<(Name, Predicate)>> {
        if verb.is_of_the_house() {
            return Ok(Vec::new());
        }
        let rights = self.engine.fields(self.tx.actor, object, verb);
        let refused = draft.names().filter(|name| object.field(name).is_none_or(|f| f.readonly || !rights.may_write(f)));
        let refused: Vec<_> = refused.map(|name| Invalid::new(name.to_string(), "field.readonly")).collect();
        if !refused.is_empty() {
            return Err(Error::Rejected(refused));
        }
        // Whose a record is decides who sees it: only whoever may share it gives it away, not everybody who works on it.
        let whose = self.engine.rows(self.tx.actor, object, &Verb::Share)?;
        let is_owner = |name: &Name| *verb == Verb::Update && object.owner.as_ref() == Some(name);
        let guarded = draft.names().filter_map(|name| {
            let rows = rights.writable(object.field(name)?);
            Some((name.clone(), if is_owner(name) { rows.and(whose.clone()) } else { rows }))
        });
        Ok(guarded.filter(|(_, rows)| *rows != Predicate::True).collect())
    }

    /// Whether the fields may be written on this very record.
    pub(super) fn written_here(&mut self, object: &Object, id: RecordId, guarded: Vec<(Name, Predicate)>) -> Result<()> {
        let mut refused = Vec::new();
        for (field, rows) in guarded {
            if !read::exists(self.tx.conn, object, &Predicate::id(id.0).and(rows))? {
                refused.push(Invalid::new(field.to_string(), "field.readonly"));
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(Error::Rejected(refused)) }
    }

    pub(super) fn in_sight(&mut self, object: &Object, id: RecordId, sight: &Predicate) -> Result<()> {
        if *sight == Predicate::True || read::exists(self.tx.conn, object, &Predicate::id(id.0).and(sight.clone()))? {
            return Ok(());
        }
        Err(Error::Forbidden(Reason::new("access.out_of_sight").with("object", object.label(self.tx.actor.language))))
    }
}

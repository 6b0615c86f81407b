//! What the actor may do: on which rows, and to which fields.

use super::Writing;
use crate::db::sql::Predicate;
use crate::error::{Error, Invalid, Reason, Result};
use crate::model::{Draft, Name, Object, Record, Value, Verb, filter};
use crate::records::dedupe::{self, Duplicate};
use crate::records::{lawful, read};

impl Writing<'_, '_> {
    /// The rows on which the actor may do this; what follows from a permitted act asks no permission of its own.
    pub(super) fn sight(&self, object: &Object, verb: &Verb) -> Result<Predicate> {
        if verb.is_of_the_app() {
            return Ok(Predicate::True);
        }
        self.engine.sight(self.tx.actor, object, verb)
    }

    /// Refuses fields that the actor may write nowhere; returns those that may be written on some rows only, with which.
    pub(super) fn writable(&self, object: &Object, verb: &Verb, draft: &Draft) -> Result<Vec<(Name, Predicate)>> {
        if verb.is_of_the_app() {
            return Ok(Vec::new());
        }
        let rights = self.engine.fields(self.tx.actor, object, verb);
        let refused = draft.names().filter(|name| object.field(name).is_none_or(|f| f.readonly || !rights.may_write(f)));
        let closed = |name: &Name| *verb == Verb::Create && object.field(name).is_some_and(|f| !f.readonly && rights.may_read(f));
        let wrong = |name: &Name| if closed(name) { closed_to_new(name) } else { Invalid::new(name.to_string(), "field.readonly") };
        let refused: Vec<_> = refused.map(wrong).collect();
        if !refused.is_empty() {
            return Err(Error::Rejected(refused));
        }
        // Whose a record is decides who sees it: only whoever may share it gives it away, not everybody who works on it.
        let whose = self.engine.rows(self.tx.actor, object, &Verb::Share)?;
        let is_owner = |name: &Name| *verb == Verb::Update && object.owner.as_ref() == Some(name);
        // A new record is not filled in where nothing is given.
        let is_said = |name: &&Name| *verb != Verb::Create || draft.given(name).is_some();
        let guarded = draft.names().filter(is_said).filter_map(|name| {
            let rows = rights.writable(object.field(name)?);
            Some((name.clone(), if is_owner(name) { rows.and(whose.clone()) } else { rows }))
        });
        Ok(guarded.filter(|(_, rows)| *rows != Predicate::True).collect())
    }

    /// The same for what a new record brings along though nobody types it.
    pub(super) fn brought(&self, object: &Object, along: &Draft) -> Result<Vec<(Name, Predicate)>> {
        let rights = self.engine.fields(self.tx.actor, object, &Verb::Create);
        let fields = || along.names().filter_map(|name| object.field(name));
        let refused: Vec<_> = fields().filter(|field| !rights.may_bring(field)).map(|field| closed_to_new(&field.name)).collect();
        if !refused.is_empty() {
            return Err(Error::Rejected(refused));
        }
        let guarded = fields().map(|field| (field.name.clone(), rights.brought(field)));
        Ok(guarded.filter(|(_, rows)| *rows != Predicate::True).collect())
    }

    /// The same for fields of lines.
    pub(super) fn guarded_lines(&self, object: &Object, verb: &Verb, names: Vec<Name>) -> Vec<(Name, Predicate)> {
        if names.is_empty() || verb.is_of_the_app() {
            return Vec::new();
        }
        let rights = self.engine.fields(self.tx.actor, object, verb);
        let rows = |name: Name| Some((name.clone(), rights.writable(object.guardable().find(|field| field.name == name)?)));
        names.into_iter().filter_map(rows).filter(|(_, rows)| *rows != Predicate::True).collect()
    }

    /// Whether the fields may be written on this very record.
    pub(super) fn written_here(&mut self, object: &Object, record: &Record, guarded: Vec<(Name, Predicate)>) -> Result<()> {
        self.allowed_here(object, record, guarded, |field| Invalid::new(field.to_string(), "field.readonly"))
    }

    /// The same for a record that has just been made, as it stands now: what a policy forbids on such records is not brought in with them.
    pub(super) fn filled_in_here(&mut self, object: &Object, record: &Record, guarded: Vec<(Name, Predicate)>) -> Result<()> {
        self.allowed_here(object, record, guarded, closed_to_new)
    }

    fn allowed_here(
        &mut self,
        object: &Object,
        record: &Record,
        guarded: Vec<(Name, Predicate)>,
        wrong: impl Fn(&Name) -> Invalid,
    ) -> Result<()> {
        let mut refused = Vec::new();
        for (field, rows) in guarded {
            if !self.fulfils(object, record, &rows)? {
                refused.push(wrong(&field));
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(Error::Rejected(refused)) }
    }

    pub(super) fn in_sight(&mut self, object: &Object, record: &Record, sight: &Predicate) -> Result<()> {
        if self.fulfils(object, record, sight)? {
            return Ok(());
        }
        Err(Error::Forbidden(Reason::new("access.out_of_sight").with("object", object.one(self.tx.actor.language))))
    }

    /// Keeps what a record was let through beside, where the actor has that right over this very record.
    pub(super) fn keep_let_through(&mut self, object: &Object, after: &Record, draft: &Draft, let_through: &[Duplicate]) -> Result<()> {
        if let_through.is_empty() {
            return Ok(());
        }
        let rows = self.engine.sight(self.tx.actor, object, &Verb::Duplicate)?;
        if !self.fulfils(object, after, &rows)? {
            return Err(dedupe::not_to_let_through(object, self.tx.actor));
        }
        dedupe::keep(self.tx, self.engine, object, after.id, draft, let_through)
    }

    /// Whether a record as it was loaded fulfils a predicate; the database is asked only where the record alone cannot say.
    pub(super) fn fulfils(&mut self, object: &Object, record: &Record, predicate: &Predicate) -> Result<bool> {
        match filter::decided(predicate, &filter::RecordSource { object, record }) {
            Some(holds) => Ok(holds),
            None => read::exists(self.tx.conn, object, &Predicate::id(record.id.0).and(predicate.clone())),
        }
    }

    /// Refuses to write what is closed while the record is as it is.
    pub(super) fn not_frozen(&mut self, object: &Object, before: &Record, draft: &Draft) -> Result<()> {
        let context = self.engine.context(self.tx.actor, self.tx.now);
        let closed = lawful::closed(&self.engine.catalog, object, before, &context)?;
        let names = draft.names().filter(|name| before.get(name) != draft.get(name).unwrap_or(&Value::Null)).chain(draft.line_sets());
        let refused: Vec<_> =
            names.filter(|name| closed.contains(*name)).map(|name| Invalid::new(name.to_string(), "field.frozen")).collect();
        if refused.is_empty() { Ok(()) } else { Err(Error::Rejected(refused)) }
    }
}

fn closed_to_new(field: &Name) -> Invalid {
    Invalid::new(field.to_string(), "field.closed_to_new")
}

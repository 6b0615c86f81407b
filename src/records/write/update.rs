//! Another value for some fields, by an edit, by an action or in the app's name.

use super::columns::{borrowed, stored};
use super::trace::changes;
use super::{ExpectedVersion, Writing};
use crate::audit::EventKind;
use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Draft, Object, Provenance, Record, Value, Verb};
use crate::records::{dedupe, read, reindex, search, shares};

impl Writing<'_, '_> {
    pub(super) fn update(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion, verb: &Verb, draft: Draft) -> Result<()> {
        let sight = self.sight(object, verb)?;
        let guarded = self.writable(object, verb, &draft)?;
        // What changes hands does so in the recycle bin too.
        let stands = if matches!(*verb, Verb::HAND_OVER | Verb::TAKE_BACK) { Predicate::True } else { read::alive() };
        let before = self.before(object, id, stands.and(sight.clone()), seen)?;
        let lines = self.lines_writable(object, verb, Some(&before), &draft)?;
        let guarded = guarded.into_iter().chain(self.guarded_lines(object, verb, lines)).collect();
        self.written_here(object, &before, guarded)?;
        if *verb == Verb::Update {
            self.not_frozen(object, &before, &draft)?;
        }
        self.change(object, &before, verb, draft)?;
        // Who hands a record on does so by an action, which says what it is; by an edit nobody loses sight of it.
        if *verb == Verb::Update && sight != Predicate::True {
            let after = self.load(object, &Predicate::id(id.0))?;
            self.in_sight(object, &after, &sight)?;
        }
        Ok(())
    }

    /// The part that update and action share: what is different is prepared, checked, written and traced.
    pub(super) fn change(&mut self, object: &Object, before: &Record, verb: &Verb, draft: Draft) -> Result<()> {
        self.change_to(object, before, verb, draft, before.version + 1)
    }

    /// The same, to the version given.
    pub(super) fn change_to(&mut self, object: &Object, before: &Record, verb: &Verb, mut draft: Draft, version: i64) -> Result<()> {
        Self::fill_lines(object, Some(before), &mut draft);
        object.rules.prepare(self, Some(before), verb, &mut draft)?;
        let unchanged: Vec<_> = draft.iter().filter(|(n, v)| before.get(n) == *v).map(|(n, _)| n.clone()).collect();
        for name in unchanged {
            draft.remove(&name);
        }
        Self::drop_same_lines(object, before, &mut draft);
        if draft.is_empty() {
            // That somebody took a step is worth knowing, even one that changed nothing.
            return if matches!(verb, Verb::Act(_)) {
                self.record_change(object, before.id, verb, EventKind::RecordAction, Vec::new())
            } else {
                Ok(())
            };
        }
        // What hangs on a record stays with it: others point to both, and have to be able to rely on that.
        if let Some(parent) = object.parent.as_deref().filter(|parent| draft.get(parent).is_some()) {
            return Err(Error::rejected(parent, "field.fixed"));
        }
        self.complete(object, Some(before), verb, &draft)?;
        let let_through = dedupe::refuse_duplicates(self.tx, self.engine, object, Some(before.id), verb, &draft)?;
        if *verb != Verb::UNDO {
            dedupe::forget(self.tx, object, before, &draft, &let_through)?;
        }
        let custom = self.custom_of(object, before, &draft)?;
        let mut columns = stored(object, &custom, &draft)?;
        columns.push(("version".into(), Value::Int(version)));
        if self.provenance != Provenance::Counted {
            columns.push(("updated_at".into(), self.tx.now.into()));
            columns.push(("updated_by".into(), Value::from(self.tx.actor.user)));
        }
        if !self.tx.update(object.table(), before.id, Some(before.version), &borrowed(&columns))? {
            return Err(Error::internal("a record changed under its own transaction"));
        }
        let line_changes = self.write_lines(object, before.id, Some(before), &draft)?;
        let after = self.load(object, &Predicate::id(before.id.0))?;
        self.keep_let_through(object, &after, &draft, &let_through)?;
        self.refresh_rollups(object, Some(before), &after)?;
        // Before the rules are asked: what they write to this record themselves is indexed behind it.
        if search::concerns(object, draft.names()) && read::exists(self.tx.conn, object, &Predicate::id(before.id.0).and(read::alive()))? {
            search::index(self.tx, &self.engine.catalog, object, &after)?;
        }
        object.rules.check(self, &draft, &after, verb)?;
        let mut ended = Vec::new();
        if let Some(owner) = object.owner.as_deref().filter(|owner| draft.get(owner).is_some()) {
            let [former, next] = [before, &after].map(|record| record.get(owner).int().map(UserId));
            ended = shares::change_hands(self.tx, object, before.id, former, next)?;
            reindex::below(self.tx, &self.engine.catalog, object, before.id)?;
        }
        let changes = changes(object, Some(before), &draft).into_iter().chain(line_changes).collect();
        let kind = if matches!(verb, Verb::Act(_)) { EventKind::RecordAction } else { EventKind::RecordUpdate };
        self.record_change(object, before.id, verb, kind, changes)?;
        self.tell_owner(object, verb, Some(before), &after)?;
        shares::keep_ended(self.tx, object, before.id, &ended)
    }

    /// The record as it stands, within sight, at the version that the writer has seen.
    pub(super) fn before(&mut self, object: &Object, id: RecordId, sight: Predicate, seen: ExpectedVersion) -> Result<Record> {
        let before = self.load(object, &Predicate::id(id.0).and(sight))?;
        if seen.is_some_and(|version| version != before.version) {
            let actor = self.tx.actor;
            return Err(Error::Stale(Box::new(read::one(self.engine, &mut self.tx.reader(), actor, object, id)?)));
        }
        Ok(before)
    }
}

//! Another value for some fields, by an edit, by an action or in the app's name.

use super::columns::borrowed;
use super::columns::stored;
use super::trace::changes;
use super::{ExpectedVersion, Writing};
use crate::audit::EventKind;
use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Draft, Object, Record, Value, Verb};
use crate::records::{dedupe, read, reindex, search, shares};

impl Writing<'_, '_> {
    pub(super) fn update(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion, verb: &Verb, draft: Draft) -> Result<()> {
        let sight = self.sight(object, verb)?;
        let guarded = self.writable(object, verb, &draft)?;
        // What changes hands does so in the recycle bin too.
        let stands = if matches!(verb, Verb::HandOver | Verb::TakeBack) { Predicate::True } else { read::alive() };
        let before = self.before(object, id, stands.and(sight.clone()), seen)?;
        self.written_here(object, id, guarded)?;
        self.change(object, &before, verb, draft)?;
        // Who hands a record on does so by an action, which says what it is; by an edit nobody loses sight of it.
        if *verb == Verb::Update { self.in_sight(object, id, &sight) } else { Ok(()) }
    }

    /// The part that update and action share: what is different is prepared, checked, written and traced.
    pub(super) fn change(&mut self, object: &Object, before: &Record, verb: &Verb, mut draft: Draft) -> Result<()> {
        object.rules.prepare(self, Some(before), &mut draft)?;
        let unchanged: Vec<_> = draft.iter().filter(|(n, v)| before.get(n) == *v).map(|(n, _)| n.clone()).collect();
        for name in unchanged {
            draft.remove(&name);
        }
        if draft.is_empty() {
            return Ok(());
        }
        // What hangs on a record stays with it: others point to both, and have to be able to rely on that.
        if let Some(parent) = object.parent.as_deref().filter(|parent| draft.get(parent).is_some()) {
            return Err(Error::rejected(parent, "field.fixed"));
        }
        self.complete(object, Some(before), &draft)?;
        dedupe::refuse_duplicates(self.tx, self.engine, object, Some(before.id), &draft)?;
        let custom = self.custom_of(object, before);
        let mut columns = stored(object, &custom, &draft);
        columns.push(("version".into(), Value::Int(before.version + 1)));
        columns.push(("updated_at".into(), self.tx.now.into()));
        columns.push(("updated_by".into(), Value::from(self.tx.actor.user)));
        if !self.tx.update(object.table(), before.id, Some(before.version), &borrowed(&columns))? {
            return Err(Error::internal("a record changed under its own transaction"));
        }
        let after = self.load(object, &Predicate::id(before.id.0))?;
        object.rules.check(self, &draft, &after, verb)?;
        if let Some(owner) = object.owner.as_deref().filter(|owner| draft.get(owner).is_some()) {
            let [former, next] = [before, &after].map(|record| record.get(owner).int().map(UserId));
            shares::change_hands(self.tx, object, before.id, former, next)?;
            reindex::below(self.tx, &self.engine.catalog, object, before.id)?;
        }
        if search::concerns(object, draft.names()) && read::exists(self.tx.conn, object, &Predicate::id(before.id.0).and(read::alive()))? {
            search::index(self.tx, &self.engine.catalog, object, &after)?;
        }
        let changes = changes(object, Some(before), &draft);
        let kind = if matches!(verb, Verb::Act(_)) { EventKind::RecordAction } else { EventKind::RecordUpdate };
        self.record_change(object, before.id, verb, kind, changes)
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

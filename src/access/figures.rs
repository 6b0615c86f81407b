//! Figures about records tell no more than the records do. The sum, the least and the greatest value of a field, and how many records have
//! it so, are hidden from whoever may not read those records at all, or does not see that field in the clear on every one of them. How
//! many records there are, and when the last one was made, is told to whoever sees the figure's own record.

use std::collections::HashMap;
use std::sync::Arc;

use super::rights::Guarded;
use super::{Access, Snapshot};
use crate::actor::Actor;
use crate::db::sql::{Name, Predicate};
use crate::model::{Object, Rollup, Verb};

impl Access {
    /// The rights over the fields of an object, its figures hidden where what they tell is.
    pub(super) fn with_figures(
        &self,
        snapshot: &Snapshot,
        actor: &Actor,
        object: &Object,
        guarded: Arc<HashMap<Name, Guarded>>,
    ) -> Arc<HashMap<Name, Guarded>> {
        let closed: Vec<&Name> =
            object.figures().filter(|(_, rollup)| !self.is_told(snapshot, actor, rollup)).map(|(field, _)| &field.name).collect();
        if closed.is_empty() {
            return guarded;
        }
        let mut guarded = HashMap::clone(&guarded);
        guarded.extend(closed.into_iter().map(|name| (name.clone(), Guarded::nothing())));
        Arc::new(guarded)
    }

    fn is_told(&self, snapshot: &Snapshot, actor: &Actor, rollup: &Rollup) -> bool {
        let Some(child) = self.catalog().get(&rollup.child) else { return false };
        let mut told = rollup.tells_of().into_iter().filter(|name| child.field(name).is_some()).peekable();
        if told.peek().is_none() {
            return true;
        }
        let read = snapshot.policy_set.records.get(&child.name).and_then(|verbs| verbs.get(&Verb::Read));
        let reads = read.is_some_and(|&read| {
            self.answer(snapshot, actor, Some(child), read, None).map_or_else(super::denied, |rows| *rows != Predicate::False)
        });
        let Some(fields) = snapshot.policy_set.fields.get(&child.name) else { return reads };
        let guarded = self.guarded(snapshot, actor, child, fields);
        reads && told.all(|name| guarded.get(name).is_none_or(|field| *field.clear == Predicate::True))
    }
}

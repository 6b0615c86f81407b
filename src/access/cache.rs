//! Answers that were worked out before. Partial evaluation takes tens of microseconds, a lookup a fraction of one.
//!
//! Two generations: when the young one is full it becomes the old one, and what is still asked for moves over. So the
//! cache is bounded, and whoever is at work stays in it. Policies and people are not part of the key: when they
//! change, the whole cache goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::moment::Moment;
use crate::actor::Actor;
use crate::db::sql::Predicate;
use crate::ids::{DepartmentId, UserId};

/// A hundred people at work ask some forty different questions each.
const GENERATION: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    user: Option<UserId>,
    department: Option<DepartmentId>,
    roles: Arc<[String]>,
    /// Which action is asked about, by its number in [`super::law::Law`].
    gate: usize,
    /// Only where a policy asks for it.
    moment: Option<Moment>,
    /// A share may have ended yesterday.
    today: NaiveDate,
    emergency: bool,
}

#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, Arc<Predicate>>,
    old: HashMap<Key, Arc<Predicate>>,
}

impl Key {
    pub fn new(actor: &Actor, gate: usize, moment: Option<Moment>, today: NaiveDate, emergency: bool) -> Self {
        Self { user: actor.user, department: actor.department, roles: actor.roles.clone(), gate, moment, today, emergency }
    }
}

impl Cache {
    pub fn get(&self, key: &Key) -> Option<Arc<Predicate>> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = generations.young.get(key) {
            return Some(found.clone());
        }
        let (key, found) = generations.old.remove_entry(key)?;
        generations.put(key, found.clone());
        Some(found)
    }

    pub fn put(&self, key: Key, predicate: Arc<Predicate>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, predicate);
    }
}

impl Generations {
    fn put(&mut self, key: Key, predicate: Arc<Predicate>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, predicate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_bounded_and_keeps_what_is_asked_for() {
        let (cache, actor) = (Cache::default(), Actor::system("test"));
        let key = |gate| Key::new(&actor, gate, None, NaiveDate::default(), false);
        for gate in 0..3 * GENERATION {
            cache.put(key(gate), Arc::new(Predicate::True));
            assert!(cache.get(&key(0)).is_some());
        }
        let generations = cache.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(generations.young.len() + generations.old.len() <= 2 * GENERATION);
        assert!(!generations.young.contains_key(&key(1)) && !generations.old.contains_key(&key(1)));
    }
}

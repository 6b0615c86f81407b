//! Answers that were worked out before. Partial evaluation takes tens of microseconds, a lookup a fraction of one.
//!
//! Two generations: when the young one is full it becomes the old one, and what is still asked for moves over. So the
//! cache is bounded, and whoever is at work stays in it. Policies and people are not part of the key: when they
//! change, the whole cache goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::moment::Moment;
use super::rights::Guarded;
use crate::actor::Actor;
use crate::db::sql::{Name, Predicate};
use crate::ids::{DepartmentId, UserId};

/// A hundred people at work ask some forty different questions each.
const GENERATION: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct CacheKey {
    user: Option<UserId>,
    department: Option<DepartmentId>,
    roles: Arc<[String]>,
    /// Which action is asked about, by its number in [`super::policy_set::CompiledPolicySet`]; of a record's fields, that of the first.
    action: usize,
    /// Only where a policy asks for it.
    pub moment: Option<Moment>,
    /// A share may have ended yesterday.
    pub today: NaiveDate,
    pub emergency: bool,
}

/// On which rows an action is allowed, or each guarded field is.
#[derive(Debug, Default)]
pub(super) struct Cache {
    pub actions: Answers<Predicate>,
    pub fields: Answers<HashMap<Name, Guarded>>,
}

#[derive(Debug)]
pub(super) struct Answers<T>(Mutex<Generations<T>>);

#[derive(Debug)]
struct Generations<T> {
    young: HashMap<CacheKey, Arc<T>>,
    old: HashMap<CacheKey, Arc<T>>,
}

impl CacheKey {
    pub fn new(actor: &Actor, action: usize, moment: Option<Moment>, today: NaiveDate, emergency: bool) -> Self {
        Self { user: actor.user, department: actor.department, roles: actor.roles.clone(), action, moment, today, emergency }
    }
}

impl<T> Answers<T> {
    pub fn get(&self, key: &CacheKey) -> Option<Arc<T>> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = generations.young.get(key) {
            return Some(found.clone());
        }
        let (key, found) = generations.old.remove_entry(key)?;
        generations.put(key, found.clone());
        Some(found)
    }

    pub fn put(&self, key: CacheKey, answer: Arc<T>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, answer);
    }
}

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self(Mutex::new(Generations { young: HashMap::new(), old: HashMap::new() }))
    }
}

impl<T> Generations<T> {
    fn put(&mut self, key: CacheKey, answer: Arc<T>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_bounded_and_keeps_what_is_asked_for() {
        let (cache, actor) = (Answers::default(), Actor::system("test"));
        let key = |action| CacheKey::new(&actor, action, None, NaiveDate::default(), false);
        for action in 0..3 * GENERATION {
            cache.put(key(action), Arc::new(Predicate::True));
            assert!(cache.get(&key(0)).is_some());
        }
        let generations = cache.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(generations.young.len() + generations.old.len() <= 2 * GENERATION);
        assert!(!generations.young.contains_key(&key(1)) && !generations.old.contains_key(&key(1)));
    }
}

//! Answers that were worked out before, by the person who got them. Partial evaluation takes tens of microseconds, a lookup a fraction
//! of one.
//!
//! Two generations: when the young one holds enough it becomes the old one, and whoever still asks moves over with all their
//! answers. So the cache is bounded, and whoever is at work stays in it. Policies and people are not part of the key: when they change,
//! the whole cache goes. When something is shared with somebody, only their answers go.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::moment::MomentStep;
use super::people::People;
use super::principal::Principal;
use super::rights::Guarded;
use crate::actor::Actor;
use crate::db::sql::{Name, Predicate};
use crate::error::Result;
use crate::ids::{DepartmentId, UserId};

/// Two hundred people at work over sixty objects, of each some eight different questions.
const GENERATION: usize = 128 * 1024;
/// One person's: sixty objects, each asked at some moments that policies tell apart.
const PER_PERSON: usize = 4096;

/// Who asks, as far as answers hang on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PersonKey {
    user: Option<UserId>,
    /// What they say of themselves, where nothing else is known of them.
    said: Option<(Option<DepartmentId>, Arc<[String]>)>,
    /// A share may have ended yesterday.
    pub today: NaiveDate,
    pub emergency: bool,
}

/// An action, by its number in [`super::policy_set::CompiledPolicySet`] (of a record's fields, that of the first), and the moment where
/// a policy asks for it.
pub(super) type QuestionKey = (usize, Option<MomentStep>);

/// On which rows an action is allowed to somebody, or each guarded field is.
pub(super) struct PersonAnswers {
    pub principal: Principal,
    actions: Mutex<Generations<QuestionKey, Arc<Predicate>>>,
    fields: Mutex<Generations<QuestionKey, Arc<HashMap<Name, Guarded>>>>,
    /// Most answers are the same for many actions.
    distinct: Mutex<HashSet<Arc<Predicate>>>,
    /// How many answers the young generation holds, of all people.
    held: Arc<AtomicUsize>,
}

#[derive(Default)]
pub(super) struct Cache {
    people: Mutex<Generations<PersonKey, Arc<PersonAnswers>>>,
    held: Arc<AtomicUsize>,
}

#[derive(Debug, Clone)]
struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl PersonKey {
    pub fn new(actor: &Actor, people: &People, today: NaiveDate, emergency: bool) -> Self {
        let known = actor.user.is_some_and(|user| people.members.contains_key(&user));
        let said = (!known).then(|| (actor.department, actor.roles.clone()));
        Self { user: actor.user, said, today, emergency }
    }
}

impl Cache {
    /// What is kept of somebody; `principal` says who they are if nothing is.
    pub fn person(&self, key: PersonKey, principal: impl FnOnce(&PersonKey) -> Result<Principal>) -> Result<Arc<PersonAnswers>> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if self.held.load(Ordering::Relaxed) >= GENERATION {
            self.held.store(0, Ordering::Relaxed);
            people.rotate();
        }
        if let Some(known) = people.young.get(&key) {
            return Ok(known.clone());
        }
        let person = match people.old.remove(&key) {
            Some(known) => known,
            None => Arc::new(PersonAnswers::new(principal(&key)?, self.held.clone())),
        };
        self.held.fetch_add(person.len(), Ordering::Relaxed);
        people.young.insert(key, person.clone());
        Ok(person)
    }

    /// The same without what is kept of some people.
    pub fn without(&self, gone: &HashSet<UserId>) -> Self {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let stays = |key: &PersonKey| key.user.is_none_or(|user| !gone.contains(&user));
        people.young.retain(|key, _| stays(key));
        people.old.retain(|key, _| stays(key));
        Self { people: Mutex::new(people), held: self.held.clone() }
    }
}

impl PersonAnswers {
    fn new(principal: Principal, held: Arc<AtomicUsize>) -> Self {
        Self { principal, actions: Mutex::default(), fields: Mutex::default(), distinct: Mutex::default(), held }
    }

    fn len(&self) -> usize {
        self.actions.lock().unwrap_or_else(PoisonError::into_inner).len() + self.fields.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub fn action(&self, key: &QuestionKey) -> Option<Arc<Predicate>> {
        self.actions.lock().unwrap_or_else(PoisonError::into_inner).get(key)
    }

    pub fn keep_action(&self, key: QuestionKey, answer: Predicate) -> Arc<Predicate> {
        let answer = {
            let mut distinct = self.distinct.lock().unwrap_or_else(PoisonError::into_inner);
            if distinct.len() >= PER_PERSON {
                distinct.clear();
            }
            match distinct.get(&answer) {
                Some(known) => known.clone(),
                None => {
                    let answer = Arc::new(answer);
                    distinct.insert(answer.clone());
                    answer
                }
            }
        };
        self.held.fetch_add(1, Ordering::Relaxed);
        self.actions.lock().unwrap_or_else(PoisonError::into_inner).put(key, answer.clone());
        answer
    }

    pub fn fields(&self, key: &QuestionKey) -> Option<Arc<HashMap<Name, Guarded>>> {
        self.fields.lock().unwrap_or_else(PoisonError::into_inner).get(key)
    }

    pub fn keep_fields(&self, key: QuestionKey, rights: Arc<HashMap<Name, Guarded>>) {
        self.held.fetch_add(1, Ordering::Relaxed);
        self.fields.lock().unwrap_or_else(PoisonError::into_inner).put(key, rights);
    }
}

impl<K, V> Default for Generations<K, V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<K: Eq + Hash, V: Clone> Generations<K, V> {
    fn get(&mut self, key: &K) -> Option<V> {
        if let Some(found) = self.young.get(key) {
            return Some(found.clone());
        }
        let (key, found) = self.old.remove_entry(key)?;
        self.put(key, found.clone());
        Some(found)
    }

    fn put(&mut self, key: K, answer: V) {
        if self.young.len() >= PER_PERSON {
            self.rotate();
        }
        self.young.insert(key, answer);
    }

    fn rotate(&mut self) {
        self.old = std::mem::take(&mut self.young);
    }

    fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(user: i64) -> PersonKey {
        PersonKey { user: Some(UserId(user)), said: None, today: NaiveDate::default(), emergency: false }
    }

    fn person(cache: &Cache, user: i64) -> Arc<PersonAnswers> {
        cache.person(key(user), |_| Ok(Principal::unknown())).unwrap()
    }

    fn held(cache: &Cache) -> usize {
        let people = cache.people.lock().unwrap();
        people.young.values().chain(people.old.values()).map(|person| person.len()).sum()
    }

    #[test]
    fn two_hundred_people_over_sixty_objects_stay_in_it() {
        let cache = Cache::default();
        for _ in 0..2 {
            for user in 0..200 {
                let person = person(&cache, user);
                (0..60 * 8).filter(|action| person.action(&(*action, None)).is_none()).for_each(|action| {
                    person.keep_action((action, None), Predicate::id(user));
                });
            }
        }
        assert!((0..200).all(|user| (0..60 * 8).all(|action| person(&cache, user).action(&(action, None)).is_some())));
    }

    #[test]
    fn the_cache_is_bounded_and_keeps_whoever_is_at_work() {
        let cache = Cache::default();
        for user in 0..1000 {
            for action in 0..1000 {
                person(&cache, user).keep_action((action, None), Predicate::True);
            }
            person(&cache, 0).keep_action((0, None), Predicate::True);
            assert!(person(&cache, 0).action(&(0, None)).is_some());
        }
        assert!(held(&cache) <= 2 * GENERATION + 2 * PER_PERSON, "{}", held(&cache));
        assert!(person(&cache, 1).action(&(0, None)).is_none());
    }

    #[test]
    fn it_stays_bounded_when_the_same_people_go_on_asking() {
        let cache = Cache::default();
        (0..PER_PERSON)
            .for_each(|action| (0..200).for_each(|user| drop(person(&cache, user).keep_action((action, None), Predicate::True))));
        assert!(held(&cache) <= 2 * GENERATION + 2 * PER_PERSON, "{}", held(&cache));
    }

    #[test]
    fn one_person_alone_cannot_fill_it() {
        let (cache, one) = (Cache::default(), 7);
        (0..10 * PER_PERSON).for_each(|action| drop(person(&cache, one).keep_action((action, None), Predicate::True)));
        assert!(person(&cache, one).len() <= 2 * PER_PERSON);
    }

    #[test]
    fn answers_that_are_the_same_are_kept_once() {
        let cache = Cache::default();
        let [one, other] = [1, 2].map(|action| person(&cache, 7).keep_action((action, None), Predicate::id(7)));
        assert!(Arc::ptr_eq(&one, &other));
    }

    #[test]
    fn only_the_answers_of_whom_it_concerns_go() {
        let cache = Cache::default();
        [7, 8].iter().for_each(|&user| drop(person(&cache, user).keep_action((1, None), Predicate::True)));
        let cache = cache.without(&HashSet::from([UserId(7)]));
        assert!(person(&cache, 7).action(&(1, None)).is_none() && person(&cache, 8).action(&(1, None)).is_some());
    }
}

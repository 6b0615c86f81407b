//! Who may do what: one Cedar policy set decides every read and every write.
//!
//! Of business records only `records::Engine` asks here, for the two doors and all that goes through them. The question
//! is always the same: *on which rows may this actor do this verb?* Cedar evaluates the policies with the actor known and
//! the row unknown; what is left of them becomes one [`Predicate`], (any permit) and not (any forbid), which serves the
//! list, its count, an export and a single record alike, in SQL and in memory.
//!
//! ```text
//! catalog ──► attributes ──► Cedar schema ──────────┐
//! roles ──► policies ─┬► one set of policies (CompiledPolicySet) ──┴► a action per object and verb (precompiled: refused here or never)
//! policies of one's own ─┘
//! actor, moment ──► person ──► action ──► residual ──► Predicate ──► cache
//! ```
//!
//! Nothing is allowed that no policy permits. A forbid that errs forbids; a permit that errs permits nothing. Nothing is
//! ever decided by anything but the policies; what they rest on (roles, people, shares) is read anew whenever it changes.

mod action_policies;
mod attribute_path;
mod attributes;
mod cache;
pub mod change;
mod combine;
mod compile;
mod error;
mod hypothetical;
mod like;
mod moment;
#[cfg(test)]
mod oracle;
mod people;
mod policies;
mod policy_set;
mod principal;
mod proposal;
mod refusal;
mod relation;
mod residual;
mod rights;
pub mod role;
mod schema;
mod store;
#[cfg(test)]
mod tests;
pub mod vocabulary;
mod walk;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono_tz::Tz;

pub use action_policies::Explanation;
pub use error::{PolicyError, PolicyFault, PolicyProblem, Position};
pub use hypothetical::{AccessQuestion, Hypothetical};
pub use moment::Occasion;
pub use people::{Member, People, SharedRecord};
pub use policies::PolicySource;
pub use proposal::Proposal;
pub use refusal::Refusal;
pub use rights::{FieldRights, Guarded};
pub(crate) use store::{break_glass, record_team};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::config::Networks;
use crate::db::Reader;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::model::{Catalog, Object, Verb};
use crate::people::{AdminRight, Administration};
use cache::{Cache, CacheKey};
use moment::Moment;
use policy_set::{CompiledPolicySet, FieldActions, GuardedFields, PolicyVocabulary};
use principal::Principal;
use role::Roles;
use store::Version;

/// The policies at work.
pub struct Access {
    environment: Arc<Environment>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while what stands is read anew.
    reading: Mutex<()>,
}

/// Where decisions are made; it stays as long as the app is open.
struct Environment {
    catalog: Arc<Catalog>,
    words: PolicyVocabulary,
    clock: Arc<dyn Clock>,
    zone: Tz,
    networks: Networks,
}

/// What may change while the app is open. Answers are kept beside that from which they follow.
struct Snapshot {
    version: Version,
    policy_set: Arc<CompiledPolicySet>,
    people: Arc<People>,
    cache: Cache,
}

impl Access {
    /// With the roles as they are shipped and nobody in the app yet. `zone` is the company's: it says what hour it is.
    pub fn new(catalog: Arc<Catalog>, clock: Arc<dyn Clock>, zone: Tz, networks: Networks) -> Result<Self, PolicyError> {
        let words = PolicyVocabulary::new(&catalog)?;
        let policy_set = CompiledPolicySet::new(&words, &catalog, &role::shipped(), &[])?;
        Self::with(Environment { catalog, words, clock, zone, networks }, policy_set)
    }

    fn with(environment: Environment, policy_set: CompiledPolicySet) -> Result<Self, PolicyError> {
        let snapshot =
            Snapshot { version: Version::default(), policy_set: Arc::new(policy_set), people: Arc::default(), cache: Cache::default() };
        let access = Self { environment: Arc::new(environment), snapshot: RwLock::new(Arc::new(snapshot)), reading: Mutex::default() };
        access.try_every_role(&access.snapshot().policy_set)?;
        Ok(access)
    }

    /// The same app under other roles, policies or people, for asking what would be; nothing given stays as it is.
    pub fn supposing(&self, policy_set: Option<(&Roles, &[PolicySource])>, people: Option<People>) -> Result<Self, PolicyError> {
        let (now, environment) = (self.snapshot(), &self.environment);
        let policy_set = match policy_set {
            Some((roles, further)) => {
                CompiledPolicySet::leaves_names_open(&environment.words, &environment.catalog, further)?;
                Arc::new(CompiledPolicySet::new(&environment.words, &environment.catalog, roles, further)?)
            }
            None => now.policy_set.clone(),
        };
        let people = people.map_or_else(|| now.people.clone(), Arc::new);
        let snapshot = Snapshot { version: now.version, policy_set, people, cache: Cache::default() };
        let access = Self { environment: environment.clone(), snapshot: RwLock::new(Arc::new(snapshot)), reading: Mutex::default() };
        access.try_every_role(&access.snapshot().policy_set)?;
        Ok(access)
    }

    /// Reads anew what changed since it was last read. A policy that cannot be used any more stops this: better no answer than a
    /// wrong one.
    pub fn read_anew(&self, reader: &mut Reader<'_>) -> Result<()> {
        if self.snapshot().version >= store::version(reader.conn)? {
            return Ok(());
        }
        let _one_at_a_time = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, version) = (self.snapshot(), store::version(reader.conn)?);
        if now.version >= version {
            return Ok(());
        }
        let policy_set = if now.version.policies == version.policies {
            now.policy_set.clone()
        } else {
            let (roles, further) = (store::roles(reader.conn)?, store::policies(reader.conn)?);
            let policy_set =
                CompiledPolicySet::new(&self.environment.words, &self.environment.catalog, &roles, &further).map_err(Error::internal)?;
            self.try_every_role(&policy_set).map_err(Error::internal)?;
            Arc::new(policy_set)
        };
        let people = if now.version.people == version.people { now.people.clone() } else { Arc::new(store::people(reader.conn)?) };
        self.swap(Snapshot { version, policy_set, people, cache: Cache::default() });
        Ok(())
    }

    fn swap(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// What there is to decide about.
    pub fn catalog(&self) -> &Catalog {
        &self.environment.catalog
    }

    /// The people as decisions know them.
    pub fn people(&self) -> Arc<People> {
        self.snapshot().people.clone()
    }

    /// Whether the actor has emergency access at this moment: then every look is an event.
    pub fn in_emergency(&self, actor: &Actor) -> bool {
        actor.user.is_some_and(|user| self.snapshot().people.in_emergency(user, self.environment.clock.now()))
    }

    /// Whether the actor may do it to any record at all.
    pub fn allow(&self, actor: &Actor, object: &Object, verb: &Verb) -> bool {
        self.predicate(actor, object, verb).map_or_else(denied, |predicate| *predicate != Predicate::False)
    }

    /// Whether the actor may do it to the app.
    pub fn may(&self, actor: &Actor, action: AdminRight) -> bool {
        let snapshot = self.snapshot();
        let Some(&action) = snapshot.policy_set.house.get(&action) else { return false };
        self.answer(&snapshot, actor, action, None).map_or_else(denied, |answer| *answer == Predicate::True)
    }

    /// The rows to which the actor may do it. Of a verb that no policy can speak of ([`Verb::FOLLOW`]) there are none.
    pub fn predicate(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Arc<Predicate>> {
        self.predicate_for(actor, object, verb, None)
    }

    /// The same, when it is known how many rows are asked for at once: policies may have a word to say about that.
    pub fn predicate_for(&self, actor: &Actor, object: &Object, verb: &Verb, rows: Option<i64>) -> Result<Arc<Predicate>> {
        let snapshot = self.snapshot();
        match snapshot.policy_set.records.get(&object.name).and_then(|verbs| verbs.get(verb)) {
            Some(&action) => self.answer(&snapshot, actor, action, rows),
            None => Ok(Arc::new(Predicate::False)),
        }
    }

    /// What the actor may do with each field of a record that [`Self::predicate`] lets through.
    pub fn fields(&self, actor: &Actor, object: &Object, verb: &Verb) -> FieldRights {
        let snapshot = self.snapshot();
        let guarded = match snapshot.policy_set.fields.get(&object.name) {
            Some(fields) => self.guarded(&snapshot, actor, fields),
            None => Arc::default(),
        };
        FieldRights::new(verb, || self.allow(actor, object, verb), guarded)
    }

    fn guarded(&self, snapshot: &Snapshot, actor: &Actor, fields: &GuardedFields) -> Arc<HashMap<Name, Guarded>> {
        let key = self.key(snapshot, actor, fields.first, fields.timed, None);
        if let Some(known) = snapshot.cache.fields.get(&key) {
            return known;
        }
        let answer = |action| {
            self.answer(snapshot, actor, action, None).unwrap_or_else(|error| {
                denied(error);
                Arc::new(Predicate::False)
            })
        };
        let of =
            |actions: &FieldActions| Guarded { clear: answer(actions.read), masked: answer(actions.masked), write: answer(actions.write) };
        let rights = Arc::new(fields.actions.iter().map(|(field, actions)| (field.clone(), of(actions))).collect());
        snapshot.cache.fields.put(key, Arc::clone(&rights));
        rights
    }

    /// The policies at work, by name, in the words in which they were written.
    pub fn policies(&self) -> Vec<(String, String)> {
        let policy_set = &self.snapshot().policy_set;
        policy_set.policies.iter().map(|policy| (policy.id().to_string(), policy.to_cedar().unwrap_or_default())).collect()
    }

    fn answer(&self, snapshot: &Snapshot, actor: &Actor, action: usize, rows: Option<i64>) -> Result<Arc<Predicate>> {
        let (environment, asked) = (&self.environment, &snapshot.policy_set.actions[action]);
        let key = self.key(snapshot, actor, action, asked.timed, rows);
        if let Some(known) = snapshot.cache.actions.get(&key) {
            return Ok(known);
        }
        let eval = environment.words.eval(&snapshot.people, key.today);
        let principal = Principal::new(actor, &snapshot.people, &environment.words.asking, key.emergency).map_err(Error::internal)?;
        let moment = Moment::new(environment.clock.now(), environment.zone, actor, &environment.networks, rows);
        let predicate = Arc::new(asked.ask(&principal, key.moment.unwrap_or(moment), &eval).map_err(Error::internal)?);
        snapshot.cache.actions.put(key, predicate.clone());
        Ok(predicate)
    }

    /// By what an answer is known.
    fn key(&self, snapshot: &Snapshot, actor: &Actor, action: usize, timed: bool, rows: Option<i64>) -> CacheKey {
        let (environment, now) = (&self.environment, self.environment.clock.now());
        let moment = timed.then(|| Moment::new(now, environment.zone, actor, &environment.networks, rows));
        let emergency = actor.user.is_some_and(|user| snapshot.people.in_emergency(user, now));
        CacheKey::new(actor, action, moment, Moment::today(now, environment.zone), emergency)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks every action once in the name of each role that its policies know. The precompilation took for granted that partial
    /// evaluation settles whatever does not speak of the row; here it has to.
    fn try_every_role(&self, policy_set: &CompiledPolicySet) -> Result<(), PolicyError> {
        let (environment, nowhere) = (&self.environment, People::default());
        let now = environment.clock.now();
        let eval = environment.words.eval(&nowhere, Moment::today(now, environment.zone));
        for (action, role) in policy_set.actions.iter().flat_map(|action| action.roles.iter().map(move |role| (action, role))) {
            let roles = Arc::new([role.clone()]);
            let actor = Actor { user: Some(UserId(1)), department: Some(DepartmentId(1)), roles, ..Actor::system(role) };
            let moment = Moment::new(now, environment.zone, &actor, &environment.networks, None);
            action.ask(&Principal::new(&actor, &nowhere, eval.schema, false)?, moment, &eval)?;
        }
        Ok(())
    }
}

/// A question that cannot be answered is answered with no.
fn denied(error: Error) -> bool {
    tracing::error!(%error, "access denied because the policies could not be asked");
    false
}

impl Administration for Access {
    fn may(&self, actor: &Actor, right: AdminRight) -> bool {
        self.may(actor, right)
    }

    fn keep_up(&self, reader: &mut Reader<'_>) -> Result<()> {
        self.read_anew(reader)
    }
}

//! Who may do what: one Cedar policy set decides every read and every write.
//!
//! Of business records only `records::Engine` asks here, for the two doors and all that goes through them. The question
//! is always the same: *on which rows may this actor do this verb?* Cedar evaluates the policies with the actor known and
//! the row unknown; what is left of them becomes one [`Predicate`], (any permit) and not (any forbid), which serves the
//! list, its count, an export and a single record alike, in SQL and in memory.
//!
//! ```text
//! catalog ──► attributes ──► Cedar schema (PolicyVocabulary)
//! roles ──► role policies ──► their conditions, precompiled ─┬─► CompiledPolicySet: which residual policies decide on an action
//! authored policies ──► precompiled for each object ─────────┘   (refused here or never)
//! actor, moment ──► person ──► action ──► residual ──► Predicate ──► cache, by person
//! ```
//!
//! Nothing is allowed that no policy permits. A forbid that errs forbids; a permit that errs permits nothing. Nothing is
//! ever decided by anything but the policies; what they rest on (roles, people, shares) is read anew whenever it changes.

mod action_policies;
mod attribute_path;
mod attributes;
mod authored;
mod cache;
pub mod change;
mod combine;
mod compile;
mod error;
mod figures;
mod handle;
mod hypothetical;
#[cfg(test)]
mod large_catalog;
mod like;
mod making;
mod moment;
#[cfg(test)]
mod oracle;
mod people;
mod policies;
mod policy_set;
mod policy_vocabulary;
mod principal;
mod proposal;
mod refusal;
mod relation;
mod residual;
mod residual_policy;
mod rights;
pub mod role;
mod schema;
mod store;
#[cfg(test)]
mod tests;
mod text_shape;
mod timing;
pub mod vocabulary;
mod walk;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono_tz::Tz;
use diesel::sqlite::SqliteConnection;

pub use action_policies::Explanation;
pub use error::{PolicyError, PolicyFault, PolicyProblem, Position};
pub use handle::{AccessHandle, PinnedAccess};
pub use hypothetical::{AccessQuestion, Hypothetical};
pub use moment::Occasion;
pub use people::{EmergencyAccess, Member, People, SharedRecord, Shares};
pub use policies::PolicySource;
pub use proposal::Proposal;
pub use refusal::Refusal;
pub use rights::{FieldRights, Guarded};
pub(crate) use store::{break_glass, record_team};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::config::{Cidr, Networks};
use crate::db::Reader;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::model::{Catalog, Object, Verb};
use crate::people::AdminRight;
use cache::{Cache, PersonAnswers, PersonKey};
use making::{MakingTurns, TimeAllowed};
use moment::Moment;
use policy_set::{CompiledPolicySet, FieldActions, GuardedFields};
use policy_vocabulary::PolicyVocabulary;
use principal::Principal;
use role::Roles;
use store::Version;

/// The policies at work over one catalog. An app keeps it in an [`AccessHandle`].
pub struct Access {
    environment: Arc<Environment>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while what stands is read anew.
    reading: Mutex<()>,
}

/// Where decisions are made; it stays as long as its catalog serves.
struct Environment {
    words: PolicyVocabulary,
    /// The set that was made last, beside the one at work: what was looked at before it was saved need not be made again.
    made: Mutex<Option<Arc<CompiledPolicySet>>>,
    turns: MakingTurns,
    clock: Arc<dyn Clock>,
    zone: Tz,
    /// The same for every catalog.
    networks: Networks,
}

/// What may change while the app is open. Answers are kept beside that from which they follow.
struct Snapshot {
    version: Version,
    policy_set: Arc<CompiledPolicySet>,
    people: Arc<People>,
    /// Those of the configuration, and the office networks that the company named since.
    networks: Arc<Networks>,
    cache: Cache,
}

impl Access {
    /// With the roles as they are shipped and nobody in the app yet. `zone` is the company's: it says what hour it is.
    pub fn new(catalog: Arc<Catalog>, clock: Arc<dyn Clock>, zone: Tz, networks: Networks) -> Result<Self, PolicyError> {
        let environment = Environment::new(catalog, clock, zone, networks)?;
        let policy_set = CompiledPolicySet::new(&environment.words, &role::shipped(), &[], None, TimeAllowed::default())?;
        let networks = Arc::new(environment.networks.clone());
        Ok(Self::with(Arc::new(environment), Arc::new(policy_set), Version::default(), (Arc::default(), networks)))
    }

    /// With the roles, policies and people of a database.
    pub fn open(catalog: Arc<Catalog>, clock: Arc<dyn Clock>, zone: Tz, networks: Networks, reader: &mut Reader<'_>) -> Result<Self> {
        let environment = Environment::new(catalog, clock, zone, networks).map_err(Error::internal)?;
        let (version, roles, further) = (store::version(reader.conn)?, store::roles(reader.conn)?, store::policies(reader.conn)?);
        let policy_set =
            CompiledPolicySet::new(&environment.words, &roles, &further, None, TimeAllowed::default()).map_err(Error::internal)?;
        let networks = Arc::new(environment.networks_with(reader.conn)?);
        Ok(Self::with(Arc::new(environment), Arc::new(policy_set), version, (Arc::new(store::people(reader.conn)?), networks)))
    }

    fn with(
        environment: Arc<Environment>,
        policy_set: Arc<CompiledPolicySet>,
        version: Version,
        (people, networks): (Arc<People>, Arc<Networks>),
    ) -> Self {
        let snapshot = Snapshot { version, policy_set, people, networks, cache: Cache::default() };
        Self { environment, snapshot: RwLock::new(Arc::new(snapshot)), reading: Mutex::default() }
    }

    /// The same roles, policies and people over another catalog.
    fn over(&self, catalog: Arc<Catalog>) -> Result<Self, PolicyError> {
        let (now, Environment { clock, zone, networks, .. }) = (self.snapshot(), &*self.environment);
        let environment = Environment::new(catalog, clock.clone(), *zone, networks.clone())?;
        let (roles, further) = now.policy_set.made_of();
        let policy_set = CompiledPolicySet::new(&environment.words, roles, &further, None, TimeAllowed::default())?;
        Ok(Self::with(Arc::new(environment), Arc::new(policy_set), now.version, (now.people.clone(), now.networks.clone())))
    }

    /// Allows nobody anything from now on.
    fn close(&self) {
        let now = self.snapshot();
        let policy_set = Arc::new(CompiledPolicySet::nothing());
        let (people, networks) = (now.people.clone(), now.networks.clone());
        self.swap(Snapshot { version: now.version, policy_set, people, networks, cache: Cache::default() });
    }

    /// The same app under other roles, policies or people, for asking what would be; nothing given stays as it is.
    pub fn supposing(&self, policy_set: Option<(&Roles, &[PolicySource])>, people: Option<People>) -> Result<Self, PolicyError> {
        let now = self.snapshot();
        let policy_set = match policy_set {
            Some((roles, further)) => {
                if now.policy_set.is_of(roles, further) {
                    now.policy_set.clone()
                } else {
                    self.made_of_texts(roles, further, &now.policy_set)?
                }
            }
            None => now.policy_set.clone(),
        };
        let people = people.map_or_else(|| now.people.clone(), Arc::new);
        Ok(Self::with(self.environment.clone(), policy_set, now.version, (people, now.networks.clone())))
    }

    /// The set of what somebody has just written, beside all that stands: measured first, one at a time, and in bounded time.
    fn made_of_texts(
        &self,
        roles: &Roles,
        further: &[PolicySource],
        now: &CompiledPolicySet,
    ) -> Result<Arc<CompiledPolicySet>, PolicyError> {
        further.iter().filter(|source| !now.has(source)).try_for_each(text_shape::measure)?;
        let turn = self.environment.turns.enter()?;
        let policy_set = self.made(roles, further, turn.until)?;
        policy_set.check_savable(&self.environment.words, now, turn.until)?;
        Ok(policy_set)
    }

    /// The set of these roles and policies: the one at work, the one that was made last, or one that is made now, beside both.
    fn made(&self, roles: &Roles, further: &[PolicySource], until: TimeAllowed) -> Result<Arc<CompiledPolicySet>, PolicyError> {
        let now = self.snapshot().policy_set.clone();
        let last = self.environment.made.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = [Some(&now), last.as_ref()].into_iter().flatten().find(|known| known.is_of(roles, further)) {
            return Ok(known.clone());
        }
        let made = Arc::new(CompiledPolicySet::new(&self.environment.words, roles, further, Some(&now), until)?);
        *self.environment.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        Ok(made)
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
        if now.version.is_like(version) && !now.policy_set.depends_on_others_shares {
            return self.read_shares(reader, &now, version);
        }
        let policy_set = if now.version.policies == version.policies {
            now.policy_set.clone()
        } else {
            let (roles, further) = (store::roles(reader.conn)?, store::policies(reader.conn)?);
            self.made(&roles, &further, TimeAllowed::default()).map_err(Error::internal)?
        };
        let same_people = (now.version.people, now.version.shares) == (version.people, version.shares);
        let people = if same_people { now.people.clone() } else { Arc::new(store::people(reader.conn)?) };
        let networks = Arc::new(self.environment.networks_with(reader.conn)?);
        self.swap(Snapshot { version, policy_set, people, networks, cache: Cache::default() });
        Ok(())
    }

    /// What is shared with somebody concerns nobody else: their answers are worked out anew, all others stand.
    fn read_shares(&self, reader: &mut Reader<'_>, now: &Snapshot, version: Version) -> Result<()> {
        let concerned = store::shared_since(reader.conn, now.version.shares)?;
        let mut people = (*now.people).clone();
        for &user in &concerned {
            people.shares.remove(&user);
            people.shares.extend(store::shares(reader.conn, Some(user))?);
        }
        let cache = now.cache.without(&concerned);
        let (policy_set, networks) = (now.policy_set.clone(), now.networks.clone());
        self.swap(Snapshot { version, policy_set, people: Arc::new(people), networks, cache });
        Ok(())
    }

    fn swap(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// What there is to decide about.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.environment.words.catalog
    }

    /// The people as decisions know them.
    pub fn people(&self) -> Arc<People> {
        self.snapshot().people.clone()
    }

    /// The office networks of the configuration, which nobody changes from within.
    pub fn configured_office(&self) -> &[Cidr] {
        &self.environment.networks.office
    }

    /// The policies that keep the actor from a verb at this moment and from where they are, by their numbers; none where they may, or
    /// never may.
    pub fn kept_from_for_now(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Vec<i64>> {
        let (snapshot, environment) = (self.snapshot(), &self.environment);
        let action = snapshot.policy_set.records.get(&object.name).and_then(|verbs| verbs.get(verb));
        let Some(asked) = action.map(|&action| &snapshot.policy_set.actions[action]).filter(|asked| asked.timing.asked) else {
            return Ok(Vec::new());
        };
        let person = self.person(&snapshot, actor, Some(object))?;
        let principal = &person.principal;
        let eval = environment.words.eval(&snapshot.people, Moment::today(environment.clock.now(), environment.zone));
        if asked.ask(principal, Moment::at_a_desk(), &eval).map_err(Error::internal)? == Predicate::False {
            return Ok(Vec::new());
        }
        let now = asked.explain(principal, self.moment(&snapshot, actor, None), &eval).map_err(Error::internal)?;
        Ok(now.iter().filter(|said| said.forbids_all()).filter_map(|said| store::own_number(&said.policy)).collect())
    }

    /// The rows on which policies keep somebody from an action at this moment, whatever permits it.
    fn forbidden(&self, snapshot: &Snapshot, person: &PersonAnswers, actor: &Actor, action: usize) -> Result<Predicate> {
        let (environment, asked) = (&self.environment, &snapshot.policy_set.actions[action]);
        let eval = environment.words.eval(&snapshot.people, Moment::today(environment.clock.now(), environment.zone));
        asked.forbidden(&person.principal, self.moment(snapshot, actor, None), &eval).map_err(Error::internal)
    }

    /// Whether the actor has emergency access at this moment: then every look is an event.
    pub fn in_emergency(&self, actor: &Actor) -> bool {
        actor.user.is_some_and(|user| self.snapshot().people.in_emergency(user, self.environment.clock.now()))
    }

    /// Whether emergency access opens the records of an object to the actor at this moment.
    pub fn is_opened_to(&self, actor: &Actor, object: &Object) -> bool {
        self.is_opened(&self.snapshot(), actor, Some(object))
    }

    /// Whether the actor may do it to any record at all.
    pub fn allow(&self, actor: &Actor, object: &Object, verb: &Verb) -> bool {
        self.predicate(actor, object, verb).map_or_else(denied, |predicate| *predicate != Predicate::False)
    }

    /// Whether the actor may do it to the app.
    pub fn may(&self, actor: &Actor, action: AdminRight) -> bool {
        let snapshot = self.snapshot();
        let Some(&action) = snapshot.policy_set.house.get(&action) else { return false };
        self.answer(&snapshot, actor, None, action, None).map_or_else(denied, |answer| *answer == Predicate::True)
    }

    /// The rows to which the actor may do it. Of a verb that no policy can speak of ([`Verb::FOLLOW`]) there are none.
    pub fn predicate(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Arc<Predicate>> {
        self.predicate_for(actor, object, verb, None)
    }

    /// The same, when it is known how many rows are asked for at once: policies may have a word to say about that.
    pub fn predicate_for(&self, actor: &Actor, object: &Object, verb: &Verb, rows: Option<i64>) -> Result<Arc<Predicate>> {
        let snapshot = self.snapshot();
        match snapshot.policy_set.records.get(&object.name).and_then(|verbs| verbs.get(verb)) {
            Some(&action) => self.answer(&snapshot, actor, Some(object), action, rows),
            None => Ok(Arc::new(Predicate::False)),
        }
    }

    /// What the actor may do with each field of a record that [`Self::predicate`] lets through.
    pub fn fields(&self, actor: &Actor, object: &Object, verb: &Verb) -> FieldRights {
        let snapshot = self.snapshot();
        let guarded = match snapshot.policy_set.fields.get(&object.name) {
            Some(fields) => self.guarded(&snapshot, actor, object, fields),
            None => Arc::default(),
        };
        let guarded = self.with_figures(&snapshot, actor, object, guarded);
        FieldRights::new(verb, || self.allow(actor, object, verb), guarded)
    }

    fn guarded(&self, snapshot: &Snapshot, actor: &Actor, object: &Object, fields: &GuardedFields) -> Arc<HashMap<Name, Guarded>> {
        let known = || {
            let person = self.person(snapshot, actor, Some(object))?;
            let moment = fields.timing.asked.then(|| self.moment(snapshot, actor, None).step(&fields.timing));
            let key = (fields.first, moment);
            if let Some(known) = person.fields(&key) {
                return Ok(known);
            }
            let answer = |action| self.answer(snapshot, actor, Some(object), action, None);
            let of = |(field, actions): (&Name, &FieldActions)| {
                let (clear, masked, write) = (answer(actions.read)?, answer(actions.masked)?, answer(actions.write)?);
                let forbidden = Arc::new(self.forbidden(snapshot, &person, actor, actions.write)?);
                Ok((field.clone(), Guarded { clear, masked, write, forbidden }))
            };
            let rights = Arc::new(fields.actions.iter().map(of).collect::<Result<HashMap<_, _>>>()?);
            person.keep_fields(key, Arc::clone(&rights));
            Ok(rights)
        };
        known().unwrap_or_else(|error| {
            denied(error);
            Arc::new(fields.actions.keys().map(|field| (field.clone(), Guarded::nothing())).collect())
        })
    }

    /// The policies at work, by name, in the words in which they were written.
    pub fn policies(&self) -> Vec<(String, String)> {
        self.snapshot().policy_set.texts(&self.environment.words)
    }

    /// `object` is the one that the action is about; none where it is about the app.
    fn answer(
        &self,
        snapshot: &Snapshot,
        actor: &Actor,
        object: Option<&Object>,
        action: usize,
        rows: Option<i64>,
    ) -> Result<Arc<Predicate>> {
        let (environment, asked) = (&self.environment, &snapshot.policy_set.actions[action]);
        let person = self.person(snapshot, actor, object)?;
        let moment = asked.timing.asked.then(|| self.moment(snapshot, actor, rows));
        let key = (action, moment.map(|moment| moment.step(&asked.timing)));
        if let Some(known) = person.action(&key) {
            return Ok(known);
        }
        let eval = environment.words.eval(&snapshot.people, Moment::today(environment.clock.now(), environment.zone));
        let predicate = asked.ask(&person.principal, moment.unwrap_or_else(Moment::at_a_desk), &eval).map_err(Error::internal)?;
        Ok(person.keep_action(key, predicate))
    }

    /// Who asks, with the answers that they got before.
    fn person(&self, snapshot: &Snapshot, actor: &Actor, object: Option<&Object>) -> Result<Arc<PersonAnswers>> {
        let (environment, now) = (&self.environment, self.environment.clock.now());
        let emergency = self.is_opened(snapshot, actor, object);
        let key = PersonKey::new(actor, &snapshot.people, Moment::today(now, environment.zone), emergency);
        snapshot
            .cache
            .person(key, |_| Principal::new(actor, &snapshot.people, &environment.words.asking, emergency).map_err(Error::internal))
    }

    fn is_opened(&self, snapshot: &Snapshot, actor: &Actor, object: Option<&Object>) -> bool {
        let (object, now) = (object.map(|object| &object.name), self.environment.clock.now());
        actor.user.is_some_and(|user| snapshot.people.is_opened(user, object, now))
    }

    fn moment(&self, snapshot: &Snapshot, actor: &Actor, rows: Option<i64>) -> Moment {
        let environment = &self.environment;
        Moment::new(environment.clock.now(), environment.zone, actor, &snapshot.networks, rows)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Environment {
    fn new(catalog: Arc<Catalog>, clock: Arc<dyn Clock>, zone: Tz, networks: Networks) -> Result<Self, PolicyError> {
        Ok(Self { words: PolicyVocabulary::new(catalog)?, made: Mutex::default(), turns: MakingTurns::default(), clock, zone, networks })
    }

    /// The configuration's networks with the company's own.
    fn networks_with(&self, conn: &mut SqliteConnection) -> Result<Networks> {
        let Networks { office, vpn } = &self.networks;
        Ok(Networks { office: office.iter().copied().chain(store::office(conn)?).collect(), vpn: vpn.clone() })
    }
}

/// A question that cannot be answered is answered with no.
fn denied(error: Error) -> bool {
    tracing::error!(%error, "access denied because the policies could not be asked");
    false
}

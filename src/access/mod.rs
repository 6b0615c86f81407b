//! Who may do what: one Cedar policy set decides every read and every write.
//!
//! Of business records only `records::Engine` asks here, for the two doors and all that goes through them. The question
//! is always the same: *on which rows may this actor do this verb?* Cedar evaluates the policies with the actor known and
//! the row unknown; what is left of them becomes one [`Predicate`], (any permit) and not (any forbid), which serves the
//! list, its count, an export and a single record alike, in SQL and in memory.
//!
//! ```text
//! catalog ──► attributes ──► Cedar schema ──────────┐
//! roles ──► policies ─┬► one set of policies (Law) ──┴► a gate per object and verb (rehearsed: refused here or never)
//! policies of one's own ─┘
//! actor, moment ──► person ──► gate ──► residual ──► Predicate ──► cache
//! ```
//!
//! Nothing is allowed that no policy permits. A forbid that errs forbids; a permit that errs permits nothing. Nothing is
//! ever decided by anything but the policies; what they rest on (roles, people, shares) is read anew whenever it changes.

mod attributes;
mod cache;
pub mod change;
mod combine;
mod compile;
mod desk;
mod error;
mod gate;
mod law;
mod like;
mod moment;
#[cfg(test)]
mod oracle;
mod people;
mod person;
mod place;
mod policies;
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

pub use desk::{Ask, Somebody};
pub use error::{Fault, PolicyError, Position, Problem};
pub use gate::Said;
pub use moment::Occasion;
pub use people::{Member, People, Share};
pub use policies::Source;
pub use proposal::Proposal;
pub use refusal::Refusal;
pub use rights::{FieldRights, Guarded};
pub use schema::HouseAction;
pub(crate) use store::{break_glass, record_team};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::config::Networks;
use crate::db::Reader;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::model::{Catalog, Object, Verb};
use crate::people::Administration;
use cache::{Cache, Key};
use law::{FieldGates, GuardedFields, Law, Words};
use moment::Moment;
use person::Person;
use role::Roles;
use store::Version;

/// The policies at work.
pub struct Access {
    place: Arc<Place>,
    standing: RwLock<Arc<Standing>>,
    /// Held while what stands is read anew.
    reading: Mutex<()>,
}

/// Where decisions are made; it stays as long as the house is open.
struct Place {
    catalog: Arc<Catalog>,
    words: Words,
    clock: Arc<dyn Clock>,
    zone: Tz,
    networks: Networks,
}

/// What may change while the house is open. Answers are kept beside that from which they follow.
struct Standing {
    version: Version,
    law: Arc<Law>,
    people: Arc<People>,
    cache: Cache,
}

impl Access {
    /// With the roles as they are shipped and nobody in the house yet. `zone` is the company's: it says what hour it is.
    pub fn new(catalog: Arc<Catalog>, clock: Arc<dyn Clock>, zone: Tz, networks: Networks) -> Result<Self, PolicyError> {
        let words = Words::new(&catalog)?;
        let law = Law::new(&words, &catalog, &role::shipped(), &[])?;
        Self::with(Place { catalog, words, clock, zone, networks }, law)
    }

    fn with(place: Place, law: Law) -> Result<Self, PolicyError> {
        let standing = Standing { version: Version::default(), law: Arc::new(law), people: Arc::default(), cache: Cache::default() };
        let access = Self { place: Arc::new(place), standing: RwLock::new(Arc::new(standing)), reading: Mutex::default() };
        access.try_every_role(&access.standing().law)?;
        Ok(access)
    }

    /// The same house under other roles, policies or people, for asking what would be; nothing given stays as it is.
    pub fn supposing(&self, law: Option<(&Roles, &[Source])>, people: Option<People>) -> Result<Self, PolicyError> {
        let (now, place) = (self.standing(), &self.place);
        let law = match law {
            Some((roles, further)) => {
                Law::leaves_names_open(&place.words, &place.catalog, further)?;
                Arc::new(Law::new(&place.words, &place.catalog, roles, further)?)
            }
            None => now.law.clone(),
        };
        let people = people.map_or_else(|| now.people.clone(), Arc::new);
        let standing = Standing { version: now.version, law, people, cache: Cache::default() };
        let access = Self { place: place.clone(), standing: RwLock::new(Arc::new(standing)), reading: Mutex::default() };
        access.try_every_role(&access.standing().law)?;
        Ok(access)
    }

    /// Reads anew what changed since it was last read. A policy that cannot be used any more stops this: better no answer than a
    /// wrong one.
    pub fn read_anew(&self, reader: &mut Reader<'_>) -> Result<()> {
        if self.standing().version >= store::version(reader.conn)? {
            return Ok(());
        }
        let _one_at_a_time = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, version) = (self.standing(), store::version(reader.conn)?);
        if now.version >= version {
            return Ok(());
        }
        let law = if now.version.policies == version.policies {
            now.law.clone()
        } else {
            let (roles, further) = (store::roles(reader.conn)?, store::policies(reader.conn)?);
            let law = Law::new(&self.place.words, &self.place.catalog, &roles, &further).map_err(Error::internal)?;
            self.try_every_role(&law).map_err(Error::internal)?;
            Arc::new(law)
        };
        let people = if now.version.people == version.people { now.people.clone() } else { Arc::new(store::people(reader.conn)?) };
        self.stand(Standing { version, law, people, cache: Cache::default() });
        Ok(())
    }

    fn stand(&self, standing: Standing) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(standing);
    }

    /// What there is to decide about.
    pub fn catalog(&self) -> &Catalog {
        &self.place.catalog
    }

    /// The people as decisions know them.
    pub fn people(&self) -> Arc<People> {
        self.standing().people.clone()
    }

    /// Whether the actor has emergency access at this moment: then every look is an event.
    pub fn in_emergency(&self, actor: &Actor) -> bool {
        actor.user.is_some_and(|user| self.standing().people.in_emergency(user, self.place.clock.now()))
    }

    /// Whether the actor may do it to any record at all.
    pub fn allow(&self, actor: &Actor, object: &Object, verb: &Verb) -> bool {
        self.predicate(actor, object, verb).map_or_else(denied, |predicate| *predicate != Predicate::False)
    }

    /// Whether the actor may do it to the house.
    pub fn may(&self, actor: &Actor, action: HouseAction) -> bool {
        let standing = self.standing();
        let Some(&gate) = standing.law.house.get(&action) else { return false };
        self.answer(&standing, actor, gate, None).map_or_else(denied, |answer| *answer == Predicate::True)
    }

    /// The rows to which the actor may do it. Of a verb that no policy can speak of ([`Verb::Follow`]) there are none.
    pub fn predicate(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Arc<Predicate>> {
        self.predicate_for(actor, object, verb, None)
    }

    /// The same, when it is known how many rows are asked for at once: policies may have a word to say about that.
    pub fn predicate_for(&self, actor: &Actor, object: &Object, verb: &Verb, rows: Option<i64>) -> Result<Arc<Predicate>> {
        let standing = self.standing();
        match standing.law.records.get(&object.name).and_then(|verbs| verbs.get(verb)) {
            Some(&gate) => self.answer(&standing, actor, gate, rows),
            None => Ok(Arc::new(Predicate::False)),
        }
    }

    /// What the actor may do with each field of a record that [`Self::predicate`] lets through.
    pub fn fields(&self, actor: &Actor, object: &Object, verb: &Verb) -> FieldRights {
        let standing = self.standing();
        let guarded = match standing.law.fields.get(&object.name) {
            Some(fields) => self.guarded(&standing, actor, fields),
            None => Arc::default(),
        };
        FieldRights::new(verb, || self.allow(actor, object, verb), guarded)
    }

    fn guarded(&self, standing: &Standing, actor: &Actor, fields: &GuardedFields) -> Arc<HashMap<Name, Guarded>> {
        let key = self.key(standing, actor, fields.first, fields.timed, None);
        if let Some(known) = standing.cache.fields.get(&key) {
            return known;
        }
        let answer = |gate| {
            self.answer(standing, actor, gate, None).unwrap_or_else(|error| {
                denied(error);
                Arc::new(Predicate::False)
            })
        };
        let of = |gates: &FieldGates| Guarded { clear: answer(gates.read), masked: answer(gates.masked), write: answer(gates.write) };
        let rights = Arc::new(fields.gates.iter().map(|(field, gates)| (field.clone(), of(gates))).collect());
        standing.cache.fields.put(key, Arc::clone(&rights));
        rights
    }

    /// The policies at work, by name, in the words in which they were written.
    pub fn policies(&self) -> Vec<(String, String)> {
        let law = &self.standing().law;
        law.policies.iter().map(|policy| (policy.id().to_string(), policy.to_cedar().unwrap_or_default())).collect()
    }

    fn answer(&self, standing: &Standing, actor: &Actor, gate: usize, rows: Option<i64>) -> Result<Arc<Predicate>> {
        let (place, gate_at) = (&self.place, &standing.law.gates[gate]);
        let key = self.key(standing, actor, gate, gate_at.timed, rows);
        if let Some(known) = standing.cache.actions.get(&key) {
            return Ok(known);
        }
        let ground = place.words.ground(&standing.people, key.today);
        let person = Person::new(actor, &standing.people, &place.words.asking, key.emergency).map_err(Error::internal)?;
        let moment = Moment::new(place.clock.now(), place.zone, actor, &place.networks, rows);
        let predicate = Arc::new(gate_at.ask(&person, key.moment.unwrap_or(moment), &ground).map_err(Error::internal)?);
        standing.cache.actions.put(key, predicate.clone());
        Ok(predicate)
    }

    /// By what an answer is known.
    fn key(&self, standing: &Standing, actor: &Actor, gate: usize, timed: bool, rows: Option<i64>) -> Key {
        let (place, now) = (&self.place, self.place.clock.now());
        let moment = timed.then(|| Moment::new(now, place.zone, actor, &place.networks, rows));
        let emergency = actor.user.is_some_and(|user| standing.people.in_emergency(user, now));
        Key::new(actor, gate, moment, Moment::today(now, place.zone), emergency)
    }

    fn standing(&self) -> Arc<Standing> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks every gate once in the name of each role that its policies know. The rehearsal took for granted that partial
    /// evaluation settles whatever does not speak of the row; here it has to.
    fn try_every_role(&self, law: &Law) -> Result<(), PolicyError> {
        let (place, nowhere) = (&self.place, People::default());
        let now = place.clock.now();
        let ground = place.words.ground(&nowhere, Moment::today(now, place.zone));
        for (gate, role) in law.gates.iter().flat_map(|gate| gate.roles.iter().map(move |role| (gate, role))) {
            let roles = Arc::new([role.clone()]);
            let actor = Actor { user: Some(UserId(1)), department: Some(DepartmentId(1)), roles, ..Actor::system(role) };
            let moment = Moment::new(now, place.zone, &actor, &place.networks, None);
            gate.ask(&Person::new(&actor, &nowhere, ground.schema, false)?, moment, &ground)?;
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
    fn may(&self, actor: &Actor, right: crate::people::Right) -> bool {
        let action = match right {
            crate::people::Right::Audit => HouseAction::Audit,
            crate::people::Right::Users => HouseAction::Users,
            crate::people::Right::Access => HouseAction::Access,
            crate::people::Right::Explain => HouseAction::Explain,
            crate::people::Right::Settings => HouseAction::Settings,
        };
        self.may(actor, action)
    }

    fn keep_up(&self, reader: &mut Reader<'_>) -> Result<()> {
        self.read_anew(reader)
    }
}

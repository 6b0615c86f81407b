//! Who may do what: one Cedar policy set decides every read and every write.
//!
//! Of business records only `records::Engine` asks here, for the two doors and all that goes through them. The question
//! is always the same: *on which rows may this actor do this verb?* Cedar evaluates the policies with the actor known and
//! the row unknown; what is left of them becomes one [`Predicate`], (any permit) and not (any forbid), which serves the
//! list, its count, an export and a single record alike, in SQL and in memory.
//!
//! ```text
//! catalog ──► attributes ──► Cedar schema ─┐
//! policy text ─────────────► policies ─────┴► one gate per object and verb (rehearsed: refused here or never)
//! actor, moment ──► person ──► gate ──► residual ──► Predicate ──► cache
//! ```
//!
//! Nothing is allowed that no policy permits. A forbid that errs forbids; a permit that errs permits nothing. This
//! module reads no database and never decides by anything but the policies.

mod attributes;
mod cache;
mod combine;
mod departments;
mod error;
mod gate;
mod like;
mod moment;
#[cfg(test)]
mod oracle;
mod person;
mod place;
mod policies;
mod refusal;
mod relation;
mod residual;
mod rights;
mod schema;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use cedar_policy::Schema;
use chrono_tz::Tz;

pub use departments::Departments;
pub use error::{PolicyError, Position, Problem};
pub use policies::SHIPPED;
pub use refusal::Refusal;
pub use rights::{FieldRights, Right};
pub use schema::HouseAction;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::model::{Catalog, Object, Verb};
use crate::people::{Administration, Department};
use attributes::{Attributes, HOUSE};
use cache::{Cache, Key};
use gate::{Gate, Ground};
use moment::Moment;
use person::Person;
use policies::Policies;

/// The policies at work.
pub struct Access {
    /// The one in which questions are asked.
    schema: Schema,
    attributes: Attributes,
    policies: Policies,
    gates: Vec<Gate>,
    /// Each object's verbs, and the house's actions, by the number of their gate.
    records: HashMap<Name, HashMap<Verb, usize>>,
    house: HashMap<HouseAction, usize>,
    clock: Arc<dyn Clock>,
    zone: Tz,
    standing: RwLock<Arc<Standing>>,
}

/// What may change while the house is open. Answers are kept beside that from which they follow.
#[derive(Default)]
struct Standing {
    departments: Departments,
    cache: Cache,
}

impl Access {
    /// Reads the policies and refuses the whole text if any of them could not be answered later. `zone` is the
    /// company's: it says what hour it is.
    pub fn new(catalog: Arc<Catalog>, policies: &str, clock: Arc<dyn Clock>, zone: Tz) -> Result<Self, PolicyError> {
        let attributes = Attributes::new(&catalog)?;
        let whole = schema::schema(&catalog, &attributes)?;
        let policies = Policies::read(policies, &whole)?;
        let (nobody, ground) =
            (Person::nobody(&whole)?, Ground { schema: &whole, attributes: &attributes, departments: &Departments::default() });
        let mut gates = Vec::new();
        let mut open = |action: Vec<String>, target: &Name| {
            let action = action.iter().map(|name| person::uid("Action", name)).collect::<Result<Vec<_>, _>>()?;
            gates.push(Gate::rehearse(&action, target, &policies, &nobody, &ground)?);
            Ok::<_, PolicyError>(gates.len() - 1)
        };
        let mut records: HashMap<Name, HashMap<Verb, usize>> = HashMap::new();
        for object in catalog.iter() {
            for verb in object.verbs() {
                let gate = open(schema::action_and_groups(&object.name, &verb), &object.name)?;
                records.entry(object.name.clone()).or_default().insert(verb, gate);
            }
        }
        let house = HouseAction::ALL.map(|action| Ok((action, open(schema::house_action_and_groups(action), &HOUSE.into())?)));
        let house = house.into_iter().collect::<Result<_, PolicyError>>()?;
        let schema = schema::asking_schema(&catalog, &attributes)?;
        let access = Self { schema, attributes, policies, gates, records, house, clock, zone, standing: RwLock::default() };
        access.try_every_role()?;
        Ok(access)
    }

    /// Whether the actor may do it to any record at all.
    pub fn allow(&self, actor: &Actor, object: &Object, verb: &Verb) -> bool {
        self.predicate(actor, object, verb).map_or_else(denied, |predicate| *predicate != Predicate::False)
    }

    /// Whether the actor may do it to the house.
    pub fn may(&self, actor: &Actor, action: HouseAction) -> bool {
        let Some(&gate) = self.house.get(&action) else { return false };
        self.answer(actor, gate).map_or_else(denied, |answer| *answer == Predicate::True)
    }

    /// The rows to which the actor may do it. Of a verb that no policy can speak of ([`Verb::Follow`]) there are none.
    pub fn predicate(&self, actor: &Actor, object: &Object, verb: &Verb) -> Result<Arc<Predicate>> {
        match self.records.get(&object.name).and_then(|verbs| verbs.get(verb)) {
            Some(&gate) => self.answer(actor, gate),
            None => Ok(Arc::new(Predicate::False)),
        }
    }

    /// What the actor may do with each field of a record that [`Self::predicate`] lets through.
    pub fn fields(&self, actor: &Actor, object: &Object, verb: &Verb) -> FieldRights {
        FieldRights::new(verb, self.allow(actor, object, verb))
    }

    /// The policies at work, by name, in the words in which they were written.
    pub fn policies(&self) -> impl Iterator<Item = (&str, String)> {
        self.policies.iter().map(|policy| (policy.id().as_ref(), policy.to_cedar().unwrap_or_default()))
    }

    /// Departments were founded, moved or closed: what was answered before no longer counts. Where nothing is different, nothing happens.
    pub fn set_departments(&self, departments: Departments) {
        if self.standing().departments == departments {
            return;
        }
        let standing = Arc::new(Standing { departments, cache: Cache::default() });
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    fn answer(&self, actor: &Actor, gate: usize) -> Result<Arc<Predicate>> {
        let (standing, gate_at) = (self.standing(), &self.gates[gate]);
        let moment = Moment::new(self.clock.now(), self.zone);
        let key = Key::new(actor, gate, gate_at.timed.then_some(moment));
        if let Some(known) = standing.cache.get(&key) {
            return Ok(known);
        }
        let ground = self.ground(&standing.departments);
        let person = Person::new(actor, &standing.departments, &self.schema).map_err(Error::internal)?;
        let predicate = Arc::new(gate_at.ask(&person, moment, &ground).map_err(Error::internal)?);
        standing.cache.put(key, predicate.clone());
        Ok(predicate)
    }

    fn standing(&self) -> Arc<Standing> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ground<'a>(&'a self, departments: &'a Departments) -> Ground<'a> {
        Ground { schema: &self.schema, attributes: &self.attributes, departments }
    }

    /// Asks every gate once in the name of each role that its policies know. The rehearsal took for granted that partial
    /// evaluation settles whatever does not speak of the row; here it has to.
    fn try_every_role(&self) -> Result<(), PolicyError> {
        let (departments, moment) = (Departments::default(), Moment::new(self.clock.now(), self.zone));
        let ground = self.ground(&departments);
        for (gate, role) in self.gates.iter().flat_map(|gate| gate.roles.iter().map(move |role| (gate, role))) {
            let roles = Arc::new([role.clone()]);
            let actor = Actor { user: Some(UserId(1)), department: Some(DepartmentId(1)), roles, ..Actor::system(role) };
            gate.ask(&Person::new(&actor, &departments, &self.schema)?, moment, &ground)?;
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
            crate::people::Right::Audit => HouseAction::AuditRead,
            crate::people::Right::Users => HouseAction::UsersManage,
        };
        self.may(actor, action)
    }

    fn departments_are(&self, all: &[Department]) {
        self.set_departments(Departments::new(all.iter().map(|department| (department.id, department.parent))));
    }
}

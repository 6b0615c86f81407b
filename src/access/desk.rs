//! What people may do at their desk: in the office, in working hours, having just shown their second factor. And elsewhere, where a policy
//! asks for the moment.
//!
//! For looking ahead and for explaining, where nobody asks at a moment of their own. No request is ever decided here.

use std::sync::Arc;

use super::combine::both;
use super::gate::{Gate, Said};
use super::moment::{Moment, Occasion};
use super::person::Person;
use super::schema::HouseAction;
use super::{Access, Standing};
use crate::actor::Actor;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::model::{Object, Verb};

/// What can be asked about the records of an object: a verb, or one right over a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ask {
    Verb(Verb),
    /// See a field's value in the clear.
    Clear(Name),
    /// See it at least masked.
    Masked(Name),
    Write(Name),
}

/// One person, in whose name is asked.
pub struct Somebody<'a> {
    access: &'a Access,
    standing: Arc<Standing>,
    person: Person,
}

impl Access {
    /// Everybody who works here, by number.
    pub fn active(&self) -> Vec<UserId> {
        let standing = self.standing();
        let mut all: Vec<_> = standing.people.members.iter().filter(|(_, member)| member.active).map(|(&id, _)| id).collect();
        all.sort_unstable();
        all
    }

    /// Everybody who may do it to the house, by number.
    pub fn holders(&self, action: HouseAction) -> Result<Vec<UserId>> {
        let mut all = Vec::new();
        for user in self.active() {
            if self.somebody(user)?.may(action)? {
                all.push(user);
            }
        }
        Ok(all)
    }

    pub fn somebody(&self, user: UserId) -> Result<Somebody<'_>> {
        let (standing, place) = (self.standing(), &self.place);
        let actor = Actor { user: Some(user), roles: Arc::new([]), ..Actor::system("server") };
        let emergency = standing.people.in_emergency(user, place.clock.now());
        let person = Person::new(&actor, &standing.people, &place.words.asking, emergency).map_err(Error::internal)?;
        Ok(Somebody { access: self, standing, person })
    }

    /// The fields of which a policy speaks; whoever may do a thing to a record may do it to the others.
    pub fn guarded_fields(&self, object: &Object) -> Vec<Name> {
        let standing = self.standing();
        let Some(guarded) = standing.law.fields.get(&object.name) else { return Vec::new() };
        object.fields.iter().map(|field| field.name.clone()).filter(|name| guarded.gates.contains_key(name)).collect()
    }
}

impl Somebody<'_> {
    /// The rows to which they may do it.
    pub fn rows(&self, object: &Object, ask: &Ask, occasion: Occasion) -> Result<Predicate> {
        let Some(gate) = self.standing.gate(object, ask) else { return Ok(unguarded(ask)) };
        let moments = occasion.moments().iter().map(|&moment| self.at(gate, moment));
        moments.reduce(|all, one| Ok(both(all?, one?))).unwrap_or(Ok(Predicate::False))
    }

    /// Whether it hangs on the moment.
    pub fn is_timed(&self, object: &Object, ask: &Ask) -> bool {
        self.standing.gate(object, ask).is_some_and(|gate| gate.timed)
    }

    /// What each policy says about it, at their desk.
    pub fn hear(&self, object: &Object, ask: &Ask) -> Result<Vec<Said>> {
        let Some(gate) = self.standing.gate(object, ask) else { return Ok(Vec::new()) };
        gate.hear(&self.person, Moment::at_a_desk(), &self.ground()).map_err(Error::internal)
    }

    /// Whether they may do it to the house.
    pub fn may(&self, action: HouseAction) -> Result<bool> {
        let Some(&gate) = self.standing.law.house.get(&action) else { return Ok(false) };
        Ok(self.at(&self.standing.law.gates[gate], Moment::at_a_desk())? == Predicate::True)
    }

    /// Whether the answer follows from the same policies and the same people as another's, so that it is the same.
    pub fn is_asked_like(&self, other: &Somebody<'_>, object: &Object, ask: &Ask) -> bool {
        let same_people = Arc::ptr_eq(&self.standing.people, &other.standing.people) && self.person.roles == other.person.roles;
        same_people
            && match (self.standing.gate(object, ask), other.standing.gate(object, ask)) {
                (Some(one), Some(another)) => one.theirs(&self.person).eq(another.theirs(&other.person)),
                (one, another) => one.is_none() && another.is_none(),
            }
    }

    fn at(&self, gate: &Gate, moment: Moment) -> Result<Predicate> {
        gate.ask(&self.person, moment, &self.ground()).map_err(Error::internal)
    }

    fn ground(&self) -> super::gate::Ground<'_> {
        let place = &self.access.place;
        place.words.ground(&self.standing.people, Moment::today(place.clock.now(), place.zone))
    }
}

/// Of a verb that no policy can speak of there are no rows; of a field of which none does there are those of the record.
fn unguarded(ask: &Ask) -> Predicate {
    if matches!(ask, Ask::Verb(_)) { Predicate::False } else { Predicate::True }
}

impl Standing {
    fn gate(&self, object: &Object, ask: &Ask) -> Option<&Gate> {
        let field = |name: &Name| self.law.fields.get(&object.name)?.gates.get(name);
        let number = match ask {
            Ask::Verb(verb) => self.law.records.get(&object.name)?.get(verb).copied()?,
            Ask::Clear(name) => field(name)?.read,
            Ask::Masked(name) => field(name)?.masked,
            Ask::Write(name) => field(name)?.write,
        };
        self.law.gates.get(number)
    }
}

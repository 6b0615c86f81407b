//! What people may do at their desk: in the office, in working hours, having just shown their second factor.
//!
//! For looking ahead and for explaining, where nobody asks at a moment of their own: whatever hangs on the moment is at its
//! best. No request is ever decided here.

use std::sync::Arc;

use super::error::PolicyError;
use super::gate::{Ground, Said};
use super::moment::Moment;
use super::person::Person;
use super::schema::HouseAction;
use super::{Access, Standing};
use crate::actor::Actor;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::model::{Object, Verb};

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
        let standing = self.standing();
        let Some(&gate) = standing.law.house.get(&action) else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for user in self.active() {
            if self.predicate_at_desk(&standing, user, gate)? == Predicate::True {
                all.push(user);
            }
        }
        Ok(all)
    }

    /// The rows to which somebody may do it.
    pub fn desk_predicate(&self, user: UserId, object: &Object, verb: &Verb) -> Result<Predicate> {
        let standing = self.standing();
        match standing.gate(object, verb) {
            Some(gate) => self.predicate_at_desk(&standing, user, gate),
            None => Ok(Predicate::False),
        }
    }

    /// The guarded fields of an object, each with the rows on which somebody sees it clear and at least masked.
    pub fn desk_fields(&self, user: UserId, object: &Object) -> Result<Vec<(Name, Predicate, Predicate)>> {
        let standing = self.standing();
        let Some(guarded) = standing.law.fields.get(&object.name) else { return Ok(Vec::new()) };
        let answer = |gate| self.predicate_at_desk(&standing, user, gate);
        guarded.gates.iter().map(|(field, gates)| Ok((field.clone(), answer(gates.read)?, answer(gates.masked)?))).collect()
    }

    /// What each policy says about it, and whether any asks for the moment.
    pub fn desk_hearing(&self, user: UserId, object: &Object, verb: &Verb) -> Result<(Vec<Said>, bool)> {
        let standing = self.standing();
        let Some(gate) = standing.gate(object, verb) else { return Ok((Vec::new(), false)) };
        let gate = &standing.law.gates[gate];
        let said = self.in_the_name_of(&standing, user, |person, ground| gate.hear(person, Moment::at_a_desk(), ground))?;
        Ok((said, gate.timed))
    }

    fn predicate_at_desk(&self, standing: &Standing, user: UserId, gate: usize) -> Result<Predicate> {
        self.in_the_name_of(standing, user, |person, ground| standing.law.gates[gate].ask(person, Moment::at_a_desk(), ground))
    }

    fn in_the_name_of<T>(
        &self,
        standing: &Standing,
        user: UserId,
        ask: impl FnOnce(&Person, &Ground<'_>) -> Result<T, PolicyError>,
    ) -> Result<T> {
        let place = &self.place;
        let ground = place.words.ground(&standing.people, Moment::today(place.clock.now(), place.zone));
        let actor = Actor { user: Some(user), roles: Arc::new([]), ..Actor::system("server") };
        let emergency = standing.people.in_emergency(user, place.clock.now());
        let person = Person::new(&actor, &standing.people, &place.words.asking, emergency);
        person.and_then(|person| ask(&person, &ground)).map_err(Error::internal)
    }
}

impl Standing {
    fn gate(&self, object: &Object, verb: &Verb) -> Option<usize> {
        self.law.records.get(&object.name)?.get(verb).copied()
    }
}

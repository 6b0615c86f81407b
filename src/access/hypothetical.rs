//! What people may do at their desk: in the office, in working hours, having just shown their second factor. And elsewhere, where a policy
//! asks for the moment.
//!
//! For looking ahead and for explaining, where nobody asks at a moment of their own. No request is ever decided here.

use std::sync::Arc;

use super::action_policies::{ActionPolicies, Explanation};
use super::combine::both;
use super::moment::{Moment, Occasion};
use super::principal::Principal;
use super::{Access, Snapshot};
use crate::actor::Actor;
use crate::db::sql::{Name, Predicate};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::model::{Object, Verb};
use crate::people::AdminRight;

/// What can be asked about the records of an object: a verb, or one right over a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccessQuestion {
    Verb(Verb),
    /// See a field's value in the clear.
    Clear(Name),
    /// See it at least masked.
    Masked(Name),
    Write(Name),
}

/// One person, in whose name is asked.
pub struct Hypothetical<'a> {
    access: &'a Access,
    snapshot: Arc<Snapshot>,
    user: UserId,
    principal: Principal,
    /// As they are over what emergency access opens to them.
    emergency: Option<Principal>,
}

impl Access {
    /// Everybody who works here, by number.
    pub fn active(&self) -> Vec<UserId> {
        let snapshot = self.snapshot();
        let mut all: Vec<_> = snapshot.people.members.iter().filter(|(_, member)| member.active).map(|(&id, _)| id).collect();
        all.sort_unstable();
        all
    }

    /// Everybody who may do it to the app, by number.
    pub fn holders(&self, action: AdminRight) -> Result<Vec<UserId>> {
        let mut all = Vec::new();
        for user in self.active() {
            if self.somebody(user)?.may(action)? {
                all.push(user);
            }
        }
        Ok(all)
    }

    pub fn somebody(&self, user: UserId) -> Result<Hypothetical<'_>> {
        let (snapshot, environment) = (self.snapshot(), &self.environment);
        let actor = Actor { user: Some(user), roles: Arc::new([]), ..Actor::system("server") };
        let principal = |emergency| Principal::new(&actor, &snapshot.people, &environment.words.asking, emergency).map_err(Error::internal);
        let emergency = snapshot.people.in_emergency(user, environment.clock.now()).then(|| principal(true)).transpose()?;
        let principal = principal(false)?;
        Ok(Hypothetical { access: self, snapshot, user, principal, emergency })
    }

    /// The fields of which a policy speaks; whoever may do a thing to a record may do it to the others.
    pub fn guarded_fields(&self, object: &Object) -> Vec<Name> {
        let snapshot = self.snapshot();
        let Some(guarded) = snapshot.policy_set.fields.get(&object.name) else { return Vec::new() };
        object.guardable().map(|field| field.name.clone()).filter(|name| guarded.actions.contains_key(name)).collect()
    }
}

impl Hypothetical<'_> {
    /// The rows to which they may do it.
    pub fn rows(&self, object: &Object, ask: &AccessQuestion, occasion: Occasion) -> Result<Predicate> {
        let Some(action) = self.snapshot.action(object, ask) else { return Ok(unguarded(ask)) };
        let moments = occasion.moments().iter().map(|&moment| self.at(Some(object), action, moment));
        moments.reduce(|all, one| Ok(both(all?, one?))).unwrap_or(Ok(Predicate::False))
    }

    /// Whether it hangs on the moment.
    pub fn is_timed(&self, object: &Object, ask: &AccessQuestion) -> bool {
        self.snapshot.action(object, ask).is_some_and(|action| action.timing.asked)
    }

    /// What each policy says about it, at their desk.
    pub fn explain(&self, object: &Object, ask: &AccessQuestion) -> Result<Vec<Explanation>> {
        let Some(action) = self.snapshot.action(object, ask) else { return Ok(Vec::new()) };
        action.explain(self.principal(Some(object)), Moment::at_a_desk(), &self.eval()).map_err(Error::internal)
    }

    /// Whether they may do it to the app.
    pub fn may(&self, action: AdminRight) -> Result<bool> {
        let Some(&action) = self.snapshot.policy_set.house.get(&action) else { return Ok(false) };
        Ok(self.at(None, &self.snapshot.policy_set.actions[action], Moment::at_a_desk())? == Predicate::True)
    }

    /// Whether the answer follows from the same policies and the same people as another's, so that it is the same.
    pub fn is_asked_like(&self, other: &Hypothetical<'_>, object: &Object, ask: &AccessQuestion) -> bool {
        let (own, others) = (self.principal(Some(object)), other.principal(Some(object)));
        let same_people = Arc::ptr_eq(&self.snapshot.people, &other.snapshot.people) && own.roles == others.roles;
        same_people
            && match (self.snapshot.action(object, ask), other.snapshot.action(object, ask)) {
                (Some(one), Some(another)) => one.theirs(own).eq(another.theirs(others)),
                (one, another) => one.is_none() && another.is_none(),
            }
    }

    fn at(&self, object: Option<&Object>, action: &ActionPolicies, moment: Moment) -> Result<Predicate> {
        action.ask(self.principal(object), moment, &self.eval()).map_err(Error::internal)
    }

    /// Who they are to the records of an object, or to the app where none is named.
    fn principal(&self, object: Option<&Object>) -> &Principal {
        let (people, now) = (&self.snapshot.people, self.access.environment.clock.now());
        let opened = |_: &&Principal| people.is_opened(self.user, object.map(|object| &object.name), now);
        self.emergency.as_ref().filter(opened).unwrap_or(&self.principal)
    }

    fn eval(&self) -> super::residual_policy::EvalContext<'_> {
        let environment = &self.access.environment;
        environment.words.eval(&self.snapshot.people, Moment::today(environment.clock.now(), environment.zone))
    }
}

/// Of a verb that no policy can speak of there are no rows; of a field of which none does there are those of the record.
fn unguarded(ask: &AccessQuestion) -> Predicate {
    if matches!(ask, AccessQuestion::Verb(_)) { Predicate::False } else { Predicate::True }
}

impl Snapshot {
    fn action(&self, object: &Object, ask: &AccessQuestion) -> Option<&ActionPolicies> {
        let field = |name: &Name| self.policy_set.fields.get(&object.name)?.actions.get(name);
        let number = match ask {
            AccessQuestion::Verb(verb) => self.policy_set.records.get(&object.name)?.get(verb).copied()?,
            AccessQuestion::Clear(name) => field(name)?.read,
            AccessQuestion::Masked(name) => field(name)?.masked,
            AccessQuestion::Write(name) => field(name)?.write,
        };
        self.policy_set.actions.get(number)
    }
}

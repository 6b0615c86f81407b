//! One action and the policies that have something to say about it.
//!
//! Cedar type-checks a policy anew whenever it evaluates it partially, so a question must meet few and small ones. The
//! rehearsal evaluates them once with the person unknown: whatever follows from the action and the object is settled
//! there, and a gate keeps only what is left. Of that, a question skips the policies of roles that the actor lacks.

use cedar_policy::pst::{Clause, Expr, Literal};
use cedar_policy::{Effect, EntityTypeName, EntityUid, PartialEntityUid, PartialRequest, Policy, PolicyId, PolicySet, Schema, TpeResponse};

use chrono::NaiveDate;

use super::attributes::Attributes;
use super::combine::{both, either};
use super::error::{PolicyError, Problem};
use super::moment::Moment;
use super::people::People;
use super::person::{Person, type_name, uid};
use super::policies::Policies;
use super::refusal::{Refusal, Stage, Untranslatable};
use super::residual::Translator;
use super::schema::ASK;
use super::walk;
use crate::db::sql::{Name, Predicate};

pub(super) struct Gate {
    /// What the action is done to: an object or the house.
    target: Name,
    resource: EntityTypeName,
    /// What is left of each policy, and the role that it is for, if it is for one.
    policies: Vec<(Option<String>, Policy)>,
    /// A policy asks for the moment.
    pub timed: bool,
    /// The roles that its policies name.
    pub roles: Vec<String>,
}

/// What one policy says to one person: on which rows it permits or forbids.
#[derive(Debug, Clone)]
pub struct Said {
    pub policy: String,
    pub(super) effect: Effect,
    pub rows: Predicate,
}

impl Said {
    pub fn permits(&self) -> bool {
        self.effect == Effect::Permit
    }
}

/// What every question needs besides its own words.
pub(super) struct Ground<'a> {
    pub schema: &'a Schema,
    pub attributes: &'a Attributes,
    pub people: &'a People,
    pub today: NaiveDate,
}

impl Gate {
    /// Looks at the policies as if nobody in particular asked, and refuses what could not be answered when somebody
    /// does. `ground` has the whole schema here.
    pub fn rehearse(
        action: &[EntityUid],
        target: &Name,
        policies: &Policies,
        nobody: &Person,
        ground: &Ground<'_>,
    ) -> Result<Self, PolicyError> {
        let resource = type_name(target)?;
        let mut gate = Self { target: target.clone(), resource, policies: Vec::new(), timed: false, roles: Vec::new() };
        let Some(own) = action.first() else { return Ok(gate) };
        let relevant = PolicySet::from_policies(policies.about(action, &gate.resource).cloned()).map_err(PolicyError::undecided)?;
        let request = gate.request(nobody, own, None, ground.schema)?;
        let response = relevant.tpe(&request, &nobody.entities, ground.schema).map_err(PolicyError::undecided)?;
        for policy in in_order(&response) {
            let condition = condition(&policy)?;
            let refused = match &*condition {
                Expr::Literal(Literal::Bool(false)) => continue,
                Expr::ResidualError => Err(Untranslatable { expression: own.to_string(), refusal: Refusal::Errs }),
                condition => gate.translator(Stage::Rehearsal, ground).condition(condition),
            };
            refused.map_err(|e| untranslatable(policy.id(), e).at(policies.place(policy.id())))?;
            gate.timed |= walk::mentions_moment(&condition);
            walk::roles(&condition, &mut gate.roles);
            gate.policies.push((policies.role(policy.id()), policy));
        }
        Ok(gate)
    }

    /// Which rows the person may do it to: any permit, and no forbid.
    pub fn ask(&self, person: &Person, moment: Moment, ground: &Ground<'_>) -> Result<Predicate, PolicyError> {
        let (mut permitted, mut forbidden) = (Predicate::False, Predicate::False);
        for said in self.hear(person, moment, ground)? {
            match said.effect {
                Effect::Permit => permitted = either(permitted, said.rows),
                Effect::Forbid => forbidden = either(forbidden, said.rows),
            }
        }
        Ok(both(permitted, forbidden.negate()))
    }

    /// The policies that can have anything to say to a person.
    pub fn theirs<'a>(&'a self, person: &'a Person) -> impl Iterator<Item = &'a Policy> {
        let theirs = |role: &Option<String>| role.as_ref().is_none_or(|role| person.roles.contains(role));
        self.policies.iter().filter(move |(role, _)| theirs(role)).map(|(_, policy)| policy)
    }

    /// What each policy has to say. Where a forbid errs, it forbids; where a permit errs, it permits nothing.
    pub fn hear(&self, person: &Person, moment: Moment, ground: &Ground<'_>) -> Result<Vec<Said>, PolicyError> {
        let theirs = PolicySet::from_policies(self.theirs(person).cloned()).map_err(PolicyError::undecided)?;
        let request = self.request(person, &uid("Action", ASK)?, Some(moment), ground.schema)?;
        let response = theirs.tpe(&request, &person.entities, ground.schema).map_err(PolicyError::undecided)?;
        let mut all = Vec::new();
        for policy in in_order(&response) {
            let translated = self.translator(Stage::Query, ground).condition(&*condition(&policy)?);
            let outcome = translated.map_err(|e| untranslatable(policy.id(), e))?;
            let rows = match policy.effect() {
                Effect::Permit => outcome.holds,
                Effect::Forbid => either(outcome.holds, outcome.errs),
            };
            all.push(Said { policy: policy.id().to_string(), effect: policy.effect(), rows });
        }
        Ok(all)
    }

    fn translator<'a>(&'a self, stage: Stage, ground: &Ground<'a>) -> Translator<'a> {
        Translator { attributes: ground.attributes, people: ground.people, today: ground.today, object: &self.target, stage }
    }

    fn request(&self, person: &Person, action: &EntityUid, moment: Option<Moment>, schema: &Schema) -> Result<PartialRequest, PolicyError> {
        let resource = PartialEntityUid::new(self.resource.clone(), None);
        let context = moment.map(Moment::context).transpose()?;
        PartialRequest::new(person.principal.clone(), action.clone(), resource, context, schema).map_err(PolicyError::undecided)
    }
}

/// By name, so that the same question always gives the same SQL.
fn in_order(response: &TpeResponse<'_>) -> Vec<Policy> {
    let mut all: Vec<Policy> = response.policies().collect();
    all.sort_by(|a, b| a.id().cmp(b.id()));
    all
}

/// Partial evaluation leaves a policy with a single `when`.
fn condition(policy: &Policy) -> Result<std::sync::Arc<Expr>, PolicyError> {
    let undecided = |what: String| PolicyError::of(policy.id(), Problem::Undecided(what));
    let tree = policy.to_pst().map_err(|e| undecided(e.to_string()))?;
    match tree.body().clauses().as_slice() {
        [Clause::When(condition)] => Ok(condition.clone()),
        _ => Err(undecided("more than one condition is left".to_owned())),
    }
}

fn untranslatable(policy: &PolicyId, what: Untranslatable) -> PolicyError {
    let Untranslatable { expression, refusal } = what;
    PolicyError::of(policy, Problem::Untranslatable { expression, refusal })
}

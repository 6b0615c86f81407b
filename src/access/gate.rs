//! One action and the policies that have something to say about it.
//!
//! Cedar type-checks each policy anew whenever it evaluates one partially, so every gate keeps only those that the
//! rehearsal did not find to be false whoever asks.

use cedar_policy::pst::Clause;
use cedar_policy::{
    Decision, Effect, EntityTypeName, EntityUid, PartialEntityUid, PartialRequest, Policy, PolicyId, PolicySet, Schema, TpeResponse,
};

use super::attributes::Attributes;
use super::combine::{Outcome, both, either};
use super::departments::Departments;
use super::error::{PolicyError, Problem};
use super::moment::Moment;
use super::person::{Person, type_name, uid};
use super::policies::Policies;
use super::residual::{Refusal, Stage, Translator, Untranslatable};
use super::walk;
use crate::db::sql::{Name, Predicate};

pub(super) struct Gate {
    action: EntityUid,
    /// What the action is done to: an object or the house.
    target: Name,
    resource: EntityTypeName,
    policies: PolicySet,
    /// A policy asks for the moment.
    pub timed: bool,
    /// The roles that its policies name.
    pub roles: Vec<String>,
}

/// What every question needs besides its own words.
pub(super) struct Ground<'a> {
    pub schema: &'a Schema,
    pub attributes: &'a Attributes,
    pub departments: &'a Departments,
}

impl Gate {
    /// Looks at all policies as if nobody in particular asked, keeps those that matter, and refuses what could not be
    /// answered when somebody does.
    pub fn rehearse(action: &str, target: &Name, policies: &Policies, ground: &Ground<'_>) -> Result<Self, PolicyError> {
        let mut gate = Self {
            action: uid("Action", action)?,
            target: target.clone(),
            resource: type_name(target)?,
            policies: PolicySet::from_policies(policies.iter().cloned()).map_err(PolicyError::undecided)?,
            timed: false,
            roles: Vec::new(),
        };
        let person = Person::unknown(ground.schema)?;
        let request = gate.request(&person, None, ground.schema)?;
        let response = gate.policies.tpe(&request, &person.entities, ground.schema).map_err(PolicyError::undecided)?;
        if let Some(id) = response.error_permits().chain(response.error_forbids()).next() {
            return Err(untranslatable(id, Untranslatable { expression: action.to_owned(), refusal: Refusal::Errs }).at(policies.place(id)));
        }
        for policy in response.residual_policies() {
            gate.translate(&policy, Stage::Rehearsal, ground).map_err(|e| e.at(policies.place(policy.id())))?;
            for clause in conditions(&policy)? {
                let (Clause::When(condition) | Clause::Unless(condition)) = &clause;
                gate.timed |= walk::mentions_moment(condition);
                walk::roles(condition, &mut gate.roles);
            }
        }
        let never: Vec<PolicyId> = response.false_permits().chain(response.false_forbids()).cloned().collect();
        let kept = policies.iter().filter(|policy| !never.contains(policy.id())).cloned();
        let kept = PolicySet::from_policies(kept).map_err(PolicyError::undecided)?;
        drop(response);
        gate.policies = kept;
        Ok(gate)
    }

    /// Which rows the person may do it to: any permit, and no forbid.
    pub fn ask(&self, person: &Person, moment: Moment, ground: &Ground<'_>) -> Result<Predicate, PolicyError> {
        let request = self.request(person, Some(moment), ground.schema)?;
        let response = self.policies.tpe(&request, &person.entities, ground.schema).map_err(PolicyError::undecided)?;
        if response.decision() == Some(Decision::Deny) || response.error_forbids().next().is_some() {
            return Ok(Predicate::False);
        }
        let sure = if response.true_permits().next().is_some() { Predicate::True } else { Predicate::False };
        let (permits, forbids) = residuals(&response);
        let permitted = self.any(sure, &permits, ground)?;
        Ok(both(permitted, self.any(Predicate::False, &forbids, ground)?.negate()))
    }

    fn any(&self, sure: Predicate, policies: &[Policy], ground: &Ground<'_>) -> Result<Predicate, PolicyError> {
        policies.iter().try_fold(sure, |all, policy| Ok(either(all, self.translate(policy, Stage::Query, ground)?)))
    }

    fn translate(&self, policy: &Policy, stage: Stage, ground: &Ground<'_>) -> Result<Predicate, PolicyError> {
        let translator = Translator { attributes: ground.attributes, departments: ground.departments, object: &self.target, stage };
        let mut whole = Outcome::from(Predicate::True);
        for clause in conditions(policy)? {
            let part = match &clause {
                Clause::When(condition) => translator.condition(condition),
                Clause::Unless(condition) => translator.condition(condition).map(Outcome::not),
            };
            whole = whole.and(part.map_err(|e| untranslatable(policy.id(), e))?);
        }
        // An error on the way: such a permit lets nothing pass, such a forbid does not let pass either.
        Ok(if policy.effect() == Effect::Forbid { either(whole.holds, whole.errs) } else { whole.holds })
    }

    fn request(&self, person: &Person, moment: Option<Moment>, schema: &Schema) -> Result<PartialRequest, PolicyError> {
        let resource = PartialEntityUid::new(self.resource.clone(), None);
        let context = moment.map(Moment::context).transpose()?;
        PartialRequest::new(person.principal.clone(), self.action.clone(), resource, context, schema).map_err(PolicyError::undecided)
    }
}

/// The permits and the forbids that are left open, each in the order of their names, so that the same question always
/// gives the same SQL.
fn residuals(response: &TpeResponse<'_>) -> (Vec<Policy>, Vec<Policy>) {
    let mut all: Vec<Policy> = response.residual_policies().collect();
    all.sort_by(|a, b| a.id().cmp(b.id()));
    all.into_iter().partition(|policy| policy.effect() == Effect::Permit)
}

fn conditions(policy: &Policy) -> Result<Vec<Clause>, PolicyError> {
    let tree = policy.to_pst().map_err(|e| PolicyError::of(policy.id(), Problem::Undecided(e.to_string())))?;
    Ok(tree.body().clauses().clone())
}

fn untranslatable(policy: &PolicyId, what: Untranslatable) -> PolicyError {
    let Untranslatable { expression, refusal } = what;
    PolicyError::of(policy, Problem::Untranslatable { expression, refusal })
}

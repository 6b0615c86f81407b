//! One action and the policies that have something to say about it.
//!
//! Cedar type-checks a policy anew whenever it evaluates it partially, so a question must meet few and small ones. The
//! precompilation evaluates them once with the person unknown: whatever follows from the action and the object is settled
//! there, and a action keeps only what is left. Of that, a question skips the policies of roles that the actor lacks.

use cedar_policy::pst::{Clause, Expr, Literal};
use cedar_policy::{Effect, EntityTypeName, EntityUid, PartialEntityUid, PartialRequest, Policy, PolicyId, PolicySet, Schema, TpeResponse};

use chrono::NaiveDate;

use super::attributes::Attributes;
use super::combine::{both, either};
use super::error::{PolicyError, PolicyProblem};
use super::moment::Moment;
use super::people::People;
use super::policies::Policies;
use super::principal::{Principal, type_name, uid};
use super::refusal::{EvalStage, Refusal, Untranslatable};
use super::residual::Translator;
use super::schema::ASK;
use super::walk;
use crate::db::sql::{Name, Predicate};

pub(super) struct ActionPolicies {
    /// What the action is done to: an object or the app.
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
pub struct Explanation {
    pub policy: String,
    pub(super) effect: Effect,
    pub rows: Predicate,
}

impl Explanation {
    pub fn permits(&self) -> bool {
        self.effect == Effect::Permit
    }
}

/// What every question needs besides its own words.
pub(super) struct EvalContext<'a> {
    pub schema: &'a Schema,
    pub attributes: &'a Attributes,
    pub people: &'a People,
    pub today: NaiveDate,
}

impl ActionPolicies {
    /// Looks at the policies as if nobody in particular asked, and refuses what could not be answered when somebody
    /// does. `eval` has the whole schema here.
    pub fn precompile(
        action: &[EntityUid],
        target: &Name,
        policies: &Policies,
        nobody: &Principal,
        eval: &EvalContext<'_>,
    ) -> Result<Self, PolicyError> {
        let resource = type_name(target)?;
        let mut compiled = Self { target: target.clone(), resource, policies: Vec::new(), timed: false, roles: Vec::new() };
        let Some(own) = action.first() else { return Ok(compiled) };
        let relevant = PolicySet::from_policies(policies.about(action, &compiled.resource).cloned()).map_err(PolicyError::undecided)?;
        let request = compiled.request(nobody, own, None, eval.schema)?;
        let response = relevant.tpe(&request, &nobody.entities, eval.schema).map_err(PolicyError::undecided)?;
        for policy in in_order(&response) {
            let condition = condition(&policy)?;
            let refused = match &*condition {
                Expr::Literal(Literal::Bool(false)) => continue,
                Expr::ResidualError => Err(Untranslatable { expression: own.to_string(), refusal: Refusal::Errs }),
                condition => compiled.translator(EvalStage::Precompile, eval).condition(condition),
            };
            refused.map_err(|e| untranslatable(policy.id(), e).at(policies.place(policy.id())))?;
            compiled.timed |= walk::mentions_moment(&condition);
            walk::roles(&condition, &mut compiled.roles);
            compiled.policies.push((policies.role(policy.id()), policy));
        }
        Ok(compiled)
    }

    /// Which rows the person may do it to: any permit, and no forbid.
    pub fn ask(&self, principal: &Principal, moment: Moment, eval: &EvalContext<'_>) -> Result<Predicate, PolicyError> {
        let (mut permitted, mut forbidden) = (Predicate::False, Predicate::False);
        for explanation in self.explain(principal, moment, eval)? {
            match explanation.effect {
                Effect::Permit => permitted = either(permitted, explanation.rows),
                Effect::Forbid => forbidden = either(forbidden, explanation.rows),
            }
        }
        Ok(both(permitted, forbidden.negate()))
    }

    /// The policies that can have anything to say to a person.
    pub fn theirs<'a>(&'a self, principal: &'a Principal) -> impl Iterator<Item = &'a Policy> {
        let theirs = |role: &Option<String>| role.as_ref().is_none_or(|role| principal.roles.contains(role));
        self.policies.iter().filter(move |(role, _)| theirs(role)).map(|(_, policy)| policy)
    }

    /// What each policy has to say. Where a forbid errs, it forbids; where a permit errs, it permits nothing.
    pub fn explain(&self, principal: &Principal, moment: Moment, eval: &EvalContext<'_>) -> Result<Vec<Explanation>, PolicyError> {
        let theirs = PolicySet::from_policies(self.theirs(principal).cloned()).map_err(PolicyError::undecided)?;
        let request = self.request(principal, &uid("Action", ASK)?, Some(moment), eval.schema)?;
        let response = theirs.tpe(&request, &principal.entities, eval.schema).map_err(PolicyError::undecided)?;
        let mut all = Vec::new();
        for policy in in_order(&response) {
            let translated = self.translator(EvalStage::Query, eval).condition(&*condition(&policy)?);
            let outcome = translated.map_err(|e| untranslatable(policy.id(), e))?;
            let rows = match policy.effect() {
                Effect::Permit => outcome.holds,
                Effect::Forbid => either(outcome.holds, outcome.errs),
            };
            all.push(Explanation { policy: policy.id().to_string(), effect: policy.effect(), rows });
        }
        Ok(all)
    }

    fn translator<'a>(&'a self, stage: EvalStage, eval: &EvalContext<'a>) -> Translator<'a> {
        Translator { attributes: eval.attributes, people: eval.people, today: eval.today, object: &self.target, stage }
    }

    fn request(
        &self,
        principal: &Principal,
        action: &EntityUid,
        moment: Option<Moment>,
        schema: &Schema,
    ) -> Result<PartialRequest, PolicyError> {
        let resource = PartialEntityUid::new(self.resource.clone(), None);
        let context = moment.map(Moment::context).transpose()?;
        PartialRequest::new(principal.principal.clone(), action.clone(), resource, context, schema).map_err(PolicyError::undecided)
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
    let undecided = |what: String| PolicyError::of(policy.id(), PolicyProblem::Undecided(what));
    let tree = policy.to_pst().map_err(|e| undecided(e.to_string()))?;
    match tree.body().clauses().as_slice() {
        [Clause::When(condition)] => Ok(condition.clone()),
        _ => Err(undecided("more than one condition is left".to_owned())),
    }
}

fn untranslatable(policy: &PolicyId, what: Untranslatable) -> PolicyError {
    let Untranslatable { expression, refusal } = what;
    PolicyError::of(policy, PolicyProblem::Untranslatable { expression, refusal })
}

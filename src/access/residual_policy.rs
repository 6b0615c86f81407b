//! What is left of a policy for the records of one object, before anybody asks.
//!
//! Cedar type-checks a policy anew whenever it evaluates it partially, so a question must meet few and small ones. Each policy is
//! therefore evaluated once with the person unknown: whatever follows from the object is settled there, and what could not be answered
//! later is refused there. Which action is asked about is no part of it (the policies of an action are chosen by their scopes), so all
//! actions of an object share what is left.

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy::pst::{ActionConstraint, Clause, Expr, Literal, Policy as Tree, StaticPolicy};
use cedar_policy::{Effect, EntityTypeName, EntityUid, PartialEntityUid, PartialRequest, Policy, PolicyId, PolicySet, Schema};
use chrono::NaiveDate;

use super::attributes::{ACTION, Attributes};
use super::combine::either;
use super::error::{PolicyError, PolicyProblem};
use super::moment::Moment;
use super::people::People;
use super::principal::{Principal, uid};
use super::refusal::{EvalStage, Refusal, Untranslatable};
use super::residual::Translator;
use super::schema::ASK;
use super::timing::Timing;
use super::walk;
use crate::db::sql::{Name, Predicate};

/// What an action is done to: an object or the app.
#[derive(Debug)]
pub(super) struct Target {
    pub name: Name,
    resource: EntityTypeName,
}

#[derive(Debug)]
pub(super) struct ResidualPolicy {
    policy: Policy,
    /// What it asks of the moment.
    pub timing: Timing,
    /// The roles that it names.
    pub roles: Vec<String>,
    /// What it comes to for one person may hang on what is shared with another.
    pub depends_on_others_shares: bool,
}

/// What every question needs besides its own words.
pub(super) struct EvalContext<'a> {
    pub schema: &'a Schema,
    pub attributes: &'a Attributes,
    pub people: &'a People,
    pub today: NaiveDate,
}

impl Target {
    pub fn new(name: Name, resource: EntityTypeName) -> Self {
        Self { name, resource }
    }
}

impl ResidualPolicy {
    /// What is left of policies whose scopes name no action; nothing of those that never hold. `action` is the one that is asked about,
    /// in a schema that knows it.
    pub fn of(
        policies: Vec<Policy>,
        action: &EntityUid,
        target: &Target,
        nobody: &Principal,
        eval: &EvalContext<'_>,
    ) -> Result<Vec<Self>, PolicyError> {
        let set = PolicySet::from_policies(policies).map_err(PolicyError::undecided)?;
        let request = eval.request(nobody, action, target, None)?;
        let response = set.tpe(&request, &nobody.entities, eval.schema).map_err(PolicyError::undecided)?;
        let left = response.policies().map(|policy| Self::precompile(policy, action, target, eval));
        left.filter_map(Result::transpose).collect()
    }

    fn precompile(policy: Policy, action: &EntityUid, target: &Target, eval: &EvalContext<'_>) -> Result<Option<Self>, PolicyError> {
        let condition = condition(&policy)?;
        let refused = match &*condition {
            Expr::Literal(Literal::Bool(false)) => return Ok(None),
            Expr::ResidualError => Err(Untranslatable { expression: action.to_string(), refusal: Refusal::Errs }),
            condition => eval.translator(target, EvalStage::Precompile).condition(condition),
        };
        refused.map_err(|e| untranslatable(policy.id(), e))?;
        let mut roles = Vec::new();
        walk::roles(&condition, &mut roles);
        let (timing, depends_on_others_shares) = (Timing::of(&condition), walk::depends_on_others_shares(&condition));
        Ok(Some(Self { policy, timing, roles, depends_on_others_shares }))
    }

    pub fn id(&self) -> &PolicyId {
        self.policy.id()
    }

    pub fn effect(&self) -> Effect {
        self.policy.effect()
    }

    pub fn is_like(&self, other: &Self) -> bool {
        self.policy == other.policy
    }
}

impl EvalContext<'_> {
    /// On which rows each residual holds, by the name of its policy. Where a forbid errs, it forbids; where a permit errs, it permits nothing.
    pub fn ask<'r>(
        &self,
        residuals: impl Iterator<Item = &'r ResidualPolicy>,
        target: &Target,
        principal: &Principal,
        moment: Option<Moment>,
    ) -> Result<HashMap<PolicyId, Predicate>, PolicyError> {
        let policies = PolicySet::from_policies(residuals.map(|residual| residual.policy.clone())).map_err(PolicyError::undecided)?;
        let request = self.request(principal, &ask()?, target, moment)?;
        let response = policies.tpe(&request, &principal.entities, self.schema).map_err(PolicyError::undecided)?;
        let mut all = HashMap::new();
        for policy in response.policies() {
            let translated = self.translator(target, EvalStage::Query).condition(&*condition(&policy)?);
            let outcome = translated.map_err(|e| untranslatable(policy.id(), e))?;
            let rows = match policy.effect() {
                Effect::Permit => outcome.holds,
                Effect::Forbid => either(outcome.holds, outcome.errs),
            };
            all.insert(policy.id().clone(), rows);
        }
        Ok(all)
    }

    fn translator<'a>(&'a self, target: &'a Target, stage: EvalStage) -> Translator<'a> {
        Translator { attributes: self.attributes, people: self.people, today: self.today, object: &target.name, stage }
    }

    fn request(
        &self,
        principal: &Principal,
        action: &EntityUid,
        target: &Target,
        moment: Option<Moment>,
    ) -> Result<PartialRequest, PolicyError> {
        let resource = PartialEntityUid::new(target.resource.clone(), None);
        let context = moment.map(Moment::context).transpose()?;
        PartialRequest::new(principal.principal.clone(), action.clone(), resource, context, self.schema).map_err(PolicyError::undecided)
    }
}

/// The action in whose name all questions are asked.
pub(super) fn ask() -> Result<EntityUid, PolicyError> {
    uid(ACTION, ASK)
}

/// The same policy for whatever is done.
pub(super) fn of_any_action(policy: &Policy) -> Result<Policy, PolicyError> {
    let undecided = |what: String| PolicyError::of(policy.id(), PolicyProblem::Undecided(what));
    let mut body = policy.to_pst().map_err(|e| undecided(e.to_string()))?.body().clone();
    body.action = ActionConstraint::Any;
    let tree = StaticPolicy::try_from(body).map_err(|e| undecided(e.to_string()))?;
    Policy::from_pst(Tree::Static(tree)).map_err(|e| undecided(e.to_string()))
}

/// The conditions of a policy as it is written.
pub(super) fn mentions_action(policy: &Policy) -> Result<bool, PolicyError> {
    let tree = policy.to_pst().map_err(|e| PolicyError::of(policy.id(), PolicyProblem::Undecided(e.to_string())))?;
    let said = |clause: &Clause| match clause {
        Clause::When(condition) | Clause::Unless(condition) => walk::mentions_action(condition),
    };
    Ok(tree.body().clauses().iter().any(said))
}

/// Partial evaluation leaves a policy with a single `when`.
fn condition(policy: &Policy) -> Result<Arc<Expr>, PolicyError> {
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

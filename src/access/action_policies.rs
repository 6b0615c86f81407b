//! One action and what is left of the policies that have something to say about it. Of those, a question skips the policies of roles
//! that the actor lacks.

use std::collections::HashSet;
use std::sync::Arc;

use cedar_policy::{Effect, PolicyId};

use super::combine::{both, either};
use super::error::PolicyError;
use super::moment::Moment;
use super::principal::Principal;
use super::residual_policy::{ActionTarget, EvalContext, ResidualPolicy};
use super::timing::Timing;
use crate::db::sql::Predicate;

#[derive(Debug)]
pub(super) struct ActionPolicies {
    target: Arc<ActionTarget>,
    /// By name, so that the same question always gives the same SQL.
    rights: Vec<NamedResidual>,
    /// What they ask of the moment.
    pub timing: Timing,
}

/// What one policy leaves for an action.
#[derive(Debug, Clone)]
pub(super) struct NamedResidual {
    /// The policy's.
    pub name: Arc<str>,
    /// The role that it is for, if it is for one.
    pub role: Option<Arc<str>>,
    /// Policies that say the same share it, though their names differ.
    pub residual: Arc<ResidualPolicy>,
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

    pub fn forbids_all(&self) -> bool {
        !self.permits() && self.rows == Predicate::True
    }
}

impl PartialEq for NamedResidual {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && (Arc::ptr_eq(&self.residual, &other.residual) || self.residual.is_like(&other.residual))
    }
}

impl ActionPolicies {
    /// `rights` are sorted by name.
    pub fn new(target: Arc<ActionTarget>, rights: Vec<NamedResidual>) -> Self {
        let mut timing = Timing::default();
        rights.iter().for_each(|right| timing.join(&right.residual.timing));
        Self { target, rights, timing }
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

    /// Which rows are forbidden to the person, whatever is permitted.
    pub fn forbidden(&self, principal: &Principal, moment: Moment, eval: &EvalContext<'_>) -> Result<Predicate, PolicyError> {
        // Hardly any field is forbidden by anybody, and asking takes time.
        if self.theirs(principal).all(|right| right.residual.effect() == Effect::Permit) {
            return Ok(Predicate::False);
        }
        let said = self.explain(principal, moment, eval)?;
        Ok(said.into_iter().filter(|said| !said.permits()).fold(Predicate::False, |all, said| either(all, said.rows)))
    }

    /// The policies that can have anything to say to a person.
    pub fn theirs<'a>(&'a self, principal: &'a Principal) -> impl Iterator<Item = &'a NamedResidual> {
        let theirs = |role: &Option<Arc<str>>| role.as_ref().is_none_or(|role| principal.roles.iter().any(|own| **own == **role));
        self.rights.iter().filter(move |right| theirs(&right.role))
    }

    /// What each policy has to say.
    pub fn explain(&self, principal: &Principal, moment: Moment, eval: &EvalContext<'_>) -> Result<Vec<Explanation>, PolicyError> {
        let mut seen = HashSet::new();
        let once = self.theirs(principal).map(|right| &*right.residual).filter(|residual| seen.insert(std::ptr::from_ref(*residual)));
        let rows = eval.ask(once, &self.target, principal, self.timing.asked.then_some(moment))?;
        let explain = |right: &NamedResidual| {
            let id: &PolicyId = right.residual.id();
            let rows = rows.get(id).cloned().ok_or_else(|| PolicyError::undecided(format!("{} got no answer", right.name)))?;
            Ok(Explanation { policy: right.name.to_string(), effect: right.residual.effect(), rows })
        };
        self.theirs(principal).map(explain).collect()
    }
}

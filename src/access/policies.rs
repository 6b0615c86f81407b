//! A policy text, read and validated. Every policy has a name of its own, `@id("employee.own")`, by which errors,
//! explanations and the audit log speak of it.

use std::collections::HashSet;

use cedar_policy::ffi::DetailedError;
use cedar_policy::{
    ActionConstraint, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, PrincipalConstraint, ResourceConstraint, Schema,
    ValidationError, ValidationMode, Validator,
};

use super::attributes::ROLE;
use super::error::{PolicyError, PolicyFault, PolicyProblem, Position};

/// The policies that come with the binary and hold beside the roles.
pub(super) const SHIPPED: &str = include_str!("../../policies/shipped.cedar");

/// A text with policies. One that a person wrote in the console holds a single policy, whose name is given beside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolicySource {
    pub name: Option<String>,
    pub text: String,
}

/// The policies in the order of their texts.
pub(super) struct Policies {
    sources: Vec<PolicySource>,
    /// Each with the number of its source.
    list: Vec<(usize, Policy)>,
}

impl Policies {
    pub fn read(sources: Vec<PolicySource>, schema: &Schema) -> Result<Self, PolicyError> {
        let mut policies = Self { sources: Vec::new(), list: Vec::new() };
        let mut names = HashSet::new();
        for source in sources {
            policies.take(source, &mut names)?;
        }
        policies.validate(schema)?;
        Ok(policies)
    }

    fn take(&mut self, source: PolicySource, names: &mut HashSet<String>) -> Result<(), PolicyError> {
        let PolicySource { name, text } = &source;
        let of = |problem| PolicyError { policy: name.clone(), place: None, problem };
        let parsed: PolicySet = text.parse().map_err(|error| {
            let detail = DetailedError::from(&error);
            let what =
                detail.source_locations.iter().find_map(|at| at.label.as_deref()).map_or_else(String::new, |label| format!(", {label}"));
            of(PolicyProblem::Syntax(format!("{}{what}", detail.message))).at(place(text, &detail))
        })?;
        let mut in_order: Vec<Policy> = parsed.policies().cloned().collect();
        in_order.sort_by_key(|policy| offset(text, policy));
        if let Some(template) = parsed.templates().next() {
            return Err(PolicyError::of(name.as_deref().or(template.annotation("id")).unwrap_or_default(), PolicyProblem::Template));
        }
        if name.is_some() && in_order.len() != 1 {
            return Err(of(PolicyProblem::NotOne));
        }
        for policy in in_order {
            let at = offset(text, &policy).map(|byte| Position::of_byte(text, byte));
            let Some(name) = name.as_deref().or_else(|| policy.annotation("id")).filter(|name| !name.is_empty()) else {
                return Err(PolicyError { policy: None, place: at, problem: PolicyProblem::Unnamed });
            };
            if !names.insert(name.to_owned()) {
                return Err(PolicyError::of(name, PolicyProblem::NamedTwice).at(at));
            }
            self.list.push((self.sources.len(), policy.new_id(PolicyId::new(name))));
        }
        self.sources.push(source);
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.list.iter().map(|(_, policy)| policy)
    }

    /// The policies whose scope an action on a type of resource can fall into. `action` is the action and its groups.
    pub fn about(&self, action: &[EntityUid], resource: &EntityTypeName) -> impl Iterator<Item = &Policy> {
        self.iter().filter(move |policy| {
            let acts = match policy.action_constraint() {
                ActionConstraint::Any => true,
                ActionConstraint::Eq(one) => action.first() == Some(&one),
                ActionConstraint::In(groups) => groups.iter().any(|group| action.contains(group)),
            };
            let on = match policy.resource_constraint() {
                ResourceConstraint::Is(kind) | ResourceConstraint::IsIn(kind, _) => kind == *resource,
                ResourceConstraint::Any | ResourceConstraint::Eq(_) | ResourceConstraint::In(_) => true,
            };
            acts && on
        })
    }

    /// The role to whose people a policy applies, if its scope says so.
    pub fn role(&self, id: &PolicyId) -> Option<String> {
        match self.find(id)?.1.principal_constraint() {
            PrincipalConstraint::In(group) | PrincipalConstraint::IsIn(_, group) if group.type_name().to_string() == ROLE => {
                Some(group.id().unescaped().to_owned())
            }
            _ => None,
        }
    }

    /// Where a policy begins in its text.
    pub fn place(&self, id: &PolicyId) -> Option<Position> {
        let (source, policy) = self.find(id)?;
        offset(&source.text, policy).map(|byte| Position::of_byte(&source.text, byte))
    }

    /// Where a word stands in a policy's text.
    pub fn place_of(&self, id: &PolicyId, word: &str) -> Option<Position> {
        let (source, policy) = self.find(id)?;
        let begin = offset(&source.text, policy)?;
        Some(Position::of_byte(&source.text, begin + source.text[begin..].find(word)?))
    }

    fn find(&self, id: &PolicyId) -> Option<(&PolicySource, &Policy)> {
        let (source, policy) = self.list.iter().find(|(_, policy)| policy.id() == id)?;
        Some((self.sources.get(*source)?, policy))
    }

    fn validate(&self, schema: &Schema) -> Result<(), PolicyError> {
        let set = PolicySet::from_policies(self.iter().cloned()).map_err(PolicyError::undecided)?;
        let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        // A generic policy that says nothing about any object of this catalog is a warning, not an error.
        let Some(error) = result.validation_errors().next() else { return Ok(()) };
        let detail = DetailedError::from(error);
        let hint = detail.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let named = format!("for policy `{}`, ", error.policy_id());
        let what = detail.message.strip_prefix(&named).unwrap_or(&detail.message);
        let text = self.find(error.policy_id()).map_or("", |(source, _)| source.text.as_str());
        let place = place(text, &detail).or_else(|| self.place(error.policy_id()));
        Err(PolicyError::of(error.policy_id(), PolicyProblem::Invalid { fault: fault(error), what: format!("{what}{hint}") }).at(place))
    }
}

fn fault(error: &ValidationError) -> PolicyFault {
    match error {
        ValidationError::UnrecognizedActionId(_) | ValidationError::InvalidActionApplication(_) => PolicyFault::Action,
        ValidationError::UnrecognizedEntityType(_) => PolicyFault::Entity,
        ValidationError::UnsafeAttributeAccess(_) => PolicyFault::Attribute,
        ValidationError::UnsafeOptionalAttributeAccess(_) => PolicyFault::Optional,
        ValidationError::UnexpectedType(_) | ValidationError::IncompatibleTypes(_) => PolicyFault::Type,
        _ => PolicyFault::Other,
    }
}

/// Cedar keeps each policy's text but not where it stood.
fn offset(text: &str, policy: &Policy) -> Option<usize> {
    text.find(&policy.to_cedar()?)
}

fn place(text: &str, detail: &DetailedError) -> Option<Position> {
    detail.source_locations.first().map(|at| Position::of_byte(text, at.loc.start))
}

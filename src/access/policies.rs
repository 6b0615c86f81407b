//! A policy text, read and validated. Every policy has a name of its own, `@id("employee.own")`, by which errors,
//! explanations and the audit log speak of it.

use std::collections::HashSet;

use cedar_policy::ffi::DetailedError;
use cedar_policy::{
    ActionConstraint, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, PrincipalConstraint, ResourceConstraint, Schema,
    ValidationMode, Validator,
};

use super::attributes::ROLE;
use super::error::{PolicyError, Position, Problem};

/// The policies that come with the binary.
pub const SHIPPED: &str = include_str!("../../policies/shipped.cedar");

/// The policies in the order of their text.
pub(super) struct Policies {
    text: String,
    list: Vec<Policy>,
}

impl Policies {
    pub fn read(text: &str, schema: &Schema) -> Result<Self, PolicyError> {
        let parsed: PolicySet = text.parse().map_err(|error| {
            let detail = DetailedError::from(&error);
            let what =
                detail.source_locations.iter().find_map(|at| at.label.as_deref()).map_or_else(String::new, |label| format!(", {label}"));
            let problem = Problem::Syntax(format!("{}{what}", detail.message));
            PolicyError { policy: None, place: place(text, &detail), problem }
        })?;
        let mut policies = Self { text: text.to_owned(), list: Vec::new() };
        let mut in_order: Vec<&Policy> = parsed.policies().collect();
        in_order.sort_by_key(|policy| policies.offset(policy));
        if let Some(template) = parsed.templates().next() {
            return Err(PolicyError::of(template.annotation("id").unwrap_or_default(), Problem::Template));
        }
        let mut names = HashSet::new();
        for policy in in_order {
            let Some(name) = policy.annotation("id").filter(|name| !name.is_empty()) else {
                return Err(PolicyError { policy: None, place: policies.find(policy), problem: Problem::Unnamed });
            };
            if !names.insert(name.to_owned()) {
                return Err(PolicyError::of(name, Problem::NamedTwice).at(policies.find(policy)));
            }
            policies.list.push(policy.new_id(PolicyId::new(name)));
        }
        policies.validate(schema)?;
        Ok(policies)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.list.iter()
    }

    /// The policies whose scope an action on a type of resource can fall into. `action` is the action and its groups.
    pub fn about(&self, action: &[EntityUid], resource: &EntityTypeName) -> impl Iterator<Item = &Policy> {
        self.list.iter().filter(move |policy| {
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
        match self.list.iter().find(|policy| policy.id() == id)?.principal_constraint() {
            PrincipalConstraint::In(group) | PrincipalConstraint::IsIn(_, group) if group.type_name().to_string() == ROLE => {
                Some(group.id().unescaped().to_owned())
            }
            _ => None,
        }
    }

    /// Where a policy begins.
    pub fn place(&self, id: &PolicyId) -> Option<Position> {
        self.list.iter().find(|policy| policy.id() == id).and_then(|policy| self.find(policy))
    }

    fn find(&self, policy: &Policy) -> Option<Position> {
        self.offset(policy).map(|byte| Position::of_byte(&self.text, byte))
    }

    /// Cedar keeps each policy's text but not where it stood.
    fn offset(&self, policy: &Policy) -> Option<usize> {
        self.text.find(&policy.to_cedar()?)
    }

    fn validate(&self, schema: &Schema) -> Result<(), PolicyError> {
        let set = PolicySet::from_policies(self.list.iter().cloned()).map_err(PolicyError::undecided)?;
        let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        // A generic policy that says nothing about any object of this catalog is a warning, not an error.
        let Some(error) = result.validation_errors().next() else { return Ok(()) };
        let detail = DetailedError::from(error);
        let hint = detail.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let named = format!("for policy `{}`, ", error.policy_id());
        let what = detail.message.strip_prefix(&named).unwrap_or(&detail.message);
        let place = place(&self.text, &detail).or_else(|| self.place(error.policy_id()));
        Err(PolicyError::of(error.policy_id(), Problem::Invalid(format!("{what}{hint}"))).at(place))
    }
}

fn place(text: &str, detail: &DetailedError) -> Option<Position> {
    detail.source_locations.first().map(|at| Position::of_byte(text, at.loc.start))
}

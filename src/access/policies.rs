//! A policy text, read. Every policy has a name of its own, `@id("employee.own")`, by which errors,
//! explanations and the audit log speak of it.

use std::collections::HashSet;

use cedar_policy::ffi::DetailedError;
use cedar_policy::{
    ActionConstraint, EntityUid, Policy, PolicyId, PolicySet, PrincipalConstraint, Schema, ValidationError, ValidationMode, Validator,
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

/// The policies of one text, in its order.
pub(super) struct Policies {
    source: PolicySource,
    list: Vec<Policy>,
}

/// The actions that a policy's scope lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ActionsNamed {
    Any,
    One(String),
    /// Actions or groups.
    In(Vec<String>),
}

impl ActionsNamed {
    pub fn of(policy: &Policy) -> Self {
        let name = |uid: &EntityUid| uid.id().unescaped().to_owned();
        match policy.action_constraint() {
            ActionConstraint::Any => Self::Any,
            ActionConstraint::Eq(one) => Self::One(name(&one)),
            ActionConstraint::In(several) => Self::In(several.iter().map(name).collect()),
        }
    }

    /// Nothing where it names none.
    pub fn names(&self) -> Option<impl Iterator<Item = &str>> {
        match self {
            Self::Any => None,
            Self::One(name) => Some(std::slice::from_ref(name).iter().map(String::as_str)),
            Self::In(names) => Some(names.iter().map(String::as_str)),
        }
    }

    /// Whether it lets an action in, given by its name and its groups.
    pub fn cover(&self, action: &[String]) -> bool {
        match self {
            Self::Any => true,
            Self::One(name) => action.first() == Some(name),
            Self::In(names) => names.iter().any(|name| action.contains(name)),
        }
    }
}

impl Policies {
    pub fn read(source: PolicySource) -> Result<Self, PolicyError> {
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
        let (mut list, mut names) = (Vec::new(), HashSet::new());
        for policy in in_order {
            let at = offset(text, &policy).map(|byte| Position::of_byte(text, byte));
            let Some(name) = name.as_deref().or_else(|| policy.annotation("id")).filter(|name| !name.is_empty()) else {
                return Err(PolicyError { policy: None, place: at, problem: PolicyProblem::Unnamed });
            };
            if !names.insert(name.to_owned()) {
                return Err(PolicyError::of(name, PolicyProblem::NamedTwice).at(at));
            }
            list.push(policy.new_id(PolicyId::new(name)));
        }
        Ok(Self { source, list })
    }

    pub fn source(&self) -> &PolicySource {
        &self.source
    }

    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.list.iter()
    }

    /// The role to whose people a policy applies, if its scope says so.
    pub fn role(&self, id: &PolicyId) -> Option<String> {
        match self.find(id)?.principal_constraint() {
            PrincipalConstraint::In(group) | PrincipalConstraint::IsIn(_, group) if group.type_name().to_string() == ROLE => {
                Some(group.id().unescaped().to_owned())
            }
            _ => None,
        }
    }

    /// Where a policy begins in its text.
    pub fn place(&self, id: &PolicyId) -> Option<Position> {
        offset(&self.source.text, self.find(id)?).map(|byte| Position::of_byte(&self.source.text, byte))
    }

    /// Where a word stands in a policy's text.
    pub fn place_of(&self, id: &PolicyId, word: &str) -> Option<Position> {
        let text = &self.source.text;
        let begin = offset(text, self.find(id)?)?;
        Some(Position::of_byte(text, begin + text[begin..].find(word)?))
    }

    fn find(&self, id: &PolicyId) -> Option<&Policy> {
        self.list.iter().find(|policy| policy.id() == id)
    }

    /// What Cedar finds fault with in a policy, in the schema with every action.
    pub fn fault(&self, policy: &Policy, whole: &Schema) -> Option<PolicyError> {
        let set = PolicySet::from_policies([policy.clone()]).ok()?;
        let result = Validator::new(whole.clone()).validate(&set, ValidationMode::Strict);
        // A generic policy that says nothing about any object of this catalog is a warning, not an error.
        let error = result.validation_errors().next()?;
        let detail = DetailedError::from(error);
        let hint = detail.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let named = format!("for policy `{}`, ", error.policy_id());
        let what = detail.message.strip_prefix(&named).unwrap_or(&detail.message);
        let place = place(&self.source.text, &detail).or_else(|| self.place(error.policy_id()));
        Some(PolicyError::of(error.policy_id(), PolicyProblem::Invalid { fault: fault(error), what: format!("{what}{hint}") }).at(place))
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

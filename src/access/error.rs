//! Why a policy set cannot be used. Policies are refused as a whole, before they decide anything.

use std::fmt;

use super::refusal::Refusal;
use crate::error::Invalid;

/// What is wrong, in which policy, and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyError {
    /// The policy's `@id`; none where the text cannot be read at all or the catalog is at fault.
    pub policy: Option<String>,
    pub place: Option<Position>,
    pub problem: PolicyProblem,
}

/// Counted from one, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PolicyProblem {
    #[error("cannot be read: {0}")]
    Syntax(String),
    #[error("is longer than {max} characters")]
    Long { max: usize },
    #[error("nests brackets more than {max} deep")]
    Deep { max: usize },
    #[error("has more than {max} ifs")]
    Ifs { max: usize },
    #[error("has more than {max} operators and dots")]
    Marks { max: usize },
    /// It would keep everybody else waiting.
    #[error("takes too long to be made ready")]
    Slow,
    /// Others are at it.
    #[error("has to wait; others are being made ready")]
    Busy,
    #[error("has no name; write @id(\"…\") before it")]
    Unnamed,
    #[error("has the name of another policy")]
    NamedTwice,
    #[error("must be one policy, ended by a semicolon")]
    NotOne,
    #[error("has a blank (?principal or ?resource); name whom and what it is about")]
    Template,
    /// Cedar's strict validation against the catalog.
    #[error("{what}")]
    Invalid { fault: PolicyFault, what: String },
    #[error("is about the administration, or about everything; name the actions or the object that it is about")]
    House,
    #[error("closes a name or another field that links show and search finds by; name fields that are personal")]
    Open,
    #[error("names a group of actions with ==, which no action is; write in")]
    Group,
    #[error("`{expression}` {refusal}")]
    Untranslatable { expression: String, refusal: Refusal },
    /// The catalog cannot be described to Cedar.
    #[error("the catalog cannot have policies: {0}")]
    Catalog(String),
    /// Cedar itself refused to decide.
    #[error("cannot be decided: {0}")]
    Undecided(String),
}

/// What strict validation finds fault with, as far as it has words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyFault {
    Action,
    Entity,
    Attribute,
    /// An attribute that a record may lack is read without asking for it first.
    Optional,
    Type,
    Other,
}

impl PolicyError {
    /// The same in the words of a form, in both languages.
    pub fn invalid(&self) -> Invalid {
        let at = self.place.unwrap_or(Position { line: 1, column: 1 });
        let say = |code: &'static str| Invalid::new("text", code).with("line", at.line).with("column", at.column);
        match &self.problem {
            PolicyProblem::Syntax(what) => say("policy.syntax").with("what", what),
            PolicyProblem::Long { max } => say("policy.long").with("max", max),
            PolicyProblem::Deep { max } => say("policy.deep").with("max", max),
            PolicyProblem::Ifs { max } => say("policy.ifs").with("max", max),
            PolicyProblem::Marks { max } => say("policy.marks").with("max", max),
            PolicyProblem::Slow => say("policy.slow"),
            PolicyProblem::Busy => say("policy.busy"),
            PolicyProblem::Unnamed => say("policy.unnamed"),
            PolicyProblem::NamedTwice => say("policy.named_twice"),
            PolicyProblem::NotOne => say("policy.not_one"),
            PolicyProblem::Template => say("policy.template"),
            PolicyProblem::House => say("policy.house"),
            PolicyProblem::Open => say("policy.field_open"),
            PolicyProblem::Group => say("policy.group"),
            PolicyProblem::Invalid { fault, what } => say(fault.code()).with("what", what),
            PolicyProblem::Untranslatable { expression, refusal } => say(refusal.code()).with("expression", expression),
            PolicyProblem::Catalog(what) | PolicyProblem::Undecided(what) => say("policy.undecided").with("what", what),
        }
    }

    pub(super) fn catalog(what: impl fmt::Display) -> Self {
        Self { policy: None, place: None, problem: PolicyProblem::Catalog(what.to_string()) }
    }

    pub(super) fn undecided(what: impl fmt::Display) -> Self {
        Self { policy: None, place: None, problem: PolicyProblem::Undecided(what.to_string()) }
    }

    pub(super) fn of(policy: impl fmt::Display, problem: PolicyProblem) -> Self {
        Self { policy: Some(policy.to_string()), place: None, problem }
    }

    pub(super) fn at(mut self, place: Option<Position>) -> Self {
        self.place = place;
        self
    }
}

impl PolicyFault {
    fn code(self) -> &'static str {
        match self {
            Self::Action => "policy.action",
            Self::Entity => "policy.entity",
            Self::Attribute => "policy.attribute",
            Self::Optional => "policy.optional",
            Self::Type => "policy.type",
            Self::Other => "policy.other",
        }
    }
}

impl Position {
    /// The place of a byte in a text.
    pub(super) fn of_byte(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(policy) = &self.policy {
            write!(f, "policy {policy} ")?;
        }
        if let Some(place) = self.place {
            write!(f, "(line {}, column {}) ", place.line, place.column)?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        assert_eq!(Position::of_byte("permit", 0), Position { line: 1, column: 1 });
        assert_eq!(Position::of_byte("// 客户\n客 x", "// 客户\n客 ".len()), Position { line: 2, column: 3 });
    }
}

//! What is compared: everything that somebody may do to the records of an object, each as rows or as yes and no.

use crate::access::AccessQuestion;
use crate::db::sql::Predicate;
use crate::error::Result;
use crate::model::{Name, Object, Verb};

/// Something that somebody may do to records that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhatIfVerb {
    Verb(Verb),
    /// See or write a field of which a policy speaks.
    Field(Name, FieldState),
}

/// How somebody meets a field on a row in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldState {
    Clear,
    Masked,
    Hidden,
    Written,
}

impl FieldState {
    const ALL: [Self; 4] = [Self::Clear, Self::Masked, Self::Hidden, Self::Written];

    pub fn name(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Masked => "masked",
            Self::Hidden => "hidden",
            Self::Written => "write",
        }
    }

    /// A row that is in sight is clear, masked or hidden: what it ceases to be is told by what it becomes.
    pub fn is_a_look(self) -> bool {
        self != Self::Written
    }
}

/// Verbs for which there is no row yet, or none any more.
pub fn without_rows(verb: &Verb) -> bool {
    matches!(verb, Verb::Create | Verb::Import | Verb::Restore | Verb::Duplicate)
}

impl WhatIfVerb {
    pub fn all(object: &Object, guarded: &[Name]) -> Vec<Self> {
        let verbs = object.verbs().into_iter().filter(|verb| !without_rows(verb)).map(Self::Verb);
        let fields = guarded.iter().flat_map(|field| FieldState::ALL.map(|state| Self::Field(field.clone(), state)));
        verbs.chain(fields).collect()
    }

    /// The rows, by the answers to what is asked. Nobody does anything to records that they do not see.
    pub fn rows(&self, guarded: &[Name], mut answer: impl FnMut(AccessQuestion) -> Result<Predicate>) -> Result<Predicate> {
        let seen = answer(AccessQuestion::Verb(Verb::Read))?;
        match self {
            Self::Verb(Verb::Read) => Ok(seen),
            // There is something to reveal where a field is masked.
            Self::Verb(Verb::Reveal) => {
                let mut masked = Predicate::False;
                for field in guarded {
                    masked = masked
                        .or(answer(AccessQuestion::Masked(field.clone()))?.and(answer(AccessQuestion::Clear(field.clone()))?.negate()));
                }
                Ok(seen.and(answer(AccessQuestion::Verb(Verb::Reveal))?).and(masked))
            }
            Self::Verb(verb) => Ok(seen.and(answer(AccessQuestion::Verb(verb.clone()))?)),
            Self::Field(field, state) => {
                let clear = answer(AccessQuestion::Clear(field.clone()))?;
                match state {
                    FieldState::Clear => Ok(seen.and(clear)),
                    FieldState::Masked => Ok(seen.and(clear.negate()).and(answer(AccessQuestion::Masked(field.clone()))?)),
                    FieldState::Hidden => Ok(seen.and(clear.negate()).and(answer(AccessQuestion::Masked(field.clone()))?.negate())),
                    FieldState::Written => Ok(seen
                        .and(clear)
                        .and(answer(AccessQuestion::Verb(Verb::Update))?)
                        .and(answer(AccessQuestion::Write(field.clone()))?)),
                }
            }
        }
    }

    /// The verb that says it already, where its rows become more or fewer: whoever sees another record sees its fields.
    pub fn told_by(&self) -> Option<Self> {
        match self {
            Self::Field(_, FieldState::Clear) => Some(Self::Verb(Verb::Read)),
            Self::Field(_, FieldState::Written) => Some(Self::Verb(Verb::Update)),
            _ => None,
        }
    }
}

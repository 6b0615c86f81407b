//! The one filter language: list filters, saved views, form conditions, process guards.
//!
//! Outside it is a small JSON tree (`and`, `or`, `not`, field-operator-value, with a dot into linked records). It is
//! read once, against the catalog, into a [`Predicate`]: names and values are checked there, relative days become
//! real ones. A predicate has two readers that agree (a property test says so): SQL in `db::sql`, and [`holds`] in memory.

mod memory;
mod parse;
mod period;

pub use memory::{RecordSource, Source, decided, holds, is_own};
pub use parse::parse;
pub use period::Period;

use crate::db::sql::{Column, Compare, Predicate};
use crate::model::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    Contains,
    Starts,
    Empty,
    Between,
    Within,
}

impl Op {
    pub const ALL: [Self; 12] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Lte,
        Self::Gt,
        Self::Gte,
        Self::In,
        Self::Contains,
        Self::Starts,
        Self::Empty,
        Self::Between,
        Self::Within,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::In => "in",
            Self::Contains => "contains",
            Self::Starts => "starts",
            Self::Empty => "empty",
            Self::Between => "between",
            Self::Within => "within",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.name() == name)
    }
}

/// A comparison. Nothing is equal to emptiness but emptiness itself, which has an operator of its own.
pub fn compare(column: Column, how: Compare, value: Value) -> Predicate {
    match (value, how) {
        (Value::Null, Compare::Eq) => Predicate::Empty(column),
        (Value::Null, _) => Predicate::False,
        (value, how) => Predicate::Compare(column, how, value),
    }
}

//! Whether all rows of one predicate are rows of another, as far as that can be seen without asking the database.
//!
//! For rights that were kept: what somebody took away under them is theirs for as long as they might take it still. A `false` says only that
//! it could not be seen.

use super::predicate::{Compare, Predicate};
use crate::db::value::Value;

impl Predicate {
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (one, another) if one == another => true,
            (Self::False, _) | (_, Self::True) => true,
            (Self::Or(parts), other) => parts.iter().all(|part| part.is_within(other)),
            (one, Self::And(parts)) => parts.iter().all(|part| one.is_within(part)),
            (one, Self::Or(parts)) => {
                parts.iter().any(|part| one.is_within(part))
                    || matches!(one, Self::And(own) if own.iter().any(|part| part.is_within(other)))
            }
            (Self::And(parts), other) => parts.iter().any(|part| part.is_within(other)),
            (Self::Through(column, table, inner), Self::Through(other, target, wanted)) => {
                column == other && table == target && inner.is_within(wanted)
            }
            (Self::Not(inner), Self::Not(wanted)) => wanted.is_within(inner),
            (one, another) => match (one.listed(), another.listed()) {
                (Some((column, values)), Some((other, wanted))) => column == other && values.iter().all(|value| wanted.contains(value)),
                _ => false,
            },
        }
    }

    /// The values that a column may have.
    fn listed(&self) -> Option<(&super::Column, &[Value])> {
        match self {
            Self::Compare(column, Compare::Eq, value) => Some((column, std::slice::from_ref(value))),
            Self::In(column, values) => Some((column, values)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    fn owners(ids: &[i64]) -> Predicate {
        Predicate::In(Column::plain("owner_id"), ids.iter().map(|&id| Value::Int(id)).collect())
    }

    fn level(level: &str) -> Predicate {
        Predicate::Compare(Column::plain("level"), Compare::Eq, level.into())
    }

    #[test]
    fn less_is_within_more_and_never_the_other_way() {
        let through = |inner| Predicate::Through(Column::plain("customer_id"), "customer".into(), Box::new(inner));
        let one = Predicate::Compare(Column::plain("owner_id"), Compare::Eq, Value::Int(1));
        for (less, more) in [
            (one.clone(), owners(&[1, 2])),
            (owners(&[2, 1]), owners(&[1, 2, 3])),
            (owners(&[1]).and(level("A")), owners(&[1])),
            (owners(&[1]).and(level("A")), owners(&[1, 2]).and(level("A"))),
            (owners(&[1]), owners(&[1]).or(Predicate::id(7))),
            (owners(&[1]).or(Predicate::id(7)), owners(&[1, 2]).or(Predicate::In(Column::plain("id"), vec![Value::Int(7), Value::Int(8)]))),
            (owners(&[1]).or(level("A")), Predicate::True),
            (Predicate::False, level("A")),
            (through(owners(&[1])), through(owners(&[1, 2]))),
            (owners(&[1, 2]).negate(), one.negate()),
            (owners(&[1]).and(level("A")), level("B").or(owners(&[1, 2]))),
        ] {
            assert!(less.is_within(&more), "{less:?} {more:?}");
            assert!(!more.is_within(&less), "{more:?} {less:?}");
            assert!(less.is_within(&less) && more.is_within(&more));
        }
        assert!(!level("A").is_within(&owners(&[1])) && !Predicate::True.is_within(&level("A")));
    }

    #[test]
    fn a_predicate_is_kept_as_it_was() {
        let all = owners(&[1]).or(level("客")).and(Predicate::Empty(Column::plain("deleted_at")).negate());
        assert_eq!(serde_json::from_str::<Predicate>(&serde_json::to_string(&all).unwrap()).unwrap(), all);
    }
}

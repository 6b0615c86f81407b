//! And, or, not over predicates, in the plainest form.
//!
//! A validated condition evaluates an attribute only behind `has`, so what a part says of a row where it is not
//! evaluated does not matter. That is why a comparison may be turned around, and why `has` may go where its neighbour
//! is false on emptiness anyway; both keep indexes usable.

use crate::db::sql::{Column, Compare, Predicate};

pub(super) fn both(left: Predicate, right: Predicate) -> Predicate {
    let parts = match left.and(right) {
        Predicate::And(parts) => parts,
        single => return single,
    };
    let mut kept: Vec<Predicate> = Vec::with_capacity(parts.len());
    for (nth, part) in parts.iter().enumerate() {
        let said = |other: &Predicate| implies_value(other, part);
        if !kept.contains(part) && !parts.iter().enumerate().any(|(other, p)| other != nth && said(p)) {
            kept.push(part.clone());
        }
    }
    kept.into_iter().fold(Predicate::True, Predicate::and)
}

pub(super) fn either(left: Predicate, right: Predicate) -> Predicate {
    match right {
        Predicate::Or(parts) => parts.into_iter().fold(left, either),
        part if left == part => left,
        part if matches!(&left, Predicate::Or(parts) if parts.contains(&part)) => left,
        part => left.or(part),
    }
}

pub(super) fn opposite(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Compare(column, Compare::Lt, value) => Predicate::Compare(column, Compare::Gte, value),
        Predicate::Compare(column, Compare::Lte, value) => Predicate::Compare(column, Compare::Gt, value),
        Predicate::Compare(column, Compare::Gt, value) => Predicate::Compare(column, Compare::Lte, value),
        Predicate::Compare(column, Compare::Gte, value) => Predicate::Compare(column, Compare::Lt, value),
        other => other.negate(),
    }
}

/// Whether the second only says that there is a value where the first needs one to hold.
fn implies_value(predicate: &Predicate, has: &Predicate) -> bool {
    match (predicate, has) {
        (Predicate::And(parts), has) => parts.iter().any(|part| implies_value(part, has)),
        (Predicate::Through(column, table, inner), Predicate::Through(other, target, wanted)) => {
            column == other && table == target && implies_value(inner, wanted)
        }
        (predicate, Predicate::Not(empty)) => matches!(&**empty, Predicate::Empty(column) if tested(predicate) == Some(column)),
        _ => false,
    }
}

/// The column without whose value a leaf is false.
fn tested(leaf: &Predicate) -> Option<&Column> {
    match leaf {
        Predicate::Compare(column, ..)
        | Predicate::In(column, _)
        | Predicate::Like(column, _)
        | Predicate::HasItem(column, _)
        | Predicate::Through(column, ..) => Some(column),
        _ => None,
    }
}

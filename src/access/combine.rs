//! And, or over predicates, in the plainest form: nothing said twice, and no `has` beside what is false on emptiness
//! anyway. Plain predicates keep indexes usable.
//!
//! An [`Condition`] is what a condition comes to on each row: true on some, an error on others, false on the rest. Partial
//! evaluation leaves errors standing where no row may ever reach them (`… && false && error`), so it takes both halves
//! to know.

use super::attribute_path::one_of;
use crate::db::Value;
use crate::db::sql::{Column, Compare, Predicate};

/// The two predicates never hold on the same row.
pub(super) struct Condition {
    pub holds: Predicate,
    pub errs: Predicate,
}

impl From<Predicate> for Condition {
    fn from(holds: Predicate) -> Self {
        Self { holds, errs: Predicate::False }
    }
}

impl Condition {
    pub fn error() -> Self {
        Self { holds: Predicate::False, errs: Predicate::True }
    }

    /// The right side is evaluated where the left one holds.
    pub fn and(self, right: Self) -> Self {
        let errs = either(self.errs, both(self.holds.clone(), right.errs));
        Self { holds: both(self.holds, right.holds), errs }
    }

    /// The right side is evaluated where the left one is false.
    pub fn or(self, right: Self) -> Self {
        let errs = either(self.errs.clone(), both(self.holds.clone().negate(), right.errs));
        Self { holds: either(self.holds, both(right.holds, self.errs.negate())), errs }
    }

    pub fn not(self) -> Self {
        Self { holds: both(self.holds.negate(), self.errs.clone().negate()), errs: self.errs }
    }

    pub fn choose(self, then: Self, otherwise: Self) -> Self {
        let not = Self { holds: self.holds.clone(), errs: self.errs.clone() }.not();
        let errs = either(self.errs, either(both(self.holds.clone(), then.errs), both(not.holds.clone(), otherwise.errs)));
        Self { holds: either(both(self.holds, then.holds), both(not.holds, otherwise.holds)), errs }
    }
}

pub(super) fn both(left: Predicate, right: Predicate) -> Predicate {
    let parts = match left.and(right) {
        Predicate::And(parts) => joined(parts, |mut kept, other| {
            kept.retain(|value| other.contains(value));
            kept
        }),
        single => return single,
    };
    if parts.contains(&Predicate::False) {
        return Predicate::False;
    }
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
    let parts = match right {
        Predicate::Or(parts) => return parts.into_iter().fold(left, either),
        part if left == part => return left,
        part => match left {
            Predicate::Or(parts) if parts.contains(&part) => return Predicate::Or(parts),
            left => match left.or(part) {
                Predicate::Or(parts) => parts,
                single => return single,
            },
        },
    };
    let parts = joined(parts, |mut kept, other| {
        kept.extend(other);
        kept
    });
    parts.into_iter().fold(Predicate::False, Predicate::or)
}

/// Lists of values for the same column become one list, so that the planner finds one index.
fn joined(parts: Vec<Predicate>, join: impl Fn(Vec<Value>, Vec<Value>) -> Vec<Value>) -> Vec<Predicate> {
    let mut kept: Vec<Predicate> = Vec::with_capacity(parts.len());
    for part in parts {
        let same = values(&part).and_then(|(column, _)| kept.iter().position(|k| values(k).is_some_and(|(other, _)| other == column)));
        let Some(at) = same else {
            kept.push(part);
            continue;
        };
        if let (Some((column, left)), Some((_, right))) = (values(&kept[at]), values(&part)) {
            kept[at] = one_of(column.clone(), join(left, right));
        }
    }
    kept
}

/// The column and the values of a leaf that lists them.
fn values(leaf: &Predicate) -> Option<(&Column, Vec<Value>)> {
    match leaf {
        Predicate::Compare(column, Compare::Eq, value) => Some((column, vec![value.clone()])),
        Predicate::In(column, values) => Some((column, values.clone())),
        _ => None,
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
        | Predicate::Part(column, _)
        | Predicate::HasItem(column, _)
        | Predicate::Through(column, ..) => Some(column),
        _ => None,
    }
}

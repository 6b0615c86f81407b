//! And, or over predicates, in the plainest form: nothing said twice, and no `has` beside what is false on emptiness
//! anyway. Plain predicates keep indexes usable.
//!
//! An [`Outcome`] is what a condition comes to on each row: true on some, an error on others, false on the rest. Partial
//! evaluation leaves errors standing where no row may ever reach them (`… && false && error`), so it takes both halves
//! to know.

use crate::db::sql::{Column, Predicate};

/// The two predicates never hold on the same row.
pub(super) struct Outcome {
    pub holds: Predicate,
    pub errs: Predicate,
}

impl From<Predicate> for Outcome {
    fn from(holds: Predicate) -> Self {
        Self { holds, errs: Predicate::False }
    }
}

impl Outcome {
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

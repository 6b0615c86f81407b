//! Sets of groups of rows. Of all that is asked only the smallest parts are held against each group, and each of them once: whatever is made
//! of them is a matter of bits.

use std::collections::HashMap;
use std::rc::Rc;

use super::keys::Group;
use crate::db::Row;
use crate::db::sql::Predicate;
use crate::model::filter::holds;

/// Some of the groups, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set(Vec<u64>);

pub struct Tally<'r> {
    groups: &'r [Row],
    known: HashMap<Predicate, Rc<Set>>,
}

impl Set {
    fn with(&self, other: &Self, how: impl Fn(u64, u64) -> u64) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(&one, &another)| how(one, another)).collect())
    }

    /// What is in neither, as far as there are groups, stays out: bits beyond the last group are never set.
    pub fn without(&self, other: &Self) -> Self {
        self.with(other, |one, another| one & !another)
    }

    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |one, another| one & another)
    }

    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |one, another| one | another)
    }

    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(nth, &word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| nth * 64 + bit))
    }
}

impl<'r> Tally<'r> {
    pub fn over(groups: &'r [Row]) -> Self {
        Self { groups, known: HashMap::new() }
    }

    pub fn none(&self) -> Set {
        self.those(|_| false)
    }

    fn those(&self, which: impl Fn(&Row) -> bool) -> Set {
        let word = |rows: &[Row]| rows.iter().enumerate().fold(0, |word, (bit, row)| word | u64::from(which(row)) << bit);
        Set(self.groups.chunks(64).map(word).collect())
    }

    /// The groups of which a predicate holds, as [`super::keys::GroupKeys::over_groups`] makes it.
    pub fn set(&mut self, predicate: &Predicate) -> Rc<Set> {
        if let Some(known) = self.known.get(predicate) {
            return known.clone();
        }
        let set = Rc::new(match predicate {
            Predicate::And(parts) => parts.iter().fold(self.those(|_| true), |all, part| all.and(&self.set(part))),
            Predicate::Or(parts) => parts.iter().fold(self.none(), |any, part| any.or(&self.set(part))),
            Predicate::Not(inner) => self.those(|_| true).without(&self.set(inner)),
            leaf => self.those(|row| holds(leaf, &Group(row))),
        });
        self.known.insert(predicate.clone(), set.clone());
        set
    }

    /// How many records there are in a set of groups.
    pub fn records(&self, set: &Set) -> i64 {
        set.numbers().map(|nth| Group(&self.groups[nth]).count()).sum()
    }
}

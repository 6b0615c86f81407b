//! Whose rows a list asks for, told apart from what else it asks: owners on the one hand, records that are shared on the other.
//!
//! A predicate of access is one owner, several, or either of these *or* a handful of records (or what hangs on them). Search takes its
//! scope tokens from the parts, lists and counts look each of them up by an index of its own. What has another shape stays whole.

use crate::db::sql::{Branch, Column, Compare, Name, Predicate};
use crate::model::{Catalog, Object, Value};

/// By which columns whose a record is can be told.
pub(in crate::records) struct ScopeColumns {
    owner: Column,
    /// What a record hangs on, nearest first: the link, and the table that it points to.
    above: Vec<(Column, Name)>,
}

/// Rows of one of the ways in which something may be seen.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::records) struct AccessPath {
    pub whose: Whose,
    /// The test of whose they are.
    test: Predicate,
    /// The whole of what is asked of them; conditions of a policy may stand beside the test.
    pub rows: Predicate,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::records) enum Whose {
    Owners(Vec<i64>),
    /// The records themselves (0), or what hangs on them at a depth.
    Records(usize, Vec<i64>),
}

/// A predicate taken apart: any of the ways, and all of the rest.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::records) struct Split {
    pub ways: Vec<AccessPath>,
    pub rest: Predicate,
}

impl ScopeColumns {
    pub fn of(catalog: &Catalog, object: &Object) -> Option<Self> {
        let above = catalog.above(object).into_iter().map(|(link, above)| (link.column(), Name::from(above.table().to_owned())));
        Some(Self { owner: catalog.scope_column(object)?, above: above.collect() })
    }

    /// The part of a predicate that says whose rows it is about, where one does: the one with the fewest owners.
    pub fn split(&self, predicate: &Predicate) -> Option<Split> {
        let parts = conjuncts(predicate);
        let all: Vec<(usize, Vec<AccessPath>)> = parts.iter().enumerate().filter_map(|(nth, part)| Some((nth, self.ways(part)?))).collect();
        // Of two that say the same, the later says more.
        let (at, ways) = all.iter().rev().min_by_key(|(_, ways)| owners(ways).map_or(usize::MAX, <[i64]>::len))?;
        // Whatever else is asked of a row stays asked, unless each of the ways fulfils it by itself.
        let fulfilled = |more: &[AccessPath]| ways.iter().all(|way| more.iter().any(|other| way.rows.implies(&other.rows)));
        let said = |nth: usize| nth == *at || all.iter().any(|(other, more)| *other == nth && fulfilled(more));
        let rest = parts.iter().enumerate().filter(|(nth, _)| !said(*nth)).map(|(_, part)| (*part).clone());
        Some(Split { ways: ways.clone(), rest: rest.fold(Predicate::True, Predicate::and) })
    }

    /// Whether a few records are named that all rows hang on.
    fn names_records(&self, predicate: &Predicate) -> bool {
        conjuncts(predicate).into_iter().any(|part| matches!(self.whose(part), Some(Whose::Records(..))))
    }

    fn ways(&self, part: &Predicate) -> Option<Vec<AccessPath>> {
        let choices = if let Predicate::Or(choices) = part { choices.as_slice() } else { std::slice::from_ref(part) };
        let way = |rows: &Predicate| {
            let mut told = conjuncts(rows).into_iter().filter_map(|test| Some((self.whose(test)?, test)));
            told.next().map(|(whose, test)| AccessPath { whose, test: test.clone(), rows: rows.clone() })
        };
        let ways = choices.iter().map(way).collect::<Option<Vec<AccessPath>>>()?;
        (ways.iter().filter(|way| matches!(way.whose, Whose::Owners(_))).count() <= 1).then_some(ways)
    }

    fn whose(&self, test: &Predicate) -> Option<Whose> {
        self.owners(test).map(Whose::Owners).or_else(|| self.records(test, 0).map(|(depth, ids)| Whose::Records(depth, ids)))
    }

    fn owners(&self, test: &Predicate) -> Option<Vec<i64>> {
        numbers(test).filter(|(column, _)| **column == self.owner).map(|(_, ids)| ids)
    }

    fn records(&self, test: &Predicate, depth: usize) -> Option<(usize, Vec<i64>)> {
        if let Predicate::Through(link, table, inner) = test {
            let (column, above) = self.above.get(depth)?;
            return if column == link && above == table { self.records(inner, depth + 1) } else { None };
        }
        let (column, ids) = numbers(test)?;
        if depth == 0 && *column == Column::plain("id") {
            return Some((0, ids));
        }
        self.above.get(depth).filter(|(link, _)| link == column).map(|_| (depth + 1, ids))
    }
}

/// How a list goes about it.
#[derive(Debug, PartialEq)]
pub(super) enum Plan {
    /// As the database thinks best.
    Whole,
    Merged(Vec<Branch>),
    /// Row by row: the predicate, and what is only tested.
    Walked(Predicate, Predicate),
}

/// Rows that are looked at to merge a page of them; beyond, walking through an index of the order is sooner done.
const MERGED_AT_MOST: usize = 5_000;

/// `many` says that there are more rows than a list counts.
pub(super) fn plan(scope: Option<&ScopeColumns>, predicate: &Predicate, wanted: usize, many: bool) -> Plan {
    let Some((scope, split)) = scope.and_then(|scope| Some((scope, scope.split(predicate)?))) else { return Plan::Whole };
    let owners = split.owners().map_or(1, <[i64]>::len);
    let one_way = owners == 1 && split.ways.len() == 1;
    // What hangs on a record, or what a search finds, is few: each row is asked whose it is, and nobody's are looked for.
    let few = scope.names_records(&split.rest) || !one_way && is_searched(&split.rest);
    if few || many && owners * wanted > MERGED_AT_MOST {
        return Plan::Walked(split.rest, split.ways.into_iter().fold(Predicate::False, |any, way| any.or(way.rows)));
    }
    if one_way { Plan::Whole } else { Plan::Merged(scope.branches(split)) }
}

impl ScopeColumns {
    /// The branches to count, where the database would not find them by itself.
    pub(super) fn counted(&self, predicate: &Predicate) -> Option<Vec<Branch>> {
        match plan(Some(self), predicate, 0, false) {
            Plan::Whole => None,
            Plan::Merged(branches) => Some(branches),
            Plan::Walked(rows, tested) => Some(vec![Branch::Tested { rows, tested }]),
        }
    }

    /// One branch for each way, none of which has a row that another has.
    pub(super) fn branches(&self, split: Split) -> Vec<Branch> {
        let Split { ways, rest } = split;
        let mut before = Predicate::True;
        let mut branches = Vec::with_capacity(ways.len());
        for way in ways {
            let rows = rest.clone().and(before.clone());
            before = before.and(way.rows.clone().negate());
            branches.push(match &way.whose {
                Whose::Owners(owners) if owners.len() > 1 => {
                    let mut further = conjuncts(&way.rows).into_iter().filter(|part| **part != way.test).cloned();
                    let rows = rows.and(further.by_ref().fold(Predicate::True, Predicate::and));
                    Branch::each(self.owner.clone(), owners, rows)
                }
                _ => Branch::Rows(rows.and(way.rows)),
            });
        }
        branches
    }
}

impl Split {
    /// The owners to whom one of the ways leads.
    pub fn owners(&self) -> Option<&[i64]> {
        owners(&self.ways)
    }
}

fn owners(ways: &[AccessPath]) -> Option<&[i64]> {
    ways.iter().find_map(|way| if let Whose::Owners(ids) = &way.whose { Some(ids.as_slice()) } else { None })
}

/// Whether what is asked for is what a search finds.
pub(super) fn is_searched(predicate: &Predicate) -> bool {
    conjuncts(predicate).into_iter().any(is_found)
}

/// Whether a search finds the rows.
fn is_found(part: &Predicate) -> bool {
    match part {
        Predicate::Match(..) => true,
        Predicate::Or(choices) => choices.iter().all(is_searched),
        _ => false,
    }
}

fn conjuncts(predicate: &Predicate) -> Vec<&Predicate> {
    match predicate {
        Predicate::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        Predicate::True => Vec::new(),
        one => vec![one],
    }
}

fn numbers(test: &Predicate) -> Option<(&Column, Vec<i64>)> {
    match test {
        Predicate::Compare(column, Compare::Eq, Value::Int(id)) => Some((column, vec![*id])),
        Predicate::In(column, values) => Some((column, values.iter().map(Value::int).collect::<Option<_>>()?)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "scope_tests.rs"]
mod tests;

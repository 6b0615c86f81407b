//! From predicates over rows to predicates over groups of rows: which columns have to be told apart, and how.
//!
//! A column with few values (an owner, a department, a choice) is a key as it stands. Of one with many values only those are told apart
//! that some predicate names; whatever else is asked of it becomes a key of its own, true or false.

use crate::db::Row;
use crate::db::sql::{Column, Compare, GroupKey, Name, Predicate};
use crate::model::filter::Source;
use crate::model::{Catalog, Value};

/// The keys of one object's groups, as they are found.
pub struct GroupKeys<'c> {
    catalog: &'c Catalog,
    pub list: Vec<GroupKey>,
}

/// Where in the links a predicate stands.
#[derive(Clone)]
struct LinkPath {
    links: Vec<(Column, Name)>,
    table: Name,
}

impl<'c> GroupKeys<'c> {
    pub fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, list: Vec::new() }
    }

    /// The same predicate over a group. It stays right when further keys are found.
    pub fn over_groups(&mut self, predicate: &Predicate, table: &Name) -> Predicate {
        self.rewrite(predicate, &LinkPath { links: Vec::new(), table: table.clone() })
    }

    fn rewrite(&mut self, predicate: &Predicate, at: &LinkPath) -> Predicate {
        match predicate {
            Predicate::True => Predicate::True,
            Predicate::False => Predicate::False,
            Predicate::And(parts) => parts.iter().fold(Predicate::True, |all, part| all.and(self.rewrite(part, at))),
            Predicate::Or(parts) => parts.iter().fold(Predicate::False, |any, part| any.or(self.rewrite(part, at))),
            Predicate::Not(inner) => self.rewrite(inner, at).negate(),
            // Where there is no link there is nothing behind it, not even an empty value.
            Predicate::Through(column, table, inner) => {
                let linked = self.test(Predicate::Empty(column.clone()).negate(), at);
                let mut links = at.links.clone();
                links.push((column.clone(), table.clone()));
                linked.and(self.rewrite(inner, &LinkPath { links, table: table.clone() }))
            }
            Predicate::Compare(column, how, value) if self.has_few_values(column, at) => {
                Predicate::Compare(self.value(column, at), *how, value.clone())
            }
            Predicate::In(column, values) if self.has_few_values(column, at) => Predicate::In(self.value(column, at), values.clone()),
            Predicate::Empty(column) if self.has_few_values(column, at) => Predicate::Empty(self.value(column, at)),
            Predicate::Compare(column, Compare::Eq, value) => {
                let key = self.among(column, std::slice::from_ref(value), at);
                Predicate::Compare(key, Compare::Eq, value.clone())
            }
            Predicate::In(column, values) => Predicate::In(self.among(column, values, at), values.clone()),
            other => self.test(other.clone(), at),
        }
    }

    fn has_few_values(&self, column: &Column, at: &LinkPath) -> bool {
        if matches!(column, Column::Plain(name) if name == "created_by" || name == "updated_by") {
            return true;
        }
        let field = self.catalog.in_table(&at.table).and_then(|object| object.fields.iter().find(|field| field.column() == *column));
        field.is_some_and(|field| field.kind.has_few_values())
    }

    fn value(&mut self, column: &Column, at: &LinkPath) -> Column {
        self.key(GroupKey::Value(at.links.clone(), column.clone()))
    }

    fn among(&mut self, column: &Column, values: &[Value], at: &LinkPath) -> Column {
        let same = |key: &GroupKey| matches!(key, GroupKey::Among(links, other, _) if *links == at.links && other == column);
        let Some(nth) = self.list.iter().position(same) else {
            return self.key(GroupKey::Among(at.links.clone(), column.clone(), values.to_vec()));
        };
        if let GroupKey::Among(_, _, known) = &mut self.list[nth] {
            known.extend(values.iter().cloned());
            known.sort_unstable();
            known.dedup();
        }
        named(nth)
    }

    fn test(&mut self, leaf: Predicate, at: &LinkPath) -> Predicate {
        let through = |inner, (column, table): &(Column, Name)| Predicate::Through(column.clone(), table.clone(), Box::new(inner));
        let whole = at.links.iter().rev().fold(leaf, through);
        Predicate::Compare(self.key(GroupKey::Test(whole)), Compare::Eq, Value::Int(1))
    }

    fn key(&mut self, key: GroupKey) -> Column {
        let nth = self.list.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.list.push(key);
            self.list.len() - 1
        });
        named(nth)
    }
}

/// A key by its number.
fn named(nth: usize) -> Column {
    Column::plain(nth.to_string())
}

/// A group of rows: the values of its keys, then how many there are.
pub struct Group<'a>(pub &'a Row);

impl Group<'_> {
    pub fn count(&self) -> i64 {
        self.0.0.last().and_then(Value::int).unwrap_or_default()
    }
}

impl Source for Group<'_> {
    fn value(&self, column: &Column) -> Value {
        let Column::Plain(name) = column else { return Value::Null };
        name.parse::<usize>().ok().and_then(|nth| self.0.0.get(nth)).cloned().unwrap_or_default()
    }

    fn follow(&self, _: &Column, _: &str) -> Option<Box<dyn Source + '_>> {
        None
    }
}

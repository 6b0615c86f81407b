//! In which order. `-updated_at,name`: a minus for descending; the record's number decides between equals.

use serde_json::Value as Json;

use crate::db::sql::{Column, Compare, Order, Predicate};
use crate::error::{Error, Reason, Result};
use crate::model::{Field, Name, Object, Value};

/// How many keys a list may be sorted by.
const MOST: usize = 3;
const NEWEST_FIRST: &str = "-id";

#[derive(Debug, Clone, PartialEq)]
pub struct SortKey {
    pub column: Column,
    pub descending: bool,
    /// May be empty. In the first key empty values come last, whichever way the list runs; in a later one, as SQLite has them.
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Sort {
    /// As it was asked for; a cursor belongs to one order.
    pub text: String,
    pub keys: Vec<SortKey>,
}

impl Sort {
    /// Reads a sort. Where none is given it is the object's own, or for whoever may not sort by that the newest first. `may` says by
    /// which fields the asker may sort.
    pub fn parse(text: Option<&str>, object: &Object, may: impl Fn(&Field) -> bool) -> Result<Self> {
        match text.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Self::read(text, object, &may),
            None => Self::read(&object.sort, object, &may).or_else(|_| Self::read(NEWEST_FIRST, object, &may)),
        }
    }

    fn read(text: &str, object: &Object, may: &dyn Fn(&Field) -> bool) -> Result<Self> {
        let mut keys: Vec<SortKey> = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (name, descending) = part.strip_prefix('-').map_or((part, false), |rest| (rest, true));
            let refuse = || Error::Refused(Reason::new("query.sort").with("field", name));
            let key = match name {
                "id" => SortKey { column: Column::plain("id"), descending, nullable: false },
                // Nobody enters two records in one millisecond by hand, and the number grows with the time.
                "created_at" => SortKey { column: Column::plain("id"), descending, nullable: false },
                "updated_at" => SortKey { column: Column::plain("updated_at"), descending, nullable: false },
                _ => {
                    let field = object.field(name).filter(|field| may(field)).ok_or_else(refuse)?;
                    SortKey { column: field.sort_column(), descending, nullable: !field.required }
                }
            };
            keys.push(key);
        }
        if keys.len() > MOST {
            return Err(Error::Refused(Reason::new("query.sort").with("field", text)));
        }
        let last_descending = keys.last().is_some_and(|k| k.descending);
        if let Some(at) = keys.iter().position(|k| k.column == Column::plain("id")) {
            keys.truncate(at + 1);
        } else {
            keys.push(SortKey { column: Column::plain("id"), descending: last_descending, nullable: false });
        }
        Ok(Self { text: text.to_owned(), keys })
    }

    pub fn order(&self) -> Vec<Order> {
        self.keys.iter().map(|k| Order { column: k.column.clone(), descending: k.descending }).collect()
    }

    /// Rows that come after the one with these key values. The first comparison stands alone, so that it finds its index.
    pub fn after(&self, values: &[Value]) -> Predicate {
        let mut chain = Predicate::False;
        for (i, key) in self.keys.iter().enumerate().rev() {
            let Some(value) = values.get(i) else { return Predicate::False };
            let beyond = beyond(key, value);
            chain = if chain == Predicate::False { beyond } else { beyond.or(equal(key, value).and(chain)) };
        }
        match (self.keys.first(), values.first()) {
            (Some(key), Some(value)) if !value.is_null() && self.keys.len() > 1 && !key.nullable => at_or_beyond(key, value).and(chain),
            _ => chain,
        }
    }
}

fn equal(key: &SortKey, value: &Value) -> Predicate {
    if value.is_null() { Predicate::Empty(key.column.clone()) } else { Predicate::Compare(key.column.clone(), Compare::Eq, value.clone()) }
}

/// SQLite puts empty values first when ascending and last when descending.
fn beyond(key: &SortKey, value: &Value) -> Predicate {
    let column = key.column.clone();
    match (key.descending, value.is_null()) {
        (false, true) => Predicate::Empty(column).negate(),
        (false, false) => Predicate::Compare(column, Compare::Gt, value.clone()),
        (true, true) => Predicate::False,
        (true, false) if key.nullable => Predicate::Compare(column.clone(), Compare::Lt, value.clone()).or(Predicate::Empty(column)),
        (true, false) => Predicate::Compare(column, Compare::Lt, value.clone()),
    }
}

fn at_or_beyond(key: &SortKey, value: &Value) -> Predicate {
    let how = if key.descending { Compare::Lte } else { Compare::Gte };
    Predicate::Compare(key.column.clone(), how, value.clone())
}

/// Key values in a cursor.
pub(super) fn to_json(values: &[Value]) -> Vec<Json> {
    values
        .iter()
        .map(|value| match value {
            Value::Null | Value::Masked(_) => Json::Null,
            Value::Int(i) => Json::from(*i),
            Value::Text(t) => Json::from(t.as_str()),
        })
        .collect()
}

pub(super) fn from_json(values: &[Json]) -> Option<Vec<Value>> {
    values
        .iter()
        .map(|value| match value {
            Json::Null => Some(Value::Null),
            Json::Number(n) => n.as_i64().map(Value::Int),
            Json::String(t) => Some(Value::Text(t.clone())),
            _ => None,
        })
        .collect()
}

/// The key columns, to be selected beside what was asked for.
pub(super) fn columns(sort: &Sort) -> impl Iterator<Item = (Name, Column)> + '_ {
    sort.keys.iter().enumerate().map(|(i, k)| (Name::from(format!("key {i}")), k.column.clone()))
}

//! The second reader of a predicate: over one record in memory, for forms, guards and checks before a row exists.

use super::super::{Object, Record, Value};
use crate::db::sql::{Column, Compare, Predicate};

/// Where the in-memory reader finds values.
pub trait Source {
    fn value(&self, column: &Column) -> Value;

    /// The record that a column points to, if there is one.
    fn follow(&self, column: &Column, table: &str) -> Option<Box<dyn Source + '_>>;
}

/// Whether the record fulfils the predicate. Full-text search needs the index; in memory it finds nothing.
pub fn holds(predicate: &Predicate, source: &dyn Source) -> bool {
    match predicate {
        Predicate::True => true,
        Predicate::False | Predicate::Match(..) => false,
        Predicate::And(parts) => parts.iter().all(|part| holds(part, source)),
        Predicate::Or(parts) => parts.iter().any(|part| holds(part, source)),
        Predicate::Not(inner) => !holds(inner, source),
        Predicate::Empty(column) => source.value(column).is_null(),
        Predicate::Compare(column, how, wanted) => compares(&source.value(column), *how, wanted),
        Predicate::In(column, values) => {
            let value = source.value(column);
            !value.is_null() && values.contains(&value)
        }
        Predicate::Like(column, pattern) => source.value(column).text().is_some_and(|text| like(pattern, text)),
        Predicate::Part(column, part) => source.value(column).text().is_some_and(|text| part.holds(text)),
        Predicate::HasItem(column, wanted) => {
            let value = source.value(column);
            let items: Vec<String> = value.text().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
            wanted.text().is_some_and(|wanted| items.iter().any(|item| item == wanted))
        }
        Predicate::Through(column, table, inner) => source.follow(column, table).is_some_and(|target| holds(inner, &*target)),
    }
}

/// A record with all its fields. What it points to is not at hand.
pub struct RecordSource<'a> {
    pub object: &'a Object,
    pub record: &'a Record,
}

impl Source for RecordSource<'_> {
    fn value(&self, column: &Column) -> Value {
        let field = self.object.fields.iter().find(|field| field.column() == *column);
        match (field, column) {
            (Some(field), _) => self.record.get(&field.name).clone(),
            (None, Column::Plain(name)) if name == "id" => self.record.id.into(),
            (None, Column::Plain(name)) => self.record.get(name).clone(),
            (None, _) => Value::Null,
        }
    }

    fn follow(&self, _: &Column, _: &str) -> Option<Box<dyn Source + '_>> {
        None
    }
}

/// Whether the record fulfils the predicate, where its own values are enough to say.
pub fn decided(predicate: &Predicate, source: &RecordSource<'_>) -> Option<bool> {
    let loaded = |column: &Column| match column {
        Column::Plain(name) => source.record.values.contains_key(name),
        _ => false,
    };
    own(predicate, source.object, &loaded).then(|| holds(predicate, source))
}

/// Whether a record's own values are always enough to say.
pub fn is_own(predicate: &Predicate, object: &Object) -> bool {
    const SYSTEM: [&str; 4] = ["created_at", "created_by", "updated_at", "updated_by"];
    own(predicate, object, &|column| matches!(column, Column::Plain(name) if SYSTEM.contains(&&**name)))
}

/// Nothing in it asks another row, the full-text index or a column that is neither a field's nor `further`.
fn own(predicate: &Predicate, object: &Object, further: &dyn Fn(&Column) -> bool) -> bool {
    let has = |column: &Column| {
        matches!(column, Column::Plain(name) if name == "id")
            || object.fields.iter().any(|field| field.column() == *column)
            || further(column)
    };
    match predicate {
        Predicate::True | Predicate::False => true,
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().all(|part| own(part, object, further)),
        Predicate::Not(inner) => own(inner, object, further),
        Predicate::Empty(column) | Predicate::Compare(column, ..) | Predicate::In(column, _) | Predicate::HasItem(column, _) => has(column),
        Predicate::Like(column, _) | Predicate::Part(column, _) => has(column),
        Predicate::Through(..) | Predicate::Match(..) => false,
    }
}

fn compares(value: &Value, how: Compare, wanted: &Value) -> bool {
    let ordering = match (value, wanted) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        // As in SQLite: numbers come before texts, and emptiness compares with nothing.
        (Value::Int(_), Value::Text(_)) => std::cmp::Ordering::Less,
        (Value::Text(_), Value::Int(_)) => std::cmp::Ordering::Greater,
        _ => return false,
    };
    match how {
        Compare::Eq => ordering.is_eq(),
        Compare::Lt => ordering.is_lt(),
        Compare::Lte => ordering.is_le(),
        Compare::Gt => ordering.is_gt(),
        Compare::Gte => ordering.is_ge(),
    }
}

/// SQLite's `LIKE` with `\` as escape, for the patterns that `db::sql` makes: a text between `%`.
fn like(pattern: &str, text: &str) -> bool {
    let body = pattern.strip_prefix('%').unwrap_or(pattern);
    let body = body.strip_suffix('%').unwrap_or(body);
    let mut wanted = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        wanted.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    let (text, wanted) = (text.to_ascii_lowercase(), wanted.to_ascii_lowercase());
    text.contains(&wanted)
}

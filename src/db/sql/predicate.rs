//! Which rows, as plain data: predicates can be kept in a cache, joined, looked into, and used for a list, its count, an
//! export and a typed query alike. Every leaf answers true or false, never "unknown", so `Not` means what it says.

use std::borrow::Cow;
use std::collections::BTreeSet;

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::sqlite::Sqlite;
use serde::{Deserialize, Serialize};

use super::text_match::{TEXT_MATCHES, TextMatch};
use crate::db::value::Value;

pub type Name = Cow<'static, str>;

/// Where a value stands in its row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Column {
    Plain(Name),
    /// A key of the JSON column `custom`. Printed as a literal path, because a bound one never uses an index.
    Custom(Name),
    /// Whether a predicate holds on the row: 1 or 0. Only to be selected.
    Holds(Box<Predicate>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Compare {
    Eq,
    Lt,
    Lte,
    Gt,
    Gte,
}

/// Which rows. An empty value compares as false with everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Predicate {
    True,
    False,
    Compare(Column, Compare, Value),
    In(Column, Vec<Value>),
    /// `LIKE` with `\` as escape; the pattern comes from [`like_contains`].
    Like(Column, String),
    /// The text has a part, however either is written.
    Part(Column, TextMatch),
    Empty(Column),
    /// The JSON array in the column has this item.
    HasItem(Column, Value),
    /// The row that the column points to fulfils the inner predicate.
    Through(Column, Name, Box<Predicate>),
    /// The row's number is among those that the full-text table finds.
    Match(SearchMatch),
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
}

/// What a full-text table is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SearchMatch {
    pub table: Name,
    /// In the language of FTS5.
    pub query: String,
    /// Looked for among these alone, where only a few come into question: each is then looked at in the list of the words, and no list is
    /// gone through.
    pub among: Option<Vec<Value>>,
}

impl Column {
    pub fn plain(name: impl Into<Name>) -> Self {
        Self::Plain(name.into())
    }
}

impl Predicate {
    pub fn id(id: i64) -> Self {
        Self::Compare(Column::plain("id"), Compare::Eq, Value::Int(id))
    }

    /// Both; trivial parts fall away so that the planner sees the plainest form, and no conjunction stands inside another, so that
    /// [`Self::implies`] finds every part.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, p) | (p, Self::True) => p,
            (left, right) => {
                let mut parts = left.into_parts();
                parts.extend(right.into_parts());
                Self::And(parts)
            }
        }
    }

    fn into_parts(self) -> Vec<Self> {
        if let Self::And(parts) = self { parts } else { vec![self] }
    }

    fn parts(&self) -> &[Self] {
        if let Self::And(parts) = self { parts } else { std::slice::from_ref(self) }
    }

    /// Whether every row of this one is seen to fulfil the other: each of the other's conditions stands in it. A `false` says only that
    /// it could not be seen.
    pub fn implies(&self, other: &Self) -> bool {
        *other == Self::True || other.parts().iter().all(|part| self.parts().contains(part))
    }

    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, p) | (p, Self::False) => p,
            (Self::Or(mut left), p) => {
                left.push(p);
                Self::Or(left)
            }
            (left, right) => Self::Or(vec![left, right]),
        }
    }

    /// The tables whose rows decide about it, besides that of the row itself. A full-text table changes with the row that it is about.
    pub fn tables(&self, found: &mut BTreeSet<Name>) {
        match self {
            Self::Through(_, table, inner) => {
                found.insert(table.clone());
                inner.tables(found);
            }
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.tables(found)),
            Self::Not(inner) => inner.tables(found),
            Self::True | Self::False | Self::Match(..) => {}
            Self::Compare(column, ..)
            | Self::In(column, _)
            | Self::Like(column, _)
            | Self::Part(column, _)
            | Self::Empty(column)
            | Self::HasItem(column, _) => {
                if let Column::Holds(inner) = column {
                    inner.tables(found);
                }
            }
        }
    }

    pub fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

pub fn like_contains(text: &str) -> String {
    format!("%{}%", like_escape(text))
}

fn like_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

pub(super) type SqlPass<'a, 'b> = AstPass<'a, 'b, Sqlite>;

/// Where in a statement a predicate stands.
#[derive(Clone, Copy, Default)]
pub(super) struct RowPosition<'a> {
    /// What the row is called: its table, or its alias in a sub-select; unknown inside somebody else's query.
    pub row: Option<&'a str>,
    /// The statement is about one row, so that links are followed from it instead of gathering all that qualify.
    pub single: bool,
    /// How many sub-selects stand around.
    pub depth: usize,
}

/// Names of rows in sub-selects; deeper ones gather.
pub(super) const ALIASES: [&str; 4] = ["l1", "l2", "l3", "l4"];

impl<'a> RowPosition<'a> {
    pub fn table(table: &'a str) -> Self {
        Self { row: Some(table), ..Self::default() }
    }

    fn in_sub_select(self) -> RowPosition<'static> {
        RowPosition { depth: self.depth + 1, ..RowPosition::default() }
    }
}

pub(super) fn push_column<'b>(column: &'b Column, at: RowPosition<'_>, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    let qualify = |out: &mut SqlPass<'_, 'b>| match at.row.filter(|_| at.depth > 0) {
        Some(row) => out.push_identifier(row).map(|()| out.push_sql(".")),
        None => Ok(()),
    };
    match column {
        Column::Plain(name) => {
            qualify(out)?;
            out.push_identifier(name)
        }
        Column::Custom(key) => {
            if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                return Err(diesel::result::Error::QueryBuilderError(
                    "a custom field's key has other characters than a-z, 0-9 and _".into(),
                ));
            }
            out.push_sql("json_extract(");
            qualify(out)?;
            out.push_identifier("custom")?;
            out.push_sql(", '$.\"");
            out.push_sql(key);
            out.push_sql("\"')");
            Ok(())
        }
        Column::Holds(predicate) => {
            out.push_sql("CASE WHEN ");
            predicate.push(true, at, out)?;
            out.push_sql(" THEN 1 ELSE 0 END");
            Ok(())
        }
    }
}

pub(super) fn push_value<'b>(value: &'b Value, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    match value {
        Value::Null => {
            out.push_sql("NULL");
            Ok(())
        }
        Value::Int(i) => out.push_bind_param::<BigInt, i64>(i),
        Value::Text(t) => out.push_bind_param::<Text, String>(t),
        Value::Masked(_) => Err(diesel::result::Error::QueryBuilderError("a mask is no value that can be stored or compared".into())),
    }
}

/// Up to this length a list is printed value by value, so that the planner knows how long it is.
const PRINTED: usize = 4;

/// The values between the brackets of `IN`. A long list is one value, whatever its length, so that each length is not a statement of
/// its own: JSON keeps numbers numbers and texts texts, as the column stores them, and its indexes serve as before.
pub(super) fn push_values<'b>(values: &'b Vec<Value>, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    if values.len() > PRINTED {
        out.push_sql("SELECT value FROM json_each(");
        out.push_bind_param::<JsonList, Vec<Value>>(values)?;
        out.push_sql(")");
        return Ok(());
    }
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            out.push_sql(", ");
        }
        push_value(value, out)?;
    }
    Ok(())
}

/// A list of values as one text.
#[derive(Debug, Clone, Copy, diesel::sql_types::SqlType, QueryId)]
#[diesel(sqlite_type(name = "Text"))]
pub(super) struct JsonList;

impl ToSql<JsonList, Sqlite> for Vec<Value> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
        let json = |value: &Value| match value {
            Value::Null => Ok(serde_json::Value::Null),
            Value::Int(i) => Ok((*i).into()),
            Value::Text(text) => Ok(text.as_str().into()),
            Value::Masked(_) => Err("a mask is no value that can be compared"),
        };
        let list: Vec<_> = self.iter().map(json).collect::<Result<_, _>>()?;
        out.set_value(serde_json::Value::from(list).to_string());
        Ok(IsNull::No)
    }
}

fn push_list<'b>(
    parts: &'b [Predicate],
    word: &str,
    empty: &str,
    sense: bool,
    at: RowPosition<'_>,
    out: &mut SqlPass<'_, 'b>,
) -> QueryResult<()> {
    if parts.is_empty() {
        out.push_sql(empty);
        return Ok(());
    }
    out.push_sql("(");
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_sql(word);
        }
        part.push(sense, at, out)?;
    }
    out.push_sql(")");
    Ok(())
}

static ID: Column = Column::Plain(Cow::Borrowed("id"));

impl Predicate {
    fn names_one_row(&self) -> bool {
        matches!(self, Self::Compare(column, Compare::Eq, _) if *column == ID)
    }

    /// Prints the predicate, or with `sense` false its opposite. The opposite is pushed down to the leaves, so that a
    /// positive leaf stays bare (and finds its index) and only a negated one has to say what it makes of NULL.
    pub(super) fn push<'b>(&'b self, sense: bool, at: RowPosition<'_>, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
        match (self, sense) {
            (Self::True, true) | (Self::False, false) => out.push_sql("1"),
            (Self::True, false) | (Self::False, true) => out.push_sql("0"),
            (Self::And(parts), true) => {
                let at = RowPosition { single: at.single || parts.iter().any(Self::names_one_row), ..at };
                return push_list(parts, " AND ", "1", true, at, out);
            }
            (Self::And(parts), false) => return push_list(parts, " OR ", "0", false, at, out),
            (Self::Or(parts), true) => return push_list(parts, " OR ", "0", true, at, out),
            (Self::Or(parts), false) => return push_list(parts, " AND ", "1", false, at, out),
            (Self::Not(inner), _) => return inner.push(!sense, at, out),
            (Self::Empty(column), _) => {
                push_column(column, at, out)?;
                out.push_sql(if sense { " IS NULL" } else { " IS NOT NULL" });
            }
            (leaf, true) => return leaf.push_leaf(at, out),
            (leaf, false) => {
                out.push_sql("NOT coalesce(");
                leaf.push_leaf(at, out)?;
                out.push_sql(", 0)");
            }
        }
        Ok(())
    }

    fn push_leaf<'b>(&'b self, at: RowPosition<'_>, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
        match self {
            Self::Compare(column, compare, value) => {
                push_column(column, at, out)?;
                out.push_sql(match compare {
                    Compare::Eq => " = ",
                    Compare::Lt => " < ",
                    Compare::Lte => " <= ",
                    Compare::Gt => " > ",
                    Compare::Gte => " >= ",
                });
                push_value(value, out)
            }
            Self::In(_, values) if values.is_empty() => {
                out.push_sql("0");
                Ok(())
            }
            Self::In(column, values) => {
                push_column(column, at, out)?;
                out.push_sql(" IN (");
                push_values(values, out)?;
                out.push_sql(")");
                Ok(())
            }
            Self::Like(column, pattern) => {
                push_column(column, at, out)?;
                out.push_sql(" LIKE ");
                out.push_bind_param::<Text, String>(pattern)?;
                out.push_sql(" ESCAPE '\\'");
                Ok(())
            }
            Self::Part(column, part) => {
                let (how, wanted) = part.parts();
                out.push_sql(TEXT_MATCHES);
                out.push_sql("(");
                push_column(column, at, out)?;
                out.push_sql(", ");
                out.push_sql(how);
                out.push_sql(", ");
                out.push_bind_param::<Text, String>(wanted)?;
                out.push_sql(")");
                Ok(())
            }
            Self::HasItem(column, value) => {
                // `json_each` has columns of its own (`key`, `value`, `type` …), which would be taken for ours of that name.
                out.push_sql("EXISTS (SELECT 1 FROM (SELECT ");
                push_column(column, at, out)?;
                out.push_sql(" AS list) AS held, json_each(held.list) AS item WHERE item.value = ");
                push_value(value, out)?;
                out.push_sql(")");
                Ok(())
            }
            Self::Through(column, table, inner) if at.single && at.row.is_some() && at.depth < ALIASES.len() => {
                let alias = ALIASES[at.depth];
                out.push_sql("EXISTS (SELECT 1 FROM ");
                out.push_identifier(table)?;
                out.push_sql(" AS ");
                out.push_identifier(alias)?;
                out.push_sql(" WHERE ");
                out.push_identifier(alias)?;
                out.push_sql(".");
                out.push_identifier("id")?;
                out.push_sql(" = ");
                push_column(column, RowPosition { depth: at.depth.max(1), ..at }, out)?;
                out.push_sql(" AND ");
                inner.push(true, RowPosition { row: Some(alias), single: true, depth: at.depth + 1 }, out)?;
                out.push_sql(")");
                Ok(())
            }
            Self::Through(column, table, inner) => {
                push_column(column, at, out)?;
                out.push_sql(" IN (SELECT ");
                out.push_identifier("id")?;
                out.push_sql(" FROM ");
                out.push_identifier(table)?;
                out.push_sql(" WHERE ");
                inner.push(true, at.in_sub_select(), out)?;
                out.push_sql(")");
                Ok(())
            }
            Self::Match(SearchMatch { table, query, among }) => {
                push_column(&ID, at, out)?;
                out.push_sql(" IN (SELECT rowid FROM ");
                out.push_identifier(table)?;
                out.push_sql(" WHERE ");
                out.push_identifier(table)?;
                out.push_sql(" MATCH ");
                out.push_bind_param::<Text, String>(query)?;
                if let Some(ids) = among {
                    out.push_sql(" AND rowid IN (");
                    push_values(ids, out)?;
                    out.push_sql(")");
                }
                out.push_sql(")");
                Ok(())
            }
            Self::True | Self::False | Self::Empty(_) | Self::And(_) | Self::Or(_) | Self::Not(_) => self.push(true, at, out),
        }
    }
}

impl QueryFragment<Sqlite> for Predicate {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.push(true, RowPosition::default(), &mut out)
    }
}

impl QueryId for Predicate {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Predicate {
    type SqlType = Bool;
}

// A predicate names columns of the table it was made for; whoever joins it to a typed query answers for that.
impl<QS: ?Sized> AppearsOnTable<QS> for Predicate {}
impl<QS: ?Sized> SelectableExpression<QS> for Predicate {}
impl ValidGrouping<()> for Predicate {
    type IsAggregate = is_aggregate::No;
}

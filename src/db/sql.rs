//! The query fragments that Diesel cannot write for us, because the catalog decides at run time what is asked.
//!
//! Names go through `push_identifier`, values through bind parameters; no text of a user ever becomes SQL.
//! Predicates are plain data: they can be kept in a cache, joined, looked into, and used for a list, its count, an
//! export and a typed query alike. Every leaf answers true or false, never "unknown", so `Not` means what it says.

use std::borrow::Cow;

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool, Text, Untyped};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::value::Value;

pub type Name = Cow<'static, str>;

/// Where a value stands in its row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Column {
    Plain(Name),
    /// A key of the JSON column `custom`. Printed as a literal path, because a bound one never uses an index.
    Custom(Name),
    /// Whether a predicate holds on the row: 1 or 0. Only to be selected.
    Holds(Box<Predicate>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    Eq,
    Lt,
    Lte,
    Gt,
    Gte,
}

/// Which rows. An empty value compares as false with everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Predicate {
    True,
    False,
    Compare(Column, Compare, Value),
    In(Column, Vec<Value>),
    /// `LIKE` with `\` as escape; the pattern comes from [`like_contains`] or [`like_starts`].
    Like(Column, String),
    Empty(Column),
    /// The JSON array in the column has this item.
    HasItem(Column, Value),
    /// The row that the column points to fulfils the inner predicate.
    Through(Column, Name, Box<Predicate>),
    /// The row's number is among those that the full-text table finds.
    Match(Name, String),
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
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

    /// Both; trivial parts fall away so that the planner sees the plainest form.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, p) | (p, Self::True) => p,
            (Self::And(mut left), Self::And(right)) => {
                left.extend(right);
                Self::And(left)
            }
            (Self::And(mut left), p) => {
                left.push(p);
                Self::And(left)
            }
            (left, right) => Self::And(vec![left, right]),
        }
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

pub fn like_starts(text: &str) -> String {
    format!("{}%", like_escape(text))
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

type Pass<'a, 'b> = AstPass<'a, 'b, Sqlite>;

/// Where in a statement a predicate stands.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    /// What the row is called: its table, or its alias in a sub-select; unknown inside somebody else's query.
    row: Option<&'a str>,
    /// The statement is about one row, so that links are followed from it instead of gathering all that qualify.
    single: bool,
    /// How many sub-selects stand around.
    depth: usize,
}

/// Names of rows in sub-selects; deeper ones gather.
const ALIASES: [&str; 4] = ["l1", "l2", "l3", "l4"];

impl<'a> At<'a> {
    fn table(table: &'a str) -> Self {
        Self { row: Some(table), ..Self::default() }
    }

    fn in_sub_select(self) -> At<'static> {
        At { depth: self.depth + 1, ..At::default() }
    }
}

fn push_column<'b>(column: &'b Column, at: At<'_>, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
    let qualify = |out: &mut Pass<'_, 'b>| match at.row.filter(|_| at.depth > 0) {
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

fn push_value<'b>(value: &'b Value, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
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

fn push_list<'b>(parts: &'b [Predicate], word: &str, empty: &str, sense: bool, at: At<'_>, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
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
    fn push<'b>(&'b self, sense: bool, at: At<'_>, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
        match (self, sense) {
            (Self::True, true) | (Self::False, false) => out.push_sql("1"),
            (Self::True, false) | (Self::False, true) => out.push_sql("0"),
            (Self::And(parts), true) => {
                let at = At { single: at.single || parts.iter().any(Self::names_one_row), ..at };
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

    fn push_leaf<'b>(&'b self, at: At<'_>, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
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
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        out.push_sql(", ");
                    }
                    push_value(value, out)?;
                }
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
            Self::HasItem(column, value) => {
                out.push_sql("EXISTS (SELECT 1 FROM json_each(");
                push_column(column, at, out)?;
                out.push_sql(") WHERE value = ");
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
                push_column(column, At { depth: at.depth.max(1), ..at }, out)?;
                out.push_sql(" AND ");
                inner.push(true, At { row: Some(alias), single: true, depth: at.depth + 1 }, out)?;
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
            Self::Match(table, query) => {
                push_column(&ID, at, out)?;
                out.push_sql(" IN (SELECT rowid FROM ");
                out.push_identifier(table)?;
                out.push_sql(" WHERE ");
                out.push_identifier(table)?;
                out.push_sql(" MATCH ");
                out.push_bind_param::<Text, String>(query)?;
                out.push_sql(")");
                Ok(())
            }
            Self::True | Self::False | Self::Empty(_) | Self::And(_) | Self::Or(_) | Self::Not(_) => self.push(true, at, out),
        }
    }
}

impl QueryFragment<Sqlite> for Predicate {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.push(true, At::default(), &mut out)
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

#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub column: Column,
    pub descending: bool,
}

/// `SELECT columns FROM table WHERE predicate ORDER BY … LIMIT …`, rows come as [`super::Row`].
#[derive(Debug, Clone)]
pub struct Select<'a> {
    pub table: &'a str,
    pub columns: &'a [Column],
    pub predicate: &'a Predicate,
    pub order: &'a [Order],
    pub limit: Option<i64>,
}

impl QueryFragment<Sqlite> for Select<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        for (i, column) in self.columns.iter().enumerate() {
            if i > 0 {
                out.push_sql(", ");
            }
            push_column(column, At::default(), &mut out)?;
        }
        push_from_where(self.table, self.predicate, &mut out)?;
        for (i, order) in self.order.iter().enumerate() {
            out.push_sql(if i == 0 { " ORDER BY " } else { ", " });
            push_column(&order.column, At::default(), &mut out)?;
            out.push_sql(if order.descending { " DESC" } else { " ASC" });
        }
        if let Some(limit) = &self.limit {
            out.push_sql(" LIMIT ");
            // As a literal: a bound limit makes SQLite plan the statement anew each time it runs.
            out.push_sql(&limit.to_string());
        }
        Ok(())
    }
}

fn push_from_where<'b>(table: &'b str, predicate: &'b Predicate, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
    out.push_sql(" FROM ");
    out.push_identifier(table)?;
    if *predicate != Predicate::True {
        out.push_sql(" WHERE ");
        predicate.push(true, At::table(table), out)?;
    }
    Ok(())
}

/// How many rows fulfil the predicate, counted to `cap + 1` at most: a list never waits for an exact total.
#[derive(Debug, Clone)]
pub struct CappedCount<'a> {
    pub table: &'a str,
    pub predicate: &'a Predicate,
    pub cap: i64,
}

impl QueryFragment<Sqlite> for CappedCount<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (SELECT 1");
        push_from_where(self.table, self.predicate, &mut out)?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.cap.to_string());
        out.push_sql(" + 1)");
        Ok(())
    }
}

/// By what rows are told apart when they are counted in groups. Links are followed from the row, each with the table that it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The value of a column.
    Value(Vec<(Column, Name)>, Column),
    /// The value of a column where it is one of these, else nothing: what nobody asks for need not be told apart.
    Among(Vec<(Column, Name)>, Column, Vec<Value>),
    /// Whether the row fulfils a predicate: 1 or 0.
    Test(Predicate),
}

/// `SELECT keys…, count(*) FROM table WHERE predicate GROUP BY keys…`, each group a [`super::Row`]: one pass over the table answers for
/// many people at once.
#[derive(Debug, Clone)]
pub struct Groups<'a> {
    pub table: &'a str,
    pub keys: &'a [Key],
    pub predicate: &'a Predicate,
}

impl QueryFragment<Sqlite> for Groups<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        for key in self.keys {
            push_key(key, self.table, &mut out)?;
            out.push_sql(", ");
        }
        out.push_sql("count(*)");
        push_from_where(self.table, self.predicate, &mut out)?;
        for nth in 1..=self.keys.len() {
            out.push_sql(if nth == 1 { " GROUP BY " } else { ", " });
            out.push_sql(&nth.to_string());
        }
        Ok(())
    }
}

fn push_key<'b>(key: &'b Key, table: &'b str, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
    let at = At { row: Some(table), single: true, depth: 1 };
    match key {
        Key::Value(links, column) => push_linked(links, column, at, out),
        Key::Among(links, column, values) => {
            out.push_sql("CASE WHEN ");
            push_linked(links, column, at, out)?;
            out.push_sql(" IN (");
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push_sql(", ");
                }
                push_value(value, out)?;
            }
            out.push_sql(") THEN ");
            push_linked(links, column, at, out)?;
            out.push_sql(" END");
            Ok(())
        }
        Key::Test(predicate) => {
            out.push_sql("coalesce(");
            predicate.push(true, At::table(table), out)?;
            out.push_sql(", 0)");
            Ok(())
        }
    }
}

/// A column of the row at hand, or of the one that its links lead to.
fn push_linked<'b>(links: &'b [(Column, Name)], column: &'b Column, at: At<'_>, out: &mut Pass<'_, 'b>) -> QueryResult<()> {
    let Some(((link, table), further)) = links.split_first() else { return push_column(column, at, out) };
    let Some(alias) = ALIASES.get(at.depth - 1) else {
        return Err(diesel::result::Error::QueryBuilderError("too many links to follow".into()));
    };
    out.push_sql("(SELECT ");
    push_linked(further, column, At { row: Some(alias), single: true, depth: at.depth + 1 }, out)?;
    out.push_sql(" FROM ");
    out.push_identifier(table)?;
    out.push_sql(" AS ");
    out.push_identifier(alias)?;
    out.push_sql(" WHERE ");
    out.push_identifier(alias)?;
    out.push_sql(".");
    out.push_identifier("id")?;
    out.push_sql(" = ");
    push_column(link, at, out)?;
    out.push_sql(")");
    Ok(())
}

/// `INSERT INTO table (…) VALUES (…)`. The number is asked for afterwards: with `RETURNING`, SQLite keeps a journal for the statement
/// and makes the full-text tables write themselves out.
pub(super) struct Insert<'a> {
    pub table: &'a str,
    pub columns: &'a [(&'a str, Value)],
}

impl QueryFragment<Sqlite> for Insert<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("INSERT INTO ");
        out.push_identifier(self.table)?;
        out.push_sql(" (");
        for (i, (name, _)) in self.columns.iter().enumerate() {
            if i > 0 {
                out.push_sql(", ");
            }
            out.push_identifier(name)?;
        }
        out.push_sql(") VALUES (");
        for (i, (_, value)) in self.columns.iter().enumerate() {
            if i > 0 {
                out.push_sql(", ");
            }
            push_value(value, &mut out)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

/// `UPDATE table SET … WHERE id = … AND version = …`.
pub(super) struct Update<'a> {
    pub table: &'a str,
    pub id: i64,
    pub version: Option<i64>,
    pub columns: &'a [(&'a str, Value)],
}

impl QueryFragment<Sqlite> for Update<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        out.push_identifier(self.table)?;
        out.push_sql(" SET ");
        for (i, (name, value)) in self.columns.iter().enumerate() {
            if i > 0 {
                out.push_sql(", ");
            }
            out.push_identifier(name)?;
            out.push_sql(" = ");
            push_value(value, &mut out)?;
        }
        out.push_sql(" WHERE ");
        out.push_identifier("id")?;
        out.push_sql(" = ");
        out.push_bind_param::<BigInt, i64>(&self.id)?;
        if let Some(version) = &self.version {
            out.push_sql(" AND ");
            out.push_identifier("version")?;
            out.push_sql(" = ");
            out.push_bind_param::<BigInt, i64>(version)?;
        }
        Ok(())
    }
}

/// Replaces a record's entry in its full-text table. The tables are contentless: they hold tokens, not texts.
pub struct Reindex<'a> {
    pub table: &'a str,
    pub id: i64,
    pub tokens: &'a str,
    /// Tokens of what not everybody may see.
    pub personal: &'a str,
    pub scope: &'a str,
}

impl QueryFragment<Sqlite> for Reindex<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("INSERT OR REPLACE INTO ");
        out.push_identifier(self.table)?;
        out.push_sql(" (rowid, tokens, personal, scope) VALUES (");
        out.push_bind_param::<BigInt, i64>(&self.id)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(self.tokens)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(self.personal)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(self.scope)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Takes a record out of its full-text table.
pub struct Unindex<'a> {
    pub table: &'a str,
    pub id: i64,
}

impl QueryFragment<Sqlite> for Unindex<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("DELETE FROM ");
        out.push_identifier(self.table)?;
        out.push_sql(" WHERE rowid = ");
        out.push_bind_param::<BigInt, i64>(&self.id)
    }
}

/// Makes a fragment a query of its own; Diesel keeps its prepared statement by its text.
macro_rules! queries {
    ($($fragment:ident -> $sql_type:ty),* $(,)?) => { $(
        impl QueryId for $fragment<'_> {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl Query for $fragment<'_> {
            type SqlType = $sql_type;
        }
        impl RunQueryDsl<SqliteConnection> for $fragment<'_> {}
    )* };
}
queries! { Select -> Untyped, Groups -> Untyped, CappedCount -> BigInt, Insert -> Untyped, Update -> Untyped, Reindex -> Untyped, Unindex -> Untyped }

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(predicate: &Predicate) -> String {
        let select = Select { table: "t", columns: &[Column::plain("id")], predicate, order: &[], limit: None };
        diesel::debug_query::<Sqlite, _>(&select).to_string()
    }

    #[test]
    fn opposites_are_pushed_to_the_leaves() {
        let p = Predicate::Compare(Column::plain("a"), Compare::Eq, Value::Int(1)).and(Predicate::Empty(Column::plain("b"))).negate();
        assert_eq!(sql(&p), "SELECT `id` FROM `t` WHERE (NOT coalesce(`a` = ?, 0) OR `b` IS NOT NULL) -- binds: [1]");
    }

    #[test]
    fn links_are_followed_from_one_row_and_gathered_for_many() {
        let owner = Predicate::Compare(Column::plain("owner_id"), Compare::Eq, Value::Int(7));
        let own = Predicate::Through(Column::plain("a_id"), "a".into(), Box::new(owner));
        assert_eq!(sql(&own), "SELECT `id` FROM `t` WHERE `a_id` IN (SELECT `id` FROM `a` WHERE `owner_id` = ?) -- binds: [7]");
        let one = Predicate::id(1).and(own);
        let exists = "EXISTS (SELECT 1 FROM `a` AS `l1` WHERE `l1`.`id` = `t`.`a_id` AND `l1`.`owner_id` = ?)";
        assert_eq!(sql(&one), format!("SELECT `id` FROM `t` WHERE (`id` = ? AND {exists}) -- binds: [1, 7]"));
    }

    #[test]
    fn rows_are_counted_in_groups_by_columns_links_and_tests() {
        let name = |text: &'static str| Column::plain(text);
        let few = Predicate::Compare(name("amount"), Compare::Gt, Value::Int(5));
        let keys = [
            Key::Value(vec![(name("a_id"), "a".into()), (name("b_id"), "b".into())], name("owner_id")),
            Key::Among(Vec::new(), name("id"), vec![Value::Int(3)]),
            Key::Test(few),
        ];
        let groups = Groups { table: "t", keys: &keys, predicate: &Predicate::Empty(name("deleted_at")) };
        assert_eq!(
            diesel::debug_query::<Sqlite, _>(&groups).to_string(),
            "SELECT (SELECT (SELECT `l2`.`owner_id` FROM `b` AS `l2` WHERE `l2`.`id` = `l1`.`b_id`) FROM `a` AS `l1` WHERE `l1`.`id` = `t`.`a_id`), \
             CASE WHEN `t`.`id` IN (?) THEN `t`.`id` END, coalesce(`amount` > ?, 0), count(*) FROM `t` WHERE `deleted_at` IS NULL \
             GROUP BY 1, 2, 3 -- binds: [3, 5]"
        );
    }

    #[test]
    fn a_custom_key_cannot_smuggle_sql() {
        let p = Predicate::Empty(Column::Custom("x\"') OR 1".into()));
        let select = Select { table: "t", columns: &[Column::plain("id")], predicate: &p, order: &[], limit: None };
        let mut conn = SqliteConnection::establish(":memory:").expect("memory database");
        assert!(select.load::<super::super::Row>(&mut conn).is_err());
    }

    #[test]
    fn like_takes_its_wildcards_literally() {
        assert_eq!(like_contains("50%_\\"), "%50\\%\\_\\\\%");
    }
}

//! What is done with the rows that a predicate finds: selected, counted, grouped, written, indexed.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text, Untyped};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::predicate::{ALIASES, Column, Name, Predicate, RowPosition, SqlPass, push_column, push_value, push_values};
use super::run::Reads;
use crate::db::value::Value;

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

impl Reads for Select<'_> {
    fn print<'b>(&'b self, guard: Option<&'static str>, mut out: SqlPass<'_, 'b>) -> QueryResult<()> {
        push_columns(self.columns, &mut out)?;
        push_from_where(self.table, self.predicate, guard, &mut out)?;
        push_order(self.order, &mut out)?;
        if let Some(limit) = &self.limit {
            out.push_sql(" LIMIT ");
            // As a literal: a bound limit makes SQLite plan the statement anew each time it runs.
            out.push_sql(&limit.to_string());
        }
        Ok(())
    }
}

pub(super) fn push_columns<'b>(columns: &'b [Column], out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    out.push_sql("SELECT ");
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.push_sql(", ");
        }
        push_column(column, RowPosition::default(), out)?;
    }
    Ok(())
}

pub(super) fn push_order<'b>(order: &'b [Order], out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    for (i, order) in order.iter().enumerate() {
        out.push_sql(if i == 0 { " ORDER BY " } else { ", " });
        push_column(&order.column, RowPosition::default(), out)?;
        out.push_sql(if order.descending { " DESC" } else { " ASC" });
    }
    Ok(())
}

pub(super) fn push_from_where<'b>(
    table: &'b str,
    predicate: &'b Predicate,
    guard: Option<&'static str>,
    out: &mut SqlPass<'_, 'b>,
) -> QueryResult<()> {
    out.push_sql(" FROM ");
    out.push_identifier(table)?;
    let is_bare = *predicate == Predicate::True;
    if guard.is_some() || !is_bare {
        out.push_sql(" WHERE ");
    }
    if let Some(guard) = guard {
        out.push_sql(guard);
        out.push_sql(if is_bare { "" } else { " AND " });
    }
    if is_bare { Ok(()) } else { predicate.push(true, RowPosition::table(table), out) }
}

/// How many rows fulfil the predicate, counted to `cap + 1` at most: a list never waits for an exact total.
#[derive(Debug, Clone)]
pub struct CappedCount<'a> {
    pub table: &'a str,
    pub predicate: &'a Predicate,
    pub cap: i64,
}

impl Reads for CappedCount<'_> {
    fn print<'b>(&'b self, guard: Option<&'static str>, mut out: SqlPass<'_, 'b>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (SELECT 1");
        push_from_where(self.table, self.predicate, guard, &mut out)?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.cap.to_string());
        out.push_sql(" + 1)");
        Ok(())
    }
}

/// By what rows are told apart when they are counted in groups. Links are followed from the row, each with the table that it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKey {
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
    pub keys: &'a [GroupKey],
    pub predicate: &'a Predicate,
}

impl Reads for Groups<'_> {
    fn print<'b>(&'b self, guard: Option<&'static str>, mut out: SqlPass<'_, 'b>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        for key in self.keys {
            push_key(key, self.table, &mut out)?;
            out.push_sql(", ");
        }
        out.push_sql("count(*)");
        push_from_where(self.table, self.predicate, guard, &mut out)?;
        for nth in 1..=self.keys.len() {
            out.push_sql(if nth == 1 { " GROUP BY " } else { ", " });
            out.push_sql(&nth.to_string());
        }
        Ok(())
    }
}

fn push_key<'b>(key: &'b GroupKey, table: &'b str, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    let at = RowPosition { row: Some(table), single: true, depth: 1 };
    match key {
        GroupKey::Value(links, column) => push_linked(links, column, at, out),
        GroupKey::Among(links, column, values) => {
            out.push_sql("CASE WHEN ");
            push_linked(links, column, at, out)?;
            out.push_sql(" IN (");
            push_values(values, out)?;
            out.push_sql(") THEN ");
            push_linked(links, column, at, out)?;
            out.push_sql(" END");
            Ok(())
        }
        GroupKey::Test(predicate) => {
            out.push_sql("coalesce(");
            predicate.push(true, RowPosition::table(table), out)?;
            out.push_sql(", 0)");
            Ok(())
        }
    }
}

/// A column of the row at hand, or of the one that its links lead to.
fn push_linked<'b>(links: &'b [(Column, Name)], column: &'b Column, at: RowPosition<'_>, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
    let Some(((link, table), further)) = links.split_first() else { return push_column(column, at, out) };
    let Some(alias) = ALIASES.get(at.depth - 1) else {
        return Err(diesel::result::Error::QueryBuilderError("too many links to follow".into()));
    };
    out.push_sql("(SELECT ");
    push_linked(further, column, RowPosition { row: Some(alias), single: true, depth: at.depth + 1 }, out)?;
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
pub(in crate::db) struct Insert<'a> {
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
pub(in crate::db) struct Update<'a> {
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

/// `DELETE FROM table WHERE id = …`: rows without a life of their own, as the lines of a record.
pub(in crate::db) struct Delete<'a> {
    pub table: &'a str,
    pub id: i64,
}

impl QueryFragment<Sqlite> for Delete<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("DELETE FROM ");
        out.push_identifier(self.table)?;
        out.push_sql(" WHERE ");
        out.push_identifier("id")?;
        out.push_sql(" = ");
        out.push_bind_param::<BigInt, i64>(&self.id)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregateFunction {
    Count,
    Sum,
    Min,
    Max,
}

/// One figure over the rows that a predicate finds: a [`super::Row`] with one value, empty where there is no row to take it from.
pub struct Aggregate<'a> {
    pub table: &'a str,
    pub function: AggregateFunction,
    pub column: &'a Column,
    pub predicate: &'a Predicate,
}

impl QueryFragment<Sqlite> for Aggregate<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(match self.function {
            AggregateFunction::Count => "SELECT count(",
            AggregateFunction::Sum => "SELECT sum(",
            AggregateFunction::Min => "SELECT min(",
            AggregateFunction::Max => "SELECT max(",
        });
        push_column(self.column, RowPosition::default(), &mut out)?;
        out.push_sql(")");
        push_from_where(self.table, self.predicate, None, &mut out)
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

/// Tells a full-text table to do something, as the documentation of FTS5 names it.
pub struct SearchCommand<'a> {
    pub table: &'a str,
    pub command: &'static str,
    pub number: i64,
}

impl QueryFragment<Sqlite> for SearchCommand<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("INSERT INTO ");
        out.push_identifier(self.table)?;
        out.push_sql(" (");
        out.push_identifier(self.table)?;
        out.push_sql(", rank) VALUES (");
        out.push_bind_param::<Text, str>(self.command)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, i64>(&self.number)?;
        out.push_sql(")");
        Ok(())
    }
}

reads! { Select, CappedCount, Groups }

queries! {
    Select -> Untyped, Groups -> Untyped, Aggregate -> Untyped, CappedCount -> BigInt, Insert -> Untyped, Update -> Untyped, Delete -> Untyped,
    Reindex -> Untyped, Unindex -> Untyped, SearchCommand -> Untyped,
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::super::predicate::{Compare, like_contains};
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
            GroupKey::Value(vec![(name("a_id"), "a".into()), (name("b_id"), "b".into())], name("owner_id")),
            GroupKey::Among(Vec::new(), name("id"), vec![Value::Int(3)]),
            GroupKey::Test(few),
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
    fn a_long_list_is_one_value_and_finds_its_index() {
        let list = |length| Predicate::In(Column::plain("owner_id"), (1..=length).map(Value::Int).collect());
        assert_eq!(sql(&list(4)), "SELECT `id` FROM `t` WHERE `owner_id` IN (?, ?, ?, ?) -- binds: [1, 2, 3, 4]");
        let long = list(5);
        assert!(sql(&long).starts_with("SELECT `id` FROM `t` WHERE `owner_id` IN (SELECT value FROM json_each(?)) -- binds: "));
        let mut conn = SqliteConnection::establish(":memory:").expect("memory database");
        let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, owner_id BIGINT, name TEXT); CREATE INDEX o ON t (owner_id); CREATE INDEX n ON t (name); \
                     INSERT INTO t VALUES (1, 1, '7'), (2, 9, 'a\"b'), (3, 5, '七')";
        conn.batch_execute(table).expect("a table");
        let plan = |conn: &mut SqliteConnection, predicate: &Predicate| {
            let text = sql(predicate);
            let explain = format!("EXPLAIN QUERY PLAN {}", text.split(" -- binds").next().unwrap_or_default());
            let rows: Vec<crate::db::Row> = diesel::sql_query(explain).load(conn).expect("a plan");
            rows.iter().filter_map(|row| row.0.last()?.text().map(str::to_owned)).collect::<Vec<_>>().join("; ")
        };
        let texts = Predicate::In(Column::plain("name"), ["7", "a\"b", "七", "x", "y"].map(Value::from).to_vec());
        assert!(plan(&mut conn, &long).contains("INDEX o (owner_id=?)"));
        assert!(plan(&mut conn, &texts).contains("INDEX n (name=?)"));
        for (predicate, found) in [(&long, vec![1, 3]), (&texts, vec![1, 2, 3])] {
            let select = Select { table: "t", columns: &[Column::plain("id")], predicate, order: &[], limit: None };
            let rows: Vec<crate::db::Row> = select.load(&mut conn).expect("rows");
            let mut ids: Vec<_> = rows.iter().filter_map(|row| row.0[0].int()).collect();
            ids.sort_unstable();
            assert_eq!(ids, found);
        }
    }

    #[test]
    fn a_custom_key_cannot_smuggle_sql() {
        let p = Predicate::Empty(Column::Custom("x\"') OR 1".into()));
        let select = Select { table: "t", columns: &[Column::plain("id")], predicate: &p, order: &[], limit: None };
        let mut conn = SqliteConnection::establish(":memory:").expect("memory database");
        assert!(select.load::<crate::db::Row>(&mut conn).is_err());
    }

    #[test]
    fn like_takes_its_wildcards_literally() {
        assert_eq!(like_contains("50%_\\"), "%50\\%\\_\\\\%");
    }
}

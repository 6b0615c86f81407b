//! Rows that are looked for in several ways at once: those of twenty owners, and those that are shared.
//!
//! SQLite answers an `OR` over partial indexes by reading the table, and a list of owners by gathering all they have and sorting it.
//! Here each way is a look-up of its own that ends after as many rows as are wanted, and what they found is put in order.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text, Untyped};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::predicate::{Column, Predicate, RowPosition, SqlPass, push_column};
use super::run::Reads;
use super::statement::{Order, push_columns, push_from_where, push_order};

/// One way to rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Branch {
    Rows(Predicate),
    /// For each number of a JSON list in turn, those of the rows that have it in the column.
    Each {
        column: Column,
        numbers: String,
        rows: Predicate,
    },
    /// Rows of which a part is tested as they come, whatever indexes there are for it.
    Tested {
        rows: Predicate,
        tested: Predicate,
    },
}

/// The first rows of all branches together; a row may be in several.
#[derive(Debug, Clone)]
pub struct SelectMerged<'a> {
    pub table: &'a str,
    pub columns: &'a [Column],
    pub branches: &'a [Branch],
    pub order: &'a [Order],
    pub limit: i64,
}

impl Reads for SelectMerged<'_> {
    fn print<'b>(&'b self, guard: Option<&'static str>, mut out: SqlPass<'_, 'b>) -> QueryResult<()> {
        push_columns(self.columns, &mut out)?;
        out.push_sql(" FROM ");
        out.push_identifier(self.table)?;
        out.push_sql(" WHERE ");
        out.push_identifier("id")?;
        for (i, branch) in self.branches.iter().enumerate() {
            out.push_sql(if i == 0 { " IN (" } else { " UNION ALL " });
            self.push_branch(branch, guard, &mut out)?;
        }
        out.push_sql(")");
        self.push_first(&mut out)
    }
}

impl SelectMerged<'_> {
    fn push_branch<'b>(&'b self, branch: &'b Branch, guard: Option<&'static str>, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
        match branch {
            Branch::Rows(predicate) => {
                push_numbers(out)?;
                push_from_where(self.table, predicate, guard, out)?;
            }
            Branch::Tested { rows, tested } => {
                push_numbers(out)?;
                push_tested(self.table, rows, tested, guard, out)?;
            }
            Branch::Each { column, numbers, rows } => {
                out.push_sql("SELECT m.id FROM json_each(");
                out.push_bind_param::<Text, String>(numbers)?;
                out.push_sql(") AS o CROSS JOIN ");
                out.push_identifier(self.table)?;
                out.push_sql(" AS m WHERE m.id IN (SELECT ");
                out.push_identifier("id")?;
                push_from_where(self.table, rows, guard, out)?;
                out.push_sql(joint(rows, guard, " WHERE ", " AND "));
                push_column(column, RowPosition::default(), out)?;
                out.push_sql(" = o.value");
            }
        }
        self.push_first(out)?;
        out.push_sql(")");
        Ok(())
    }

    fn push_first<'b>(&'b self, out: &mut SqlPass<'_, 'b>) -> QueryResult<()> {
        push_order(self.order, out)?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.limit.to_string());
        Ok(())
    }
}

/// How a further condition is joined to what [`push_from_where`] printed.
fn joint(rows: &Predicate, guard: Option<&'static str>, first: &'static str, further: &'static str) -> &'static str {
    if *rows == Predicate::True && guard.is_none() { first } else { further }
}

fn push_numbers(out: &mut SqlPass<'_, '_>) -> QueryResult<()> {
    out.push_sql("SELECT ");
    out.push_identifier("id")?;
    out.push_sql(" FROM (SELECT ");
    out.push_identifier("id")
}

fn push_tested<'b>(
    table: &'b str,
    rows: &'b Predicate,
    tested: &'b Predicate,
    guard: Option<&'static str>,
    out: &mut SqlPass<'_, 'b>,
) -> QueryResult<()> {
    push_from_where(table, rows, guard, out)?;
    // The plus changes nothing but that no index is thought of.
    out.push_sql(joint(rows, guard, " WHERE +(", " AND +("));
    tested.push(true, RowPosition::table(table), out)?;
    out.push_sql(")");
    Ok(())
}

/// How many rows the branches have, each counted to `cap + 1` at most. They must have none in common.
#[derive(Debug, Clone)]
pub struct CountMerged<'a> {
    pub table: &'a str,
    pub branches: &'a [Branch],
    pub cap: i64,
}

impl Reads for CountMerged<'_> {
    fn print<'b>(&'b self, guard: Option<&'static str>, mut out: SqlPass<'_, 'b>) -> QueryResult<()> {
        out.push_sql("SELECT 0");
        for branch in self.branches {
            out.push_sql(" + (SELECT count(*) FROM (SELECT 1");
            match branch {
                Branch::Rows(predicate) => push_from_where(self.table, predicate, guard, &mut out)?,
                Branch::Tested { rows, tested } => push_tested(self.table, rows, tested, guard, &mut out)?,
                Branch::Each { column, numbers, rows } => {
                    push_from_where(self.table, rows, guard, &mut out)?;
                    out.push_sql(joint(rows, guard, " WHERE ", " AND "));
                    push_column(column, RowPosition::default(), &mut out)?;
                    out.push_sql(" IN (SELECT value FROM json_each(");
                    out.push_bind_param::<Text, String>(numbers)?;
                    out.push_sql("))");
                }
            }
            out.push_sql(" LIMIT ");
            out.push_sql(&self.cap.to_string());
            out.push_sql(" + 1))");
        }
        Ok(())
    }
}

/// Rows of which a part is tested as they come, whatever indexes there are for it: an index of the order is walked, or one of the rest
/// looked into.
#[derive(Debug, Clone)]
pub struct SelectWalked<'a> {
    pub table: &'a str,
    pub columns: &'a [Column],
    pub predicate: &'a Predicate,
    pub tested: &'a Predicate,
    pub order: &'a [Order],
    pub limit: i64,
}

impl Reads for SelectWalked<'_> {
    fn print<'b>(&'b self, guard: Option<&'static str>, mut out: SqlPass<'_, 'b>) -> QueryResult<()> {
        push_columns(self.columns, &mut out)?;
        push_tested(self.table, self.predicate, self.tested, guard, &mut out)?;
        push_order(self.order, &mut out)?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.limit.to_string());
        Ok(())
    }
}

reads! { SelectMerged, CountMerged, SelectWalked }
queries! { SelectMerged -> Untyped, CountMerged -> BigInt, SelectWalked -> Untyped }

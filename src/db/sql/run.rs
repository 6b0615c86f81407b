//! How a reading statement is run: kept prepared or not, and with or without a deadline.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::predicate::SqlPass;

/// What may differ from request to request without bound must not be kept prepared: it would never be asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// One of a finite number of statements; the connection keeps it.
    Often,
    /// Carries what somebody made up: their filter, their own list of columns to count by.
    Once,
    /// The same, and it may take long: where the connection has a deadline, each row that is looked at asks whether it is over.
    Long,
}

/// A statement of this folder that reads.
pub trait Reads {
    /// Prints it; `guard` stands first in its condition.
    fn print<'b>(&'b self, guard: Option<&'static str>, out: SqlPass<'_, 'b>) -> QueryResult<()>;
}

/// A reading statement with how it is run.
pub struct Running<T> {
    statement: T,
    run: Run,
}

impl Run {
    pub fn of<T: Reads>(self, statement: T) -> Running<T> {
        Running { statement, run: self }
    }
}

impl<T: Reads> QueryFragment<Sqlite> for Running<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        if self.run != Run::Often {
            out.unsafe_to_cache_prepared();
        }
        self.statement.print((self.run == Run::Long).then_some("within_deadline()"), out)
    }
}

impl<T> QueryId for Running<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T: Query> Query for Running<T> {
    type SqlType = T::SqlType;
}

impl<T> RunQueryDsl<SqliteConnection> for Running<T> {}

//! The query fragments that Diesel cannot write for us, because the catalog decides at run time what is asked.
//!
//! Names go through `push_identifier`, values through bind parameters; no text of a user ever becomes SQL. [`Predicate`] says which
//! rows, the statements say what is done with them.

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

/// Run as they are, statements that read are of the kind that the connection keeps.
macro_rules! reads {
    ($($fragment:ident),*) => { $(
        impl QueryFragment<Sqlite> for $fragment<'_> {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                self.print(None, out)
            }
        }
    )* };
}

mod merged;
mod predicate;
mod run;
mod statement;
mod text_match;
mod within;

pub use merged::{Branch, CountMerged, SelectMerged, SelectWalked};
pub use predicate::{Column, Compare, Name, Predicate, SearchMatch, like_contains};
pub use run::{Reads, Run, Running};
pub use statement::{Aggregate, AggregateFunction, CappedCount, GroupKey, Groups, Order, Reindex, Select, Unindex};
pub(super) use statement::{Delete, Insert, SearchCommand, Update};
pub use text_match::TextMatch;
pub(super) use text_match::register;

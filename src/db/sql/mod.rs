//! The query fragments that Diesel cannot write for us, because the catalog decides at run time what is asked.
//!
//! Names go through `push_identifier`, values through bind parameters; no text of a user ever becomes SQL. [`Predicate`] says which
//! rows, the statements say what is done with them.

mod predicate;
mod statement;

pub use predicate::{Column, Compare, Name, Predicate, like_contains, like_starts};
pub use statement::{Aggregate, AggregateFunction, CappedCount, GroupKey, Groups, Order, Reindex, Select, Unindex};
pub(super) use statement::{Delete, Insert, Update};

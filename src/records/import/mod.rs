//! Import: rows of a file become records, each through the write door.
//!
//! ```text
//! file ─▶ headings ─suggest─▶ Plan ─▶ Columns
//!   └───▶ rows ─▶ Row (cells read) ─▶ Steps (names looked up, twins, write) ─▶ Report, rejects file
//! ```
//!
//! What a file says of itself (encoding, sheet, heading) is found out, told and can be chosen ([`crate::sheet::SheetChoice`]). What it can
//! take of memory is bounded before anything is made of it ([`gate`], [`error_budget`]).
//!
//! A file is counted to its end before its first row is written, so one that breaks off changes nothing. Then 500 rows
//! share a transaction, each in a savepoint of its own: a row that is refused takes nobody along and is told with its line,
//! its column and every reason. How far the import has come is stored in the same transaction, so a killed server neither
//! loses nor doubles a row. A dry run does everything and undoes it, so it says what the real run will say.
//!
//! Where the file has columns of the record's lines, rows of one record are put together first ([`row_groups`]): it is written once, with
//! all its lines, or not at all.
//!
//! What a cell means is the field kind's business; what a record must be is the write door's. Text stays text: markup and
//! formulas are stored as they stand.
//!
//! The same [`run`] serves the console's jobs and the command line.

mod error_budget;
mod finder;
mod gate;
mod headings;
mod in_file_duplicates;
mod job;
#[cfg(test)]
mod line_tests;
mod lines;
#[cfg(test)]
mod odd_tests;
mod plan;
mod rejects;
mod report;
mod routes;
mod row;
mod row_groups;
mod run;
mod step;
mod store;
mod template;
#[cfg(test)]
mod tests;
mod upload;

pub use headings::{HeadingWords, suggest};
pub use job::ImportJob;
pub use plan::{ImportPlan, OnDuplicate};
pub use report::{ImportProgress, ImportReport, RowError};
pub use routes::routes;
pub use run::run;
pub use template::template;

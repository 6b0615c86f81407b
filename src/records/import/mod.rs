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
//! A row is known to speak of a record that is there already by one field ([`match_key`]): its number, its name, or what somebody chose. That
//! another field has the same value makes a possible duplicate, which is reported. Several rows of one record keep all that hangs on it
//! ([`further`], [`children`]). What of a column stands in the way is gathered ([`issues`]), so that it can be decided for the whole column.
//!
//! Where the file has columns of the record's lines, rows of one record are put together first ([`row_groups`]): it is written once, with
//! all its lines, or not at all.
//!
//! What a cell means is the field kind's business; what a record must be is the write door's. Text stays text: markup and
//! formulas are stored as they stand.
//!
//! The same [`run`] serves the console's jobs and the command line.

mod children;
mod error_budget;
mod finder;
mod further;
mod gate;
mod headings;
mod in_file_duplicates;
mod issue;
mod issues;
mod job;
#[cfg(test)]
mod line_tests;
mod lines;
mod mark;
mod match_key;
#[cfg(test)]
mod matching_tests;
mod new_options;
#[cfg(test)]
mod odd_tests;
mod people;
mod plan;
mod rejects;
mod report;
mod routes;
mod row;
mod row_groups;
mod run;
mod scope;
mod step;
mod store;
mod targets;
mod template;
#[cfg(test)]
mod tests;
mod told;
mod upload;

pub use headings::{HeadingWords, HeadingsRead, login_label, look_into, suggest};
pub use issue::Remedy;
pub use job::ImportJob;
pub use match_key::match_fields;
pub use new_options::with_options;
pub use plan::{ColumnRules, ImportPlan, OnDuplicate};
pub use report::{ImportProgress, ImportReport};
pub use routes::routes;
pub use run::run;
pub use template::template;
pub use told::{RowError, RowFate, UnlistedRow};

//! Export: a list as a file, within what its asker may see.
//!
//! Rows are asked for through the read door, so sight and field rights hold as in any list: a hidden field has no
//! column, a record out of sight no row, and lines are seen as their record is. That an export begins is in the log before the first row is read, and how many rows
//! it came to before the file is handed out, so nobody leaves with a list unseen.
//!
//! Pages follow each other by record number. The list is not frozen meanwhile: a record created during the export may
//! still come along.

mod job;
mod lines;
mod page;
mod request;
mod rights;
mod routes;
mod run;
#[cfg(test)]
mod tests;

pub use job::ExportJob;
pub use request::ExportRequest;
pub use routes::routes;
pub use run::{Exported, run};

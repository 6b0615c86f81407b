//! The same thing for many records: change fields, take an action, delete, restore. A job, because a thousand take a while.
//!
//! Each record goes through the write door by itself. One that is refused (out of sight, wrong state, a duplicate) is
//! told by number with its reason and takes nobody along; the others are done.

mod job;
mod preview;
mod request;
mod routes;
#[cfg(test)]
mod tests;

pub use job::{BulkInput, BulkJob, Refused};
pub use request::BulkRequest;
pub use routes::routes;

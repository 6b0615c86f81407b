//! The description of the HTTP interface (OpenAPI 3.1): made, never written by hand twice.
//!
//! ```text
//! operations (a table: method, path, summary, body, answers, codes) ─┐
//! schemas    (what is the same whatever the objects: problems, jobs …) ┼─▶ document
//! sight      (the objects that one may see) ─▶ objects, kinds ────────┘
//! ```
//!
//! A path with `{object}` is written out once per object, so that a client is told the very fields of a customer; a new
//! object or field appears by itself. `x-route` names the route that it was written out from, and a test holds the
//! table and the running server against each other, both ways.
//!
//! This module decides nothing and reads no record. It shows nobody an object that the catalog would not show.

mod document;
mod kinds;
mod objects;
mod operation;
mod operations;
mod routes;
mod schemas;
mod shapes;
mod sight;

pub use document::document;
pub use routes::routes;
pub use sight::Sight;

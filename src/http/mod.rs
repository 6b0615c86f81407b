//! The plumbing between HTTP and the app. It knows no business word, no user and no table.
//!
//! * [`server`] builds Rocket from our configuration alone, [`tls`] the certificates.
//! * [`problem`] turns an [`crate::error::Error`] into an answer, in one shape whoever refuses: a handler, a guard, Rocket itself, a panic.
//! * [`headers`] puts the same protection on every answer, [`rate`] says when it is too much, [`origin`] when another site asks.
//! * [`front`] takes connections in before Rocket does, and says who is at their other end.
//! * [`console`] serves the embedded web console, [`health`] says that we are alive.
//!
//! What this module must never do: believe a header about who is asking, unless [`address`] says that a trusted proxy wrote it.

pub mod address;
mod blocking;
pub mod console;
mod forms;
pub mod front;
pub mod headers;
pub mod health;
mod if_match;
pub mod input;
pub mod language;
pub mod origin;
mod params;
pub mod problem;
pub mod rate;
mod request_pace;
pub mod server;
pub mod tls;

use rocket::data::ByteUnit;

pub use address::ClientAddress;
pub use blocking::blocking;
pub use if_match::{IfMatch, OptionalIfMatch};
pub use input::Input;
pub use params::QueryValue;

/// The largest JSON body. Files go other ways.
pub const BODY_LIMIT: ByteUnit = ByteUnit::Kibibyte(1024);

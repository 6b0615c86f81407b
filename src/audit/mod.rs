//! The log: who did what, when and from where; written with the change or not at all, and impossible to rewrite unnoticed.
//!
//! [`append`] runs in the transaction of the change it tells about. Each event is a leaf of an RFC 6962 tree ([`merkle`]) whose right
//! edge is kept beside it, so writing costs the same however long the log is. Every five minutes or thousand events a signed
//! [`Checkpoint`] vouches for everything so far; copies of it leave the app (backups, the daily mail), and [`verify`] holds the log
//! against them.
//!
//! ```text
//! Event ──append──> StoredEvent ──canonical bytes──> leaf hash ──> Frontier ──make_checkpoint──> signed note
//!                        └──────────── verify: every row, the head, every checkpoint, one from outside ────────┘
//! ```
//!
//! What is found, and by what: a changed row by its leaf; a row removed, added or moved by its number under the leaf; a row changed together
//! with its leaf by the head; all that together with the head by the next checkpoint; a log rebuilt or rolled back with
//! checkpoints and all only by a checkpoint kept elsewhere. Somebody who holds the master key can sign anew: hence the copies outside.
//!
//! What this module must never do: hold a customer's value (see [`event`]), write outside a [`crate::db::Tx`], sign a head that does not follow
//! from what was signed before.
//!
//! The exact bytes under a leaf hash are told in [`stored`]; anyone can recompute them without Kedun.

mod append;
pub mod checkpoint;
pub mod event;
pub mod evidence;
pub mod kind;
pub mod list;
mod log;
pub mod merkle;
pub mod note;
pub mod proof;
mod schema;
mod store;
pub mod stored;
#[cfg(test)]
mod testing;
pub mod verify;

pub use checkpoint::Checkpoint;
pub use event::{Detail, Digester, Event};
pub use kind::{EventKind, Outcome};
pub use log::{append, checkpoint_is_due, last_at, last_checkpoint, make_checkpoint, make_checkpoint_behind, read_after, start};
pub use note::{NoteError, NoteSigner, NoteVerifier};
pub use stored::StoredEvent;
pub use verify::{Finding, Verified, VerifyReport, verify, verify_ahead, verify_tail};

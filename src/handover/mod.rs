//! 离职交接: what somebody leaves behind gets new owners, superiors and leaders, and nothing is lost on the way.
//!
//! ```text
//! holdings ──► request ──► plan ──► preview (nothing is written)
//!                           └─────► job: staff and account first, then the records, batch by batch, through the write door
//!                                     └─ handover_record ──► undo, for 7 days: what still is the heir's goes back
//! ```
//!
//! Only the owner of a record changes; links, history and custom fields stay where they are, and what hangs on a record goes with it.
//! Whatever refuses the whole (the last administrator, say) does so before the first record moves. A job that was killed goes on where
//! it was: a record is either still the leaver's or already the heir's.
//!
//! What this module must never do: show a record. Whoever hands over needs the right to administer users, not to read customers.

mod holdings;
mod job;
mod plan;
mod routes;
mod staff;
mod store;
mod undo;

pub use job::{HandoverInput, HandoverJob};
pub use plan::{HandoverRequest, Heir};
pub use routes::routes;
pub use undo::UndoJob;

use chrono::Duration;

/// How long a handover can be undone.
const UNDO: Duration = Duration::days(7);

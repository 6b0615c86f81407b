//! Operations: what was done as one, and the way back.
//!
//! Every change of a record bears the number of the operation that made it: one save with what followed from it, an import, a bulk
//! change, a handover, an undo. A save is numbered by its first change; what takes several transactions is opened by [`part_of`] and
//! joined again by each of its steps.
//!
//! ```text
//!   changes of the operation ─▶ UndoPlan: per record one of  Delete (it was made) · Restore (it was deleted) · PutBack (fields)
//!      └─▶ per record, in a savepoint of its own, through the write door, in the name of whoever undoes it
//!             ├─ something newer stands upon it ─▶ it stays, and is listed with the reason
//!             └─ done ─▶ a change of the undo, which is an operation, too, and can be undone once in its turn
//! ```
//!
//! *What goes back.* A record that was made goes into the recycle bin, unless somebody changed it since or something new hangs on it.
//! One that was deleted comes back, with what went along. A changed record gets its former values field by field: a field that was
//! changed since keeps its newer value and is named, the others of the same record go back. What followed from an act goes back
//! only where the act itself did; what the app works out only with what people had typed; an action whole or not at all. Shares that
//! ended because a record changed hands come back with it.
//!
//! *Who may.* Only whoever did it; and to each record they need, as things are now, the right to the reverse act: delete what was
//! made, restore what was deleted, update what was updated (and each field of it), take the action whose effect is put back. An undo of
//! an undo asks for the act that was done in the first place, and does an action again only to the record that it saw. A handover
//! has a way back of its own, because superiors, leaders and shares belong to it.
//!
//! A preview does everything and undoes it, as the dry run of an import does, so it says what will be said. Large ones are jobs:
//! what has gone back so far is stored with each step, so a killed server neither loses nor doubles a record.

mod counts;
mod former;
mod hangs;
mod job;
mod kept;
mod plan;
mod put_back;
mod routes;
mod step;
mod store;
#[cfg(test)]
mod tests;
mod told;
mod undo;
mod ways;

pub use job::OperationUndoJob;
pub use kept::Kept;
pub use routes::{UndoAnswer, answer, routes};
pub use store::of_job;
pub use told::{tell_jobs, tell_timeline};

use diesel::sqlite::SqliteConnection;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{JobId, OperationId, RecordId};

/// What kind of work it was. Stored, so never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// One record and what followed from it, in one transaction; it has no row.
    Save,
    Import,
    BulkEdit,
    BulkDelete,
    BulkRestore,
    BulkAction,
    Handover,
    HandoverUndo,
    Undo,
}

/// An operation of several transactions, before its first.
#[derive(Debug, Clone)]
pub struct NewOperation {
    pub kind: OperationKind,
    pub object: Option<String>,
    pub job: Option<JobId>,
    /// The one that it puts back.
    pub undoes: Option<OperationId>,
}

impl OperationKind {
    pub const ALL: [Self; 9] = [
        Self::Save,
        Self::Import,
        Self::BulkEdit,
        Self::BulkDelete,
        Self::BulkRestore,
        Self::BulkAction,
        Self::Handover,
        Self::HandoverUndo,
        Self::Undo,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Import => "import",
            Self::BulkEdit => "bulk_edit",
            Self::BulkDelete => "bulk_delete",
            Self::BulkRestore => "bulk_restore",
            Self::BulkAction => "bulk_action",
            Self::Handover => "handover",
            Self::HandoverUndo => "handover_undo",
            Self::Undo => "undo",
        }
    }

    /// It has a way back of its own.
    fn is_handover(self) -> bool {
        matches!(self, Self::Handover | Self::HandoverUndo)
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl NewOperation {
    pub fn new(kind: OperationKind) -> Self {
        Self { kind, object: None, job: None, undoes: None }
    }

    pub fn on(self, object: impl Into<String>) -> Self {
        Self { object: Some(object.into()), ..self }
    }

    pub fn by(self, job: Option<JobId>) -> Self {
        Self { job, ..self }
    }
}

/// Whether an operation has made or changed a record.
pub fn took_part(conn: &mut SqliteConnection, object: &str, record: RecordId, id: OperationId) -> Result<bool> {
    Ok(!store::history_within(conn, object, record, id)?.is_empty())
}

/// Runs a step of an operation. `known` is its number, once a step has changed something; a step that changes nothing opens none.
pub fn part_of<T>(
    tx: &mut Tx<'_>,
    known: &mut Option<OperationId>,
    new: &NewOperation,
    step: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let (user, at) = (tx.actor.user, tx.now.timestamp_millis());
    let id = match *known {
        Some(id) => id,
        None => tx.unaudited(|conn| Ok(store::open(conn, new, user, at)?))?,
    };
    tx.join(id);
    let value = step(tx)?;
    if known.is_none() {
        if store::is_empty(tx.conn, id)? {
            tx.unaudited(|conn| Ok(store::forget(conn, id)?))?;
        } else {
            *known = Some(id);
        }
    }
    Ok(value)
}

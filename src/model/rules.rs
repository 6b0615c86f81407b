//! The judgement that is special to one object. It runs inside the write transaction; an error undoes everything.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::sqlite::SqliteConnection;

use super::{Catalog, Draft, Record, Verb};
use crate::actor::Actor;
use crate::error::Result;
use crate::ids::RecordId;

/// Where what is written comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// Somebody enters it here and now.
    Entered,
    /// It stood elsewhere before, with all that belongs to it.
    Brought,
    /// The app counts anew what stands: nobody has changed anything.
    Counted,
}

/// What rules and actions may do while a record is being written: look, and write further records through the same door.
pub trait RuleContext {
    fn conn(&mut self) -> &mut SqliteConnection;
    fn actor(&self) -> &Actor;
    fn now(&self) -> DateTime<Utc>;
    /// The company's.
    fn zone(&self) -> Tz;
    fn catalog(&self) -> &Catalog;
    fn provenance(&self) -> Provenance;
    /// Writes in the app's name what follows from a permitted act: no permission is asked, read-only fields may be set.
    fn write_derived(&mut self, object: &str, id: Option<RecordId>, draft: Draft) -> Result<RecordId>;
    /// The same for a record that somebody else may have open, in a form that must not go stale by it: it is told in the history and keeps
    /// its version. For values that whoever changes them by hand changes with good reason, whatever stood there a moment before.
    fn refresh(&mut self, object: &str, id: RecordId, draft: Draft) -> Result<()>;
}

pub trait Rules: Send + Sync {
    /// Before saving: fills in what follows from what is given. `before` is empty for a new record. Asked for every verb that changes a
    /// record, for each record of a cascade too; of a deletion the draft is empty.
    fn prepare(&self, _context: &mut dyn RuleContext, _before: Option<&Record>, _verb: &Verb, _draft: &mut Draft) -> Result<()> {
        Ok(())
    }

    /// After saving: invariants over the written record, and what follows for others. `changed` is what was written of it; nothing where
    /// it went into the recycle bin or came back.
    fn check(&self, _context: &mut dyn RuleContext, _changed: &Draft, _after: &Record, _verb: &Verb) -> Result<()> {
        Ok(())
    }

    /// After what hangs on a record has changed and its figures were counted anew: what else follows from that for the record, with
    /// `context.refresh(…)`. Asked for every verb by which something comes, goes or changes, once for all of a cascade; it has to come to
    /// the same whatever happened before.
    fn counted(&self, _context: &mut dyn RuleContext, _id: RecordId) -> Result<()> {
        Ok(())
    }
}

/// An object without judgement of its own.
pub struct NoRules;

impl Rules for NoRules {}

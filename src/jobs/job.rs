//! A kind of long work.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{JobRun, Lane};
use crate::actor::Actor;
use crate::error::Result;

/// Holds what the work needs (the engine, say); what is asked for comes as [`Job::Input`], which is stored with the job.
pub trait Job: Send + Sync + 'static {
    /// The word in `job.kind` and in the API. Stored, so never renamed.
    const KIND: &'static str;

    /// How long it keeps a thread, where what is asked for says nothing else.
    const LANE: Lane;

    /// Whether whoever asked for it is told of its end, wherever they are by then; nobody is who sits and waits for the answer.
    const TOLD: bool = true;

    type Input: Serialize + DeserializeOwned + Send;

    /// Does the work on a thread that may wait, and returns the result that the API shows.
    ///
    /// It may be called again after a restart: [`JobRun::resume`] then gives what [`Progress::set`](super::Mark::set) stored
    /// last. An error ends the job as failed.
    fn run(&self, input: Self::Input, work: &mut JobRun<'_>) -> Result<Json>;

    /// The lane of what is asked for.
    fn lane(_input: &Self::Input) -> Lane {
        Self::LANE
    }

    /// Whether the actor may take the file that was made, as things are now: days may lie between making and taking. `stored` is what
    /// was stored last by [`Progress::set`](super::Mark::set).
    fn may_take(&self, _input: Self::Input, _stored: &Json, _actor: &Actor) -> Result<()> {
        Ok(())
    }

    /// What stands of work that failed or was cancelled on its way, from what it stored last; the API shows it as the result.
    fn so_far(&self, _work: &JobRun<'_>) -> Result<Option<Json>> {
        Ok(None)
    }
}

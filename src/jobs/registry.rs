//! The kinds of work that this app knows, put together once at the start.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Job, JobRun};
use crate::actor::Actor;
use crate::error::{Error, Reason, Result};

#[derive(Default)]
pub struct Registry(BTreeMap<&'static str, Box<dyn Runs>>);

/// A job whose input is read from what is stored.
trait Runs: Send + Sync {
    fn run(&self, input: &str, work: &mut JobRun<'_>) -> Result<Json>;
    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>>;
    fn may_take(&self, input: &str, actor: &Actor) -> Result<()>;
}

impl<J: Job> Runs for J {
    fn run(&self, input: &str, work: &mut JobRun<'_>) -> Result<Json> {
        Job::run(self, serde_json::from_str(input)?, work)
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        Job::so_far(self, work)
    }

    fn may_take(&self, input: &str, actor: &Actor) -> Result<()> {
        Job::may_take(self, serde_json::from_str(input)?, actor)
    }
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with<J: Job>(mut self, job: J) -> Self {
        self.0.insert(J::KIND, Box::new(job));
        self
    }

    /// A kind that a newer version queued fails with words, not with a panic.
    pub(super) fn run(&self, kind: &str, input: &str, work: &mut JobRun<'_>) -> Result<Json> {
        match self.0.get(kind) {
            Some(job) => job.run(input, work),
            None => Err(Error::Refused(Reason::new("job.unknown_kind").with("kind", kind))),
        }
    }

    pub(super) fn may_take(&self, kind: &str, input: &str, actor: &Actor) -> Result<()> {
        self.0.get(kind).map_or(Ok(()), |job| job.may_take(input, actor))
    }

    pub(super) fn so_far(&self, kind: &str, work: &JobRun<'_>) -> Result<Option<Json>> {
        self.0.get(kind).map_or(Ok(None), |job| job.so_far(work))
    }
}

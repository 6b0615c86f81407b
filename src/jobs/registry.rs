//! The kinds of work that this app knows, put together once at the start.

use std::collections::BTreeMap;

use diesel::sqlite::SqliteConnection;
use serde_json::Value as Json;

use super::{Job, JobRun, JobView, Lane};
use crate::actor::Actor;
use crate::error::{Error, Reason, Result};

#[derive(Default)]
pub struct Registry {
    kinds: BTreeMap<&'static str, Box<dyn Runs>>,
    tell: Option<Tell>,
}

/// Adds to the results of jobs what became of them since.
type Tell = fn(&mut SqliteConnection, &mut [JobView]) -> Result<()>;

/// A job whose input is read from what is stored.
trait Runs: Send + Sync {
    fn run(&self, input: &str, work: &mut JobRun<'_>) -> Result<Json>;
    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>>;
    fn may_take(&self, input: &str, stored: &Json, actor: &Actor) -> Result<()>;
    fn is_told(&self, input: &str) -> bool;
}

impl<J: Job> Runs for J {
    fn run(&self, input: &str, work: &mut JobRun<'_>) -> Result<Json> {
        Job::run(self, serde_json::from_str(input)?, work)
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        Job::so_far(self, work)
    }

    fn may_take(&self, input: &str, stored: &Json, actor: &Actor) -> Result<()> {
        Job::may_take(self, serde_json::from_str(input)?, stored, actor)
    }

    fn is_told(&self, input: &str) -> bool {
        J::TOLD && serde_json::from_str(input).is_ok_and(|input| J::lane(&input) == Lane::Long)
    }
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with<J: Job>(mut self, job: J) -> Self {
        self.kinds.insert(J::KIND, Box::new(job));
        self
    }

    /// By whom it is told what became of jobs since.
    pub fn told_by(self, tell: Tell) -> Self {
        Self { tell: Some(tell), ..self }
    }

    pub(super) fn tell(&self, conn: &mut SqliteConnection, jobs: &mut [JobView]) -> Result<()> {
        self.tell.map_or(Ok(()), |tell| tell(conn, jobs))
    }

    /// A kind that a newer version queued fails with words, not with a panic.
    pub(super) fn run(&self, kind: &str, input: &str, work: &mut JobRun<'_>) -> Result<Json> {
        match self.kinds.get(kind) {
            Some(job) => job.run(input, work),
            None => Err(Error::Refused(Reason::new("job.unknown_kind").with("kind", kind))),
        }
    }

    pub(super) fn may_take(&self, kind: &str, input: &str, stored: &Json, actor: &Actor) -> Result<()> {
        self.kinds.get(kind).map_or(Ok(()), |job| job.may_take(input, stored, actor))
    }

    /// Whether somebody is told of the end of what takes its time.
    pub(super) fn is_told(&self, kind: &str, input: &str) -> bool {
        self.kinds.get(kind).is_some_and(|job| job.is_told(input))
    }

    pub(super) fn so_far(&self, kind: &str, work: &JobRun<'_>) -> Result<Option<Json>> {
        self.kinds.get(kind).map_or(Ok(None), |job| job.so_far(work))
    }
}

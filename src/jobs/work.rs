//! What a job holds while it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Jobs, NewFile, State, files, store};
use crate::actor::Actor;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::JobId;
use crate::sealed::{SealedDirectory, SealedDraft};

/// How often progress is worth a flush to disk when nothing else is saved with it.
const STEP: Duration = Duration::from_millis(500);

pub struct JobRun<'a> {
    /// Reads on connections of its own, each reading within its time.
    pub db: &'a Db,
    pub actor: &'a Actor,
    /// Where files lie that jobs read and make.
    pub files: &'a SealedDirectory,
    mark: Progress,
    stored: Json,
    told: Option<Instant>,
}

/// Where a job keeps how far it has come; goes along into its transactions.
#[derive(Clone)]
pub struct Progress {
    job: JobId,
    jobs: Jobs,
    stop: Arc<AtomicBool>,
}

impl<'a> JobRun<'a> {
    pub(super) fn new(jobs: &'a Jobs, actor: &'a Actor, row: &store::JobRow, stop: Arc<AtomicBool>) -> Result<Self> {
        let mark = Progress { job: row.id, jobs: jobs.clone(), stop };
        Ok(Self { db: &jobs.long, actor, files: &jobs.files, mark, stored: serde_json::from_str(&row.progress)?, told: None })
    }

    pub fn mark(&self) -> Progress {
        self.mark.clone()
    }

    /// What was stored last, before the server ended; the default at the first run.
    pub fn resume<T: DeserializeOwned + Default>(&self) -> Result<T> {
        if self.stored.as_object().is_some_and(serde_json::Map::is_empty) { Ok(T::default()) } else { Ok(T::deserialize(&self.stored)?) }
    }

    /// The notes of all steps so far.
    pub fn notes<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        let job = self.mark.job;
        let bodies = self.db.read_blocking(|reader| Ok(store::notes(reader.conn, job)?))?;
        bodies.iter().map(|body| Ok(serde_json::from_str(body)?)).collect()
    }

    /// Progress of work that saves nothing meanwhile. Fails when the job was cancelled.
    pub fn progress(&mut self, done: u64, total: Option<u64>) -> Result<()> {
        if self.told.is_some_and(|told| told.elapsed() < STEP) {
            return self.mark.stopped();
        }
        self.told = Some(Instant::now());
        let mark = self.mark();
        self.db.write_unaudited_blocking(move |tx| mark.store(tx, done, total, None))
    }

    /// Whether the work still has to be done. Fails when it was cancelled, or the server is about to end.
    pub fn is_wanted(&self) -> Result<()> {
        let job = self.mark.job;
        self.mark.stopped()?;
        let row = self.db.read_blocking(|reader| Ok(store::find(reader.conn, job)?))?;
        if row.is_some_and(|row| row.state == State::Running.name()) { Ok(()) } else { Err(Error::refused("job.cancelled")) }
    }

    /// Keeps a small file that the job made.
    pub fn keep(&self, file: NewFile) -> Result<()> {
        self.keep_sealed(files::seal(self.files, &file.bytes)?, file.name, file.media_type)
    }

    /// Keeps the small files that the job made, in place of those of an earlier try.
    pub fn keep_all(&self, made: impl IntoIterator<Item = NewFile>) -> Result<()> {
        let job = self.mark.job;
        let sealed = made.into_iter().map(|file| Ok((files::seal(self.files, &file.bytes)?, file.name, file.media_type)));
        let sealed: Vec<_> = sealed.collect::<Result<_>>()?;
        self.db.write_blocking(self.actor, move |tx| files::keep_results(tx, sealed, job))
    }

    /// Keeps the file that the job wrote.
    pub fn keep_sealed(&self, mut draft: SealedDraft, name: String, media_type: &'static str) -> Result<()> {
        draft.finish()?;
        let job = self.mark.job;
        self.db.write_blocking(self.actor, move |tx| files::keep_result(tx, draft, &name, media_type, job))
    }
}

impl Progress {
    /// Whose progress it is.
    pub fn job(&self) -> JobId {
        self.job
    }

    /// Stores how far the job has come, and what it has to say about this step, with the step itself.
    ///
    /// Fails when the job was cancelled or the server is about to end, so that the step is undone.
    pub fn set<N: Serialize>(&self, tx: &mut Tx<'_>, done: u64, total: Option<u64>, progress: &impl Serialize, notes: &[N]) -> Result<()> {
        let progress = serde_json::to_string(progress)?;
        let notes: Vec<String> = notes.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        tx.unaudited(|conn| Ok(store::insert_notes(conn, self.job, &notes)?))?;
        self.store(tx, done, total, Some(&progress))
    }

    fn store(&self, tx: &mut Tx<'_>, done: u64, total: Option<u64>, progress: Option<&str>) -> Result<()> {
        self.stopped()?;
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let running = tx.unaudited(|conn| Ok(store::progress(conn, self.job, count(done), total.map(count), progress)?))?;
        if !running {
            return Err(Error::refused("job.cancelled"));
        }
        self.jobs.tell(tx, self.job)
    }

    fn stopped(&self) -> Result<()> {
        if self.stop.load(Ordering::SeqCst) { Err(Error::refused("job.stopped")) } else { Ok(()) }
    }
}

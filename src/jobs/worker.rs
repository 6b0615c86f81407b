//! The threads that do the work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::sqlite::SqliteConnection;
use serde_json::{Value as Json, json};

use super::{JobRun, JobView, Jobs, Lane, Registry, State, actor, clean, store, turn};
use crate::actor::{Actor, Language};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n;
use crate::ids::{JobId, UserId};
use crate::notices::{self, NewNotice, NoticeKind};

/// What each thread takes at most. Two long ones go on side by side, so that an import does not keep an export waiting; neither keeps short
/// work waiting, and the app stays quick for everybody else.
const THREADS: [Lane; 3] = [Lane::Short, Lane::Long, Lane::Long];
/// How often a job may begin without coming a step further. What ends the server twice would end it again.
const MOST_ATTEMPTS: i32 = 2;
/// How long a worker sleeps when nobody rings.
const NAP: Duration = Duration::from_secs(60);
/// Between two looks whether the disk has room again.
const FULL_DISK: Duration = Duration::from_secs(5);

pub struct Workers {
    jobs: Jobs,
    registry: Registry,
    stop: Arc<AtomicBool>,
    cleaned: Mutex<Option<DateTime<Utc>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Workers {
    pub fn new(jobs: Jobs, registry: Registry) -> Arc<Self> {
        Arc::new(Self { jobs, registry, stop: Arc::default(), cleaned: Mutex::default(), threads: Mutex::default() })
    }

    /// Whether the actor may take the file of a job, as things are now.
    pub(super) fn may_take(&self, job: &store::JobRow, actor: &Actor) -> Result<()> {
        self.registry.may_take(&job.kind, &job.input, &serde_json::from_str(&job.progress)?, actor)
    }

    /// Jobs as the API shows them, with what became of them since.
    pub(super) fn shown(&self, conn: &mut SqliteConnection, rows: &[store::JobRow]) -> Result<Vec<JobView>> {
        let mut jobs = rows.iter().map(JobView::of).collect::<Result<Vec<_>>>()?;
        self.registry.tell(conn, &mut jobs)?;
        Ok(jobs)
    }

    /// Takes up what the last run left, and then whatever comes.
    pub fn start(self: &Arc<Self>) {
        if let Err(error) = self.take_up() {
            tracing::error!(%error, "jobs of the last run could not be taken up");
        }
        let start = |(i, longest)| {
            let workers = self.clone();
            thread::Builder::new().name(format!("job {i}")).spawn(move || workers.work(longest))
        };
        for thread in (1..).zip(THREADS).map(start) {
            match thread {
                Ok(handle) => self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(handle),
                Err(error) => tracing::error!(%error, "a worker could not be started"),
            }
        }
    }

    /// Lets each running job end its step; they go on at the next start.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        self.jobs.bell.ring();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a worker panicked");
            }
        }
    }

    fn work(&self, longest: Lane) {
        while !self.stop.load(Ordering::SeqCst) {
            let rings = self.jobs.bell.rings();
            match self.work_through(longest) {
                Ok(()) => self.jobs.bell.wait(rings, NAP),
                // That is told already, and nothing can be begun before there is room.
                Err(Error::NoSpace) => self.jobs.bell.wait(rings, FULL_DISK),
                Err(error) => {
                    tracing::error!(%error, "a worker could not take a job");
                    self.jobs.bell.wait(rings, Duration::from_secs(1));
                }
            }
        }
    }

    /// Does everything that waits, on the calling thread.
    pub fn work_off(&self) -> Result<()> {
        self.work_through(Lane::Long)
    }

    fn work_through(&self, longest: Lane) -> Result<()> {
        self.clean()?;
        while !self.stop.load(Ordering::SeqCst)
            && let Some(row) = self.take(longest)?
        {
            self.run(&row)?;
        }
        Ok(())
    }

    /// Queues again what was under way when the last run ended, but for what seems to have ended it; returns how many.
    pub fn take_up(&self) -> Result<usize> {
        self.set_aside()?;
        self.jobs.db.write_unaudited_blocking(|tx| Ok(store::requeue(tx.conn)?))
    }

    /// Ends the jobs that began more than once and came no further. Nothing of their work is looked at before that is on disk.
    fn set_aside(&self) -> Result<()> {
        let stuck = self.jobs.db.read_blocking(|reader| Ok(store::stuck(reader.conn, MOST_ATTEMPTS)?))?;
        for row in stuck {
            tracing::error!(job = row.id.0, kind = row.kind, "a job broke off twice and is set aside");
            let error = explain(&Error::refused("job.set_aside"), language_of(&row)).to_string();
            let (id, told, owner) = (row.id, error.clone(), self.told(&row));
            self.jobs.db.write_blocking(&Actor::system("jobs"), move |tx| {
                store::move_to(tx.conn, id, State::Failed, Some(tx.now.timestamp_millis()))?;
                store::set_outcome(tx.conn, id, None, Some(&told))?;
                tell_end(tx, id, owner, State::Failed)?;
                audit::append(tx, Event::new(EventKind::JobSetAside).on("job", id.0)).map(drop)
            })?;
            let (jobs, stands) = (self.jobs.clone(), self.so_far(id).map(|stands| stands.to_string()));
            self.jobs.db.write_unaudited_blocking(move |tx| {
                store::set_outcome(tx.conn, id, stands.as_deref(), Some(&error))?;
                jobs.tell(tx, id)
            })?;
        }
        Ok(())
    }

    fn take(&self, longest: Lane) -> Result<Option<store::JobRow>> {
        let jobs = self.jobs.clone();
        self.jobs.db.write_unaudited_blocking(move |tx| {
            let queued = store::queued(tx.conn)?;
            let Some(id) = turn::next(&queued, &store::served(tx.conn, &queued)?, longest) else { return Ok(None) };
            store::begin(tx.conn, id, tx.now.timestamp_millis())?;
            jobs.tell(tx, id)?;
            Ok(store::find(tx.conn, id)?)
        })
    }

    fn run(&self, row: &store::JobRow) -> Result<()> {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.perform(row))).unwrap_or_else(|_| Err(Error::internal("a job panicked")));
        if matches!(&outcome, Err(Error::Refused(reason)) if reason.code == "job.stopped") {
            let id = row.id;
            return self.jobs.db.write_unaudited_blocking(move |tx| Ok(store::forgive(tx.conn, id)?));
        }
        let language = language_of(row);
        let (state, result, error) = match outcome {
            Ok(result) => (State::Done, Some(result), None),
            Err(error) => (State::Failed, self.so_far(row.id), Some(explain(&error, language))),
        };
        let [result, error] = [result, error].map(|json| json.map(|json| json.to_string()));
        loop {
            let rings = self.jobs.bell.rings();
            match self.settle(row, state, result.clone(), error.clone()) {
                // What became of a job is not lost because the disk is full; if the server stops first, the job is taken up again.
                Err(Error::NoSpace) if !self.stop.load(Ordering::SeqCst) => self.jobs.bell.wait(rings, Duration::from_secs(2)),
                settled => return settled,
            }
        }
    }

    fn settle(&self, row: &store::JobRow, state: State, result: Option<String>, error: Option<String>) -> Result<()> {
        let (id, jobs, told) = (row.id, self.jobs.clone(), self.told(row));
        self.jobs.db.write_unaudited_blocking(move |tx| {
            // One that was cancelled meanwhile stays so; what stands of it is told all the same.
            let moved = store::move_to(tx.conn, id, state, Some(tx.now.timestamp_millis()))?;
            store::set_outcome(tx.conn, id, result.as_deref(), error.as_deref().filter(|_| moved))?;
            tell_end(tx, id, told.filter(|_| moved), state)?;
            jobs.tell(tx, id)
        })
    }

    /// Whoever is to be told of a job's end: of a look at what would be done, nobody.
    fn told(&self, row: &store::JobRow) -> Option<UserId> {
        let looks = JobView::of(row).is_ok_and(|view| view.dry_run);
        row.user_id.filter(|_| !looks && self.registry.is_told(&row.kind, &row.input))
    }

    fn perform(&self, row: &store::JobRow) -> Result<Json> {
        let actor = self.jobs.db.read_blocking(|reader| actor::of(reader.conn, row))?;
        let mut work = JobRun::new(&self.jobs, &actor, row, self.stop.clone())?;
        self.registry.run(&row.kind, &row.input, &mut work)
    }

    /// What stands of a job that has ended before its time. That it cannot be told must not hide why the job ended.
    fn so_far(&self, id: JobId) -> Option<Json> {
        let stored = self.jobs.db.read_blocking(|reader| match store::find(reader.conn, id)? {
            Some(row) => Ok(Some((actor::of(reader.conn, &row)?, row))),
            None => Ok(None),
        });
        let told = stored.and_then(|stored| match stored {
            Some((actor, row)) => self.registry.so_far(&row.kind, &JobRun::new(&self.jobs, &actor, &row, self.stop.clone())?),
            None => Ok(None),
        });
        told.unwrap_or_else(|error| {
            tracing::warn!(%error, "what stands of a job could not be told");
            None
        })
    }

    fn clean(&self) -> Result<()> {
        let now = self.jobs.db.now();
        let mut cleaned = self.cleaned.lock().unwrap_or_else(PoisonError::into_inner);
        if clean::is_due(*cleaned, now) {
            // It makes room, also where there is none to write into.
            self.jobs.db.essential().write_unaudited_blocking(move |tx| clean::run(tx.conn, tx.now))?;
            *cleaned = Some(now);
            // Files go after their rows: what a crash leaves in between is swept the next time. That some cannot be removed keeps no job waiting.
            let known = || self.jobs.db.read_blocking(|reader| Ok(store::sealed_files(reader.conn)?.into_iter().collect()));
            if let Err(error) = self.jobs.files.sweep(known) {
                tracing::warn!(%error, "files that nobody knows any more could not be removed");
            }
        }
        Ok(())
    }
}

fn tell_end(tx: &mut Tx<'_>, id: JobId, user: Option<UserId>, state: State) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    notices::tell(tx, user, &NewNotice::new(NoticeKind::Job, "job").on(id.0).what(state.name()))
}

fn language_of(row: &store::JobRow) -> Language {
    Language::ALL.into_iter().find(|language| language.tag() == row.language).unwrap_or_default()
}

/// Why a job failed, in its user's words. A fault's cause goes to the log under its number, and no further.
fn explain(error: &Error, language: Language) -> Json {
    let code = error.code();
    if let Error::Internal(fault) = error {
        tracing::error!(trace = %fault.trace, cause = %fault.cause, "a job failed");
    }
    // Of a job that broke off, unlike of a request, earlier steps stand.
    let key = if code == "internal" { "job.broke_off" } else { code };
    let words = |part: &str| i18n::fill(language, &format!("errors.{key}.{part}"), &error.args());
    json!({ "code": code, "detail": words("detail"), "advice": words("advice") })
}

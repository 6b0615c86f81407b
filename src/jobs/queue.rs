//! The queue: in it goes durably, and the workers are woken.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::shares::Uploads;
use super::{Hub, Job, JobView, Lane, State, store, view};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind};
use crate::db::{Db, Tx};
use crate::error::{Error, Reason, Result};
use crate::ids::JobId;
use crate::sealed::SealedDirectory;

/// Jobs that somebody may have open at once. More would be a mistake, or keep others waiting.
const MOST_OPEN: i64 = 10;

/// What the app hands out for long work; cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    pub(super) db: Db,
    /// What jobs read with.
    pub(super) long: Db,
    pub files: SealedDirectory,
    pub hub: Hub,
    pub(super) uploads: Uploads,
    pub(super) bell: Arc<Bell>,
}

impl Jobs {
    pub fn new(db: Db, files: SealedDirectory) -> Self {
        Self { long: db.for_long_reads(), db, files, hub: Hub::default(), uploads: Uploads::default(), bell: Arc::default() }
    }

    /// Queues work in the actor's name.
    pub async fn submit<J: Job>(&self, actor: &Actor, title: String, input: &J::Input) -> Result<JobId> {
        self.submit_if::<J>(actor, title, input, |_| Ok(())).await
    }

    /// The same, unless something stands against it; that is asked in the transaction that queues, so that two at once cannot both
    /// find the way free.
    pub async fn submit_if<J: Job>(
        &self,
        actor: &Actor,
        title: String,
        input: &J::Input,
        is_free: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static,
    ) -> Result<JobId> {
        let (jobs, lane, input) = (self.clone(), J::lane(input), serde_json::to_string(input)?);
        self.db
            .write(actor, move |tx| {
                is_free(tx)?;
                jobs.enqueue(tx, J::KIND, lane, &title, &input)
            })
            .await
    }

    fn enqueue(self, tx: &mut Tx<'_>, kind: &str, lane: Lane, title: &str, input: &str) -> Result<JobId> {
        if let Some(user) = tx.actor.user
            && store::open(tx.conn, user)? >= MOST_OPEN
        {
            return Err(Error::Refused(Reason::new("job.too_many_open").with("max", MOST_OPEN)));
        }
        let proof = tx.actor.proof;
        let new = store::NewJob {
            kind,
            title,
            input,
            state: State::Queued.name(),
            user_id: tx.actor.user,
            language: tx.actor.language.tag(),
            created_at: tx.now.timestamp_millis(),
            ip: tx.actor.ip.map(|ip| ip.to_string()),
        };
        let factor_at = proof.factor_at.map(|at| at.timestamp_millis());
        let turn = store::NewTurn { lane: lane.name(), factor_at, device_trusted: proof.device_trusted };
        let id = tx.unaudited(|conn| Ok(store::insert(conn, &new, &turn)?))?;
        self.tell(tx, id)?;
        tx.after_commit(move || self.bell.ring());
        Ok(id)
    }

    /// Ends one of the actor's jobs. One that runs notices at its next step, which is undone.
    pub async fn cancel(&self, actor: &Actor, id: JobId) -> Result<()> {
        self.cancel_if(actor, id, move |tx| view::own(tx.conn, tx.actor, id).map(drop)).await
    }

    /// Ends anybody's job; whether the actor may, is the caller's business.
    pub async fn cancel_any(&self, actor: &Actor, id: JobId) -> Result<()> {
        self.cancel_if(actor, id, move |tx| store::find(tx.conn, id)?.map(drop).ok_or_else(Error::not_found)).await
    }

    async fn cancel_if(&self, actor: &Actor, id: JobId, is_known: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static) -> Result<()> {
        let jobs = self.clone();
        self.db
            .write(actor, move |tx| {
                is_known(tx)?;
                if !store::move_to(tx.conn, id, State::Cancelled, Some(tx.now.timestamp_millis()))? {
                    return Err(Error::refused("job.over"));
                }
                audit::append(tx, Event::new(EventKind::JobCancel).on("job", id.0))?;
                jobs.tell(tx, id)
            })
            .await
    }

    /// Tells the listeners how the job stands, once that is on disk.
    pub(super) fn tell(&self, tx: &mut Tx<'_>, id: JobId) -> Result<()> {
        let Some(row) = store::find(tx.conn, id)? else { return Ok(()) };
        let shown = serde_json::to_value(JobView::of(&row)?)?;
        let hub = self.hub.clone();
        tx.after_commit(move || hub.tell(row.user_id, shown));
        Ok(())
    }
}

/// Wakes the workers.
#[derive(Default)]
pub(super) struct Bell {
    /// How often it rang, so that a ring just before waiting is not lost.
    rings: Mutex<u64>,
    heard: Condvar,
}

impl Bell {
    pub fn ring(&self) {
        *self.rings.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.heard.notify_all();
    }

    pub fn rings(&self) -> u64 {
        *self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it has rung since `seen`, or for as long as given.
    pub fn wait(&self, seen: u64, at_most: Duration) {
        let rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.heard.wait_timeout_while(rings, at_most, |rings| *rings == seen));
    }
}

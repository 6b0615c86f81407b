//! Tells whoever listens that a job has changed.

use std::sync::Arc;

use rocket::tokio::sync::broadcast::{Receiver, Sender, channel};
use serde_json::Value as Json;

use crate::ids::UserId;

/// Somebody who reads more slowly than this misses changes, and the job list tells the rest.
const BACKLOG: usize = 256;

#[derive(Debug, Clone)]
pub struct Hub(Sender<Arc<JobChange>>);

/// A job as it now stands, and whose it is.
#[derive(Debug)]
pub struct JobChange {
    pub user: Option<UserId>,
    pub job: Json,
}

impl Default for Hub {
    fn default() -> Self {
        Self(channel(BACKLOG).0)
    }
}

impl Hub {
    pub fn listen(&self) -> Receiver<Arc<JobChange>> {
        self.0.subscribe()
    }

    pub(super) fn tell(&self, user: Option<UserId>, job: Json) {
        // Nobody listening is no fault.
        let _ = self.0.send(Arc::new(JobChange { user, job }));
    }
}

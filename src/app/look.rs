//! A large file takes too long to be read through before the start, so it is read while the server works.
//! Damage stops the server: every further write would make it harder to save the rest.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::{App, Closed};
use crate::db::OpenError;
use crate::error::Result;

/// A look at all pages that goes on behind the server. Dropped, it waits for its end: a process that ends under a thread that is at
/// work in OpenSSL crashes.
pub struct PageScan {
    found: Arc<Mutex<Option<OpenError>>>,
    thread: Option<JoinHandle<()>>,
}

impl PageScan {
    /// Begins, where the start has not looked already; tells `shutdown` when there is damage.
    pub fn begin(app: &App, shutdown: rocket::Shutdown) -> Result<Self> {
        let found = Arc::<Mutex<Option<OpenError>>>::default();
        if !app.db.is_large() {
            return Ok(Self { found, thread: None });
        }
        if app.db.is_beyond_page_check() {
            tracing::warn!(
                "the database is larger than 4 GB: its pages are verified as they are read, and not looked through behind the start"
            );
            return Ok(Self { found, thread: None });
        }
        let (check, told) = (app.db.page_check()?, found.clone());
        // A thread of its own: those of the runtime would keep the file from being closed before they have come to its end.
        let thread = thread::Builder::new().name("look".into()).spawn(move || match check() {
            Ok(()) => tracing::info!("every page of the database is whole"),
            Err(damage @ OpenError::Corrupt { .. }) => {
                tracing::error!(%damage, "the server stops");
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(damage);
                shutdown.notify();
            }
            Err(error) => tracing::error!(%error, "the database could not be looked through"),
        });
        Ok(Self { found, thread: Some(thread?) })
    }

    /// What was found until now.
    pub fn found(&self) -> Result<(), Closed> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).take();
        found.map_or(Ok(()), |damage| Err(damage.into()))
    }
}

impl Drop for PageScan {
    fn drop(&mut self) {
        // Damage found so late stays for the next start to find.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

//! A large file takes too long to be read through before the start, so it is read while the server works.
//! Damage stops the server: every further write would make it harder to save the rest.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Closed, House};
use crate::db::OpenError;

/// A look at all pages that goes on behind the server, and ends with it.
pub struct Look(Arc<Mutex<Option<OpenError>>>);

impl Look {
    /// Begins, where the start has not looked already; tells `shutdown` when there is damage.
    pub fn begin(house: &House, shutdown: rocket::Shutdown) -> Self {
        let found = Arc::<Mutex<Option<OpenError>>>::default();
        if house.db.is_large() {
            let (db, told) = (house.db.clone(), found.clone());
            // A thread of its own: those of the runtime would keep a server that stops waiting for the end of the file.
            std::thread::spawn(move || match db.check_pages() {
                Ok(()) => tracing::info!("every page of the database is whole"),
                Err(damage @ OpenError::Corrupt { .. }) => {
                    tracing::error!(%damage, "the server stops");
                    *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(damage);
                    shutdown.notify();
                }
                Err(error) => tracing::error!(%error, "the database could not be looked through"),
            });
        }
        Self(found)
    }

    /// What was found until now.
    pub fn end(self) -> Result<(), Closed> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        found.map_or(Ok(()), |damage| Err(damage.into()))
    }
}

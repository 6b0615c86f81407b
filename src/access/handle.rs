//! The one [`Access`] of an app, and the exchange of its catalog while it works.
//!
//! What decides about a catalog is made for it alone: vocabulary, schemas and policy set are built beside those at work and take their
//! place at once, and whatever reads the catalog takes it from the [`Access`] that it pinned. So a request or a job never sees the
//! catalog of one and the policies of another. Whoever is at work with a former one goes on with it; as long as anybody is, it is kept
//! up with roles, policies and people as the present one is.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwap;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::{Access, store};
use crate::actor::Actor;
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::http::problem;
use crate::model::Catalog;
use crate::people::{AdminRight, Administration};

pub struct AccessHandle {
    now: ArcSwap<Access>,
    /// Those of former catalogs; held while anything changes.
    former: Mutex<Vec<Weak<Access>>>,
}

impl AccessHandle {
    pub fn new(access: Arc<Access>) -> Self {
        Self { now: ArcSwap::new(access), former: Mutex::default() }
    }

    /// The access of this moment: whoever takes it keeps to it.
    pub fn pin(&self) -> Arc<Access> {
        self.now.load_full()
    }

    /// The access of a request, the same for whatever of it asks.
    pub fn pinned(&self, request: &Request<'_>) -> Arc<Access> {
        request.local_cache(|| self.pin()).clone()
    }

    /// Puts another catalog in the place of the one that served until now. One that cannot serve, or under which a policy could not be
    /// used any more, is refused, and everything stays as it is.
    pub fn exchange(&self, catalog: &Arc<Catalog>) -> Result<()> {
        catalog.check().map_err(Error::internal)?;
        loop {
            let now = self.pin();
            let next = Arc::new(now.over(catalog.clone()).map_err(Error::internal)?);
            let mut former = self.former.lock().unwrap_or_else(PoisonError::into_inner);
            // What was read anew while the next was built would be missing in it.
            if !Arc::ptr_eq(&now, &self.pin()) || next.snapshot().version != now.snapshot().version {
                continue;
            }
            former.push(Arc::downgrade(&now));
            self.now.store(next);
            return Ok(());
        }
    }

    /// Reads anew what changed since it was last read, for all that anybody works with.
    pub fn read_anew(&self, reader: &mut Reader<'_>) -> Result<()> {
        if self.pin().snapshot().version >= store::version(reader.conn)? {
            return Ok(());
        }
        let mut former = self.former.lock().unwrap_or_else(PoisonError::into_inner);
        former.retain(|access| access.strong_count() > 0);
        for access in former.iter().filter_map(Weak::upgrade) {
            if let Err(error) = access.read_anew(reader) {
                tracing::warn!(%error, "whoever works with a former catalog may do nothing any more");
                access.close();
            }
        }
        self.pin().read_anew(reader)
    }
}

impl Administration for AccessHandle {
    fn may(&self, actor: &Actor, right: AdminRight) -> bool {
        self.pin().may(actor, right)
    }

    fn keep_up(&self, reader: &mut Reader<'_>) -> Result<()> {
        self.read_anew(reader)
    }
}

/// The access of a request.
pub struct PinnedAccess(Arc<Access>);

impl Deref for PinnedAccess {
    type Target = Arc<Access>;

    fn deref(&self) -> &Arc<Access> {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for PinnedAccess {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match request.rocket().state::<Arc<AccessHandle>>() {
            Some(handle) => Outcome::Success(Self(handle.pinned(request))),
            None => problem::refuse(request, Error::internal("the app is not assembled")),
        }
    }
}

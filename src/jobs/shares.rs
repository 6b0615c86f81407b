//! Fair shares of what files take: bytes that lie here for somebody, and uploads that are under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::sqlite::SqliteConnection;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::{Jobs, store};
use crate::actor::Actor;
use crate::error::{Error, Reason, Result};
use crate::http::problem;
use crate::ids::UserId;

/// Bytes of files, brought and made, that lie here for one person: a gigabyte.
pub(super) const MOST_BYTES: i64 = 1 << 30;
/// Files that one person may be bringing at the same time. Each is in memory as a whole for a moment.
const MOST_UPLOADS: usize = 2;

/// Refuses a file for which somebody has no room left. Old files go by themselves, uploads after a day and results after a week.
pub(super) fn has_room(conn: &mut SqliteConnection, user: Option<UserId>, size: i64) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    if store::stored_bytes(conn, user)?.saturating_add(size) > MOST_BYTES {
        return Err(Error::Refused(Reason::new("job.too_much_stored").with("max", MOST_BYTES >> 20)));
    }
    Ok(())
}

/// Uploads under way, by person.
#[derive(Clone, Default)]
pub struct Uploads(Arc<Mutex<HashMap<UserId, usize>>>);

/// A handler that takes a file in asks for this; held until the file is in.
pub struct UploadTurn {
    pub actor: Actor,
    all: Uploads,
}

impl Uploads {
    fn enter(&self, actor: Actor) -> Result<UploadTurn> {
        if let Some(user) = actor.user {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let own = all.entry(user).or_default();
            if *own >= MOST_UPLOADS {
                return Err(Error::TooMany { retry_after: Duration::from_secs(5) });
            }
            *own += 1;
        }
        Ok(UploadTurn { actor, all: self.clone() })
    }
}

impl Drop for UploadTurn {
    fn drop(&mut self) {
        let Some(user) = self.actor.user else { return };
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = all.get_mut(&user) {
            *own -= 1;
            if *own == 0 {
                all.remove(&user);
            }
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for UploadTurn {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        let actor = match request.guard::<Actor>().await {
            Outcome::Success(actor) => actor,
            Outcome::Error(error) => return Outcome::Error(error),
            Outcome::Forward(status) => return Outcome::Forward(status),
        };
        let turn = match request.rocket().state::<Jobs>() {
            // What could not be kept is not taken in.
            Some(jobs) if jobs.db.is_out_of_space() => Err(Error::NoSpace),
            Some(jobs) => jobs.uploads.enter(actor),
            None => Err(Error::internal("no jobs are managed")),
        };
        match turn {
            Ok(turn) => Outcome::Success(turn),
            Err(error) => problem::refuse(request, error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_uploads_at_a_time_and_others_meanwhile() {
        let uploads = Uploads::default();
        let of = |user| Actor { user: Some(UserId(user)), ..Actor::system("test") };
        let (lin, wu) = (|| of(1), || of(2));
        let first = uploads.enter(lin()).unwrap();
        let second = uploads.enter(lin()).unwrap();
        assert!(matches!(uploads.enter(lin()), Err(Error::TooMany { .. })));
        assert!(uploads.enter(wu()).is_ok());
        drop(first);
        drop(uploads.enter(lin()).unwrap());
        drop(second);
        assert!(uploads.0.lock().unwrap().is_empty());
    }
}

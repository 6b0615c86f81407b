//! Changes as they happen, as server-sent events.

use std::time::Duration;

use rocket::http::Header;
use rocket::response::stream::{Event, EventStream};
use rocket::response::{self, Responder};
use rocket::tokio::select;
use rocket::tokio::sync::broadcast::error::RecvError;
use rocket::tokio::time::interval;
use rocket::{Request, Shutdown, State, get};

use super::{Jobs, store};
use crate::actor::Actor;
use crate::error::Result;
use crate::notices::{self, Unread};

/// Also how long a stream may outlive its session.
const BEAT: Duration = Duration::from_secs(15);

/// A stream that a proxy passes on piece by piece: nginx gathers answers unless it is told not to.
pub(super) struct Unbuffered<S>(S);

impl<'r, S: Responder<'r, 'r>> Responder<'r, 'r> for Unbuffered<S> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        let mut response = self.0.respond_to(request)?;
        response.set_header(Header::new("X-Accel-Buffering", "no"));
        Ok(response)
    }
}

/// One's own jobs, each as it changes, and how many notices are unread: at the start, and whenever that changes. The stream ends with the
/// session, and when the server does.
#[get("/events")]
pub(super) async fn events(actor: Actor, jobs: &State<Jobs>, mut shutdown: Shutdown) -> Result<Unbuffered<EventStream![Event + '_]>> {
    let (mut changes, mut notices) = (jobs.hub.listen(), notices::listen(&jobs.db)?);
    let stream = EventStream! {
        let (mut beat, mut told) = (interval(BEAT), None);
        loop {
            // Another process may have told somebody something: that is seen at the next beat.
            let look = select! {
                change = changes.recv() => {
                    match change {
                        Ok(change) if change.user == actor.user => yield Event::json(&change.job).event("job"),
                        Ok(_) | Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => break,
                    }
                    false
                }
                heard = notices.changed() => match heard {
                    Ok(()) => true,
                    Err(_) => break,
                },
                _ = beat.tick() => if stands(jobs, &actor).await { true } else { break },
                _ = &mut shutdown => break,
            };
            if look && let Some(unread) = unread(jobs, &actor).await && told != Some(unread) {
                yield Event::json(&unread).event("notices");
                told = Some(unread);
            }
        }
    };
    Ok(Unbuffered(stream.heartbeat(BEAT)))
}

/// None where that cannot be told just now.
async fn unread(jobs: &Jobs, actor: &Actor) -> Option<Unread> {
    let user = actor.user?;
    jobs.db.read(move |reader| notices::unread(reader.conn, user)).await.ok()
}

async fn stands(jobs: &Jobs, actor: &Actor) -> bool {
    let Some(session) = actor.session else { return true };
    jobs.db.read(move |reader| Ok(store::session_stands(reader.conn, session, reader.now.timestamp_millis())?)).await.unwrap_or(false)
}

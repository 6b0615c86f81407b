//! What a handler's signature can ask for: [`Actor`] and [`SameSite`].
//!
//! A handler that takes an `Actor` runs only for somebody with a session, never for another site, never too often. One query finds all
//! that is to be known about them.

use std::sync::Arc;

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::session::{self, ActiveSession};
use super::{Auth, Token};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind, Outcome as Ending};
use crate::config::Config;
use crate::db::{Db, Reader};
use crate::error::{Error, Result};
use crate::http::rate::{Client, Rate};
use crate::http::{address, language, origin, problem};

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Actor {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        // Several guards of one request ask; the database is asked once.
        let admitted = request.local_cache_async(async { admit(request).await.map_err(|error| problem::stash(request, error)) });
        match admitted.await {
            Ok(actor) => Outcome::Success(actor.clone()),
            Err(status) => problem::refused_with(*status),
        }
    }
}

async fn admit(request: &Request<'_>) -> Result<Actor> {
    let (db, auth, rate) = (state::<Db>(request)?, state::<Auth>(request)?, state::<Rate>(request)?);
    let from = address::of(request).0;
    let Some(found) = find(request, db, auth).await? else {
        // Without a session one is only an address.
        rate.request(Client::at(from))?;
        let foreign = origin::is_cross_site(request);
        return Err(if foreign { Error::forbidden("request.cross_site") } else { Error::unauthenticated("session.required") });
    };
    if let Some(session) = found.actor.session {
        rate.request(Client::Session(session))?;
        if found.is_stale(db.now()) {
            note_use(db, session);
        }
    }
    let language = found.language.map_or_else(|| language::of(request), |chosen| language::choose(request, chosen));
    let actor = Actor { ip: Some(from), language, ..found.actor };
    if origin::is_cross_site(request) {
        return Err(refuse_cross_site(request, db, &actor).await);
    }
    Ok(actor)
}

async fn find(request: &Request<'_>, db: &Db, auth: &Auth) -> Result<Option<ActiveSession>> {
    let name = session::cookie_name(state::<Arc<Config>>(request)?.is_https());
    let Some(token) = request.cookies().get(name).and_then(|cookie| Token::parse(cookie.value())) else { return Ok(None) };
    let hash = token.hash();
    let found = match auth.known.get(&hash, db) {
        Some(known) => Some(known),
        None => look_up(db, auth, hash).await?,
    };
    Ok(found.filter(|found| !found.is_over(db.now(), &auth.terms)))
}

async fn look_up(db: &Db, auth: &Auth, hash: String) -> Result<Option<ActiveSession>> {
    let asked = hash.clone();
    let administration = auth.administration.clone();
    let look = move |reader: &mut Reader<'_>| {
        // Whatever was changed before this request counts for it.
        administration.keep_up(reader)?;
        Ok((session::find(reader, &asked)?, reader.generation))
    };
    let (found, generation) = db.read(look).await?;
    if let (Some(found), Some(generation)) = (&found, generation) {
        auth.known.keep(hash, generation, found.clone());
    }
    Ok(found)
}

/// Nobody waits for this: the answer does not depend on it.
fn note_use(db: &Db, session: crate::ids::SessionId) {
    let db = db.essential();
    rocket::tokio::spawn(async move {
        if let Err(error) = db.write_unaudited(move |tx| session::touch(tx, session)).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    });
}

async fn refuse_cross_site(request: &Request<'_>, db: &Db, actor: &Actor) -> Error {
    let event = Event::new(EventKind::RequestRefused)
        .outcome(Ending::Refused)
        .with("reason", "cross_site")
        .with("method", request.method().as_str());
    match db.write(actor, move |tx| audit::append(tx, event).map(drop)).await {
        Ok(()) => Error::forbidden("request.cross_site"),
        Err(error) => error,
    }
}

/// For requests that change something before there is a session: the same refusal of other sites. It counts as an attempt to sign in.
#[derive(Debug, Clone, Copy)]
pub struct SameSite;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SameSite {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match same_site(request).await {
            Ok(()) => Outcome::Success(Self),
            Err(error) => problem::refuse(request, error),
        }
    }
}

async fn same_site(request: &Request<'_>) -> Result<()> {
    let from = address::of(request).0;
    // First, so that the log cannot be flooded either.
    state::<Rate>(request)?.login(from)?;
    if origin::is_cross_site(request) {
        let who = Actor { ip: Some(from), ..Actor::system("visitor") };
        return Err(refuse_cross_site(request, state::<Db>(request)?, &who).await);
    }
    Ok(())
}

/// State that the server was built without: a mistake of ours, found by the first test that asks.
fn state<'r, T: Send + Sync + 'static>(request: &'r Request<'_>) -> Result<&'r T> {
    request.rocket().state::<T>().ok_or_else(|| Error::internal(format!("{} is not managed", std::any::type_name::<T>())))
}

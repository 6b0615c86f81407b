//! The engine over HTTP: `/api/objects`, `/api/records`, `/api/share-requests`, `/api/search`, `/api/recycle-bin`.
//!
//! A handler says what it needs and calls one of the two doors; there is no SQL, no permission and no business in it.

mod catalog;
mod change;
mod look;
mod presence;
mod reveal;
mod search;
mod shares;
mod turns;
mod views;

pub use catalog::objects_for;
pub use look::Listing;
pub use turns::ReadTurns;

use std::sync::Arc;
use std::time::Duration;

use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::Value;
use rocket::{Request, Route, routes};

use super::{Engine, PinnedEngine, audit_refusals};
use crate::actor::Actor;
use crate::db::{Db, Reader, Tx};
use crate::error::{Error, Result};
use crate::http::problem;
use crate::ids::RecordId;
use crate::model::{Draft, Field, Object};
use crate::records::{draft_from_json, record_from_json};

pub fn routes() -> Vec<Route> {
    routes![
        catalog::objects,
        catalog::object,
        look::list,
        look::groups,
        look::one,
        look::related,
        look::related_counts,
        look::timeline,
        look::check,
        change::create,
        change::update,
        change::delete,
        change::act,
        change::restore,
        search::search,
        search::recycle_bin,
        presence::presence,
        presence::holding,
        reveal::reveal,
        reveal::allowance,
        shares::team,
        shares::share,
        shares::unshare,
        shares::ask,
        shares::requests,
        shares::answer,
        views::list,
        views::create,
        views::update,
        views::delete,
        views::restore,
    ]
}

/// What a handler of records works with: the app and who asks.
#[derive(Clone)]
pub struct RecordContext {
    pub db: Db,
    pub engine: Arc<Engine>,
    pub actor: Actor,
    reads: Arc<ReadTurns>,
}

/// How long somebody's read may take that carries what they made up: a filter.
const LONGEST_READ: Duration = Duration::from_secs(5);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RecordContext {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        let actor = match request.guard::<Actor>().await {
            Outcome::Success(actor) => actor,
            Outcome::Error(error) => return Outcome::Error(error),
            Outcome::Forward(status) => return Outcome::Forward(status),
        };
        let (db, reads) = (request.rocket().state::<Db>(), request.rocket().state::<Arc<ReadTurns>>());
        match (db, reads, request.guard::<PinnedEngine>().await) {
            (Some(db), Some(reads), Outcome::Success(engine)) => {
                Outcome::Success(Self { db: db.clone(), engine: engine.clone(), actor, reads: reads.clone() })
            }
            _ => problem::refuse(request, Error::internal("the app is not assembled")),
        }
    }
}

impl RecordContext {
    /// Reads in the actor's name; a refusal is written down before it is told.
    pub async fn read<T, F>(self, object: &str, id: Option<RecordId>, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Engine, &mut Reader<'_>, &Actor, &Object) -> Result<T> + Send + 'static,
    {
        let object = self.engine.object(object)?.clone();
        let (engine, actor, asked) = (self.engine.clone(), self.actor.clone(), object.clone());
        let answer = self.take_turn(move |reader| f(&engine, reader, &actor, &asked)).await;
        if answer.is_ok() && self.engine.is_watched(&self.actor) {
            audit_refusals::look(&self.db, &self.actor, &object, id).await?;
        }
        audit_refusals::refusals(&self.db, &self.actor, &object, id, answer).await
    }

    /// Reads when it is the actor's turn, and not for ever.
    async fn take_turn<T: Send + 'static>(&self, f: impl FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let _turn = self.reads.enter(self.actor.user).await?;
        self.db.within(LONGEST_READ).read(f).await
    }

    /// What a request wants a record to hold. Read before the writer is entered, so that a long body keeps nobody waiting.
    pub fn draft(&self, fields: &[Field], input: &Value) -> Result<Draft> {
        draft_from_json(fields, input, &self.engine.context(&self.actor, self.db.now()))
    }

    /// The same for a whole record, its lines along.
    pub fn record(&self, object: &Object, input: &Value) -> Result<Draft> {
        record_from_json(object, input, &self.engine.context(&self.actor, self.db.now()))
    }

    /// Writes in the actor's name.
    pub async fn write<T, F>(self, object: &str, id: Option<RecordId>, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Engine, &mut Tx<'_>, &Object) -> Result<T> + Send + 'static,
    {
        let object = self.engine.object(object)?.clone();
        let (engine, asked) = (self.engine.clone(), object.clone());
        let answer = self.db.write(&self.actor, move |tx| f(&engine, tx, &asked)).await;
        audit_refusals::refusals(&self.db, &self.actor, &object, id, answer).await
    }
}

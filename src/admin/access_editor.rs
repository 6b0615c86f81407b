//! A change of roles or policies on its way: looked at, then saved, or put before a second person where the company asks for two.

use std::sync::Arc;

use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder};
use rocket::serde::json::{Json, Value};
use rocket::{Request, Response};
use serde_json::json;

use crate::access::change::{self, AccessChange};
use crate::access::{Access, AccessHandle, Proposal};
use crate::actor::Actor;
use crate::db::{Db, Reader};
use crate::error::{Error, Result};
use crate::http::problem;

/// What the handlers of roles and policies work with; who asks is said by a guard of its own.
pub struct AccessEditor {
    pub db: Db,
    pub access: Arc<Access>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for AccessEditor {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match (request.rocket().state::<Db>(), request.rocket().state::<Arc<AccessHandle>>()) {
            (Some(db), Some(access)) => Outcome::Success(Self { db: db.clone(), access: access.pinned(request) }),
            _ => problem::refuse(request, Error::internal("the house is not furnished")),
        }
    }
}

/// What became of a change.
pub enum ChangeOutcome {
    /// Saved; a policy that is new has its number.
    Saved(Option<i64>),
    /// It waits for a second person, under this number.
    Proposed(i64),
}

impl AccessEditor {
    pub async fn read<T: Send + 'static>(&self, f: impl FnOnce(&Access, &mut Reader<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let access = self.access.clone();
        self.db.read(move |reader| f(&access, reader)).await
    }

    /// The same for what builds a policy set or goes through all people: requests keep their readers meanwhile.
    pub async fn read_long<T: Send + 'static>(&self, f: impl FnOnce(&Access, &mut Reader<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let access = self.access.clone();
        self.db.for_long_reads().read(move |reader| f(&access, reader)).await
    }

    /// Saves a change in the actor's name, or proposes it.
    pub async fn change(&self, actor: &Actor, change: AccessChange) -> Result<ChangeOutcome> {
        let look =
            move |access: &Access, reader: &mut Reader<'_>| Ok((access.check(reader.conn, change)?, change::needs_two(reader.conn)?));
        let (checked, two) = self.read_long(look).await?;
        let decide = move |tx: &mut crate::db::Tx<'_>| match two {
            true => Proposal::make(tx, &checked).map(ChangeOutcome::Proposed),
            false => change::apply(tx, &checked).map(ChangeOutcome::Saved),
        };
        self.db.write(actor, decide).await
    }
}

/// How a change is answered: as it now stands, or that it waits.
pub enum ChangeAnswer {
    Shown(Status, Value),
    Created(String, Value),
    Gone,
    Waits(i64),
}

impl<'r> Responder<'r, 'static> for ChangeAnswer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let json = |status: Status, value: Value| {
            let mut answer = Json(value).respond_to(request)?;
            answer.set_status(status);
            Ok(answer)
        };
        match self {
            Self::Shown(status, value) => json(status, value),
            Self::Created(place, value) => {
                let mut answer = json(Status::Created, value)?;
                answer.set_header(Header::new("Location", place));
                Ok(answer)
            }
            Self::Gone => Response::build().status(Status::NoContent).ok(),
            Self::Waits(proposal) => json(Status::Accepted, json!({ "proposal": proposal.to_string() })),
        }
    }
}

//! The rights of administration, as guards: a handler's signature says which it needs.
//!
//! A refusal is in the log before it is told. Who is asking, `auth` finds out: it makes the [`Actor`].

use std::sync::Arc;

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::role::{Administration, Right};
use crate::actor::Actor;
use crate::audit::{self, Event, Kind, Outcome as Ending};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::problem;

/// Somebody who may administer users and departments.
#[derive(Debug, Clone)]
pub struct UserAdmin(pub Actor);

/// Somebody who may read the audit log.
#[derive(Debug, Clone)]
pub struct AuditReader(pub Actor);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for UserAdmin {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, Right::Users).await.map(Self)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for AuditReader {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, Right::Audit).await.map(Self)
    }
}

async fn holding(request: &Request<'_>, right: Right) -> Outcome<Actor, Error> {
    let actor = match request.guard::<Actor>().await {
        Outcome::Success(actor) => actor,
        other => return other,
    };
    match demand(request, &actor, right).await {
        Ok(()) => Outcome::Success(actor),
        Err(error) => problem::refuse(request, error),
    }
}

async fn demand(request: &Request<'_>, actor: &Actor, right: Right) -> Result<()> {
    let administration =
        request.rocket().state::<Arc<dyn Administration>>().ok_or_else(|| Error::internal("no administration is managed"))?;
    if administration.may(actor, right) {
        return Ok(());
    }
    let event =
        Event::new(Kind::AccessRefused).outcome(Ending::Refused).with("right", right.name()).with("method", request.method().as_str());
    let db = request.rocket().state::<Db>().ok_or_else(|| Error::internal("no database is managed"))?;
    db.write(actor, move |tx| audit::append(tx, event).map(drop)).await?;
    Err(Error::forbidden("access.forbidden"))
}

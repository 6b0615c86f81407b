//! The rights of administration, as guards: a handler's signature says which it needs.
//!
//! A refusal is in the log before it is told. Who is asking, `auth` finds out: it makes the [`Actor`].

use std::sync::Arc;

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::role::{AdminRight, Administration};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind, Outcome as Ending};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::problem;

/// Somebody who may administer users and departments.
#[derive(Debug, Clone)]
pub struct UserAdmin(pub Actor);

/// Somebody who may say who may what: roles, policies, reviews.
#[derive(Debug, Clone)]
pub struct AccessAdmin(pub Actor);

/// Somebody who may ask who may see what.
#[derive(Debug, Clone)]
pub struct AccessReader(pub Actor);

/// Somebody who may administer people in one way or the other. What exactly is asked for is demanded with [`demand`].
#[derive(Debug, Clone)]
pub struct StaffAdmin(pub Actor);

/// Somebody who may change how the app is run.
#[derive(Debug, Clone)]
pub struct SettingsAdmin(pub Actor);

/// Somebody who may read the audit log.
#[derive(Debug, Clone)]
pub struct AuditReader(pub Actor);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for UserAdmin {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, &[AdminRight::Users]).await.map(Self)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for AuditReader {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, &[AdminRight::Audit]).await.map(Self)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for AccessAdmin {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, &[AdminRight::Access]).await.map(Self)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for AccessReader {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, &[AdminRight::Explain]).await.map(Self)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SettingsAdmin {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, &[AdminRight::Settings]).await.map(Self)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for StaffAdmin {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        holding(request, &[AdminRight::Users, AdminRight::Access]).await.map(Self)
    }
}

/// One of the rights is enough.
async fn holding(request: &Request<'_>, rights: &[AdminRight]) -> Outcome<Actor, Error> {
    let actor = match request.guard::<Actor>().await {
        Outcome::Success(actor) => actor,
        other => return other,
    };
    match one_of(request, &actor, rights).await {
        Ok(()) => Outcome::Success(actor),
        Err(error) => problem::refuse(request, error),
    }
}

async fn one_of(request: &Request<'_>, actor: &Actor, rights: &[AdminRight]) -> Result<()> {
    let administration =
        request.rocket().state::<Arc<dyn Administration>>().ok_or_else(|| Error::internal("no administration is managed"))?;
    let db = request.rocket().state::<Db>().ok_or_else(|| Error::internal("no database is managed"))?;
    match rights {
        [one] => demand(db, &**administration, actor, *one).await,
        several if several.iter().any(|right| administration.may(actor, *right)) => Ok(()),
        several => demand(db, &**administration, actor, several[0]).await,
    }
}

/// Refuses whoever lacks a right, once the refusal is in the log.
pub async fn demand(db: &Db, administration: &dyn Administration, actor: &Actor, right: AdminRight) -> Result<()> {
    if administration.may(actor, right) {
        return Ok(());
    }
    let event = Event::new(EventKind::AccessRefused).outcome(Ending::Refused).with("right", right.name());
    db.write(actor, move |tx| audit::append(tx, event).map(drop)).await?;
    Err(Error::forbidden("access.forbidden"))
}

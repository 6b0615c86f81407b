//! The routes of those who are invited: they have no session yet. Each request counts as an attempt to sign in.

use std::sync::Arc;

use rand::rngs::SysRng;
use rocket::http::CookieJar;
use rocket::serde::json::Json;
use rocket::{Route, State, post, routes};
use serde::{Deserialize, Serialize};

use super::me::Me;
use super::routes::{Visitor, welcome};
use super::sign_in::{self, SignedIn};
use super::{Auth, Password, SameSite, Token, invitation, session};
use crate::actor::Actor;
use crate::clock::rfc3339;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Input;
use crate::people::settings;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InvitationToken {
    token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    token: String,
    password: Password,
}

/// For whom a link is.
#[derive(Serialize)]
struct Guest {
    login: String,
    name: String,
    organisation: String,
    expires_at: String,
}

fn parse(token: &str) -> Result<Token> {
    Token::parse(token).ok_or_else(|| Error::forbidden("invitation.link"))
}

/// For whom a link is, so that people see their login before they choose a password.
#[post("/invitation", data = "<input>")]
async fn show(_same_site: SameSite, db: &State<Db>, input: Input<InvitationToken>) -> Result<Json<Guest>> {
    let token = parse(&input.into_inner().token)?;
    db.read(move |reader| {
        let (user, expires_at) = invitation::guest(reader.conn, &token, reader.now)?;
        let organisation = settings::get(reader.conn, settings::ORGANISATION)?.unwrap_or_default();
        Ok(Json(Guest { login: user.login, name: user.name, organisation, expires_at: rfc3339(expires_at) }))
    })
    .await
}

/// Chooses the password and signs in.
#[post("/invitation/accept", data = "<input>")]
async fn accept(
    _same_site: SameSite,
    visitor: Visitor,
    db: &State<Db>,
    auth: &State<Auth>,
    config: &State<Arc<Config>>,
    cookies: &CookieJar<'_>,
    input: Input<Acceptance>,
) -> Result<Json<Me>> {
    let Acceptance { token, password } = input.into_inner();
    let device = visitor.device.clone();
    let signed_in = enter(db, auth, visitor, parse(&token)?, password).await?;
    welcome(db, auth, config, (cookies, device), signed_in).await.map(Json)
}

async fn enter(db: &Db, auth: &Auth, visitor: Visitor, link: Token, password: Password) -> Result<SignedIn> {
    // Before a tenth of a second of hashing is spent on a stranger.
    let known = link.clone();
    let (guest, _) = db.read(move |reader| invitation::guest(reader.conn, &known, reader.now)).await?;
    let hash = auth.passwords.make(password, sign_in::about(db, &guest.login, &guest.name).await?).await?;
    let who = Actor {
        user: Some(guest.id),
        login: guest.login.as_str().into(),
        name: guest.name.as_str().into(),
        ip: Some(visitor.origin.ip),
        language: visitor.language,
        ..Actor::system("invitation")
    };
    let (token, terms) = (Token::random(&mut SysRng)?, auth.terms.clone());
    let (its, origin) = (token.clone(), visitor.origin);
    let session = db.write(&who, move |tx| {
        let user = invitation::accept(tx, &link, &hash)?;
        session::start(tx, &its, user.id, &origin, &terms)
    });
    let session = session.await?;
    Ok(SignedIn { token, actor: Actor { session: Some(session), ..who } })
}

/// For `/api`.
pub(super) fn routes() -> Vec<Route> {
    routes![show, accept]
}

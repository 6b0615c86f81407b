//! The routes of sessions and set-up (docs/API.md). Passwords pass through here and are never logged.

use std::sync::Arc;

use rocket::http::CookieJar;
use rocket::request::{FromRequest, Outcome};
use rocket::response::status::{Created, NoContent};
use rocket::serde::json::Json;
use rocket::{Request, Route, State, delete, get, patch, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::me::{self, Me};
use super::session::{self, ListedSession, Origin};
use super::setup::{self, Founding, Recovery};
use super::sign_in::{self, SignedIn};
use super::{Auth, DeviceCookie, KnownDevice, Password, SameSite, Token, device};
use crate::actor::{Actor, Language};
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::health::Waiting;
use crate::http::rate::Rate;
use crate::http::{Input, address, language};
use crate::people::Login;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    login: String,
    password: Password,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    current: Password,
    password: Password,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstRun {
    token: String,
    organisation: String,
    login: String,
    name: String,
    password: Password,
}

#[derive(Serialize)]
struct Welcome {
    #[serde(flatten)]
    me: Me,
    recovery_code: String,
}

/// From where a visitor comes, the language to answer in, and whose device it is known to be.
pub(super) struct Visitor {
    pub origin: Origin,
    pub language: Language,
    pub device: Option<KnownDevice>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let agent = request.headers().get_one("User-Agent").map(str::to_owned);
        let (origin, device) = (Origin { ip: address::of(request).0, agent }, device::known(request));
        Outcome::Success(Self { origin, language: language::of(request), device })
    }
}

/// Signs in.
#[post("/session", data = "<input>")]
async fn enter(
    _same_site: SameSite,
    visitor: Visitor,
    db: &State<Db>,
    auth: &State<Auth>,
    config: &State<Arc<Config>>,
    cookies: &CookieJar<'_>,
    input: Input<Credentials>,
) -> Result<Json<Me>> {
    let Credentials { login, password } = input.into_inner();
    let Visitor { origin, language, device } = visitor;
    let signed_in = sign_in::sign_in(auth, db, (&login, password), origin, device.clone(), language).await?;
    welcome(db, auth, config, (cookies, device), signed_in).await.map(Json)
}

/// Hands over the cookie and tells whom it is for.
pub(super) async fn welcome(
    db: &Db,
    auth: &Auth,
    config: &Config,
    (cookies, device): (&CookieJar<'_>, Option<KnownDevice>),
    signed_in: SignedIn,
) -> Result<Me> {
    let known = signed_in.actor.user.and_then(|user| device::cookie(&auth.devices, device.as_ref(), user, config.is_https()));
    let answer = who(db, auth, config, signed_in.actor).await?;
    cookies.add(session::cookie(&signed_in.token, config.is_https(), &config.session));
    if let Some(known) = known {
        cookies.add(known);
    }
    Ok(answer)
}

/// What the console is told about an actor.
pub async fn who(db: &Db, auth: &Auth, config: &Config, actor: Actor) -> Result<Me> {
    let (terms, zone, administration) = (config.session.clone(), config.time_zone, auth.administration.clone());
    let mail = config.mail.host.is_some();
    db.read(move |reader| me::me(reader, &actor, &terms, zone, mail, &*administration)).await
}

/// Who am I, and what may I do?
#[get("/session")]
async fn whoami(actor: Actor, db: &State<Db>, auth: &State<Auth>, config: &State<Arc<Config>>) -> Result<Json<Me>> {
    who(db, auth, config, actor).await.map(Json)
}

/// Logs out.
#[delete("/session")]
async fn sign_out(actor: Actor, db: &State<Db>, config: &State<Arc<Config>>, cookies: &CookieJar<'_>) -> Result<NoContent> {
    db.essential().write(&actor, session::end).await?;
    cookies.add(session::no_cookie(config.is_https()));
    Ok(NoContent)
}

/// One's own sessions.
#[get("/session/all")]
async fn list(actor: Actor, db: &State<Db>, config: &State<Arc<Config>>) -> Result<Json<Vec<ListedSession>>> {
    let terms = config.session.clone();
    db.read(move |reader| session::list(reader, &actor, &terms)).await.map(Json)
}

/// Ends all sessions but this one.
#[delete("/session/all")]
async fn sign_out_others(actor: Actor, db: &State<Db>) -> Result<NoContent> {
    db.write(&actor, session::end_others).await.map(|()| NoContent)
}

/// Changes one's own password; the other sessions end. It counts as an attempt to sign in: it costs as much.
#[post("/session/password", data = "<input>")]
async fn change_password(
    actor: Actor,
    device: DeviceCookie,
    db: &State<Db>,
    auth: &State<Auth>,
    rate: &State<Rate>,
    input: Input<NewPassword>,
) -> Result<NoContent> {
    actor.ip.map_or(Ok(()), |address| rate.login(address))?;
    let NewPassword { current, password } = input.into_inner();
    sign_in::change_password(auth, db, &actor, device.0, (current, password)).await.map(|()| NoContent)
}

/// Merges one's own preferences; `null` removes a key.
#[patch("/session/preferences", data = "<input>")]
async fn prefer(actor: Actor, db: &State<Db>, input: Input<Map<String, Value>>) -> Result<Json<Value>> {
    let (user, _) = session::own(&actor)?;
    db.write_unaudited(move |tx| me::prefer(tx, user, input.into_inner())).await.map(Json)
}

/// Makes the first administrator and signs in.
#[post("/setup", data = "<input>")]
#[expect(clippy::too_many_arguments, reason = "a handler's signature says what it needs")]
async fn set_up(
    _same_site: SameSite,
    visitor: Visitor,
    db: &State<Db>,
    auth: &State<Auth>,
    config: &State<Arc<Config>>,
    waiting: &State<Waiting>,
    recovery: &State<Arc<dyn Recovery>>,
    cookies: &CookieJar<'_>,
    input: Input<FirstRun>,
) -> Result<Created<Json<Welcome>>> {
    let device = visitor.device.clone();
    let (signed_in, recovery_code) = found(auth, db, Arc::clone(recovery), visitor, input.into_inner()).await?;
    waiting.set(false);
    let me = welcome(db, auth, config, (cookies, device), signed_in).await?;
    Ok(Created::new("/api/session").body(Json(Welcome { me, recovery_code })))
}

async fn found(auth: &Auth, db: &Db, recovery: Arc<dyn Recovery>, visitor: Visitor, input: FirstRun) -> Result<(SignedIn, String)> {
    let link = Token::parse(&input.token).ok_or_else(|| Error::forbidden("setup.link"))?;
    let who = Actor { ip: Some(visitor.origin.ip), language: visitor.language, ..Actor::system("setup") };
    // Before a tenth of a second of hashing is spent on a stranger.
    let known = link.clone();
    db.write_unaudited(move |tx| setup::check_link(tx, &known)).await?;
    let (login, organisation) = checked(&input)?;
    let about = vec![input.login, input.name.clone(), organisation.clone()];
    let password = auth.passwords.make(input.password, about).await?;
    let founding = Founding { organisation, login: login.clone(), name: input.name.clone(), password };
    let (token, terms) = (Token::random(&mut rand::rngs::SysRng)?, auth.terms.clone());
    let (its, origin) = (token.clone(), visitor.origin);
    let (founded, session) = db
        .write(&who, move |tx| {
            let founded = setup::finish(tx, &link, founding, &*recovery)?;
            let session = session::start(tx, &its, founded.user, &origin, &terms)?;
            Ok((founded, session))
        })
        .await?;
    let actor = Actor { user: Some(founded.user), login: login.as_str().into(), name: input.name.into(), session: Some(session), ..who };
    Ok((SignedIn { token, actor }, founded.recovery_code))
}

/// All that is wrong with the form at once.
fn checked(input: &FirstRun) -> Result<(Login, String)> {
    let name = crate::people::named("name", &input.name);
    match (Login::parse(&input.login), setup::organisation(&input.organisation), name) {
        (Ok(login), Ok(organisation), Ok(_)) => Ok((login, organisation)),
        (login, organisation, name) => Err(Error::Rejected([login.err(), organisation.err(), name.err()].into_iter().flatten().collect())),
    }
}

/// For `/api`.
pub(super) fn routes() -> Vec<Route> {
    routes![enter, whoami, sign_out, list, sign_out_others, change_password, prefer, set_up]
}

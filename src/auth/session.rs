//! Sessions: a random token in a cookie, its hash in the table.
//!
//! A session is over when nobody used it for the idle time, when its absolute time is up, when its owner logs out, changes the password,
//! or is disabled. Roles are read anew with each request, so a right that was withdrawn is gone at once.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use diesel::sqlite::SqliteConnection;
use rocket::http::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use super::store;
use super::token::Token;
use crate::actor::{Actor, Language};
use crate::audit::{self, Event, EventKind};
use crate::clock::{from_millis, rfc3339};
use crate::config;
use crate::db::{Reader, Tx};
use crate::error::{Error, Result};
use crate::ids::{SessionId, UserId};

/// `seen_at` is written at most so often.
const REFRESH: Duration = Duration::minutes(1);
/// The longest description of a browser that is kept, in characters.
const LONGEST_AGENT: usize = 200;

/// From where somebody signs in.
#[derive(Debug, Clone)]
pub struct Origin {
    pub ip: IpAddr,
    pub agent: Option<String>,
}

/// A session that is not over, and who is behind it. Address and language are the request's to add.
#[derive(Debug, Clone)]
pub struct ActiveSession {
    pub actor: Actor,
    /// What the person chose, before what the browser asks for.
    pub language: Option<Language>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl ActiveSession {
    pub fn is_over(&self, now: DateTime<Utc>, terms: &config::Session) -> bool {
        now >= until(self.seen_at, self.expires_at, terms)
    }

    /// `seen_at` wants to be written.
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        now >= self.seen_at + REFRESH
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListedSession {
    pub id: SessionId,
    pub created_at: String,
    pub seen_at: String,
    pub ip: Option<String>,
    pub agent: Option<String>,
    pub current: bool,
}

/// Starts a session for somebody who has proved who they are, and writes `session.start`.
pub fn start(tx: &mut Tx<'_>, token: &Token, user: UserId, from: &Origin, terms: &config::Session) -> Result<SessionId> {
    let now = tx.now.timestamp_millis();
    let agent = from.agent.as_deref().map(|agent| agent.chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect());
    let row = store::NewSession {
        token_hash: token.hash(),
        user_id: user,
        created_at: now,
        seen_at: now,
        expires_at: (tx.now + terms.absolute()).timestamp_millis(),
        ip: Some(from.ip.to_string()),
        agent,
    };
    let id = store::insert_session(tx.conn, &row)?;
    audit::append(tx, Event::new(EventKind::SessionStart).on("user", user.0).with("session", id.0))?;
    Ok(id)
}

/// Who is behind the token of this hash, even if the session is over; `None` when nobody is.
pub fn find(reader: &mut Reader<'_>, token_hash: &str) -> Result<Option<ActiveSession>> {
    let rows = store::seen(reader.conn, token_hash)?;
    let Some(first) = rows.first() else { return Ok(None) };
    Ok(Some(ActiveSession {
        language: chosen_language(&first.preferences),
        seen_at: from_millis(first.seen_at),
        expires_at: from_millis(first.expires_at),
        actor: Actor {
            user: Some(first.user),
            login: first.login.as_str().into(),
            name: first.name.as_str().into(),
            department: first.department,
            roles: rows.iter().filter_map(|row| row.role.clone()).collect::<Arc<[String]>>(),
            session: Some(first.session),
            ip: None,
            proof: crate::actor::Proof::default(),
            language: Language::default(),
        },
    }))
}

/// When a session ends if nobody uses it any more.
fn until(seen_at: DateTime<Utc>, expires_at: DateTime<Utc>, terms: &config::Session) -> DateTime<Utc> {
    (seen_at + terms.idle()).min(expires_at)
}

pub(super) fn chosen_language(preferences: &str) -> Option<Language> {
    #[derive(Deserialize)]
    struct Chosen {
        locale: Option<String>,
    }
    // Most people chose nothing, and this is on the path of every request.
    if !preferences.contains("locale") {
        return None;
    }
    let chosen: Chosen = serde_json::from_str(preferences).ok()?;
    Language::accepted(&chosen.locale?)
}

/// Notes that the session is in use. Book-keeping; run it through `Db::write_unaudited`.
pub fn touch(tx: &mut Tx<'_>, id: SessionId) -> Result<()> {
    Ok(store::touch(tx.conn, id, (tx.now - REFRESH).timestamp_millis() + 1, tx.now.timestamp_millis())?)
}

/// When the actor's session ends if it is not used any more.
pub fn expires_at(conn: &mut SqliteConnection, actor: &Actor, terms: &config::Session) -> Result<DateTime<Utc>> {
    let (_, session) = own(actor)?;
    let row = store::session(conn, session)?.ok_or_else(|| Error::unauthenticated("session.required"))?;
    Ok(until(from_millis(row.seen_at), from_millis(row.expires_at), terms))
}

/// The actor's sessions, the last used first.
pub fn list(reader: &mut Reader<'_>, actor: &Actor, terms: &config::Session) -> Result<Vec<ListedSession>> {
    let (user, current) = own(actor)?;
    let now = reader.now;
    let rows = store::sessions_of(reader.conn, user)?;
    Ok(rows
        .into_iter()
        .filter(|row| now < until(from_millis(row.seen_at), from_millis(row.expires_at), terms))
        .map(|row| ListedSession {
            id: row.id,
            created_at: rfc3339(from_millis(row.created_at)),
            seen_at: rfc3339(from_millis(row.seen_at)),
            ip: row.ip,
            agent: row.agent,
            current: row.id == current,
        })
        .collect())
}

/// Logs the actor out.
pub fn end(tx: &mut Tx<'_>) -> Result<()> {
    let (user, session) = own(tx.actor)?;
    if store::end_session(tx.conn, session)? {
        audit::append(tx, Event::new(EventKind::SessionEnd).on("user", user.0).with("session", session.0))?;
    }
    Ok(())
}

/// Ends the actor's other sessions.
pub fn end_others(tx: &mut Tx<'_>) -> Result<()> {
    let (user, session) = own(tx.actor)?;
    end_all(tx, user, Some(session))
}

/// Ends somebody's sessions, but one if that is given.
pub fn end_all(tx: &mut Tx<'_>, user: UserId, but: Option<SessionId>) -> Result<()> {
    let ended = store::end_sessions(tx.conn, user, but)?;
    if ended.is_empty() {
        return Ok(());
    }
    let event = Event::new(EventKind::SessionEnd).on("user", user.0);
    audit::append(tx, ended.iter().fold(event, |event, id| event.with("session", id.0)))?;
    Ok(())
}

/// Clears away what is over.
pub fn sweep(tx: &mut Tx<'_>, terms: &config::Session) -> Result<()> {
    for (session, user) in store::end_expired(tx.conn, tx.now, tx.now - terms.idle())? {
        audit::append(tx, Event::new(EventKind::SessionExpire).on("user", user.0).with("session", session.0))?;
    }
    Ok(())
}

/// The person and the session of somebody who came with a cookie; the server itself has neither.
pub(super) fn own(actor: &Actor) -> Result<(UserId, SessionId)> {
    actor.user.zip(actor.session).ok_or_else(|| Error::unauthenticated("session.required"))
}

/// `__Host-` binds a cookie to this very host over TLS; browsers refuse the name without it.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-kedun" } else { "kedun" }
}

pub fn cookie(token: &Token, https: bool, terms: &config::Session) -> Cookie<'static> {
    let seconds = terms.absolute().num_seconds();
    Cookie::build((cookie_name(https), token.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .max_age(rocket::time::Duration::seconds(seconds))
        .build()
}

/// Takes the cookie away again.
pub fn no_cookie(https: bool) -> Cookie<'static> {
    Cookie::build((cookie_name(https), "")).path("/").http_only(true).secure(https).same_site(SameSite::Strict).removal().build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
        let token = Token::random(&mut rand::rngs::SysRng).unwrap();
        let text = cookie(&token, true, &config::Session::default()).to_string();
        for part in ["__Host-kedun=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=604800"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("Domain"));
        let plain = cookie(&token, false, &config::Session::default()).to_string();
        assert!(plain.starts_with("kedun=") && !plain.contains("Secure"), "{plain}");
    }

    #[test]
    fn a_chosen_language_is_read_from_the_preferences() {
        assert_eq!(chosen_language("{}"), None);
        assert_eq!(chosen_language(r#"{"locale":"en"}"#), Some(Language::English));
        assert_eq!(chosen_language(r#"{"locale":7}"#), None);
    }
}

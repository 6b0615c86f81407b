//! What the console is told about the person in front of it.

use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{session, store};
use crate::actor::{Actor, Language};
use crate::clock::rfc3339;
use crate::config;
use crate::db::{Reader, Tx};
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::people::users::{self, Titled};
use crate::people::{AdminRight, Administration, Role, User, settings};

/// The largest preferences, in bytes of JSON.
const LARGEST: usize = 16 * 1024;

/// The answer of `GET /api/session`.
#[derive(Debug, Serialize)]
pub struct Me {
    user: Myself,
    organisation: String,
    /// By which the company's logo is known; none where it has none.
    logo: Option<String>,
    /// Modules that the company does not use: the console's navigation has no entries of theirs.
    modules_off: Vec<String>,
    time_zone: &'static str,
    may: Vec<AdminRight>,
    /// Whom to ask, told to somebody who has no role yet.
    administrators: Vec<Titled<UserId>>,
    /// Whether the app can write to people.
    mail: bool,
    preferences: Value,
    expires_at: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Myself {
    id: UserId,
    login: String,
    name: String,
    department: Option<Titled<DepartmentId>>,
    roles: Vec<Role>,
}

impl Me {
    /// That which they chose for themselves.
    pub fn language(&self) -> Option<Language> {
        let chosen = self.preferences.get("locale")?.as_str()?;
        Language::ALL.into_iter().find(|language| language.tag() == chosen)
    }
}

impl From<User> for Myself {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            department: user.department_link(),
            login: user.login,
            name: user.name,
            roles: user.roles.into_iter().collect(),
        }
    }
}

pub(super) fn me(
    reader: &mut Reader<'_>,
    actor: &Actor,
    terms: &config::Session,
    zone: Tz,
    mail: bool,
    administration: &dyn Administration,
) -> Result<Me> {
    let expires_at = session::expires_at(reader.conn, actor, terms)?;
    let (id, _) = session::own(actor)?;
    let user = users::find(reader.conn, id)?.ok_or_else(|| Error::unauthenticated("session.required"))?;
    let roles = user.roles.iter().map(|role| role.name().to_owned()).collect();
    let actor = Actor { roles, department: user.department_id, ..actor.clone() };
    Ok(Me {
        organisation: settings::get(reader.conn, settings::ORGANISATION)?.unwrap_or_default(),
        logo: settings::get(reader.conn, settings::LOGO_DIGEST)?,
        modules_off: settings::modules_off(reader.conn)?,
        time_zone: zone.name(),
        mail,
        administrators: if user.roles.is_empty() { administrators(reader)? } else { Vec::new() },
        may: AdminRight::ALL.into_iter().filter(|right| administration.may(&actor, *right)).collect(),
        preferences: serde_json::from_str(&store::preferences(reader.conn, id)?)?,
        expires_at: rfc3339(expires_at),
        user: user.into(),
    })
}

fn administrators(reader: &mut Reader<'_>) -> Result<Vec<Titled<UserId>>> {
    let people = users::all(reader.conn)?.into_iter();
    let administrators = people.filter(|user| user.active && user.roles.contains(&Role::ADMIN)).take(3);
    Ok(administrators.map(|user| Titled { id: user.id, title: user.name }).collect())
}

/// Merges one's own preferences and returns them all. They tell nobody anything, so this is book-keeping: run it through `Db::write_unaudited`.
pub(super) fn prefer(tx: &mut Tx<'_>, id: UserId, change: Map<String, Value>) -> Result<Value> {
    let mut all: Map<String, Value> = serde_json::from_str(&store::preferences(tx.conn, id)?)?;
    for (key, value) in change {
        if value.is_null() {
            all.shift_remove(&key);
        } else {
            all.insert(key, value);
        }
    }
    let all = Value::Object(all);
    let json = all.to_string();
    if json.len() > LARGEST {
        return Err(Error::Rejected(vec![crate::error::Invalid::new("preferences", "preferences.long").with("max", LARGEST / 1024)]));
    }
    store::set_preferences(tx.conn, id, &json)?;
    Ok(all)
}

//! In whose name a job acts: its user, as he is now.

use diesel::sqlite::SqliteConnection;

use super::store;
use crate::actor::{Actor, Language};
use crate::error::{Error, Result};
use crate::people::{Role, users};

/// Roles are read again, because days may lie between asking and doing; whoever is disabled does nothing any more.
pub(super) fn of(conn: &mut SqliteConnection, row: &store::JobRow) -> Result<Actor> {
    let language = Language::ALL.into_iter().find(|l| l.tag() == row.language).unwrap_or_default();
    let Some(id) = row.user_id else { return Ok(Actor { language, ..Actor::system("jobs") }) };
    let user = users::find(conn, id)?.filter(|user| user.active).ok_or_else(|| Error::refused("job.user_disabled"))?;
    Ok(Actor {
        user: Some(id),
        login: user.login.into(),
        name: user.name.into(),
        department: user.department_id,
        roles: user.roles.iter().map(|role: &Role| role.name().to_owned()).collect(),
        session: None,
        ip: row.ip.as_deref().and_then(|ip| ip.parse().ok()),
        proof: crate::actor::Proof::default(),
        language,
    })
}

//! In whose name a job acts: its user, with the roles of now, from the place, at the moment and with the proof of then.

use diesel::sqlite::SqliteConnection;

use super::store;
use crate::actor::{Actor, Language, Proof};
use crate::clock::from_millis;
use crate::error::{Error, Result};
use crate::people::{Role, users};

/// Roles are read again, because days may lie between asking and doing; whoever is disabled does nothing any more. What policies ask of
/// the moment was answered when it was asked for: nobody stays at their desk until a job is done.
pub(super) fn of(conn: &mut SqliteConnection, row: &store::JobRow) -> Result<Actor> {
    let language = Language::ALL.into_iter().find(|l| l.tag() == row.language).unwrap_or_default();
    let Some(id) = row.user_id else { return Ok(Actor { language, ..Actor::system("jobs") }) };
    let (factor_at, device_trusted) = store::proof(conn, row.id)?;
    let proof = Proof { factor_at: factor_at.map(from_millis), device_trusted, asked_at: Some(from_millis(row.created_at)) };
    let user = users::find(conn, id)?.filter(|user| user.active).ok_or_else(|| Error::refused("job.user_disabled"))?;
    Ok(Actor {
        user: Some(id),
        login: user.login.into(),
        name: user.name.into(),
        department: user.department_id,
        roles: user.roles.iter().map(|role: &Role| role.name().to_owned()).collect(),
        session: None,
        ip: row.ip.as_deref().and_then(|ip| ip.parse().ok()),
        proof,
        language,
    })
}

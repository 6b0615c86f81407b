//! Showing a masked value in full: counted, limited for each person and day, and in the log before it is told.

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::Engine;
use super::mask::Visibility;
use super::read;
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::db::sql::Predicate;
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Object, Verb};
use crate::people::reveals;

/// Said where somebody has looked at enough for a day.
pub(super) const TOO_MANY: &str = "reveal.too_many";

/// Whoever is going to leave sees a fifth of what the others may.
const LEAVING: u32 = 5;

/// The value of one field, for an actor who may see it only masked. A field that is clear anyway is told without counting.
pub fn reveal(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, field: &str) -> Result<Json> {
    let actor = tx.actor;
    let unknown = || Error::NotFound(Reason::new("reveal.field").with("field", field));
    let seen = read::seen(engine, actor, object);
    let row = read::raw(engine, &mut tx.reader(), actor, object, id, &seen)?;
    let (nth, field) = seen.fields.iter().enumerate().find(|(_, f)| f.name == field).ok_or_else(unknown)?;
    let value = Json::from(field.kind.json(field, &row.0[nth]));
    match seen.look(&row, field) {
        Visibility::Hidden => Err(unknown()),
        Visibility::Clear => Ok(value),
        Visibility::Masked => {
            let sight = engine.sight(actor, object, &Verb::Reveal)?;
            if !read::exists(tx.conn, object, &Predicate::id(id.0).and(sight))? {
                return Err(Error::not_found());
            }
            count(tx, engine, actor.user.map(|user| engine.is_leaving(user)).unwrap_or_default())?;
            let event = Event::new(EventKind::RecordReveal).on(object.name.to_string(), id.0).with("field", field.name.to_string());
            audit::append(tx, event)?;
            Ok(value)
        }
    }
}

fn count(tx: &mut Tx<'_>, engine: &Engine, leaving: bool) -> Result<()> {
    let Some(user) = tx.actor.user else { return Ok(()) };
    let most = if leaving { (engine.reveals_per_day / LEAVING).max(1) } else { engine.reveals_per_day };
    let today: NaiveDate = tx.now.with_timezone(&engine.zone).date_naive();
    if reveals::count(tx, user, today)? > i64::from(most) {
        return Err(Error::Refused(Reason::new(TOO_MANY).with("max", most)));
    }
    Ok(())
}

//! Showing masked values in full: counted, limited for each person and day, and in the log before they are told.
//!
//! One look serves a whole record. What tells that a value stands somewhere without showing it (the duplicate check) is taken from the
//! same allowance.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::mask::Visibility;
use super::read;
use super::{Engine, links::Titles, show};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind};
use crate::db::sql::Predicate;
use crate::db::{Reader, Tx};
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Field, Object, Verb};
use crate::people::reveals;

/// Said where somebody has looked at enough for a day.
pub(super) const TOO_MANY: &str = "reveal.too_many";

/// Whoever is going to leave sees a fifth of what the others may.
const LEAVING: u32 = 5;

/// How often somebody may still look today, of how many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RevealAllowance {
    pub left: u32,
    pub most: u32,
}

impl RevealAllowance {
    pub fn of(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor) -> Result<Self> {
        let most = most(engine, actor);
        let day = reader.now.with_timezone(&engine.zone).date_naive();
        let used = actor.user.map(|user| reveals::used(reader.conn, user, day)).transpose()?.unwrap_or_default();
        Ok(Self { left: most.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)), most })
    }

    /// Refused where none is left.
    pub fn demand(self) -> Result<()> {
        if self.left > 0 { Ok(()) } else { Err(Error::Refused(Reason::new(TOO_MANY).with("max", self.most))) }
    }

    /// Takes one look of it; refused where none is left.
    pub fn take(tx: &mut Tx<'_>, engine: &Engine) -> Result<()> {
        let Some(user) = tx.actor.user else { return Ok(()) };
        let most = most(engine, tx.actor);
        let day = tx.now.with_timezone(&engine.zone).date_naive();
        if reveals::count(tx, user, day)? > i64::from(most) {
            return Err(Error::Refused(Reason::new(TOO_MANY).with("max", most)));
        }
        Ok(())
    }
}

fn most(engine: &Engine, actor: &Actor) -> u32 {
    let leaving = actor.user.is_some_and(|user| engine.is_leaving(user));
    if leaving { (engine.reveals_per_day / LEAVING).max(1) } else { engine.reveals_per_day }
}

/// The values of a record's fields that the actor may see only masked, or of those that are named. Fields that are clear anyway are told
/// without counting.
pub fn reveal(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, named: Option<&[String]>) -> Result<Json> {
    let actor = tx.actor;
    let seen = read::seen(engine, actor, object);
    let row = read::raw(engine, &mut tx.reader(), actor, object, id, &seen)?;
    let all = || seen.fields.iter().enumerate().map(|(nth, field)| (nth, *field, seen.look(&row, field)));
    let wanted: Vec<(usize, &Field, Visibility)> = match named {
        None => all().filter(|(nth, _, look)| *look == Visibility::Masked && !row.0[*nth].is_null()).collect(),
        Some(names) => {
            let find = |name: &String| {
                let shown = all().find(|(_, field, look)| *field.name == **name && *look != Visibility::Hidden);
                shown.ok_or_else(|| Error::NotFound(Reason::new("reveal.field").with("field", name)))
            };
            names.iter().map(find).collect::<Result<_>>()?
        }
    };
    let covered: Vec<&str> = wanted
        .iter()
        .filter(|(nth, _, look)| *look == Visibility::Masked && !row.0[*nth].is_null())
        .map(|(_, field, _)| field.name.as_ref())
        .collect();
    if !covered.is_empty() {
        let sight = engine.sight(actor, object, &Verb::Reveal)?;
        if !read::exists(tx.conn, object, &Predicate::id(id.0).and(sight))? {
            return Err(Error::not_found());
        }
        RevealAllowance::take(tx, engine)?;
        let event = Event::new(EventKind::RecordReveal).on(object.name.to_string(), id.0).with("field", covered.join(", "));
        audit::append(tx, event)?;
        engine.note_written(tx, object, &Verb::Reveal);
    }
    let mut titles = Titles::default();
    for (nth, field, _) in &wanted {
        row.0[*nth].int().into_iter().for_each(|id| titles.want(field.kind.refers(), field.target.as_deref(), id));
    }
    titles.load(engine, tx.conn, actor)?;
    let values: Map<String, Json> =
        wanted.iter().map(|(nth, field, _)| (field.name.to_string(), show::value(field, &row.0[*nth], &titles))).collect();
    Ok(Json::Object(values))
}

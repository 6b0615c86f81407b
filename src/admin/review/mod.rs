//! The periodic review of what everybody may do (least privilege): per person and role, what was used in ninety days and what was
//! not. Somebody who looks after access keeps it, shrinks it to what was used, or takes it away, and signs the whole. Until it is
//! signed each decision can be taken back, and nothing has happened to anybody.
//!
//! Nothing lasts unseen: a review that is due is reminded of each day, and what nobody looked at within the grace runs out. Nobody
//! reviews themselves where there is somebody else to do it.

mod decide;
mod report;
mod routes;
mod schedule;
mod store;

pub use routes::routes;
pub use schedule::tick;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use crate::access::change;
use crate::access::role::{Definition, Roles};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::model::Catalog;
use crate::people::users;

/// What was not used for so long was not needed.
const LOOKS_BACK: Days = Days::new(90);
/// How long there is to review, and how long what is not reviewed lasts after that.
const TIME: Days = Days::new(14);
const GRACE: Days = Days::new(14);

/// A right of a role, and when it was last used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub object: String,
    pub verb: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Keep,
    /// To what was used.
    Shrink,
    Withdraw,
}

impl Decision {
    fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Shrink => "shrink",
            Self::Withdraw => "withdraw",
        }
    }

    /// One that somebody made; none for what became of a grant by itself.
    fn parse(name: &str) -> Option<Self> {
        [Self::Keep, Self::Shrink, Self::Withdraw].into_iter().find(|decision| decision.name() == name)
    }
}

/// Rights that were used, as the engine noticed them.
pub fn note_uses(tx: &mut Tx<'_>, uses: &[(UserId, String, String)], day: NaiveDate) -> Result<()> {
    let day = day.to_string();
    Ok(uses.iter().try_for_each(|(user, object, verb)| store::note_use(tx.conn, *user, object, verb, &day))?)
}

/// The review that is going on: until when it is due, and how much is left of it.
pub(super) fn open(conn: &mut SqliteConnection) -> Result<Option<(String, usize)>> {
    let Some(review) = store::open(conn)? else { return Ok(None) };
    let left = store::items(conn, review.id)?.iter().filter(|item| item.decision.is_none()).count();
    Ok(Some((review.due_on, left)))
}

/// Begins a review of everybody's roles; refused while one is going on.
fn start(tx: &mut Tx<'_>, catalog: &Catalog, today: NaiveDate) -> Result<i64> {
    if store::open(tx.conn)?.is_some() {
        return Err(Error::Conflict(Reason::new("review.open")));
    }
    let (due, by) = (today + TIME, tx.actor.user);
    let id = store::start(tx.conn, tx.now, by, due, due + GRACE)?;
    let (roles, _) = change::policy_set(tx.conn)?;
    let mut items = 0;
    for person in users::all(tx.conn)?.into_iter().filter(|person| person.active) {
        let uses = store::uses(tx.conn, person.id)?;
        for role in &person.roles {
            let (used, unused) = divide(&roles, role, catalog, &uses, today - LOOKS_BACK);
            store::add_item(tx.conn, id, person.id, role.name(), &serde_json::to_string(&used)?, &serde_json::to_string(&unused)?)?;
            items += 1;
        }
    }
    audit::append(tx, Event::new(EventKind::ReviewStart).on("review", id).with("items", items))?;
    Ok(id)
}

/// What of a role somebody used since a day and what not; each with the day of its last use, however long ago.
fn divide(
    roles: &Roles,
    role: &crate::people::Role,
    catalog: &Catalog,
    uses: &[(String, String, String)],
    since: NaiveDate,
) -> (Vec<Use>, Vec<Use>) {
    let nothing = Definition::default();
    let (definition, since) = (roles.get(role).unwrap_or(&nothing), since.to_string());
    let rights = catalog.iter().flat_map(|object| {
        let granted = object.verbs().into_iter().filter(|verb| definition.scope(object, verb).is_some());
        granted.map(|verb| (object.name.to_string(), verb.name().to_owned())).collect::<Vec<_>>()
    });
    let with_day = |(object, verb): (String, String)| {
        let day = uses.iter().find(|(o, v, _)| *o == object && *v == verb).map(|(_, _, day)| day.clone());
        Use { object, verb, day }
    };
    rights.map(with_day).partition(|right| right.day.as_ref().is_some_and(|day| *day >= since))
}

/// Somebody who could review in another's place.
fn others(tx: &mut Tx<'_>, but: UserId) -> Result<bool> {
    let people = users::all(tx.conn)?;
    let offices: BTreeSet<_> = people.iter().filter(|p| p.active).flat_map(|p| &p.roles).filter(|role| role.is_office()).cloned().collect();
    // Until there is a security officer, the system administration reviews.
    let office = if offices.contains(&crate::people::Role::SECURITY) { crate::people::Role::SECURITY } else { crate::people::Role::ADMIN };
    Ok(people.iter().any(|person| person.active && person.id != but && person.roles.contains(&office)))
}

//! What somebody has: the first look of the wizard.

use chrono_tz::Tz;
use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::plan::{link, links};
use super::{UNDO, store};
use crate::actor::Language;
use crate::clock::{from_millis, rfc3339};
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::ids::{HandoverId, UserId};
use crate::model::{Catalog, Name};
use crate::people::departments;
use crate::people::users::{self, Titled};
use crate::records::owned;

#[derive(Debug, Serialize)]
pub struct Holdings {
    objects: Vec<Owned>,
    /// Whose superior they are.
    reports: Vec<Titled<UserId>>,
    /// The departments that they lead.
    departments: Vec<String>,
    /// How many records of others are shared with them; that ends with the account.
    shared: i64,
    /// The newest first.
    handovers: Vec<Past>,
}

#[derive(Debug, Serialize)]
struct Owned {
    object: Name,
    label: String,
    count: u64,
}

/// A handover that was made.
#[derive(Debug, Serialize)]
struct Past {
    id: HandoverId,
    at: String,
    by: Option<Titled<UserId>>,
    records: i64,
    undone_at: Option<String>,
    /// Until when it can be undone; null when it cannot any more.
    until: Option<String>,
}

pub fn holdings(reader: &mut Reader<'_>, catalog: &Catalog, zone: Tz, user: UserId, language: Language) -> Result<Holdings> {
    users::find(reader.conn, user)?.ok_or_else(Error::not_found)?;
    let mut objects = Vec::new();
    for object in catalog.iter().filter(|object| object.owner.is_some()) {
        let count = owned::count(reader.conn, object, user)?;
        objects.push(Owned { object: object.name.clone(), label: object.many(language), count });
    }
    let today = reader.now.with_timezone(&zone).date_naive().to_string();
    let reports = users::reports(reader.conn, user)?;
    let mut handovers = Vec::new();
    for row in store::handovers_of(reader.conn, user)? {
        handovers.push(past(reader, row)?);
    }
    Ok(Holdings {
        objects,
        reports: links(reader.conn, &reports)?,
        departments: departments::led_by(reader.conn, user)?.into_iter().map(|department| department.name).collect(),
        shared: store::shared_with(reader.conn, user, &today)?,
        handovers,
    })
}

fn past(reader: &mut Reader<'_>, row: store::HandoverRow) -> Result<Past> {
    let until = from_millis(row.created_at) + UNDO;
    Ok(Past {
        id: row.id,
        at: rfc3339(from_millis(row.created_at)),
        by: link(reader.conn, row.created_by)?,
        records: moved(reader.conn, row.id)?,
        undone_at: row.undone_at.map(|at| rfc3339(from_millis(at))),
        until: (row.undone_at.is_none() && reader.now < until).then(|| rfc3339(until)),
    })
}

fn moved(conn: &mut SqliteConnection, id: HandoverId) -> Result<i64> {
    Ok(store::moved(conn, id)?.iter().map(|(_, _, count)| count).sum())
}

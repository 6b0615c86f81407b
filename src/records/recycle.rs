//! The recycle bin: what was deleted, by whom and when, and the way back.

use diesel::RunQueryDsl;
use serde_json::{Value as Json, json};

use super::Engine;
use super::links::Titles;
use crate::actor::Actor;
use crate::clock::{from_millis, rfc3339};
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Reader, Row};
use crate::error::{Error, Reason, Result};
use crate::i18n::short;
use crate::model::{Field, Object, Refers, Verb};

const PAGE: usize = 50;

/// One page of an object's deleted records, the latest first.
pub fn bin(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, cursor: Option<&str>) -> Result<Json> {
    let sight = engine.sight(actor, object, &Verb::Restore)?;
    let deleted = Column::plain("deleted_at");
    let mut predicate = Predicate::Empty(deleted.clone()).negate().and(sight);
    if let Some(cursor) = cursor {
        let refuse = || Error::Refused(Reason::new("query.cursor"));
        let (at, id) = cursor.split_once('-').ok_or_else(refuse)?;
        let (at, id): (i64, i64) = (at.parse().map_err(|_| refuse())?, id.parse().map_err(|_| refuse())?);
        let earlier = Predicate::Compare(deleted.clone(), Compare::Lt, at.into());
        let same = Predicate::Compare(deleted.clone(), Compare::Eq, at.into());
        predicate = predicate.and(earlier.or(same.and(Predicate::Compare(Column::plain("id"), Compare::Lt, id.into()))));
    }
    let title = object.field(&object.title).map_or(Column::plain("id"), Field::column);
    let columns = [Column::plain("id"), title, deleted.clone(), Column::plain("deleted_by")];
    let order = [deleted, Column::plain("id")].map(|column| Order { column, descending: true });
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(PAGE as i64 + 1) };
    let mut rows: Vec<Row> = select.load(reader.conn)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let mut titles = Titles::default();
    rows.iter().filter_map(|r| r.0[3].int()).for_each(|user| titles.want(Refers::User, None, user));
    titles.load(engine, reader.conn, actor)?;
    let number = |row: &Row, i: usize| row.0[i].int().unwrap_or_default();
    let next = rows.last().filter(|_| more).map(|row| format!("{}-{}", number(row, 2), number(row, 0)));
    let items = rows.iter().map(|row| {
        json!({
            "object": object.name, "id": number(row, 0).to_string(), "title": row.0[1].text().map(short),
            "deleted_at": rfc3339(from_millis(number(row, 2))),
            "deleted_by": row.0[3].int().map(|user| titles.link(Refers::User, None, user)),
        })
    });
    Ok(json!({ "items": items.collect::<Vec<_>>(), "next": next }))
}

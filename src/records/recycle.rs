//! The recycle bin: what was deleted, by whom and when, and the way back.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use serde_json::{Value as Json, json};

use super::Engine;
use super::links::Titles;
use crate::actor::Actor;
use crate::clock::{from_millis, rfc3339};
use crate::db::sql::{Column, Compare, Order, Predicate, Select, TextMatch};
use crate::db::{Reader, Row};
use crate::error::{Error, Reason, Result};
use crate::i18n::short;
use crate::model::{Field, Object, Refers, Verb};

const PAGE: usize = 50;

/// What of the bin is asked for.
#[derive(Debug, Default)]
pub struct BinQuery {
    /// A page's `next`.
    pub cursor: Option<String>,
    /// A part of what the records are called.
    pub q: Option<String>,
}

/// The last record of a page. The latest deleted come first; of one moment the objects stand by name, each with its newest first.
struct BinEnd {
    at: i64,
    object: String,
    id: i64,
}

/// A deleted record: its number, title, moment, and by whom.
struct Deleted<'a> {
    object: &'a Object,
    row: Row,
}

impl BinEnd {
    fn parse(text: &str) -> Result<Self> {
        let refuse = || Error::Refused(Reason::new("query.cursor"));
        let [at, object, id] = *text.split('-').collect::<Vec<_>>() else { return Err(refuse()) };
        Ok(Self { at: at.parse().map_err(|_| refuse())?, object: object.to_owned(), id: id.parse().map_err(|_| refuse())? })
    }

    /// The records of an object that come behind it.
    fn behind(&self, object: &Object) -> Predicate {
        let at = |how| Predicate::Compare(Column::plain("deleted_at"), how, self.at.into());
        match (*object.name).cmp(&self.object) {
            Ordering::Less => at(Compare::Lt),
            Ordering::Equal => {
                at(Compare::Lt).or(at(Compare::Eq).and(Predicate::Compare(Column::plain("id"), Compare::Lt, self.id.into())))
            }
            Ordering::Greater => at(Compare::Lt).or(at(Compare::Eq)),
        }
    }
}

impl Deleted<'_> {
    fn id(&self) -> i64 {
        self.row.0[0].int().unwrap_or_default()
    }

    fn at(&self) -> i64 {
        self.row.0[2].int().unwrap_or_default()
    }

    fn by(&self) -> Option<i64> {
        self.row.0[3].int()
    }
}

/// One page of what was deleted of these objects, the latest first.
pub fn bin(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, objects: &[Arc<Object>], asked: &BinQuery) -> Result<Json> {
    let end = asked.cursor.as_deref().map(BinEnd::parse).transpose()?;
    let wanted = asked.q.as_deref().and_then(TextMatch::contains);
    let mut found = Vec::new();
    for object in objects {
        let behind = end.as_ref().map_or(Predicate::True, |end| end.behind(object));
        let called = wanted.clone().map_or(Predicate::True, |part| Predicate::Part(title(object), part));
        let sight = engine.sight(actor, object, &Verb::Restore)?;
        let rows = load(reader.conn, object, &sight.and(behind).and(called))?;
        found.extend(rows.into_iter().map(|row| Deleted { object, row }));
    }
    found.sort_by(|one, other| {
        let key = |deleted: &Deleted<'_>| (Reverse(deleted.at()), deleted.object.name.clone(), Reverse(deleted.id()));
        key(one).cmp(&key(other))
    });
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let mut titles = Titles::default();
    found.iter().filter_map(Deleted::by).for_each(|user| titles.want(Refers::User, None, user));
    titles.load(engine, reader.conn, actor)?;
    let next = found.last().filter(|_| more).map(|last| format!("{}-{}-{}", last.at(), last.object.name, last.id()));
    let items = found.iter().map(|deleted| {
        json!({
            "object": deleted.object.name, "id": deleted.id().to_string(), "title": deleted.row.0[1].text().map(short),
            "deleted_at": rfc3339(from_millis(deleted.at())),
            "deleted_by": deleted.by().map(|user| titles.link(Refers::User, None, user)),
        })
    });
    Ok(json!({ "items": items.collect::<Vec<_>>(), "next": next }))
}

fn title(object: &Object) -> Column {
    object.field(&object.title).map_or(Column::plain("id"), Field::column)
}

/// A page of an object's, and one more where there is another.
fn load(conn: &mut SqliteConnection, object: &Object, wanted: &Predicate) -> Result<Vec<Row>> {
    let deleted = Column::plain("deleted_at");
    let predicate = Predicate::Empty(deleted.clone()).negate().and(wanted.clone());
    let columns = [Column::plain("id"), title(object), deleted.clone(), Column::plain("deleted_by")];
    let order = [deleted, Column::plain("id")].map(|column| Order { column, descending: true });
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(PAGE as i64 + 1) };
    Ok(select.load(conn)?)
}

//! Duplicates: the same name or telephone after normalisation. Asked again inside the transaction that saves, so that
//! two people entering the same customer at the same time cannot both succeed.
//!
//! Whoever has the right to it ([`Verb::Duplicate`]) lets one through and says why ([`Draft::beside`]): a switchboard, a namesake. What the
//! check tells of records that somebody does not see is counted and logged ([`hits`]).

pub(super) mod hits;
mod store;
mod waiver;

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

pub(super) use waiver::{forget, keep, reasons};

use super::{Engine, read};
use crate::actor::Actor;
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Clash, Error, Invalid, Reason, Result};
use crate::i18n::short;
use crate::ids::RecordId;
use crate::model::{BESIDE, Draft, Field, Object, Value, Verb};
use crate::text::normal::clean_line;

/// So many records of one key are looked at.
const MOST_NAMESAKES: i64 = 50;
/// Characters of a reason.
const LONGEST_REASON: usize = 200;
/// The refusal of a record that clashes with one out of sight.
const ELSEWHERE: &str = "duplicate.elsewhere";
/// The refusal of a record that would be let through by somebody who may not do that to this very record.
const NOT_TO_LET_THROUGH: &str = "duplicate.not_to_let_through";

/// One field whose value stands in another record already.
#[derive(Debug, Clone)]
pub struct Duplicate {
    pub field: String,
    pub record: RecordId,
    /// The actor sees that very record, and in it what is the same.
    pub seen: bool,
    /// The other's title, when the actor may see it.
    pub title: Option<String>,
    key: String,
}

/// Which of the others count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    All,
    /// Nothing is told of what the asker does not see.
    Seen,
    /// Of what comes back as it was: whatever either of the two was let through with stands in nobody's way.
    NotLetThrough,
}

/// All duplicates of what a draft wants, the record itself left out, and what it stands beside because it was let through.
pub fn duplicates(
    conn: &mut SqliteConnection,
    engine: &Engine,
    actor: &Actor,
    object: &Object,
    own: Option<RecordId>,
    draft: &Draft,
) -> Result<Vec<Duplicate>> {
    among(conn, engine, actor, object, own, draft, Others::All)
}

pub fn among(
    conn: &mut SqliteConnection,
    engine: &Engine,
    actor: &Actor,
    object: &Object,
    own: Option<RecordId>,
    draft: &Draft,
    which: Others,
) -> Result<Vec<Duplicate>> {
    let mut found = Vec::new();
    for field in object.fields.iter().filter(|f| f.duplicate.is_some()) {
        let Some(key) = draft.get(&field.name).and_then(|v| field.kind.duplicate_key(v)) else { continue };
        let shown = engine.rows(actor, object, &Verb::Read)?.and(engine.clear(actor, object, field));
        let mut predicate = Predicate::Compare(key_column(field), Compare::Eq, Value::Text(key.clone())).and(read::alive());
        if which == Others::Seen {
            predicate = predicate.and(shown.clone());
        }
        // Whether it is seen is asked along: a record out of sight costs the same work as one in sight, and as none.
        let columns = [Column::plain("id"), title_column(object), Column::Holds(Box::new(shown))];
        let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(MOST_NAMESAKES) };
        let rows: Vec<Row> = select.load(conn)?;
        let let_through = match own {
            Some(own) if store::has_waiver(conn, &object.name, own, &field.name, &key)? => {
                // A value that was given up since is decided on anew.
                let holds = Predicate::id(own.0).and(Predicate::Compare(key_column(field), Compare::Eq, Value::Text(key.clone())));
                which == Others::NotLetThrough || read::exists(conn, object, &holds)?
            }
            _ => false,
        };
        let mut others: Vec<Duplicate> = rows
            .iter()
            .filter(|row| !let_through && row.0[0].int() != own.map(|own| own.0))
            .map(|row| {
                let seen = row.0[2] == Value::Int(1);
                let title = row.0[1].text().filter(|_| seen).map(short);
                let record = RecordId(row.0[0].int().unwrap_or_default());
                Duplicate { field: field.name.to_string(), record, seen, title, key: key.clone() }
            })
            .collect();
        if which == Others::NotLetThrough {
            let mut standing = Vec::with_capacity(others.len());
            for other in others {
                if !store::has_waiver(conn, &object.name, other.record, &field.name, &key)? {
                    standing.push(other);
                }
            }
            others = standing;
        }
        // One of those that the asker sees tells more than one that they do not.
        others.sort_by_key(|other| !other.seen);
        found.extend(others.into_iter().next());
    }
    Ok(found)
}

/// The record that bears a number, if the actor sees that it does.
pub(super) fn numbered(
    conn: &mut SqliteConnection,
    engine: &Engine,
    actor: &Actor,
    object: &Object,
    field: &Field,
    number: &Value,
) -> Result<Option<RecordId>> {
    let shown = engine.rows(actor, object, &Verb::Read)?.and(engine.clear(actor, object, field)).and(read::alive());
    let predicate = Predicate::Compare(field.column(), Compare::Eq, number.clone()).and(shown);
    let columns = [Column::plain("id")];
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
    let rows: Vec<Row> = select.load(conn)?;
    Ok(rows.first().and_then(|row| row.0.first()?.int()).map(RecordId))
}

/// Refuses what stands in another record already, unless the draft says why it may, or an undo brings it back; returns what is let through,
/// for [`keep`].
pub(super) fn refuse_duplicates(
    tx: &mut Tx<'_>,
    engine: &Engine,
    object: &Object,
    own: Option<RecordId>,
    verb: &Verb,
    draft: &Draft,
) -> Result<Vec<Duplicate>> {
    // Before anything is looked for: whether the right or the reason is refused must not tell whether there is something.
    if let Some(reason) = draft.reason_beside() {
        engine.demand(tx.actor, object, &Verb::Duplicate)?;
        match clean_line(reason).chars().count() {
            0 => return Err(Error::rejected(BESIDE, "duplicate.reason")),
            1..=LONGEST_REASON => {}
            length => {
                let wrong = Invalid::new(BESIDE, "field.too_long").with("max", LONGEST_REASON).with("length", length);
                return Err(Error::Rejected(vec![wrong]));
            }
        }
    }
    let which = if *verb == Verb::UNDO { Others::NotLetThrough } else { Others::All };
    let found = among(tx.conn, engine, tx.actor, object, own, draft, which)?;
    if !found.is_empty() && draft.reason_beside().is_none() {
        return Err(refusal(object, found));
    }
    // What is let through beside a record out of sight has told of it.
    hits::count(tx, engine, object, &found)?;
    Ok(found)
}

/// The same for a record that comes back from the recycle bin.
pub(super) fn refuse_return(tx: &mut Tx<'_>, engine: &Engine, object: &Object, own: RecordId, draft: &Draft) -> Result<()> {
    let found = among(tx.conn, engine, tx.actor, object, Some(own), draft, Others::NotLetThrough)?;
    if found.is_empty() { Ok(()) } else { Err(refusal(object, found)) }
}

/// Refuses to let a record through by the right over other records.
pub(super) fn not_to_let_through(object: &Object, actor: &Actor) -> Error {
    Error::Forbidden(Reason::new(NOT_TO_LET_THROUGH).with("object", object.label(actor.language)))
}

fn refusal(object: &Object, found: Vec<Duplicate>) -> Error {
    Error::Rejected(found.into_iter().map(|duplicate| invalid(object, duplicate)).collect())
}

/// The refusal names the other record to those who may see it, and only that there is one to those who may not.
pub(super) fn invalid(object: &Object, duplicate: Duplicate) -> Invalid {
    match duplicate.title {
        Some(title) => Invalid {
            clash: Some(Box::new(Clash { object: object.name.to_string(), id: duplicate.record.0, title: title.clone() })),
            ..Invalid::new(duplicate.field, "duplicate.exists").with("title", title)
        },
        None => Invalid::new(duplicate.field, ELSEWHERE),
    }
}

fn key_column(field: &Field) -> Column {
    field.duplicate.clone().map_or_else(|| field.column(), Column::Plain)
}

fn title_column(object: &Object) -> Column {
    object.field(&object.title).map_or(Column::plain("id"), Field::column)
}

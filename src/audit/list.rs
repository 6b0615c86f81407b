//! Looking through the log: filters, and pages that are found by seq, newest first.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use serde::Serialize;
use serde_json::Value;

use super::kind::{EventKind, Outcome};
use super::schema::audit_event as e;
use super::stored::StoredEvent;
use crate::clock::{from_millis, rfc3339};
use crate::error::Result;
use crate::ids::{RecordId, SessionId, UserId};

/// The most rows on a page.
pub const LARGEST_PAGE: u32 = 200;
const USUAL_PAGE: u32 = 50;

/// What to look for. Empty means everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Any of these.
    pub kinds: Vec<EventKind>,
    pub outcome: Option<Outcome>,
    pub user: Option<UserId>,
    pub object: Option<String>,
    pub record: Option<RecordId>,
    /// From this moment…
    pub from: Option<DateTime<Utc>>,
    /// …to before this one.
    pub to: Option<DateTime<Utc>>,
    /// Events from this seq on; see [`seq_at`].
    pub first: Option<i64>,
    /// A page's `next`: events before this seq.
    pub cursor: Option<i64>,
    pub limit: Option<u32>,
}

/// One page, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventPage {
    pub items: Vec<EventEntry>,
    /// The cursor of the next page; `None` on the last.
    pub next: Option<String>,
}

/// One event as the console shows it. Ids are strings, as everywhere outside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventEntry {
    pub seq: String,
    pub at: String,
    /// A [`EventKind`]'s name; plain text, because a newer version may have written others.
    pub kind: String,
    pub outcome: String,
    pub user: Option<UserId>,
    pub login: String,
    pub ip: Option<String>,
    pub session: Option<SessionId>,
    pub object: Option<String>,
    pub record: Option<RecordId>,
    pub detail: Value,
}

/// The first seq that the index by time has from a moment on; past the last where there is none. Put before `from` as `first`, it spares
/// walking through everything older, which pages by seq would.
pub fn seq_at(conn: &mut SqliteConnection, moment: DateTime<Utc>) -> Result<i64> {
    let first = e::table.filter(e::at.ge(moment.timestamp_millis())).order((e::at, e::seq)).select(e::seq).first(conn).optional()?;
    Ok(first.unwrap_or(i64::MAX))
}

/// One page of the events that the filter lets through.
pub fn list(conn: &mut SqliteConnection, filter: &Filter) -> Result<EventPage> {
    let limit = i64::from(filter.limit.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE));
    let mut query = e::table.select(StoredEvent::as_select()).order(e::seq.desc()).limit(limit + 1).into_boxed();
    if !filter.kinds.is_empty() {
        query = query.filter(e::kind.eq_any(filter.kinds.iter().map(|kind| kind.name())));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(e::outcome.eq(outcome.name()));
    }
    if let Some(user) = filter.user {
        query = query.filter(e::user_id.eq(user.0));
    }
    if let Some(object) = &filter.object {
        query = query.filter(e::object.eq(object));
    }
    if let Some(record) = filter.record {
        query = query.filter(e::record_id.eq(record.0));
    }
    if let Some(from) = filter.from {
        query = query.filter(e::at.ge(from.timestamp_millis()));
    }
    if let Some(to) = filter.to {
        query = query.filter(e::at.lt(to.timestamp_millis()));
    }
    if let Some(first) = filter.first {
        query = query.filter(e::seq.ge(first));
    }
    if let Some(cursor) = filter.cursor {
        query = query.filter(e::seq.lt(cursor));
    }
    let mut rows = query.load(conn)?;
    // One row more than asked for tells whether there is another page.
    let more = rows.len() as i64 > limit;
    if more {
        rows.pop();
    }
    let next = if more { rows.last().map(|row| row.seq.to_string()) } else { None };
    Ok(EventPage { items: rows.into_iter().map(EventEntry::from).collect(), next })
}

impl From<StoredEvent> for EventEntry {
    fn from(row: StoredEvent) -> Self {
        Self {
            seq: row.seq.to_string(),
            at: rfc3339(from_millis(row.at)),
            kind: row.kind,
            outcome: row.outcome,
            user: row.user_id.map(UserId),
            login: row.login,
            ip: row.ip,
            session: row.session_id.map(SessionId),
            object: row.object,
            record: row.record_id.map(RecordId),
            // The table accepts JSON only; a row that was forged all the same is shown as the text that it is.
            detail: serde_json::from_str(&row.detail).unwrap_or(Value::String(row.detail)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, empty, fill};
    use super::*;

    fn seqs(conn: &mut SqliteConnection, filter: &Filter) -> Vec<i64> {
        list(conn, filter).unwrap().items.iter().map(|entry| entry.seq.parse().unwrap()).collect()
    }

    #[test]
    fn pages_follow_each_other_without_a_gap() {
        let mut conn = empty();
        fill(&mut conn, 23);
        let mut filter = Filter { limit: Some(10), ..Filter::default() };
        let mut seen = Vec::new();
        loop {
            let page = list(&mut conn, &filter).unwrap();
            seen.extend(page.items.iter().map(|entry| entry.seq.parse::<i64>().unwrap()));
            match page.next {
                Some(next) => filter.cursor = next.parse().ok(),
                None => break,
            }
        }
        assert_eq!(seen, (1..=23).rev().collect::<Vec<_>>());
    }

    #[test]
    fn every_filter_narrows() {
        let mut conn = empty();
        fill(&mut conn, 12);
        let all = Filter::default();
        assert_eq!(
            seqs(&mut conn, &Filter { kinds: vec![EventKind::RecordCreate, EventKind::RecordDelete], ..all.clone() }),
            [11, 9, 7, 5, 3, 1]
        );
        assert_eq!(seqs(&mut conn, &Filter { outcome: Some(Outcome::Refused), ..all.clone() }), [12, 8, 4]);
        assert_eq!(seqs(&mut conn, &Filter { object: Some("contact".into()), ..all.clone() }), [11, 7, 3]);
        assert_eq!(seqs(&mut conn, &Filter { object: Some("customer".into()), record: Some(RecordId(4)), ..all.clone() }), [10, 5]);
        assert_eq!(seqs(&mut conn, &Filter { from: Some(at(3)), to: Some(at(5)), ..all.clone() }), [5, 4]);
        let (first, past) = (seq_at(&mut conn, at(3)).unwrap(), seq_at(&mut conn, at(99)).unwrap());
        assert_eq!((first, past), (4, i64::MAX));
        assert_eq!(seqs(&mut conn, &Filter { first: Some(first), cursor: Some(6), ..all.clone() }), [5, 4]);
        assert_eq!(seqs(&mut conn, &Filter { user: Some(UserId(8)), ..all.clone() }), [0i64; 0]);
        assert_eq!(seqs(&mut conn, &Filter { user: Some(UserId(7)), limit: Some(2), ..all }), [12, 11]);
    }

    #[test]
    fn a_page_never_grows_beyond_its_limit() {
        let mut conn = empty();
        fill(&mut conn, 205);
        assert_eq!(list(&mut conn, &Filter { limit: Some(9_999), ..Filter::default() }).unwrap().items.len(), 200);
        assert_eq!(list(&mut conn, &Filter { limit: Some(0), ..Filter::default() }).unwrap().items.len(), 1);
    }

    #[test]
    fn an_entry_reads_as_the_interface_promises() {
        let mut conn = empty();
        fill(&mut conn, 2);
        let entry = serde_json::to_value(&list(&mut conn, &Filter::default()).unwrap().items[0]).unwrap();
        let expected = serde_json::json!({
            "seq": "2", "at": "2027-01-15T08:00:01.000Z", "kind": "record.update", "outcome": "done", "user": "7", "login": "lin",
            "ip": "192.168.1.20", "session": "1", "object": "customer", "record": "0", "detail": { "field": "level" },
        });
        assert_eq!(entry, expected);
    }
}

//! What the app tells its people: that something was given to them, waits for them or has happened.
//!
//! [`tell`] is called in the transaction of what it tells of, so that nothing is lost and nothing is told that was undone. A notice holds
//! numbers, never a name or a value: what it is about is looked up when somebody reads it, with the rights that they have by then
//! (`inbox`). Nobody is told of what they did themselves.
//!
//! ```text
//!   tell ──▶ unread ──read, or settled for everybody──▶ read ──90 days, or 500 newer──▶ gone
//!     └── another of the same operation: one more in the same notice
//! ```

mod choice;
mod kind;
mod store;

pub use choice::{MailChoice, choices, choose};
pub use kind::NoticeKind;
pub use store::{Notice, NoticeQuery};

use chrono::{DateTime, Duration, Utc};
use diesel::sqlite::SqliteConnection;
use rocket::tokio::sync::watch::Receiver;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::UserId;

/// Nobody looks at older ones.
const KEPT: Duration = Duration::days(90);
/// As many are kept of one person's.
const MOST: i64 = 500;

/// A notice before anybody is told.
#[derive(Debug, Clone)]
pub struct NewNotice<'a> {
    kind: NoticeKind,
    what: &'static str,
    object: &'a str,
    record: Option<i64>,
    count: i64,
    matter: Option<String>,
    detail: Map<String, Json>,
}

/// How many somebody has not read, and the newest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unread {
    pub unread: i64,
    #[serde(serialize_with = "as_text")]
    pub newest: Option<i64>,
}

fn as_text<S: serde::Serializer>(id: &Option<i64>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    id.map(|id| id.to_string()).serialize(serializer)
}

impl<'a> NewNotice<'a> {
    pub fn new(kind: NoticeKind, object: &'a str) -> Self {
        Self { kind, what: "", object, record: None, count: 1, matter: None, detail: Map::new() }
    }

    /// About one alone.
    pub fn on(mut self, record: i64) -> Self {
        self.record = Some(record);
        self
    }

    /// About so many.
    pub fn counting(mut self, count: i64) -> Self {
        self.count = count;
        self
    }

    /// Which of the kind's sentences it is.
    pub fn what(mut self, what: &'static str) -> Self {
        self.what = what;
        self
    }

    /// Until this is settled ([`settle`]).
    pub fn until(mut self, matter: &str, id: i64) -> Self {
        self.matter = Some(matter_of(matter, id));
        self
    }

    /// A number that its sentence names.
    pub fn with(mut self, name: &str, number: i64) -> Self {
        self.detail.insert(name.to_owned(), number.into());
        self
    }
}

fn matter_of(matter: &str, id: i64) -> String {
    format!("{matter}:{id}")
}

/// Tells somebody, unless they did it themselves.
pub fn tell(tx: &mut Tx<'_>, to: UserId, new: &NewNotice<'_>) -> Result<()> {
    if tx.actor.user == Some(to) {
        return Ok(());
    }
    let (by, operation, now) = (tx.actor.user, tx.operation(), tx.now.timestamp_millis());
    tx.unaudited(|conn| {
        if let Some(operation) = operation
            && store::join(conn, to, new, (operation, by))?
        {
            return Ok(());
        }
        let mail = choice::of(conn, to, new.kind)?.waits();
        Ok(store::insert(conn, to, new, &store::NoticeCause { by, operation, mail, now })?)
    })
}

/// What a notice waits for is over: nobody has to look at it any more.
pub fn settle(tx: &mut Tx<'_>, matter: &str, id: i64) -> Result<()> {
    let now = tx.now.timestamp_millis();
    tx.unaudited(|conn| Ok(store::settle(conn, &matter_of(matter, id), now)?))
}

/// As [`settle`], for everybody and whatever of that name they wait for.
pub fn settle_all(tx: &mut Tx<'_>, matter: &str) -> Result<()> {
    let now = tx.now.timestamp_millis();
    // The semicolon comes next after the colon, so between them is what begins so.
    tx.unaudited(|conn| Ok(store::settle_between(conn, (&format!("{matter}:"), &format!("{matter};")), now)?))
}

/// Somebody's notices, newest first.
pub fn page(conn: &mut SqliteConnection, user: UserId, query: &NoticeQuery) -> Result<Vec<Notice>> {
    Ok(store::page(conn, user, query)?)
}

pub fn unread(conn: &mut SqliteConnection, user: UserId) -> Result<Unread> {
    let (unread, newest) = store::unread(conn, user)?;
    Ok(Unread { unread, newest })
}

/// `false` where somebody has no such notice.
pub fn mark_read(tx: &mut Tx<'_>, user: UserId, id: i64) -> Result<bool> {
    let now = tx.now.timestamp_millis();
    tx.unaudited(|conn| Ok(store::mark_read(conn, user, id, now)?))
}

/// Marks everything up to a notice, of one kind or of all.
pub fn mark_all_read(tx: &mut Tx<'_>, user: UserId, up_to: i64, kind: Option<NoticeKind>) -> Result<()> {
    let now = tx.now.timestamp_millis();
    tx.unaudited(|conn| Ok(store::mark_all_read(conn, user, up_to, kind, now)?))
}

/// Hears of each commit by which somebody's notices may have changed.
pub fn listen(db: &Db) -> Result<Receiver<u64>> {
    db.listen("notice").ok_or_else(|| Error::internal("the table of notices is not watched"))
}

/// What waits to be mailed, oldest first; what was read meanwhile, too.
pub fn to_mail(conn: &mut SqliteConnection, how: MailChoice, limit: i64) -> Result<Vec<Notice>> {
    Ok(store::to_mail(conn, how.name(), limit)?)
}

/// These are mailed, or nobody is to be written to about them.
pub fn mailed(conn: &mut SqliteConnection, ids: &[i64]) -> Result<()> {
    Ok(store::mailed(conn, ids)?)
}

/// Where nobody can be written to, nothing waits.
pub fn mail_nothing(conn: &mut SqliteConnection) -> Result<()> {
    Ok(store::mail_nothing(conn)?)
}

/// Takes away what is too old, and what is more than anybody goes through.
pub fn sweep(conn: &mut SqliteConnection, now: DateTime<Utc>) -> Result<()> {
    Ok(store::sweep(conn, (now - KEPT).timestamp_millis(), MOST)?)
}

//! When each table was last changed, so that what was read from some of them stands while others change.
//!
//! The writer's connection has triggers of its own on every table that answers are kept from; whatever changes a row (a door, a
//! cascade, another trigger) is noticed, and nothing is written for it. A table that is not watched counts as always changing.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sqlite::SqliteConnection;
use rocket::tokio::sync::watch::{Receiver, Sender};

use super::{Row, Value};

diesel::define_sql_function! {
    /// Notes that a row of the table of this number is changing.
    fn touched(table: BigInt) -> BigInt;
}

/// Tables that are written with every change and from which nobody keeps an answer.
const UNWATCHED: [&str; 7] = ["audit_", "job", "mail", "record_change", "lockout", "grant_use", "__diesel"];

#[derive(Debug, Clone, Default)]
pub(super) struct TableChanges(Arc<WatchedTables>);

#[derive(Debug, Default)]
struct WatchedTables {
    numbers: HashMap<String, usize>,
    marks: Vec<Marks>,
}

#[derive(Debug, Default)]
struct Marks {
    /// By work that is not committed yet.
    touched: AtomicBool,
    /// The number of the commit that changed it last.
    changed: AtomicU64,
    /// The same for whoever waits for it.
    told: Sender<u64>,
}

impl TableChanges {
    /// Begins to watch what this connection, the only one that writes, does.
    #[expect(clippy::disallowed_methods, reason = "triggers that exist in this connection alone")]
    pub fn watch(conn: &mut SqliteConnection) -> QueryResult<Self> {
        let names = names(conn)?;
        let marks = names.iter().map(|_| Marks::default()).collect();
        let tables = Arc::new(WatchedTables { numbers: names.iter().cloned().zip(0..).collect(), marks });
        let noted = tables.clone();
        touched_utils::register_nondeterministic_impl(conn, move |number: i64| {
            if let Some(marks) = usize::try_from(number).ok().and_then(|number| noted.marks.get(number)) {
                marks.touched.store(true, Ordering::Relaxed);
            }
            number
        })?;
        for (number, name) in names.iter().enumerate() {
            let table = name.replace('"', "\"\"");
            for verb in ["INSERT", "UPDATE", "DELETE"] {
                conn.batch_execute(&format!(
                    "CREATE TEMP TRIGGER \"touched_{number}_{verb}\" AFTER {verb} ON main.\"{table}\" BEGIN SELECT touched({number}); END;"
                ))?;
            }
        }
        Ok(Self(tables))
    }

    /// What was touched since is changed by the commit of this number. Undone work counts too: noticed once too often is never wrong.
    pub fn committed(&self, number: u64) {
        for marks in &self.0.marks {
            if marks.touched.swap(false, Ordering::Relaxed) {
                marks.changed.store(number, Ordering::SeqCst);
                marks.told.send_replace(number);
            }
        }
    }

    /// Hears of each commit that changes a table; none of one that is not watched.
    pub fn listen(&self, table: &str) -> Option<Receiver<u64>> {
        let number = *self.0.numbers.get(table)?;
        Some(self.0.marks[number].told.subscribe())
    }

    /// Whether none of these tables has changed since the commit of this number.
    pub fn none_since<'a>(&self, number: u64, mut tables: impl Iterator<Item = &'a str>) -> bool {
        let changed = |table| Some(self.0.marks[*self.0.numbers.get(table)?].changed.load(Ordering::SeqCst));
        tables.all(|table| changed(table).is_some_and(|changed| changed <= number))
    }
}

#[expect(clippy::disallowed_methods, reason = "PRAGMA answers have no typed query")]
fn names(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    // schema, name, type, …
    let all: Vec<Row> = diesel::sql_query("PRAGMA table_list").load(conn)?;
    let is = |value: &Value, text| value.text() == Some(text);
    let plain = all.into_iter().filter(|row| is(&row.0[0], "main") && is(&row.0[2], "table"));
    let names = plain.filter_map(|row| row.0[1].text().map(str::to_owned));
    Ok(names.filter(|name| !name.starts_with("sqlite_") && !UNWATCHED.iter().any(|prefix| name.starts_with(prefix))).collect())
}

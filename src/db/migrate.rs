//! The schema's history, embedded in the binary. A database from the future is refused untouched.

use std::path::Path;

use diesel::migration::{Migration, MigrationSource};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{OpenError, explain};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The version of the newest migration that this binary knows, `20261124000000`-like.
pub fn newest() -> String {
    known().into_iter().max().unwrap_or_default()
}

fn known() -> Vec<String> {
    let all: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().unwrap_or_default();
    all.iter().map(|m| m.name().version().to_string()).collect()
}

/// Refuses an older schema as well as a newer one, and changes neither.
pub(super) fn require_newest(conn: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let applied = applied(conn, path)?;
    if known().iter().all(|version| applied.contains(version)) { Ok(()) } else { Err(OpenError::Older(path.into())) }
}

pub(super) fn run(conn: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    applied(conn, path)?;
    conn.run_pending_migrations(MIGRATIONS).map_err(|error| explain(path, error))?;
    Ok(())
}

/// What the database has behind it; what this binary does not know is from the future.
fn applied(conn: &mut SqliteConnection, path: &Path) -> Result<Vec<String>, OpenError> {
    let known = known();
    let applied = conn.applied_migrations().map_err(|error| explain(path, error))?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    match applied.iter().find(|version| !known.contains(version)) {
        Some(future) => Err(OpenError::Newer { path: path.into(), schema: future.clone() }),
        None => Ok(applied),
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::{Connection, SimpleConnection};
    use diesel::prelude::*;

    use super::*;
    use crate::db::Row;

    fn rows(conn: &mut SqliteConnection, question: &str) -> Vec<Vec<Option<i64>>> {
        let rows: Vec<Row> = diesel::sql_query(question).load(conn).unwrap();
        rows.into_iter().map(|row| row.0.iter().map(crate::db::Value::int).collect()).collect()
    }

    /// With the schema as it stood before a migration.
    fn before(version: &str) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.applied_migrations().unwrap();
        let all: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().unwrap();
        let mut older: Vec<_> = all.iter().filter(|m| m.name().version().to_string().as_str() < version).collect();
        older.sort_by_key(|m| m.name().version().to_string());
        older.into_iter().for_each(|m| drop(conn.run_migration(&**m).unwrap()));
        conn
    }

    /// What people typed and what follow-ups brought about stood in one column; the history tells them apart.
    #[test]
    fn a_follow_up_learns_when_it_was_held_and_a_customer_what_was_typed() {
        let mut conn = before("20261130108100");
        conn.batch_execute(
            "INSERT INTO user (id, login, name, password_hash, created_at, updated_at) VALUES (7, 'lin', 'Lin', '!', 0, 0);
             INSERT INTO customer (id, name, status, next_contact_at, created_at, updated_at) VALUES
                (1, 'typed', 'new', 500, 10, 0), (2, 'agreed', 'following', 600, 10, 0), (3, 'typed over', 'won', 700, 10, 0);
             INSERT INTO follow_up (id, content, customer_id, created_at, created_by, updated_at) VALUES (1, 'x', 2, 20, 7, 0), (2, 'y', 3, 20, NULL, 0);
             INSERT INTO record_change (object, record_id, at, user_id, verb, changes) VALUES
                ('customer', 2, 20, 7, 'follow', '[{\"f\":\"next_contact_at\",\"o\":400,\"n\":600},{\"f\":\"status\",\"o\":\"new\",\"n\":\"following\"}]'),
                ('customer', 3, 20, 7, 'follow', '[{\"f\":\"next_contact_at\",\"o\":null,\"n\":600},{\"f\":\"status\",\"o\":\"new\",\"n\":\"following\"}]'),
                ('customer', 3, 30, 7, 'update', '[{\"f\":\"next_contact_at\",\"o\":600,\"n\":700},{\"f\":\"status\",\"o\":\"following\",\"n\":\"won\"}]')",
        )
        .unwrap();
        conn.run_pending_migrations(MIGRATIONS).unwrap();
        let of = |conn: &mut SqliteConnection| {
            rows(conn, "SELECT planned_at, planned_since, status_typed_at, status_followed FROM customer ORDER BY id")
        };
        assert_eq!(
            of(&mut conn),
            [[Some(500), Some(10), None, None], [Some(400), Some(10), None, Some(1)], [Some(700), Some(30), Some(30), Some(0)],]
        );
        assert_eq!(rows(&mut conn, "SELECT followed_at, author_id FROM follow_up ORDER BY id"), [[Some(20), Some(7)], [Some(20), None]]);
        assert_eq!(rows(&mut conn, "SELECT count(*) FROM setting WHERE name = 'records.recounted_to' AND value = ''"), [[Some(1)]]);
        let all: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().unwrap();
        let this = all.iter().find(|m| m.name().version().to_string() == "20261130108100").unwrap();
        conn.revert_migration(&**this).unwrap();
        assert_eq!(rows(&mut conn, "SELECT count(*) FROM pragma_table_info('customer') WHERE name = 'planned_at'"), [[Some(0)]]);
    }

    #[test]
    fn what_hangs_on_a_customer_learns_whose_it_is() {
        let mut conn = before("20261130000500");
        conn.batch_execute(
            "INSERT INTO user (id, login, name, password_hash, created_at, updated_at) VALUES (7, 'lin', 'Lin', '!', 0, 0), (8, 'wu', 'Wu', '!', 0, 0);
             INSERT INTO customer (id, name, owner_id, created_at, updated_at) VALUES (1, 'a', 7, 0, 0), (2, 'b', 8, 0, 0), (3, 'c', NULL, 0, 0);
             INSERT INTO contact (id, name, customer_id, created_at, updated_at, deleted_at) VALUES (1, 'x', 1, 0, 0, NULL), (2, 'y', 2, 0, 0, 5), (3, 'z', 3, 0, 0, NULL);
             INSERT INTO follow_up (id, content, customer_id, created_at, updated_at) VALUES (1, 'x', 2, 0, 0), (2, 'y', 1, 0, 0);
             INSERT INTO setting VALUES ('records.filled_to', 'follow_up 1000')",
        )
        .unwrap();
        conn.run_pending_migrations(MIGRATIONS).unwrap();
        let contacts = "SELECT id, scope_owner_id FROM contact ORDER BY id";
        assert_eq!(rows(&mut conn, contacts), [[Some(1), Some(7)], [Some(2), Some(8)], [Some(3), None]]);
        assert_eq!(rows(&mut conn, "SELECT id, scope_owner_id FROM follow_up ORDER BY id"), [[Some(1), Some(8)], [Some(2), Some(7)]]);
        // By this name `records::reindex` knows that it is to begin anew; a test of its own says what it does then.
        let filled = "SELECT count(*) FROM setting WHERE name = 'records.filled_to' AND value = ''";
        assert_eq!(rows(&mut conn, filled), [[Some(1)]]);
        // And from then on it follows.
        conn.batch_execute("UPDATE customer SET owner_id = 7 WHERE id > 1; UPDATE contact SET customer_id = 2 WHERE id = 1").unwrap();
        assert_eq!(rows(&mut conn, contacts), [[Some(1), Some(7)], [Some(2), Some(7)], [Some(3), Some(7)]]);
        let all: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().unwrap();
        // Later indexes stand upon it.
        for version in ["20261130108100", "20261130000500"] {
            let this = all.iter().find(|m| m.name().version().to_string() == version).unwrap();
            conn.revert_migration(&**this).unwrap();
        }
        assert_eq!(rows(&mut conn, "SELECT count(*) FROM pragma_table_info('contact') WHERE name = 'scope_owner_id'"), [[Some(0)]]);
    }
}

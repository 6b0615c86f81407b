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

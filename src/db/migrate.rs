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

pub(super) fn run(conn: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let known = known();
    let applied = conn.applied_migrations().map_err(|error| explain(path, error))?;
    if let Some(future) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(OpenError::Newer { path: path.into(), schema: future });
    }
    conn.run_pending_migrations(MIGRATIONS).map_err(|error| explain(path, error))?;
    Ok(())
}

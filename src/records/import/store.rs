//! Which object an uploaded file is for.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its table")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

diesel::table! {
    import_upload (file_id) {
        file_id -> BigInt,
        object -> Text,
    }
}

pub(super) fn insert(conn: &mut SqliteConnection, file: i64, object: &str) -> QueryResult<()> {
    diesel::insert_into(import_upload::table).values((import_upload::file_id.eq(file), import_upload::object.eq(object))).execute(conn)?;
    Ok(())
}

pub(super) fn object(conn: &mut SqliteConnection, file: i64) -> QueryResult<Option<String>> {
    import_upload::table.find(file).select(import_upload::object).first(conn).optional()
}

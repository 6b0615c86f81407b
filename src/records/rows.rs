//! Which rows stand, and whether there are any: asked by both doors, without a look at what is in them.

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

use crate::db::Row;
use crate::db::sql::{Column, Predicate, Select};
use crate::error::Result;
use crate::model::Object;

/// Rows that stand, not in the recycle bin.
pub(super) fn alive() -> Predicate {
    Predicate::Empty(Column::plain("deleted_at"))
}

/// Whether any row fulfils the predicate.
pub(super) fn exists(conn: &mut SqliteConnection, object: &Object, predicate: &Predicate) -> Result<bool> {
    let select = Select { table: object.table(), columns: &[Column::plain("id")], predicate, order: &[], limit: Some(1) };
    Ok(!select.load::<Row>(conn)?.is_empty())
}

//! Files that jobs read and make. They never touch the disk in the clear: they live in the encrypted database.

use diesel::sqlite::SqliteConnection;

use super::store;
use crate::actor::Actor;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::JobId;

/// A file to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFile {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone)]
pub struct StoredFile {
    pub id: i64,
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Keeps a file that somebody brought, for a day or as long as a job needs it.
pub fn keep_upload(tx: &mut Tx<'_>, file: &NewFile) -> Result<i64> {
    keep(tx, file, None)
}

/// A file that the actor brought; another's looks like none.
pub fn upload(conn: &mut SqliteConnection, actor: &Actor, id: i64) -> Result<StoredFile> {
    store::upload(conn, id, actor.user)?.map(stored).ok_or_else(|| Error::NotFound(Reason::new("import.gone")))
}

/// The one file that a job makes; made anew, it replaces the old.
pub(super) fn keep_result(tx: &mut Tx<'_>, file: &NewFile, job: JobId) -> Result<()> {
    tx.unaudited(|conn| Ok(store::forget_files_of(conn, job)?))?;
    keep(tx, file, Some(job)).map(drop)
}

pub(super) fn result_of(conn: &mut SqliteConnection, job: JobId) -> Result<StoredFile> {
    store::file_of_job(conn, job)?.map(stored).ok_or_else(|| Error::NotFound(Reason::new("job.no_file")))
}

fn keep(tx: &mut Tx<'_>, file: &NewFile, job_id: Option<JobId>) -> Result<i64> {
    let (user_id, created_at) = (tx.actor.user, tx.now.timestamp_millis());
    let row = store::NewFileRow { name: &file.name, media_type: file.media_type, bytes: &file.bytes, job_id, user_id, created_at };
    tx.unaudited(|conn| Ok(store::insert_file(conn, &row)?))
}

fn stored(row: store::FileRow) -> StoredFile {
    StoredFile { id: row.id, name: row.name, media_type: row.media_type, bytes: row.bytes }
}

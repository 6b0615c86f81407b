//! Files that jobs read and make. They never touch the disk in the clear: they lie sealed beside the database, and their rows say whose they
//! are. A file of an older version lies in its row and is read from there.

use std::io::{ErrorKind, Read, Write};

use diesel::sqlite::SqliteConnection;

use super::{shares, store};
use crate::actor::Actor;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::JobId;
use crate::sealed::{SealedDirectory, SealedDraft};

/// A file that was made in memory because it is small.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFile {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// A file that was brought, read whole: its size was bounded when it was taken in.
#[derive(Debug, Clone)]
pub struct StoredFile {
    pub id: i64,
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A file that a job made, before its content is read.
pub(super) struct MadeFile {
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub content: FileContent,
}

pub(super) enum FileContent {
    Row(Vec<u8>),
    Sealed(String),
}

/// Seals bytes that are in memory anyway.
pub fn seal(files: &SealedDirectory, bytes: &[u8]) -> Result<SealedDraft> {
    let mut draft = files.create()?;
    draft.write_all(bytes)?;
    draft.finish()?;
    Ok(draft)
}

/// Keeps a file that somebody brought, for a day or as long as a job needs it.
pub fn keep_upload(tx: &mut Tx<'_>, draft: SealedDraft, name: &str, media_type: &str) -> Result<i64> {
    keep(tx, draft, name, media_type, None)
}

/// A file that the actor brought; another's looks like none.
pub fn upload(conn: &mut SqliteConnection, files: &SealedDirectory, actor: &Actor, id: i64) -> Result<StoredFile> {
    let gone = || Error::NotFound(Reason::new("import.gone"));
    let row = store::upload(conn, id, actor.user)?.ok_or_else(gone)?;
    let bytes = match row.sealed {
        None => row.bytes,
        Some(name) => {
            let mut bytes = Vec::new();
            files.open(&name).map_err(|error| missing(error, gone))?.read_to_end(&mut bytes)?;
            bytes
        }
    };
    Ok(StoredFile { id: row.id, name: row.name, media_type: row.media_type, bytes })
}

/// A data directory that was put back without its files lacks them; anything else is a fault.
pub(super) fn missing(error: std::io::Error, gone: impl FnOnce() -> Error) -> Error {
    if error.kind() == ErrorKind::NotFound { gone() } else { error.into() }
}

/// The one file that a job makes; made anew, it replaces the old.
pub(super) fn keep_result(tx: &mut Tx<'_>, draft: SealedDraft, name: &str, media_type: &str, job: JobId) -> Result<()> {
    tx.unaudited(|conn| Ok(store::forget_files_of(conn, job)?))?;
    keep(tx, draft, name, media_type, Some(job)).map(drop)
}

/// The same for a job that makes several, the first of which is given to whoever names none.
pub(super) fn keep_results(tx: &mut Tx<'_>, made: Vec<(SealedDraft, String, &'static str)>, job: JobId) -> Result<()> {
    tx.unaudited(|conn| Ok(store::forget_files_of(conn, job)?))?;
    made.into_iter().try_for_each(|(draft, name, media_type)| keep(tx, draft, &name, media_type, Some(job)).map(drop))
}

/// The file that a job made, by its name where it made several.
pub(super) fn result_of(conn: &mut SqliteConnection, job: JobId, name: Option<&str>) -> Result<MadeFile> {
    let row = store::file_of_job(conn, job, name)?.ok_or_else(no_file)?;
    let content = row.sealed.map_or(FileContent::Row(row.bytes), FileContent::Sealed);
    Ok(MadeFile { name: row.name, media_type: row.media_type, size: row.size, content })
}

pub(super) fn no_file() -> Error {
    Error::NotFound(Reason::new("job.no_file"))
}

/// The file stays when the row does.
fn keep(tx: &mut Tx<'_>, draft: SealedDraft, name: &str, media_type: &str, job_id: Option<JobId>) -> Result<i64> {
    let (user_id, created_at) = (tx.actor.user, tx.now.timestamp_millis());
    let size = i64::try_from(draft.length()).map_err(Error::internal)?;
    shares::has_room(tx.conn, user_id, size)?;
    let row = store::NewFileRow { name, media_type, bytes: &[], sealed: draft.name(), size, job_id, user_id, created_at };
    let id = tx.unaudited(|conn| Ok(store::insert_file(conn, &row)?))?;
    tx.after_commit(move || draft.keep());
    Ok(id)
}

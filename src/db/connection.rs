//! Opening the file: the key first, then the settings every connection lives by, and every way it can be refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use zeroize::Zeroizing;

use super::{Mode, Row, Value};
use crate::error::tells_of_full_disk;

/// The first bytes of a SQLite file that nobody encrypted.
const PLAIN_HEADER: &[u8] = b"SQLite format 3\0";

/// SQLCipher's page, which it does not let the file itself decide.
const PAGE: u64 = 4096;

/// 32 bytes, used raw: deriving them is `keys`' work, so SQLCipher's own 256,000 rounds are skipped.
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", data_encoding::HEXLOWER.encode(&*self.0)))
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

/// Why a database is not opened. Nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0} is a plain SQLite file, not an encrypted one")]
    Plain(PathBuf),
    #[error("{0} does not open with this key")]
    WrongKey(PathBuf),
    #[error("{0} does not exist")]
    Missing(PathBuf),
    #[error("{0} exists already")]
    Exists(PathBuf),
    #[error("{path} was written by a newer version (schema {schema})")]
    Newer { path: PathBuf, schema: String },
    #[error("{0} was written by an older version")]
    Older(PathBuf),
    #[error("{path} is damaged: {what}")]
    Corrupt { path: PathBuf, what: String },
    #[error("no space left for {0}")]
    NoSpace(PathBuf),
    #[error("this build of SQLite cannot encrypt")]
    NoCipher,
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

pub(super) fn open_writer(path: &Path, key: &DatabaseKey, mode: Mode) -> Result<SqliteConnection, OpenError> {
    // OpenSSL would take itself apart at the end of the process, whatever other threads are still doing with it.
    openssl_sys::init();
    match (mode, path.exists()) {
        (Mode::Create, true) => return Err(OpenError::Exists(path.into())),
        (Mode::Create, false) => create_private(path)?,
        (_, false) => return Err(OpenError::Missing(path.into())),
        (_, true) => refuse_plain(path)?,
    }
    let mut conn = SqliteConnection::establish(&uri(path)?).map_err(other)?;
    set_up(&mut conn, key, ConnectionRole::Writer).map_err(|e| explain(path, e)).map_err(|e| wrong_or_damaged(path, key, e))?;
    cipher_is_on(&mut conn)?;
    check_pages(&mut conn, path)?;
    Ok(conn)
}

/// A damaged first page looks like a wrong key. A wrong key, however, fits no page at all.
fn wrong_or_damaged(path: &Path, key: &DatabaseKey, error: OpenError) -> OpenError {
    let look = || {
        let mut conn = SqliteConnection::establish(&uri(path)?).map_err(other)?;
        give_key(&mut conn, key).map_err(other)?;
        damage(&mut conn)
    };
    let pages = fs::metadata(path).map_or(0, |metadata| metadata.len() / PAGE);
    match (&error, look()) {
        (OpenError::WrongKey(_), Ok(Some(found))) if found.is_cut || found.pages < pages => {
            OpenError::Corrupt { path: path.into(), what: found.what }
        }
        _ => error,
    }
}

/// How often a fault has to be found. A checkpoint may be writing the very page that is read, and then the next look finds it whole.
const LOOKS: usize = 3;

/// Beside a server the file has holes for a moment: pages that have grown in the journal and are not folded in yet.
const SETTLES: Duration = Duration::from_secs(10);

/// Reads the whole file and holds every page against its own seal: about 100 MB a second.
pub(super) fn check_all_pages(conn: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    fold_journal(conn);
    find_damage(conn, path, Duration::ZERO)
}

/// A page that a power cut tore apart stands whole in the journal; folding that in mends it.
pub(super) fn fold_journal(conn: &mut SqliteConnection) {
    let _ = fold(conn);
}

fn find_damage(conn: &mut SqliteConnection, path: &Path, pause: Duration) -> Result<(), OpenError> {
    let Some(first) = damage(conn)? else { return Ok(()) };
    for _ in 1..LOOKS {
        std::thread::park_timeout(pause);
        if damage(conn)?.is_none_or(|again| again.what != first.what) {
            return Ok(());
        }
    }
    Err(OpenError::Corrupt { path: path.into(), what: first.what })
}

/// How far SQLCipher's look at a whole file reaches: it counts bytes in 32 bits, and beyond takes whole pages for damaged ones
/// (measured with SQLCipher 4.14 and a file of 11 GB; docs/decisions/0005).
const LOOK_REACHES: u64 = 1 << 32;

/// Whether a file is too large for [`check_pages_alone`]. Its pages are verified all the same whenever one is read.
pub(super) fn is_beyond_look(bytes: u64) -> bool {
    bytes > LOOK_REACHES
}

/// The same with a connection that does nothing else. It never reads through the journal, so the file counts as closed when the others
/// have closed it.
pub(super) fn check_pages_alone(path: &Path, key: &DatabaseKey) -> Result<(), OpenError> {
    let mut conn = SqliteConnection::establish(&uri(path)?).map_err(other)?;
    give_key(&mut conn, key).map_err(other)?;
    find_damage(&mut conn, path, SETTLES)
}

/// What SQLCipher finds when it looks at all pages of the file.
struct Damage {
    /// The first that it complains of.
    what: String,
    pages: u64,
    /// A file that does not end with a page was cut, whatever the key.
    is_cut: bool,
}

fn damage(conn: &mut SqliteConnection) -> Result<Option<Damage>, OpenError> {
    let found = pragma(conn, "PRAGMA cipher_integrity_check").map_err(other)?;
    let complaints: Vec<&str> = found.iter().filter_map(|row| row.0.first()?.text()).collect();
    let is_cut = complaints.iter().any(|text| text.contains("invalid size"));
    Ok(complaints.first().map(|first| Damage { what: (*first).to_owned(), pages: complaints.len() as u64, is_cut }))
}

/// A connection that only folds the journal in.
pub(super) fn open_folder(path: &Path, key: &DatabaseKey) -> Result<SqliteConnection, OpenError> {
    let mut conn = SqliteConnection::establish(&uri(path)?).map_err(other)?;
    set_up(&mut conn, key, ConnectionRole::Passing).map_err(|e| explain(path, e))?;
    Ok(conn)
}

/// What came of folding in the journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folded {
    pub all: bool,
    /// How many pages the journal holds, folded in or not.
    pub pages: i64,
}

/// Writes what is committed from the journal to its place in the file, as far as no reader stands in the way.
pub(super) fn fold(conn: &mut SqliteConnection) -> diesel::QueryResult<Folded> {
    pragma(conn, "PRAGMA wal_checkpoint(PASSIVE)").map(|answer| folded(&answer))
}

/// The same, and begins the journal anew. Whoever writes waits meanwhile, so readers are waited for briefly.
#[expect(clippy::disallowed_methods, reason = "PRAGMAs are no queries")]
pub(super) fn empty_journal(conn: &mut SqliteConnection) -> diesel::QueryResult<Folded> {
    conn.batch_execute("PRAGMA busy_timeout = 250;")?;
    let answer = pragma(conn, "PRAGMA wal_checkpoint(TRUNCATE)");
    conn.batch_execute(BUSY_TIMEOUT)?;
    answer.map(|answer| folded(&answer))
}

fn folded(answer: &[Row]) -> Folded {
    let Some(Row(values)) = answer.first() else { return Folded { all: false, pages: 0 } };
    Folded { all: values[0] == Value::Int(0) && values[1] == values[2], pages: values[1].int().unwrap_or(0) }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ConnectionRole {
    Writer,
    /// For requests.
    Reader,
    /// For long reads and for folding in the journal, which go through pages that are hardly read twice.
    Passing,
}

/// How long a connection waits for another process.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 30000;";

/// The key must be the first word about the file that a connection hears; statements about it never reach Diesel's instrumentation.
#[expect(clippy::disallowed_methods, reason = "PRAGMAs are no queries")]
fn give_key(conn: &mut SqliteConnection, key: &DatabaseKey) -> diesel::QueryResult<()> {
    conn.set_instrumentation(None::<fn(diesel::connection::InstrumentationEvent<'_>)>);
    // What SQLCipher would print about a damaged page comes back as an error, with advice.
    conn.batch_execute("PRAGMA cipher_log_level = NONE;")?;
    conn.batch_execute(&key.pragma())
}

#[expect(clippy::disallowed_methods, reason = "PRAGMAs are no queries")]
pub(super) fn set_up(conn: &mut SqliteConnection, key: &DatabaseKey, role: ConnectionRole) -> diesel::QueryResult<()> {
    give_key(conn, key)?;
    conn.batch_execute(BUSY_TIMEOUT)?;
    // SQLCipher protects its own memory with mlock unless told otherwise; pages held for reading are worth more here.
    conn.batch_execute(
        "PRAGMA cipher_memory_security = OFF; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
         PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;",
    )?;
    super::sql::register(conn)?;
    match role {
        ConnectionRole::Writer => conn.batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16000;",
        ),
        ConnectionRole::Reader => conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -12288;"),
        ConnectionRole::Passing => conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -4096;"),
    }
}

/// A SQLite without the cipher ignores the key silently, so it is asked whether it has one.
fn cipher_is_on(conn: &mut SqliteConnection) -> Result<(), OpenError> {
    let rows = pragma(conn, "PRAGMA cipher_version").unwrap_or_default();
    if rows.is_empty() { Err(OpenError::NoCipher) } else { Ok(()) }
}

/// Reads the schema page: a wrong key, or a file that is not a database, shows here and not at the first request.
fn check_pages(conn: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    pragma(conn, "PRAGMA schema_version").map(drop).map_err(|e| explain(path, e))
}

#[expect(clippy::disallowed_methods, reason = "PRAGMA answers have no typed query")]
fn pragma(conn: &mut SqliteConnection, question: &'static str) -> diesel::QueryResult<Vec<Row>> {
    diesel::sql_query(question).load(conn)
}

fn refuse_plain(path: &Path) -> Result<(), OpenError> {
    let mut head = [0u8; 16];
    let read = fs::File::open(path).and_then(|mut f| std::io::Read::read(&mut f, &mut head)).map_err(other)?;
    if &head[..read] == PLAIN_HEADER {
        return Err(OpenError::Plain(path.into()));
    }
    if read == 0 {
        return Err(OpenError::Corrupt { path: path.into(), what: "the file is empty".into() });
    }
    Ok(())
}

/// The file is born readable by its owner alone; SQLite gives its `-wal` and `-shm` the same mode.
fn create_private(path: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(other)?;
    Ok(())
}

/// The key never stands in the address, and a missing file is not made by accident.
pub(super) fn uri(path: &Path) -> Result<String, OpenError> {
    let text = path.to_str().ok_or_else(|| other("the path is not UTF-8"))?;
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Ok(format!("file:{escaped}?mode=rw"))
}

pub(super) fn explain(path: &Path, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OpenError {
    let error = error.into();
    let text = error.to_string();
    if tells_of_full_disk(&text) || (text.contains("disk I/O error") && is_full(path)) {
        OpenError::NoSpace(path.into())
    } else if text.contains("file is not a database") || text.contains("hmac check failed") {
        OpenError::WrongKey(path.into())
    } else if is_corrupt(&text) {
        OpenError::Corrupt { path: path.into(), what: text }
    } else {
        other(error)
    }
}

/// Whether a fault of SQLite tells of damage.
pub fn is_corrupt(text: &str) -> bool {
    text.contains("malformed") || text.contains("not a database")
}

/// SQLite says "disk I/O error" when it cannot make its shared memory; only trying tells a full disk from a broken one.
fn is_full(path: &Path) -> bool {
    let probe = path.with_extension("probe");
    let written = fs::write(&probe, [0u8; 65536]);
    // Best effort: a probe that cannot be removed harms nobody.
    let _ = fs::remove_file(&probe);
    written.is_err_and(|error| error.kind() == std::io::ErrorKind::StorageFull)
}

pub(super) fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OpenError {
    OpenError::Other(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beyond, each page that is whole would be called damaged, and the server would stop.
    #[test]
    fn a_file_of_more_than_four_gigabytes_is_not_looked_through() {
        let page = 4096;
        assert!(!is_beyond_look((1 << 32) - page) && !is_beyond_look(1 << 32));
        assert!(is_beyond_look((1 << 32) + page) && is_beyond_look(11_159_097_344));
    }
}

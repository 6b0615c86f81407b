//! Opening the file: the key first, then the settings every connection lives by, and every way it can be refused.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, ManageConnection, Pool};
use zeroize::Zeroizing;

use super::{Mode, Row};

/// The first bytes of a SQLite file that nobody encrypted.
const PLAIN_HEADER: &[u8] = b"SQLite format 3\0";

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
    match (mode, path.exists()) {
        (Mode::Create, true) => return Err(OpenError::Exists(path.into())),
        (Mode::Open, false) => return Err(OpenError::Missing(path.into())),
        (Mode::Open, true) => refuse_plain(path)?,
        (Mode::Create, false) => create_private(path)?,
    }
    let mut conn = SqliteConnection::establish(&uri(path)?).map_err(other)?;
    set_up(&mut conn, key, Role::Writer).map_err(|e| explain(path, e))?;
    cipher_is_on(&mut conn)?;
    check_pages(&mut conn, path)?;
    Ok(conn)
}

pub(super) fn open_readers(path: &Path, key: &DatabaseKey, count: u32) -> Result<Pool<Readers>, OpenError> {
    let manager = Readers { inner: ConnectionManager::new(uri(path)?) };
    Pool::builder()
        .max_size(count)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_customizer(Box::new(Keyed(key.clone())))
        .build(manager)
        .map_err(other)
}

/// Read-only connections, handed out by r2d2.
pub(super) struct Readers {
    inner: ConnectionManager<SqliteConnection>,
}

impl ManageConnection for Readers {
    type Connection = SqliteConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Self::Connection, Self::Error> {
        self.inner.connect()
    }

    fn is_valid(&self, _: &mut Self::Connection) -> Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, conn: &mut Self::Connection) -> bool {
        self.inner.has_broken(conn)
    }
}

#[derive(Debug)]
struct Keyed(DatabaseKey);

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Keyed {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        set_up(conn, &self.0, Role::Reader).map_err(diesel::r2d2::Error::QueryError)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Writer,
    Reader,
}

/// The key must be the first word a connection hears; statements about it never reach Diesel's instrumentation.
#[expect(clippy::disallowed_methods, reason = "PRAGMAs are no queries")]
fn set_up(conn: &mut SqliteConnection, key: &DatabaseKey, role: Role) -> diesel::QueryResult<()> {
    conn.set_instrumentation(None::<fn(diesel::connection::InstrumentationEvent<'_>)>);
    conn.batch_execute(&key.pragma())?;
    // SQLCipher protects its own memory with mlock unless told otherwise; pages held for reading are worth more here.
    conn.batch_execute(
        "PRAGMA cipher_memory_security = OFF; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
         PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;",
    )?;
    match role {
        Role::Writer => conn.batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 2000;",
        ),
        Role::Reader => conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -32768;"),
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
fn uri(path: &Path) -> Result<String, OpenError> {
    let text = path.to_str().ok_or_else(|| other("the path is not UTF-8"))?;
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Ok(format!("file:{escaped}?mode=rw"))
}

fn explain(path: &Path, error: diesel::result::Error) -> OpenError {
    let text = error.to_string();
    if text.contains("file is not a database") || text.contains("hmac check failed") {
        OpenError::WrongKey(path.into())
    } else if text.contains("malformed") || text.contains("disk image") {
        OpenError::Corrupt { path: path.into(), what: text }
    } else if text.contains("full") {
        OpenError::NoSpace(path.into())
    } else {
        other(error)
    }
}

pub(super) fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OpenError {
    OpenError::Other(error.into())
}

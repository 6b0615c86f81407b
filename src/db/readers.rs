//! The read-only connections, handed out by r2d2: some for requests, some for what takes long.

use std::path::Path;
use std::time::Duration;

use diesel::r2d2::{ConnectionManager, ManageConnection, Pool};

use super::bounded::BoundedConnection;
use super::connection::{self, ConnectionRole, DatabaseKey, OpenError};

/// Makes connections that have their key.
pub(super) struct Readers {
    inner: ConnectionManager<diesel::sqlite::SqliteConnection>,
    key: DatabaseKey,
    role: ConnectionRole,
}

/// Connections for jobs and reports: they must not keep those that requests need.
const LONG: u32 = 4;
/// How long one that nobody uses is kept, with the pages it holds.
const IDLE: Duration = Duration::from_secs(60);

pub(super) fn open(path: &Path, key: &DatabaseKey, count: u32) -> Result<Pool<Readers>, OpenError> {
    build(path, key, ConnectionRole::Reader, Pool::builder().max_size(count))
}

pub(super) fn open_long(path: &Path, key: &DatabaseKey) -> Result<Pool<Readers>, OpenError> {
    build(path, key, ConnectionRole::Passing, Pool::builder().max_size(LONG).idle_timeout(Some(IDLE)))
}

fn build(
    path: &Path,
    key: &DatabaseKey,
    role: ConnectionRole,
    builder: diesel::r2d2::Builder<Readers>,
) -> Result<Pool<Readers>, OpenError> {
    let inner = ConnectionManager::new(connection::uri(path)?);
    // None is opened ahead of need: a command would end under the thread that opens it, and SQLCipher frees its keys at the end.
    let builder = builder.min_idle(Some(0)).test_on_check_out(false);
    builder.build(Readers { inner, key: key.clone(), role }).map_err(connection::other)
}

impl ManageConnection for Readers {
    type Connection = BoundedConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Self::Connection, Self::Error> {
        let mut conn = self.inner.connect()?;
        connection::set_up(&mut conn, &self.key, self.role).map_err(diesel::r2d2::Error::QueryError)?;
        BoundedConnection::new(conn).map_err(diesel::r2d2::Error::QueryError)
    }

    fn is_valid(&self, _: &mut Self::Connection) -> Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, conn: &mut Self::Connection) -> bool {
        self.inner.has_broken(conn.conn())
    }
}

//! The read-only connections, handed out by r2d2: some for requests, some for what takes long.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use diesel::r2d2::{ConnectionManager, ManageConnection, Pool, PoolError, PooledConnection};
use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use rocket::tokio::time::timeout;

use super::bounded::BoundedConnection;
use super::connection::{self, ConnectionRole, DatabaseKey, OpenError};
use crate::error::{Error, Result};

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

/// How long a request waits for a connection. Whoever is still here then is told that something is wrong.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Connections and the queue before them. A request waits in the queue and takes a thread only when there is a connection for it:
/// sixteen threads that fight over four connections on two processors would spend a third of the time on waking one another.
#[derive(Clone)]
pub(super) struct ReadPool {
    connections: Pool<Readers>,
    turns: Arc<Semaphore>,
}

impl ReadPool {
    /// The next turn, in the order in which they asked; to be kept as long as the connection.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await.map_err(Error::internal)?.map_err(Error::internal)
    }

    pub fn get(&self) -> Result<PooledConnection<Readers>, PoolError> {
        self.connections.get()
    }
}

pub(super) fn open(path: &Path, key: &DatabaseKey, count: u32) -> Result<ReadPool, OpenError> {
    build(path, key, ConnectionRole::Reader, Pool::builder().max_size(count))
}

pub(super) fn open_long(path: &Path, key: &DatabaseKey) -> Result<ReadPool, OpenError> {
    build(path, key, ConnectionRole::Passing, Pool::builder().max_size(LONG).idle_timeout(Some(IDLE)))
}

fn build(path: &Path, key: &DatabaseKey, role: ConnectionRole, builder: diesel::r2d2::Builder<Readers>) -> Result<ReadPool, OpenError> {
    let inner = ConnectionManager::new(connection::uri(path)?);
    // None is opened ahead of need: a command would end under the thread that opens it, and SQLCipher frees its keys at the end.
    let builder = builder.min_idle(Some(0)).test_on_check_out(false);
    let connections = builder.build(Readers { inner, key: key.clone(), role }).map_err(connection::other)?;
    let turns = Arc::new(Semaphore::new(connections.max_size() as usize));
    Ok(ReadPool { connections, turns })
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

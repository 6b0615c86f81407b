//! The encrypted database: one writer, many readers, two doors.
//!
//! [`Db::read`] runs on one of N read-only connections; [`Db::write`] runs on the single writer and hands out a
//! [`Tx`]. Nothing writes without a `Tx`, and a `Tx` that changed something without leaving an audit event is undone.
//! A write is answered only after its commit has reached the disk.
//!
//! The writer takes what is waiting, runs each piece of work in a savepoint of its own and commits once, so that many
//! people saving at the same time share one flush to disk and a failing one takes nobody along.
//!
//! SQL is never put together from strings: typed Diesel where the columns are known, and [`sql`], the few hand-made
//! query fragments, where the catalog decides them.

mod bounded;
mod changes;
mod connection;
mod lock;
mod migrate;
mod readers;
pub mod running;
mod space;
pub mod sql;
mod tx;
mod value;
mod wal_checkpoint;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::Connection;
use rocket::tokio::sync::watch::Receiver;

pub use connection::{DatabaseKey, OpenError, is_corrupt};
pub use lock::DirectoryLock;
pub use migrate::newest as newest_migration;
pub use space::DiskRoom;
pub use tx::{Reader, Tx};
pub use value::{Row, Value};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// The one file that holds everything.
pub const FILE_NAME: &str = "kedun.db";

#[derive(Clone)]
pub struct Db {
    readers: readers::ReadPool,
    long_readers: readers::ReadPool,
    /// How long a read of this handle may take; none where nothing bounds it.
    limit: Option<Duration>,
    writer: writer::WriteThread,
    space: Arc<space::DiskSpace>,
    running: running::RunningTime,
    urgency: space::Urgency,
    clock: Arc<dyn Clock>,
    path: Arc<PathBuf>,
    key: DatabaseKey,
}

/// What is asked of a file that may or may not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A new database; refused where one stands already.
    Create,
    /// An existing database, brought to the newest schema.
    Open,
    /// The same, after every page was found to be whole; a large file is left to [`Db::page_check`].
    OpenWhole,
    /// An existing database of the newest schema; an older one is refused.
    AsIs,
}

/// How long one reading of a job or a report may take.
const LONGEST_READ: Duration = Duration::from_secs(120);

/// Up to this size, in bytes, a file is read through before it is opened.
const LARGE: u64 = 64 * 1024 * 1024;

impl Db {
    /// Opens the database in `directory`. Nothing is changed when it is refused.
    pub fn open(directory: &Path, key: &DatabaseKey, mode: Mode, readers: u32, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let path = directory.join(FILE_NAME);
        let mut writer = connection::open_writer(&path, key, mode)?;
        if mode == Mode::OpenWhole && !is_large(&path) {
            connection::check_all_pages(&mut writer, &path)?;
        }
        match mode {
            Mode::AsIs => migrate::require_newest(&mut writer, &path)?,
            Mode::Create | Mode::Open | Mode::OpenWhole => migrate::run(&mut writer, &path)?,
        }
        let running = running::RunningTime::read(&mut writer, clock.clone()).map_err(|error| connection::explain(&path, error))?;
        let changes = changes::TableChanges::watch(&mut writer).map_err(|error| connection::explain(&path, error))?;
        let writer = bounded::BoundedConnection::new(writer).map_err(|error| connection::explain(&path, error))?;
        let space = Arc::new(space::DiskSpace::new(directory));
        let folding = wal_checkpoint::Folding::start(connection::open_folder(&path, key)?, wal_checkpoint::BOUND);
        Ok(Self {
            readers: readers::open(&path, key, readers)?,
            long_readers: readers::open_long(&path, key)?,
            limit: None,
            writer: writer::WriteThread::start(writer, folding, clock.clone(), (changes, space.clone(), running.clone())),
            space,
            running,
            urgency: space::Urgency::Usual,
            clock,
            path: Arc::new(path),
            key: key.clone(),
        })
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The number of the newest commit of this process: what is read from now on is at least as new.
    pub fn generation(&self) -> u64 {
        self.writer.generation()
    }

    /// Whether none of these tables has changed since what is kept of them was read, but for what other processes do.
    /// `read_at` is the [`Reader::generation`] of that reading.
    pub fn stands(&self, read_at: u64, tables: &[&str]) -> bool {
        self.writer.changes().none_since(read_at, tables.iter().copied())
    }

    /// Hears of each commit of this process that changes a table; none of one that is written with every change.
    pub fn listen(&self, table: &str) -> Option<Receiver<u64>> {
        self.writer.changes().listen(table)
    }

    /// The same database for work that may take long, jobs and reports: it reads on connections of its own, and each reading of it has
    /// to be over in time, so that it neither keeps requests waiting nor the journal from being emptied.
    pub fn for_long_reads(&self) -> Self {
        Self { readers: self.long_readers.clone(), limit: Some(LONGEST_READ), ..self.clone() }
    }

    /// The same for what somebody is waiting for: statements that carry what they made up ([`sql::Run::Long`]) end after this time.
    pub fn within(&self, limit: Duration) -> Self {
        Self { limit: Some(limit), ..self.clone() }
    }

    /// The same for signing in and out: what it writes may use the room that is kept for when the disk is full.
    pub fn essential(&self) -> Self {
        Self { urgency: space::Urgency::Essential, ..self.clone() }
    }

    /// Notes how long the server has run. To be done now and then.
    pub async fn note_running_time(&self) -> Result<()> {
        let now = self.running.now();
        self.write_unaudited(move |tx| Ok(running::note(tx.conn, now)?)).await
    }

    /// Keeps room for when the disk is full, as a server does.
    pub async fn guard_space(&self) -> Result<()> {
        let space = self.space.clone();
        Ok(rocket::tokio::task::spawn_blocking(move || space.guard()).await.map_err(Error::internal)??)
    }

    /// Looks whether the disk is full or has room again; to be asked every few seconds.
    pub async fn look_at_space(&self) -> Result<()> {
        let space = self.space.clone();
        rocket::tokio::task::spawn_blocking(move || space.look()).await.map_err(Error::internal)
    }

    /// Lets a write in, unless the disk is full; then the files of the reserve are looked after where waiting for a disk stops nobody.
    async fn admit(&self) -> Result<()> {
        if !self.space.is_out() {
            return Ok(());
        }
        let (space, urgency) = (self.space.clone(), self.urgency);
        rocket::tokio::task::spawn_blocking(move || space.admit(urgency)).await.map_err(Error::internal)?
    }

    /// Whether nothing is saved because the disk is full.
    pub fn is_out_of_space(&self) -> bool {
        self.space.is_out()
    }

    /// How much room there is on its disk.
    pub fn room(&self) -> Result<DiskRoom> {
        Ok(self.space.room()?)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opening it has not read it through.
    pub fn is_large(&self) -> bool {
        is_large(&self.path)
    }

    /// Whether the file is beyond what [`Db::page_check`] can look through: more than 4 GB.
    pub fn is_beyond_page_check(&self) -> bool {
        self.path.metadata().is_ok_and(|file| connection::is_beyond_look(file.len()))
    }

    /// What reads the whole file while others work with it. That takes its time, about ten seconds for a gigabyte, so it keeps
    /// the file open for nobody: a server that stops closes it in good order, and only its process waits.
    pub fn page_check(&self) -> Result<impl FnOnce() -> Result<(), OpenError> + Send + 'static + use<>> {
        connection::fold_journal(self.readers.get()?.conn());
        let (path, key) = (self.path.clone(), self.key.clone());
        Ok(move || connection::check_pages_alone(&path, &key))
    }

    /// Reads one consistent picture of the data.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    {
        let (db, turn) = (self.clone(), self.readers.turn().await?);
        let work = move || {
            let answer = db.read_blocking(f);
            drop(turn);
            answer
        };
        rocket::tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    /// The same from a thread that may wait.
    pub fn read_blocking<T>(&self, f: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let mut conn = self.readers.get()?;
        // Taken before the picture: a commit in between makes what is derived from it old, never wrong.
        let generation = Some(self.writer.generation());
        let (now, changes) = (self.clock.now(), self.writer.changes());
        conn.run(self.limit, |conn| conn.transaction(|conn| f(&mut Reader { conn, now, generation, changes })))
    }

    /// Changes data in `actor`'s name. Everything that `f` did is durable when this returns `Ok`, or undone.
    pub async fn write<T, F>(&self, actor: &Actor, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.admit().await?;
        self.writer.submit(actor.clone(), tx::Trail::Required, f).await
    }

    /// The same from a thread that may wait; never call it from async code.
    pub fn write_blocking<T, F>(&self, actor: &Actor, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.space.admit(self.urgency)?;
        self.writer.submit_blocking(actor.clone(), tx::Trail::Required, f)
    }

    /// Book-keeping that tells nobody anything: when a session was last seen, how far a job has come.
    pub async fn write_unaudited<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.admit().await?;
        self.writer.submit(Actor::system("unaudited"), tx::Trail::None, f).await
    }

    /// The same from a thread that may wait.
    pub fn write_unaudited_blocking<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.space.admit(self.urgency)?;
        self.writer.submit_blocking(Actor::system("unaudited"), tx::Trail::None, f)
    }
}

fn is_large(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.len() > LARGE)
}

//! Opening the app: directory, keys, database, log, engine, in this order. What is not in order keeps it closed.
//!
//! ```text
//! directory (0700, one server at a time) → keyring + key file (or passphrase) → master key → database, digests, signature, pepper
//!   → schema brought up to date → the log's tail verified → engine (catalog, policies) → rocket
//! ```

mod addresses;
mod found;
mod look;
mod open;
mod process;
mod serve;
mod slots;
mod tasks;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use found::{Site, found};
pub use look::PageScan;
pub use open::{Purpose, open, open_unverified, open_with};
pub use process::{keep_memory_private, raise_descriptors};
pub use serve::rocket;
pub use slots::Slots;
pub use tasks::{start_tasks, stop};

use crate::access::AccessHandle;
use crate::audit::{Finding, NoteSigner};
use crate::auth::Passwords;
use crate::config::Config;
use crate::db::{Db, DirectoryLock, OpenError};
use crate::error::Error;
use crate::keys::KeyError;
use crate::mail::Mail;
use crate::model::Catalog;
use crate::records::EngineHandle;
use crate::sealed::SealedDirectory;

pub const KEYRING: &str = "keyring.json";

/// Everything that a command or a server works with.
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub access: Arc<AccessHandle>,
    pub engine: Arc<EngineHandle>,
    pub passwords: Arc<Passwords>,
    pub signer: Arc<NoteSigner>,
    pub mail: Mail,
    /// Where files lie that are not part of the database.
    pub files: SealedDirectory,
    /// Held by a server, so that there is one per directory.
    pub lock: Option<DirectoryLock>,
}

/// Why the app stays closed.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    #[error("{} is not set up yet", .0.display())]
    Empty(PathBuf),
    #[error("{} is set up already", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} is not empty, and what it holds is not Kedun's", .0.display())]
    Foreign(PathBuf),
    #[error("another process uses {}", .0.display())]
    InUse(PathBuf),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the audit log does not verify: {0}")]
    Log(#[from] Finding),
    #[error(transparent)]
    Inside(#[from] Error),
    #[error("{}: {source}", .path.display())]
    Io { path: PathBuf, source: std::io::Error },
}

impl Closed {
    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// All objects of the app, from its domains.
pub fn catalog() -> Arc<Catalog> {
    Arc::new(Catalog::new(crate::crm::objects()))
}

/// Nothing of ours is in the directory yet.
pub fn is_empty(directory: &Path) -> bool {
    !directory.join(KEYRING).exists() && !directory.join(crate::db::FILE_NAME).exists()
}

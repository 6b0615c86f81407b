//! What can go wrong with keys. Each case has its own advice, so each is its own variant; none carries a secret.

use std::io;
use std::path::{Path, PathBuf};

/// A failed operation on keys. The command line turns these into exit codes (10 wrong key, 12 damaged, 13 newer).
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The keyring is whole, but no slot opens with what was given.
    #[error("this key does not open the keyring")]
    WrongKey,
    /// No slot of the kind that was tried exists.
    #[error("the keyring has no slot of this kind")]
    NoSuchSlot,
    /// The file is not there.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// The sealed slots are gone; the key file alone opens nothing.
    #[error("{} does not exist", .0.display())]
    NoKeyring(PathBuf),
    /// The content is not what was once written. The text says which part, never what it holds.
    #[error("the keyring or key file is damaged: {0}")]
    Damaged(&'static str),
    /// Written by a newer version of Kedun: rewriting it would lose something.
    #[error("the keyring was written by a newer version ({0})")]
    Newer(u32),
    /// Others than the owner may read the key file, so it may have been read already.
    #[error("{} may be read by others than its owner", .0.display())]
    Permissions(PathBuf),
    /// A recovery code was mistyped; it was not even tried.
    #[error("this is not a recovery code: {0}")]
    Code(#[from] CodeError),
    /// A passphrase that is too short to be one; it was not even tried.
    #[error("a passphrase has at least {shortest} characters, this one has {length}")]
    ShortPassphrase { length: usize, shortest: usize },
    /// Withdrawing this slot would leave the installation without a way to start, or without any way in.
    #[error("the last slot of its kind cannot be removed")]
    LastSlot,
    /// There is a file in that place already; a key is never overwritten.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// The system gave no random bytes.
    #[error("the system's random source failed")]
    Random,
    /// The memory that the passphrase's cost asks for could not be had, or another limit of the cipher was met.
    #[error("the key could not be computed: {0}")]
    Compute(&'static str),
    /// The file system refused.
    #[error("{}: {source}", .path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl KeyError {
    /// Sorts a file system error into the variant that has the right advice.
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::AlreadyExists => Self::Exists(path.to_owned()),
            _ => Self::Io { path: path.to_owned(), source },
        }
    }
}

/// Why a text is no recovery code. Says where, never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("it has {0} characters instead of 36")]
    Length(usize),
    #[error("character {0} cannot occur in a code")]
    Symbol(usize),
    #[error("a character was mistyped")]
    Checksum,
}

//! How a command fails: what happened, what to do, and an exit code that scripts go by. The target is left as it was.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use crate::actor::Language;
use crate::config::ConfigError;
use crate::db::{OpenError, is_corrupt};
use crate::error::Error;
use crate::i18n;
use crate::keys::KeyError;

const DAMAGED: &str = "Do not write to it any more. Restore the newest backup that verifies.";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Failed = 1,
    Usage = 2,
    WrongKey = 10,
    BadSignature = 11,
    Corrupt = 12,
    Newer = 13,
    NoSpace = 14,
    /// The target is not empty, or another process uses it.
    InUse = 15,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub what: String,
    pub advice: String,
}

impl Failure {
    pub fn new(exit: Exit, what: impl ToString, advice: impl Into<String>) -> Self {
        Self { exit, what: what.to_string(), advice: advice.into() }
    }

    /// A file that cannot be read or written, by its name.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| {
            let (exit, advice) = of_io(&error);
            Self::new(exit, format!("{}: {error}", path.display()), advice)
        }
    }

    pub fn report(&self, json: bool) -> ExitCode {
        if json {
            println!("{}", json!({ "error": self.what, "advice": self.advice, "exit": self.exit as u8 }));
        }
        eprintln!("kedun: {}", self.what);
        if !self.advice.is_empty() {
            eprintln!("       {}", self.advice);
        }
        self.exit.into()
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Exit::Usage, error, "Correct it and start again; nothing was changed.")
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let (exit, advice) = match &error {
            KeyError::WrongKey | KeyError::NoSuchSlot => {
                (Exit::WrongKey, "Give the key file, the passphrase or the recovery code of this very installation.")
            }
            KeyError::Code(_) => (Exit::WrongKey, "Compare the code with the printed one, character by character."),
            KeyError::ShortPassphrase { .. } => (Exit::WrongKey, "Take a few words that nobody says in a row."),
            KeyError::Missing(_) => {
                (Exit::WrongKey, "Put the file back where it was, or name it with key.file or key.passphrase_file in the configuration.")
            }
            KeyError::NoKeyring(_) => (Exit::Corrupt, "Put keyring.json back from a backup; without it nothing opens the database."),
            KeyError::Damaged(_) => (Exit::Corrupt, "Put keyring.json back from a backup; the recovery code opens it as well."),
            KeyError::Newer(_) => (Exit::Newer, "Start it with the newer version of Kedun."),
            KeyError::Permissions(_) => (Exit::Failed, "Take the rights of others away (chmod 600), and ask yourself who has read it."),
            KeyError::Exists(_) => (Exit::InUse, "Choose another place; keys are never overwritten."),
            KeyError::LastSlot => (Exit::Failed, "Add another way in first."),
            KeyError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                (Exit::NoSpace, "Free some space and start again.")
            }
            KeyError::Random | KeyError::Compute(_) | KeyError::Io { .. } => {
                (Exit::Failed, "See whether the machine has memory, disk space and the rights it needs.")
            }
        };
        Self::new(exit, &error, advice)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let (exit, advice) = match &error {
            OpenError::Plain(_) => {
                (Exit::Corrupt, "This file was never Kedun's, or somebody put another in its place. Restore kedun.db from a backup.")
            }
            OpenError::WrongKey(_) => (
                Exit::WrongKey,
                "The database belongs to another keyring, or its first page is damaged. Put the matching keyring.json and key file beside it, or restore a backup.",
            ),
            OpenError::Missing(_) => (Exit::Corrupt, "Restore kedun.db from a backup, or start on an empty directory."),
            OpenError::Exists(_) => (Exit::InUse, "Choose an empty directory."),
            OpenError::Newer { .. } => (Exit::Newer, "Start it with the version of Kedun that wrote it, or a newer one."),
            OpenError::Older(_) => {
                (Exit::Failed, "Look at it with the version of Kedun that wrote it, or start kedun serve, which brings it up to date.")
            }
            OpenError::Corrupt { .. } => (Exit::Corrupt, DAMAGED),
            OpenError::NoSpace(_) => (Exit::NoSpace, "Free some space and start again."),
            OpenError::NoCipher => (Exit::Failed, "Install a release of Kedun; this build would store data in the clear."),
            OpenError::Other(_) => (Exit::Failed, "See whether the directory's rights and disk are in order."),
        };
        Self::new(exit, &error, advice)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Error::Internal(fault) = &error {
            let text = fault.cause.to_string();
            let (exit, advice) = match &text {
                text if is_corrupt(text) => (Exit::Corrupt, DAMAGED),
                _ => (Exit::Failed, "This should not have happened. Try again, and report it with these words if it stays so."),
            };
            return Self::new(exit, text, advice);
        }
        if matches!(error, Error::NoSpace) {
            return Self::new(Exit::NoSpace, "the disk is full; nothing was saved", "Free some space and try again.");
        }
        let args = &error.args();
        let words = |part: &str| i18n::fill(Language::English, &format!("errors.{}.{part}", error.code()), args);
        let what = match &error {
            Error::Rejected(fields) => fields
                .iter()
                .map(|f| format!("{}: {}", f.field, i18n::fill(Language::English, &format!("errors.{}", f.reason.code), &f.reason.args)))
                .collect::<Vec<_>>()
                .join("\n       "),
            _ => match words("detail") {
                // A field's error has one sentence and no detail.
                key if key.starts_with("errors.") => i18n::fill(Language::English, &format!("errors.{}", error.code()), args),
                detail => detail,
            },
        };
        let advice = Some(words("advice")).filter(|advice| !advice.starts_with("errors.")).unwrap_or_default();
        Self::new(Exit::Failed, what, advice)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let (exit, advice) = of_io(&error);
        Self::new(exit, error, advice)
    }
}

/// Makes a file, for its owner alone: it is customers' data in the clear. It is there before the work begins, so that nothing is done
/// and noted for a file that cannot be; and it is gone again when the work fails.
pub(super) fn written<T>(path: &Path, work: impl FnOnce(&mut File) -> Result<T, Failure>) -> Result<T, Failure> {
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(path).map_err(Failure::file(path))?;
    let done = work(&mut file).and_then(|value| file.sync_all().map_err(Failure::file(path)).map(|()| value));
    done.inspect_err(|_| drop(std::fs::remove_file(path)))
}

fn of_io(error: &std::io::Error) -> (Exit, &'static str) {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (Exit::NoSpace, "Free some space and try again."),
        ErrorKind::AlreadyExists => (Exit::InUse, "Choose another file; nothing is overwritten."),
        ErrorKind::NotFound => (Exit::Failed, "See whether the path is written right."),
        _ => (Exit::Failed, "See whether this user may read and write there."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_blank_is_left_open() {
        for error in
            [Error::TooLarge { limit: 20 << 20 }, Error::TooMany { retry_after: std::time::Duration::from_secs(1) }, Error::Precondition]
        {
            let failure = Failure::from(error);
            assert!(!format!("{}{}", failure.what, failure.advice).contains('{'), "{failure:?}");
        }
    }
}

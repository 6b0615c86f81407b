//! Files that hold secrets: written whole or not at all, and read only when nobody else may read them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rand::TryCryptoRng;
use zeroize::Zeroizing;

use super::error::KeyError;
use super::master::random_bytes;

/// Length of a key file: raw bytes, no line end.
pub(super) const KEY_FILE_LENGTH: usize = 32;
/// A keyring has a few slots of some hundred bytes; a file far beyond that is not one.
const LARGEST_KEYRING: u64 = 1 << 20;

/// Who keeps a key file from other eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// The file's own mode: nobody but the owner may have any right to it.
    Mode,
    /// systemd's credential directory, which only the service may enter. systemd shows the access list of a credential as a group right
    /// (0440), so that bit is let pass; the world is still refused.
    Systemd,
}

impl Guard {
    /// Below the directory of this service's credentials lie credentials; everything else has its own mode.
    pub(super) fn of(path: &Path) -> Self {
        let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|directory| Path::new(directory).is_absolute());
        if credentials.is_some_and(|directory| path.starts_with(directory)) { Self::Systemd } else { Self::Mode }
    }

    fn accepts(self, mode: u32) -> bool {
        match self {
            Self::Mode => mode & 0o077 == 0,
            Self::Systemd => mode & 0o037 == 0,
        }
    }
}

/// Makes a key file with fresh random bytes, mode 0600. Refuses to overwrite: an older key may be the only way into an older backup.
pub fn create_key_file(path: &Path, rng: &mut impl TryCryptoRng) -> Result<(), KeyError> {
    let bytes = random_bytes::<KEY_FILE_LENGTH>(rng)?;
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes.as_slice())?;
        file.sync_all()?;
        sync_directory(path)
    };
    write().map_err(|source| KeyError::io(path, source))
}

/// Reads a key file.
pub(super) fn read_key_file(path: &Path, guard: Guard) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let bytes = read_secret(path, guard, KEY_FILE_LENGTH as u64 + 1)?;
    if bytes.len() == KEY_FILE_LENGTH { Ok(bytes) } else { Err(KeyError::Damaged("the key file does not hold 32 bytes")) }
}

/// Reads so many bytes at most. The rights are checked on the opened file, so it cannot be exchanged in between.
pub(super) fn read_secret(path: &Path, guard: Guard, longest: u64) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let io = |source| KeyError::io(path, source);
    let file = File::open(path).map_err(io)?;
    if !guard.accepts(file.metadata().map_err(io)?.permissions().mode()) {
        return Err(KeyError::Permissions(path.to_owned()));
    }
    // All at once: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(longest).unwrap_or_default() + 1));
    file.take(longest).read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}

/// Reads a keyring's text. What is in it is sealed, so its rights are not a matter of secrecy.
pub(super) fn read_keyring(path: &Path) -> Result<Vec<u8>, KeyError> {
    let io = |source| match KeyError::io(path, source) {
        KeyError::Missing(path) => KeyError::NoKeyring(path),
        other => other,
    };
    let file = File::open(path).map_err(io)?;
    let mut text = Vec::new();
    file.take(LARGEST_KEYRING + 1).read_to_end(&mut text).map_err(io)?;
    if text.len() as u64 > LARGEST_KEYRING {
        return Err(KeyError::Damaged("it is far too large"));
    }
    Ok(text)
}

/// Replaces `path` by `bytes` so that a crash at any moment leaves either the old or the new content, mode 0600.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let temporary = beside(path);
    let write = || {
        // What a crash left behind is worthless; `create_new` then makes sure that the file, and its mode, are ours.
        match fs::remove_file(&temporary) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        sync_directory(path)
    };
    write().map_err(|source| {
        // The first error is the one worth telling.
        let _ = fs::remove_file(&temporary);
        KeyError::io(path, source)
    })
}

/// A name in the same directory, because a rename is atomic only within one file system.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

/// A new name is on disk only when its directory is.
fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => File::open(directory)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SysRng;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_key_file_is_private_and_never_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("master.key");
        create_key_file(&path, &mut SysRng).unwrap();
        assert_eq!(mode(&path), 0o600);
        let first = fs::read(&path).unwrap();
        assert_eq!(first.len(), KEY_FILE_LENGTH);
        assert!(matches!(create_key_file(&path, &mut SysRng), Err(KeyError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), first);
        assert_eq!(*read_key_file(&path, Guard::Mode).unwrap(), first);
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("master.key");
        create_key_file(&path, &mut SysRng).unwrap();
        for (mode, by_mode, by_systemd) in
            [(0o640, false, true), (0o604, false, false), (0o660, false, false), (0o440, false, true), (0o400, true, true)]
        {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read_key_file(&path, Guard::Mode).is_ok(), by_mode, "{mode:o}");
            assert_eq!(read_key_file(&path, Guard::Systemd).is_ok(), by_systemd, "{mode:o}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(read_key_file(&path, Guard::Mode), Err(KeyError::Permissions(found)) if found == path));
    }

    #[test]
    fn a_short_a_long_and_a_missing_key_file_are_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("master.key");
        assert!(matches!(read_key_file(&path, Guard::Mode), Err(KeyError::Missing(found)) if found == path));
        for length in [0, 31, 33] {
            write_atomically(&path, &vec![1; length]).unwrap();
            assert!(matches!(read_key_file(&path, Guard::Mode), Err(KeyError::Damaged(_))), "{length}");
        }
    }

    #[test]
    fn a_leftover_of_a_crash_does_not_stand_in_the_way() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keyring.json");
        fs::write(beside(&path), "half a keyr").unwrap();
        fs::write(&path, "old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keyring.json");
        fs::create_dir(&path).unwrap();
        assert!(write_atomically(&path, b"new").is_err());
        assert!(path.is_dir());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}

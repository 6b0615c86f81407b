//! A new app in an empty directory: keys first, then the database. Whatever fails leaves the directory as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rand::rngs::SysRng;

use super::open::{furnish, private_directory, take};
use super::{App, Closed, KEYRING, catalog, is_empty};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{DirectoryLock, FILE_NAME, Mode};
use crate::keys::{Keyring, MasterKey, Unlock, create_key_file};

/// Draws the master key, seals it for the key file, and makes the database. Nobody can sign in yet.
pub fn found(config: Arc<Config>, clock: Arc<dyn Clock>) -> Result<App, Closed> {
    let site = Site::look(&config)?;
    private_directory(&config.data)?;
    let lock = take(&config.data)?;
    // Somebody else may have founded one just before the lock was taken; theirs is not cleared away.
    if !is_empty(&config.data) {
        return Err(Closed::NotEmpty(config.data.clone()));
    }
    let made = build(&config, lock, &clock);
    if made.is_err() {
        site.clear();
    }
    made
}

fn build(config: &Arc<Config>, lock: DirectoryLock, clock: &Arc<dyn Clock>) -> Result<App, Closed> {
    create_key_file(&config.key_file(), &mut SysRng)?;
    let master = seal(config, clock)?;
    furnish(config.clone(), &master, Mode::Create, Some(lock), clock.clone(), catalog())
}

/// The place where an app is to be founded, as it was before.
pub struct Site {
    directory: PathBuf,
    /// What founding makes and was not there yet.
    new: Vec<PathBuf>,
    /// The directory's rights; none when there was no directory.
    mode: Option<u32>,
}

impl Site {
    /// Refuses an app that stands there, and a directory with somebody else's files: founding takes others' rights to it away.
    pub fn look(config: &Config) -> Result<Self, Closed> {
        let directory = config.data.clone();
        if !is_empty(&directory) {
            return Err(Closed::NotEmpty(directory));
        }
        let mode = fs::metadata(&directory).map(|metadata| metadata.permissions().mode()).ok();
        let ours = |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("kedun.") || name == "lost+found" || path == config.key_file()
        };
        if mode.is_some() {
            for entry in fs::read_dir(&directory).map_err(Closed::io(&directory))?.flatten() {
                if !ours(&entry.path()) {
                    return Err(Closed::Foreign(directory));
                }
            }
        }
        let names = [KEYRING, FILE_NAME, "kedun.db-wal", "kedun.db-shm", "kedun.lock"];
        let made = names.iter().map(|name| directory.join(name)).chain([config.key_file()]);
        Ok(Self { new: made.filter(|path| !path.exists()).collect(), directory, mode })
    }

    /// Takes away an app that was founded since, and that nobody has entered.
    pub fn clear(&self) {
        self.new.iter().for_each(|path| drop(fs::remove_file(path)));
        match self.mode {
            Some(mode) => drop(fs::set_permissions(&self.directory, fs::Permissions::from_mode(mode))),
            None => drop(fs::remove_dir(&self.directory)),
        }
    }
}

fn seal(config: &Config, clock: &Arc<dyn Clock>) -> Result<MasterKey, Closed> {
    let master = MasterKey::random(&mut SysRng)?;
    let keyring = Keyring::create(&master, &Unlock::KeyFile(&config.key_file()), clock.now(), &mut SysRng)?;
    keyring.save(&config.data.join(KEYRING))?;
    Ok(master)
}

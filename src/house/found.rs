//! A new house in an empty directory: keys first, then the database. Whatever fails leaves the directory as it was.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use rand::rngs::SysRng;

use super::open::{furnish, private_directory, take};
use super::{Closed, House, KEYRING, is_empty};
use crate::auth::Recovery;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::db::{FILE_NAME, Mode};
use crate::error::{Error, Result};
use crate::keys::{Keyring, MasterKey, RecoveryCode, SlotKind, Unlock, create_key_file};

/// Draws the master key, seals it for the key file, and makes the database. Nobody can sign in yet.
pub fn found(config: Arc<Config>, clock: Arc<dyn Clock>) -> Result<House, Closed> {
    let directory = config.data.clone();
    if !is_empty(&directory) {
        return Err(Closed::NotEmpty(directory));
    }
    private_directory(&directory)?;
    let lock = take(&directory)?;
    let key_file = config.key_file();
    create_key_file(&key_file, &mut SysRng)?;
    let made = seal(&config, &clock).and_then(|master| furnish(config.clone(), &master, Mode::Create, Some(lock), clock));
    if made.is_err() {
        unmake(&config);
    }
    made
}

/// Takes away a house that was founded a moment ago and that nobody has entered.
pub fn unmake(config: &Config) {
    let names = [KEYRING, FILE_NAME, "kedun.db-wal", "kedun.db-shm"];
    let made = names.iter().map(|name| config.data.join(name)).chain([config.key_file()]);
    made.for_each(|path| drop(fs::remove_file(path)));
}

fn seal(config: &Config, clock: &Arc<dyn Clock>) -> Result<MasterKey, Closed> {
    let master = MasterKey::random(&mut SysRng)?;
    let keyring = Keyring::create(&master, &Unlock::KeyFile(&config.key_file()), clock.now(), &mut SysRng)?;
    keyring.save(&config.data.join(KEYRING))?;
    Ok(master)
}

/// Makes recovery codes. The master key is opened for the moment and not kept.
pub struct KeyringRecovery {
    keyring: PathBuf,
    key_file: PathBuf,
}

impl KeyringRecovery {
    pub fn new(config: &Config) -> Self {
        Self { keyring: config.data.join(KEYRING), key_file: config.key_file() }
    }
}

impl Recovery for KeyringRecovery {
    /// A fresh code; an older one opens nothing any more.
    fn issue(&self) -> Result<String> {
        let issue = || {
            let mut keyring = Keyring::load(&self.keyring)?;
            let master = keyring.unlock(&Unlock::KeyFile(&self.key_file))?;
            for old in keyring.slots()?.iter().filter(|slot| slot.kind == Some(SlotKind::Recovery)) {
                keyring.remove_slot(&master, &old.id)?;
            }
            let code = RecoveryCode::random(&mut SysRng)?;
            keyring.add_slot(&master, &Unlock::Recovery(&code), SystemClock.now(), &mut SysRng)?;
            keyring.save(&self.keyring)?;
            Ok(code.reveal().to_string())
        };
        issue().map_err(|error: crate::keys::KeyError| Error::internal(error))
    }
}

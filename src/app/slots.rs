//! The ways to the master key: which one opens the app, and how the others are made anew.

use std::path::PathBuf;

use rand::rngs::SysRng;

use super::KEYRING;
use crate::auth::Recovery;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::keys::{KeyError, Keyring, MasterKey, Passphrase, RecoveryCode, SlotKind, Unlock};

/// The slots of this installation. The master key is opened for the moment and not kept.
#[derive(Clone)]
pub struct Slots {
    keyring: PathBuf,
    key_file: PathBuf,
    passphrase_file: Option<PathBuf>,
}

impl Slots {
    pub fn new(config: &Config) -> Self {
        Self { keyring: config.data.join(KEYRING), key_file: config.key_file(), passphrase_file: config.key.passphrase_file.clone() }
    }

    /// Opens the keyring with the key file, or where there is none with the passphrase.
    pub(super) fn open(&self) -> Result<(Keyring, MasterKey), KeyError> {
        let keyring = Keyring::load(&self.keyring)?;
        let master = match &self.passphrase_file {
            Some(file) if !self.key_file.exists() => keyring.unlock(&Unlock::Passphrase(&Passphrase::from_file(file)?)),
            _ => keyring.unlock(&Unlock::file(&self.key_file)),
        }?;
        Ok((keyring, master))
    }

    /// Makes a slot in place of all others of its kind. They open until the commit: one that nobody came to know must not be the only one.
    pub fn replace(&self, tx: &mut Tx<'_>, means: &Unlock<'_>) -> Result<()> {
        let new = self.add(means).map_err(Error::internal)?;
        let (this, kind) = (self.clone(), means.kind());
        tx.after_commit(move || {
            if let Err(error) = this.keep_only(kind, &new) {
                tracing::error!(%error, kind = kind.name(), "the older slots still open the keyring");
            }
        });
        Ok(())
    }

    /// The new slot's number.
    fn add(&self, means: &Unlock<'_>) -> Result<String, KeyError> {
        let (mut keyring, master) = self.open()?;
        let slot = keyring.add_slot(&master, means, SystemClock.now(), &mut SysRng)?;
        keyring.save(&self.keyring)?;
        Ok(slot)
    }

    fn keep_only(&self, kind: SlotKind, new: &str) -> Result<(), KeyError> {
        let (mut keyring, master) = self.open()?;
        for old in keyring.slots()?.iter().filter(|slot| slot.kind == Some(kind) && slot.id != new) {
            keyring.remove_slot(&master, &old.id)?;
        }
        keyring.save(&self.keyring)
    }
}

impl Recovery for Slots {
    fn issue(&self, tx: &mut Tx<'_>) -> Result<String> {
        let code = RecoveryCode::random(&mut SysRng).map_err(Error::internal)?;
        self.replace(tx, &Unlock::Recovery(&code))?;
        Ok(code.reveal().to_string())
    }
}

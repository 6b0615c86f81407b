//! `keyring.json`: the slots, and the two values that tell damage, forgery and a wrong key apart.
//!
//! ```json
//! { "format": "kedun-keyring", "version": 1,
//!   "slots": [
//!     { "id": "9f…", "type": "key_file", "created_at": "…", "salt": "…", "nonce": "…", "sealed": "…" },
//!     { "id": "41…", "type": "passphrase", "memory_kib": 262144, "passes": 3, "lanes": 1, "created_at": "…", … },
//!     { "id": "c0…", "type": "recovery", … } ],
//!   "check": "…", "sum": "…" }
//! ```
//!
//! `sum` is SHA-256 over version, slots and `check` in compact JSON: anyone can see whether the file is whole. `check` is a MAC over the slots under the
//! master key: after unlocking it shows whether somebody without the key removed or exchanged a slot.
//! A new kind of slot needs no new version; a new meaning of an existing field does.

use std::path::Path;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use rand::TryCryptoRng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::code::RecoveryCode;
use super::error::KeyError;
use super::file::{Guard, read_key_file, read_keyring, write_atomically};
use super::master::{MasterKey, expand};
use super::passphrase::Passphrase;
use super::slot::{Lock, Slot, SlotCost, SlotKind};

const FORMAT: &str = "kedun-keyring";
const VERSION: u32 = 1;

/// A means that opens a slot, or that a new slot is made for. Has no `Debug`: two of the variants are secrets.
pub enum Unlock<'a> {
    /// A file with 32 random bytes that only its owner may read.
    KeyFile(&'a Path),
    /// The same bytes handed over by systemd (`LoadCredentialEncrypted=`); opens and makes key-file slots.
    Credential(&'a Path),
    Passphrase(&'a Passphrase),
    Recovery(&'a RecoveryCode),
}

/// What may be told about a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotInfo {
    pub id: String,
    /// `None` for a kind that only a newer version knows.
    pub kind: Option<SlotKind>,
    pub created_at: Option<DateTime<Utc>>,
}

/// The sealed slots of one master key.
#[derive(Debug, Clone)]
pub struct Keyring {
    /// As they stand in the file. Kept raw, so that rewriting never loses what this version does not know.
    slots: Vec<Value>,
    check: String,
}

impl<'a> Unlock<'a> {
    /// A key file, wherever it lies: below the directory of this service's credentials it is one of them.
    pub fn file(path: &'a Path) -> Self {
        match Guard::of(path) {
            Guard::Systemd => Self::Credential(path),
            Guard::Mode => Self::KeyFile(path),
        }
    }

    /// The kind of slot that these means fit.
    pub fn kind(&self) -> SlotKind {
        match self {
            Self::KeyFile(_) | Self::Credential(_) => SlotKind::KeyFile,
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::Recovery(_) => SlotKind::Recovery,
        }
    }

    fn lock(&self) -> Lock {
        match self.kind() {
            SlotKind::KeyFile => Lock::KeyFile,
            SlotKind::Passphrase => Lock::Passphrase(SlotCost::STANDARD),
            SlotKind::Recovery => Lock::Recovery,
        }
    }

    fn means(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match self {
            Self::KeyFile(path) => read_key_file(path, Guard::Mode),
            Self::Credential(path) => read_key_file(path, Guard::Systemd),
            Self::Passphrase(passphrase) => Ok(Zeroizing::new(passphrase.as_bytes().to_vec())),
            Self::Recovery(code) => Ok(Zeroizing::new(code.as_bytes().to_vec())),
        }
    }
}

impl Keyring {
    /// A keyring with its first slot, for a master key that was drawn just now.
    pub fn create(master: &MasterKey, first: &Unlock<'_>, now: DateTime<Utc>, rng: &mut impl TryCryptoRng) -> Result<Self, KeyError> {
        let mut keyring = Self { slots: Vec::new(), check: String::new() };
        keyring.push(master, first, now, rng)?;
        Ok(keyring)
    }

    /// Reads a keyring and makes sure that it is whole. No secret is needed for that.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        Self::parse(&read_keyring(path)?)
    }

    /// Writes the keyring: the old or the new file is there at every moment, never half of one.
    pub fn save(&self, path: &Path) -> Result<(), KeyError> {
        write_atomically(path, self.to_text().as_bytes())
    }

    /// Opens the first slot that these means fit.
    pub fn unlock(&self, how: &Unlock<'_>) -> Result<MasterKey, KeyError> {
        let means = how.means()?;
        let mut refused = KeyError::NoSuchSlot;
        for slot in self.known()?.iter().filter(|slot| slot.lock.kind() == how.kind()) {
            match slot.open(&means) {
                Ok(master) => return self.belongs(&master).map(|()| master),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Makes one more way in. Whoever holds the master key may do so; nobody else can.
    pub fn add_slot(
        &mut self,
        master: &MasterKey,
        means: &Unlock<'_>,
        now: DateTime<Utc>,
        rng: &mut impl TryCryptoRng,
    ) -> Result<String, KeyError> {
        self.belongs(master)?;
        self.push(master, means, now, rng)
    }

    /// Takes a way in away: never the last that opens unattended, never the last at all.
    pub fn remove_slot(&mut self, master: &MasterKey, id: &str) -> Result<(), KeyError> {
        self.belongs(master)?;
        let slots = self.slots()?;
        let at = slots.iter().position(|slot| slot.id == id).ok_or(KeyError::NoSuchSlot)?;
        let kinds: Vec<_> = slots.iter().map(|slot| slot.kind).collect();
        if !may_go(&kinds, at) {
            return Err(KeyError::LastSlot);
        }
        self.slots.remove(at);
        self.check = check(master, &self.slots);
        Ok(())
    }

    /// Does this paper still open the door? Nothing is changed and nothing is kept.
    pub fn verify_recovery_code(&self, typed: &str) -> Result<(), KeyError> {
        self.unlock(&Unlock::Recovery(&RecoveryCode::parse(typed)?)).map(drop)
    }

    /// The slots, in the order of the file.
    pub fn slots(&self) -> Result<Vec<SlotInfo>, KeyError> {
        self.slots
            .iter()
            .map(|raw| {
                let known = Slot::read(raw)?;
                let id = raw.get("id").and_then(Value::as_str).unwrap_or_default();
                Ok(SlotInfo {
                    id: id.to_owned(),
                    kind: known.as_ref().map(|slot| slot.lock.kind()),
                    created_at: known.map(|slot| slot.created_at),
                })
            })
            .collect()
    }

    fn known(&self) -> Result<Vec<Slot>, KeyError> {
        self.slots.iter().filter_map(|raw| Slot::read(raw).transpose()).collect()
    }

    fn push(
        &mut self,
        master: &MasterKey,
        means: &Unlock<'_>,
        now: DateTime<Utc>,
        rng: &mut impl TryCryptoRng,
    ) -> Result<String, KeyError> {
        let slot = Slot::seal(means.lock(), &means.means()?, master, now, rng)?;
        self.slots.push(serde_json::to_value(&slot).map_err(|_| KeyError::Compute("a slot could not be written"))?);
        self.check = check(master, &self.slots);
        Ok(slot.id)
    }

    /// Is this the master key that the slots were written under, and are they the slots that it wrote?
    fn belongs(&self, master: &MasterKey) -> Result<(), KeyError> {
        let expected = check(master, &self.slots);
        if bool::from(expected.as_bytes().ct_eq(self.check.as_bytes())) {
            Ok(())
        } else {
            Err(KeyError::Damaged("its slots were changed without the master key"))
        }
    }

    fn parse(text: &[u8]) -> Result<Self, KeyError> {
        const UNREADABLE: KeyError = KeyError::Damaged("it cannot be read");
        let file: Value = serde_json::from_slice(text).map_err(|_| UNREADABLE)?;
        if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(KeyError::Damaged("it is not a keyring"));
        }
        match file.get("version").and_then(Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) if version > u64::from(VERSION) => return Err(KeyError::Newer(u32::try_from(version).unwrap_or(u32::MAX))),
            _ => return Err(UNREADABLE),
        }
        let slots = file.get("slots").and_then(Value::as_array).ok_or(UNREADABLE)?.clone();
        let check = file.get("check").and_then(Value::as_str).ok_or(UNREADABLE)?.to_owned();
        let keyring = Self { slots, check };
        if file.get("sum").and_then(Value::as_str) != Some(keyring.sum().as_str()) {
            return Err(KeyError::Damaged("its check sum does not fit"));
        }
        keyring.known()?;
        Ok(keyring)
    }

    fn to_text(&self) -> String {
        let file = json!({ "format": FORMAT, "version": VERSION, "slots": self.slots, "check": self.check, "sum": self.sum() });
        format!("{file:#}\n")
    }

    fn sum(&self) -> String {
        hash(&json!([VERSION, self.slots, self.check]))
    }
}

/// May the slot at this place be removed? Slots of an unknown kind count for nothing: this version cannot tell whether they open.
fn may_go(kinds: &[Option<SlotKind>], at: usize) -> bool {
    let others = || kinds.iter().enumerate().filter(|(i, _)| *i != at).filter_map(|(_, kind)| *kind);
    match kinds.get(at) {
        Some(Some(SlotKind::KeyFile)) => others().any(|kind| kind == SlotKind::KeyFile),
        Some(_) => others().next().is_some(),
        None => false,
    }
}

fn check(master: &MasterKey, slots: &[Value]) -> String {
    let info = ["kedun/v1/keyring-check/", &hash(&json!(slots))].concat();
    HEXLOWER.encode(expand(None, master.as_bytes(), info.as_bytes()).as_slice())
}

fn hash(value: &Value) -> String {
    HEXLOWER.encode(&Sha256::digest(value.to_string()))
}

#[cfg(test)]
#[path = "keyring_tests.rs"]
mod tests;

//! One slot: the master key sealed with AES-256-GCM under a key of the slot's own.
//!
//! Each slot has its own random salt, hence its own key, and that key seals one message only, so a random 96-bit nonce is safe. The
//! slot's id, kind, cost and age are bound as associated data: nobody can lower a cost or rename a slot without breaking the seal.
//!
//! The list of kinds is open. A slot of a kind that this version does not know is kept word by word when the file is rewritten,
//! and passed over when unlocking; so an older binary never destroys a newer slot.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, Utc};
use rand::TryCryptoRng;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::error::KeyError;
use super::master::{MasterKey, expand, random_bytes};

/// The kinds of slot that this version opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// 32 random bytes in a file (or a systemd credential): opens unattended.
    KeyFile,
    /// Something a person knows.
    Passphrase,
    /// The printed code.
    Recovery,
}

impl SlotKind {
    /// The word in `keyring.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeyFile => "key_file",
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery",
        }
    }
}

/// What guessing one passphrase costs (Argon2id, RFC 9106). Stored in the slot, so that it can rise over the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotCost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl SlotCost {
    /// 256 MiB, three passes: about a second on a small server, asked for a few times a year.
    pub const STANDARD: Self = Self { memory_kib: 256 * 1024, passes: 3, lanes: 1 };

    /// The most that a keyring may ask for: a forged file must not be able to exhaust the server's memory.
    const LARGEST: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 8 };

    fn is_sane(self) -> bool {
        self.memory_kib <= Self::LARGEST.memory_kib && self.passes <= Self::LARGEST.passes && self.lanes <= Self::LARGEST.lanes
    }
}

/// How a slot's key is made from its means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Lock {
    KeyFile,
    Passphrase(SlotCost),
    Recovery,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Slot {
    pub id: String,
    #[serde(flatten)]
    pub lock: Lock,
    pub created_at: DateTime<Utc>,
    #[serde(with = "base64")]
    salt: Vec<u8>,
    #[serde(with = "base64")]
    nonce: Vec<u8>,
    #[serde(with = "base64")]
    sealed: Vec<u8>,
}

impl Lock {
    pub(super) fn kind(&self) -> SlotKind {
        match self {
            Self::KeyFile => SlotKind::KeyFile,
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::Recovery => SlotKind::Recovery,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::KeyFile => "key_file",
            Self::Passphrase(_) => "passphrase",
            Self::Recovery => "recovery",
        }
    }

    /// The slot's key. `means` is the key file's bytes, the normalised passphrase, or the code's bytes.
    fn key(&self, means: &[u8], salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let info = ["kedun/v1/slot/", self.name()].concat();
        match self {
            Self::KeyFile | Self::Recovery => Ok(expand(Some(salt), means, info.as_bytes())),
            Self::Passphrase(cost) => {
                stretch(means, salt, *cost).map(|stretched| expand(Some(salt), stretched.as_slice(), info.as_bytes()))
            }
        }
    }
}

impl Slot {
    /// Seals the master key into a new slot.
    pub(super) fn seal(
        lock: Lock,
        means: &[u8],
        master: &MasterKey,
        now: DateTime<Utc>,
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self, KeyError> {
        let mut slot = Self {
            id: data_encoding::HEXLOWER.encode(random_bytes::<8>(rng)?.as_slice()),
            lock,
            created_at: now,
            salt: random_bytes::<16>(rng)?.to_vec(),
            nonce: random_bytes::<12>(rng)?.to_vec(),
            sealed: Vec::new(),
        };
        let (cipher, nonce) = (slot.cipher(means)?, slot.nonce()?);
        slot.sealed = cipher
            .encrypt(&nonce.into(), Payload { msg: master.as_bytes(), aad: &slot.bound() })
            .map_err(|_| KeyError::Compute("the master key could not be sealed"))?;
        Ok(slot)
    }

    /// Opens the slot. A seal that does not open is a wrong key here; the caller has made sure that the file is whole.
    pub(super) fn open(&self, means: &[u8]) -> Result<MasterKey, KeyError> {
        let opened = self
            .cipher(means)?
            .decrypt(&self.nonce()?.into(), Payload { msg: &self.sealed, aad: &self.bound() })
            .map(Zeroizing::new)
            .map_err(|_| KeyError::WrongKey)?;
        match opened.as_slice().try_into() {
            Ok(bytes) => Ok(MasterKey::from_bytes(bytes)),
            Err(_) => Err(KeyError::Damaged("a slot holds no master key")),
        }
    }

    /// Reads a slot out of the file; `None` for a kind that this version does not know.
    pub(super) fn read(raw: &Value) -> Result<Option<Self>, KeyError> {
        match raw.get("type").and_then(Value::as_str) {
            Some("key_file" | "passphrase" | "recovery") => {
                Self::deserialize(raw).map(Some).map_err(|_| KeyError::Damaged("a slot cannot be read"))
            }
            Some(_) => Ok(None),
            None => Err(KeyError::Damaged("a slot has no type")),
        }
    }

    fn cipher(&self, means: &[u8]) -> Result<Aes256Gcm, KeyError> {
        let key = self.lock.key(means, &self.salt)?;
        Aes256Gcm::new_from_slice(key.as_slice()).map_err(|_| KeyError::Compute("the slot's key has a wrong length"))
    }

    fn nonce(&self) -> Result<[u8; 12], KeyError> {
        self.nonce.as_slice().try_into().map_err(|_| KeyError::Damaged("a slot's nonce has a wrong length"))
    }

    /// Associated data: every field that the seal must hold on to, each with its length in front.
    fn bound(&self) -> Vec<u8> {
        let mut bound = Vec::new();
        let mut bind = |field: &[u8]| {
            bound.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bound.extend_from_slice(field);
        };
        bind(b"kedun/v1/slot");
        bind(self.id.as_bytes());
        bind(self.lock.name().as_bytes());
        bind(&self.created_at.timestamp_micros().to_be_bytes());
        bind(&self.salt);
        if let Lock::Passphrase(cost) = self.lock {
            bind(&cost.memory_kib.to_be_bytes());
            bind(&cost.passes.to_be_bytes());
            bind(&cost.lanes.to_be_bytes());
        }
        bound
    }
}

fn stretch(passphrase: &[u8], salt: &[u8], cost: SlotCost) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    if !cost.is_sane() {
        return Err(KeyError::Damaged("a passphrase's cost is beyond reason"));
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|_| KeyError::Damaged("a passphrase's cost is no cost that Argon2 knows"))?;
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase, salt, stretched.as_mut_slice())
        .map_err(|_| KeyError::Compute("the passphrase could not be stretched (is there enough memory?)"))?;
    Ok(stretched)
}

/// Bytes as base64 in the file.
mod base64 {
    use data_encoding::BASE64;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SysRng;

    const CHEAP: SlotCost = SlotCost { memory_kib: 64, passes: 1, lanes: 1 };

    fn sealed(lock: Lock) -> (MasterKey, Slot) {
        let master = MasterKey::from_bytes(&[5; 32]);
        let slot = Slot::seal(lock, b"means", &master, DateTime::UNIX_EPOCH, &mut SysRng).unwrap();
        (master, slot)
    }

    #[test]
    fn every_kind_opens_with_its_means_and_with_nothing_else() {
        for lock in [Lock::KeyFile, Lock::Passphrase(CHEAP), Lock::Recovery] {
            let (master, slot) = sealed(lock);
            assert_eq!(slot.open(b"means").unwrap().as_bytes(), master.as_bytes());
            assert!(matches!(slot.open(b"mean"), Err(KeyError::WrongKey)));
        }
    }

    #[test]
    fn the_seal_holds_on_to_id_kind_age_and_cost() {
        let (_, slot) = sealed(Lock::Passphrase(CHEAP));
        let changes: [fn(&mut Slot); 6] = [
            |slot| slot.id.push('0'),
            |slot| slot.lock = Lock::Recovery,
            |slot| slot.lock = Lock::Passphrase(SlotCost { memory_kib: 65, ..CHEAP }),
            |slot| slot.created_at += chrono::Duration::days(1),
            |slot| slot.salt[0] ^= 1,
            |slot| slot.sealed[0] ^= 1,
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = slot.clone();
            change(&mut changed);
            assert!(matches!(changed.open(b"means"), Err(KeyError::WrongKey)), "change {i}");
        }
    }

    #[test]
    fn a_forged_cost_cannot_exhaust_the_memory() {
        let (_, mut slot) = sealed(Lock::Passphrase(CHEAP));
        slot.lock = Lock::Passphrase(SlotCost { memory_kib: u32::MAX, ..CHEAP });
        assert!(matches!(slot.open(b"means"), Err(KeyError::Damaged(_))));
    }

    /// Made with Python's `cryptography`: the format can be opened without Kedun.
    #[test]
    fn a_slot_sealed_by_another_implementation_opens() {
        let raw: Value = serde_json::from_str(include_str!("slot_vector.json")).unwrap();
        let slot = Slot::read(&raw).unwrap().unwrap();
        assert_eq!(slot.open("客盾 passphrase".as_bytes()).unwrap().as_bytes(), &[5; 32]);
        assert_eq!(serde_json::to_value(&slot).unwrap(), raw);
    }
}

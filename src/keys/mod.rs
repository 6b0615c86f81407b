//! The master key and everything that hangs on it.
//!
//! One random 32-byte [`MasterKey`] exists per installation. It is never stored in the clear: `keyring.json` keeps it sealed in
//! several slots, like LUKS, and each slot opens with a means of its own (a key file for unattended starts, a passphrase, a
//! printed recovery code). Every working key (database, files, log signature, pepper…) is derived from it under a fixed [`Label`], so
//! that a means can be added, changed or withdrawn without touching a byte of data.
//!
//! ```text
//! key file ──HKDF──┐
//! passphrase ─Argon2id─HKDF──> slot key ──AES-256-GCM──> master key ──HKDF(label)──> database, files, log, pepper, backup, device
//! recovery code ─HKDF──┘
//! ```
//!
//! Two questions are answered apart, because their advice differs. *Is the file whole?* `sum` in the file says so before any key is
//! asked for. *Is this the right key?* The slot's authentication tag says so. After unlocking, `check`, a MAC under the master
//! key over the whole file, shows a slot that was removed or exchanged by someone who did not hold the key.
//!
//! What this module must never do: put a secret into an error, a log line or a `Debug` output; write a secret into a file that others
//! may read; leave a half-written keyring behind; guess at a file made by a newer version.
//!
//! It claims no protection from somebody who is root on the running server: the key is in memory there.

mod code;
mod error;
mod file;
mod keyring;
mod master;
mod passphrase;
mod slot;

pub use code::RecoveryCode;
pub use error::{CodeError, KeyError};
pub use file::{create_key_file, write_atomically};
pub use keyring::{Keyring, SlotInfo, Unlock};
pub use master::{DerivedKey, Label, MasterKey};
pub use passphrase::Passphrase;
pub use slot::{SlotCost, SlotKind};

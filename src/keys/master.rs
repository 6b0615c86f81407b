//! The master key, and the working keys derived from it.
//!
//! Derivation is HKDF-SHA256 (RFC 5869) without salt: the master key is uniformly random, so the label alone separates the keys.
//! Labels are a closed list. Renaming one makes everything written under it unreadable; the vectors below stand guard.

use std::fmt;

use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use rand::TryCryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::error::KeyError;

/// The 32 random bytes on which an installation's secrets rest. Wiped from memory when dropped; not `Clone`, so that it stays countable.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

/// What a derived key is for. One label, one purpose, for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// SQLCipher's raw key.
    Database,
    /// Key that encrypts attachments.
    Files,
    /// Ed25519 seed that signs the log's checkpoints.
    AuditSigning,
    /// HMAC key for values that the log may compare but not hold.
    AuditDigest,
    /// Secret mixed into password hashes.
    Pepper,
    /// Ed25519 seed that signs backup manifests.
    BackupSigning,
    /// HMAC key of device cookies.
    Device,
}

/// A working key: 32 bytes for one purpose. Wiped from memory when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DerivedKey([u8; 32]);

impl Label {
    pub const ALL: [Self; 7] =
        [Self::Database, Self::Files, Self::AuditSigning, Self::AuditDigest, Self::Pepper, Self::BackupSigning, Self::Device];

    fn info(self) -> &'static [u8] {
        match self {
            Self::Database => b"kedun/v1/database",
            Self::Files => b"kedun/v1/files",
            Self::AuditSigning => b"kedun/v1/audit-signing",
            Self::AuditDigest => b"kedun/v1/audit-digest",
            Self::Pepper => b"kedun/v1/pepper",
            Self::BackupSigning => b"kedun/v1/backup-signing",
            Self::Device => b"kedun/v1/device",
        }
    }
}

impl MasterKey {
    /// Draws a fresh key. Pass `rand::rngs::SysRng`.
    pub fn random(rng: &mut impl TryCryptoRng) -> Result<Self, KeyError> {
        random_bytes(rng).map(|bytes| Self(*bytes))
    }

    /// Takes over bytes that came out of a slot. Only the keyring makes master keys from bytes.
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The working key for one purpose; the same answer every time.
    pub fn derive(&self, label: Label) -> DerivedKey {
        DerivedKey(*expand(None, &self.0, label.info()))
    }
}

impl DerivedKey {
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 hexadecimal digits, as SQLCipher's raw key wants them.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(&self.0))
    }

    /// The key read as an Ed25519 seed (RFC 8032); for the two signing labels.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.0)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl fmt::Debug for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DerivedKey(…)")
    }
}

/// HKDF-SHA256 to 32 bytes.
pub(super) fn expand(salt: Option<&[u8]>, secret: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // HKDF fails only for more than 255 blocks of output; 32 bytes are one block. A key of zeroes must still never leave this function.
    if Hkdf::<Sha256>::new(salt, secret).expand(info, out.as_mut_slice()).is_err() {
        unreachable!("32 bytes are within HKDF's limit");
    }
    out
}

/// Random bytes that are wiped when dropped.
pub(super) fn random_bytes<const N: usize>(rng: &mut impl TryCryptoRng) -> Result<Zeroizing<[u8; N]>, KeyError> {
    let mut bytes = Zeroizing::new([0; N]);
    rng.try_fill_bytes(bytes.as_mut_slice()).map_err(|_| KeyError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's `hmac`, independently of this code; master key 00 01 … 1f.
    const VECTORS: [(Label, &str); 7] = [
        (Label::Database, "0557afee249a6f315698a6199fd9e0aa11e18ebc2ed361250416145008f491b6"),
        (Label::Files, "5d76970eebf1b7c67c3da696415d5c56a524d5ad2d6ae4d042aad728e1867f6d"),
        (Label::AuditSigning, "9946f5ebfaced46137a9318621329fec218c1330890d7e407653ae020e026c02"),
        (Label::AuditDigest, "578dfeea438dc7d65c994fd1b7321e0ebf87f21b6d1c8e5c880da78972350902"),
        (Label::Pepper, "ef7af3c6dcb8a2515e51b1f4500110bf6a3fe1bf830152cc342011883d8c5dfa"),
        (Label::BackupSigning, "7ef86890685248ae39b4ad032577a47d47823607026869e4d7c6cde59213efa7"),
        (Label::Device, "bc941b7eb2daa033b8e10eb0f24d372178cf26e7a045120a9fe6fda7728a3289"),
    ];

    fn counting() -> MasterKey {
        MasterKey(std::array::from_fn(|i| i as u8))
    }

    #[test]
    fn derived_keys_never_change() {
        assert_eq!(VECTORS.map(|(label, _)| label), Label::ALL);
        for (label, expected) in VECTORS {
            assert_eq!(*counting().derive(label).to_hex(), expected, "{label:?}");
        }
    }

    #[test]
    fn debug_output_holds_no_key() {
        assert_eq!(format!("{:?}", counting()), "MasterKey(…)");
        assert_eq!(format!("{:?}", counting().derive(Label::Database)), "DerivedKey(…)");
    }
}

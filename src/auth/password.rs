//! Hashing and checking passwords: Argon2id with a pepper.
//!
//! m = 64 MiB, t = 2, p = 1: above OWASP's floor, about a tenth of a second. The pepper is a key of the app, so a stolen database alone
//! cannot be guessed at. One or two run at once, on threads that may block and on half of the cores at most where
//! there are several; the rest wait, so that any number of guesses takes 128 MiB at most and slows nobody down.
//!
//! [`Passwords::check`] does the same work whether or not there is anything to check against.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use hkdf::Hkdf;
use rocket::tokio::sync::Semaphore;
use rocket::tokio::task::spawn_blocking;
use serde::{Deserialize, Deserializer};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::device::DeviceKey;
use super::policy;
use crate::error::{Error, Result};
use crate::people::PasswordHash;

/// A password in the clear, as short-lived as can be. The same characters are the same password however the keyboard composed
/// them (NFC, as NIST SP 800-63B asks).
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.nfc().collect()))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Zeroizing::new).map(|text| Self::new(&text))
    }
}

/// What a guess costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    pub kibibytes: u32,
    pub passes: u32,
}

impl HashCost {
    pub const STANDARD: Self = Self { kibibytes: 64 * 1024, passes: 2 };
}

/// Each takes the memory of its cost.
const MOST_AT_ONCE: usize = 2;

/// Costs as much to compare as a real one, and nothing to make: no password is known to lead to random bytes.
fn hash_of_nobody(HashCost { kibibytes, passes }: HashCost) -> PasswordHash {
    let (salt, hash) = (BASE64_NOPAD.encode(&rand::random::<[u8; 16]>()), BASE64_NOPAD.encode(&rand::random::<[u8; 32]>()));
    PasswordHash(format!("$argon2id$v=19$m={kibibytes},t={passes},p=1${salt}${hash}"))
}

/// The whole of password work. One per process.
pub struct Passwords {
    pepper: Zeroizing<[u8; 32]>,
    devices: Zeroizing<[u8; 32]>,
    params: Params,
    /// Looks like an account's hash; nobody knows its password.
    dummy: PasswordHash,
    permits: Semaphore,
    /// How often a real account's hash was looked at.
    checks: AtomicU64,
    /// How often any hash was looked at, the one that belongs to nobody among them.
    comparisons: AtomicU64,
}

impl Passwords {
    pub fn new(pepper: [u8; 32], cost: HashCost) -> Result<Self> {
        let params = Params::new(cost.kibibytes, cost.passes, 1, None).map_err(Error::internal)?;
        let at_once = available_parallelism().map_or(1, |cores| cores.get() / 2).clamp(1, MOST_AT_ONCE);
        let mut devices = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &pepper)
            .expand(b"kedun device cookie 1", &mut *devices)
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self {
            pepper: Zeroizing::new(pepper),
            devices,
            params,
            dummy: hash_of_nobody(cost),
            permits: Semaphore::new(at_once),
            checks: AtomicU64::new(0),
            comparisons: AtomicU64::new(0),
        })
    }

    /// Judges a new password and hashes it. `about` are the words that must not carry it: login, name, organisation.
    pub async fn make(self: &Arc<Self>, password: Password, about: Vec<String>) -> Result<PasswordHash> {
        self.on_a_thread(move |passwords| passwords.make_blocking(&password, &about)).await
    }

    /// The same for a thread that may wait.
    pub fn make_blocking(&self, password: &Password, about: &[String]) -> Result<PasswordHash> {
        policy::judge(password.reveal(), about).map_err(|invalid| Error::Rejected(vec![invalid]))?;
        self.hash(password)
    }

    /// Is it this account's password? `None`: there is no account that it may open, and the answer takes as long.
    pub async fn check(self: &Arc<Self>, password: Password, against: Option<PasswordHash>) -> Result<bool> {
        self.on_a_thread(move |passwords| {
            if against.is_some() {
                passwords.checks.fetch_add(1, Ordering::Relaxed);
            }
            let matches = passwords.verify(&password, against.as_ref().unwrap_or(&passwords.dummy))?;
            Ok(matches && against.is_some())
        })
        .await
    }

    /// The key of device cookies, derived from the pepper: whoever has neither can make none.
    pub(super) fn device_key(&self) -> DeviceKey {
        DeviceKey::new(*self.devices)
    }

    /// How often a real account's hash was looked at since the start.
    pub fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }

    /// How often a password was held against a hash since the start: each costs the same time and memory, whatever comes of it.
    pub fn comparisons(&self) -> u64 {
        self.comparisons.load(Ordering::Relaxed)
    }

    async fn on_a_thread<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&Self) -> Result<T> + Send + 'static) -> Result<T> {
        let _permit = self.permits.acquire().await.map_err(Error::internal)?;
        let passwords = Arc::clone(self);
        spawn_blocking(move || work(&passwords)).await.map_err(Error::internal)?
    }

    fn argon2(&self) -> Result<Argon2<'_>> {
        Argon2::new_with_secret(&*self.pepper, Algorithm::Argon2id, Version::V0x13, self.params.clone()).map_err(Error::internal)
    }

    fn hash(&self, password: &Password) -> Result<PasswordHash> {
        let hash: phc::PasswordHash = self.argon2()?.hash_password(password.reveal().as_bytes()).map_err(Error::internal)?;
        Ok(PasswordHash(hash.to_string()))
    }

    fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<bool> {
        let stored = phc::PasswordHash::new(&hash.0).map_err(Error::internal)?;
        self.comparisons.fetch_add(1, Ordering::Relaxed);
        match self.argon2()?.verify_password(password.reveal().as_bytes(), &stored) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashCost = HashCost { kibibytes: 64, passes: 1 };

    fn passwords(pepper: u8) -> Passwords {
        Passwords::new([pepper; 32], CHEAP).unwrap()
    }

    #[test]
    fn a_hash_needs_its_password_and_its_pepper() {
        let (ours, theirs) = (passwords(1), passwords(2));
        let hash = ours.hash(&Password::new("correct horse battery")).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", hash.0);
        assert!(ours.verify(&Password::new("correct horse battery"), &hash).unwrap());
        assert!(!ours.verify(&Password::new("correct horse batterz"), &hash).unwrap());
        assert!(!theirs.verify(&Password::new("correct horse battery"), &hash).unwrap());
        assert_ne!(hash.0, ours.hash(&Password::new("correct horse battery")).unwrap().0);
    }

    #[test]
    fn a_real_hash_costs_what_it_should() {
        let real = Passwords::new([1; 32], HashCost::STANDARD).unwrap();
        assert!(real.dummy.0.starts_with("$argon2id$v=19$m=65536,t=2,p=1$"), "{}", real.dummy.0);
    }

    #[test]
    fn the_same_characters_are_the_same_password() {
        let ours = passwords(1);
        let hash = ours.hash(&Password::new("Z\u{fc}rich")).unwrap();
        assert!(ours.verify(&Password::new("Zu\u{308}rich"), &hash).unwrap());
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", Password::new("secret")), "Password(…)");
        assert_eq!(format!("{:?}", passwords(1).dummy), "PasswordHash(…)");
    }

    #[rocket::async_test]
    async fn nobody_can_be_signed_in_as() {
        let ours = Arc::new(passwords(1));
        assert!(!ours.check(Password::new("x"), None).await.unwrap());
        assert_eq!(ours.checks(), 0);
        let hash = ours.hash(&Password::new("x")).unwrap();
        assert!(ours.check(Password::new("x"), Some(hash)).await.unwrap());
        assert_eq!(ours.checks(), 1);
    }
}

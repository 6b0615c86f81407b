//! A browser that somebody has signed in with before. It gets a signed cookie, and with that a bucket of its own in the lockout: three
//! wrong guesses from anywhere lock strangers out, and not the owner at their own desk (OWASP: "Slow down online guessing attacks with
//! device cookies").
//!
//! ```text
//! cookie   user "." nonce (16 bytes) "." HMAC-SHA256(key, user "." nonce)      bucket   "#" user ":" nonce
//! ```
//!
//! The cookie opens nothing: whoever steals one may guess three times more. It is good for one person alone, and a forged one is none.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use rocket::Request;
use rocket::http::{Cookie, SameSite};
use rocket::request::{FromRequest, Outcome};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Auth;
use crate::config::Config;
use crate::ids::UserId;

/// Browsers keep no cookie longer.
const DAYS: i64 = 400;
/// By what the buckets of devices begin. No login does.
pub(super) const BUCKET: &str = "#";

/// Signs the cookies of one installation.
pub struct DeviceKey(Zeroizing<[u8; 32]>);

/// A device that somebody has signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice {
    user: UserId,
    nonce: String,
}

impl DeviceKey {
    pub fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    fn tag(&self, body: &str) -> Option<[u8; 32]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).ok()?;
        mac.update(body.as_bytes());
        Some(mac.finalize().into_bytes().into())
    }

    /// The text of a device's cookie.
    fn issue(&self, device: &KnownDevice) -> Option<String> {
        let body = format!("{}.{}", device.user.0, device.nonce);
        Some(format!("{body}.{}", BASE64URL_NOPAD.encode(&self.tag(&body)?)))
    }

    /// What a cookie says, if it is one of ours.
    fn read(&self, text: &str) -> Option<KnownDevice> {
        let (body, tag) = text.rsplit_once('.')?;
        let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok()?;
        if !bool::from(self.tag(body)?.as_slice().ct_eq(&tag)) {
            return None;
        }
        let (user, nonce) = body.split_once('.')?;
        Some(KnownDevice { user: UserId(user.parse().ok()?), nonce: nonce.to_owned() })
    }
}

impl KnownDevice {
    /// One that was not known yet.
    pub(super) fn new(user: UserId) -> Self {
        Self { user, nonce: BASE64URL_NOPAD.encode(&rand::random::<[u8; 16]>()) }
    }

    /// Its bucket in the lockout, where it is a device of this very person.
    pub(super) fn bucket(&self, of: UserId) -> Option<String> {
        (self.user == of).then(|| format!("{}{}", buckets(of), self.nonce))
    }
}

/// How the buckets of all devices of a person begin.
pub(super) fn buckets(of: UserId) -> String {
    format!("{BUCKET}{}:", of.0)
}

/// Whose device has this bucket; nobody's where it is no device's.
pub(super) fn owner_of(bucket: &str) -> Option<UserId> {
    let (user, _) = bucket.strip_prefix(BUCKET)?.split_once(':')?;
    user.parse().ok().map(UserId)
}

fn name(https: bool) -> &'static str {
    if https { "__Host-kedun-device" } else { "kedun-device" }
}

/// The cookie for a device that somebody has just signed in with. One that is theirs already is the same device for another
/// [`DAYS`]: whoever comes every day must not be a stranger at their own desk one day.
pub(super) fn cookie(key: &DeviceKey, known: Option<&KnownDevice>, user: UserId, https: bool) -> Option<Cookie<'static>> {
    let device = known.filter(|known| known.user == user).cloned().unwrap_or_else(|| KnownDevice::new(user));
    let cookie = Cookie::build((name(https), key.issue(&device)?)).path("/").http_only(true).secure(https);
    Some(cookie.same_site(SameSite::Strict).max_age(rocket::time::Duration::days(DAYS)).build())
}

/// What a request brings; nothing where it brings none, or a forged one.
pub struct DeviceCookie(pub Option<KnownDevice>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for DeviceCookie {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(known(request)))
    }
}

/// The device from which a request comes.
pub(super) fn known(request: &Request<'_>) -> Option<KnownDevice> {
    let https = request.rocket().state::<Arc<Config>>()?.is_https();
    request.rocket().state::<Auth>()?.devices.read(request.cookies().get(name(https))?.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_good_for_one_person_of_one_installation() {
        let (key, other) = (DeviceKey::new([1; 32]), DeviceKey::new([2; 32]));
        let text = key.issue(&KnownDevice::new(UserId(7))).unwrap();
        let known = key.read(&text).unwrap();
        assert!(known.bucket(UserId(7)).is_some_and(|bucket| bucket.starts_with("#7:")));
        assert_eq!(known.bucket(UserId(8)), None);
        assert_eq!(other.read(&text), None);
        let (_, rest) = text.split_once('.').unwrap();
        for forged in [format!("8.{rest}"), format!("{text}A"), text[..text.len() - 1].to_owned(), String::new(), "..".to_owned()] {
            assert_eq!(key.read(&forged), None, "{forged}");
        }
        assert_ne!(key.issue(&KnownDevice::new(UserId(7))), Some(text), "each device has one of its own");
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
        let key = DeviceKey::new([1; 32]);
        let text = cookie(&key, None, UserId(7), true).unwrap().to_string();
        for part in ["__Host-kedun-device=7.", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn whoever_signs_in_again_keeps_their_device_for_as_long_as_a_new_one() {
        let (key, known) = (DeviceKey::new([1; 32]), KnownDevice::new(UserId(7)));
        let again = cookie(&key, Some(&known), UserId(7), true).unwrap();
        assert_eq!((key.read(again.value()).as_ref(), again.max_age().unwrap().whole_days()), (Some(&known), DAYS));
        let other = cookie(&key, Some(&known), UserId(8), true).unwrap();
        assert_eq!(key.read(other.value()).map(|device| (device.user, device.nonce == known.nonce)), Some((UserId(8), false)));
    }
}

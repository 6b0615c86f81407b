//! How much is too much.

use std::num::NonZeroU32;

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Sign-in attempts per network address.
    pub login_per_minute: NonZeroU32,
    /// Requests per session, or per address where there is no session.
    pub requests_per_second: NonZeroU32,
    /// Connections that one network address may have open, proxies of ours apart.
    pub connections_per_address: NonZeroU32,
    /// The largest file that is taken in.
    pub upload_megabytes: NonZeroU32,
    /// Masked values that somebody may look at in full on a day.
    pub reveals_per_day: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            login_per_minute: at_least_one(60),
            requests_per_second: at_least_one(200),
            connections_per_address: at_least_one(256),
            upload_megabytes: at_least_one(20),
            reveals_per_day: at_least_one(50),
        }
    }
}

impl Limits {
    pub fn upload_bytes(&self) -> u64 {
        u64::from(self.upload_megabytes.get()) * 1024 * 1024
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

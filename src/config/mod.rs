//! What the administrator may decide: defaults < file < environment < flags.
//!
//! Everything has a default that suits an intranet server, so an empty file is a good file. A key that is not known, or a value that
//! does not fit, stops the start and says where it stands, what it is called and what was expected: a typing mistake must never quietly
//! leave a door open. One file per topic; [`load`] puts the sources together.
//!
//! What does not belong here: secrets (they live in the encrypted database or in key slots), and anything that people change in the
//! console while the server runs.

mod error;
mod limits;
mod load;
mod mail;
mod network;
mod session;
mod tls;

use std::path::PathBuf;

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer};

pub use error::ConfigError;
pub use limits::Limits;
pub use load::{Sources, load};
pub use mail::{MailConfig, Secret, Security};
pub use network::{Cidr, Networks, PublicUrl};
pub use session::Session;
pub use tls::{Tls, TlsMode};

use crate::actor::Language;

/// Where the file is looked for when nobody names one; there it may be missing.
pub const DEFAULT_FILE: &str = "/etc/kedun/kedun.toml";

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The data directory.
    pub data: PathBuf,
    /// Address and port to serve on.
    #[serde(deserialize_with = "network::listen")]
    pub listen: std::net::SocketAddr,
    pub tls: Tls,
    /// How browsers reach the server, when that is not simply its own address.
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-For` is believed. Nobody else's is.
    #[serde(deserialize_with = "network::cidrs")]
    pub trusted_proxies: Vec<Cidr>,
    pub networks: Networks,
    pub mail: MailConfig,
    pub key: KeyConfig,
    /// The language of whoever asks for none.
    #[serde(deserialize_with = "locale")]
    pub locale: Language,
    /// The company's zone: days begin and end by it.
    #[serde(deserialize_with = "zone")]
    pub time_zone: Tz,
    /// The area code of telephone numbers that are told without one; without it they stay as they are told.
    #[serde(deserialize_with = "area_code")]
    pub area_code: Option<String>,
    pub session: Session,
    pub limits: Limits,
    pub database: Database,
    /// What is logged, as `tracing` filters are written: `info`, `warn,kedun=debug`.
    pub log: String,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyConfig {
    /// Opens the keyring at an unattended start; `<data>/master.key` unless said otherwise.
    pub file: Option<PathBuf>,
    /// Holds the passphrase, which opens the keyring where there is no key file.
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// Connections that read at the same time for requests; each keeps up to 12 MB of pages.
    pub readers: u32,
}

/// More connections than this only wait for each other.
pub(super) const MOST_READERS: u32 = 256;

impl Default for Database {
    fn default() -> Self {
        // Two more than can compute at once, for those that wait for the disk.
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { readers: u32::try_from(cores + 2).unwrap_or(u32::MAX).min(MOST_READERS) }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("/var/lib/kedun"),
            listen: ([0, 0, 0, 0], 8443).into(),
            tls: Tls::default(),
            public_url: None,
            trusted_proxies: Vec::new(),
            networks: Networks::default(),
            mail: MailConfig::default(),
            key: KeyConfig::default(),
            locale: Language::Chinese,
            time_zone: Tz::Asia__Shanghai,
            area_code: None,
            session: Session::default(),
            limits: Limits::default(),
            database: Database::default(),
            log: String::from("info"),
        }
    }
}

impl Config {
    pub fn key_file(&self) -> PathBuf {
        self.key.file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }

    /// Whether browsers speak TLS to us: here, or to the proxy in front. Cookies are `Secure` then, and only then.
    pub fn is_https(&self) -> bool {
        self.tls.mode != TlsMode::Off || self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// The log filter, with Rocket's own chatter taken out: it tells every request in five lines.
    pub fn log_filter(&self) -> String {
        format!("rocket=off,hyper=warn,rustls=warn,{}", self.log)
    }
}

fn locale<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
    let tag = String::deserialize(deserializer)?;
    Language::ALL.into_iter().find(|language| language.tag() == tag).ok_or_else(|| expected(&tag, "zh-CN or en"))
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(|_| expected(&name, "a time zone such as Asia/Shanghai"))
}

fn area_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    // A bare number would lose its zero in some formats; here it would lose its meaning.
    let code = String::deserialize(deserializer)?;
    let sound = matches!(code.len(), 3 | 4) && code.starts_with('0') && code.bytes().all(|b| b.is_ascii_digit());
    if sound { Ok(Some(code)) } else { Err(expected(&code, "an area code such as \"0512\"")) }
}

/// The error of a value that has the right type and the wrong content.
fn expected<E: serde::de::Error>(found: &str, expected: &'static str) -> E {
    E::invalid_value(serde::de::Unexpected::Str(found), &expected)
}

//! How the connection is protected.

use std::path::PathBuf;

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    pub mode: TlsMode,
    /// Certificate chain, PEM; for `files`.
    pub cert: Option<PathBuf>,
    /// Private key, PEM; for `files`.
    pub key: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    /// A certificate authority of our own, made at the first start.
    #[default]
    Auto,
    /// A certificate that somebody else issued.
    Files,
    /// Plain HTTP; on loopback only.
    Off,
}

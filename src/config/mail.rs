//! The company's mail server, through which the app writes to people. Without `host` nothing is sent.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::message::Mailbox;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::expected;

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    pub host: Option<String>,
    /// The usual one of `security` unless said otherwise.
    pub port: Option<u16>,
    pub security: Security,
    /// Whom to sign in as; nobody where the server asks for none.
    pub user: Option<String>,
    /// From whom mails come: `客盾 <crm@example.cn>`.
    #[serde(deserialize_with = "mailbox")]
    pub from: Option<Mailbox>,
    /// Holds the password; systemd's credentials are such files.
    pub password_file: Option<PathBuf>,
    /// The password itself, from the environment only.
    pub password: Option<Secret>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS is asked for before anything is said; without it nothing is sent.
    Starttls,
    /// In the clear, to a server on this machine only.
    None,
}

/// A text that is wiped from memory and never printed.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Secret {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl MailConfig {
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        })
    }

    /// Read anew each time, so that a changed file needs no new start. A line's end behind it does not count.
    pub fn password(&self) -> std::io::Result<Option<Secret>> {
        match &self.password_file {
            None => Ok(self.password.clone()),
            Some(file) => {
                let text = Zeroizing::new(std::fs::read_to_string(file)?);
                Ok(Some(Secret::from(text.trim_end_matches(['\r', '\n']).to_owned())))
            }
        }
    }

    /// What no single key can say: the key that is wrong, and how.
    pub(super) fn problem(&self) -> Option<(&'static str, String)> {
        let host = self.host.as_deref()?;
        if self.from.is_none() {
            return Some(("mail.from", "expected an address such as 客盾 <crm@example.cn>, because mail.host is set".into()));
        }
        let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if self.security == Security::None && !local {
            return Some((
                "mail.security",
                format!("mail in the clear goes to this machine only, and mail.host is {host}; expected tls or starttls"),
            ));
        }
        // The file itself is not looked at: only the server may read it, and systemd's is there only while the server runs.
        let alone = self.user.is_some() && self.password_file.is_none() && self.password.is_none();
        alone.then(|| ("mail.user", "expected a password with it: mail.password_file, or KEDUN_MAIL__PASSWORD".into()))
    }
}

fn mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Mailbox>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|_| expected(&text, "an address such as 客盾 <crm@example.cn>"))
}

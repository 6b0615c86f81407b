//! Who takes a finished mail away: the mail server, or a test.

use lettre::Message;

#[rocket::async_trait]
pub trait Transport: Send + Sync {
    async fn carry(&self, message: Message) -> Result<(), MailRefusal>;
}

/// A mail that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct MailRefusal {
    pub why: Why,
    /// As the mail server, or the network, says it.
    pub what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nobody answers there.
    Unreachable,
    /// The connection cannot be protected as asked for.
    Insecure,
    /// The user, the password, or that there is one.
    SignIn,
    /// There is no such address: the only one for which another try is useless.
    Address,
    Other,
}

impl Why {
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Insecure => "insecure",
            Self::SignIn => "sign_in",
            Self::Address => "no_address",
            Self::Other => "mail_refused",
        }
    }
}

//! The company's mail server.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::carrier::{Carrier, Refusal, Why};
use super::letter::{About, message};
use crate::config::{self, Config, Security};
use crate::words;

const PATIENCE: Duration = Duration::from_secs(30);

/// Connects anew for each mail: they are few, and hours lie between them.
pub struct Smtp {
    config: config::Mail,
    /// By what name we introduce ourselves.
    name: ClientId,
}

impl Smtp {
    pub fn new(config: &Config) -> Self {
        let name = config.public_url.as_ref().map_or("localhost", |url| url.host());
        Self { config: config.mail.clone(), name: ClientId::Domain(name.to_owned()) }
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, Refusal> {
        let (host, config) = (self.config.host.as_deref().unwrap_or_default(), &self.config);
        let builder = match config.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(refusal)?,
            Security::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(refusal)?,
            Security::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        };
        let builder = builder.port(config.port()).hello_name(self.name.clone()).timeout(Some(PATIENCE));
        let password = config.password().map_err(|error| Refusal { why: Why::SignIn, what: error.to_string() })?;
        Ok(match config.user.clone().zip(password) {
            Some((user, password)) => builder.credentials(Credentials::new(user, password.reveal().to_owned())).build(),
            None => builder.build(),
        })
    }
}

#[rocket::async_trait]
impl Carrier for Smtp {
    async fn carry(&self, message: Message) -> Result<(), Refusal> {
        self.transport()?.send(message).await.map(drop).map_err(refusal)
    }
}

fn refusal(error: SmtpError) -> Refusal {
    let code = error.status().map(u16::from);
    let why = match code {
        Some(432 | 454 | 530 | 534 | 535 | 538) => Why::SignIn,
        Some(550 | 551 | 553) => Why::Address,
        Some(_) => Why::Other,
        None if error.is_tls() => Why::Insecure,
        // What lettre itself finds wrong: STARTTLS is not offered, or no way to sign in that both know.
        None if error.is_client() => Why::Other,
        None => Why::Unreachable,
    };
    Refusal { why, what: error.to_string() }
}

/// Sends one mail at once, past the outbox, to see whether it works.
pub async fn test(config: &Config, address: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
    let wrong = |what: String| Refusal { why: Why::Address, what };
    let Some(from) = config.mail.from.clone() else { return Err(wrong("mail.from is not set".to_owned())) };
    let id = format!("<{:032x}@{}>", rand::random::<u128>(), from.email.domain());
    let say = |part: &str| words::text(config.locale, &format!("mail.{}.{part}", About::Test.name())).into_owned();
    let message = message(from, address, &id, &say("subject"), &say("body"), now).map_err(|error| wrong(error.to_string()))?;
    Smtp::new(config).carry(message).await
}

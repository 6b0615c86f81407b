//! The company's mail server.

use std::error::Error as _;
use std::io;
use std::iter::successors;
use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::letter::{About, message};
use super::transport::{MailRefusal, Transport, Why};
use crate::config::{self, Config, Security};
use crate::i18n;

const PATIENCE: Duration = Duration::from_secs(30);
/// No such mailbox, no such system, no address at all, a mailbox that has moved.
const NO_ADDRESS: [&str; 4] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6"];

/// Connects anew for each mail: they are few, and hours lie between them.
pub struct Smtp {
    config: config::MailConfig,
    /// By what name we introduce ourselves.
    name: ClientId,
}

impl Smtp {
    pub fn new(config: &Config) -> Self {
        let host = config.public_url.as_ref().map_or("localhost", |url| url.host());
        Self { config: config.mail.clone(), name: client_id(host) }
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailRefusal> {
        let (host, config) = (self.config.host.as_deref().unwrap_or_default(), &self.config);
        let builder = match config.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(refusal)?,
            Security::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(refusal)?,
            Security::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        };
        let builder = builder.port(config.port()).hello_name(self.name.clone()).timeout(Some(PATIENCE));
        let password = config.password().map_err(|error| MailRefusal { why: Why::SignIn, what: format!("mail.password_file: {error}") })?;
        Ok(match config.user.clone().zip(password) {
            Some((user, password)) => builder.credentials(Credentials::new(user, password.reveal().to_owned())).build(),
            None => builder.build(),
        })
    }
}

#[rocket::async_trait]
impl Transport for Smtp {
    async fn carry(&self, message: Message) -> Result<(), MailRefusal> {
        self.transport()?.send(message).await.map(drop).map_err(refusal)
    }
}

/// An address stands in brackets there, which `ClientId` sees to.
fn client_id(host: &str) -> ClientId {
    match host.parse() {
        Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

fn refusal(error: SmtpError) -> MailRefusal {
    let what = error.to_string();
    let why = match error.status() {
        Some(code) => answered(code.into(), &what),
        None if error.is_tls() || is_handshake(&error) => Why::Insecure,
        // What lettre itself finds wrong: STARTTLS is not offered, or no way to sign in that both know.
        None if error.is_client() && what.contains("STARTTLS") => Why::Insecure,
        None if error.is_client() => Why::Other,
        None => Why::Unreachable,
    };
    MailRefusal { why, what }
}

/// What the mail server's answer means. 550 alone does not tell that there is no such address: full boxes, lists of spammers and sizes
/// are refused with it, too. The enhanced code (RFC 3463) does.
fn answered(code: u16, text: &str) -> Why {
    match code {
        432 | 454 | 530 | 534 | 535 | 538 => Why::SignIn,
        500.. if text.split(|c: char| c != '.' && !c.is_ascii_digit()).any(|word| NO_ADDRESS.contains(&word)) => Why::Address,
        _ => Why::Other,
    }
}

/// Whether the other side answered, and both could not agree on TLS: lettre counts that as not connected.
fn is_handshake(error: &SmtpError) -> bool {
    successors(error.source(), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::InvalidData)
}

/// Sends one mail at once, past the outbox, to see whether it works.
pub async fn test(config: &Config, address: &str, now: DateTime<Utc>) -> Result<(), MailRefusal> {
    let wrong = |what: String| MailRefusal { why: Why::Address, what };
    let Some(from) = config.mail.from.clone() else { return Err(wrong("mail.from is not set".to_owned())) };
    let id = format!("<{:032x}@{}>", rand::random::<u128>(), from.email.domain());
    let say = |part: &str| i18n::text(config.locale, &format!("mail.{}.{part}", About::Test.name())).into_owned();
    let message = message(from, address, &id, &say("subject"), &say("body"), now).map_err(|error| wrong(error.to_string()))?;
    Smtp::new(config).carry(message).await
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;

    use super::*;

    /// What becomes of a mail to a server that does this with its only caller.
    fn sent(security: Security, serve: impl FnOnce(TcpStream) + Send + 'static) -> Why {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = Some(listener.local_addr().unwrap().port());
        std::thread::spawn(move || serve(listener.accept().unwrap().0));
        let config = config::MailConfig { host: Some("127.0.0.1".into()), port, security, ..config::MailConfig::default() };
        let smtp = Smtp { config, name: client_id("localhost") };
        let mail = message("crm@example.cn".parse().unwrap(), "lin@example.cn", "<1@x>", "", "", DateTime::UNIX_EPOCH).unwrap();
        let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(smtp.carry(mail)).unwrap_err().why
    }

    #[test]
    fn a_connection_that_cannot_be_protected_is_told_from_none() {
        let own = sent(Security::Tls, |mut tcp| {
            let key = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
            let secret = rustls::pki_types::PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()).into();
            let config = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(vec![key.cert.der().clone()], secret);
            let mut tls = rustls::ServerConnection::new(Arc::new(config.unwrap())).unwrap();
            let _ = tls.complete_io(&mut tcp);
        });
        assert_eq!(own, Why::Insecure);
        let plain = |mut tcp: TcpStream| {
            let mut heard = [0; 512];
            tcp.write_all(b"220 example.cn\r\n").unwrap();
            while tcp.read(&mut heard).is_ok_and(|n| n > 0) && tcp.write_all(b"250 example.cn\r\n").is_ok() {}
        };
        assert_eq!([sent(Security::Starttls, plain), sent(Security::Tls, plain)], [Why::Insecure; 2]);
        assert_eq!(sent(Security::Tls, drop), Why::Unreachable);
    }

    #[test]
    fn only_the_enhanced_code_says_that_there_is_no_address() {
        assert_eq!(answered(550, "permanent error (550): 5.1.1 <lin@example.cn>: no such user"), Why::Address);
        for (code, text) in [(550, "550 blocked, 5.7.1"), (552, "5.2.2 mailbox full"), (450, "4.1.1 5.1.1"), (550, "from 15.1.1.2")] {
            assert_eq!(answered(code, text), Why::Other, "{text}");
        }
        assert_eq!(answered(535, "5.7.8"), Why::SignIn);
    }

    #[test]
    fn an_address_introduces_itself_in_brackets() {
        let names = ["crm.example.cn", "192.168.1.9", "fd00::9"].map(|host| client_id(host).to_string());
        assert_eq!(names, ["crm.example.cn", "[192.168.1.9]", "[IPv6:fd00::9]"]);
    }
}

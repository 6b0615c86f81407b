//! Writing: what a mail is about, to whom, in their language; into the outbox with what causes it.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use diesel::sqlite::SqliteConnection;
use lettre::message::{Mailbox, header};
use lettre::{Address, Message};
use rocket::tokio::sync::Notify;

use super::store::{self, NewMail};
use crate::actor::Language;
use crate::config::Config;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n;
use crate::ids::UserId;

/// After so long nobody waits for a mail any more.
pub(super) const LONGEST: Duration = Duration::hours(48);

/// What a mail is about; its words are `mail.<name>.subject` and `.body`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Invitation,
    ReviewStart,
    ReviewRemind,
    EmergencyAsk,
    EmergencyOpen,
    Leaving,
    /// One of the notices that somebody wants mailed, or several.
    Notice,
    Notices,
    Test,
}

impl About {
    pub const ALL: [Self; 9] = [
        Self::Invitation,
        Self::ReviewStart,
        Self::ReviewRemind,
        Self::EmergencyAsk,
        Self::EmergencyOpen,
        Self::Leaving,
        Self::Notice,
        Self::Notices,
        Self::Test,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::ReviewStart => "review_start",
            Self::ReviewRemind => "review_remind",
            Self::EmergencyAsk => "emergency_ask",
            Self::EmergencyOpen => "emergency_open",
            Self::Leaving => "leaving",
            Self::Notice => "notice",
            Self::Notices => "notices",
            Self::Test => "test",
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.name() == name)
    }

    /// For how long it is worth being read: an emergency that is over alarms nobody.
    pub(super) fn worth(self) -> Duration {
        match self {
            Self::EmergencyAsk => Duration::hours(24),
            Self::EmergencyOpen => Duration::minutes(60),
            _ => LONGEST,
        }
    }
}

/// Whom a mail is for.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    pub user: UserId,
    pub address: &'a str,
    pub language: Language,
}

/// The way to the outbox; cheap to clone. Where mail is not set up it takes nothing.
#[derive(Clone)]
pub struct Mail(Option<Arc<Mailer>>);

struct Mailer {
    from: Mailbox,
    /// How browsers reach the app.
    origin: String,
    language: Language,
    bell: Notify,
}

impl Mail {
    pub fn new(config: &Config) -> Self {
        let mailer = config.mail.host.as_ref().and_then(|_| {
            let (from, url) = (config.mail.from.clone()?, config.public_url.as_ref()?);
            Some(Mailer { from, origin: url.origin().to_owned(), language: config.locale, bell: Notify::new() })
        });
        Self(mailer.map(Arc::new))
    }

    pub fn off() -> Self {
        Self(None)
    }

    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// That of whoever chose none.
    pub fn language(&self) -> Language {
        self.0.as_ref().map(|mailer| mailer.language).unwrap_or_default()
    }

    /// Queues a mail in the transaction of what causes it; `path` is where its link leads. `false` where mail is not set up.
    pub fn post(&self, tx: &mut Tx<'_>, to: Addressee<'_>, about: About, path: &str, args: &[(&str, String)]) -> Result<bool> {
        let Some(mailer) = &self.0 else { return Ok(false) };
        let (subject, body) = mailer.words(to.language, about, path, args);
        let row = NewMail {
            message_id: &format!("<{:032x}@{}>", rand::random::<u128>(), mailer.from.email.domain()),
            user_id: to.user,
            address: to.address,
            about: about.name(),
            subject: &subject,
            body: &body,
            next_at: tx.now.timestamp_millis(),
            created_at: tx.now.timestamp_millis(),
        };
        tx.unaudited(|conn| Ok(store::insert(conn, &row)?))?;
        let this = self.clone();
        tx.after_commit(move || this.ring());
        Ok(true)
    }

    fn ring(&self) {
        if let Some(mailer) = &self.0 {
            mailer.bell.notify_one();
        }
    }

    /// Until something is queued; for ever where nothing ever is.
    pub(super) async fn rings(&self) {
        match &self.0 {
            Some(mailer) => mailer.bell.notified().await,
            None => std::future::pending().await,
        }
    }

    /// A row of the outbox as it travels: plain text, and no answer of a machine expected.
    pub(super) fn message(&self, row: &store::MailRow) -> Result<Message> {
        let mailer = self.0.as_ref().ok_or_else(|| Error::internal("mail is not set up"))?;
        message(mailer.from.clone(), &row.address, &row.message_id, &row.subject, &row.body, crate::clock::from_millis(row.created_at))
    }
}

impl Mailer {
    fn words(&self, language: Language, about: About, path: &str, args: &[(&str, String)]) -> (String, String) {
        let link = format!("{}{path}", self.origin);
        let args = [args, &[("link", link)]].concat();
        let say = |part: &str| i18n::fill(language, &format!("mail.{}.{part}", about.name()), &args);
        (say("subject"), format!("{}\n\n--\n{}\n", say("body"), i18n::text(language, "mail.footer")))
    }
}

pub(super) fn message(from: Mailbox, to: &str, id: &str, subject: &str, body: &str, at: DateTime<Utc>) -> Result<Message> {
    let to: Address = to.parse().map_err(Error::internal)?;
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(subject)
        .message_id(Some(id.to_owned()))
        .date(at.into())
        .header(header::ContentType::TEXT_PLAIN)
        .raw_header(header::HeaderValue::new(header::HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .body(body.to_owned());
    message.map_err(Error::internal)
}

/// How many mails were tried in vain and are tried again.
pub fn tried_in_vain(conn: &mut SqliteConnection) -> Result<i64> {
    Ok(store::tried_in_vain(conn)?)
}

/// Takes back what still waits for somebody about something.
pub fn withdraw(tx: &mut Tx<'_>, user: UserId, about: About) -> Result<()> {
    tx.unaudited(|conn| Ok(store::withdraw(conn, user, about.name())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_has_words() {
        for (about, language) in About::ALL.into_iter().flat_map(|about| Language::ALL.map(|language| (about, language))) {
            for part in ["subject", "body"] {
                assert!(i18n::find(language, &format!("mail.{}.{part}", about.name())).is_some(), "{about:?} {part}");
            }
        }
    }

    #[test]
    fn nothing_that_somebody_typed_adds_a_header() {
        let from = "客盾 <crm@example.cn>".parse().unwrap();
        let message =
            message(from, "lin@example.cn", "<1@example.cn>", "你好\r\nBcc: x@example.cn", "正文\n", DateTime::UNIX_EPOCH).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        for header in [
            "To: lin@example.cn",
            "Message-ID: <1@example.cn>",
            "Auto-Submitted: auto-generated",
            "Content-Type: text/plain; charset=utf-8",
        ] {
            assert!(head.contains(header), "{header} is missing: {head}");
        }
        assert!(message_without_address().is_err());
    }

    fn message_without_address() -> Result<Message> {
        message("crm@example.cn".parse().unwrap(), "nobody", "<1@x>", "", "", DateTime::UNIX_EPOCH)
    }
}

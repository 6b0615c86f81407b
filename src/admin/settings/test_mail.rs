//! A mail to see whether mail works, past the outbox, so that what the mail server says is told at once.

use std::sync::Arc;

use rocket::response::status::NoContent;
use rocket::{State, post};
use serde::Deserialize;

use crate::audit::{self, Event, EventKind, Outcome};
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Reason, Result};
use crate::http::Input;
use crate::mail::{self, Mail, MailRefusal, Why};
use crate::people::{SettingsAdmin, users};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestMailInput {
    /// One's own address where none is given.
    #[serde(default)]
    to: Option<String>,
}

#[post("/settings/test-mail", data = "<input>")]
pub(super) async fn send(
    admin: SettingsAdmin,
    db: &State<Db>,
    config: &State<Arc<Config>>,
    mail: &State<Mail>,
    input: Input<TestMailInput>,
) -> Result<NoContent> {
    if !mail.is_on() {
        return Err(Error::Conflict(Reason::new("mail.off")));
    }
    let own = match admin.0.user {
        Some(id) => db.read(move |reader| Ok(users::find(reader.conn, id)?.and_then(|user| user.email))).await?,
        None => None,
    };
    let given = input.into_inner().to.map(|to| to.trim().to_owned()).filter(|to| !to.is_empty());
    let to = given.or(own).ok_or_else(|| Error::rejected("to", "settings.test_address"))?;
    let sent = mail::test(config, &to, db.now()).await;
    let outcome = if sent.is_ok() { Outcome::Done } else { Outcome::Failed };
    let event = Event::new(EventKind::MailSend).with("about", "test").outcome(outcome);
    db.write(&admin.0, move |tx| audit::append(tx, event).map(drop)).await?;
    sent.map(|()| NoContent).map_err(|MailRefusal { why, what }| Error::Refused(Reason::new(code(why)).typed(&what)))
}

fn code(why: Why) -> &'static str {
    match why {
        Why::Unreachable => "settings.mail_unreachable",
        Why::Insecure => "settings.mail_insecure",
        Why::SignIn => "settings.mail_sign_in",
        Why::Address => "settings.mail_address",
        Why::Other => "settings.mail_refused",
    }
}

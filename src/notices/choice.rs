//! How somebody wants to be written to: for each kind not at all, at once, or once a day with all else.

use std::collections::BTreeMap;

use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use super::{NoticeKind, store};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::UserId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailChoice {
    None,
    Now,
    Daily,
}

impl MailChoice {
    pub const ALL: [Self; 3] = [Self::None, Self::Now, Self::Daily];

    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Now => "now",
            Self::Daily => "daily",
        }
    }

    /// What a notice waits for; none where nobody is written to.
    pub(super) fn waits(self) -> Option<&'static str> {
        Some(self.name()).filter(|_| self != Self::None)
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

pub(super) fn of(conn: &mut SqliteConnection, user: UserId, kind: NoticeKind) -> Result<MailChoice> {
    if !kind.is_choosable() {
        return Ok(MailChoice::None);
    }
    let chosen = store::choice(conn, user, kind.name())?;
    Ok(chosen.as_deref().and_then(MailChoice::named).unwrap_or(kind.usual_mail()))
}

/// What stands for somebody, for each kind about which there is something to choose.
pub fn choices(conn: &mut SqliteConnection, user: UserId) -> Result<Vec<(NoticeKind, MailChoice)>> {
    let choosable = NoticeKind::ALL.into_iter().filter(|kind| kind.is_choosable());
    choosable.map(|kind| Ok((kind, of(conn, user, kind)?))).collect()
}

/// Chooses anew for some kinds. What waits to be mailed already is mailed as it was chosen then.
pub fn choose(tx: &mut Tx<'_>, user: UserId, chosen: &BTreeMap<NoticeKind, MailChoice>) -> Result<()> {
    let mut event = Event::new(EventKind::NoticeSetting).on("user", user.0);
    for (kind, mail) in chosen {
        store::set_choice(tx.conn, user, kind.name(), mail.name())?;
        event = event.with(kind.name(), mail.name());
    }
    if chosen.is_empty() { Ok(()) } else { audit::append(tx, event).map(drop) }
}

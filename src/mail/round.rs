//! Sending what is due: one mail after the other, each noted before the next.

use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use rocket::tokio;

use super::letter::{About, LONGEST, Mail};
use super::store::{self, MailRow};
use super::transport::{MailRefusal, Transport, Why};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind, Outcome};
use crate::clock::from_millis;
use crate::db::Db;
use crate::error::Result;

/// How long it is known that a mail was sent.
const KEPT: Duration = Duration::days(30);
/// How long the worker sleeps at most, in case the clock is moved.
const NAP: Wait = Wait::from_secs(60);
/// Mails that one look takes out of the box.
const BATCH: i64 = 20;

/// Sends until the server stops.
pub async fn run(mail: Mail, db: Db, transport: impl Transport, mut shutdown: rocket::Shutdown) {
    loop {
        let wait = match deliver(&mail, &db, &transport).await {
            Ok(next) => next.map_or(NAP, |next| (next - db.now()).to_std().unwrap_or_default().clamp(Wait::from_secs(1), NAP)),
            Err(error) => {
                tracing::error!(%error, "mail could not be looked after");
                NAP
            }
        };
        tokio::select! {
            () = mail.rings() => {}
            () = tokio::time::sleep(wait) => {}
            () = &mut shutdown => return,
        }
    }
}

/// Sends everything that is due; returns when the next is.
pub async fn deliver(mail: &Mail, db: &Db, transport: &dyn Transport) -> Result<Option<DateTime<Utc>>> {
    db.write_unaudited(|tx| Ok(store::forget(tx.conn, (tx.now - KEPT).timestamp_millis())?)).await?;
    loop {
        let due = db.read(|reader| Ok(store::due(reader.conn, reader.now.timestamp_millis(), BATCH)?)).await?;
        if due.is_empty() {
            break;
        }
        for row in due {
            let (id, now) = (row.id, db.now());
            let (created, worth) = (from_millis(row.created_at), About::find(&row.about).map_or(LONGEST, About::worth));
            let next = next_try(row.attempts, now);
            // Before it is carried: what cannot be noted afterwards must not go out every minute.
            db.write_unaudited(move |tx| Ok(store::put_off(tx.conn, id, next.timestamp_millis())?)).await?;
            let sent = match mail.message(&row) {
                // One that waited while mail was switched off: its link opens nothing any more.
                _ if now - created >= worth => Err(MailRefusal { why: Why::Other, what: "it is too late".into() }),
                Ok(message) => transport.carry(message).await,
                Err(error) => Err(MailRefusal { why: Why::Address, what: error.to_string() }),
            };
            settle(db, row, sent, next - created < worth).await?;
        }
    }
    Ok(db.read(|reader| Ok(store::next_at(reader.conn)?)).await?.map(from_millis))
}

/// Ends what was sent, and what has no other try left.
async fn settle(db: &Db, row: MailRow, sent: Result<(), MailRefusal>, again: bool) -> Result<()> {
    let id = row.id;
    let (outcome, reason) = match sent {
        Ok(()) => (Outcome::Done, None),
        Err(refusal) => {
            tracing::warn!(about = row.about, attempts = row.attempts + 1, %refusal, "a mail could not be sent");
            if again && refusal.why != Why::Address {
                return Ok(());
            }
            (Outcome::Failed, Some(refusal.why.name()))
        }
    };
    let event = Event::new(EventKind::MailSend).outcome(outcome).on("user", row.user_id).with("about", row.about);
    let event = reason.into_iter().fold(event, |event, reason| event.with("reason", reason));
    db.write(&Actor::system("mail"), move |tx| {
        store::end(tx.conn, id, tx.now.timestamp_millis())?;
        audit::append(tx, event).map(drop)
    })
    .await
}

/// After 1, 2, 4 … minutes, an hour at most.
fn next_try(attempts: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = 1_i64.checked_shl(u32::try_from(attempts).unwrap_or(u32::MAX)).filter(|n| (1..60).contains(n)).unwrap_or(60);
    now + Duration::minutes(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_ever_later() {
        let start = DateTime::UNIX_EPOCH;
        let waits = [0, 1, 2, 3, 4, 5, 6, 7, i64::MAX].map(|attempts| (next_try(attempts, start) - start).num_minutes());
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}

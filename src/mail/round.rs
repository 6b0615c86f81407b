//! Sending what is due: one mail after the other, each noted before the next.

use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use rocket::tokio;

use super::carrier::{Carrier, Refusal, Why};
use super::letter::Mail;
use super::store::{self, Row};
use crate::actor::Actor;
use crate::audit::{self, Event, Kind, Outcome};
use crate::clock::from_millis;
use crate::db::Db;
use crate::error::Result;

/// After so long nobody waits for a mail any more.
const GIVES_UP: Duration = Duration::hours(48);
/// How long it is known that a mail was sent.
const KEPT: Duration = Duration::days(30);
/// How long the worker sleeps at most, in case the clock is moved.
const NAP: Wait = Wait::from_secs(60);
/// Mails that one look takes out of the box.
const BATCH: i64 = 20;

/// Sends until the server stops.
pub async fn run(mail: Mail, db: Db, carrier: impl Carrier, mut shutdown: rocket::Shutdown) {
    loop {
        let wait = match deliver(&mail, &db, &carrier).await {
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
pub async fn deliver(mail: &Mail, db: &Db, carrier: &dyn Carrier) -> Result<Option<DateTime<Utc>>> {
    db.upkeep(|tx| Ok(store::forget(tx.conn, (tx.now - KEPT).timestamp_millis())?)).await?;
    loop {
        let due = db.read(|reader| Ok(store::due(reader.conn, reader.now.timestamp_millis(), BATCH)?)).await?;
        if due.is_empty() {
            break;
        }
        for row in due {
            let sent = match mail.message(&row) {
                // One that waited while mail was switched off: its link opens nothing any more.
                _ if db.now() - from_millis(row.created_at) >= GIVES_UP => Err(Refusal { why: Why::Other, what: "it is too late".into() }),
                Ok(message) => carrier.carry(message).await,
                Err(error) => Err(Refusal { why: Why::Address, what: error.to_string() }),
            };
            settle(db, row, sent).await?;
        }
    }
    Ok(db.read(|reader| Ok(store::next_at(reader.conn)?)).await?.map(from_millis))
}

async fn settle(db: &Db, row: Row, sent: Result<(), Refusal>) -> Result<()> {
    let id = row.id;
    let (outcome, reason) = match sent {
        Ok(()) => (Outcome::Done, None),
        Err(refusal) => {
            tracing::warn!(about = row.about, attempts = row.attempts + 1, %refusal, "a mail could not be sent");
            if let Some(next) = next_try(from_millis(row.created_at), row.attempts, db.now()).filter(|_| refusal.why != Why::Address) {
                return db.upkeep(move |tx| Ok(store::put_off(tx.conn, id, next.timestamp_millis())?)).await;
            }
            (Outcome::Failed, Some(refusal.why.name()))
        }
    };
    let event = Event::new(Kind::MailSend).outcome(outcome).on("user", row.user_id).with("about", row.about);
    let event = reason.into_iter().fold(event, |event, reason| event.with("reason", reason));
    db.write(&Actor::system("mail"), move |tx| {
        store::end(tx.conn, id, tx.now.timestamp_millis())?;
        audit::append(tx, event).map(drop)
    })
    .await
}

/// After 1, 2, 4 … minutes, an hour at most; `None` when it is given up.
fn next_try(created: DateTime<Utc>, attempts: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let minutes = 1_i64.checked_shl(u32::try_from(attempts).unwrap_or(u32::MAX)).filter(|n| (1..60).contains(n)).unwrap_or(60);
    let next = now + Duration::minutes(minutes);
    (next - created < GIVES_UP).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_ever_later_and_end_after_two_days() {
        let start = DateTime::UNIX_EPOCH;
        let (mut now, mut waits) = (start, Vec::new());
        while let Some(next) = next_try(start, waits.len() as i64, now) {
            waits.push((next - now).num_minutes());
            now = next;
        }
        assert_eq!(waits[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(now - start < GIVES_UP && GIVES_UP - (now - start) <= Duration::hours(1));
        assert_eq!(next_try(start, i64::MAX, start), Some(start + Duration::hours(1)));
    }
}

//! 消息: what people were told ([`crate::notices`]), as they read it.
//!
//! A notice becomes a sentence when it is read: records are named by what their reader may see by then, and one that went out of sight is
//! not named at all. A mail names nobody's customer. Every minute it is looked at whose next contact is due, and who is to be written to;
//! at the start of the working day everybody is told what the day brings.

mod due;
mod mailing;
mod routes;
mod sentence;

pub use routes::routes;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use rocket::tokio;
use rocket::tokio::time::interval;

use crate::db::Db;
use crate::error::Result;
use crate::mail::Mail;
use crate::notices;
use crate::records::{Engine, EngineHandle};

const ROUND: Duration = Duration::from_secs(60);
/// How often old notices are taken away.
const SWEEP: chrono::Duration = chrono::Duration::hours(6);
/// When the working day begins, in minutes of the company's day.
const WORK_BEGINS: u32 = 8 * 60 + 30;

/// Looks after it until the server stops.
pub async fn run(db: Db, handle: Arc<EngineHandle>, mail: Mail, mut shutdown: rocket::Shutdown) {
    let (mut rounds, mut swept) = (interval(ROUND), None);
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            () = &mut shutdown => return,
        }
        if let Err(error) = tick(&db, &handle.pin(), &mail).await {
            tracing::error!(%error, "notices could not be looked after");
        }
        let now = db.now();
        if swept.is_none_or(|swept| now - swept >= SWEEP) {
            match db.write_unaudited(|tx| notices::sweep(tx.conn, tx.now)).await {
                Ok(()) => swept = Some(now),
                Err(error) => tracing::error!(%error, "old notices could not be taken away"),
            }
        }
    }
}

/// Tells whose next contact is due, and writes to whoever wants to be written to.
pub async fn tick(db: &Db, engine: &Arc<Engine>, mail: &Mail) -> Result<()> {
    due::tick(db, engine).await?;
    mailing::tick(db, engine, mail).await
}

/// The day on which people are at work by now; none before it has begun.
fn working_day(now: DateTime<Utc>, zone: Tz) -> Option<NaiveDate> {
    let local = now.with_timezone(&zone);
    (local.hour() * 60 + local.minute() >= WORK_BEGINS).then(|| local.date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_working_day_begins_at_half_past_eight_by_the_companys_clock() {
        let day = |moment: &str| working_day(moment.parse().unwrap(), Tz::Asia__Shanghai).map(|day| day.to_string());
        assert_eq!(day("2026-11-30T00:29:59Z"), None);
        assert_eq!(day("2026-11-30T00:30:00Z").as_deref(), Some("2026-11-30"));
        assert_eq!(day("2026-11-30T15:59:59Z").as_deref(), Some("2026-11-30"));
        assert_eq!(day("2026-11-30T16:00:00Z"), None);
    }
}

//! Writing: events with the change that they tell about, and checkpoints over them.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::sqlite::SqliteConnection;

use super::checkpoint::{Checkpoint, is_due};
use super::event::Event;
use super::kind::EventKind;
use super::note::NoteSigner;
use super::store::{self, StoredCheckpoint};
use super::stored::StoredEvent;
use super::verify::{Finding, Verified, verify_behind, verify_tail};
use crate::actor::Actor;
use crate::clock::from_millis;
use crate::db::Tx;
use crate::error::{Error, Result};

/// Writes an event in the transaction of the change it tells about; returns its seq.
pub fn append(tx: &mut Tx<'_>, event: Event) -> Result<i64> {
    let seq = write(tx.conn, tx.actor, tx.now, &event)?;
    tx.mark_audited();
    Ok(seq)
}

/// Writes that the server starts. `boot` is a fresh random name for this run. The event says whether the run before it ended in good
/// order, and whether the clock stands before the last event: both are worth a look when somebody had the machine in hand.
pub fn start(tx: &mut Tx<'_>, boot: &str) -> Result<i64> {
    let last_run = store::last_of(tx.conn, &[EventKind::ServerStart.name(), EventKind::ServerStop.name()])?;
    let last = store::last_event(tx.conn)?;
    append(tx, start_event(boot, tx.now, last_run.as_ref(), last.as_ref()))
}

fn start_event(boot: &str, now: DateTime<Utc>, last_run: Option<&StoredEvent>, last: Option<&StoredEvent>) -> Event {
    let event = Event::new(EventKind::ServerStart).with("boot", boot);
    let event = match last_run {
        Some(run) if run.kind == EventKind::ServerStop.name() => event.with("last_run", "ended"),
        Some(_) => event.with("last_run", "broke_off"),
        None => event,
    };
    match last.map(|last| last.at - now.timestamp_millis()) {
        Some(back) if back > 0 => event.with("clock_back_ms", back),
        _ => event,
    }
}

/// Signs everything so far, this very event included, and returns the note. Refuses when the head does not follow from the last
/// checkpoint through the rows since then: a signature would turn a forgery into the truth.
pub fn make_checkpoint(tx: &mut Tx<'_>, signer: &NoteSigner) -> Result<String> {
    let note = sign(tx.conn, tx.actor, tx.now, signer)?;
    tx.mark_audited();
    Ok(note)
}

/// The same where the log up to some time ago was verified already, so that others can go on writing meanwhile.
pub fn make_checkpoint_behind(tx: &mut Tx<'_>, signer: &NoteSigner, verified: Verified) -> Result<String> {
    verify_behind(tx.conn, &signer.verifier(), verified).map_err(refuse)?;
    let note = sign_head(tx.conn, tx.actor, tx.now, signer)?;
    tx.mark_audited();
    Ok(note)
}

/// Should [`make_checkpoint`] be called now?
pub fn checkpoint_is_due(conn: &mut SqliteConnection, now: DateTime<Utc>) -> Result<bool> {
    let size = store::head(conn)?.now.size();
    let last = store::last_checkpoint(conn)?;
    Ok(is_due(size, last.map(|last| (u64::try_from(last.size).unwrap_or_default(), from_millis(last.at))), now))
}

/// The newest checkpoint: the note to put into a backup or a mail.
pub fn last_checkpoint(conn: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(store::last_checkpoint(conn)?.map(|last| last.note))
}

/// When somebody last did a thing of a kind, in milliseconds.
pub fn last_at(conn: &mut SqliteConnection, user: crate::ids::UserId, kind: super::EventKind) -> Result<Option<i64>> {
    Ok(store::last_at(conn, user.0, kind.name())?)
}

/// Up to `limit` events behind `seq`, in order; for the export and for rules that run over the past.
pub fn read_after(conn: &mut SqliteConnection, seq: u64, limit: u32) -> Result<Vec<StoredEvent>> {
    Ok(store::events_after(conn, seq, limit.into())?)
}

pub(super) fn write(conn: &mut SqliteConnection, actor: &Actor, now: DateTime<Utc>, event: &Event) -> QueryResult<i64> {
    let mut edge = store::head(conn)?.now;
    let stored = StoredEvent::new(store::number(edge.size() + 1), event, actor, now);
    edge.append(stored.computed_leaf());
    store::insert_event(conn, &stored, &edge)?;
    Ok(stored.seq)
}

pub(super) fn sign(conn: &mut SqliteConnection, actor: &Actor, now: DateTime<Utc>, signer: &NoteSigner) -> Result<String> {
    verify_tail(conn, &signer.verifier()).map_err(refuse)?;
    sign_head(conn, actor, now, signer)
}

fn sign_head(conn: &mut SqliteConnection, actor: &Actor, now: DateTime<Utc>, signer: &NoteSigner) -> Result<String> {
    write(conn, actor, now, &Event::new(EventKind::CheckpointMake))?;
    let edge = store::head(conn)?.now;
    let note = Checkpoint::sign(&edge, signer).map_err(Error::internal)?;
    let checkpoint = StoredCheckpoint { size: store::number(edge.size()), at: now.timestamp_millis(), note };
    store::insert_checkpoint(conn, &checkpoint, &edge)?;
    Ok(checkpoint.note)
}

fn refuse(finding: Finding) -> Error {
    Error::internal(format!("no checkpoint was made, because the audit log does not verify: {finding}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, database, empty, fill, lin, signer, verifier};
    use super::super::verify::verify_ahead;
    use super::*;
    use diesel::connection::SimpleConnection;

    #[test]
    fn events_are_numbered_from_one_without_a_gap() {
        let mut conn = empty();
        let written: Vec<_> = (0..5).map(|i| write(&mut conn, &lin(), at(i), &Event::new(EventKind::RecordDelete)).unwrap()).collect();
        assert_eq!(written, [1, 2, 3, 4, 5]);
        assert_eq!(store::head(&mut conn).unwrap().now.size(), 5);
        assert!(read_after(&mut conn, 2, 10).unwrap().iter().all(StoredEvent::is_intact));
    }

    #[test]
    fn an_undone_change_leaves_no_event_behind() {
        use diesel::Connection;
        let mut conn = empty();
        fill(&mut conn, 3);
        let undone: QueryResult<()> = conn.transaction(|conn| {
            write(conn, &lin(), at(3), &Event::new(EventKind::RecordDelete))?;
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert!(undone.is_err());
        assert_eq!(write(&mut conn, &lin(), at(4), &Event::new(EventKind::RecordDelete)).unwrap(), 4);
        verify_tail(&mut conn, &verifier()).unwrap();
    }

    #[test]
    fn through_the_write_door_the_log_verifies() {
        let directory = tempfile::tempdir().unwrap();
        let db = database(directory.path());
        db.write_blocking(&Actor::system("server"), |tx| start(tx, "b1")).unwrap();
        for i in 0..5 {
            db.write_blocking(&lin(), move |tx| append(tx, Event::new(EventKind::RecordCreate).on("customer", i))).unwrap();
        }
        let refused = db.write_blocking(&lin(), |tx| {
            append(tx, Event::new(EventKind::RecordDelete))?;
            Err::<(), _>(Error::refused("record.in_use"))
        });
        assert!(refused.is_err());
        db.write_blocking(&Actor::system("server"), |tx| make_checkpoint(tx, &signer())).unwrap();
        let report = db.read_blocking(|reader| verify_tail(reader.conn, &verifier()).map_err(Error::internal)).unwrap();
        assert_eq!((report.events, report.checked), (7, 0));
    }

    #[test]
    fn a_checkpoint_covers_its_own_event() {
        let mut conn = empty();
        fill(&mut conn, 9);
        assert!(checkpoint_is_due(&mut conn, at(9)).unwrap());
        let note = sign(&mut conn, &Actor::system("server"), at(9), &signer()).unwrap();
        let checkpoint = Checkpoint::open(&note, &verifier()).unwrap();
        assert_eq!(checkpoint.size(), 10);
        assert_eq!(*checkpoint.root(), store::head(&mut conn).unwrap().now.root());
        assert_eq!(last_checkpoint(&mut conn).unwrap(), Some(note));
        // A quiet log is not signed over and over.
        assert!(!checkpoint_is_due(&mut conn, at(100_000)).unwrap());
        fill(&mut conn, 1);
        assert!(!checkpoint_is_due(&mut conn, at(10)).unwrap());
        assert!(checkpoint_is_due(&mut conn, at(9 + 300)).unwrap());
    }

    #[test]
    fn a_start_tells_how_the_last_run_ended_and_whether_the_clock_went_back() {
        let stored = |kind, second| StoredEvent::new(1, &Event::new(kind), &Actor::system("server"), at(second));
        let (started, stopped) = (stored(EventKind::ServerStart, 0), stored(EventKind::ServerStop, 5));
        let told = |run: Option<&StoredEvent>, last: Option<&StoredEvent>| start_event("b1", at(10), run, last).detail_json();
        assert_eq!(told(None, None), r#"{"boot":"b1"}"#);
        assert_eq!(told(Some(&stopped), Some(&stopped)), r#"{"boot":"b1","last_run":"ended"}"#);
        assert_eq!(told(Some(&started), Some(&started)), r#"{"boot":"b1","last_run":"broke_off"}"#);
        let ahead = stored(EventKind::RecordDelete, 12);
        assert_eq!(told(Some(&stopped), Some(&ahead)), r#"{"boot":"b1","last_run":"ended","clock_back_ms":2000}"#);
    }

    #[test]
    fn a_forgery_is_never_signed() {
        let mut conn = empty();
        fill(&mut conn, 9);
        sign(&mut conn, &lin(), at(9), &signer()).unwrap();
        fill(&mut conn, 5);
        conn.batch_execute("DROP TRIGGER audit_event_fixed; UPDATE audit_event SET login = 'wu' WHERE seq = 12").unwrap();
        let refused = sign(&mut conn, &lin(), at(20), &signer()).unwrap_err();
        assert!(refused.to_string().contains("12"), "{refused}");
    }

    #[test]
    fn what_comes_behind_a_look_ahead_is_verified_before_it_is_signed() {
        let directory = tempfile::tempdir().unwrap();
        let db = database(directory.path());
        let look = || db.read_blocking(|reader| verify_ahead(reader.conn, &verifier()).map_err(Error::internal)).unwrap();
        let sign = |verified| db.write_blocking(&lin(), move |tx| make_checkpoint_behind(tx, &signer(), verified));
        let more = || {
            let filled = db.write_unaudited_blocking(|tx| {
                fill(tx.conn, 5);
                Ok(())
            });
            filled.unwrap();
        };
        more();
        let (first, second) = (look(), look());
        more();
        sign(first).unwrap();
        sign(second).unwrap();
        let third = look();
        more();
        let forge = "DROP TRIGGER audit_event_fixed; UPDATE audit_event SET login = 'wu' WHERE seq = 15";
        db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(forge)?)).unwrap();
        assert!(sign(third).unwrap_err().to_string().contains("15"));
    }
}

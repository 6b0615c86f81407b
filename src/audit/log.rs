//! Writing: events with the change that they tell about, and checkpoints over them.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::sqlite::SqliteConnection;

use super::checkpoint::{Checkpoint, is_due};
use super::event::Event;
use super::kind::Kind;
use super::note::NoteSigner;
use super::store::{self, StoredCheckpoint};
use super::stored::StoredEvent;
use super::verify::{Finding, verify_tail};
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
    let before = store::head(tx.conn)?.boot;
    let last = store::last_event(tx.conn)?;
    let mut event = Event::new(Kind::ServerStart).with("boot", boot);
    if let Some(last) = last {
        let clean = last.kind == Kind::ServerStop.name() || before.is_empty();
        event = event.with("last_run", if clean { "ended" } else { "broke_off" });
        let back = last.at - tx.now.timestamp_millis();
        if back > 0 {
            event = event.with("clock_back_ms", back);
        }
    }
    store::set_boot(tx.conn, boot)?;
    append(tx, event)
}

/// Signs everything so far, this very event included, and returns the note. Refuses when the head does not follow from the last
/// checkpoint through the rows since then: a signature would turn a forgery into the truth.
pub fn make_checkpoint(tx: &mut Tx<'_>, signer: &NoteSigner) -> Result<String> {
    let note = sign(tx.conn, tx.actor, tx.now, signer)?;
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
    write(conn, actor, now, &Event::new(Kind::CheckpointMake))?;
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
pub(super) mod tests {
    use super::super::kind::Outcome;
    use super::super::note::NoteVerifier;
    use super::super::store::tests::empty;
    use super::*;
    use crate::ids::{SessionId, UserId};
    use chrono::TimeDelta;
    use diesel::connection::SimpleConnection;
    use ed25519_dalek::SigningKey;

    pub(in crate::audit) fn signer() -> NoteSigner {
        NoteSigner::new(Checkpoint::origin_of("test"), SigningKey::from_bytes(&[3; 32])).unwrap()
    }

    pub(in crate::audit) fn verifier() -> NoteVerifier {
        signer().verifier()
    }

    pub(in crate::audit) fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    pub(in crate::audit) fn lin() -> Actor {
        Actor { user: Some(UserId(7)), session: Some(SessionId(1)), ip: "192.168.1.20".parse().ok(), ..Actor::system("lin") }
    }

    /// Writes so many events, one a second, of a few kinds.
    pub(in crate::audit) fn fill(conn: &mut SqliteConnection, count: i64) {
        for i in 0..count {
            let event = match i % 4 {
                0 => Event::new(Kind::RecordCreate).on("customer", i),
                1 => Event::new(Kind::RecordUpdate).on("customer", i / 2).with("field", "level"),
                2 => Event::new(Kind::RecordRead).on("contact", i),
                _ => Event::new(Kind::AccessRefused).outcome(Outcome::Refused),
            };
            write(conn, &lin(), at(i), &event).unwrap();
        }
    }

    #[test]
    fn events_are_numbered_from_one_without_a_gap() {
        let mut conn = empty();
        let written: Vec<_> = (0..5).map(|i| write(&mut conn, &lin(), at(i), &Event::new(Kind::RecordRead)).unwrap()).collect();
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
            write(conn, &lin(), at(3), &Event::new(Kind::RecordDelete))?;
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert!(undone.is_err());
        assert_eq!(write(&mut conn, &lin(), at(4), &Event::new(Kind::RecordRead)).unwrap(), 4);
        verify_tail(&mut conn, &verifier()).unwrap();
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
    fn a_forgery_is_never_signed() {
        let mut conn = empty();
        fill(&mut conn, 9);
        sign(&mut conn, &lin(), at(9), &signer()).unwrap();
        fill(&mut conn, 5);
        conn.batch_execute("DROP TRIGGER audit_event_fixed; UPDATE audit_event SET login = 'wu' WHERE seq = 12").unwrap();
        let refused = sign(&mut conn, &lin(), at(20), &signer()).unwrap_err();
        assert!(refused.to_string().contains("12"), "{refused}");
    }
}

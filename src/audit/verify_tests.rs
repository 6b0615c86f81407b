//! What somebody with the database key may try, and what is said about it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::super::event::Event;
use super::super::log::{make_checkpoint, sign, write};
use super::super::schema::{audit_event, audit_head};
use super::super::testing::{at, database, empty, fill, lin, signer, verifier};
use super::*;
use crate::error::Error;

const COLUMNS: &str = "at, kind, outcome, user_id, login, ip, session_id, object, record_id, detail, leaf";

/// A log of 45 events, checkpoints over 21 and 42 of them, its triggers gone: the attacker owns the file.
struct Log(SqliteConnection);

impl Log {
    fn new() -> Self {
        let mut conn = empty();
        fill(&mut conn, 20);
        sign(&mut conn, &lin(), at(20), &signer()).unwrap();
        fill(&mut conn, 20);
        sign(&mut conn, &lin(), at(60), &signer()).unwrap();
        fill(&mut conn, 3);
        let mut log = Self(conn);
        log.sql(
            "DROP TRIGGER audit_event_keep; DROP TRIGGER audit_event_fixed; DROP TRIGGER audit_event_next; \
             DROP TRIGGER audit_checkpoint_keep; DROP TRIGGER audit_checkpoint_fixed; DROP TRIGGER audit_head_keep;",
        );
        log
    }

    fn sql(&mut self, sql: &str) {
        self.0.batch_execute(sql).unwrap();
    }

    fn verify(&mut self) -> Result<VerifyReport, Finding> {
        verify(&mut self.0, None, &verifier(), &mut |_, _| {})
    }

    fn finding(&mut self) -> String {
        self.verify().unwrap_err().to_string()
    }

    fn newest(&mut self) -> Checkpoint {
        Checkpoint::open(&store::last_checkpoint(&mut self.0).unwrap().unwrap().note, &verifier()).unwrap()
    }

    /// Makes every leaf fit its row again, as a careful forger would; returns the edge over all rows.
    fn recompute_leaves(&mut self) -> Frontier {
        let rows = store::events_after(&mut self.0, 0, 1_000).unwrap();
        for row in &rows {
            diesel::update(audit_event::table.find(row.seq))
                .set(audit_event::leaf.eq(row.computed_leaf().to_vec()))
                .execute(&mut self.0)
                .unwrap();
        }
        rows.iter().map(StoredEvent::computed_leaf).collect()
    }

    fn recompute_head(&mut self) {
        let edge = self.recompute_leaves();
        diesel::update(audit_head::table)
            .set((audit_head::size.eq(store::number(edge.size())), audit_head::frontier.eq(edge.to_bytes())))
            .execute(&mut self.0)
            .unwrap();
    }

    /// Moves the rows from `seq` on by so many numbers.
    fn shift(&mut self, seq: i64, by: i64) {
        self.sql(&format!("UPDATE audit_event SET seq = -seq WHERE seq >= {seq}; UPDATE audit_event SET seq = -seq + {by} WHERE seq < 0;"));
    }
}

/// The table's CHECK keeps even a forger from negative numbers; he would drop it, so the tests do without it.
fn unchecked(log: &mut Log) {
    log.sql("PRAGMA ignore_check_constraints = ON");
}

#[test]
fn the_tables_refuse_what_the_log_never_does() {
    let mut conn = empty();
    fill(&mut conn, 3);
    for sql in [
        "UPDATE audit_event SET login = 'x' WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 3",
        &format!("INSERT INTO audit_event SELECT 9, {COLUMNS} FROM audit_event WHERE seq = 3"),
        "DELETE FROM audit_head",
    ] {
        let refused = conn.batch_execute(sql).unwrap_err().to_string();
        assert!(refused.contains("audit log"), "{sql}: {refused}");
    }
}

#[test]
fn a_damaged_head_is_an_error_and_not_a_new_log() {
    let mut conn = empty();
    fill(&mut conn, 3);
    conn.batch_execute("UPDATE audit_head SET frontier = x''").unwrap();
    assert!(matches!(verify(&mut conn, None, &verifier(), &mut |_, _| {}), Err(Finding::Storage(_))));
    assert!(write(&mut conn, &lin(), at(4), &Event::new(EventKind::RecordDelete)).is_err());
}

#[test]
fn an_honest_log_verifies() {
    let mut log = Log::new();
    let mut steps = Vec::new();
    let report = verify(&mut log.0, None, &verifier(), &mut |done, total| steps.push((done, total))).unwrap();
    assert_eq!((report.events, report.checked, report.checkpoints), (45, 45, 2));
    assert_eq!(steps, [(45, 45)]);
    let tail = verify_tail(&mut log.0, &verifier()).unwrap();
    assert_eq!((tail.events, tail.checked, tail.root), (45, 3, report.root));
    assert_eq!(verify(&mut empty(), None, &verifier(), &mut |_, _| {}).unwrap().events, 0);
    assert_eq!(verify_tail(&mut empty(), &verifier()).unwrap().checked, 0);
}

#[test]
fn a_changed_event_is_named() {
    for change in [
        "login = 'wu'",
        "at = at + 1",
        "kind = 'record.delete'",
        "outcome = 'failed'",
        "user_id = 8",
        "user_id = NULL",
        "ip = NULL",
        "session_id = 2",
        "object = 'order'",
        "record_id = 99",
        "detail = '{\"field\":\"name\"}'",
        "leaf = zeroblob(32)",
    ] {
        let mut log = Log::new();
        log.sql(&format!("UPDATE audit_event SET {change} WHERE seq = 10"));
        assert_eq!(log.finding(), "event 10 was changed", "{change}");
    }
}

#[test]
fn a_removed_event_is_named() {
    let mut log = Log::new();
    log.sql("DELETE FROM audit_event WHERE seq = 10");
    assert_eq!(log.finding(), "an event was removed at 10");
    unchecked(&mut log);
    log.shift(11, -1);
    assert_eq!(log.finding(), "an event was removed at 10", "the gap was closed");
}

#[test]
fn an_inserted_event_is_named() {
    let mut log = Log::new();
    unchecked(&mut log);
    log.shift(10, 1);
    log.sql(&format!("INSERT INTO audit_event SELECT 10, {COLUMNS} FROM audit_event WHERE seq = 9"));
    let forged = store::event(&mut log.0, 10).unwrap().unwrap();
    diesel::update(audit_event::table.find(10)).set(audit_event::leaf.eq(forged.computed_leaf().to_vec())).execute(&mut log.0).unwrap();
    assert_eq!(log.finding(), "an event was inserted at 10");
}

#[test]
fn events_that_changed_places_are_named() {
    let mut log = Log::new();
    unchecked(&mut log);
    log.sql("UPDATE audit_event SET seq = -1 WHERE seq = 10; UPDATE audit_event SET seq = 10 WHERE seq = 15; UPDATE audit_event SET seq = 15 WHERE seq = -1");
    assert_eq!(log.finding(), "event 15 was moved to 10");
    let mut log = Log::new();
    unchecked(&mut log);
    log.sql("UPDATE audit_event SET seq = -1 WHERE seq = 10; UPDATE audit_event SET seq = 10 WHERE seq = 11; UPDATE audit_event SET seq = 11 WHERE seq = -1");
    assert_eq!(log.finding(), "event 11 was moved to 10");
}

#[test]
fn a_copy_over_another_event_is_a_change_of_that_event() {
    let mut log = Log::new();
    log.sql(&format!(
        "DELETE FROM audit_event WHERE seq = 10; INSERT INTO audit_event SELECT 10, {COLUMNS} FROM audit_event WHERE seq = 5"
    ));
    assert_eq!(log.finding(), "event 10 was changed");
}

#[test]
fn a_careful_forger_is_found_by_the_head_and_by_the_checkpoints() {
    let mut log = Log::new();
    log.sql("UPDATE audit_event SET login = 'wu' WHERE seq = 44");
    log.recompute_leaves();
    assert_eq!(log.finding(), "the log was rewritten somewhere between events 43 and 45");

    let mut log = Log::new();
    log.sql("UPDATE audit_event SET login = 'wu' WHERE seq = 30");
    log.recompute_head();
    assert_eq!(log.finding(), "the log was rewritten somewhere between events 22 and 42");
}

#[test]
fn a_cut_tail_is_found() {
    let mut log = Log::new();
    log.sql("DELETE FROM audit_event WHERE seq > 43");
    assert_eq!(log.finding(), "the log was cut: event 44 and what followed it are missing");
    assert_eq!(verify_tail(&mut log.0, &verifier()).unwrap_err().seq(), Some(44));

    let mut log = Log::new();
    log.sql("DELETE FROM audit_event WHERE seq > 40");
    log.sql("PRAGMA ignore_check_constraints = ON");
    log.recompute_head();
    assert_eq!(log.finding(), "the log was cut: event 41 and what followed it are missing", "the head was forged too");
    assert_eq!(verify_tail(&mut log.0, &verifier()).unwrap_err().seq(), Some(41));
}

#[test]
fn an_event_added_behind_the_head_is_found() {
    let mut log = Log::new();
    log.sql(&format!("INSERT INTO audit_event SELECT 46, {COLUMNS} FROM audit_event WHERE seq = 45"));
    let forged = store::event(&mut log.0, 46).unwrap().unwrap();
    diesel::update(audit_event::table.find(46)).set(audit_event::leaf.eq(forged.computed_leaf().to_vec())).execute(&mut log.0).unwrap();
    assert_eq!(log.finding(), "an event was inserted at 46");
}

#[test]
fn a_rolled_back_log_is_found_by_a_checkpoint_from_outside() {
    let mut log = Log::new();
    let outside = log.newest();
    verify(&mut log.0, Some(&outside), &verifier(), &mut |_, _| {}).unwrap();

    let mut older = empty();
    fill(&mut older, 20);
    sign(&mut older, &lin(), at(20), &signer()).unwrap();
    verify(&mut older, None, &verifier(), &mut |_, _| {}).unwrap();
    let finding = verify(&mut older, Some(&outside), &verifier(), &mut |_, _| {}).unwrap_err();
    assert!(matches!(finding, Finding::RolledBack { seq: 22, size: 42 }), "{finding}");
}

#[test]
fn a_log_that_took_another_course_is_found_by_a_checkpoint_from_outside() {
    let outside = Log::new().newest();
    // Restored from an older backup, and used since: longer than the checkpoint, signed with the genuine key, and still not the same log.
    let mut other = empty();
    fill(&mut other, 20);
    sign(&mut other, &lin(), at(20), &signer()).unwrap();
    for i in 0..40 {
        write(&mut other, &lin(), at(100 + i), &Event::new(EventKind::RecordDelete)).unwrap();
    }
    sign(&mut other, &lin(), at(200), &signer()).unwrap();
    verify(&mut other, None, &verifier(), &mut |_, _| {}).unwrap();
    let finding = verify(&mut other, Some(&outside), &verifier(), &mut |_, _| {}).unwrap_err();
    assert!(matches!(finding, Finding::Rewritten { seq: 22, to: 42 }), "{finding}");
}

#[test]
fn forged_and_missing_checkpoints_are_found() {
    let mut log = Log::new();
    log.sql("DELETE FROM audit_checkpoint WHERE size = 21");
    assert_eq!(log.finding(), "the checkpoint over 21 events is missing");

    let mut log = Log::new();
    log.sql("UPDATE audit_checkpoint SET note = replace(note, char(10) || '21' || char(10), char(10) || '22' || char(10)) WHERE size = 21");
    assert_eq!(log.finding(), "the checkpoint over 21 events is not genuine: the signature is wrong");

    let mut log = Log::new();
    log.sql("UPDATE audit_checkpoint SET note = (SELECT note FROM audit_checkpoint WHERE size = 21) WHERE size = 42");
    assert!(log.finding().starts_with("the checkpoint over 42 events is not genuine"));
    assert!(verify_tail(&mut log.0, &verifier()).is_err());

    let mut log = Log::new();
    log.sql("DELETE FROM audit_checkpoint");
    assert!(matches!(verify_tail(&mut log.0, &verifier()), Err(Finding::CheckpointMissing { size: 42 })));
}

#[test]
fn the_tail_is_only_as_good_as_its_signature() {
    let mut log = Log::new();
    log.sql("UPDATE audit_head SET signed_frontier = zeroblob(length(signed_frontier))");
    assert!(matches!(verify_tail(&mut log.0, &verifier()), Err(Finding::Rewritten { .. })));
    let mut log = Log::new();
    log.sql("UPDATE audit_event SET login = 'wu' WHERE seq = 44");
    assert!(matches!(verify_tail(&mut log.0, &verifier()), Err(Finding::Changed { seq: 44 })));
}

/// The figure in the design: a million events in an encrypted file verify within 30 s.
/// `cargo test --release audit::verify -- --ignored --nocapture`
#[test]
#[ignore = "takes a minute or two"]
fn a_million_events_verify_in_thirty_seconds() {
    let directory = tempfile::tempdir().unwrap();
    let db = database(directory.path());
    for _ in 0..1_000 {
        db.write_blocking(&lin(), |tx| {
            fill(tx.conn, 999);
            make_checkpoint(tx, &signer())
        })
        .unwrap();
    }
    let started = std::time::Instant::now();
    let report = db.read_blocking(|reader| verify(reader.conn, None, &verifier(), &mut |_, _| {}).map_err(Error::internal)).unwrap();
    println!("{} events verified in {:?}", report.events, started.elapsed());
    assert_eq!((report.events, report.checkpoints), (1_000_000, 1_000));
    assert!(started.elapsed().as_secs() < 30);
}

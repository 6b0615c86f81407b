//! Somebody with the key in hand goes past all doors. The log says that it was touched, and where.

use std::fs;

use diesel::connection::SimpleConnection;
use kedun::actor::Actor;
use kedun::audit;
use rocket::http::Status;
use serde_json::json;

use crate::support::installation::{add, number};
use crate::support::{Installation, TestApp};

/// The triggers stop the honest mistake only.
const OPEN: &str = "DROP TRIGGER audit_event_keep; DROP TRIGGER audit_event_fixed; DROP TRIGGER audit_event_next; \
    DROP TRIGGER audit_checkpoint_keep; DROP TRIGGER audit_checkpoint_fixed; DROP TRIGGER audit_head_keep;";
/// Moves everything from a seq on by one, so that there is room, or so that the gap closes.
const UP: &str =
    "UPDATE audit_event SET seq = seq + 1000001 WHERE seq > 5; UPDATE audit_event SET seq = seq - 1000000 WHERE seq > 1000000;";
const DOWN: &str =
    "UPDATE audit_event SET seq = seq + 999999 WHERE seq > 5; UPDATE audit_event SET seq = seq - 1000000 WHERE seq > 999999;";
const SHORTER: &str = "UPDATE audit_head SET size = size - 1;";
const COLUMNS: &str = "at, kind, outcome, user_id, login, ip, session_id, object, record_id, detail, leaf";

/// A log of a dozen events, signed in the middle; returns how many there are.
fn lived_in() -> (Installation, i64) {
    let installation = Installation::new();
    let server = installation.server();
    for n in 0..6 {
        add(&server, &format!("lin{n}"), "林晓东", kedun::people::Role::EMPLOYEE);
    }
    drop(server);
    installation.kedun(&["audit", "checkpoint"]).exits(0);
    let server = installation.server();
    for n in 0..4 {
        add(&server, &format!("wu{n}"), "吴梅", kedun::people::Role::EMPLOYEE);
    }
    drop(server);
    let events = number(&mut installation.raw(), "SELECT size AS number FROM audit_head");
    assert!(events > 12, "{events}");
    installation.kedun(&["audit", "verify"]).exits(0);
    (installation, events)
}

/// The command finds it, names the event, changes nothing, and a server does not start when it happened since the last signature.
#[track_caller]
fn assert_found(installation: &Installation, what: &str, seq: i64) {
    let before = installation.files();
    let said = installation.kedun(&["audit", "verify"]).advises(12, "the audit log does not verify");
    // A head whose size no longer fits its edge cannot be read at all; which event is concerned stays untold then.
    if said.err.contains("the head of the audit log is damaged") {
        return;
    }
    assert!(said.err.contains(what) && said.err.contains(&seq.to_string()), "{said:?}");
    let json: serde_json::Value =
        serde_json::from_str(installation.kedun(&["audit", "verify", "--json"]).exits(12).out.lines().next().unwrap()).unwrap();
    assert_eq!((&json["verified"], &json["seq"]), (&json!(false), &json!(seq)), "{json}");
    assert_eq!(installation.files(), before);
}

#[test]
fn whatever_is_done_to_an_event_is_found_and_named() {
    let (installation, events) = lived_in();
    let whole = fs::read(installation.file("kedun.db")).unwrap();
    let copy = |to: i64, from: i64| {
        format!("INSERT INTO audit_event (seq, {COLUMNS}) SELECT {to}, {COLUMNS} FROM audit_event WHERE seq = {from};")
    };
    let swap = "UPDATE audit_event SET seq = 1000001 WHERE seq = 4; UPDATE audit_event SET seq = 4 WHERE seq = 7; UPDATE audit_event SET seq = 7 WHERE seq = 1000001;";
    // A row made up with its leaf, as good as any; what gives it away is that it is one too many.
    let third = installation.server().db.read_blocking(|reader| audit::read_after(reader.conn, 2, 1)).unwrap().remove(0);
    let leaf = data_encoding::HEXLOWER.encode(&audit::StoredEvent { seq: 6, ..third }.computed_leaf());
    let forged = format!("{} UPDATE audit_event SET leaf = x'{leaf}' WHERE seq = 6;", copy(6, 3));
    let last = events;
    for (sql, what, seq) in [
        ("UPDATE audit_event SET login = 'nobody' WHERE seq = 4".to_owned(), "event 4 was changed", 4),
        (format!("UPDATE audit_event SET at = at + 1 WHERE seq = {last}"), "was changed", last),
        (
            "UPDATE audit_event SET detail = '{}', leaf = (SELECT leaf FROM audit_event WHERE seq = 3) WHERE seq = 4".to_owned(),
            "event 4 was changed",
            4,
        ),
        ("DELETE FROM audit_event WHERE seq = 5".to_owned(), "removed at 5", 5),
        (format!("DELETE FROM audit_event WHERE seq = 5; {DOWN} {SHORTER}"), "removed at 5", 5),
        (swap.to_owned(), "event 7 was moved to 4", 4),
        (format!("{UP} {} UPDATE audit_head SET size = size + 1", copy(6, 3)), "event 6 was changed", 6),
        (format!("{UP} {forged}"), "an event was inserted at 6", 6),
        ("UPDATE audit_event SET at = at + 1 WHERE seq = 4; UPDATE audit_head SET frontier = x''".to_owned(), "event 4 was changed", 4),
        (copy(last + 1, 3), "was changed", last + 1),
        (format!("DELETE FROM audit_event WHERE seq = {last}"), "the log was cut", last),
        // The head no longer fits the number that it claims; no row is wrong by itself.
        (
            "DELETE FROM audit_event WHERE seq > 5; UPDATE audit_head SET signed_size = 0, signed_frontier = x'', size = 5".to_owned(),
            "the head of the audit log is damaged",
            0,
        ),
        ("DELETE FROM audit_checkpoint".to_owned(), "the audit log does not verify", 0),
    ] {
        for side in ["kedun.db-wal", "kedun.db-shm"] {
            let _ = fs::remove_file(installation.file(side));
        }
        fs::write(installation.file("kedun.db"), &whole).unwrap();
        installation.tamper(&format!("{OPEN} {sql}"));
        if seq > 0 {
            assert_found(&installation, what, seq);
        } else {
            installation.kedun(&["audit", "verify"]).advises(12, what);
        }
    }
    fs::write(installation.file("kedun.db"), &whole).unwrap();
    installation.kedun(&["audit", "verify"]).exits(0);
}

#[test]
fn a_server_does_not_start_on_a_log_whose_tail_was_touched() {
    let (installation, events) = lived_in();
    let whole = fs::read(installation.file("kedun.db")).unwrap();
    for sql in [
        format!("UPDATE audit_event SET login = 'nobody' WHERE seq = {events}"),
        format!("DELETE FROM audit_event WHERE seq = {events}"),
        format!("DELETE FROM audit_event WHERE seq = {events}; {SHORTER}"),
        "UPDATE audit_head SET signed_size = signed_size - 1".to_owned(),
        "UPDATE audit_head SET frontier = x'00'".to_owned(),
        "DELETE FROM audit_head".to_owned(),
        "DELETE FROM audit_checkpoint".to_owned(),
        "UPDATE audit_checkpoint SET note = replace(note, 'kedun', 'kedan')".to_owned(),
    ] {
        for side in ["kedun.db-wal", "kedun.db-shm"] {
            let _ = fs::remove_file(installation.file(side));
        }
        fs::write(installation.file("kedun.db"), &whole).unwrap();
        installation.tamper(&format!("PRAGMA ignore_check_constraints = ON; {OPEN} {sql}"));
        let before = installation.files();
        for command in [&["serve"][..], &["user", "list"], &["user", "unlock", "boss"]] {
            let said = installation.kedun(command).advises(12, "audit log does not verify");
            assert!(said.err.contains("Nothing was changed") && said.err.contains("restore"), "{said:?}");
        }
        // What does not follow from the last signature is not signed either.
        let signed = installation.kedun(&["audit", "checkpoint"]);
        assert!(signed.exit == 12 && signed.out.is_empty(), "{signed:?}");
        assert_eq!(installation.files(), before, "{sql}");
    }
}

#[test]
fn a_log_put_back_to_an_earlier_day_is_told_by_a_checkpoint_kept_outside() {
    let (installation, _) = lived_in();
    let earlier = fs::read(installation.file("kedun.db")).unwrap();
    let size = number(&mut installation.raw(), "SELECT size AS number FROM audit_head");
    let server = installation.server();
    add(&server, "zhao", "赵云", kedun::people::Role::EMPLOYEE);
    drop(server);
    let note = installation.kedun(&["audit", "checkpoint", "--json"]).exits(0).json();
    let kept = installation.beside("checkpoint");
    fs::write(&kept, note["checkpoint"].as_str().unwrap()).unwrap();
    let since = ["audit", "verify", "--since", kept.to_str().unwrap()];
    installation.kedun(&since).exits(0);

    fs::write(installation.file("kedun.db"), earlier).unwrap();
    installation.kedun(&["audit", "verify"]).exits(0);
    let said = installation.kedun(&since).advises(12, "the log was rolled back");
    assert!(said.err.contains(&format!("before event {}", size + 1)), "{said:?}");

    // History that goes on differently after that is another history.
    let server = installation.server();
    for login in ["qian", "sun", "li"] {
        add(&server, login, "别人", kedun::people::Role::EMPLOYEE);
    }
    drop(server);
    installation.kedun(&["audit", "verify"]).exits(0);
    installation.kedun(&since).advises(12, "the log was rewritten");
}

#[test]
fn a_checkpoint_of_another_house_or_none_at_all_is_refused() {
    let (installation, _) = lived_in();
    let other = Installation::empty();
    other.kedun_hears(&["init", "--org", "别家", "--admin", "lin", "--password-stdin"], "seven purple trams hum").exits(0);
    let note = other.kedun(&["audit", "checkpoint", "--json"]).exits(0).json();
    let note = note["checkpoint"].as_str().unwrap();
    let kept = installation.beside("checkpoint");
    let verify = || installation.kedun(&["audit", "verify", "--since", kept.to_str().unwrap()]);
    for text in [note, "", "kedun/1\n5\n", &note[..note.len() / 2]] {
        fs::write(&kept, text).unwrap();
        verify().advises(11, "checkpoint");
    }
    let own = installation.kedun(&["audit", "checkpoint", "--json"]).exits(0).json();
    fs::write(&kept, own["checkpoint"].as_str().unwrap().replacen('\n', "\n1", 1)).unwrap();
    verify().advises(11, "checkpoint");
    fs::remove_file(&kept).unwrap();
    verify().advises(1, kept.to_str().unwrap());
}

#[test]
fn what_a_running_house_wrote_verifies_until_it_is_touched() {
    let app = TestApp::new();
    let lin = app.admin("lin");
    let customer = lin.create("customer", json!({ "name": "苏州恒通贸易有限公司" }));
    lin.update("customer", &customer, json!({ "level": "A" })).assert(Status::Ok);
    app.assert_log_verifies();

    let verifier = app.server.signer.verifier();
    let verify = || app.server.db.read_blocking(|reader| Ok(audit::verify(reader.conn, None, &verifier, &mut |_, _| {}))).unwrap();
    let changed = |sql: &'static str| {
        let done = app.server.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?));
        done.map(|()| verify().unwrap_err().seq())
    };
    // The honest mistake is refused outright.
    assert!(changed("UPDATE audit_event SET login = 'wu' WHERE seq = 3").unwrap_err().to_string().contains("append-only"));
    assert!(changed("DELETE FROM audit_event WHERE seq = 3").unwrap_err().to_string().contains("append-only"));
    app.assert_log_verifies();
    assert_eq!(changed("DROP TRIGGER audit_event_fixed; UPDATE audit_event SET login = 'wu' WHERE seq = 3").unwrap(), Some(3));
    // And nothing forged is signed by an app that goes on running.
    let signer = app.server.signer.clone();
    let signed = app.server.db.write_blocking(&Actor::system("server"), move |tx| audit::make_checkpoint(tx, &signer));
    assert!(signed.unwrap_err().to_string().contains("event 3 was changed"));
}

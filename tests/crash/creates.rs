//! The power goes out again and again while people are saving. What they were told is saved is there, whole, and the log verifies.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use diesel::Connection;
use diesel::sqlite::SqliteConnection;
use kedun::audit::{self, NoteVerifier};
use rand::RngExt;
use serde_json::json;

use crate::effort::effort;
use crate::support::installation::{number, numbers};
use crate::support::patience::pause;
use crate::support::person::encode;
use crate::support::{Installation, Server};

const PEOPLE: usize = 4;

/// What somebody was told: this name is saved under this number.
type Told = BTreeSet<(i64, String)>;

#[test]
fn what_was_acknowledged_is_there_after_every_kill() {
    let kills: u32 = effort(15, 100);
    let installation = Installation::new();
    let verifier = installation.signer().verifier();
    let mut told = Told::new();
    for round in 0..kills {
        let server = installation.serve();
        // While it runs, as `kedun audit verify` does; its own recovery came first.
        look_around(&mut installation.raw(), &told, &verifier);
        // Mostly early: that is when a start's own work is under way. A little later each time, so that few kills meet all of it.
        let share = (f64::from(round) + rand::rng().random::<f64>()) / f64::from(kills);
        let life = Duration::from_millis(1 + (399.0 * share.powi(2)) as u64);
        told.extend(save_until_killed(server, round, life));
    }
    assert!(told.len() > kills as usize, "{} saved: nobody came to saving anything", told.len());

    let said = installation.kedun(&["audit", "verify", "--json"]).exits(0).json();
    let server = installation.serve();
    look_around(&mut installation.raw(), &told, &verifier);
    let starts = number(&mut installation.raw(), "SELECT count(*) AS number FROM audit_event WHERE kind = 'server.start'");
    assert!(starts == i64::from(kills) + 1 && said["events"].as_i64() > Some(told.len() as i64), "{starts} starts, {said}");
    for (id, name) in told.iter().rev().step_by(20) {
        let record = server.browser.get(&format!("/api/records/customer/{id}"));
        assert_eq!((record.status, record.body["name"].as_str()), (200, Some(name.as_str())));
        let found = server.browser.get(&format!("/api/search?q={}", encode(name)));
        assert_eq!(found.body["groups"][0]["items"][0]["id"], id.to_string(), "{name}: {}", found.body);
        let timeline = server.browser.get(&format!("/api/records/customer/{id}/timeline"));
        assert_eq!(timeline.body["items"][0]["verb"], "create", "{}", timeline.body);
    }
    assert!(server.stop().success());
    installation.kedun(&["audit", "verify"]).exits(0);
}

/// Several people save until nobody answers any more.
fn save_until_killed(server: Server, round: u32, life: Duration) -> Told {
    let told = Mutex::new(Told::new());
    let browser = server.browser.clone();
    thread::scope(|scope| {
        for person in 0..PEOPLE {
            let (told, browser) = (&told, &browser);
            scope.spawn(move || {
                for n in 0.. {
                    let name = format!("恒通{round}年{person}人{n}号公司");
                    let Ok(answer) = browser.try_post("/api/records/customer", &json!({ "name": name, "level": "A" })) else { return };
                    assert_eq!(answer.status, 201, "{}", answer.body);
                    let id = answer.body["id"].as_str().and_then(|id| id.parse().ok()).expect("its number");
                    told.lock().unwrap().insert((id, name));
                }
            });
        }
        pause(life);
        server.kill();
    });
    told.into_inner().unwrap()
}

/// Everything told is there, nothing is there by half, and the log is what it was. One picture of it all, while the server works.
fn look_around(conn: &mut SqliteConnection, told: &Told, verifier: &NoteVerifier) {
    let looked = conn.transaction(|conn| {
        look(conn, told, verifier);
        Ok::<_, diesel::result::Error>(())
    });
    looked.expect("a picture");
}

fn look(conn: &mut SqliteConnection, told: &Told, verifier: &NoteVerifier) {
    let ids: BTreeSet<i64> = numbers(conn, "SELECT id AS number FROM customer").into_iter().collect();
    let lost: Vec<_> = told.iter().filter(|(id, _)| !ids.contains(id)).collect();
    assert!(lost.is_empty(), "told to be saved, and lost: {lost:?}");
    for half in [
        "SELECT c.id AS number FROM customer c LEFT JOIN customer_search s ON s.rowid = c.id WHERE s.rowid IS NULL",
        "SELECT s.rowid AS number FROM customer_search s LEFT JOIN customer c ON c.id = s.rowid WHERE c.id IS NULL",
        "SELECT c.id AS number FROM customer c WHERE 1 <> (SELECT count(*) FROM record_change r WHERE r.object = 'customer' AND r.record_id = c.id)",
        "SELECT c.id AS number FROM customer c WHERE 1 <> (SELECT count(*) FROM audit_event e WHERE e.object = 'customer' AND e.record_id = c.id)",
        "SELECT e.seq AS number FROM audit_event e WHERE e.kind = 'record.create' AND e.record_id NOT IN (SELECT id FROM customer)",
        "SELECT r.id AS number FROM record_change r WHERE r.record_id NOT IN (SELECT id FROM customer)",
    ] {
        assert_eq!(numbers(conn, half), Vec::<i64>::new(), "{half}");
    }
    audit::verify(conn, None, verifier, &mut |_, _| {}).expect("the log verifies");
}

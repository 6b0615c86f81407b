//! What people make up does not stay: a server that is asked thousands of different filters needs no more memory than before.

use std::thread;

use kedun::actor::Actor;
use kedun::model::Draft;
use kedun::records::write;
use serde_json::{Value as Json, json};

use crate::support::person::encode;
use crate::support::{Installation, Server};

/// Enough to know a leak by: a statement that is kept takes 25 kB, and each filter is two of them.
const ROOM: u64 = 24 * 1024;

fn furnished() -> Installation {
    let installation = Installation::new();
    let app = installation.server();
    let engine = app.engine.pin();
    let customer = engine.object("customer").unwrap().clone();
    let create = move |tx: &mut kedun::db::Tx<'_>| {
        (0..500).try_for_each(|n| {
            let draft = Draft::new().set("name", format!("客户{n}有限公司")).set("level", ["A", "B", "C"][n % 3]);
            write::create(tx, &engine, &customer, draft).map(drop)
        })
    };
    app.db.write_blocking(&Actor::system("test"), create).unwrap();
    installation
}

/// The n-th filter; no two have the same shape.
fn filter(n: usize) -> Json {
    let leaf = |bit: usize| match bit % 4 {
        0 => json!({ "field": "level", "op": "in", "value": vec!["A"; 1 + n % 90] }),
        1 => json!({ "field": "name", "op": "contains", "value": format!("户{}", n % 10) }),
        2 => json!({ "field": "yearly_volume", "op": "empty", "value": true }),
        _ => json!({ "field": "updated_at", "op": "gte", "value": "2020-01-01" }),
    };
    let bits = (0..16).filter(|bit| n >> bit & 1 == 1);
    let parts: Vec<Json> =
        bits.map(|bit| if bit % 3 == 0 { json!({ "not": leaf(bit) }) } else { json!({ "or": [leaf(bit), leaf(bit + 1)] }) }).collect();
    json!({ "or": [{ "and": parts }, leaf(n)] })
}

/// Asks the filters of a range, from four connections at a time.
fn ask(server: &Server, filters: std::ops::Range<usize>) {
    thread::scope(|scope| {
        for part in 0..4 {
            let filters = filters.clone();
            scope.spawn(move || {
                for n in filters.skip(part).step_by(4) {
                    let answer = server.browser.get(&format!("/api/records/customer?limit=5&filter={}", encode(&filter(n).to_string())));
                    assert_eq!(answer.status, 200, "{}: {:?}", filter(n), answer.body);
                }
            });
        }
    });
}

fn stays_flat(warm: usize, more: usize) {
    let installation = furnished();
    let server = installation.serve();
    ask(&server, 1..warm);
    let before = server.memory();
    ask(&server, warm..warm + more);
    let after = server.memory();
    assert!(after < before + ROOM, "{before} kB before, {after} kB after {more} more filters");
}

#[test]
fn a_thousand_filters_leave_no_memory_behind() {
    stays_flat(400, 1200);
}

#[test]
#[ignore = "long: ten minutes of filters, no two alike"]
fn ten_minutes_of_filters_leave_no_memory_behind() {
    stays_flat(4_000, 56_000);
}

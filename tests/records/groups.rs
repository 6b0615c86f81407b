//! Counting in groups: within what one sees, by what is clear.

use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::TestApp;
use crate::support::person::encode;

/// Each group's value or its title, with how many there are and how many of them are told apart by the first count.
fn told(answer: &Json) -> Vec<(String, i64, i64)> {
    let items = answer["items"].as_array().expect("groups");
    let title = |value: &Json| value["title"].as_str().or(value.as_str()).unwrap_or("-").to_owned();
    let count = |item: &Json| item["counts"].as_object().and_then(|counts| counts.values().next()?.as_i64()).unwrap_or_default();
    items.iter().map(|item| (title(&item["value"]), item["total"].as_i64().unwrap_or_default(), count(item))).collect()
}

#[test]
fn a_team_is_counted_person_by_person_and_nobody_beyond_ones_sight() {
    let app = TestApp::new();
    let (lin, wu, boss) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]), app.person("zhang", &["boss"]));
    for (name, level) in [("恒通贸易", "A"), ("顺达物流", "B"), ("远航机械", "A")] {
        lin.create("customer", json!({ "name": name, "level": level }));
    }
    wu.create("customer", json!({ "name": "华信食品", "level": "A" }));
    let counts = encode(&json!({ "a": { "field": "level", "op": "eq", "value": "A" } }).to_string());
    let by_owner = format!("/api/groups/customer?by=owner&counts={counts}");
    let row = |name: &str, total, a| (name.to_owned(), total, a);
    assert_eq!(told(&boss.get(&by_owner).body), [row("lin", 3, 2), row("wu", 1, 1)]);
    assert_eq!(told(&wu.get(&by_owner).body), [row("wu", 1, 1)]);
    assert_eq!(told(&boss.get("/api/groups/customer?by=level").body), [row("A", 3, 0), row("B", 1, 0)]);
    let filter = encode(&json!({ "field": "level", "op": "eq", "value": "B" }).to_string());
    assert_eq!(told(&boss.get(&format!("/api/groups/customer?by=owner&filter={filter}")).body), [row("lin", 1, 0)]);
}

#[test]
fn what_is_masked_or_makes_no_groups_is_not_counted_by() {
    let app = TestApp::new();
    let (lin, xu) = (app.person("lin", &["sales"]), app.person("xu", &["warehouse"]));
    lin.create("customer", json!({ "name": "恒通贸易", "mobile": "13800001234" }));
    for field in ["mobile", "name", "yearly_volume", "nothing", "planned_at"] {
        xu.get(&format!("/api/groups/customer?by={field}")).assert_code(400, "query.group");
    }
    xu.get("/api/groups/customer?by=owner").assert(Status::Ok);
    xu.get("/api/groups/follow_up?by=author").assert(Status::Forbidden);
    let masked = encode(&json!({ "x": { "field": "mobile", "op": "eq", "value": "13800001234" } }).to_string());
    xu.get(&format!("/api/groups/customer?by=owner&counts={masked}")).assert_code(400, "filter.field");
}

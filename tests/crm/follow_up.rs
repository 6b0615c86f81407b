//! What is special about follow-ups: they refresh their customer.

use chrono::Duration;
use rocket::http::Status;
use serde_json::json;

use crate::support::TestApp;
use crate::support::person::id;

#[test]
fn saving_one_refreshes_its_customer() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "第一次电话", "next_contact_at": "2026-11-25T06:00:00Z" }));
    let after = lin.one("customer", &customer).assert(Status::Ok).body;
    assert_eq!(after["last_follow_up_at"], "2026-11-24T02:00:00.000Z");
    assert_eq!(after["next_contact_at"], "2026-11-25T06:00:00.000Z");
    assert_eq!(after["status"], "following");
}

#[test]
fn an_appointment_that_was_due_is_settled_and_a_later_one_stands() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "next_contact_at": "2026-11-24T06:00:00Z" }));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "提前打了电话" }));
    assert_eq!(lin.one("customer", &customer).body["next_contact_at"], "2026-11-24T06:00:00.000Z");
    app.clock.advance(Duration::hours(5));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "按约定沟通" }));
    assert_eq!(lin.one("customer", &customer).body["next_contact_at"], json!(null));
}

#[test]
fn the_timeline_tells_follow_ups_and_changes_newest_first() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "level": "B" }));
    app.clock.advance(Duration::minutes(1));
    lin.update("customer", &customer, json!({ "level": "A" })).assert(Status::Ok);
    app.clock.advance(Duration::minutes(1));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "等样品确认" }));
    let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
    let items = timeline["items"].as_array().expect("items");
    assert!(items.iter().any(|e| e["type"] == "record" && e["record"]["content"] == "等样品确认"));
    let change = items.iter().find(|e| e["verb"] == "update").expect("the change");
    assert_eq!(change["changes"], json!([{ "field": "level", "label": "客户级别", "old": "B", "new": "A" }]));
    let moments: Vec<_> = items.iter().map(|e| e["at"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(moments.is_sorted_by(|a, b| a >= b), "{moments:?}");
}

#[test]
fn nobody_writes_about_a_colleagues_customer() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let refused = wu.post("/api/records/follow_up", json!({ "customer": id(&customer), "content": "我来跟进" }));
    assert_eq!(refused.field_code("customer"), Some("link.unknown"));
    assert_eq!(lin.one("customer", &customer).body["last_follow_up_at"], json!(null));
}

#[test]
fn whom_one_spoke_to_is_one_of_the_customers_people() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let other = lin.create("customer", json!({ "name": "博远" }));
    let contact = lin.create("contact", json!({ "name": "王敏", "customer": id(&other) }));
    let about = |customer: &serde_json::Value| json!({ "customer": id(customer), "contact": id(&contact), "content": "谈了价格" });
    let refused = lin.post("/api/records/follow_up", about(&customer));
    assert_eq!(refused.field_code("contact"), Some("contact.elsewhere"));
    assert_eq!(lin.one("customer", &customer).body["last_follow_up_at"], json!(null));
    let good = lin.create("follow_up", about(&other));
    let moved = lin.update("follow_up", &good, json!({ "customer": id(&customer) }));
    assert_eq!(moved.field_code("contact"), Some("contact.elsewhere"));
}

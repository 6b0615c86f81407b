//! What hangs on a record: how many there are, and that nobody counts what they may not see.

use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

/// How many contacts and follow-ups hang on a customer, as somebody is told.
fn counts(person: &Person<'_>, customer: &Json) -> Vec<(String, String, i64)> {
    let answer = person.get(&format!("/api/records/customer/{}/related", id(customer))).assert(Status::Ok);
    let text = |item: &Json, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let items = answer.body["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| (text(item, "object"), text(item, "field"), item["total"]["count"].as_i64().unwrap_or(-1))).collect()
}

#[test]
fn what_hangs_on_a_record_is_counted_by_each_link() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    let other = lin.create("customer", json!({ "name": "顺达物流" }));
    for name in ["陈志远", "周敏"] {
        lin.create("contact", json!({ "name": name, "customer": id(&customer) }));
    }
    let gone = lin.create("contact", json!({ "name": "何俊", "customer": id(&customer) }));
    lin.create("contact", json!({ "name": "孙丽", "customer": id(&other) }));
    lin.create("follow_up", json!({ "type": "call", "content": "问好", "customer": id(&customer) }));
    lin.delete("contact", &gone).assert(Status::NoContent);
    let link = |object: &str, count| (object.to_owned(), "customer".to_owned(), count);
    assert_eq!(counts(&lin, &customer), [link("contact", 2), link("follow_up", 1)]);
    assert_eq!(counts(&lin, &other), [link("contact", 1), link("follow_up", 0)]);
}

#[test]
fn nobody_counts_what_hangs_on_a_record_out_of_their_sight() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    wu.get(&format!("/api/records/customer/{}/related", id(&customer))).assert_code(404, "record.not_found");
}

#[test]
fn the_catalog_says_what_stands_where_on_a_page_and_by_what_an_object_is_found() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let customer = lin.get("/api/objects/customer").assert(Status::Ok).body;
    assert_eq!(customer["domain"], json!({ "name": "crm", "label": "客户", "icon": "users" }));
    assert_eq!(customer["page"]["facts"].as_array().map(Vec::len), Some(5));
    let related: Vec<_> = customer["page"]["related"].as_array().unwrap().iter().map(|one| (&one["object"], &one["inline"])).collect();
    assert_eq!(related, [(&json!("contact"), &json!(true)), (&json!("follow_up"), &json!(false))]);
    let keywords = customer["keywords"].as_array().unwrap();
    for word in ["Customer", "kehu", "kh"] {
        assert!(keywords.contains(&json!(word)), "{word}");
    }
}

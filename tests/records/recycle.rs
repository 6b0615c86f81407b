//! The recycle bin over all objects at once: page by page without a gap, and found by a part of what a record is called.

use std::collections::BTreeSet;

use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::person::{encode, id};
use crate::support::{Person, TestApp};

fn pages(person: &Person<'_>, query: &str) -> Vec<Json> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let behind = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let page = person.get(&format!("/api/recycle-bin?{query}{behind}")).assert(Status::Ok).body;
        all.extend(page["items"].as_array().expect("items").clone());
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return all,
        }
    }
}

#[test]
fn what_was_deleted_of_all_objects_comes_page_by_page_without_a_gap() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let stays = wu.create("customer", json!({ "name": "远海物流" }));
    for n in 0..30 {
        let customer = wu.create("customer", json!({ "name": format!("恒通贸易{n}") }));
        let contact = wu.create("contact", json!({ "name": format!("王芳{n}"), "customer": id(&stays) }));
        assert_eq!((wu.delete("customer", &customer).status, wu.delete("contact", &contact).status), (204, 204));
        // Some of one moment, some of another.
        if n % 10 == 0 {
            app.clock.advance(chrono::Duration::seconds(1));
        }
    }
    let all = pages(&wu, "");
    let moments: Vec<_> = all.iter().map(|item| item["deleted_at"].as_str().unwrap_or_default()).collect();
    assert!(moments.is_sorted_by(|one, next| one >= next), "the latest first");
    let different: BTreeSet<_> = all.iter().map(|item| (item["object"].to_string(), item["id"].to_string())).collect();
    assert_eq!((all.len(), different.len()), (60, 60));

    let found = pages(&wu, &format!("q={}", encode("芳1")));
    assert!(found.iter().all(|item| item["object"] == "contact"), "{found:?}");
    assert_eq!(found.len(), 11);
    assert_eq!(pages(&wu, &format!("object=customer&q={}", encode("恒通贸易29"))).len(), 1);
    wu.get("/api/recycle-bin?cursor=yesterday").assert_code(400, "query.cursor");
}

#[test]
fn whoever_may_restore_nothing_sees_an_empty_bin() {
    let app = TestApp::new();
    let (wu, auditor) = (app.admin("wu"), app.person("zhao", &["auditor"]));
    let customer = wu.create("customer", json!({ "name": "恒通贸易" }));
    assert_eq!(wu.delete("customer", &customer).status, 204);
    assert_eq!(auditor.get("/api/recycle-bin").assert(Status::Ok).body["items"], json!([]));
    auditor.get("/api/recycle-bin?object=customer").assert(Status::Forbidden);
}

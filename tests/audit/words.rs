//! The log as people read it: names for numbers, labels for codes, nothing raw.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::TestApp;
use crate::support::person::id;

/// The details of the newest event of a kind, as label and value.
fn told(events: &[Json], kind: &str) -> Vec<(String, String)> {
    let event = events.iter().find(|event| event["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    event["detail"].as_array().expect("details").iter().map(|line| (text(&line["label"]), text(&line["value"]))).collect()
}

fn pair(label: &str, value: &str) -> (String, String) {
    (label.to_owned(), value.to_owned())
}

#[test]
fn the_log_names_people_roles_and_fields_instead_of_numbers_and_codes() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    let customer = wu.create("customer", json!({ "name": "恒通贸易" }));
    let member = format!("/api/records/customer/{}/team/{}", id(&customer), lin.id);
    wu.request(Method::Put, &member, Some(&json!({ "may": "read" })), &[]).assert(Status::NoContent);
    wu.request(Method::Patch, &format!("/api/users/{}", lin.id), Some(&json!({ "roles": ["service"] })), &[]).assert(Status::Ok);
    wu.request(Method::Put, "/api/access/settings", Some(&json!({ "office": ["10.0.0.0/8"] })), &[]).assert(Status::Ok);
    let events = wu.get("/api/audit/events?limit=200").assert(Status::Ok).body["items"].as_array().expect("events").clone();

    let share = told(&events, "record.share");
    assert!(share.contains(&pair("权限", "只读")) && share.contains(&pair("共享给", "lin")), "{share:?}");
    let update = told(&events, "user.update");
    assert!(update.contains(&pair("授予角色", "客服")) && update.contains(&pair("收回角色", "销售")), "{update:?}");
    assert!(told(&events, "access.setting").contains(&pair("名称", "办公网络")));
    let created = told(&events, "record.create");
    let name = created.iter().find(|(label, _)| label == "客户名称").expect("the name");
    assert!(name.1.starts_with("指纹 ") && !name.1.contains("hmac"), "{name:?}");
}

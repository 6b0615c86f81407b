//! What several people and several records have to do with each other while something is written: what is made together, who else has it
//! open, whom it can be given, what each may do to what the timeline tells.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{Answer, id};
use crate::support::{Person, TestApp};

fn present(who: &Person<'_>, record: &Json, doing: &str) -> Answer {
    who.post(&format!("/api/records/customer/{}/presence", id(record)), json!({ "doing": doing }))
}

fn names(answer: &Json) -> Vec<&str> {
    answer["items"].as_array().into_iter().flatten().filter_map(|item| item["name"].as_str()).collect()
}

#[test]
fn a_customer_is_made_with_its_first_contact_in_one_write() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "along": { "contact": { "name": "王敏", "mobile": "138 0000 0001" } } }));
    let contacts = lin.list("contact", "");
    assert_eq!(contacts.len(), 1);
    let contact = lin.one("contact", &contacts[0]).assert(Status::Ok).body;
    assert_eq!((&contact["name"], &contact["mobile"]), (&json!("王敏"), &json!("13800000001")));
    assert_eq!(contact["customer"]["id"], customer["id"]);
    // Both are one save: what is undone is undone of both.
    let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
    let operations: Vec<&Json> = timeline["items"].as_array().into_iter().flatten().map(|entry| &entry["operation"]).collect();
    assert!(operations.windows(2).all(|pair| pair[0] == pair[1]), "{operations:?}");
    let undone = lin.post(&format!("/api/operations/{}/undo", operations[0].as_str().unwrap()), json!({}));
    undone.assert(Status::Ok);
    assert!(lin.list("customer", "").is_empty() && lin.list("contact", "").is_empty());
    app.assert_log_verifies();
}

#[test]
fn a_wrong_contact_keeps_the_customer_from_being_made() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let post = |along: Json| lin.post("/api/records/customer", json!({ "name": "恒通", "email": "lin@example.com", "along": along }));
    let refused = post(json!({ "contact": { "name": "王敏", "mobile": "12" } }));
    assert!(refused.field_code("along.contact.mobile").is_some(), "{}", refused.body);
    assert_eq!(post(json!({ "contact": {} })).field_code("along.contact.name"), Some("field.required"));
    assert_eq!(post(json!({ "contact": { "nickname": "x" } })).field_code("along.contact.nickname"), Some("field.unknown"));
    assert_eq!(post(json!({ "follow_up": {} })).field_code("along.follow_up"), Some("field.unknown"));
    assert_eq!(post(json!("王敏")).field_code("along"), Some("field.type"));
    assert!(lin.list("customer", "").is_empty() && lin.list("contact", "").is_empty());
    // Both are told of what is wrong with both.
    let both = lin.post("/api/records/customer", json!({ "name": "恒通", "email": "x", "along": { "contact": { "mobile": "12" } } }));
    assert!(both.field_code("email").is_some() && both.field_code("along.contact.mobile").is_some(), "{}", both.body);
    post(Json::Null).assert(Status::Created);
    let customer = lin.list("customer", "").remove(0);
    let change = lin.update("customer", &customer, json!({ "along": { "contact": { "name": "王敏" } } }));
    assert_eq!(change.field_code("along"), Some("field.unknown"), "a record that is there has nothing made with it");
}

#[test]
fn who_else_has_a_record_open_is_told_to_those_who_see_it() {
    let app = TestApp::new();
    let (boss, chen, wu) = (app.person("boss", &["boss"]), app.employee("chen"), app.employee("wu"));
    let customer = chen.create("customer", json!({ "name": "恒通" }));
    assert_eq!(present(&chen, &customer, "looking").assert(Status::Ok).body, json!({ "others": [] }));
    let told = present(&boss, &customer, "editing").assert(Status::Ok).body;
    assert_eq!(told["others"][0]["user"], json!({ "id": chen.id.to_string(), "title": "chen" }));
    assert_eq!(told["others"][0]["editing"], false);
    assert_eq!(present(&chen, &customer, "looking").body["others"][0]["editing"], true);
    // Whoever does not see the record is told nothing, and nobody is told of them.
    present(&wu, &customer, "looking").assert_code(404, "record.not_found");
    assert_eq!(present(&boss, &customer, "leaving").body["others"].as_array().map(Vec::len), Some(1));
    assert_eq!(present(&chen, &customer, "looking").body, json!({ "others": [] }));
    app.assert_log_verifies();
}

#[test]
fn a_record_is_offered_to_those_who_can_have_it_by_the_sound_of_their_names() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales_manager"]);
    let [dong, min] = [("dong", "林晓东"), ("min", "吴敏")].map(|(login, name)| app.user(login, name, &["sales"]));
    app.user("audit", "林审计", &["auditor"]);
    let found = |q: &str| lin.get(&format!("/api/objects/customer/holders?q={q}")).assert(Status::Ok).body;
    for (q, expected) in [("lxd", "林晓东"), ("linxiao", "林晓东"), ("wum", "吴敏"), ("WM", "吴敏")] {
        assert_eq!(names(&found(q)), [expected], "{q}");
    }
    assert!(names(&found("linshen")).is_empty(), "an auditor looks after no customer");
    assert!(names(&lin.get("/api/users?q=linshen").body).contains(&"林审计"));
    let boss = app.admin("boss");
    boss.request(Method::Patch, &format!("/api/users/{dong}"), Some(&json!({ "status": "disabled" })), &[]).assert(Status::Ok);
    assert!(names(&found("lxd")).is_empty() && names(&found("wm")) == ["吴敏"], "{min}");
    app.sign_in_as("audit").get("/api/objects/customer/holders?q=lxd").assert_code(403, "access.forbidden");
}

#[test]
fn the_timeline_says_what_one_may_do_to_each_that_was_written() {
    let app = TestApp::new();
    let (chen, boss) = (app.employee("chen"), app.person("boss", &["boss"]));
    let customer = chen.create("customer", json!({ "name": "恒通" }));
    chen.create("follow_up", json!({ "customer": id(&customer), "content": "电话沟通" }));
    let may = |who: &Person<'_>| {
        let timeline = who.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
        let written = timeline["items"].as_array().into_iter().flatten().find(|entry| entry["type"] == "record").cloned();
        let record = written.map(|entry| entry["record"].clone()).unwrap_or_default();
        let own = who.one("follow_up", &record).assert(Status::Ok).body["may"].clone();
        let changes = |all: &Json| ["update", "delete"].map(|verb| all.as_array().into_iter().flatten().any(|may| may == verb));
        (changes(&record["may"]), changes(&own))
    };
    for who in [&chen, &boss] {
        let (told, own) = may(who);
        assert_eq!(told, own);
    }
    assert_eq!(may(&chen).0, [true, true]);
    let reader = app.person("reader", &["sales"]);
    let share = format!("/api/records/customer/{}/team/{}", id(&customer), reader.id);
    chen.request(Method::Put, &share, Some(&json!({ "may": "read" })), &[]).assert(Status::NoContent);
    let (told, own) = may(&reader);
    assert_eq!((told, told), (own, [false, false]), "whoever only reads is offered nothing");
}

//! Roles as data: made, given, changed, taken away; what is taken away is gone with the next request.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::Answer;
use crate::support::{Person, TestApp};

pub fn save(security: &Person<'_>, role: &str, version: i64, definition: &Json) -> Answer {
    security.request(Method::Put, &format!("/api/roles/{role}"), Some(definition), &[("If-Match", &version.to_string())])
}

pub fn give(security: &Person<'_>, person: &Person<'_>, roles: &[&str]) -> Answer {
    security.request(Method::Patch, &format!("/api/users/{}", person.id), Some(&json!({ "roles": roles })), &[])
}

fn reads_all() -> Json {
    json!({ "label": "客户助理", "grants": { "customer": { "read": "all" } } })
}

#[test]
fn a_role_is_made_given_and_taken_away() {
    let app = TestApp::new();
    let (admin, security, lin) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    admin.create("customer", json!({ "name": "苏州恒通贸易有限公司" }));
    assert!(lin.list("customer", "").is_empty());
    let made = save(&security, "assistant", 0, &reads_all()).assert(Status::Ok).body;
    assert_eq!((&made["shipped"], &made["version"], &made["label"]), (&json!(false), &json!(1), &json!("客户助理")));
    give(&security, &lin, &["sales", "assistant"]).assert(Status::Ok);
    assert_eq!(lin.list("customer", "").len(), 1);
    security.request(Method::Delete, "/api/roles/assistant", None, &[("If-Match", "1")]).assert_code(409, "role.held");
    give(&security, &lin, &["sales"]).assert(Status::Ok);
    assert!(lin.list("customer", "").is_empty(), "gone with the next request");
    security.request(Method::Delete, "/api/roles/assistant", None, &[("If-Match", "1")]).assert(Status::NoContent);
    assert!(security.get("/api/roles").body.as_array().unwrap().iter().all(|role| role["name"] != "assistant"));
    app.assert_log_verifies();
}

#[test]
fn a_shipped_role_is_changed_and_is_as_it_was_again() {
    let app = TestApp::new();
    let (admin, security, lin) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    admin.create("customer", json!({ "name": "苏州恒通贸易有限公司" }));
    let changed = save(&security, "sales", 0, &json!({ "grants": { "*": { "read": "all" } } })).assert(Status::Ok).body;
    assert_eq!((&changed["changed"], &changed["original"]["grants"]["*"]["read"]), (&json!(true), &json!("self")));
    assert_eq!(lin.list("customer", "").len(), 1);
    save(&security, "sales", 0, &json!({})).assert_code(412, "record.stale");
    security.request(Method::Delete, "/api/roles/sales", None, &[("If-Match", "1")]).assert(Status::NoContent);
    assert!(lin.list("customer", "").is_empty());
    let roles = security.get("/api/roles").body;
    let sales = roles.as_array().unwrap().iter().find(|role| role["name"] == "sales").unwrap();
    assert_eq!((&sales["changed"], &sales["version"], &sales["members"]), (&json!(false), &json!(0), &json!(1)));
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    for (role, definition, field, code) in [
        ("admin", json!({}), "name", "role.office_fixed"),
        ("x", json!({}), "name", "role.name"),
        ("helper", json!({}), "label", "name.empty"),
        ("helper", json!({ "label": "x", "house": ["users"] }), "house", "role.house"),
        ("helper", json!({ "label": "x", "grants": { "ship": {} } }), "grants.ship", "role.object_unknown"),
        ("helper", json!({ "label": "x", "grants": { "customer": { "sail": "all" } } }), "grants.customer.sail", "role.verb_unknown"),
        (
            "helper",
            json!({ "label": "x", "fields": { "customer": { "name": { "right": "hidden" } } } }),
            "fields.customer.name",
            "role.field_open",
        ),
    ] {
        let answer = save(&security, role, 0, &definition);
        assert_eq!((answer.status, answer.field_code(field)), (422, Some(code)), "{}", answer.body);
    }
    security.request(Method::Put, "/api/roles/helper", Some(&reads_all()), &[]).assert_code(428, "request.precondition");
    security.request(Method::Delete, "/api/roles/nobody", None, &[("If-Match", "0")]).assert_code(404, "role.unknown_role");
}

#[test]
fn who_gives_roles_knows_them_by_name_alone() {
    let app = TestApp::new();
    let (admin, _security) = (app.admin("wu"), app.person("zhao", &["security"]));
    // The system administration may explain; a role of the company's own that manages nobody may not even see names.
    assert!(admin.get("/api/roles").body[0].get("definition").is_some());
    app.employee("lin").get("/api/roles").assert_code(403, "access.forbidden");
    save(&admin, "sales", 0, &json!({})).assert_code(403, "access.forbidden");
}

#[test]
fn where_two_are_needed_one_proposes_and_another_approves() {
    let app = TestApp::new();
    let (zhao, lin) = (app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    let switch =
        |person: &Person<'_>, on: bool| person.request(Method::Put, "/api/access/settings", Some(&json!({ "two_people": on })), &[]);
    switch(&zhao, true).assert_code(422, "access.two_people");
    let wang = app.person("wang", &["security"]);
    switch(&zhao, true).assert(Status::Ok);
    let made = save(&zhao, "sales", 0, &json!({ "grants": { "*": { "read": "all" } } })).assert(Status::Accepted).body;
    let path = |what: &str| format!("/api/access/proposals/{}/{what}", made["proposal"].as_str().unwrap());
    assert_eq!(lin.list("customer", "").len(), 0);
    zhao.post(&path("approve"), json!({})).assert_code(409, "proposal.own");
    lin.post(&path("approve"), json!({})).assert_code(403, "access.forbidden");
    wang.post(&path("approve"), json!({})).assert(Status::NoContent);
    wang.post(&path("reject"), json!({})).assert_code(409, "proposal.decided");
    let roles = zhao.get("/api/roles").body;
    assert!(roles.as_array().unwrap().iter().any(|role| role["name"] == "sales" && role["changed"] == true));
    // The rule is under its own rule.
    let off = switch(&wang, false).assert(Status::Accepted).body;
    wang.post(&format!("/api/access/proposals/{}/reject", off["proposal"].as_str().unwrap()), json!({})).assert(Status::NoContent);
    assert_eq!(zhao.get("/api/access/settings").body["two_people"], true);
    app.assert_log_verifies();
}

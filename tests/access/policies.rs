//! Policies of the company's own: looked at before they are saved, at work with the next request, and never over the house.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

fn check(security: &Person<'_>, text: &str) -> Json {
    security.post("/api/policies/check", json!({ "text": text })).assert(Status::Ok).body
}

#[test]
fn a_policy_works_from_the_next_request_until_it_is_taken_away() {
    let app = TestApp::new();
    let (admin, security, boss) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("he", &["boss"]));
    admin.create("customer", json!({ "name": "苏州恒通贸易有限公司", "level": "A" }));
    let text = "forbid (principal, action in [Action::\"read\"], resource is customer) when { resource has level && resource.level == \"A\" } unless { principal.clearance >= 3 };";
    let policy = security.post("/api/policies", json!({ "name": "A 级客户", "text": text })).assert(Status::Created).body;
    assert!(boss.list("customer", "").is_empty());
    let place = format!("/api/policies/{}", id(&policy));
    let change = |body: Json, version: &str| security.request(Method::Patch, &place, Some(&body), &[("If-Match", version)]);
    change(json!({ "active": false }), "1").assert(Status::Ok);
    assert_eq!(boss.list("customer", "").len(), 1);
    change(json!({ "active": true }), "1").assert_code(412, "record.stale");
    let refused = change(json!({ "text": "permit" }), "2");
    assert_eq!((refused.status, refused.field_code("text")), (422, Some("policy.syntax")));
    security.post("/api/policies", json!({ "name": "A 级客户", "text": text })).assert(Status::UnprocessableEntity);
    security.request(Method::Delete, &place, None, &[("If-Match", "2")]).assert(Status::NoContent);
    change(json!({}), "2").assert_code(404, "policy.gone");
    app.assert_log_verifies();
}

#[test]
fn a_wrong_text_is_told_with_its_place() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    let on = |condition: &str| format!("permit (principal, action == Action::\"customer.read\", resource)\nwhen {{ {condition} }};");
    for (text, problem, line) in [
        (on("resource.x + "), "policy.syntax", 2),
        (on("resource.owner == principal"), "policy.optional", 1),
        (on("resource.wings"), "policy.attribute", 1),
        (on("principal.clearance == \"3\""), "policy.type", 1),
        (on("resource has name && resource.name like \"*abc*\""), "policy.like_letters", 1),
        (on("resource has owner && resource has created_by && resource.owner == resource.created_by"), "policy.two_places", 1),
        ("permit (principal, action == Action::\"customer.raed\", resource);".to_owned(), "policy.action", 1),
        ("forbid (principal, action, resource);".to_owned(), "policy.house", 1),
        ("permit (principal, action == Action::\"users.manage\", resource);".to_owned(), "policy.house", 1),
        ("permit (principal, action in [Action::\"house\"], resource);".to_owned(), "policy.house", 1),
        ("forbid (principal, action == Action::\"export\", resource);".to_owned(), "policy.group", 1),
        (String::new(), "policy.not_one", 1),
    ] {
        let said = check(&security, &text);
        assert_eq!((&said["problem"], &said["ok"]), (&json!(problem), &json!(false)), "{text}: {said}");
        assert!(said["line"].as_i64() >= Some(line) && said["column"].as_i64() > Some(0), "{text}: {said}");
        assert!(!said["message"].as_str().unwrap().starts_with("errors."), "{said}");
    }
}

#[test]
fn every_template_is_accepted_as_it_comes() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    let vocabulary = security.get("/api/policies/vocabulary").body;
    let templates = vocabulary["templates"].as_array().unwrap();
    assert!(templates.len() >= 5);
    for template in templates {
        let mut text = template["text"].as_str().unwrap().to_owned();
        for blank in template["blanks"].as_array().unwrap() {
            text = text.replace(&format!("{{{}}}", blank["name"].as_str().unwrap()), blank["default"].as_str().unwrap());
        }
        assert_eq!(check(&security, &text), json!({ "ok": true }), "{text}");
    }
    let words = vocabulary.to_string();
    assert!(!words.contains("access.") && !words.contains("objects."), "{words}");
}

/// Exports all customers and waits until that is over.
fn exported(who: &Person<'_>) -> Json {
    let started = who.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Accepted).body;
    let path = format!("/api/jobs/{}", started["job"].as_str().unwrap_or_default());
    let over = |job: &Json| !matches!(job["state"].as_str(), Some("queued" | "running"));
    (0..20_000).map(|_| who.get(&path).body).find(over).expect("the job ends")
}

#[test]
fn a_job_is_decided_about_as_its_asker_is() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通贸易" }));
    // The asker comes over the network, the server's own hand does not.
    let text = "forbid (principal, action in [Action::\"export\"], resource) when { context.network == \"server\" };";
    hou.post("/api/policies", json!({ "name": "不在服务器上导出", "text": text, "active": true })).assert(Status::Created);
    assert_eq!(exported(&lin)["state"], "done");
}

#[test]
fn a_policy_has_a_word_to_say_about_how_many_are_exported() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let text = "forbid (principal, action in [Action::\"export\"], resource) when { context has rows && context.rows > 1 };";
    hou.post("/api/policies", json!({ "name": "一次一条", "text": text, "active": true })).assert(Status::Created);
    assert_eq!(exported(&lin)["state"], "done");
    lin.create("customer", json!({ "name": "远海" }));
    let failed = exported(&lin);
    assert_eq!((&failed["state"], &failed["error"]["code"]), (&json!("failed"), &json!("access.rows")));
}

#[test]
fn a_file_is_not_handed_out_to_whoever_may_no_longer_export() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let job = exported(&lin);
    let path = format!("/api/jobs/{}/file", id(&job));
    lin.get(&path).assert(Status::Ok);
    hou.request(Method::Patch, &format!("/api/users/{}", lin.id), Some(&json!({ "roles": ["marketing"] })), &[]).assert(Status::Ok);
    lin.get(&path).assert(Status::Forbidden);
}

//! What the administration says of people, and what it cannot say.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{Answer, id};
use crate::support::{Person, TestApp};

fn patch(by: &Person<'_>, user: &str, change: Json) -> Answer {
    by.request(Method::Patch, &format!("/api/users/{user}"), Some(&change), &[])
}

#[test]
fn a_person_has_a_place_in_the_house() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    let [sales, service] =
        ["销售部", "客服部"].map(|name| wu.post("/api/departments", json!({ "name": name })).assert(Status::Created).body);
    let change = json!({
        "post": " 销售经理 ", "email": "Lin@Example.com", "superior": wu.id.to_string(), "department": id(&sales),
        "departments": [id(&service), id(&sales)], "clearance": 3, "status": "leaving",
    });
    let shown = patch(&wu, &lin.id.to_string(), change).assert(Status::Ok).body;
    assert_eq!((&shown["post"], &shown["email"]), (&json!("销售经理"), &json!("Lin@example.com")));
    assert_eq!((&shown["superior"]["title"], &shown["clearance"], &shown["status"]), (&json!("wu"), &json!(3), &json!("leaving")));
    assert_eq!(shown["departments"], json!([{ "id": id(&service), "title": "客服部" }]), "one's own department is no further one");
    let in_service = wu.get(&format!("/api/users?department={}", id(&service))).body["items"].as_array().map(Vec::len);
    assert_eq!((in_service, wu.get("/api/users?department=x").status), (Some(1), 400));
    // Colleagues look up posts, and nobody is told who is going to leave.
    let colleague = lin.get("/api/users?q=lin").body["items"][0].clone();
    assert_eq!((&colleague["post"], &colleague["active"]), (&json!("销售经理"), &json!(true)));
    assert!(colleague["status"].is_null() && colleague["email"].is_null() && colleague["clearance"].is_null());
    let back =
        patch(&wu, &lin.id.to_string(), json!({ "post": null, "email": "", "superior": null, "departments": [], "status": "active" }));
    let back = back.assert(Status::Ok).body;
    assert!(back["post"].is_null() && back["email"].is_null() && back["superior"].is_null() && back["departments"] == json!([]));
    assert_eq!(back["status"], "active");
    app.assert_log_verifies();
}

#[test]
fn what_cannot_be_is_told_beside_its_field() {
    let app = TestApp::new();
    let (wu, lin, chen) = (app.admin("wu"), app.employee("lin"), app.employee("chen"));
    let wrong = json!({ "post": "长".repeat(51), "email": "nobody", "superior": "999", "departments": ["99"], "clearance": 10 });
    let refused = patch(&wu, &lin.id.to_string(), wrong);
    let codes = [("post", "name.long"), ("email", "email.invalid"), ("superior", "user.inactive"), ("departments", "department.unknown")];
    for (field, code) in codes.into_iter().chain([("clearance", "user.clearance")]) {
        assert_eq!(refused.field_code(field), Some(code));
    }
    // Nobody stands above themselves, near or far.
    patch(&wu, &chen.id.to_string(), json!({ "superior": lin.id.to_string() })).assert(Status::Ok);
    for superior in [&lin, &chen] {
        let circle = patch(&wu, &lin.id.to_string(), json!({ "superior": superior.id.to_string() }));
        assert_eq!(circle.field_code("superior"), Some("user.superior_circle"));
    }
    patch(&wu, &chen.id.to_string(), json!({ "status": "disabled" })).assert(Status::Ok);
    let gone = patch(&wu, &lin.id.to_string(), json!({ "superior": chen.id.to_string() }));
    assert_eq!(gone.field_code("superior"), Some("user.inactive"));
}

#[test]
fn clearance_and_roles_are_the_security_officers_and_the_rest_is_the_administrators() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    let guard = app.person("guard", &["security"]);
    let user = lin.id.to_string();
    patch(&wu, &user, json!({ "clearance": 5 })).assert_code(403, "access.forbidden");
    patch(&wu, &user, json!({ "roles": ["boss"] })).assert_code(403, "access.forbidden");
    wu.post("/api/users", json!({ "login": "mei", "name": "梅", "clearance": 5 })).assert_code(403, "access.forbidden");
    patch(&guard, &user, json!({ "post": "经理" })).assert_code(403, "access.forbidden");
    assert_eq!(patch(&guard, &user, json!({ "clearance": 5, "roles": ["sales"] })).assert(Status::Ok).body["clearance"], 5);
    patch(&guard, &guard.id.to_string(), json!({ "clearance": 9 })).assert_code(409, "user.own_roles");
    // Both see whom they administer; whoever has no role yet is let in and sees nothing.
    assert!(guard.get("/api/users?q=lin").body["items"][0]["roles"].is_array());
    let mei = wu.post("/api/users", json!({ "login": "mei", "name": "梅" })).assert(Status::Created).body;
    assert_eq!(mei["roles"], json!([]));
    let mei = app.sign_in_as("mei");
    assert_eq!(mei.get("/api/objects").assert(Status::Ok).body, json!([]));
}

#[test]
fn nobody_but_the_administration_finds_people_by_login() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    app.user("xiaomei88", "梅小姐", &["employee"]);
    let found = |who: &Person<'_>, q: &str| who.get(&format!("/api/users?q={q}")).body["items"].as_array().map(Vec::len);
    assert_eq!((found(&wu, "xiaomei"), found(&lin, "xiaomei")), (Some(1), Some(0)));
    assert_eq!(found(&lin, "%E6%A2%85"), Some(1));
}

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
    let changed = save(&security, "sales", 0, &json!({ "grants": { "crm": { "read": "all" } } })).assert(Status::Ok).body;
    assert_eq!((&changed["changed"], &changed["original"]["grants"]["crm"]["read"]), (&json!(true), &json!("self")));
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
    let made = save(&zhao, "sales", 0, &json!({ "grants": { "crm": { "read": "all" } } })).assert(Status::Accepted).body;
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

#[test]
fn where_two_are_needed_roles_are_given_by_two() {
    let app = TestApp::new();
    let (admin, zhao, wang, lin) =
        (app.admin("wu"), app.person("zhao", &["security"]), app.person("wang", &["security"]), app.person("lin", &["sales"]));
    zhao.request(Method::Put, "/api/access/settings", Some(&json!({ "two_people": true })), &[]).assert(Status::Ok);
    let roles_of = |person: &Person<'_>| admin.get(&format!("/api/users?ids={}", person.id)).body["items"][0]["roles"].clone();
    let decide = |person: &Person<'_>, made: &Json, what: &str| {
        person.post(&format!("/api/access/proposals/{}/{what}", made["proposal"].as_str().unwrap()), json!({}))
    };
    let made = give(&zhao, &lin, &["boss"]).assert(Status::Accepted).body;
    assert_eq!(roles_of(&lin), json!(["sales"]));
    let shown = &wang.get("/api/access/proposals").body[0];
    assert_eq!((&shown["person"]["id"], &shown["change"]["after"]["roles"]), (&json!(lin.id.to_string()), &json!(["boss"])));
    decide(&zhao, &made, "approve").assert_code(409, "proposal.own");
    decide(&wang, &made, "approve").assert(Status::NoContent);
    assert_eq!(roles_of(&lin), json!(["boss"]));
    // What has changed since is not overwritten.
    let (late, other) = (give(&zhao, &lin, &["service"]).body, give(&zhao, &lin, &["sales"]).body);
    decide(&wang, &other, "approve").assert(Status::NoContent);
    decide(&wang, &late, "approve").assert_code(409, "access.changed_meanwhile");
    // Nobody thinks of it for themselves, and nobody says yes to it for themselves.
    give(&zhao, &zhao, &["security", "boss"]).assert_code(409, "user.own_roles");
    let theirs = give(&zhao, &wang, &["security", "sales"]).assert(Status::Accepted).body;
    decide(&wang, &theirs, "approve").assert_code(409, "user.own_roles");
    // Two are left, or nothing could be approved any more.
    give(&zhao, &wang, &["sales"]).assert_code(409, "user.two_needed");
    let disable = |person: &Person<'_>| {
        admin.request(Method::Patch, &format!("/api/users/{}", person.id), Some(&json!({ "status": "disabled" })), &[])
    };
    disable(&wang).assert_code(409, "user.two_needed");
    // What was proposed by somebody who is gone falls.
    let third = give(&zhao, &lin, &["security"]).assert(Status::Accepted).body;
    decide(&wang, &third, "approve").assert(Status::NoContent);
    let last = give(&zhao, &wang, &["security", "service"]).assert(Status::Accepted).body;
    disable(&zhao).assert(Status::Ok);
    let lin = app.sign_in(lin.id);
    decide(&lin, &last, "approve").assert_code(409, "proposal.proposer");
    app.assert_log_verifies();
}

#[test]
fn where_two_are_needed_nobody_comes_with_a_role() {
    let app = TestApp::new();
    // Until there is a security officer the administration stands in.
    let (wu, zhou) = (app.admin("wu"), app.admin("zhou"));
    wu.request(Method::Put, "/api/access/settings", Some(&json!({ "two_people": true })), &[]).assert(Status::Ok);
    let body = |login: &str, role: &str| json!({ "login": login, "name": login, "roles": [role], "clearance": 2 });
    let wrong = wu.post("/api/users", body("he", "pirate"));
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(app.server.db.read_blocking(|reader| kedun::people::users::find_by_login(reader.conn, "he")).unwrap().is_none());
    let made = wu.post("/api/users", body("lin", "sales")).assert(Status::Created).body;
    assert_eq!((&made["roles"], &made["clearance"]), (&json!([]), &json!(0)));
    let path = format!("/api/access/proposals/{}/approve", made["proposal"].as_str().unwrap());
    zhou.post(&path, json!({})).assert(Status::NoContent);
    let lin = &wu.get(&format!("/api/users?ids={}", made["id"].as_str().unwrap())).body["items"][0];
    assert_eq!((&lin["roles"], &lin["clearance"]), (&json!(["sales"]), &json!(2)));
    // Nobody becomes the second person, by a link or a password; one's own password is one's own affair.
    let password = |of: &Person<'_>| {
        let body = json!({ "password": "a sentence for the second person" });
        wu.request(Method::Patch, &format!("/api/users/{}", of.id), Some(&body), &[])
    };
    wu.post(&format!("/api/users/{}/invite", zhou.id), json!({})).assert_code(409, "user.second_person");
    password(&zhou).assert_code(409, "user.second_person");
    // The first officer would be alone.
    give(&wu, &zhou, &["security"]).assert_code(409, "user.two_officers");
    password(&wu).assert(Status::Ok);
}

#[test]
fn nobody_takes_back_their_own_leaving() {
    let app = TestApp::new();
    let (wu, zhou) = (app.admin("wu"), app.admin("zhou"));
    let put = |who: &Person<'_>, status: &str| {
        who.request(Method::Patch, &format!("/api/users/{}", zhou.id), Some(&json!({ "status": status })), &[])
    };
    put(&wu, "leaving").assert(Status::Ok);
    put(&zhou, "active").assert_code(409, "user.own_leaving");
    put(&wu, "active").assert(Status::Ok);
}

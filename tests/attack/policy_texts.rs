//! Policy texts that were made to harm: however they nest, they are refused with their place before Cedar sees them.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::{Person, TestApp};

fn on(condition: &str) -> String {
    format!("permit (principal, action == Action::\"customer.read\", resource)\nwhen {{ {condition} }};")
}

fn nested(open: &str, inner: &str, close: &str, deep: usize) -> String {
    format!("{}{inner}{}", open.repeat(deep), close.repeat(deep))
}

/// By what it is refused.
fn crafted() -> Vec<(String, &'static str)> {
    vec![
        (on(&nested("(", "true", ")", 120)), "policy.deep"),
        (on(&nested("[", "1", "]", 2_000)), "policy.deep"),
        (on(&nested("{\"a\":", "1", "}", 1_000)), "policy.deep"),
        (on(&nested("!(", "true", ")", 500)), "policy.deep"),
        (on(&nested("(// ))))\n", "true", ")", 120)), "policy.deep"),
        (on(&nested("(\")\" == \")\" && ", "true", ")", 60)), "policy.deep"),
        (nested("@a(", "\"b\"", ")", 120), "policy.deep"),
        (on(&nested("if resource has level then ", "true", " else false", 22)), "policy.ifs"),
        (on(&nested("if(true)then(true)else ", "true", "", 200)), "policy.ifs"),
        (on(&format!("{}true", "true && ".repeat(1_200))), "policy.marks"),
        (on(&format!("principal{}", ".a".repeat(4_000))), "policy.marks"),
        (on(&format!("{}true", "!".repeat(9_000))), "policy.marks"),
        (format!("{}{}", on("true"), " ".repeat(10_000)), "policy.long"),
        (on(&format!("resource has name && resource.name == \"{}\"", "x".repeat(900_000))), "policy.long"),
    ]
}

fn check(security: &Person<'_>, text: &str) -> Json {
    security.post("/api/policies/check", json!({ "text": text })).assert(Status::Ok).body
}

#[test]
fn a_text_that_nests_too_deep_is_refused_wherever_it_comes_in() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    let policy = security.post("/api/policies", json!({ "name": "A", "text": on("false"), "active": false })).assert(Status::Created).body;
    let place = format!("/api/policies/{}", policy["id"].as_str().unwrap());
    for (text, problem) in crafted() {
        let found = check(&security, &text);
        assert_eq!((&found["ok"], found["problem"].as_str()), (&json!(false), Some(problem)), "{found}");
        for active in [true, false] {
            let refused = security.post("/api/policies", json!({ "name": "B", "text": text, "active": active }));
            assert_eq!((refused.status, refused.field_code("text")), (422, Some(problem)));
        }
        let refused = security.request(Method::Patch, &place, Some(&json!({ "text": text })), &[("If-Match", "1")]);
        assert_eq!((refused.status, refused.field_code("text")), (422, Some(problem)));
        let refused = security.post("/api/access/what-if", json!({ "policies": [{ "text": text }] }));
        assert_eq!((refused.status, refused.field_code("text")), (422, Some(problem)));
    }
    assert_eq!(check(&security, &on(&nested("(", "true", ")", 14)))["ok"], true);
    assert_eq!(check(&security, &on(&nested("if resource has level then ", "true", " else false", 8)))["ok"], true);
    app.assert_log_verifies();
}

#[test]
fn the_largest_texts_that_are_let_through_need_little_stack() {
    let app = TestApp::new();
    let access = app.server.access.pin();
    let deep = |inner: &str, deep: usize| nested("(resource has level || ", inner, ")", deep);
    let texts = [
        on(&nested("!(", "true", ")", 14)),
        on(&deep("true", 14)),
        on(&format!("{}true", "true && ".repeat(280))),
        on(&format!("{}true", "resource has level || ".repeat(280))),
        on(&deep(&nested("if resource has level then ", "true", " else resource has phone", 8), 10)),
        on(&nested("(if resource has level then ", "resource has phone", " else resource has source)", 8)),
        on(&nested("(if ", "resource has level", " then resource has phone else resource has source)", 8)),
    ];
    // Half of what a thread has by which requests are served.
    let small = std::thread::Builder::new().stack_size(1 << 20);
    std::thread::scope(|scope| {
        let tried = small.spawn_scoped(scope, || {
            app.server.db.read_blocking(|reader| texts.iter().try_for_each(|text| access.try_policy(reader.conn, None, text).map(drop)))
        });
        tried.unwrap().join().unwrap().unwrap();
    });
}

#[test]
fn free_text_is_supposed_only_by_those_who_may_change_policies() {
    let app = TestApp::new();
    let (auditor, security) = (app.person("qian", &["auditor"]), app.person("zhao", &["security"]));
    let asked = json!({ "policies": [{ "text": on("true") }] });
    auditor.post("/api/access/what-if", json!({ "policies": [{ "id": "1", "text": null }] })).assert(Status::Accepted);
    auditor.post("/api/access/what-if", asked.clone()).assert_code(403, "access.forbidden");
    security.post("/api/access/what-if", asked).assert(Status::Accepted);
    let many: Vec<Json> = (0..21).map(|_| json!({ "text": on("true") })).collect();
    let refused = security.post("/api/access/what-if", json!({ "policies": many }));
    assert_eq!((refused.status, refused.field_code("policies")), (422, Some("policy.many")));
}

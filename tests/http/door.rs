//! The front door: nobody without a session, nothing from another site, and only administrators further in.

use kedun::audit::list::{self, Filter};
use kedun::audit::{EventKind, Outcome};
use rocket::http::{Header, Method};
use serde_json::{Value as Json, json};

use super::ask::{Asked, ask};
use super::table::{Needs, ROUTES, changes, filled};
use crate::support::TestApp;

/// With a body that is right, as far as JSON goes; what is in it must not matter.
fn knock(app: &TestApp, method: Method, path: &str, headers: &[(&'static str, &str)]) -> Asked {
    let mut request = app.client.req(method, filled(path, "1"));
    if changes(method) {
        request = request.header(rocket::http::ContentType::JSON).body("{}");
    }
    for (name, value) in headers {
        // The local client keeps cookies apart from headers.
        request = match value.split_once('=').filter(|_| *name == "Cookie") {
            Some((cookie, token)) => request.cookie((cookie.to_owned(), token.to_owned())),
            None => request.header(Header::new(*name, (*value).to_owned())),
        };
    }
    ask(request)
}

#[test]
fn without_a_session_nobody_gets_in() {
    let app = TestApp::new();
    for (method, path, needs) in ROUTES {
        let answer = knock(&app, *method, path, &[]);
        match needs {
            Needs::Nothing => assert_ne!(answer.code(), Some("session.required"), "{method} {path}"),
            _ => answer.assert_problem(401, "session.required"),
        }
    }
}

#[test]
fn a_session_that_is_none_opens_nothing() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let (over, mine) = (wu.cookie().to_owned(), wu.cookie().to_owned());
    let halved = &mine[..mine.len() / 2];
    wu.request(Method::Delete, "/api/session", None, &[]);
    for token in [over.as_str(), halved, "", "kd_1", "a\u{1f}b", "%00", &"x".repeat(5000)] {
        for (method, path, _) in ROUTES.iter().filter(|route| route.2 != Needs::Nothing) {
            knock(&app, *method, path, &[("Cookie", &format!("kedun={token}"))]).assert_problem(401, "session.required");
        }
    }
}

#[test]
fn another_site_changes_nothing() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let cookie = format!("kedun={}", wu.cookie());
    let foreign =
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"), ("Origin", "null")];
    for (method, path, _) in ROUTES.iter().filter(|route| changes(route.0)) {
        for header in foreign {
            let before = refusals(&app, EventKind::RequestRefused);
            knock(&app, *method, path, &[("Cookie", &cookie), ("Host", "crm.local"), header]).assert_problem(403, "request.cross_site");
            assert_eq!(refusals(&app, EventKind::RequestRefused), before + 1, "{method} {path} leaves no trace");
        }
    }
    assert_eq!(wu.get("/api/session").status, 200, "the session has outlived all that");
    app.assert_log_verifies();
}

#[test]
fn employees_stay_outside_the_administration_and_the_log_remembers() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let administration = ROUTES.iter().filter(|route| !matches!(route.2, Needs::Nothing | Needs::Session));
    for (method, path, _) in administration {
        let before = refusals(&app, EventKind::AccessRefused);
        let body = changes(*method).then(|| json!({ "name": "x", "login": "x", "roles": ["admin"], "password": "x" }));
        let answer = lin.request(*method, &filled(path, "1"), body.as_ref(), &[]);
        assert!(matches!(answer.status, 403 | 404), "{method} {path}: {}", answer.body);
        assert_eq!(answer.body["advice"].as_str().map(str::is_empty), Some(false), "{}", answer.body);
        assert_eq!(refusals(&app, EventKind::AccessRefused), before + 1, "{method} {path} leaves no trace");
    }
    let users = lin.get("/api/users").body;
    let seen: Vec<&Json> =
        users["items"].as_array().into_iter().flatten().filter(|u| u.get("login").is_some() || u.get("roles").is_some()).collect();
    assert!(seen.is_empty(), "{seen:?}");
    app.assert_log_verifies();
}

/// How many refusals of a kind the log holds.
fn refusals(app: &TestApp, kind: EventKind) -> usize {
    let (mut count, mut cursor) = (0, None);
    loop {
        let filter = Filter { kinds: vec![kind], outcome: Some(Outcome::Refused), limit: Some(200), cursor, ..Filter::default() };
        let page = app.server.db.read_blocking(|reader| list::list(reader.conn, &filter)).expect("the log is read");
        count += page.items.len();
        cursor = page.next.and_then(|next| next.parse().ok());
        if cursor.is_none() {
            return count;
        }
    }
}

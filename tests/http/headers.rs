//! The same protection on every answer, once, whoever gives it.

use std::sync::Arc;

use kedun::app;
use kedun::config::{Config, Limits};
use rocket::http::{ContentType, Cookie, Header, Method};
use rocket::local::blocking::Client;
use rocket::{get, routes};

use super::ask::{Asked, ask};
use crate::support::TestApp;

const ONCE: [&str; 7] = [
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
];

#[get("/broken")]
fn broken() -> &'static str {
    panic!("on purpose")
}

/// The whole app, and a route that falls over.
fn client(app: &TestApp) -> Client {
    let rocket = app::rocket(&app.server, false).expect("a server").mount("/api", routes![broken]);
    Client::untracked(rocket).expect("a client")
}

fn assert_protected(what: &str, answer: &Asked, api: bool) {
    for name in ONCE {
        assert_eq!(answer.header(name).len(), 1, "{what}: {name} {:?}", answer.headers);
    }
    let policy = answer.header("Content-Security-Policy")[0];
    for part in ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    for name in ["Server", "X-Powered-By", "Access-Control-Allow-Origin"] {
        assert!(answer.header(name).is_empty(), "{what}: {name}");
    }
    // Plain HTTP on localhost must not make browsers ask for HTTPS ever after; with TLS, `http::server` has a test.
    assert!(answer.header("Strict-Transport-Security").is_empty(), "{what}");
    assert!(answer.header("Content-Type").len() <= 1, "{what}");
    if api {
        assert_eq!(answer.header("Cache-Control"), ["no-store"], "{what}");
    }
}

#[test]
fn every_answer_is_protected_once_whatever_its_status() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let client = client(&app);
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(2 << 20));
    let cases: [(Method, &str, Option<&str>, bool, u16); 16] = [
        (Method::Get, "/api/health", None, false, 200),
        (Method::Get, "/api/session", None, true, 200),
        (Method::Get, "/api/events", None, true, 200),
        (Method::Get, "/api/imports/template/customer", None, true, 200),
        (Method::Post, "/api/records/customer", Some("{\"name\": \"恒通\"}"), true, 201),
        (Method::Delete, "/api/session/all", None, true, 204),
        (Method::Post, "/api/records/customer", Some("{"), true, 400),
        (Method::Get, "/api/records/%zz", None, true, 404),
        (Method::Get, "/api/session", None, false, 401),
        (Method::Get, "/api/nothing", None, true, 404),
        (Method::Put, "/api/session", Some("{}"), true, 404),
        (Method::Post, "/api/records/customer", Some(&large), true, 413),
        (Method::Post, "/api/records/customer", Some("{}"), true, 422),
        (Method::Get, "/api/broken", None, false, 500),
        (Method::Head, "/api/health", None, false, 200),
        (Method::Options, "/api/health", None, false, 404),
    ];
    for (method, path, body, signed_in, status) in cases {
        let mut request = client.req(method, path);
        if signed_in {
            request = request.cookie(Cookie::new("kedun", wu.cookie().to_owned()));
        }
        if let Some(body) = body {
            request = request.header(ContentType::JSON).body(body);
        }
        let answer = ask(request);
        let what = format!("{method} {path} {}", answer.status);
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert_protected(&what, &answer, true);
    }
    for path in ["/", "/customers/7", "/assets/none.js", "/favicon.ico", "/..%2f..%2fetc/passwd", "/%00"] {
        assert_protected(path, &ask(client.get(path)), false);
    }
}

#[test]
fn refusals_for_what_the_headers_say_are_protected_like_the_others() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let client = client(&app);
    let customer = wu.create("customer", serde_json::json!({ "name": "恒通贸易" }));
    let place = format!("/api/records/customer/{}", customer["id"].as_str().unwrap());
    let (foreign, stale) = (Header::new("Sec-Fetch-Site", "cross-site"), Header::new("If-Match", "\"9\""));
    for (header, status, code) in
        [(Some(foreign), 403, "request.cross_site"), (Some(stale), 412, "record.stale"), (None, 428, "request.precondition")]
    {
        let mut request = client.patch(place.clone()).cookie(Cookie::new("kedun", wu.cookie().to_owned()));
        if let Some(header) = header {
            request = request.header(header);
        }
        let answer = ask(request.header(ContentType::JSON).body("{\"level\": \"A\"}"));
        answer.assert_problem(status, code);
        assert_protected(code, &answer, true);
    }
}

#[test]
fn whoever_asks_too_often_is_answered_with_the_same_protection() {
    let mut app = TestApp::new();
    let limits = Limits { login_per_minute: std::num::NonZeroU32::MIN, ..app.server.config.limits.clone() };
    app.server.config = Arc::new(Config { limits, ..Config::clone(&app.server.config) });
    let client = client(&app);
    let sign_in = || ask(client.post("/api/session").header(ContentType::JSON).body("{\"login\": \"wu\", \"password\": \"wrong\"}"));
    sign_in().assert_problem(401, "login.refused");
    let answer = sign_in();
    answer.assert_problem(429, "request.too_many");
    assert_protected("429", &answer, true);
    let wait = answer.header("Retry-After");
    assert!(matches!(wait[..], [seconds] if (1..=60).contains(&seconds.parse().unwrap_or(0))), "{wait:?}");
}

#[test]
fn a_fault_shows_its_number_and_keeps_its_cause() {
    let app = TestApp::new();
    let answer = ask(client(&app).get("/api/broken"));
    answer.assert_problem(500, "internal");
    assert!(!answer.body.to_string().contains("on purpose"));
    assert_eq!(answer.body["trace"].as_str().map(str::len), Some(8));
}

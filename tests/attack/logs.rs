//! What people type never reaches the server's log, whatever becomes of it: secrets are planted wherever something can be typed.

use serde_json::json;

use crate::support::Installation;
use crate::support::server::log;

const SECRET: &str = "geheimnis7391";

#[test]
fn nothing_that_was_typed_stands_in_the_log() {
    let installation = Installation::new();
    let config = std::fs::read_to_string(installation.beside("kedun.toml")).unwrap().replace("log = 'warn'", "log = 'trace'");
    std::fs::write(installation.beside("kedun.toml"), config).unwrap();
    let server = installation.serve();
    let browser = &server.browser;
    let json_type = ("Content-Type", "application/json");
    let quoted = json!({ "name": SECRET, "phone": SECRET, SECRET: SECRET }).to_string();
    let paths = [
        format!("/api/records/{SECRET}"),
        format!("/api/records/customer/{SECRET}"),
        format!("/api/records/customer?q={SECRET}&view={SECRET}&sort={SECRET}"),
        format!("/api/records/customer?filter=%7B%22field%22%3A%22{SECRET}%22%2C%22op%22%3A%22eq%22%7D"),
        format!("/api/records/customer?cursor={SECRET}"),
        format!("/api/search?q={SECRET}%22%20OR"),
        format!("/api/{SECRET}/{SECRET}"),
        format!("/{SECRET}?{SECRET}"),
        format!("/assets/{SECRET}"),
        format!("/api/jobs/{SECRET}/file"),
        format!("/api/imports/{SECRET}"),
        format!("/api/policies/{SECRET}"),
        format!("/api/users/{SECRET}"),
        format!("/%{SECRET}"),
    ];
    for path in &paths {
        for method in ["GET", "POST", "PATCH", "DELETE", SECRET] {
            for body in [quoted.as_str(), SECRET, "{\"name\": \"geheimnis7391"] {
                let headers =
                    [json_type, ("If-Match", SECRET), ("User-Agent", SECRET), ("X-Forwarded-For", SECRET), ("Accept-Language", SECRET)];
                let _ = browser.send(method, path, &headers, body.as_bytes());
            }
        }
    }
    let sign_in = json!({ "login": SECRET, "password": SECRET });
    browser.post("/api/session", &sign_in);
    browser.post("/api/setup", &json!({ "token": SECRET, "organisation": SECRET, "login": SECRET, "name": SECRET, "password": SECRET }));
    browser.post("/api/policies/check", &json!({ "text": SECRET }));
    browser.post("/api/policies/check", &json!({ "text": format!("permit (principal, action, resource) when {{ resource.{SECRET} }};") }));
    let _ = browser.send("POST", &format!("/api/imports?object=customer&filename={SECRET}.csv"), &[], SECRET.as_bytes());
    let _ = browser.send("POST", &format!("/api/imports?object=customer&filename={SECRET}.xlsx"), &[], format!("PK{SECRET}").as_bytes());
    let _ = browser.send("POST", "/api/session", &[("Content-Type", "application/x-www-form-urlencoded")], SECRET.as_bytes());
    let _ = browser.send("GET", "/api/session", &[("Cookie", SECRET), ("Origin", SECRET), ("Host", SECRET)], b"");
    for name in [SECRET.to_owned(), format!("{SECRET}\u{0}"), "x".repeat(5000) + SECRET] {
        browser.post("/api/records/customer", &json!({ "name": name, "phone": name, "next_contact_at": name }));
    }
    assert!(server.stop().success());
    let log = log(&installation);
    assert!(log.contains("request"), "the log tells of requests: {log}");
    let told: Vec<&str> = log.lines().filter(|line| line.to_lowercase().contains(SECRET)).collect();
    assert!(told.is_empty(), "{told:#?}");
}

//! What a company says of itself: its name, its logo; and what its administrator is told to look at.

use kedun::actor::Language;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::http::ask::Raw;
use crate::support::TestApp;

#[test]
fn a_name_is_changed_on_the_version_that_was_seen_and_by_whoever_may() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    let change =
        |name: &str, seen: &str| wu.request(Method::Patch, "/api/settings", Some(&json!({ "organisation": name })), &[("If-Match", seen)]);
    lin.get("/api/settings").assert(Status::Forbidden);
    change("", "\"0\"").assert(Status::UnprocessableEntity);
    assert_eq!(change("恒信工业", "\"0\"").assert(Status::Ok).body["version"], 1);
    change("别的名字", "\"0\"").assert_code(412, "record.stale");
    assert_eq!(lin.get("/api/session").body["organisation"], "恒信工业");
    app.assert_log_verifies();
}

#[test]
fn a_logo_is_a_picture_and_nothing_that_runs() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    wu.request(Method::Patch, "/api/settings", Some(&json!({ "organisation": "恒信工业" })), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let put = |bytes: &[u8]| {
        Raw { method: Method::Put, path: "/api/settings/logo", body: Some(("image/png", bytes)) }.by(&app.client, &wu, Language::Chinese)
    };
    for other in [&b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..], b"", b"GIF89a"] {
        assert_eq!(put(other).status, 422);
    }
    assert_eq!(put(&vec![0; 257 * 1024]).status, 413);
    wu.get("/api/logo").assert(Status::NotFound);
    assert_eq!(put(b"\x89PNG\r\n\x1a\n").status, 200);
    wu.get("/api/logo").assert(Status::Ok);
    assert!(wu.get("/api/boot").body["session"]["logo"].is_string());
}

#[test]
fn the_first_days_are_told_from_how_things_stand() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let steps = || wu.get("/api/overview").assert(Status::Ok).body["steps"].clone();
    assert_eq!(steps(), json!({ "logo": false, "people": false, "records": false, "mail": false }));
    let lin = app.person("lin", &["sales"]);
    lin.get("/api/overview").assert(Status::Forbidden);
    lin.create("customer", json!({ "name": "恒通贸易" }));
    app.person("chen", &[]);
    assert_eq!(steps(), json!({ "logo": false, "people": true, "records": true, "mail": false }));
    assert_eq!(wu.get("/api/overview").body["without_role"]["items"][0]["title"], "chen");
}

#[test]
fn of_many_the_first_are_told_and_how_many_there_are() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    for nth in 0..7 {
        app.person(&format!("new{nth}"), &[]);
    }
    let told = wu.get("/api/overview").assert(Status::Ok).body;
    let lost = &told["without_role"];
    assert_eq!((&lost["total"], lost["items"].as_array().map(Vec::len)), (&json!(7), Some(5)));
    assert_eq!((&told["failed_jobs"]["total"], &told["locked"]["total"]), (&json!(0), &json!(0)));
}

//! What a company says of itself: its name, its logo, the modules it uses; and what its administrator is
//! told to look at.

use kedun::actor::Language;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::http::ask::Raw;
use crate::support::TestApp;
use crate::support::person::{Answer, Person};

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

/// Switches off the modules that are named, for whoever has seen a version.
fn switch(by: &Person<'_>, seen: i64, off: &[&str]) -> Answer {
    by.request(Method::Put, "/api/settings/modules", Some(&json!({ "off": off })), &[("If-Match", &format!("\"{seen}\""))])
}

#[test]
fn a_module_that_is_switched_off_is_told_to_every_console_and_closes_nothing() {
    let app = TestApp::with_documents();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    assert_eq!(lin.get("/api/boot").body["session"]["modules_off"], json!([]));
    switch(&lin, 0, &["crm"]).assert(Status::Forbidden);
    assert_eq!(switch(&wu, 0, &["crm"]).assert(Status::Ok).body["version"], 1);
    let modules = wu.get("/api/settings").assert(Status::Ok).body["modules"].clone();
    let shown = modules.as_array().expect("modules").iter().map(|one| (one["label"].clone(), one["on"].clone())).collect::<Vec<_>>();
    assert_eq!(shown, [(json!("客户"), json!(false)), (json!("成交"), json!(true))]);
    assert_eq!(modules[0]["objects"][0], "客户");
    for path in ["/api/boot", "/api/session"] {
        let body = lin.get(path).assert(Status::Ok).body;
        assert_eq!(body.get("session").unwrap_or(&body)["modules_off"], json!(["crm"]));
    }
    let objects = lin.get("/api/objects").assert(Status::Ok).body;
    assert!(objects.as_array().expect("objects").iter().any(|object| object["name"] == "customer"));
    lin.one("customer", &customer).assert(Status::Ok);
    lin.create("customer", json!({ "name": "万和机电" }));
    switch(&wu, 1, &[]).assert(Status::Ok);
    assert_eq!(lin.get("/api/session").body["modules_off"], json!([]));
}

#[test]
fn modules_are_switched_on_the_version_that_was_seen_by_names_that_are_known_and_never_all_off() {
    let app = TestApp::with_documents();
    let wu = app.admin("wu");
    switch(&wu, 0, &["sales"]).assert(Status::Ok);
    switch(&wu, 0, &["crm"]).assert_code(412, "record.stale");
    for (off, code) in [(&["crm", "sales"][..], "settings.module_last"), (&["stock"], "settings.module_unknown")] {
        assert_eq!(switch(&wu, 1, off).assert(Status::UnprocessableEntity).field_code("off"), Some(code));
    }
    let settings = wu.get("/api/settings").body;
    assert_eq!(
        (&settings["version"], &settings["modules"][0]["on"], &settings["modules"][1]["on"]),
        (&json!(1), &json!(true), &json!(false))
    );
}

#[test]
fn the_only_module_stays_on() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    assert_eq!(switch(&wu, 0, &["crm"]).assert(Status::UnprocessableEntity).field_code("off"), Some("settings.module_last"));
    assert_eq!(wu.get("/api/settings").body["modules"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_log_says_in_words_which_modules_were_on_before_and_are_on_now() {
    let app = TestApp::with_documents();
    let wu = app.admin("wu");
    switch(&wu, 0, &["sales"]).assert(Status::Ok);
    let events = wu.get("/api/audit/events?limit=200").assert(Status::Ok).body["items"].clone();
    let event = events.as_array().expect("events").iter().find(|event| event["kind"] == "setting.change").expect("the event").clone();
    let lines = event["detail"].as_array().expect("details").iter();
    let told: Vec<_> = lines.map(|line| [&line["label"], &line["value"]].map(|text| text.as_str().unwrap_or_default())).collect();
    assert_eq!(told, [["设置项", "模块"], ["原来启用的模块", "客户、成交"], ["现在启用的模块", "客户"]]);
    app.assert_log_verifies();
}

#[test]
fn a_module_that_this_version_does_not_have_stays_off_for_the_next_that_has_it() {
    let app = TestApp::with_documents();
    let wu = app.admin("wu");
    switch(&wu, 0, &["sales"]).assert(Status::Ok);
    let app = app.restarted();
    let wu = app.sign_in_as("wu");
    assert_eq!(wu.get("/api/settings").body["modules"].as_array().map(Vec::len), Some(1));
    switch(&wu, 1, &[]).assert(Status::Ok);
    assert_eq!(wu.get("/api/session").body["modules_off"], json!(["sales"]));
}

//! What the tests of notices share.

use kedun::ids::UserId;
use kedun::inbox;
use rocket::http::{ContentType, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{encode, id};
use crate::support::{Person, TestApp, eventually};

/// What somebody was told, newest first; `query` as it stands in the address.
#[track_caller]
pub fn told(person: &Person<'_>, query: &str) -> Vec<Json> {
    let page = person.get(&format!("/api/notices?{query}")).assert(Status::Ok).body;
    page["items"].as_array().cloned().unwrap_or_default()
}

/// The sentences of what somebody has not read.
#[track_caller]
pub fn unread(person: &Person<'_>) -> Vec<String> {
    told(person, "unread=true").iter().map(|notice| notice["text"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What the server does every minute.
pub fn minute(app: &TestApp) {
    let (engine, mail) = (app.server.engine.pin(), app.server.mail.clone());
    let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(inbox::tick(&app.server.db, &engine, &mail)).expect("a minute");
}

/// Customers of somebody's, as an administrator enters them.
pub fn given(by: &Person<'_>, to: UserId, name: &str) -> Json {
    by.create("customer", json!({ "name": name, "owner": to.to_string() }))
}

/// Waits until a job is over.
pub fn finished(by: &Person<'_>, started: &Json) -> Json {
    let path = format!("/api/jobs/{}", started["job"].as_str().expect("a job"));
    eventually("the end of the job", || {
        let job = by.get(&path).body;
        (!matches!(job["state"].as_str(), Some("queued" | "running"))).then_some(job)
    })
}

/// Imports customers that are called so and belong to somebody.
pub fn import(app: &TestApp, by: &Person<'_>, owner: &str, names: &[&str]) -> Json {
    let rows: String = names.iter().map(|name| format!("{name},{owner}\n")).collect();
    let path = format!("/api/imports?object=customer&filename={}", encode("客户.csv"));
    let request = app.client.post(path).header(ContentType::CSV).body(format!("客户名称,负责人\n{rows}"));
    let upload = request.cookie(rocket::http::Cookie::new("kedun", by.cookie().to_owned())).dispatch().into_string().expect("an upload");
    let upload: Json = serde_json::from_str(&upload).expect("an upload");
    let plan = json!({ "mapping": { "客户名称": "name", "负责人": "owner" }, "on_duplicate": "reject", "dry_run": false });
    let job = finished(by, &by.post(&format!("/api/imports/{}/run", id(&upload)), plan).assert(Status::Accepted).body);
    assert_eq!((&job["state"], &job["result"]["imported"]), (&json!("done"), &json!(names.len())), "{job}");
    job
}

//! The odd files, brought by the console's way.

use serde_json::{Value as Json, json};

use crate::http::ask::Raw;
use crate::support::person::{encode, id};
use crate::support::{Person, TestApp, samples};
use kedun::actor::Language;
use rocket::http::{Method, Status};

/// Brings a file, and imports it as the wizard would with what it is told.
fn import(app: &TestApp, wu: &Person<'_>, name: &str, decided: Json) -> (Json, Json) {
    import_bytes(app, wu, &samples::read(&format!("odd/{name}")), decided)
}

pub fn import_bytes(app: &TestApp, wu: &Person<'_>, file: &[u8], decided: Json) -> (Json, Json) {
    let path = format!("/api/imports?object=customer&filename={}", encode("客户.csv"));
    let upload = Raw { method: Method::Post, path: &path, body: Some(("text/csv", file)) }.by(&app.client, wu, Language::Chinese);
    assert_eq!(upload.status, 201, "{}", upload.body);
    let mut asked = json!({ "mapping": upload.body["mapping"] });
    decided.as_object().into_iter().flatten().for_each(|(name, value)| asked[name] = value.clone());
    let started = wu.post(&format!("/api/imports/{}/run", id(&upload.body)), asked).assert(Status::Accepted).body;
    let path = format!("/api/jobs/{}", started["job"].as_str().unwrap_or_default());
    let over = |job: &Json| !matches!(job["state"].as_str(), Some("queued" | "running"));
    let job = (0..20_000).map(|_| wu.get(&path).body).find(over).expect("the job ends");
    assert_eq!(job["state"], "done", "{job}");
    (upload.body, job)
}

pub fn counted(job: &Json) -> [u64; 5] {
    ["imported", "updated", "continued", "skipped", "rejected_count"].map(|name| job["result"][name].as_u64().expect("a number"))
}

fn told(rows: &Json) -> Vec<(u64, String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| (row["line"].as_u64().unwrap_or_default(), text(&row["column"]), text(&row["code"]))).collect()
}

fn is(line: u64, column: &str, code: &str) -> (u64, String, String) {
    (line, column.to_owned(), code.to_owned())
}

#[test]
fn each_odd_file_comes_out_as_its_readme_says() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let (_, switchboard) = import(&app, &wu, "same-switchboard.csv", json!({ "on_duplicate": "update" }));
    assert_eq!(counted(&switchboard), [1, 0, 0, 0, 2], "{switchboard}");
    assert_eq!(told(&switchboard["result"]["rejected"]), [is(3, "座机", "duplicate.in_file"), is(4, "座机", "duplicate.in_file")]);

    let (_, contacts) = import(&app, &wu, "one-contact-a-row.csv", json!({ "on_duplicate": "skip" }));
    assert_eq!(counted(&contacts), [1, 0, 2, 0, 0], "{contacts}");
    assert_eq!(wu.list("contact", "").len(), 3);

    let (upload, _) = import(&app, &wu, "unit-in-heading.csv", json!({}));
    assert_eq!(upload["powers"], json!({ "年采购额（万元）": 4 }));
    let volumes: Vec<Json> =
        wu.list("customer", "q=%E5%8D%95%E4%BD%8D&sort=id").iter().map(|row| row["yearly_volume"]["amount"].clone()).collect();
    assert_eq!(volumes, ["120000.00", "35000.00"]);

    let (_, phones) = import(&app, &wu, "phones.csv", json!({}));
    assert_eq!((counted(&phones), told(&phones["result"]["rejected"])), ([6, 0, 0, 0, 1], vec![is(4, "座机", "phone.invalid")]));

    let (_, nothing) = import(&app, &wu, "nothing-words.csv", json!({}));
    assert_eq!(counted(&nothing), [1, 0, 0, 0, 0], "{nothing}");
    app.assert_log_verifies();
}

#[test]
fn possible_duplicates_are_let_through_with_a_reason_by_those_who_may() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let reason = json!({ "allow_duplicates": "同一个总机", "on_duplicate": "update" });
    let mut trial = reason.clone();
    trial["dry_run"] = json!(true);
    for decided in [trial, reason.clone()] {
        let (_, job) = import(&app, &wu, "same-switchboard.csv", decided);
        assert_eq!(counted(&job), [3, 0, 0, 0, 0], "{job}");
    }
    // Once more, each is known by its name.
    let (_, again) = import(&app, &wu, "same-switchboard.csv", reason.clone());
    assert_eq!(counted(&again), [0, 3, 0, 0, 0], "{again}");
    let lin = app.employee("lin");
    let path = format!("/api/imports?object=customer&filename={}", encode("客户.csv"));
    let file = samples::read("odd/same-switchboard.csv");
    let upload =
        Raw { method: Method::Post, path: &path, body: Some(("text/csv", file.as_slice())) }.by(&app.client, &lin, Language::Chinese);
    if upload.status == 201 {
        let mut asked = reason;
        asked["mapping"] = upload.body["mapping"].clone();
        lin.post(&format!("/api/imports/{}/run", id(&upload.body)), asked).assert_code(403, "access.forbidden");
    } else {
        assert_eq!(upload.status, 403, "{}", upload.body);
    }
    app.assert_log_verifies();
}

#[test]
fn a_heading_in_another_currency_is_said_to_be_left_alone_and_refused_when_it_is_mapped_all_the_same() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let file = "客户名称,年采购额（USD）\n甲,12\n".as_bytes();
    let (upload, job) = import_bytes(&app, &wu, file, json!({}));
    assert_eq!(upload["mapping"], json!({ "客户名称": "name" }));
    assert!(upload["unclear"]["年采购额（USD）"].as_str().is_some_and(|said| said.contains("不是人民币")), "{upload}");
    assert_eq!(job["result"]["ignored_columns"], json!(["年采购额（USD）"]));
    let asked = json!({ "mapping": { "客户名称": "name", "年采购额（USD）": "yearly_volume" } });
    let refused = wu.post(&format!("/api/imports/{}/run", id(&upload)), asked);
    assert_eq!(refused.field_code("年采购额（USD）"), Some("import.unit_foreign"), "{}", refused.body);
}

#[test]
fn what_stands_in_the_way_is_decided_by_column_and_the_skipped_rows_are_a_file() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let file = "客户名称,客户级别\n甲,重要\n乙,A\n甲,\n".as_bytes();
    let (_, trial) = import_bytes(&app, &wu, file, json!({ "on_duplicate": "skip", "dry_run": true }));
    let issue = json!({
        "column": "客户级别", "field": "level", "code": "choice.unknown", "cells": 1,
        "words": [{ "word": "重要", "cells": 1 }], "remedies": ["words", "options", "leave_out"],
    });
    assert_eq!(trial["result"]["issues"], json!([issue]));
    let decided = json!({ "on_duplicate": "skip", "columns": { "客户级别": { "words": { "重要": "A" } } } });
    let (_, job) = import_bytes(&app, &wu, file, decided);
    assert_eq!(counted(&job), [2, 0, 0, 1, 0], "{job}");
    assert_eq!(told(&job["result"]["skipped_rows"]), [is(4, "客户名称", "duplicate.in_file")]);
    let name = job["result"]["skipped_file"].as_str().expect("a file");
    assert_eq!(name, "客户-已跳过.csv");
    let path = format!("/api/jobs/{}/file?name={}", job["id"].as_str().unwrap_or_default(), encode(name));
    let text = wu.get(&path).assert(Status::Ok).body;
    assert!(text.as_str().is_some_and(|text| text.contains("第 4 行：客户名称：与第 2 行重复")), "{text}");
    wu.get(&path.replace("csv", "xlsx")).assert_code(404, "job.no_file");
}

//! What only documents have, through the front door: lines, states, numbers and what they come to.

use std::sync::Arc;

use kedun::actor::{Actor, Language};
use kedun::model::Lines;
use kedun::openapi::{Sight, document};
use kedun::records::export::{self, ExportRequest};
use kedun::records::import::{self, ImportPlan, ImportReport, OnDuplicate};
use kedun::sheet::Format;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::app::catalog_with_documents;
use crate::support::person::id;
use crate::support::{Person, TestApp, eventually, samples};

fn quote(person: &Person<'_>, name: &str) -> Json {
    let lines = json!([{ "product": "水泵", "quantity": "2", "price": "100" }, { "product": "阀门", "quantity": "1.5", "price": "10" }]);
    person.create("quote", json!({ "name": name, "owner": person.id, "lines": lines }))
}

fn actor(person: &Person<'_>, role: &str) -> Actor {
    Actor { user: Some(person.id), roles: Arc::new([role.into()]), language: Language::Chinese, ..Actor::system("test") }
}

fn exported(app: &TestApp, actor: &Actor, format: Format) -> Vec<u8> {
    let request = ExportRequest { lines: Some("lines".into()), ..ExportRequest::new("quote", format) };
    let mut bytes = Vec::new();
    export::run(&app.server.engine.pin(), &app.server.db, actor, &request, &mut bytes, &mut |_, _| Ok(())).expect("an export");
    bytes
}

fn imported(app: &TestApp, actor: &Actor, bytes: Vec<u8>, change: impl FnOnce(&mut ImportPlan)) -> ImportReport {
    let engine = &app.server.engine.pin();
    let mut sheet = samples::table(bytes);
    let quote = engine.object("quote").expect("an object").clone();
    let mapping = import::suggest(engine, actor, &quote, sheet.headings());
    let mut plan = ImportPlan { object: "quote".into(), mapping, ..ImportPlan::default() };
    change(&mut plan);
    import::run(engine, &app.server.db, actor, &mut sheet, "quotes", plan, &mut |_| {}).expect("an import")
}

fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut sheet = samples::table(bytes);
    let headings = sheet.headings().to_vec();
    [headings].into_iter().chain(sheet.rows().map(|row| row.expect("a row").cells)).collect()
}

#[test]
fn what_was_exported_one_row_a_line_comes_back_as_it_was() {
    let app = TestApp::with_documents();
    let wu = app.admin("wu");
    let first = quote(&wu, "年度报价");
    quote(&wu, "配件报价");
    wu.create("quote", json!({ "name": "空白报价" }));
    for format in [Format::Csv, Format::Xlsx] {
        let file = exported(&app, &actor(&wu, "admin"), format);
        let was = rows(file.clone());
        assert_eq!(was.len(), 1 + 2 + 2 + 1);
        // Into the same app it changes nothing.
        let again = imported(&app, &actor(&wu, "admin"), file.clone(), |plan| plan.on_duplicate = OnDuplicate::Update);
        assert_eq!((again.counts.updated, again.counts.continued, again.rejected), (3, 2, vec![]));
        assert_eq!(wu.one("quote", &first).body["version"], 1);
        assert_eq!(wu.one("quote", &first).body["lines"], first["lines"]);
        // A number that is taken is refused in words.
        let refused = imported(&app, &actor(&wu, "admin"), file.clone(), |_| {});
        assert_eq!((refused.counts.rejected, refused.counts.imported), (3, 0));
        assert!(refused.rejected.iter().any(|wrong| wrong.code == "duplicate.number" && wrong.message.contains("QT-202611-0001")));
        // Into another it makes the same.
        let other = TestApp::with_documents();
        let lin = other.admin("wu");
        let trial = imported(&other, &actor(&lin, "admin"), file.clone(), |plan| plan.dry_run = true);
        assert_eq!((trial.counts.imported, trial.counts.continued), (3, 2));
        assert!(lin.list("quote", "").is_empty());
        assert_eq!(imported(&other, &actor(&lin, "admin"), file, |_| {}).counts.imported, 3);
        assert_eq!(rows(exported(&other, &actor(&lin, "admin"), format)), was);
        // The next number goes on behind those that were brought along.
        assert_eq!(quote(&lin, "新报价")["number"], "QT-202611-0004");
        other.assert_log_verifies();
    }
    app.assert_log_verifies();
}

#[test]
fn actions_are_done_to_many_documents_where_their_state_allows_it() {
    let app = TestApp::with_documents();
    let wu = app.admin("wu");
    let quotes = ["一", "二"].map(|name| quote(&wu, name));
    wu.act("quote", &quotes[0], "drop", json!({})).assert(Status::Ok);
    let ids: Vec<&str> = quotes.iter().map(id).collect();
    let job = wu.post("/api/records/quote/bulk", json!({ "action": "send", "ids": ids, "input": {} })).assert(Status::Accepted);
    let path = format!("/api/jobs/{}", job.body["job"].as_str().expect("a job"));
    eventually("the end of the job", || (wu.get(&path).body["state"] == "done").then_some(()));
    let result = wu.get(&path).body["result"].clone();
    assert_eq!((&result["done"], &result["failed"][0]["code"]), (&json!(1), &json!("action.state")), "{result}");
    assert_eq!(wu.one("quote", &quotes[1]).body["state"], "sent");
}

#[test]
fn a_company_numbers_by_its_own_rule_and_whoever_may_not_say_so_is_refused() {
    let app = TestApp::with_documents();
    let (lin, wu) = (app.employee("lin"), app.admin("wu"));
    let put = |person: &Person<'_>, field: &str, rule: Json| {
        person.request(Method::Put, &format!("/api/serials/quote.{field}"), Some(&json!({ "rule": rule })), &[])
    };
    let change = |rule: Json| put(&wu, "number", rule);
    let shipped = wu.get("/api/serials").assert(Status::Ok).body[0].clone();
    assert_eq!((&shipped["rule"], &shipped["shipped"]), (&json!("QT-{yyyy}{mm}-{0000}"), &json!("QT-{yyyy}{mm}-{0000}")));
    for (wrong, code) in [("报{yyyy}", "serial.counter"), ("报{year}{0}", "serial.placeholder"), (&"报".repeat(41), "serial.long")] {
        let refused = change(json!(wrong));
        refused.assert_code(422, "record.rejected");
        let refused = refused.body;
        assert_eq!((&refused["errors"][0]["field"], &refused["errors"][0]["code"]), (&json!("rule"), &json!(code)), "{refused}");
    }
    assert_eq!(change(json!("报{yy}-{000}")).assert(Status::Ok).body["example"], "报26-001");
    assert_eq!(quote(&wu, "新规则")["number"], "报26-001");
    assert_eq!(change(json!(null)).assert(Status::Ok).body["rule"], shipped["rule"]);
    assert_eq!(quote(&wu, "原规则")["number"], "QT-202611-0001");
    put(&wu, "name", json!(null)).assert_code(404, "record.not_found");
    lin.get("/api/serials").assert_code(403, "access.forbidden");
    put(&lin, "number", json!("{0}")).assert_code(403, "access.forbidden");
    let told = app.person("zhou", &["auditor"]).get("/api/audit/events?kind=serial.change").assert(Status::Ok).body;
    assert_eq!(told["items"].as_array().map(Vec::len), Some(2), "{told}");
    app.assert_log_verifies();
}

#[test]
fn the_timeline_says_what_became_of_the_lines() {
    let app = TestApp::with_documents();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let record = quote(&lin, "报价");
    let pump = &record["lines"][0]["id"];
    let changed =
        lin.update("quote", &record, json!({ "lines": [{ "id": pump, "quantity": "3" }, { "product": "管件", "quantity": "1" }] }));
    changed.assert(Status::Ok);
    let path = format!("/api/records/quote/{}/timeline", id(&record));
    let timeline = lin.get(&path).assert(Status::Ok).body;
    let change = timeline["items"]
        .as_array()
        .and_then(|all| all.iter().find(|item| item["verb"] == "update" && item["object"].is_null()).cloned())
        .expect("a change");
    let told = change["changes"].to_string();
    for word in ["新增 1 行", "删除 1 行", "修改 1 行", "→ 3.000"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    wu.get(&path).assert_code(404, "record.not_found");
}

#[test]
fn nonsense_in_lines_is_named_by_its_place_and_nothing_is_saved() {
    let app = TestApp::with_documents();
    let wu = app.admin("wu");
    let record = quote(&wu, "报价");
    for (lines, field) in [
        (json!("水泵"), "lines"),
        (json!({}), "lines"),
        (json!(null), "lines"),
        (json!([1]), "lines.0"),
        (json!([[]]), "lines.0"),
        (json!([{ "id": 1 }]), "lines.0.id"),
        (json!([{ "id": "999" }]), "lines.0.id"),
        (json!([{ "id": record["lines"][0]["id"] }, { "id": record["lines"][0]["id"] }]), "lines.1.id"),
        (json!([{ "product": { "x": [] }, "quantity": "1" }]), "lines.0.product"),
        (json!([{ "product": "水泵", "quantity": "1e9999" }]), "lines.0.quantity"),
        (json!([{ "product": "长".repeat(101), "quantity": "1" }]), "lines.0.product"),
        (json!([{ "position": 3 }]), "lines.0.position"),
        (json!([{ "quote_id": "2" }]), "lines.0.quote_id"),
        (json!([{}, {}, {}, {}, {}, {}]), "lines"),
    ] {
        for answer in
            [wu.update("quote", &record, json!({ "lines": lines })), wu.post("/api/records/quote", json!({ "name": "新", "lines": lines }))]
        {
            assert_eq!(answer.status, 422, "{lines}: {}", answer.body);
            assert!(answer.field_code(field).is_some(), "{lines}: {}", answer.body);
        }
    }
    assert_eq!(wu.one("quote", &record).body["lines"], record["lines"]);
    assert_eq!(wu.list("quote", "").len(), 1);
    app.assert_log_verifies();
}

#[test]
fn documents_are_described_with_their_lines_and_states() {
    let catalog = catalog_with_documents();
    let sights: Vec<Sight<'_>> = catalog.iter().map(|object| Sight::whole(object)).collect();
    let described = document(&sights, Language::Chinese);
    let schemas = &described["components"]["schemas"];
    for object in catalog.iter() {
        for set in &object.lines {
            let of = |part: &str| &schemas[format!("{}.{}{part}", object.name, set.name)]["properties"];
            assert_eq!(schemas[object.name.as_ref()]["properties"][set.name.as_ref()]["type"], "array");
            assert_eq!(schemas[format!("{}.draft", object.name)]["properties"][set.name.as_ref()]["maxItems"], set.max);
            for field in &set.fields {
                assert!(of("")[field.short()].is_object(), "{}", field.name);
                assert_eq!(of(".draft")[field.short()].is_object(), !field.readonly, "{}", field.name);
            }
        }
        for name in ["frozen", "writable"] {
            assert_eq!(schemas[object.name.as_ref()]["properties"][name].is_object(), !object.frozen.is_empty(), "{}", object.name);
        }
    }
    assert!(schemas["quote.actions.remind"]["properties"]["about"].is_object());
    assert!(schemas["quote.actions.finish"]["description"].as_str().is_some_and(|text| text.contains("sent")));
}

#[test]
fn the_catalog_shows_lines_states_and_where_actions_lead() {
    let app = TestApp::with_documents();
    let shown = app.admin("wu").get("/api/objects/quote").assert(Status::Ok).body;
    let catalog = catalog_with_documents();
    let set: &Lines = &catalog.get("quote").expect("an object").lines[0];
    assert_eq!((&shown["lines"][0]["name"], &shown["lines"][0]["max"]), (&json!(set.name), &json!(set.max)));
    assert_eq!(shown["state"], json!({ "field": "state", "final": ["done", "dropped"] }));
    let send = shown["actions"].as_array().and_then(|all| all.iter().find(|action| action["name"] == "send")).expect("an action");
    assert_eq!((&send["from"], &send["to"]), (&json!(["draft"]), &json!("sent")));
}

#[test]
fn a_field_of_lines_is_masked_in_a_file_as_it_is_on_the_page() {
    let app = TestApp::with_documents();
    let (hou, lin) = (app.person("hou", &["security"]), app.employee("lin"));
    let definition = json!({
        "label": "内勤", "grants": { "quote": { "read": "all", "create": "all", "export": "all" } },
        "fields": { "quote": { "lines.price": { "right": "masked", "clear": "self" }, "lines.amount": { "right": "hidden" } } },
    });
    hou.request(Method::Put, "/api/roles/clerk", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let clerk = app.person("clerk", &["clerk"]);
    let theirs = quote(&lin, "同事的报价");
    let own = clerk.create(
        "quote",
        json!({ "name": "自己的报价", "owner": clerk.id, "lines": [{ "product": "水泵", "quantity": "1", "price": "7" }] }),
    );
    let all = rows(exported(&app, &actor(&clerk, "clerk"), Format::Csv));
    assert!(!all[0].iter().any(|heading| heading.ends_with("amount")), "{:?}", all[0]);
    let price = all[0].iter().position(|heading| heading.ends_with("price")).expect("a column");
    let shown = clerk.one("quote", &theirs).body["lines"].clone();
    assert_eq!(all[1][price], shown[0]["price"]["masked"].as_str().expect("a mask"));
    assert_eq!(all[2][price], shown[1]["price"]["masked"].as_str().expect("a mask"));
    assert_eq!((&all[3][price], &clerk.one("quote", &own).body["lines"][0]["price"]["amount"]), (&"7.00".to_owned(), &json!("7.00")));
}

/// Somebody under a role of their own, who sees all quotes and does to them and to parcels what the role says.
fn clerk<'a>(app: &'a TestApp, grants: Json, fields: Json) -> Person<'a> {
    let definition = json!({ "label": "内勤", "grants": grants, "fields": fields });
    let security = app.person("hou", &["security"]);
    security.request(Method::Put, "/api/roles/clerk", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    app.person("clerk", &["clerk"])
}

#[test]
fn nobody_learns_by_guessing_what_is_hidden_from_them_in_a_line() {
    for right in [json!({ "right": "hidden" }), json!({ "right": "masked" }), json!({ "right": "masked", "clear": "self" })] {
        let app = TestApp::with_documents();
        let record = quote(&app.employee("lin"), "报价");
        let clerk = clerk(&app, json!({ "quote": { "read": "all", "update": "all" } }), json!({ "quote": { "lines.price": right } }));
        let line = |price: Json| json!({ "id": record["lines"][0]["id"], "price": { "amount": price, "currency": "CNY" } });
        let other = json!({ "id": record["lines"][1]["id"] });
        let answers = ["100.00", "99.00"].map(|price| clerk.update("quote", &record, json!({ "lines": [line(json!(price)), other] })));
        for answer in &answers {
            assert_eq!(answer.status, 422, "{}", answer.body);
        }
        assert_eq!(answers[0].body["errors"], answers[1].body["errors"]);
        let empty = clerk.update("quote", &record, json!({ "lines": [{ "id": record["lines"][0]["id"], "price": null }, other] }));
        assert_eq!(empty.status, 422, "{}", empty.body);
        // What is not sent stands.
        let lines = json!({ "lines": [{ "id": record["lines"][0]["id"], "quantity": "5" }, other] });
        clerk.update("quote", &record, lines).assert(Status::Ok);
        assert_eq!(app.admin("wu").one("quote", &record).body["lines"][0]["price"]["amount"], "100.00");
    }
}

#[test]
fn a_figure_tells_no_more_than_the_records_it_is_about() {
    let sees = |grants: Json, fields: Json| {
        let app = TestApp::with_documents();
        let lin = app.employee("lin");
        let record = quote(&lin, "报价");
        lin.create("parcel", json!({ "name": "包裹", "quote": id(&record), "weight": "7" }));
        let clerk = clerk(&app, grants, fields);
        let shown = clerk.one("quote", &record).assert(Status::Ok).body;
        assert_eq!(shown["parcels"], "1", "how many there are is told");
        let filter = json!({ "field": "weight", "op": "eq", "value": "7" }).to_string();
        let found = clerk.get(&format!("/api/records/quote?filter={}", crate::support::person::encode(&filter)));
        assert_eq!(shown["weight"].is_string(), found.body["items"].as_array().is_some_and(|items| items.len() == 1), "{}", found.body);
        shown["weight"].clone()
    };
    let both = || json!({ "quote": { "read": "all" }, "parcel": { "read": "all" } });
    assert_eq!(sees(both(), json!({})), json!("7"));
    assert_eq!(sees(both(), json!({ "parcel": { "weight": { "right": "hidden" } } })), Json::Null);
    assert_eq!(sees(both(), json!({ "parcel": { "weight": { "right": "masked", "clear": "self" } } })), Json::Null);
    assert_eq!(sees(json!({ "quote": { "read": "all" } }), json!({})), Json::Null);
}

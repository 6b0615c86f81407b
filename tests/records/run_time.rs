//! An object that somebody made while the app was at work, of nothing but their own words.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use kedun::actor::Language::{Chinese, English};
use kedun::model::{Catalog, Choice, Domain, Field, Object, View, Wording};
use rocket::http::{ContentType, Cookie, Method, Status};
use serde_json::{Value as Json, json};

use crate::support::TestApp;
use crate::support::person::{encode, id};

const TABLE: &str = "
    CREATE TABLE form_1 (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, version BIGINT NOT NULL DEFAULT 1, number TEXT NOT NULL, fault TEXT NOT NULL,
        state TEXT NOT NULL, owner_id BIGINT REFERENCES user (id), custom TEXT NOT NULL DEFAULT '{}', created_at BIGINT NOT NULL, created_by BIGINT,
        updated_at BIGINT NOT NULL, updated_by BIGINT, deleted_at BIGINT, deleted_by BIGINT);
    CREATE UNIQUE INDEX form_1_number ON form_1 (number);";

/// Every word of it comes from data.
fn repair() -> Object {
    let said: Json = json!({
        "name": "repair", "table": "form_1", "icon": "tool", "label": ["报修单", "Repair"], "group": ["after_sales", "售后"],
        "fields": { "number": "单号", "fault": "故障", "state": "状态", "owner": "报修人" }, "synonyms": ["问题描述", "毛病"],
        "states": { "open": "未结", "closed": "已结" }, "rule": "BX-{yyyy}-{000}",
    });
    let text = |path: &str| said.pointer(path).and_then(Json::as_str).map(String::from).unwrap();
    let zh = |path: &str| Wording::new(Chinese, text(path));
    let field = |name: &str| zh(&format!("/fields/{name}"));
    let option = |value: &str| Choice::new(value.to_owned()).called(zh(&format!("/states/{value}")));
    let object = Object::new(text("/name"), text("/group/0"), text("/icon"))
        .in_table(text("/table"))
        .called(zh("/label/0").and(English, text("/label/1")))
        .worded("group", zh("/group/1"))
        .worded("groups.basic".to_owned(), zh("/label/0"))
        .worded("views.open".to_owned(), zh("/states/open"))
        .within(Domain::new(text("/group/0"), text("/icon")).called(zh("/group/1")))
        .fields([
            Field::serial("number".to_owned(), text("/rule")).called(field("number")).list(),
            Field::text("fault".to_owned())
                .required()
                .called(field("fault"))
                .list()
                .also_called([text("/synonyms/0"), text("/synonyms/1")]),
            Field::choice("state".to_owned())
                .default("open".to_owned())
                .choices_of(["open", "closed"].map(option))
                .called(field("state"))
                .list(),
            Field::user("owner".to_owned()).called(field("owner")),
        ]);
    let view = View { name: "open".to_owned().into(), filter: json!({ "field": "state", "op": "eq", "value": "open" }), sort: None };
    Object { title: "number".to_owned().into(), owner: Some("owner".to_owned().into()), views: vec![view], ..object }
}

fn publish(app: &TestApp) {
    app.server.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute(TABLE)?)).expect("the table");
    let shipped = kedun::app::catalog();
    let all = shipped.iter().map(|object| Object::clone(object)).chain([repair()]);
    app.server.engine.exchange(&Arc::new(Catalog::new(all))).expect("the catalog serves");
}

#[test]
fn what_is_made_while_the_app_works_speaks_its_own_words() {
    let app = TestApp::new();
    let (admin, sales) = (app.admin("wu"), app.person("lin", &["sales"]));
    admin.get("/api/objects/repair").assert_code(404, "object.unknown");
    publish(&app);
    let shown = admin.get("/api/objects/repair").assert(Status::Ok).body;
    for (path, words) in [
        ("/label", "报修单"),
        ("/group_label", "售后"),
        ("/domain/label", "售后"),
        ("/views/0/label", "未结"),
        ("/field_groups/0/label", "报修单"),
        ("/fields/1/label", "故障"),
        ("/fields/2/options/0/label", "未结"),
        ("/fields/2/default", "open"),
    ] {
        assert_eq!(shown.pointer(path), Some(&json!(words)), "{path} in {shown}");
    }
    assert!(!shown.to_string().contains("objects."), "{shown}");
    let english = admin.request(Method::Get, "/api/objects/repair", None, &[("Accept-Language", "en")]).assert(Status::Ok).body;
    assert_eq!(
        (&english["label"], &english["fields"][1]["label"]),
        (&json!("Repair"), &json!("故障")),
        "what has no English stays as it is"
    );
    // What is given to nobody is nobody's.
    sales.get("/api/objects/repair").assert_code(404, "object.unknown");
}

#[test]
fn what_is_made_while_the_app_works_is_written_and_listed_as_any_object_is() {
    let app = TestApp::new();
    let admin = app.admin("wu");
    publish(&app);
    let record = admin.create("repair", json!({ "fault": "漏水", "owner": admin.id.to_string() }));
    assert_eq!((&record["number"], &record["state"]), (&json!("BX-2026-001"), &json!("open")));
    assert_eq!(admin.list("repair", "view=open").len(), 1);
    admin.update("repair", &record, json!({ "state": "已结" })).assert(Status::Ok);
    assert_eq!((admin.list("repair", "view=open").len(), admin.list("repair", "").len()), (0, 1));
    let timeline = admin.get(&format!("/api/records/repair/{}/timeline", id(&record))).body.to_string();
    assert!(timeline.contains("未结") && timeline.contains("已结"), "{timeline}");
    app.assert_log_verifies();
}

#[test]
fn headings_of_an_import_are_understood_by_what_people_call_a_field() {
    let app = TestApp::new();
    let admin = app.admin("wu");
    publish(&app);
    let path = format!("/api/imports?object=repair&filename={}.csv", encode("报修"));
    let request = app.client.post(path).cookie(Cookie::new("kedun", admin.cookie().to_owned())).header(ContentType::CSV);
    let answer = request.body("毛病,状态\n漏水,已结\n").dispatch();
    assert_eq!(answer.status(), Status::Created);
    let upload: Json = serde_json::from_str(&answer.into_string().unwrap()).unwrap();
    assert_eq!(upload["mapping"], json!({ "毛病": "fault", "状态": "state" }), "{upload}");
}

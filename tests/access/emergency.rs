//! Emergency access: two people, for a while, every look in the log, and nothing that leaves.

use chrono::Duration;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::support::TestApp;
use crate::support::person::id;

#[test]
fn two_people_open_it_for_an_hour_and_every_look_is_in_the_log() {
    let app = TestApp::new();
    let (lin, wu, hou) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]), app.person("hou", &["security"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易", "mobile": "13800001234" }));
    wu.one("customer", &customer).assert(Status::NotFound);
    assert_eq!(wu.post("/api/break-glass", json!({ "reason": "急" })).field_code("reason"), Some("break_glass.reason"));
    let asked = wu.post("/api/break-glass", json!({ "reason": "林晓东病休，客户今天要发货" })).assert(Status::Created).body;
    wu.post("/api/break-glass", json!({ "reason": "再来一次，客户今天要发货" })).assert_code(409, "break_glass.open");
    wu.one("customer", &customer).assert(Status::NotFound);
    let path = format!("/api/break-glass/{}", id(&asked));
    wu.post(&format!("{path}/approve"), json!({})).assert(Status::Forbidden);
    assert_eq!(lin.get("/api/break-glass").body["items"], json!([]));
    assert_eq!(hou.get("/api/break-glass").body["items"][0]["user"]["title"], "wu");
    hou.post(&format!("{path}/approve"), json!({})).assert(Status::NoContent);

    wu.one("customer", &customer).assert(Status::Ok);
    wu.list("customer", "");
    wu.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert_code(403, "break_glass.export");
    wu.get("/api/audit/events").assert(Status::Forbidden);
    let looks = |app: &TestApp| {
        let events = app.server.db.read_blocking(|reader| kedun::audit::read_after(reader.conn, 0, 1000)).expect("the log");
        events.iter().filter(|event| event.kind == "record.read").count()
    };
    assert_eq!(looks(&app), 2);
    app.clock.advance(Duration::minutes(61));
    wu.one("customer", &customer).assert(Status::NotFound);
    wu.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Accepted);
    assert_eq!(hou.get("/api/break-glass").body["items"], json!([]));
    assert_eq!(looks(&app), 2);
    app.assert_log_verifies();
}

#[test]
fn it_is_declined_or_ended_early_and_nobody_opens_it_for_themselves() {
    let app = TestApp::new();
    let (lin, hou, xu) = (app.person("lin", &["sales"]), app.person("hou", &["security"]), app.person("xu", &["security"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    let ask = || hou.post("/api/break-glass", json!({ "reason": "查找数据泄露的原因" })).assert(Status::Created).body;
    let asked = ask();
    let path = format!("/api/break-glass/{}", id(&asked));
    hou.post(&format!("{path}/approve"), json!({})).assert_code(409, "break_glass.own");
    lin.request(Method::Delete, &path, None, &[]).assert(Status::NotFound);
    xu.request(Method::Delete, &path, None, &[]).assert(Status::NoContent);
    xu.post(&format!("{path}/approve"), json!({})).assert(Status::NotFound);
    let path = format!("/api/break-glass/{}", id(&ask()));
    xu.post(&format!("{path}/approve"), json!({})).assert(Status::NoContent);
    hou.one("customer", &customer).assert(Status::Ok);
    hou.request(Method::Delete, &path, None, &[]).assert(Status::NoContent);
    hou.get(&format!("/api/records/customer/{}", id(&customer))).assert(Status::Forbidden);
    app.assert_log_verifies();
}

#[test]
fn it_opens_what_was_asked_for_and_no_longer_than_that() {
    let app = TestApp::new();
    let (lin, wu, hou) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]), app.person("hou", &["security"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    let contact = lin.create("contact", json!({ "name": "林晓东", "customer": id(&customer) }));
    let own = wu.create("contact", json!({ "name": "吴敏", "customer": id(&wu.create("customer", json!({ "name": "顺达物流" }))) }));
    let asked = |objects, minutes| json!({ "reason": "客户今天要发货", "objects": objects, "minutes": minutes });
    assert_eq!(wu.post("/api/break-glass", asked(json!([]), 30)).field_code("objects"), Some("break_glass.objects"));
    assert_eq!(wu.post("/api/break-glass", asked(json!(["nothing"]), 30)).field_code("objects"), Some("break_glass.objects"));
    for minutes in [0, 14, 241] {
        assert_eq!(wu.post("/api/break-glass", asked(json!(null), minutes)).field_code("minutes"), Some("break_glass.minutes"));
    }
    let asked = wu.post("/api/break-glass", asked(json!(["customer"]), 30)).assert(Status::Created).body;
    hou.post(&format!("/api/break-glass/{}/approve", id(&asked)), json!({})).assert(Status::NoContent);
    let told = &hou.get("/api/break-glass").body["items"][0];
    assert_eq!((&told["objects"][0]["name"], &told["minutes"]), (&json!("customer"), &json!(30)));

    wu.one("customer", &customer).assert(Status::Ok);
    wu.one("contact", &contact).assert(Status::NotFound);
    wu.one("contact", &own).assert(Status::Ok);
    // What it does not open one takes along as ever.
    wu.post("/api/exports", json!({ "object": "contact", "format": "csv" })).assert(Status::Accepted);
    wu.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert_code(403, "break_glass.export");
    app.clock.advance(Duration::minutes(31));
    wu.one("customer", &customer).assert(Status::NotFound);
    app.assert_log_verifies();
}

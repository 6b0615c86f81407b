//! Duplicates: let through with a reason by whoever may, offered as candidates while typing, and no way to try out what one does not see.

use kedun::audit;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{Answer, id};
use crate::support::{Person, TestApp};

fn check(who: &Person<'_>, draft: Json) -> Json {
    who.post("/api/records/customer/check", draft).assert(Status::Ok).body
}

fn left(who: &Person<'_>) -> u64 {
    who.get("/api/reveals").assert(Status::Ok).body["left"].as_u64().expect("a number")
}

fn events(app: &TestApp, kind: &str) -> usize {
    let events = app.server.db.read_blocking(|reader| audit::read_after(reader.conn, 0, 1000)).expect("the log");
    events.iter().filter(|event| event.kind == kind).count()
}

#[test]
fn a_switchboard_is_let_through_with_a_reason_by_whoever_may() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    let first = wu.create("customer", json!({ "name": "恒通集团", "phone": "0512-66661234" }));
    let second = |reason: Json| json!({ "name": "恒通物流", "phone": "0512-66661234", "allow_duplicate": reason });
    let refused = wu.post("/api/records/customer", second(Json::Null));
    assert_eq!(refused.field_code("phone"), Some("duplicate.exists"));
    assert_eq!(wu.post("/api/records/customer", second(json!("　"))).field_code("allow_duplicate"), Some("duplicate.reason"));
    assert_eq!(wu.post("/api/records/customer", second(json!("长".repeat(201)))).field_code("allow_duplicate"), Some("field.too_long"));
    lin.post("/api/records/customer", second(json!("同一总机"))).assert_code(403, "access.forbidden");
    // What is refused does not tell whether there is something.
    let free = |reason: &str| json!({ "name": "独一家", "phone": "0512-60000000", "allow_duplicate": reason });
    lin.post("/api/records/customer", free("同一总机")).assert_code(403, "access.forbidden");
    assert_eq!(wu.post("/api/records/customer", free("　")).field_code("allow_duplicate"), Some("duplicate.reason"));
    let beside = wu.post("/api/records/customer", second(json!("同一总机"))).assert(Status::Created).body;
    assert_eq!(beside["phone"], first["phone"]);
    assert_eq!(events(&app, "duplicate.allow"), 1);
    let timeline = wu.get(&format!("/api/records/customer/{}/timeline", id(&beside))).assert(Status::Ok).body;
    assert_eq!(timeline["items"][0]["let_through"], json!([{ "label": "座机", "reason": "同一总机" }]));
    // What was let through comes back from the recycle bin as it was, and so does the other.
    for record in [&beside, &first] {
        let record = wu.one("customer", record).body;
        wu.delete("customer", &record).assert(Status::NoContent);
        wu.post(&format!("/api/recycle-bin/customer/{}/restore", id(&record)), json!({})).assert(Status::Ok);
    }
    // A third needs a reason of its own, and an edit that does not touch the number needs none.
    let third = wu.post("/api/records/customer", json!({ "name": "恒通贸易", "phone": "0512-66661234" }));
    assert_eq!(third.field_code("phone"), Some("duplicate.exists"));
    let beside = wu.one("customer", &beside).body;
    wu.update("customer", &beside, json!({ "short_name": "物流" })).assert(Status::Ok);
    app.assert_log_verifies();
}

#[test]
fn names_that_differ_by_a_sign_are_no_duplicates() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    for name in ["C工作室", "C#工作室", "C++工作室", "AB贸易", "A&B贸易"] {
        lin.create("customer", json!({ "name": name }));
    }
    let refused = lin.post("/api/records/customer", json!({ "name": "Ｃ＋＋ 工作室" }));
    assert_eq!(refused.field_code("name"), Some("duplicate.exists"));
}

#[test]
fn names_much_alike_are_offered_with_owner_and_last_contact_as_far_as_one_sees() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let known = lin.create("customer", json!({ "name": "苏州恒通贸易有限公司", "short_name": "恒通" }));
    lin.create("customer", json!({ "name": "苏州博远贸易有限公司" }));
    lin.create("follow_up", json!({ "customer": id(&known), "content": "问好" }));
    for typed in ["恒通", "恒通科技", "杭州恒通集团", "苏州恒通"] {
        let found = check(&lin, json!({ "name": typed }))["candidates"].clone();
        let wanted = json!([{
            "id": id(&known), "title": "苏州恒通贸易有限公司", "owner": { "id": lin.id.to_string(), "title": "lin" },
            "last_contact": "2026-11-24T02:00:00.000Z",
        }]);
        assert_eq!(found, wanted, "{typed}");
    }
    // The record that is open is no candidate for itself, and nobody is offered a colleague's.
    assert_eq!(check(&lin, json!({ "id": id(&known), "name": "恒通" }))["candidates"], json!([]));
    let told = check(&wu, json!({ "name": "恒通科技", "short_name": "恒通" }));
    assert_eq!((&told["candidates"], &told["duplicates"]), (&json!([]), &json!([])));
    assert_eq!(left(&wu), 50);
    let same = check(&lin, json!({ "name": "苏州恒通贸易有限公司" }));
    assert_eq!(same["duplicates"][0]["owner"]["title"], "lin");
    assert_eq!(same["candidates"], json!([]), "told once");
}

#[test]
fn what_is_told_of_records_out_of_sight_is_counted_once_a_day_and_in_the_log() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let number = |n: u32| format!("138000{n:05}");
    for n in 0..52 {
        lin.create("customer", json!({ "name": format!("第{n}号客户"), "mobile": number(n) }));
    }
    for _ in 0..3 {
        let told = check(&wu, json!({ "mobile": number(0) }));
        assert_eq!(told["duplicates"], json!([{ "field": "mobile", "link": null, "owner": null, "last_contact": null }]));
    }
    assert_eq!((left(&wu), events(&app, "duplicate.hit")), (49, 1));
    // What saving says is the same news.
    let refused = wu.post("/api/records/customer", json!({ "name": "别的", "mobile": number(1) }));
    assert_eq!(refused.field_code("mobile"), Some("duplicate.elsewhere"));
    assert_eq!((left(&wu), events(&app, "duplicate.hit")), (48, 2));
    let own = wu.create("customer", json!({ "name": "自己的" }));
    let refused = wu.update("customer", &own, json!({ "mobile": number(2) }));
    assert_eq!(refused.field_code("mobile"), Some("duplicate.elsewhere"));
    assert_eq!(left(&wu), 47);
    for n in 3..50 {
        check(&wu, json!({ "mobile": number(n) }));
    }
    assert_eq!(left(&wu), 0);
    // Beyond that a number that is taken and one that is not look alike.
    let told = |n: u32| check(&wu, json!({ "mobile": number(n) }));
    assert_eq!((told(50), &told(51)["limited"]), (told(999), &json!(true)));
    wu.post("/api/records/customer", json!({ "name": "别的", "mobile": number(51) })).assert_code(422, "reveal.too_many");
    assert_eq!(check(&lin, json!({ "mobile": number(0) }))["duplicates"][0]["link"]["title"], "第0号客户", "one's own costs nothing");
    assert_eq!(left(&lin), 50);
    app.assert_log_verifies();
}

#[test]
fn a_record_that_never_was_costs_the_log_as_much_as_one_out_of_sight() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let refused = |path: String| {
        let before = events(&app, "access.refused");
        let answer = wu.post(&path, json!({}));
        answer.assert_code(404, "record.not_found");
        (answer.body["detail"].clone(), events(&app, "access.refused") - before)
    };
    let [hidden, never] = [id(&customer), "999999"].map(|id| refused(format!("/api/records/customer/{id}/reveal")));
    assert_eq!(hidden, never);
}

#[test]
fn a_share_is_asked_for_and_answered_without_telling_whose_it_is() {
    let app = TestApp::with_mail();
    let (lin, wu, zhao) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]), app.person("zhao", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通", "mobile": "13800001234" }));
    let ask = |who: &Person<'_>, mobile: &str| -> Answer {
        who.post("/api/records/customer/share-requests", json!({ "values": { "mobile": mobile }, "note": "他们找我询价" }))
    };
    ask(&wu, "13900000000").assert_code(404, "share_request.nothing");
    ask(&wu, "13800001234").assert(Status::NoContent);
    ask(&wu, "13800001234").assert(Status::NoContent);
    assert_eq!(left(&wu), 49);
    let asked = wu.get("/api/share-requests").assert(Status::Ok).body;
    assert_eq!((asked["to_answer"].as_array().map(Vec::len), &asked["asked"][0]["state"]), (Some(0), &json!("open")));
    assert_eq!((&asked["asked"][0]["record"], &asked["asked"][0]["asked_for"]), (&Json::Null, &json!("13800001234")));
    assert!(!asked.to_string().contains("恒通") && !asked.to_string().contains("lin"), "{asked}");
    let waiting = lin.get("/api/share-requests").assert(Status::Ok).body["to_answer"].clone();
    assert_eq!(waiting.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&waiting[0]["record"]["title"], &waiting[0]["by"]["title"], &waiting[0]["note"]),
        (&json!("恒通"), &json!("wu"), &json!("他们找我询价"))
    );
    let answer = |who: &Person<'_>, give: bool| {
        who.post(&format!("/api/share-requests/{}/answer", id(&waiting[0])), json!({ "give": give, "until": "2026-12-31" }))
    };
    for stranger in [&wu, &zhao] {
        answer(stranger, true).assert_code(404, "share_request.unknown");
    }
    wu.one("customer", &customer).assert(Status::NotFound);
    answer(&lin, true).assert(Status::NoContent);
    wu.one("customer", &customer).assert(Status::Ok);
    answer(&lin, false).assert_code(404, "share_request.unknown");
    assert_eq!(wu.get("/api/share-requests").body["asked"][0]["record"]["title"], "恒通");
    assert_eq!((events(&app, "share.ask"), events(&app, "share.answer")), (1, 1));
    let strange = wu.request(Method::Post, "/api/records/customer/share-requests", Some(&json!({ "values": {} })), &[]);
    assert_eq!(strange.status, 404);
    app.assert_log_verifies();
}

#[test]
fn requests_that_others_answer_hide_none_of_ones_own() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    lin.create("customer", json!({ "name": "恒通", "mobile": "13800001234" }));
    wu.post("/api/records/customer/share-requests", json!({ "values": { "mobile": "13800001234" } })).assert(Status::NoContent);
    // Three hundred newer ones, for records that are nobody's to share here.
    let of_others = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO share_request (object, record_id, user_id, asked_for, created_at)
        SELECT 'customer', 900000 + i, user_id, '', created_at + i FROM n, share_request";
    app.server
        .db
        .write_unaudited_blocking(move |tx| Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn, of_others)?))
        .expect("three hundred requests");
    let waiting = lin.get("/api/share-requests").assert(Status::Ok).body["to_answer"].clone();
    assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["record"]["title"]), (Some(1), &json!("恒通")));
    assert_eq!(wu.get("/api/share-requests").body["to_answer"], json!([]));
}

#[test]
fn a_request_that_nobody_answers_ends_after_thirty_days_and_may_be_asked_anew() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    lin.create("customer", json!({ "name": "恒通", "mobile": "13800001234" }));
    let ask = |who: &Person<'_>| {
        let question = json!({ "values": { "mobile": "13800001234" } });
        who.post("/api/records/customer/share-requests", question).assert(Status::NoContent);
    };
    let seen = |who: &Person<'_>| who.get("/api/share-requests").assert(Status::Ok).body;
    ask(&wu);
    let request = id(&seen(&lin)["to_answer"][0]).to_owned();
    let answer = |who: &Person<'_>| who.post(&format!("/api/share-requests/{request}/answer"), json!({ "give": true }));
    app.clock.advance(chrono::Duration::days(30));
    let (lin, wu) = (app.sign_in_as("lin"), app.sign_in_as("wu"));
    assert_eq!((&seen(&lin)["to_answer"], &seen(&wu)["asked"][0]["state"]), (&json!([]), &json!("expired")));
    answer(&lin).assert_code(409, "share_request.expired");
    ask(&wu);
    assert_eq!((seen(&lin)["to_answer"].as_array().map(Vec::len), &seen(&wu)["asked"][0]["state"]), (Some(1), &json!("open")));
    answer(&lin).assert(Status::NoContent);
    assert_eq!(seen(&wu)["asked"][0]["state"], "given");
    app.assert_log_verifies();
}

/// The number of the latest operation on a customer.
fn latest(who: &Person<'_>, customer: &Json) -> String {
    let timeline = who.get(&format!("/api/records/customer/{}/timeline", id(customer))).assert(Status::Ok).body;
    timeline["items"][0]["operation"].as_str().expect("a number").to_owned()
}

#[test]
fn what_was_let_through_once_is_decided_on_anew_when_it_is_typed_anew() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let first = wu.create("customer", json!({ "name": "恒通集团", "phone": "0512-66661234" }));
    let beside = wu.create("customer", json!({ "name": "恒通物流", "phone": "0512-66661234", "allow_duplicate": "同一总机" }));
    let phone = |customer: &Json, phone: &str| {
        app.clock.advance(chrono::Duration::minutes(1));
        let stands = wu.one("customer", customer).body;
        wu.update("customer", &stands, json!({ "phone": phone }))
    };
    let undo = |customer: &Json| wu.post(&format!("/api/operations/{}/undo", latest(&wu, customer)), json!({})).assert(Status::Ok).body;
    // The form of a record that stands beside another is asked for nothing.
    let asked = json!({ "id": id(&beside), "phone": "0512-66661234" });
    assert_eq!(check(&wu, asked)["duplicates"], json!([]));
    phone(&beside, "0512-60000001").assert(Status::Ok);
    assert_eq!(phone(&beside, "0512-66661234").field_code("phone"), Some("duplicate.exists"), "the number was given up");
    // What an undo brings back, it brings back as it was let through: of either of the two.
    assert_eq!(undo(&beside)["kept"], json!([]));
    phone(&first, "0512-60000002").assert(Status::Ok);
    assert_eq!(undo(&first)["kept"], json!([]));
    for customer in [&first, &beside] {
        assert_eq!(wu.one("customer", customer).body["phone"], first["phone"]);
    }
    // Typed where nobody has it, it needs no reason, and the old one is over: who had it comes back no more without another.
    phone(&beside, "0512-60000001").assert(Status::Ok);
    phone(&first, "0512-60000002").assert(Status::Ok);
    phone(&beside, "0512-66661234").assert(Status::Ok);
    let refused = undo(&first);
    assert_eq!(refused["kept"].as_array().map(Vec::len), Some(1), "{refused}");
    assert_eq!(wu.one("customer", &first).body["phone"], "0512-60000002");
    app.assert_log_verifies();
}

#[test]
fn whoever_may_let_through_only_their_own_pays_for_what_a_refusal_tells_of_others() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    let definition =
        json!({ "label": "内勤", "grants": { "crm": { "read": "self", "create": "all", "duplicate": "self" } }, "fields": {} });
    hou.request(Method::Put, "/api/roles/clerk", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let clerk = app.person("clerk", &["clerk"]);
    lin.create("customer", json!({ "name": "恒通", "mobile": "13800001234" }));
    let given = |mobile: &str| json!({ "name": format!("客户{mobile}"), "mobile": mobile, "owner": lin.id, "allow_duplicate": "同一个人" });
    clerk.post("/api/records/customer", given("13900005678")).assert(Status::Created);
    assert_eq!(left(&clerk), 50);
    for _ in 0..2 {
        clerk.post("/api/records/customer", given("13800001234")).assert_code(403, "duplicate.not_to_let_through");
        assert_eq!((left(&clerk), events(&app, "duplicate.hit")), (49, 1), "told twice on a day, it costs one look");
    }
    app.assert_log_verifies();
}

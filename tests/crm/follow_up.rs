//! What is special about follow-ups: they refresh their customer.

use chrono::Duration;
use kedun::ids::RecordId;
use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::person::{encode, id};
use crate::support::{Person, TestApp};

#[test]
fn saving_one_refreshes_its_customer() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "第一次电话", "next_contact_at": "2026-11-25T06:00:00Z" }));
    let after = lin.one("customer", &customer).assert(Status::Ok).body;
    assert_eq!(after["last_follow_up_at"], "2026-11-24T02:00:00.000Z");
    assert_eq!(after["next_contact_at"], "2026-11-25T06:00:00.000Z");
    assert_eq!(after["status"], "following");
}

#[test]
fn saving_one_leaves_the_customers_open_form_good_and_changes_nothing_without_a_word() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let said =
        lin.create("follow_up", json!({ "customer": id(&customer), "content": "约好见面", "next_contact_at": "2026-11-25T06:00:00Z" }));
    lin.update("follow_up", &said, json!({ "next_contact_at": "2026-11-26T06:00:00Z" })).assert(Status::Ok);
    app.clock.advance(Duration::minutes(1));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "电话确认" }));
    let after = lin.one("customer", &customer).body;
    assert_eq!((&after["version"], &after["status"]), (&customer["version"], &json!("following")));
    assert_eq!(after["next_contact_at"], "2026-11-26T06:00:00.000Z");
    // Whoever had it open saves what they typed, and nothing else.
    let saved = lin.update("customer", &customer, json!({ "short_name": "恒" })).assert(Status::Ok).body;
    assert_eq!((&saved["status"], &saved["next_contact_at"]), (&after["status"], &after["next_contact_at"]));
    let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
    let told: Vec<Vec<&str>> = timeline["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter(|entry| entry["verb"] == "follow")
        .map(|entry| entry["changes"].as_array().expect("changes").iter().filter_map(|change| change["field"].as_str()).collect())
        .collect();
    assert_eq!(told, [vec!["next_contact_at"], vec!["next_contact_at", "status"]]);
    app.assert_log_verifies();
}

#[test]
fn an_appointment_that_was_due_is_settled_and_a_later_one_stands() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "next_contact_at": "2026-11-24T06:00:00Z" }));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "提前打了电话" }));
    assert_eq!(lin.one("customer", &customer).body["next_contact_at"], "2026-11-24T06:00:00.000Z");
    app.clock.advance(Duration::hours(5));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "按约定沟通" }));
    assert_eq!(lin.one("customer", &customer).body["next_contact_at"], json!(null));
}

#[test]
fn the_timeline_tells_follow_ups_and_changes_newest_first() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "level": "B" }));
    app.clock.advance(Duration::minutes(1));
    lin.update("customer", &customer, json!({ "level": "A" })).assert(Status::Ok);
    app.clock.advance(Duration::minutes(1));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "等样品确认" }));
    let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
    let items = timeline["items"].as_array().expect("items");
    assert!(items.iter().any(|e| e["type"] == "record" && e["record"]["content"] == "等样品确认"));
    let change = items.iter().find(|e| e["verb"] == "update").expect("the change");
    assert_eq!(change["changes"], json!([{ "field": "level", "label": "客户级别", "old": "B", "new": "A" }]));
    let moments: Vec<_> = items.iter().map(|e| e["at"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(moments.is_sorted_by(|a, b| a >= b), "{moments:?}");
}

#[test]
fn nobody_writes_about_a_colleagues_customer() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let refused = wu.post("/api/records/follow_up", json!({ "customer": id(&customer), "content": "我来跟进" }));
    assert_eq!(refused.field_code("customer"), Some("link.unknown"));
    assert_eq!(lin.one("customer", &customer).body["last_follow_up_at"], json!(null));
}

#[test]
fn whom_one_spoke_to_is_one_of_the_customers_people() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let other = lin.create("customer", json!({ "name": "博远" }));
    let contact = lin.create("contact", json!({ "name": "王敏", "customer": id(&other) }));
    let about = |customer: &Json| json!({ "customer": id(customer), "contact": id(&contact), "content": "谈了价格" });
    let refused = lin.post("/api/records/follow_up", about(&customer));
    assert_eq!(refused.field_code("contact"), Some("contact.elsewhere"));
    assert_eq!(lin.one("customer", &customer).body["last_follow_up_at"], json!(null));
    lin.create("follow_up", about(&other));
}

#[test]
fn what_hangs_on_a_customer_stays_with_it() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let (customer, other) = (lin.create("customer", json!({ "name": "恒通" })), lin.create("customer", json!({ "name": "博远" })));
    let contact = lin.create("contact", json!({ "name": "王敏", "customer": id(&customer) }));
    let said = lin.create("follow_up", json!({ "customer": id(&customer), "contact": id(&contact), "content": "谈了价格" }));
    for (object, record) in [("contact", &contact), ("follow_up", &said)] {
        let moved = lin.update(object, record, json!({ "customer": id(&other) }));
        assert_eq!(moved.field_code("customer"), Some("field.fixed"), "{object}");
    }
    // What an older version let pass is no reason to refuse a change of something else.
    move_contact(&app, &contact, &other);
    lin.update("follow_up", &said, json!({ "content": "谈了价格和交期" })).assert(Status::Ok);
}

#[test]
fn a_filter_tells_nothing_of_a_contact_that_is_out_of_sight() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let (hers, his) = (lin.create("customer", json!({ "name": "恒通" })), wu.create("customer", json!({ "name": "博远" })));
    let mut said = Vec::new();
    for (name, mobile) in [("王敏", "13800001234"), ("陈志远", "13800005678")] {
        let contact = lin.create("contact", json!({ "name": name, "mobile": mobile, "customer": id(&hers) }));
        lin.create("follow_up", json!({ "customer": id(&hers), "contact": id(&contact), "content": "谈了价格" }));
        said.push(contact);
    }
    let asked = format!("filter={}", encode(&json!({ "field": "contact.mobile", "op": "starts", "value": "138" }).to_string()));
    assert_eq!(lin.list("follow_up", &asked).len(), 2);
    assert_eq!(lin.delete("contact", &said[0]).status, 204);
    assert_eq!(lin.list("follow_up", &asked).len(), 1);
    move_contact(&app, &said[1], &his);
    assert_eq!(lin.list("follow_up", &asked).len(), 0);
    let titles: Vec<Json> = lin.list("follow_up", "").iter().map(|said| said["contact"]["title"].clone()).collect();
    assert_eq!(titles, [Json::Null, Json::Null]);
}

/// As nobody can any more.
fn move_contact(app: &TestApp, contact: &Json, customer: &Json) {
    let number = |record: &Json| id(record).parse::<i64>().expect("a number");
    let (contact, customer) = (RecordId(number(contact)), number(customer));
    let moved = app.server.db.write_unaudited_blocking(move |tx| tx.update("contact", contact, None, &[("customer_id", customer.into())]));
    assert!(moved.expect("the contact moves"));
}

#[test]
fn an_appointment_that_is_put_off_is_put_off_at_the_customer() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let about = json!({ "customer": id(&customer), "content": "下周再谈", "next_contact_at": "2026-11-30T06:00:00Z" });
    let first = lin.create("follow_up", about.clone());
    lin.update("follow_up", &first, json!({ "next_contact_at": "2026-12-01T06:00:00Z" })).assert(Status::Ok);
    let appointment = || lin.one("customer", &customer).assert(Status::Ok).body["next_contact_at"].clone();
    assert_eq!(appointment(), "2026-12-01T06:00:00.000Z");
    app.clock.advance(Duration::minutes(1));
    lin.create("follow_up", about);
    let first = lin.one("follow_up", &first).body;
    lin.update("follow_up", &first, json!({ "next_contact_at": null })).assert(Status::Ok);
    assert_eq!(appointment(), "2026-11-30T06:00:00.000Z", "an older one no longer counts");
}

#[test]
fn the_timeline_shows_everything_once_however_much_was_saved_together() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "level": "B" }));
    for n in 0..35 {
        lin.create("follow_up", json!({ "customer": id(&customer), "content": format!("电话{n}") }));
        let customer = lin.one("customer", &customer).body;
        lin.update("customer", &customer, json!({ "short_name": format!("恒{n}") })).assert(Status::Ok);
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = lin.get(&format!("/api/records/customer/{}/timeline{next}", id(&customer))).assert(Status::Ok).body;
        seen.extend(page["items"].as_array().expect("items").iter().map(|entry| id(entry).to_owned()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("?before={cursor}");
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    // Created, heard of for the first time, and twice for each round.
    assert_eq!((seen.len(), once.len()), (72, 72));
}

#[test]
fn the_timeline_tells_what_became_of_what_hangs_on_it_to_whoever_may_see_that() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let contact = lin.create("contact", json!({ "name": "王敏", "customer": id(&customer), "position": "采购员" }));
    let said = lin.create("follow_up", json!({ "customer": id(&customer), "contact": id(&contact), "content": "谈了价格" }));
    lin.update("contact", &contact, json!({ "position": "采购经理" })).assert(Status::Ok);
    lin.update("follow_up", &said, json!({ "content": "谈了价格和交期" })).assert(Status::Ok);
    let path = format!("/api/records/customer/{}/timeline", id(&customer));
    let items = || lin.get(&path).assert(Status::Ok).body["items"].as_array().expect("items").clone();
    let of = |object: &str, verb: &str| items().into_iter().filter(|e| e["object"] == object && e["verb"] == verb).collect::<Vec<_>>();
    let changed = of("contact", "update");
    assert_eq!(changed[0]["record"], json!({ "id": id(&contact), "title": "王敏", "there": true }));
    assert_eq!(changed[0]["object_label"], "联系人");
    assert_eq!(changed[0]["changes"], json!([{ "field": "position", "label": "职务", "old": "采购员", "new": "采购经理" }]));
    assert_eq!((of("contact", "create").len(), of("follow_up", "update").len()), (1, 1));
    // It stands there itself.
    assert_eq!(of("follow_up", "create"), Vec::<Json>::new());
    let contact = lin.one("contact", &contact).body;
    lin.delete("contact", &contact).assert(Status::NoContent);
    assert_eq!(of("contact", "delete")[0]["record"], json!({ "id": id(&contact), "title": "王敏", "there": false }));
    // At the contact's own page its changes are its own.
    wu.get(&path).assert_code(404, "record.not_found");
    app.assert_log_verifies();
}

/// What a customer keeps of its follow-ups: when they were last heard of, when to contact them next, and their status.
fn kept(lin: &Person<'_>, customer: &Json) -> (Option<String>, Option<String>, String) {
    let shown = lin.one("customer", customer).assert(Status::Ok).body;
    let moment = |name: &str| shown[name].as_str().map(|at| at[..16].to_owned());
    (moment("last_follow_up_at"), moment("next_contact_at"), shown["status"].as_str().unwrap_or_default().to_owned())
}

fn told(last: &str, next: &str, status: &str) -> (Option<String>, Option<String>, String) {
    let moment = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (moment(last), moment(next), status.to_owned())
}

#[test]
fn follow_ups_count_while_they_exist() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let said = |next: &str| json!({ "customer": id(&customer), "content": "约好再谈", "next_contact_at": next });
    let first = lin.create("follow_up", said("2026-11-30T06:00:00Z"));
    app.clock.advance(Duration::hours(1));
    let second = lin.create("follow_up", said("2026-12-05T06:00:00Z"));
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:00", "2026-12-05T06:00", "following"));
    lin.delete("follow_up", &second).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("2026-11-24T02:00", "2026-11-30T06:00", "following"));
    lin.delete("follow_up", &first).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("", "", "new"));
    for (record, last, next) in [(&second, "2026-11-24T03:00", "2026-12-05T06:00"), (&first, "2026-11-24T03:00", "2026-12-05T06:00")] {
        lin.post(&format!("/api/recycle-bin/follow_up/{}/restore", id(record)), json!({})).assert(Status::Ok);
        assert_eq!(kept(&lin, &customer), told(last, next, "following"));
    }
    // Dated anew, the first is the latest.
    app.clock.advance(Duration::hours(1));
    let first = lin.one("follow_up", &first).body;
    let dated = lin.update("follow_up", &first, json!({ "followed_at": "2026-11-24T03:30:00Z" })).assert(Status::Ok).body;
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:30", "2026-11-30T06:00", "following"));
    lin.update("follow_up", &dated, json!({ "followed_at": "2026-11-20T03:30:00Z" })).assert(Status::Ok);
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:00", "2026-12-05T06:00", "following"));
    // With their customer they go and come, and nothing is told of that but that it went and came.
    let stands = lin.one("customer", &customer).body;
    lin.delete("customer", &stands).assert(Status::NoContent);
    lin.post(&format!("/api/recycle-bin/customer/{}/restore", id(&customer)), json!({})).assert(Status::Ok);
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:00", "2026-12-05T06:00", "following"));
    app.assert_log_verifies();
}

#[test]
fn an_undo_takes_along_what_a_follow_up_had_brought_about() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "next_contact_at": "2026-11-28T06:00:00Z" }));
    app.clock.advance(Duration::hours(1));
    let said = lin.create("follow_up", json!({ "customer": id(&customer), "content": "改期", "next_contact_at": "2026-12-05T06:00:00Z" }));
    let operation = |entry: &dyn Fn(&Json) -> bool| {
        let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
        let found = timeline["items"].as_array().expect("items").iter().find(|item| entry(item)).cloned();
        found.expect("an entry")["operation"].as_str().expect("a number").to_owned()
    };
    let undo = |operation: &str| {
        let done = lin.post(&format!("/api/operations/{operation}/undo"), json!({})).assert(Status::Ok).body;
        assert_eq!(done["kept"], json!([]), "{done}");
    };
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:00", "2026-12-05T06:00", "following"));
    let made = operation(&|item| item["verb"] == "follow");
    undo(&made);
    assert_eq!(kept(&lin, &customer), told("", "2026-11-28T06:00", "new"));
    let undone = operation(&|item| item["verb"] == "delete" && item["object"] == "follow_up");
    undo(&undone);
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:00", "2026-12-05T06:00", "following"));
    // A deletion is undone alike.
    app.clock.advance(Duration::hours(1));
    let said = lin.one("follow_up", &said).body;
    lin.delete("follow_up", &said).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("", "2026-11-28T06:00", "new"));
    undo(&operation(&|item| item["verb"] == "delete" && item["object"] == "follow_up"));
    assert_eq!(kept(&lin, &customer), told("2026-11-24T03:00", "2026-12-05T06:00", "following"));
    app.assert_log_verifies();
}

#[test]
fn what_somebody_typed_stands_whatever_becomes_of_older_follow_ups() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let said =
        lin.create("follow_up", json!({ "customer": id(&customer), "content": "谈了价格", "next_contact_at": "2026-11-30T06:00:00Z" }));
    app.clock.advance(Duration::hours(1));
    let stands = lin.one("customer", &customer).body;
    lin.update("customer", &stands, json!({ "next_contact_at": "2026-12-10T06:00:00Z", "status": "won" })).assert(Status::Ok);
    let said = lin.one("follow_up", &said).body;
    lin.update("follow_up", &said, json!({ "content": "谈了价格和交期" })).assert(Status::Ok);
    assert_eq!(kept(&lin, &customer), told("2026-11-24T02:00", "2026-12-10T06:00", "won"));
    let said = lin.one("follow_up", &said).body;
    lin.delete("follow_up", &said).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("", "2026-12-10T06:00", "won"));
    // Nobody sees, asks for or writes what is kept of that.
    let shown = lin.one("customer", &customer).body;
    assert!(shown.get("planned_at").is_none() && shown.get("status_followed").is_none(), "{shown}");
    assert_eq!(lin.update("customer", &shown, json!({ "planned_at": null })).field_code("planned_at"), Some("field.readonly"));
    let asked = encode(&json!({ "field": "planned_at", "op": "empty", "value": true }).to_string());
    lin.get(&format!("/api/records/customer?filter={asked}")).assert_code(400, "filter.field");
    let catalog = lin.get("/api/objects/customer").assert(Status::Ok).body.to_string();
    assert!(!catalog.contains("planned_since"), "{catalog}");
}

#[test]
fn a_call_half_an_hour_early_settles_the_appointment_when_asked() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let at_ten = |name: &str| {
        let customer = lin.create("customer", json!({ "name": name, "next_contact_at": "2026-11-25T02:00:00Z" }));
        app.clock.advance(Duration::minutes(1));
        customer
    };
    let (settled, kept_one, unsaid) = (at_ten("恒通"), at_ten("博远"), at_ten("晨星"));
    app.clock.advance(Duration::hours(23));
    let lin = app.sign_in_as("lin");
    for (customer, appointment) in [(&settled, json!("settled")), (&kept_one, json!("kept")), (&unsaid, Json::Null)] {
        lin.create("follow_up", json!({ "customer": id(customer), "content": "提前打了电话", "appointment": appointment }));
    }
    assert_eq!(kept(&lin, &settled).1, None);
    assert_eq!((kept(&lin, &kept_one).1, kept(&lin, &unsaid).1), (Some("2026-11-25T02:00".into()), Some("2026-11-25T02:00".into())));
}

#[test]
fn an_answer_to_a_follow_up_is_no_contact_with_the_customer() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    let (customer, other) = (lin.create("customer", json!({ "name": "恒通" })), lin.create("customer", json!({ "name": "博远" })));
    let said = lin.create("follow_up", json!({ "customer": id(&customer), "content": "客户嫌贵" }));
    app.clock.advance(Duration::hours(1));
    let answer = |customer: &Json| json!({ "customer": id(customer), "content": "可以让两个点", "answers": id(&said) });
    let written = wu.post("/api/records/follow_up", answer(&customer)).assert(Status::Created).body;
    assert_eq!(
        (&written["type"], &written["answers"]["title"], &written["author"]["title"]),
        (&json!("reply"), &json!("客户嫌贵"), &json!("wu"))
    );
    assert_eq!(kept(&lin, &customer), told("2026-11-24T02:00", "", "following"));
    assert_eq!(wu.post("/api/records/follow_up", answer(&other)).field_code("answers"), Some("follow_up.elsewhere"));
    let said = lin.one("follow_up", &said).body;
    lin.delete("follow_up", &said).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("", "", "new"), "an answer alone is no follow-up");
}

#[test]
fn their_list_sorts_and_filters_by_date_and_author() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    for (content, at) in [("中", "2026-11-22T02:00:00Z"), ("早", "2026-11-20T02:00:00Z"), ("晚", "2026-11-23T02:00:00Z")] {
        lin.create("follow_up", json!({ "customer": id(&customer), "content": content, "followed_at": at }));
    }
    let words = |query: &str| {
        lin.list("follow_up", query).iter().map(|said| said["content"].as_str().unwrap_or_default().to_owned()).collect::<String>()
    };
    assert_eq!((words(""), words("sort=followed_at"), words("view=mine")), ("晚中早".into(), "早中晚".into(), "晚中早".into()));
    assert_eq!(words("sort=-author,followed_at").chars().count(), 3);
    let since = encode(
        &json!({ "and": [
        { "field": "followed_at", "op": "gte", "value": "2026-11-22" }, { "field": "author", "op": "eq", "value": "me" },
    ] })
        .to_string(),
    );
    assert_eq!(words(&format!("sort=followed_at&filter={since}")), "中晚");
    let shown = &lin.list("follow_up", "")[0];
    assert!(shown["author"]["title"] == "lin" && shown["followed_at"].is_string(), "{shown}");
}

#[test]
fn what_was_typed_before_a_follow_up_comes_back_when_the_follow_up_goes() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通", "next_contact_at": "2026-12-10T06:00:00Z" }));
    let said = lin.create("follow_up", json!({ "customer": id(&customer), "content": "早点", "next_contact_at": "2026-12-05T06:00:00Z" }));
    let answer = lin.create("follow_up", json!({ "customer": id(&customer), "content": "好的", "answers": id(&said) }));
    let refused = lin.update("follow_up", &answer, json!({ "next_contact_at": "2026-12-24T06:00:00Z" }));
    assert_eq!(refused.field_code("next_contact_at"), Some("follow_up.of_answer"), "nobody would hear of it again");
    let agrees = json!({ "customer": id(&customer), "content": "好的", "answers": id(&said), "appointment": "settled" });
    assert_eq!(lin.post("/api/records/follow_up", agrees).field_code("appointment"), Some("follow_up.of_answer"));
    let said = lin.update("follow_up", &said, json!({ "next_contact_at": "2026-12-06T06:00:00Z" })).assert(Status::Ok).body;
    assert_eq!(kept(&lin, &customer), told("2026-11-24T02:00", "2026-12-06T06:00", "following"));
    lin.delete("follow_up", &said).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("", "2026-12-10T06:00", "new"));
}

#[test]
fn an_undo_brings_back_no_date_of_a_follow_up_that_is_gone() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let said = lin.create("follow_up", json!({ "customer": id(&customer), "content": "约好", "next_contact_at": "2026-11-30T06:00:00Z" }));
    app.clock.advance(Duration::hours(1));
    let stands = lin.one("customer", &customer).body;
    lin.update("customer", &stands, json!({ "next_contact_at": "2026-12-10T06:00:00Z" })).assert(Status::Ok);
    let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
    let typed = timeline["items"].as_array().expect("items").iter().find(|item| item["verb"] == "update").cloned();
    lin.delete("follow_up", &said).assert(Status::NoContent);
    assert_eq!(kept(&lin, &customer), told("", "2026-12-10T06:00", "new"));
    let undo = format!("/api/operations/{}/undo", typed.expect("the change")["operation"].as_str().expect("a number"));
    lin.post(&undo, json!({})).assert(Status::Ok);
    assert_eq!(kept(&lin, &customer), told("", "", "new"));
    app.assert_log_verifies();
}

#[test]
fn what_is_agreed_for_an_earlier_hour_of_today_is_due_today() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let at = |name: &str, next: &str| {
        let customer = lin.create("customer", json!({ "name": name }));
        lin.create("follow_up", json!({ "customer": id(&customer), "content": "约好", "next_contact_at": next }));
        kept(&lin, &customer).1
    };
    // It is ten in the morning in Shanghai, where the day began at four in the afternoon of Greenwich.
    assert_eq!(at("恒通", "2026-11-24T01:00:00Z").as_deref(), Some("2026-11-24T01:00"));
    assert_eq!(at("博远", "2026-11-23T15:59:00Z"), None, "yesterday is an older system's");
}

/// As a former version left it: a follow-up that was deleted, and with it nothing of what it had brought about.
#[test]
fn wrong_dates_and_states_of_an_older_version_are_put_right() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let right = lin.create("customer", json!({ "name": "博远", "next_contact_at": "2026-12-20T06:00:00Z" }));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "误记", "next_contact_at": "2026-11-30T06:00:00Z" }));
    let wrong = "UPDATE follow_up SET deleted_at = 1; INSERT OR REPLACE INTO setting (name, value) VALUES ('records.recounted_to', '')";
    let run = |sql: &'static str| {
        app.server.db.write_unaudited_blocking(move |tx| Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn, sql)?))
    };
    run(wrong).expect("as it was");
    assert_eq!(kept(&lin, &customer), told("2026-11-24T02:00", "2026-11-30T06:00", "following"));
    let signed = |customer: &Json| {
        let stands = lin.one("customer", customer).body;
        (stands["updated_at"].clone(), stands["updated_by"].clone())
    };
    let before = signed(&customer);
    assert!(before.0.is_string(), "{before:?}");
    app.clock.advance(Duration::hours(1));
    kedun::records::recount(&app.server.engine.pin(), &app.server.db).expect("counted");
    assert_eq!(kept(&lin, &customer), told("", "", "new"));
    assert_eq!(signed(&customer), before, "nobody has changed it");
    assert_eq!(kept(&lin, &right), told("", "2026-12-20T06:00", "new"));
}

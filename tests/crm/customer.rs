//! What is special about customers; what is common to all objects stands in `records/matrix.rs`.

use rocket::http::{Method, Status};
use serde_json::json;

use crate::support::TestApp;
use crate::support::person::{encode, id};

#[test]
fn a_new_customer_belongs_to_whoever_enters_it() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "苏州恒通贸易有限公司" }));
    assert_eq!(customer["owner"]["id"], lin.id.to_string());
    assert_eq!(customer["status"], "new");
}

#[test]
fn an_employee_enters_customers_under_nobody_elses_name() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let refused = lin.post("/api/records/customer", json!({ "name": "恒通", "owner": wu.id.to_string() }));
    refused.assert_code(403, "access.out_of_sight");
    assert!(wu.list("customer", "").is_empty());
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    lin.update("customer", &customer, json!({ "owner": wu.id.to_string() })).assert_code(403, "access.out_of_sight");
    assert_eq!(lin.list("customer", "").len(), 1);
}

#[test]
fn a_transfer_hands_the_customer_on_with_all_that_hangs_on_it() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let contact = lin.create("contact", json!({ "name": "陈志远", "customer": id(&customer) }));
    lin.create("follow_up", json!({ "customer": id(&customer), "content": "电话沟通" }));
    let same = lin.act("customer", &customer, "transfer", json!({ "owner": lin.id.to_string() }));
    assert_eq!(same.field_code("owner"), Some("customer.transfer.same_owner"));
    lin.act("customer", &customer, "transfer", json!({})).assert_code(422, "record.rejected");

    lin.act("customer", &customer, "transfer", json!({ "owner": wu.id.to_string() })).assert(Status::Ok);
    lin.one("customer", &customer).assert_code(404, "record.not_found");
    lin.one("contact", &contact).assert_code(404, "record.not_found");
    assert_eq!(wu.one("customer", &customer).assert(Status::Ok).body["owner"]["id"], wu.id.to_string());
    assert_eq!(wu.list("contact", "").len(), 1);
    // The search index knows the new owner, too.
    assert_eq!(wu.list("customer", &format!("q={}", encode("恒通"))).len(), 1);
    assert!(lin.search("恒通").is_empty());
    app.assert_log_verifies();
}

#[test]
fn names_count_as_the_same_after_normalisation() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    lin.create("customer", json!({ "name": "苏州恒通（中国）有限责任公司" }));
    for variant in ["苏州恒通(中国)有限公司", "　苏州恒通（中国）有限公司 ", "苏州 恒通 中国 有限公司"] {
        let refused = lin.post("/api/records/customer", json!({ "name": variant }));
        assert_eq!(refused.field_code("name"), Some("duplicate.exists"), "{variant}: {}", refused.body);
    }
    lin.create("customer", json!({ "name": "杭州恒通有限公司", "mobile": "+86 138 0000 1234" }));
    let refused = lin.post("/api/records/customer", json!({ "name": "别的公司", "mobile": "１３８００００１２３４" }));
    assert_eq!(refused.field_code("mobile"), Some("duplicate.exists"));
}

#[test]
fn a_colleagues_duplicate_is_told_without_saying_whose() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    lin.create("customer", json!({ "name": "苏州恒通有限公司" }));
    let refused = wu.post("/api/records/customer", json!({ "name": "苏州恒通有限公司" }));
    assert_eq!(refused.field_code("name"), Some("duplicate.elsewhere"));
    assert_eq!(refused.body["errors"][0].get("link").cloned().unwrap_or_default(), json!(null));
}

#[test]
fn pinyin_initials_find_a_name() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    lin.create("customer", json!({ "name": "苏州恒通贸易有限公司", "mobile": "13812345678" }));
    for q in ["htmy", "HTMY", "恒通", "通贸", "345678", "苏州 贸易"] {
        assert_eq!(lin.list("customer", &format!("q={}", encode(q))).len(), 1, "{q}");
    }
    for q in ["通恒", "999999", "\" OR 1", "*"] {
        assert!(lin.list("customer", &format!("q={}", encode(q))).is_empty(), "{q}");
    }
}

#[test]
fn deleting_a_customer_takes_along_what_hangs_on_it_and_brings_it_back() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let early = lin.create("contact", json!({ "name": "早先删除", "customer": id(&customer) }));
    assert_eq!(lin.delete("contact", &early).status, 204);
    app.clock.advance(chrono::Duration::minutes(1));
    let contact = lin.create("contact", json!({ "name": "陈志远", "customer": id(&customer) }));
    assert_eq!(lin.delete("customer", &customer).status, 204);
    assert!(lin.list("contact", "").is_empty());
    let alone = lin.post(&format!("/api/recycle-bin/contact/{}/restore", id(&contact)), json!({}));
    alone.assert_code(409, "restore.parent_first");
    lin.post(&format!("/api/recycle-bin/customer/{}/restore", id(&customer)), json!({})).assert(Status::Ok);
    let back: Vec<_> = lin.list("contact", "").iter().map(|c| c["name"].clone()).collect();
    assert_eq!(back, [json!("陈志远")], "what was deleted before stays deleted");
}

#[test]
fn a_slip_of_the_finger_in_a_credit_code_is_noticed() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let mistyped = lin.post("/api/records/customer", json!({ "name": "恒通", "tax_number": "91350100M000100Y44" }));
    assert_eq!(mistyped.field_code("tax_number"), Some("credit_code.checksum"));
    let customer = lin.create("customer", json!({ "name": "恒通", "tax_number": "9135 0100 M000 100y 43" }));
    assert_eq!(customer["tax_number"], "91350100M000100Y43");
}

#[test]
fn choices_are_listed_in_the_readers_language() {
    let app = TestApp::new();
    let body = json!({ "name": "恒通", "source": "moon", "tags": "x".repeat(99) });
    let refused = app.employee("lin").request(Method::Post, "/api/records/customer", Some(&body), &[("Accept-Language", "en")]);
    let told = refused.body["errors"].to_string();
    assert!(told.contains("“moon”") && told.contains("Referral") && !told.contains("转介绍"), "{told}");
}

//! What a policy forbids to write is not brought in with a new record, by whatever door it comes.

use kedun::actor::Language;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::http::ask::Raw;
use crate::records::odd_files::{counted, import_bytes};
use crate::support::person::id;
use crate::support::{Person, TestApp};

fn forbid(app: &TestApp, action: &str, when: &str) {
    let security = app.person("zhao", &["security"]);
    let text = format!("forbid (principal, action == Action::\"{action}\", resource) {when};");
    security.post("/api/policies", json!({ "name": "不得填写", "text": text })).assert(Status::Created);
}

/// The yearly volume of customers of level A is kept by somebody else.
fn forbid_volumes_of_level_a(app: &TestApp) {
    forbid(app, "customer.yearly_volume.write", "when { resource has level && resource.level == \"A\" }");
}

fn names(who: &Person<'_>) -> Vec<Json> {
    who.list("customer", "sort=id").iter().map(|customer| customer["name"].clone()).collect()
}

#[test]
fn what_a_policy_lets_nobody_write_is_not_filled_in_with_a_new_record_either() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    forbid(&app, "customer.yearly_volume.write", "");
    let made = lin.post("/api/records/customer", json!({ "name": "恒通", "yearly_volume": "100" }));
    assert_eq!(made.field_code("yearly_volume"), Some("field.closed_to_new"), "{}", made.body);
    lin.create("customer", json!({ "name": "恒通" }));
}

#[test]
fn what_a_policy_forbids_on_some_records_is_not_filled_in_with_such_a_record() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    forbid_volumes_of_level_a(&app);
    let refused = lin.post("/api/records/customer", json!({ "name": "恒通", "level": "A", "yearly_volume": "100" }));
    let refused = refused.assert(Status::UnprocessableEntity);
    assert_eq!(refused.field_code("yearly_volume"), Some("field.closed_to_new"), "{}", refused.body);
    assert_eq!((names(&lin), lin.search("恒通").len()), (vec![], 0), "nothing of it stands");
    // It may be filled in on others, and such a record may be made without it.
    lin.create("customer", json!({ "name": "博远", "level": "B", "yearly_volume": "100" }));
    lin.create("customer", json!({ "name": "无级别", "yearly_volume": "100" }));
    lin.create("customer", json!({ "name": "恒通", "level": "A" }));
    lin.create("customer", json!({ "name": "留空", "level": "A", "yearly_volume": null }));
    assert_eq!(names(&lin), ["博远", "无级别", "恒通", "留空"]);
    app.assert_log_verifies();
}

#[test]
fn what_is_made_together_stands_together_or_not_at_all() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let hers = "when { resource has customer.level && resource.customer.level == \"A\" }";
    forbid(&app, "contact.mobile.write", hers);
    let with_contact = |name: &str, level: &str| {
        let contact = json!({ "name": "王芳", "mobile": "13800001234" });
        lin.post("/api/records/customer", json!({ "name": name, "level": level, "along": { "contact": contact } }))
    };
    let refused = with_contact("恒通", "A").assert(Status::UnprocessableEntity);
    assert_eq!(refused.field_code("along.contact.mobile"), Some("field.closed_to_new"), "{}", refused.body);
    assert_eq!(names(&lin).len(), 0, "the customer neither");
    with_contact("博远", "B").assert(Status::Created);
}

#[test]
fn a_file_brings_in_no_more_than_a_form() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    forbid_volumes_of_level_a(&app);
    let file = "客户名称,客户级别,年采购额\n恒通,A,100\n博远,B,100\n华夏,A,\n远大,A,200\n";
    for dry_run in [true, false] {
        let (_, job) = import_bytes(&app, &wu, file.as_bytes(), json!({ "dry_run": dry_run }));
        assert_eq!(counted(&job), [2, 0, 0, 0, 2], "{job}");
        let told = |row: &Json| (row["line"].clone(), row["column"].clone(), row["code"].clone());
        let rejected: Vec<_> = job["result"]["rejected"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(rejected, [2, 5].map(|line| (json!(line), json!("年采购额"), json!("field.closed_to_new"))));
        assert!(!job["result"]["issues"].to_string().contains("leave_out"), "leaving the cell out would not help: {job}");
    }
    assert_eq!(names(&wu), ["博远", "华夏"]);
    app.assert_log_verifies();
}

#[test]
fn a_file_brings_along_no_author_where_nobody_writes_one() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let mapping = || {
        let file = "客户,跟进内容,记录人\n恒通,打过电话,wu\n".as_bytes();
        let (path, body) = ("/api/imports?object=follow_up&filename=a.csv", Some(("text/csv", file)));
        Raw { method: Method::Post, path, body }.by(&app.client, &wu, Language::Chinese).body["mapping"].clone()
    };
    assert_eq!(mapping()["记录人"], "author");
    forbid(&app, "follow_up.author.write", "");
    assert_eq!(mapping()["记录人"], Json::Null, "{}", mapping());
}

#[test]
fn what_comes_back_from_the_bin_comes_back_as_it_was() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let customer = lin.create("customer", json!({ "name": "恒通", "level": "A", "yearly_volume": "100" }));
    forbid_volumes_of_level_a(&app);
    let path = format!("/api/records/customer/{}", id(&customer));
    let tag = format!("\"{}\"", customer["version"]);
    lin.request(Method::Delete, &path, None, &[("If-Match", &tag)]).assert(Status::NoContent);
    // Nobody fills anything in: the right to restore is enough.
    lin.post(&format!("/api/recycle-bin/customer/{}/restore", id(&customer)), json!({})).assert(Status::Ok);
    let back = lin.one("customer", &customer).body;
    assert_eq!(back["yearly_volume"], customer["yearly_volume"]);
    let refused = lin.update("customer", &back, json!({ "yearly_volume": "200" }));
    assert_eq!(refused.field_code("yearly_volume"), Some("field.readonly"));
}

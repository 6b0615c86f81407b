//! A file that was made is handed out for as long as its owner could still make it.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::http::ask::Raw;
use crate::support::person::{encode, id};
use crate::support::{Person, TestApp};
use kedun::actor::Language;

fn exported(who: &Person<'_>, fields: Json) -> String {
    let asked = json!({ "object": "customer", "format": "csv", "fields": fields });
    let job = who.post("/api/exports", asked).assert(Status::Accepted).body;
    let path = format!("/api/jobs/{}", job["job"].as_str().unwrap());
    file_of(who, &path)
}

/// The file of a job, once it is done.
fn file_of(who: &Person<'_>, job: &str) -> String {
    for _ in 0..20_000 {
        let state = who.get(job).body;
        if state["state"] == "done" {
            return format!("{job}/file");
        }
        assert_ne!(state["state"], "failed", "{state}");
    }
    panic!("the job does not end")
}

/// The rejected rows of an import of one good row and a wrong one.
fn rejected(app: &TestApp, who: &Person<'_>) -> String {
    let path = format!("/api/imports?object=customer&filename={}", encode("客户.csv"));
    let file = "客户名称,年采购额\n恒通,100\n博远,面议\n".as_bytes();
    let upload = Raw { method: Method::Post, path: &path, body: Some(("text/csv", file)) }.by(&app.client, who, Language::Chinese);
    let run = format!("/api/imports/{}/run", id(&upload.body));
    let job = who.post(&run, json!({ "mapping": upload.body["mapping"] })).assert(Status::Accepted).body;
    file_of(who, &format!("/api/jobs/{}", job["job"].as_str().unwrap()))
}

fn policy(security: &Person<'_>, name: &str, text: &str) -> String {
    let policy = security.post("/api/policies", json!({ "name": name, "text": text })).assert(Status::Created).body;
    format!("/api/policies/{}", id(&policy))
}

#[test]
fn a_file_goes_with_the_scope_under_which_it_was_made() {
    let app = TestApp::new();
    let (admin, security, boss) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("he", &["boss"]));
    admin.create("customer", json!({ "name": "恒通", "level": "A" }));
    let file = exported(&boss, json!(["name", "level"]));
    boss.get(&file).assert(Status::Ok);
    let narrower =
        "forbid (principal, action in [Action::\"read\"], resource is customer) when { resource has level && resource.level == \"A\" };";
    let policy = policy(&security, "A 级客户", narrower);
    boss.get(&file).assert_code(403, "export.rights_changed");
    let off = json!({ "active": false });
    security.request(Method::Patch, &policy, Some(&off), &[("If-Match", "1")]).assert(Status::Ok);
    boss.get(&file).assert(Status::Ok);
    app.assert_log_verifies();
}

#[test]
fn more_rights_take_no_file_away_and_fewer_over_one_field_do() {
    let app = TestApp::new();
    let (security, lin) = (app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通", "level": "A", "yearly_volume": "100" }));
    let (with, without) = (exported(&lin, json!(["name", "yearly_volume"])), exported(&lin, json!(["name"])));
    let wider = "permit (principal in Role::\"sales\", action == Action::\"customer.read\", resource) when { resource has level && resource.level == \"B\" };";
    policy(&security, "B 级可见", wider);
    lin.get(&with).assert(Status::Ok);
    policy(
        &security,
        "成交额",
        "forbid (principal, action in [Action::\"customer.yearly_volume.read\"], resource is customer) when { resource has level && resource.level == \"A\" };",
    );
    lin.get(&with).assert_code(403, "export.rights_changed");
    lin.get(&without).assert(Status::Ok);
}

#[test]
fn rejected_rows_are_handed_out_for_as_long_as_they_could_be_imported() {
    let app = TestApp::new();
    let (security, lin) = (app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    let file = rejected(&app, &lin);
    let shown = lin.get(&file).assert(Status::Ok);
    assert!(shown.body.as_str().is_some_and(|text| text.contains("博远") && !text.contains("恒通")), "{}", shown.body);
    let off = |policy: &str, tag: &str| {
        let off = json!({ "active": false });
        security.request(Method::Patch, policy, Some(&off), &[("If-Match", tag)]).assert(Status::Ok);
    };
    let cases = [
        ("不导入", "forbid (principal, action == Action::\"customer.import\", resource);", "access.forbidden"),
        ("不写采购额", "forbid (principal, action == Action::\"customer.yearly_volume.write\", resource);", "import.rights_changed"),
    ];
    for (name, text, code) in cases {
        let policy = policy(&security, name, text);
        lin.get(&file).assert_code(403, code);
        off(&policy, "1");
        lin.get(&file).assert(Status::Ok);
    }
    app.assert_log_verifies();
}

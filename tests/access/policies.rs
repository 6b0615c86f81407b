//! Policies of the company's own: looked at before they are saved, at work with the next request, and never over the app.

use chrono::Duration;
use kedun::actor::{Actor, Proof};
use kedun::clock::Clock;
use kedun::jobs::{Jobs, Registry, Workers, of_kind};
use kedun::records::export::{ExportJob, ExportRequest};
use kedun::sheet::Format;
use rocket::http::{Method, Status};
use rocket::tokio::runtime::Runtime;
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

fn check(security: &Person<'_>, text: &str) -> Json {
    security.post("/api/policies/check", json!({ "text": text })).assert(Status::Ok).body
}

#[test]
fn a_policy_works_from_the_next_request_until_it_is_taken_away() {
    let app = TestApp::new();
    let (admin, security, boss) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("he", &["boss"]));
    admin.create("customer", json!({ "name": "苏州恒通贸易有限公司", "level": "A" }));
    let text = "forbid (principal, action in [Action::\"read\"], resource is customer) when { resource has level && resource.level == \"A\" } unless { principal.clearance >= 3 };";
    let policy = security.post("/api/policies", json!({ "name": "A 级客户", "text": text })).assert(Status::Created).body;
    assert!(boss.list("customer", "").is_empty());
    let place = format!("/api/policies/{}", id(&policy));
    let change = |body: Json, version: &str| security.request(Method::Patch, &place, Some(&body), &[("If-Match", version)]);
    change(json!({ "active": false }), "1").assert(Status::Ok);
    assert_eq!(boss.list("customer", "").len(), 1);
    change(json!({ "active": true }), "1").assert_code(412, "record.stale");
    let refused = change(json!({ "text": "permit" }), "2");
    assert_eq!((refused.status, refused.field_code("text")), (422, Some("policy.syntax")));
    security.post("/api/policies", json!({ "name": "A 级客户", "text": text })).assert(Status::UnprocessableEntity);
    security.request(Method::Delete, &place, None, &[("If-Match", "2")]).assert(Status::NoContent);
    change(json!({}), "2").assert_code(404, "policy.gone");
    app.assert_log_verifies();
}

#[test]
fn the_company_names_its_office_and_until_then_everybody_is_told_why_they_cannot_export() {
    let app = TestApp::new();
    let (security, boss) = (app.person("zhao", &["security"]), app.person("he", &["boss"]));
    let text = "forbid (principal, action in [Action::\"export\"], resource) unless { context.network == \"office\" };";
    security.post("/api/policies", json!({ "name": "办公室导出", "text": text })).assert(Status::Created);
    let exports = || {
        let customer = boss.get("/api/objects/customer").assert(Status::Ok).body;
        let may = customer["verbs"].as_array().expect("verbs").contains(&json!("export"));
        (may, customer["closed"][0]["reason"].as_str().unwrap_or_default().to_owned())
    };
    let (may, why) = exports();
    assert!(!may && why.contains("导出") && why.contains("办公室导出"), "{why}");
    let all = boss.get("/api/objects").assert(Status::Ok).body;
    assert!(all.as_array().expect("objects").iter().all(|object| object["closed"][0]["verb"] == "export"), "{all}");

    let set = |body: Json| security.request(Method::Put, "/api/access/settings", Some(&body), &[]);
    assert_eq!(set(json!({ "office": ["the office"] })).field_code("office"), Some("access.network"));
    set(json!({})).assert_code(422, "access.setting");
    let saved = set(json!({ "office": ["127.0.0.1/8", "127.0.0.1/8"] })).assert(Status::Ok).body;
    assert_eq!((&saved["office"], &saved["configured_office"]), (&json!(["127.0.0.1/8"]), &json!([])));
    assert_eq!(exports(), (true, String::new()));
    assert_eq!(boss.get("/api/objects/customer").body.get("closed"), None);

    set(json!({ "office": [] })).assert(Status::Ok);
    assert!(!exports().0);
    app.assert_log_verifies();
}

#[test]
fn nobody_is_told_of_a_moment_when_they_may_what_they_never_may() {
    let app = TestApp::new();
    let (security, marketing) = (app.person("zhao", &["security"]), app.person("he", &["marketing"]));
    let text = "forbid (principal, action in [Action::\"export\"], resource) unless { context.network == \"office\" };";
    security.post("/api/policies", json!({ "name": "办公室导出", "text": text })).assert(Status::Created);
    assert_eq!(marketing.get("/api/objects/customer").body.get("closed"), None);
}

#[test]
fn a_wrong_text_is_told_with_its_place() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    let on = |condition: &str| format!("permit (principal, action == Action::\"customer.read\", resource)\nwhen {{ {condition} }};");
    for (text, problem, line) in [
        (on("resource.x + "), "policy.syntax", 2),
        (on("resource.owner == principal"), "policy.optional", 1),
        (on("resource.wings"), "policy.attribute", 1),
        (on("principal.clearance == \"3\""), "policy.type", 1),
        (on("resource has name && resource.name like \"*abc*\""), "policy.like_letters", 1),
        (on("resource has owner && resource has created_by && resource.owner == resource.created_by"), "policy.two_places", 1),
        ("permit (principal, action == Action::\"customer.raed\", resource);".to_owned(), "policy.action", 1),
        ("forbid (principal, action, resource);".to_owned(), "policy.house", 1),
        ("permit (principal, action == Action::\"users.manage\", resource);".to_owned(), "policy.house", 1),
        ("permit (principal, action in [Action::\"house\"], resource);".to_owned(), "policy.house", 1),
        ("forbid (principal, action == Action::\"export\", resource);".to_owned(), "policy.group", 1),
        (String::new(), "policy.not_one", 1),
        ("forbid (\n  principal, action == Action::\"customer.name.read\", resource\n);".to_owned(), "policy.field_open", 2),
        (
            "forbid (principal, action in [Action::\"fields.masked\"], resource) when { context.hour > 20 };".to_owned(),
            "policy.field_open",
            1,
        ),
    ] {
        let said = check(&security, &text);
        assert_eq!((&said["problem"], &said["ok"]), (&json!(problem), &json!(false)), "{text}: {said}");
        assert!(said["line"].as_i64() >= Some(line) && said["column"].as_i64() > Some(0), "{text}: {said}");
        assert!(!said["message"].as_str().unwrap().starts_with("errors."), "{said}");
    }
}

#[test]
fn every_template_is_accepted_as_it_comes() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    let vocabulary = security.get("/api/policies/vocabulary").body;
    let templates = vocabulary["templates"].as_array().unwrap();
    assert!(templates.len() >= 5);
    for template in templates {
        let text = filled(template);
        assert_eq!(check(&security, &text), json!({ "ok": true }), "{text}");
    }
    let words = vocabulary.to_string();
    assert!(!words.contains("access.") && !words.contains("objects."), "{words}");
}

/// A template's text as it comes.
fn filled(template: &Json) -> String {
    let blanks = template["blanks"].as_array().unwrap().iter();
    let of = |blank: &Json, what: &str| blank[what].as_str().unwrap().to_owned();
    blanks.fold(of(template, "text"), |text, blank| text.replace(&format!("{{{}}}", of(blank, "name")), &of(blank, "default")))
}

/// Saves a template as it comes.
fn put_up(security: &Person<'_>, name: &str) {
    let vocabulary = security.get("/api/policies/vocabulary").body;
    let template = vocabulary["templates"].as_array().unwrap().iter().find(|template| template["name"] == name).unwrap();
    security.post("/api/policies", json!({ "name": name, "text": filled(template) })).assert(Status::Created);
}

/// The values of a field in an export of all customers; none where it is refused.
fn in_export(who: &Person<'_>, object: &str) -> Option<String> {
    let asked = who.post("/api/exports", json!({ "object": object, "format": "csv" }));
    if asked.status != 202 {
        assert_eq!(asked.body["code"], "access.forbidden");
        return None;
    }
    let path = format!("/api/jobs/{}", asked.body["job"].as_str().unwrap_or_default());
    let over = |job: &Json| !matches!(job["state"].as_str(), Some("queued" | "running"));
    let job = (0..20_000).map(|_| who.get(&path).body).find(over).expect("the job ends");
    Some(who.get(&format!("/api/jobs/{}/file", id(&job))).assert(Status::Ok).body.as_str().unwrap_or_default().to_owned())
}

/// A job is decided with what was shown when it was asked for, however long it waits.
#[test]
fn many_rows_are_exported_by_whoever_has_just_shown_a_second_factor() {
    let app = TestApp::new();
    let (hou, boss) = (app.person("hou", &["security"]), app.person("he", &["boss"]));
    (0..101).for_each(|i| drop(boss.create("customer", json!({ "name": format!("客户{i}有限公司") }))));
    put_up(&hou, "export_rows");
    // From the next request on.
    boss.list("customer", "");
    let (jobs, engine) = (Jobs::new(app.server.db.clone(), app.server.files.clone()), app.server.engine.clone());
    let workers = Workers::new(jobs.clone(), Registry::new().with(ExportJob::new(engine)));
    let exported = |shown: Option<Duration>| {
        let proof = Proof { factor_at: shown.map(|ago| app.clock.now() - ago), ..Proof::default() };
        let actor = Actor { user: Some(boss.id), proof, ..Actor::system("test") };
        let request = ExportRequest::new("customer", Format::Csv);
        Runtime::new().unwrap().block_on(jobs.submit::<ExportJob>(&actor, "导出".into(), &request)).unwrap();
        app.clock.advance(Duration::minutes(30));
        workers.work_off().unwrap();
        let (view, _) = app.server.db.read_blocking(|reader| of_kind::<ExportJob>(reader.conn, &actor, 1)).unwrap().remove(0);
        (view.result.map(|result| result["rows"].clone()), view.error.map(|error| error["code"].clone()))
    };
    assert_eq!(exported(Some(Duration::minutes(4))), (Some(json!(101)), None));
    for too_little in [None, Some(Duration::minutes(6))] {
        assert_eq!(exported(too_little), (None, Some(json!("access.rows"))), "{too_little:?}");
    }
}

#[test]
fn export_only_at_work_from_the_office() {
    for (app, office) in [(TestApp::in_office(), true), (TestApp::new(), false)] {
        let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
        lin.create("customer", json!({ "name": "恒通贸易" }));
        put_up(&hou, "export_office");
        assert_eq!(in_export(&lin, "customer").is_some(), office);
        assert_eq!(lin.list("customer", "").len(), 1);
        app.clock.advance(chrono::Duration::hours(9));
        let lin = app.sign_in(lin.id);
        assert!(in_export(&lin, "customer").is_none(), "19:00");
    }
}

#[test]
fn large_exports_need_a_second_factor() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    put_up(&hou, "export_rows");
    (0..100).for_each(|nth| drop(lin.create("customer", json!({ "name": format!("客户{nth}") }))));
    assert_eq!(exported(&lin)["state"], "done");
    lin.create("customer", json!({ "name": "第一百零一" }));
    assert_eq!(exported(&lin)["error"]["code"], "access.rows");
}

#[test]
fn what_is_for_high_clearance_is_out_of_sight_with_all_that_hangs_on_it() {
    let app = TestApp::new();
    let (admin, hou, boss) = (app.admin("wu"), app.person("hou", &["security"]), app.person("he", &["boss"]));
    let customer =
        |name: &str, level: &str, volume: &str| boss.create("customer", json!({ "name": name, "level": level, "yearly_volume": volume }));
    let secret = customer("苏州恒通贸易有限公司", "A", "100000.01");
    for record in [&secret, &customer("远海", "A", "100000.00"), &customer("近江", "B", "900000.00")] {
        boss.create(
            "contact",
            json!({ "name": format!("林{}", id(record)), "customer": record["id"], "mobile": format!("1380000000{}", id(record)) }),
        );
        boss.create("follow_up", json!({ "content": format!("谈价格{}", id(record)), "customer": record["id"], "type": "call" }));
    }
    let gone = boss.create("contact", json!({ "name": "周", "customer": secret["id"] }));
    boss.delete("contact", &gone).assert(Status::NoContent);
    put_up(&hou, "clearance");
    let bin = |who: &Person<'_>| who.get("/api/recycle-bin?object=contact").assert(Status::Ok).body["items"].as_array().unwrap().len();
    for object in ["customer", "contact", "follow_up"] {
        assert_eq!(boss.list(object, "").len(), 2, "{object}");
        assert_eq!(in_export(&boss, object).unwrap().trim_end().lines().count(), 3, "{object}");
    }
    for word in ["恒通", "13800000001", "谈价格1"] {
        assert!(boss.search(word).is_empty(), "{word}");
    }
    boss.one("customer", &secret).assert_code(404, "record.not_found");
    boss.get(&format!("/api/records/customer/{}/related", id(&secret))).assert_code(404, "record.not_found");
    boss.get(&format!("/api/records/customer/{}/related/contact", id(&secret))).assert_code(404, "record.not_found");
    assert_eq!(bin(&boss), 0);
    hou.request(Method::Patch, &format!("/api/users/{}", boss.id), Some(&json!({ "clearance": 3 })), &[]).assert(Status::Ok);
    assert_eq!((boss.list("contact", "").len(), bin(&boss)), (3, 1));
    assert_eq!(admin.list("contact", "").len(), 2);
}

#[test]
fn a_field_is_hidden_outside_the_office() {
    for (app, office) in [(TestApp::in_office(), true), (TestApp::new(), false)] {
        let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
        let customer = lin.create("customer", json!({ "name": "恒通贸易", "mobile": "13800000001" }));
        put_up(&hou, "field_office");
        assert_eq!(lin.one("customer", &customer).body["mobile"].is_null(), !office);
        assert_eq!(lin.search("13800000001").len(), usize::from(office));
        assert_eq!(in_export(&lin, "customer").unwrap().contains("13800000001"), office);
        assert_eq!(lin.list("customer", "").len(), 1);
    }
}

#[test]
fn at_night_a_role_does_nothing() {
    let app = TestApp::new();
    let (hou, lin, wu) = (app.person("hou", &["security"]), app.person("lin", &["sales"]), app.person("wu", &["boss"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    put_up(&hou, "role_night");
    lin.one("customer", &customer).assert(Status::Ok);
    // From ten in the morning to nine at night.
    app.clock.advance(chrono::Duration::hours(11));
    let (lin, wu) = (app.sign_in(lin.id), app.sign_in(wu.id));
    lin.get("/api/records/customer").assert_code(403, "access.forbidden");
    lin.get(&format!("/api/records/customer/{}/related/contact", id(&customer))).assert_code(403, "access.forbidden");
    assert!(lin.search("恒通").is_empty());
    lin.request(Method::Put, &format!("/api/records/customer/{}/team/{}", id(&customer), wu.id), Some(&json!({ "may": "read" })), &[])
        .assert_code(403, "access.forbidden");
    assert!(in_export(&lin, "customer").is_none());
    assert_eq!(wu.list("customer", "").len(), 1);
}

/// Exports all customers and waits until that is over.
fn exported(who: &Person<'_>) -> Json {
    let started = who.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Accepted).body;
    let path = format!("/api/jobs/{}", started["job"].as_str().unwrap_or_default());
    let over = |job: &Json| !matches!(job["state"].as_str(), Some("queued" | "running"));
    (0..20_000).map(|_| who.get(&path).body).find(over).expect("the job ends")
}

#[test]
fn a_job_is_decided_about_as_its_asker_is() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通贸易" }));
    // The asker comes over the network, the server's own hand does not.
    let text = "forbid (principal, action in [Action::\"export\"], resource) when { context.network == \"server\" };";
    hou.post("/api/policies", json!({ "name": "不在服务器上导出", "text": text, "active": true })).assert(Status::Created);
    assert_eq!(exported(&lin)["state"], "done");
}

#[test]
fn a_policy_has_a_word_to_say_about_how_many_are_exported() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let text = "forbid (principal, action in [Action::\"export\"], resource) when { context has rows && context.rows > 1 };";
    hou.post("/api/policies", json!({ "name": "一次一条", "text": text, "active": true })).assert(Status::Created);
    assert_eq!(exported(&lin)["state"], "done");
    lin.create("customer", json!({ "name": "远海" }));
    let failed = exported(&lin);
    assert_eq!((&failed["state"], &failed["error"]["code"]), (&json!("failed"), &json!("access.rows")));
}

#[test]
fn a_file_is_not_handed_out_to_whoever_may_no_longer_export() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let job = exported(&lin);
    let path = format!("/api/jobs/{}/file", id(&job));
    lin.get(&path).assert(Status::Ok);
    hou.request(Method::Patch, &format!("/api/users/{}", lin.id), Some(&json!({ "roles": ["marketing"] })), &[]).assert(Status::Ok);
    lin.get(&path).assert(Status::Forbidden);
}

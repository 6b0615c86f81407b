//! Follow-ups of an older system: they come in with their date and their author, and call nobody to the telephone today.

use std::fs;
use std::sync::Arc;

use kedun::actor::{Actor, Language};
use kedun::people::Role;
use kedun::records::import::{self, ImportPlan, ImportReport};
use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::installation::add;
use crate::support::person::id;
use crate::support::{Installation, Person, TestApp, samples};

fn file(customer: &str, author: &str, next: &str) -> Vec<u8> {
    let text = String::from_utf8(samples::read("odd/old-follow-ups.csv")).expect("text");
    text.replace("（先有的客户）", customer).replace("（同事姓名）", author).replace("2023-06-01", next).into_bytes()
}

fn imported(app: &TestApp, who: &Person<'_>, file: Vec<u8>) -> ImportReport {
    let engine = &app.server.engine.pin();
    let actor = Actor { user: Some(who.id), language: Language::Chinese, roles: Arc::new(["admin".into()]), ..Actor::system("test") };
    let mut sheet = samples::table(file);
    let object = engine.object("follow_up").expect("an object").clone();
    let mapping = import::suggest(engine, &actor, &object, sheet.headings());
    let plan = ImportPlan { object: "follow_up".into(), mapping, ..ImportPlan::default() };
    import::run(engine, &app.server.db, &actor, &mut sheet, "old", plan, &mut |_| {}).expect("an import")
}

#[test]
fn an_old_follow_up_keeps_its_date_and_author_and_moves_no_date_of_its_customer() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.employee("lin"));
    let customer = wu.create("customer", json!({ "name": "恒通", "owner": lin.id.to_string() }));
    let report = imported(&app, &wu, file("恒通", "lin", "2023-06-01"));
    assert!(report.rejected.is_empty() && report.ignored_columns.is_empty(), "{:?} {:?}", report.rejected, report.ignored_columns);
    let said = &lin.list("follow_up", "")[0];
    assert_eq!(said["followed_at"], "2023-05-01T02:30:00.000Z");
    assert_eq!(said["author"]["id"], lin.id.to_string());
    assert_eq!(said["created_by"]["id"], wu.id.to_string());
    let after = lin.one("customer", &customer).body;
    assert_eq!((&after["next_contact_at"], &after["last_follow_up_at"]), (&Json::Null, &json!("2023-05-01T02:30:00.000Z")));
    assert!(lin.list("customer", "view=due").is_empty(), "nobody is called to the telephone today");

    // What stands is moved by no older row, neither back nor away.
    let fresh = json!({ "customer": id(&customer), "content": "今天的电话", "next_contact_at": "2026-12-01T02:00:00Z" });
    lin.create("follow_up", fresh);
    let report = imported(&app, &wu, file("恒通", "lin", "2024-01-01"));
    assert_eq!((report.counts.imported, report.rejected.len()), (1, 0));
    let after = lin.one("customer", &customer).body;
    assert_eq!(after["next_contact_at"], "2026-12-01T02:00:00.000Z");
    assert_eq!(after["last_follow_up_at"], "2026-11-24T02:00:00.000Z");
    // It stands where it belongs in the timeline.
    let timeline = lin.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body;
    let told: Vec<&Json> = timeline["items"].as_array().expect("items").iter().filter(|entry| entry["type"] == "record").collect();
    assert_eq!((told.len(), &told[1]["at"], &told[1]["by"]["title"]), (3, &json!("2023-05-01T02:30:00.000Z"), &json!("lin")));
    app.assert_log_verifies();
}

#[test]
fn nobody_writes_a_follow_up_in_a_colleagues_name_by_hand() {
    let app = TestApp::new();
    let (lin, wu) = (app.employee("lin"), app.employee("wu"));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let forged = json!({ "customer": id(&customer), "content": "我没有打过", "author": wu.id.to_string() });
    assert_eq!(lin.post("/api/records/follow_up", forged).field_code("author"), Some("field.readonly"));
    let own = lin.create("follow_up", json!({ "customer": id(&customer), "content": "昨天的拜访", "followed_at": "2026-11-23T07:00:00Z" }));
    assert_eq!((&own["author"]["title"], &own["followed_at"]), (&json!("lin"), &json!("2026-11-23T07:00:00.000Z")));
    let tomorrow = json!({ "customer": id(&customer), "content": "明天", "followed_at": "2026-11-25T07:00:00Z" });
    assert_eq!(lin.post("/api/records/follow_up", tomorrow).field_code("followed_at"), Some("follow_up.future"));
    let emptied = lin.update("follow_up", &own, json!({ "followed_at": null })).assert(Status::Ok).body;
    assert_eq!(emptied["followed_at"], emptied["created_at"]);
}

#[test]
fn the_command_line_brings_them_in_alike() {
    let installation = Installation::new();
    let server = installation.server();
    add(&server, "lin", "林晓东", Role::EMPLOYEE);
    let customers = installation.beside("customers.csv");
    fs::write(&customers, "客户名称,负责人\n恒通,林晓东\n").expect("a file");
    installation.kedun(&["import", "customer", &customers.display().to_string(), "--json"]).exits(0);
    let old = installation.beside("old-follow-ups.csv");
    fs::write(&old, file("恒通", "林晓东", "2023-06-01")).expect("a file");
    let said = installation.kedun(&["import", "follow_up", &old.display().to_string(), "--json"]).exits(0).json();
    assert_eq!((&said["imported"], &said["ignored_columns"]), (&json!(1), &json!([])), "{said}");
    let moment = |sql: &str| crate::support::installation::number(&mut installation.raw(), sql);
    assert_eq!(moment("SELECT followed_at AS number FROM follow_up"), 1_682_908_200_000);
    let author = "SELECT count(*) AS number FROM follow_up f JOIN user u ON u.id = f.author_id WHERE u.name = '林晓东'";
    assert_eq!(moment(author), 1);
    assert_eq!(moment("SELECT count(*) AS number FROM customer WHERE next_contact_at IS NOT NULL"), 0);
    assert_eq!(moment("SELECT last_follow_up_at AS number FROM customer"), 1_682_908_200_000);
}

//! 离职交接: everything finds a new owner, nothing is lost on the way, and for a week it can be taken back.

use std::sync::Arc;
use std::thread;

use diesel::RunQueryDsl;
use kedun::actor::Actor;
use kedun::app::App;
use kedun::clock::SystemClock;
use kedun::db::sql::{Column, Predicate, Select};
use kedun::db::{Row, Value};
use kedun::handover::{HandoverInput, HandoverJob, HandoverRequest};
use kedun::ids::UserId;
use kedun::jobs::{Jobs, Registry, State, Workers, of_kind};
use kedun::model::Draft;
use kedun::people::{self, Login, NewUser, PasswordHash, Role, UserChange, users};
use kedun::records::write;
use rocket::http::{Method, Status};
use rocket::tokio::runtime::Runtime;
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp, app, eventually};

/// Starts a job and waits for its end.
fn finished(by: &Person<'_>, path: &str, body: Json) -> Json {
    let job = by.post(path, body).assert(Status::Accepted).body["job"].as_str().expect("a job").to_owned();
    eventually("the end of the job", || {
        let job = by.get(&format!("/api/jobs/{job}")).body;
        (!matches!(job["state"].as_str(), Some("queued" | "running"))).then_some(job)
    })
}

fn heirs(shares: &[(&Person<'_>, u32)]) -> Vec<Json> {
    shares.iter().map(|(heir, share)| json!({ "object": "customer", "to": heir.id.to_string(), "share": share })).collect()
}

#[test]
fn everything_moves_and_everything_else_stays() {
    let app = TestApp::new();
    let (wu, lin, chen, mei) = (app.admin("wu"), app.employee("lin"), app.employee("chen"), app.employee("mei"));
    let customers: Vec<Json> = (1..=8).map(|n| lin.create("customer", json!({ "name": format!("客户{n}号"), "level": "A" }))).collect();
    let contact = lin.create("contact", json!({ "name": "陈志远", "customer": id(&customers[0]) }));
    let note = lin.create("follow_up", json!({ "customer": id(&customers[0]), "content": "电话沟通" }));
    let before = wu.one("customer", &customers[0]).body;
    let place = format!("/api/users/{}", lin.id);
    for person in [&chen, &mei] {
        let below = json!({ "superior": lin.id.to_string() });
        wu.request(Method::Patch, &format!("/api/users/{}", person.id), Some(&below), &[]).assert(Status::Ok);
    }
    let sales = wu.post("/api/departments", json!({ "name": "销售部" })).body;
    let led = json!({ "leader": lin.id.to_string() });
    wu.request(Method::Patch, &format!("/api/departments/{}", id(&sales)), Some(&led), &[]).assert(Status::Ok);

    let holdings = wu.get(&format!("{place}/holdings")).assert(Status::Ok).body;
    assert_eq!((&holdings["objects"][0]["object"], &holdings["objects"][0]["count"]), (&json!("customer"), &json!(8)));
    assert_eq!((holdings["reports"].as_array().map(Vec::len), &holdings["departments"]), (Some(2), &json!(["销售部"])));

    // One of the reports takes the place, so they come up first.
    let plan = json!({ "heirs": heirs(&[(&chen, 3), (&mei, 1)]), "superior": chen.id.to_string(), "leader": chen.id.to_string(), "disable": true });
    let preview = wu.post(&format!("{place}/handover/preview"), plan.clone()).assert(Status::Ok).body;
    let counts: Vec<_> = preview["moves"].as_array().unwrap().iter().map(|m| (m["to"]["title"].clone(), m["count"].clone())).collect();
    assert_eq!(counts, [(json!("chen"), json!(6)), (json!("mei"), json!(2))]);
    assert_eq!(lin.list("customer", "").len(), 8, "a preview writes nothing");

    let job = finished(&wu, &format!("{place}/handover"), plan);
    assert_eq!((&job["state"], &job["result"]["failed"]), (&json!("done"), &json!([])), "{job}");
    let moved: Vec<_> = job["result"]["moved"].as_array().unwrap().iter().map(|m| m["count"].as_i64().unwrap()).collect();
    assert_eq!(moved, [6, 2]);
    lin.get("/api/session").assert_code(401, "session.required");
    assert_eq!((chen.list("customer", "").len(), mei.list("customer", "").len()), (6, 2));

    let mut after = wu.one("customer", &customers[0]).body;
    assert_eq!(after["owner"]["id"], chen.id.to_string());
    for name in ["owner", "version", "updated_at", "updated_by"] {
        after[name] = before[name].clone();
    }
    assert_eq!(after, before, "nothing else of a record changes");
    assert_eq!(chen.one("contact", &contact).assert(Status::Ok).body["customer"]["id"], customers[0]["id"]);
    chen.one("follow_up", &note).assert(Status::Ok);
    let history = chen.get(&format!("/api/records/customer/{}/timeline", id(&customers[0]))).body;
    let change = history["items"].as_array().unwrap().iter().find(|entry| entry["verb"] == "hand_over").expect("an entry").clone();
    assert_eq!((&change["changes"][0]["old"], &change["changes"][0]["new"]), (&json!("lin"), &json!("chen")));
    let superior = |name: &str| wu.get(&format!("/api/users?q={name}")).body["items"][0]["superior"]["title"].clone();
    assert_eq!((superior("chen"), superior("mei")), (Json::Null, json!("chen")));
    assert_eq!(wu.get("/api/departments").body["items"][0]["leader"]["title"], "chen");
    let events = app.server.db.read_blocking(|reader| kedun::audit::read_after(reader.conn, 0, 1000)).unwrap();
    assert_eq!(events.iter().filter(|event| event.kind == "handover.start").count(), 1);
    app.assert_log_verifies();
}

#[test]
fn a_week_long_it_can_be_taken_back() {
    let app = TestApp::new();
    let (wu, lin, chen, mei) = (app.admin("wu"), app.employee("lin"), app.employee("chen"), app.employee("mei"));
    let customers: Vec<Json> = (1..=5).map(|n| lin.create("customer", json!({ "name": format!("客户{n}号") }))).collect();
    let place = format!("/api/users/{}", lin.id);
    wu.request(Method::Patch, &format!("/api/users/{}", mei.id), Some(&json!({ "superior": lin.id.to_string() })), &[]).assert(Status::Ok);
    let plan = json!({ "heirs": heirs(&[(&chen, 1)]), "superior": chen.id.to_string(), "disable": true });
    let job = finished(&wu, &format!("{place}/handover"), plan);
    let undo = format!("/api/handovers/{}/undo", job["result"]["handover"].as_str().unwrap());
    // One has changed hands since, and stays.
    chen.act("customer", &customers[4], "transfer", json!({ "owner": mei.id.to_string() })).assert(Status::Ok);
    let result = finished(&wu, &undo, json!({}))["result"].clone();
    assert_eq!((&result["back"], &result["left"], &result["failed"]), (&json!(4), &json!(1), &json!([])), "{result}");
    // Their superior is disabled, so that stays as it is; and nobody is enabled by the way.
    assert_eq!((&result["staff"], &result["staff_left"]), (&json!(0), &json!(1)));
    assert_eq!(wu.get("/api/users?q=lin").body["items"][0]["active"], false);
    assert_eq!(wu.one("customer", &customers[0]).body["owner"]["id"], lin.id.to_string());
    assert_eq!(wu.one("customer", &customers[4]).body["owner"]["id"], mei.id.to_string());
    wu.post(&undo, json!({})).assert_code(409, "handover.undone");

    wu.request(Method::Patch, &place, Some(&json!({ "status": "active" })), &[]).assert(Status::Ok);
    let job = finished(&wu, &format!("{place}/handover"), json!({ "heirs": heirs(&[(&chen, 1)]), "superior": chen.id.to_string() }));
    app.clock.advance(chrono::Duration::days(7));
    let wu = app.sign_in(wu.id);
    let late = format!("/api/handovers/{}/undo", job["result"]["handover"].as_str().unwrap());
    wu.post(&late, json!({})).assert_code(409, "handover.over");
    app.assert_log_verifies();
}

#[test]
fn the_recycle_bin_and_the_shares_go_along_and_come_back() {
    let app = TestApp::new();
    let (wu, lin, chen, mei) = (app.admin("wu"), app.employee("lin"), app.employee("chen"), app.employee("mei"));
    let (kept, binned) = (lin.create("customer", json!({ "name": "恒通" })), lin.create("customer", json!({ "name": "顺达" })));
    lin.delete("customer", &binned).assert(Status::NoContent);
    let team = format!("/api/records/customer/{}/team/{}", id(&kept), mei.id);
    lin.request(Method::Put, &team, Some(&json!({ "may": "read" })), &[]).assert(Status::NoContent);
    let place = format!("/api/users/{}", lin.id);
    let job = finished(&wu, &format!("{place}/handover"), json!({ "heirs": heirs(&[(&chen, 1)]) }));
    assert_eq!(job["result"]["moved"][0]["count"], json!(2), "{job}");
    assert!(chen.search("顺达").is_empty(), "what is in the bin is not found");
    assert_eq!(mei.one("customer", &kept).status, 404, "who was let in by lin is not by chen");
    let restore = |who: &Person<'_>| who.post(&format!("/api/recycle-bin/customer/{}/restore", id(&binned)), json!({}));
    assert_eq!(restore(&lin).status, 404);
    restore(&chen).assert(Status::Ok);
    let undo = format!("/api/handovers/{}/undo", job["result"]["handover"].as_str().unwrap());
    assert_eq!(finished(&wu, &undo, json!({}))["result"]["back"], json!(2));
    mei.one("customer", &kept).assert(Status::Ok);
    lin.one("customer", &binned).assert(Status::Ok);
    app.assert_log_verifies();
}

#[test]
fn a_share_counts_until_its_last_day_is_over_in_the_companys_zone() {
    let app = TestApp::new();
    let (wu, lin, mei) = (app.admin("wu"), app.employee("lin"), app.employee("mei"));
    let customer = lin.create("customer", json!({ "name": "恒通" }));
    let team = format!("/api/records/customer/{}/team/{}", id(&customer), mei.id);
    lin.request(Method::Put, &team, Some(&json!({ "may": "read", "until": "2026-11-24" })), &[]).assert(Status::NoContent);
    let shared = |wu: &Person<'_>| wu.get(&format!("/api/users/{}/holdings", mei.id)).assert(Status::Ok).body["shared"].clone();
    assert_eq!(shared(&wu), json!(1));
    // Four in the morning of the 25th; in Greenwich it is still the 24th.
    app.clock.advance(chrono::Duration::hours(18));
    assert_eq!(shared(&app.sign_in(wu.id)), json!(0));
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_moves() {
    let app = TestApp::new();
    let (wu, lin, chen) = (app.admin("wu"), app.employee("lin"), app.employee("chen"));
    lin.create("customer", json!({ "name": "恒通" }));
    let place = format!("/api/users/{}/handover", lin.id);
    wu.request(Method::Patch, &format!("/api/users/{}", chen.id), Some(&json!({ "status": "disabled" })), &[]).assert(Status::Ok);
    for path in [place.clone(), format!("{place}/preview")] {
        wu.post(&path, json!({})).assert_code(422, "handover.nothing");
        let disabled = wu.post(&path, json!({ "heirs": heirs(&[(&chen, 1)]), "superior": lin.id.to_string() }));
        assert_eq!((disabled.field_code("heirs.0.to"), disabled.field_code("superior")), (Some("user.inactive"), Some("handover.to_self")));
        let to = wu.id.to_string();
        let odd = json!({ "heirs": [{ "object": "contact", "to": to }, { "object": "customer", "to": to, "share": 0 }, { "object": "customer", "to": to }] });
        let odd = wu.post(&path, odd);
        assert_eq!(odd.field_code("heirs.0.object"), Some("handover.object"));
        assert_eq!((odd.field_code("heirs.1.share"), odd.field_code("heirs.2.to")), (Some("handover.share"), Some("handover.twice")));
        lin.post(&path, json!({ "disable": true })).assert_code(403, "access.forbidden");
    }
    wu.post(&format!("/api/users/{}/handover", wu.id), json!({ "disable": true })).assert_code(409, "handover.own");
    assert_eq!(lin.list("customer", "").len(), 1);
    // Nobody is an heir, too.
    let job = finished(&wu, &place, json!({ "heirs": [{ "object": "customer", "to": null }] }));
    assert_eq!((&job["result"]["moved"][0]["to"], &job["result"]["moved"][0]["count"]), (&Json::Null, &json!(1)));
    assert!(lin.list("customer", "").is_empty());
}

fn person(server: &App, login: &str, role: Role) -> Actor {
    let login = Login::parse(login).unwrap();
    let (name, roles) = (login.as_str().to_owned(), [role.clone()].into());
    let new = NewUser { login, name, roles, department: None, password: PasswordHash("-".into()) };
    let id = server.db.write_blocking(&Actor::system("test"), move |tx| users::create(tx, new)).unwrap();
    Actor { user: Some(id), roles: Arc::new([role.name().to_owned()]), ..Actor::system("test") }
}

/// The owners of all customers, by number.
fn owners(server: &App) -> Vec<Option<i64>> {
    let order = [kedun::db::sql::Order { column: Column::plain("id"), descending: false }];
    let columns = [Column::plain("owner_id")];
    let select = Select { table: "customer", columns: &columns, predicate: &Predicate::True, order: &order, limit: None };
    let rows: Vec<Row> = server.db.read_blocking(|reader| Ok(select.load(reader.conn)?)).unwrap();
    rows.into_iter().map(|row| if let Value::Int(owner) = row.0[0] { Some(owner) } else { None }).collect()
}

#[test]
fn a_handover_that_was_broken_off_goes_on_where_it_was() {
    const MANY: usize = 1500;
    let directory = tempfile::tempdir().unwrap();
    let server = kedun::app::found(app::config(directory.path()), Arc::new(SystemClock)).unwrap();
    let wu = person(&server, "wu", Role::ADMIN);
    let [lin, chen, mei] = ["lin", "chen", "mei"].map(|login| person(&server, login, Role::SALES).user.unwrap());
    let (engine, customer) = (server.engine.pin(), server.engine.pin().object("customer").unwrap().clone());
    let made = server.db.write_blocking(&wu, move |tx| {
        (0..MANY).try_for_each(|n| {
            write::create(tx, &engine, &customer, Draft::new().set("name", format!("客户{n}号")).set("owner", lin)).map(drop)
        })
    });
    made.unwrap();

    let heir = |to: UserId, share: u32| json!({ "object": "customer", "to": to.to_string(), "share": share });
    let request: HandoverRequest = serde_json::from_value(json!({ "heirs": [heir(chen, 2), heir(mei, 1)] })).unwrap();
    let jobs = Jobs::new(server.db.clone(), server.files.clone());
    let workers = || Workers::new(jobs.clone(), Registry::new().with(HandoverJob::new(server.engine.clone(), server.access.clone())));
    Runtime::new().unwrap().block_on(jobs.submit::<HandoverJob>(&wu, "交接".into(), &HandoverInput { user: lin, request })).unwrap();
    let view = || server.db.read_blocking(|reader| of_kind::<HandoverJob>(reader.conn, &wu, 1)).unwrap().remove(0).0;
    let first = workers();
    let at_work = {
        let first = first.clone();
        thread::spawn(move || first.work_off())
    };
    eventually("a first batch", || (view().done > 0).then_some(()));
    first.stop();
    at_work.join().unwrap().unwrap();
    let midway = owners(&server).iter().filter(|owner| **owner == Some(lin.0)).count();
    assert!(midway > 0 && midway < MANY, "it was not broken off midway: {midway}");

    let next = workers();
    assert_eq!(next.take_up().unwrap(), 1);
    next.work_off().unwrap();
    assert_eq!((view().state, view().done), (State::Done, i64::try_from(MANY).unwrap()));
    assert_eq!(view().error, None);
    // As if nothing had happened: two for one, one for the other, in turns.
    let turns: Vec<_> = (0..MANY).map(|n| Some(if n % 3 < 2 { chen.0 } else { mei.0 })).collect();
    assert_eq!(owners(&server), turns);
}

#[test]
fn whoever_lost_the_right_meanwhile_moves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let server = kedun::app::found(app::config(directory.path()), Arc::new(SystemClock)).unwrap();
    let (wu, _guard) = (person(&server, "wu", Role::ADMIN), person(&server, "mei", Role::ADMIN));
    let lin = person(&server, "lin", Role::SALES).user.unwrap();
    let jobs = Jobs::new(server.db.clone(), server.files.clone());
    let request = HandoverRequest { disable: true, ..HandoverRequest::default() };
    Runtime::new().unwrap().block_on(jobs.submit::<HandoverJob>(&wu, "交接".into(), &HandoverInput { user: lin, request })).unwrap();
    let (id, demoted) = (wu.user.unwrap(), UserChange { roles: Some([Role::SALES].into()), ..UserChange::default() });
    server.db.write_blocking(&Actor::system("test"), move |tx| people::update(tx, id, &demoted).map(drop)).unwrap();
    Workers::new(jobs, Registry::new().with(HandoverJob::new(server.engine.clone(), server.access.clone()))).work_off().unwrap();
    let (view, _) = server.db.read_blocking(|reader| of_kind::<HandoverJob>(reader.conn, &wu, 1)).unwrap().remove(0);
    assert_eq!((view.state, view.error.unwrap()["code"].as_str()), (State::Failed, Some("access.forbidden")));
    assert!(server.db.read_blocking(|reader| users::find(reader.conn, lin)).unwrap().unwrap().active);
}

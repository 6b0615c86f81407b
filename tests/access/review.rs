//! The periodic review: what was used and what not, keep, shrink, take away, sign, and what becomes of what nobody looked at.

use chrono::Duration;
use kedun::actor::Actor;
use kedun::admin::review;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

/// What the server does every minute and every day, done now.
fn look(app: &TestApp) {
    let today = app.server.db.now().with_timezone(&app.server.engine.pin().zone).date_naive();
    let engine = app.server.engine.pin();
    let (uses, catalog, zone, mail) = (engine.take_uses(today), engine.catalog.clone(), engine.zone, app.server.mail.clone());
    app.server.db.write_unaudited_blocking(move |tx| review::note_uses(tx, &uses, today)).expect("uses");
    app.server
        .db
        .write_blocking(&Actor::system("review"), move |tx| review::tick(tx, &catalog, zone, &mail, today).map(drop))
        .expect("a day");
}

fn item<'a>(review: &'a Json, person: &Person<'_>, role: &str) -> &'a Json {
    let items = review["items"].as_array().expect("items");
    items.iter().find(|i| i["user"]["id"] == person.id.to_string() && i["role"] == role).expect("the grant")
}

#[test]
fn a_grant_is_kept_shrunk_or_withdrawn_and_the_whole_is_signed() {
    let app = TestApp::new();
    let (admin, hou) = (app.admin("wu"), app.person("hou", &["security"]));
    let (lin, he, sun) = (app.person("lin", &["sales"]), app.person("he", &["service"]), app.person("sun", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    lin.list("customer", "");
    look(&app);
    let made = hou.post("/api/reviews", json!({})).assert(Status::Created).body;
    hou.post("/api/reviews", json!({})).assert_code(409, "review.open");
    lin.get("/api/reviews").assert(Status::Forbidden);
    let path = format!("/api/reviews/{}", id(&made));
    let seen = hou.get(&path).assert(Status::Ok).body;
    let grant = item(&seen, &lin, "sales");
    let labels = |uses: &Json| {
        uses.as_array()
            .expect("uses")
            .iter()
            .map(|u| format!("{} · {}", u["object"].as_str().unwrap_or_default(), u["verb"].as_str().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert!(labels(&grant["used"]).contains(&"客户 · 新建".to_owned()), "{grant}");
    assert!(labels(&grant["unused"]).contains(&"客户 · 导出".to_owned()), "{grant}");

    let decide = |who: &Person<'_>, of: &Person<'_>, role: &str, decision: &str| {
        who.post(&format!("{path}/items"), json!({ "user": of.id, "role": role, "decision": decision }))
    };
    decide(&hou, &lin, "sales", "shrink").assert(Status::NoContent);
    decide(&hou, &he, "service", "withdraw").assert(Status::NoContent);
    decide(&hou, &admin, "admin", "shrink").assert_code(409, "review.no_shrink");
    // What she lost in the meantime needs no decision.
    let path_of_sun = format!("/api/users/{}", sun.id);
    hou.request(Method::Patch, &path_of_sun, Some(&json!({ "roles": [] })), &[]).assert(Status::Ok);
    decide(&hou, &sun, "sales", "shrink").assert_code(409, "review.no_shrink");
    hou.post(&format!("{path}/sign"), json!({})).assert_code(409, "review.undecided");
    decide(&hou, &admin, "admin", "keep").assert(Status::NoContent);
    // There is nobody else who could look at hers.
    decide(&hou, &hou, "security", "keep").assert(Status::NoContent);
    // Until it is signed nothing has happened.
    he.get("/api/records/customer").assert(Status::Ok);
    lin.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Accepted);
    hou.post(&format!("{path}/sign"), json!({})).assert(Status::NoContent);
    // What was used goes on, the rest is gone with the next request.
    lin.one("customer", &customer).assert(Status::Ok);
    lin.create("customer", json!({ "name": "远海" }));
    lin.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Forbidden);
    lin.delete("customer", &customer).assert(Status::Forbidden);
    he.get("/api/records/customer").assert(Status::Forbidden);
    assert_eq!(item(&hou.get(&path).body, &sun, "sales")["decision"], "gone");
    decide(&hou, &he, "service", "keep").assert(Status::NotFound);
    let signed = hou.get("/api/reviews").assert(Status::Ok).body;
    assert_eq!((&signed["items"][0]["signed_by"]["title"], &signed["items"][0]["done"]), (&json!("hou"), &json!(5)));
    hou.get(&format!("{path}/file")).assert(Status::Ok);
    app.assert_log_verifies();
}

#[test]
fn a_decision_is_taken_back_before_the_review_is_signed() {
    let app = TestApp::new();
    let (hou, he) = (app.person("hou", &["security"]), app.person("he", &["service"]));
    let made = hou.post("/api/reviews", json!({})).assert(Status::Created).body;
    let path = format!("/api/reviews/{}", id(&made));
    let decide = |decision: Json| hou.post(&format!("{path}/items"), json!({ "user": he.id, "role": "service", "decision": decision }));
    let stands = || item(&hou.get(&path).body, &he, "service")["decision"].clone();
    decide(json!("withdraw")).assert(Status::NoContent);
    decide(json!("keep")).assert(Status::NoContent);
    assert_eq!(stands(), "keep");
    decide(json!("withdraw")).assert(Status::NoContent);
    decide(json!(null)).assert(Status::NoContent);
    assert_eq!(stands(), json!(null));
    hou.post(&format!("{path}/sign"), json!({})).assert_code(409, "review.undecided");
    he.get("/api/records/customer").assert(Status::Ok);
}

#[test]
fn nobody_takes_their_own_role_away_even_alone() {
    let app = TestApp::new();
    let hou = app.person("hou", &["security", "sales"]);
    let made = hou.post("/api/reviews", json!({})).assert(Status::Created).body;
    let path = format!("/api/reviews/{}/items", id(&made));
    for decision in ["withdraw", "shrink"] {
        hou.post(&path, json!({ "user": hou.id, "role": "sales", "decision": decision })).assert_code(409, "review.own");
    }
    hou.post(&path, json!({ "user": hou.id, "role": "sales", "decision": "keep" })).assert(Status::NoContent);
}

#[test]
fn only_what_was_done_is_evidence_of_use() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    // Looked into, tried and refused: none of it is use.
    lin.get("/api/recycle-bin").assert(Status::Ok);
    lin.get("/api/search?q=%E6%81%92%E9%80%9A").assert(Status::Ok);
    lin.post("/api/records/customer/bulk/preview", json!({ "action": "delete", "ids": [id(&customer)] })).assert(Status::Ok);
    let made = hou.post("/api/reviews", json!({})).assert(Status::Created).body;
    let seen = hou.get(&format!("/api/reviews/{}", id(&made))).assert(Status::Ok).body;
    let used: Vec<_> = item(&seen, &lin, "sales")["used"].as_array().expect("uses").iter().map(|u| u["verb"].clone()).collect();
    assert_eq!(used, [json!("新建")], "{used:?}");
}

#[test]
fn nobody_reviews_themselves_where_there_is_somebody_else() {
    let app = TestApp::new();
    let (hou, xu) = (app.person("hou", &["security"]), app.person("xu", &["security"]));
    let made = hou.post("/api/reviews", json!({})).assert(Status::Created).body;
    let path = format!("/api/reviews/{}/items", id(&made));
    let own = json!({ "user": hou.id, "role": "security", "decision": "keep" });
    hou.post(&path, own.clone()).assert_code(409, "review.own");
    xu.post(&path, own).assert(Status::NoContent);
}

#[test]
fn a_review_begins_by_itself_and_what_nobody_looked_at_runs_out() {
    let app = TestApp::new();
    let (admin, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    look(&app);
    assert_eq!(admin.get("/api/reviews").body["items"], json!([]));
    let days = |n| app.clock.advance(Duration::days(n));
    days(93);
    look(&app);
    let admin = app.sign_in_as("wu");
    let review = admin.get("/api/reviews").assert(Status::Ok).body["items"][0].clone();
    assert_eq!((&review["total"], &review["due_on"], &review["expires_on"]), (&json!(2), &json!("2027-03-11"), &json!("2027-03-25")));
    let stale = admin.get("/api/reviews/stale-accounts").assert(Status::Ok).body;
    assert!(stale["items"].as_array().expect("people").iter().any(|s| s["user"]["id"] == lin.id.to_string()), "{stale}");
    days(15);
    look(&app);
    days(14);
    look(&app);
    let still = app.sign_in_as("wu").get(&format!("/api/reviews/{}", id(&review))).assert(Status::Ok).body;
    assert_eq!(item(&still, &lin, "sales")["decision"], json!(null), "one look is not enough");
    days(1);
    look(&app);
    // The last administrator stays, or nobody could let anybody in.
    let admin = app.sign_in_as("wu");
    let review = admin.get(&format!("/api/reviews/{}", id(&review))).assert(Status::Ok).body;
    assert_eq!(item(&review, &lin, "sales")["decision"], "expired");
    assert_eq!(item(&review, &admin, "admin")["decision"], "keep");
    app.sign_in_as("lin").get("/api/records/customer").assert(Status::Forbidden);
    let events = app.server.db.read_blocking(|reader| kedun::audit::read_after(reader.conn, 0, 1000)).expect("the log");
    for kind in ["review.start", "review.remind", "review.expire"] {
        assert_eq!(events.iter().filter(|event| event.kind == kind).count(), 1, "{kind}");
    }
    admin.request(Method::Put, "/api/reviews/schedule", Some(&json!({ "every_months": 13 })), &[]).assert(Status::UnprocessableEntity);
    admin.request(Method::Put, "/api/reviews/schedule", Some(&json!({ "every_months": 0 })), &[]).assert(Status::NoContent);
    days(400);
    look(&app);
    assert_eq!(app.sign_in_as("wu").get("/api/reviews").body["items"].as_array().map(Vec::len), Some(1));
    app.assert_log_verifies();
}

#[test]
fn a_clock_that_is_wrong_for_a_moment_takes_no_right_away() {
    let app = TestApp::new();
    let (_admin, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    app.clock.advance(Duration::days(93));
    look(&app);
    let (jump, year) = (|days| app.clock.jump(Duration::days(days)), 365);
    let keeps = || {
        let reviews = app.sign_in_as("wu").get("/api/reviews").assert(Status::Ok).body;
        let review = app.sign_in_as("wu").get(&format!("/api/reviews/{}", id(&reviews["items"][0]))).assert(Status::Ok).body;
        assert_eq!(item(&review, &lin, "sales")["decision"], json!(null));
    };
    // A year ahead, looked at twice within the hour, and by a look of a later day.
    jump(year);
    look(&app);
    app.clock.advance(Duration::hours(1));
    look(&app);
    jump(1);
    look(&app);
    keeps();
    // Back, and wrong again a day later: each time begins anew.
    jump(-year - 1);
    look(&app);
    app.clock.advance(Duration::hours(25));
    jump(year);
    look(&app);
    keeps();
    // It was right: a day of running later it is found again.
    app.clock.advance(Duration::hours(24));
    look(&app);
    app.sign_in_as("lin").get("/api/records/customer").assert(Status::Forbidden);
}

#[test]
fn a_review_begins_on_the_companys_day_whatever_day_it_is_elsewhere() {
    let app = TestApp::new();
    // Four in the morning of the 25th; in Greenwich it is still the 24th.
    app.clock.advance(Duration::hours(18));
    app.admin("wu");
    app.clock.advance(Duration::days(91));
    look(&app);
    let reviews = || app.sign_in_as("wu").get("/api/reviews").assert(Status::Ok).body["items"].as_array().map(Vec::len);
    assert_eq!(reviews(), Some(0));
    app.clock.advance(Duration::days(1));
    look(&app);
    assert_eq!(reviews(), Some(1));
}

//! Notices by mail: to whoever wants them, as they want them, and never with what a record is called.

use chrono::Duration;
use diesel::{QueryableByName, RunQueryDsl};
use kedun::audit::EventKind;
use kedun::audit::list::{self, Filter};
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use super::support::{given, minute, told};
use crate::support::person::id;
use crate::support::{Person, TestApp};

#[derive(Debug, QueryableByName)]
struct WaitingMail {
    #[diesel(sql_type = diesel::sql_types::Text)]
    address: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    subject: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    body: String,
}

/// What waits to be sent.
fn outbox(app: &TestApp) -> Vec<WaitingMail> {
    let waiting = "SELECT address, subject, body FROM mail WHERE ended_at IS NULL ORDER BY id";
    app.server.db.read_blocking(|reader| Ok(diesel::sql_query(waiting).load(reader.conn)?)).expect("the outbox")
}

fn subjects(app: &TestApp) -> Vec<String> {
    outbox(app).into_iter().map(|mail| mail.subject).collect()
}

fn reachable(wu: &Person<'_>, person: &Person<'_>, address: &str) {
    let address = json!({ "email": address });
    wu.request(Method::Patch, &format!("/api/users/{}", person.id), Some(&address), &[]).assert(Status::Ok);
}

#[track_caller]
fn choose(person: &Person<'_>, choice: Json) -> Json {
    person.request(Method::Put, "/api/notices/preferences", Some(&choice), &[]).assert(Status::Ok).body
}

#[test]
fn what_is_wanted_at_once_is_mailed_at_once_without_a_customers_name() {
    let app = TestApp::with_mail();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    reachable(&wu, &lin, "lin@example.cn");
    given(&wu, lin.id, "没人要的邮件");
    minute(&app);
    assert_eq!(subjects(&app), Vec::<String>::new(), "nobody asked for it");
    let stands = choose(&lin, json!({ "assigned": "now" }));
    assert_eq!((&stands["mail"], &stands["address"]), (&json!(true), &json!("lin@example.cn")));
    let customer = given(&wu, lin.id, "恒通贸易");
    minute(&app);
    minute(&app);
    let [mail] = &outbox(&app)[..] else { panic!("{:?}", outbox(&app)) };
    assert_eq!((mail.address.as_str(), mail.subject.as_str()), ("lin@example.cn", "wu 把 1 个客户交给了您"));
    assert!(mail.body.contains(&format!("/r/customer/{}", id(&customer))) && !mail.body.contains("恒通"), "{mail:?}");
    // Several at once are one mail, and what was read meanwhile is none.
    for name in ["顺达", "万里", "长江"] {
        given(&wu, lin.id, name);
    }
    lin.post(&format!("/api/notices/{}/read", id(&told(&lin, "")[0])), json!({})).assert(Status::NoContent);
    minute(&app);
    assert_eq!(subjects(&app)[1..], ["客盾：2 条新消息"]);
    assert!(outbox(&app)[1].body.contains("/messages"));
    app.assert_log_verifies();
}

#[test]
fn a_daily_summary_comes_in_the_morning() {
    let app = TestApp::with_mail();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    reachable(&wu, &lin, "lin@example.cn");
    choose(&lin, json!({ "assigned": "daily" }));
    minute(&app);
    given(&wu, lin.id, "恒通");
    given(&wu, lin.id, "顺达");
    minute(&app);
    assert_eq!(subjects(&app), Vec::<String>::new(), "the morning is over");
    app.clock.advance(Duration::hours(22));
    minute(&app);
    assert_eq!(subjects(&app), Vec::<String>::new(), "it is eight o'clock, and the day has not begun");
    app.clock.advance(Duration::minutes(31));
    minute(&app);
    minute(&app);
    assert_eq!(subjects(&app), ["客盾：2 条新消息"]);
}

#[test]
fn what_waits_for_somebody_is_mailed_unless_they_say_no() {
    let app = TestApp::with_mail();
    let admin = app.admin("zhou");
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    reachable(&admin, &lin, "lin@example.cn");
    for mobile in ["13800001234", "13800001235"] {
        lin.create("customer", json!({ "name": mobile, "mobile": mobile }));
    }
    let ask = |mobile: &str| wu.post("/api/records/customer/share-requests", json!({ "values": { "mobile": mobile } }));
    ask("13800001234").assert(Status::NoContent);
    minute(&app);
    assert_eq!(subjects(&app), ["wu 请您共享一个由您负责的客户，等您答复"]);
    choose(&lin, json!({ "share_ask": "none" }));
    ask("13800001235").assert(Status::NoContent);
    minute(&app);
    assert_eq!(subjects(&app).len(), 1);
    // Whoever has left is not written to.
    choose(&lin, json!({ "assigned": "now" }));
    given(&admin, lin.id, "恒通");
    admin.request(Method::Patch, &format!("/api/users/{}", lin.id), Some(&json!({ "status": "disabled" })), &[]).assert(Status::Ok);
    minute(&app);
    assert_eq!(subjects(&app).len(), 1);
}

#[test]
fn a_choice_is_ones_own_and_in_the_log() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let of = |person: &Person<'_>, kind: &str| {
        let stands = person.get("/api/notices/preferences").assert(Status::Ok).body;
        assert_eq!(stands["mail"], false, "mail is not set up");
        let items = stands["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().find(|item| item["kind"] == kind).map(|item| item["mail"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!((of(&lin, "due").as_deref(), of(&lin, "share_ask").as_deref(), of(&lin, "emergency")), (Some("none"), Some("now"), None));
    choose(&lin, json!({ "due": "daily", "share_ask": "none" }));
    choose(&lin, json!({}));
    assert_eq!(
        (of(&lin, "due").as_deref(), of(&lin, "share_ask").as_deref(), of(&wu, "due").as_deref()),
        (Some("daily"), Some("none"), Some("none"))
    );
    let put = |choice: Json| lin.request(Method::Put, "/api/notices/preferences", Some(&choice), &[]);
    assert_eq!(put(json!({ "emergency": "none" })).field_code("emergency"), Some("notice.fixed"));
    put(json!({ "gossip": "now" })).assert_code(400, "filter.value");
    put(json!({ "due": "hourly" })).assert_code(400, "request.malformed");
    let filter = Filter { kinds: vec![EventKind::NoticeSetting], ..Filter::default() };
    let events = app.server.db.read_blocking(|reader| Ok(list::list(reader.conn, &filter)?.items)).unwrap();
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.user, &event.detail["due"]), (Some(lin.id), &json!("daily")));
    app.assert_log_verifies();
}

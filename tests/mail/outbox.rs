//! Who is written to about what, and what becomes of a mail; the carrier is a test's.

use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use diesel::{QueryableByName, RunQueryDsl};
use kedun::actor::Actor;
use kedun::admin::{leaving, review};
use kedun::mail::{self, MailRefusal, Transport, Why};
use rocket::http::{ContentType, Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

/// Takes what it is given, unless it is told why not.
#[derive(Default)]
struct Postman {
    taken: Mutex<Vec<String>>,
    refuses: Option<Why>,
}

#[rocket::async_trait]
impl Transport for Postman {
    async fn carry(&self, message: lettre::Message) -> Result<(), MailRefusal> {
        self.taken.lock().unwrap().push(String::from_utf8_lossy(&message.formatted()).into_owned());
        self.refuses.map_or(Ok(()), |why| Err(MailRefusal { why, what: "the postman refuses".into() }))
    }
}

impl Postman {
    fn refusing(why: Why) -> Self {
        Self { refuses: Some(why), ..Self::default() }
    }

    /// Goes his round; the Message-IDs of what he was given, and when the next mail is due.
    fn round(&self, app: &TestApp) -> (Vec<String>, Option<DateTime<Utc>>) {
        let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let next = runtime.block_on(mail::deliver(&app.server.mail, &app.server.db, self)).expect("a round");
        let taken = std::mem::take(&mut *self.taken.lock().unwrap());
        let ids = taken.iter().filter_map(|mail| mail.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned));
        (ids.collect(), next)
    }
}

#[derive(Debug, QueryableByName)]
struct Waiting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    address: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    subject: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    body: String,
}

fn outbox(app: &TestApp) -> Vec<Waiting> {
    let waiting = "SELECT address, subject, body FROM mail WHERE ended_at IS NULL ORDER BY id";
    app.server.db.read_blocking(|reader| Ok(diesel::sql_query(waiting).load(reader.conn)?)).expect("the outbox")
}

/// What all mails, sent or not, still say.
fn said(app: &TestApp) -> String {
    let all = "SELECT address, subject, body FROM mail";
    let rows: Vec<Waiting> = app.server.db.read_blocking(|reader| Ok(diesel::sql_query(all).load(reader.conn)?)).expect("the outbox");
    rows.into_iter().map(|row| row.body).collect()
}

/// How the mails of the log ended.
fn noted(app: &TestApp) -> Vec<(String, String)> {
    let events = app.server.db.read_blocking(|reader| kedun::audit::read_after(reader.conn, 0, 1000)).expect("the log");
    events.into_iter().filter(|event| event.kind == "mail.send").map(|event| (event.outcome, event.detail)).collect()
}

fn change(admin: &Person<'_>, user: &Person<'_>, change: Json) {
    admin.request(Method::Patch, &format!("/api/users/{}", user.id), Some(&change), &[]).assert(Status::Ok);
}

fn link(body: &str) -> &str {
    body.lines().find_map(|line| line.strip_prefix("http://localhost:8080")).expect("a link")
}

#[test]
fn an_invitation_goes_by_mail_and_is_forgotten_when_sent() {
    let app = TestApp::with_mail();
    let wu = app.admin("wu");
    assert_eq!(wu.get("/api/session").body["mail"], true);
    let draft = json!({ "login": "lin", "name": "林晓东", "email": "lin@example.cn", "invite": "mail" });
    let lin = wu.post("/api/users", draft).assert(Status::Created).body;
    assert_eq!((&lin["invitation"]["path"], &lin["invitation"]["mailed_to"]), (&Json::Null, &json!("lin@example.cn")));
    let first = link(&outbox(&app)[0].body).to_owned();
    // Invited anew, the mail with the link that has ended never leaves.
    wu.post(&format!("/api/users/{}/invite?by=mail", id(&lin)), json!({})).assert(Status::Ok);
    wu.post(&format!("/api/users/{}/invite?by=fax", id(&lin)), json!({})).assert_code(400, "filter.value");
    let waiting = outbox(&app);
    assert_eq!((waiting.len(), waiting[0].address.as_str()), (1, "lin@example.cn"));
    assert!(waiting[0].subject.ends_with("邀请您使用客盾") && waiting[0].body.contains("林晓东"), "{waiting:?}");
    let second = link(&waiting[0].body);
    assert_ne!(first, second);
    let (ids, next) = Postman::default().round(&app);
    assert!(ids.len() == 1 && ids[0].ends_with("@example.cn>") && next.is_none(), "{ids:?}");
    assert_eq!((said(&app), outbox(&app).len()), (String::new(), 0));
    assert_eq!(noted(&app), [("done".to_owned(), r#"{"about":"invitation"}"#.to_owned())]);
    let accept = json!({ "token": second.strip_prefix("/invite#"), "password": "seven purple trams hum" });
    let answer = app.client.post("/api/invitation/accept").header(ContentType::JSON).body(accept.to_string()).dispatch();
    assert_eq!(answer.status(), Status::Ok);
    let he = wu.post("/api/users", json!({ "login": "he", "name": "何伟" })).assert(Status::Created).body;
    wu.post(&format!("/api/users/{}/invite?by=mail", id(&he)), json!({})).assert_code(409, "mail.no_address");
    app.assert_log_verifies();
}

#[test]
fn what_is_not_taken_is_tried_again_under_the_same_name_and_given_up_after_two_days() {
    let app = TestApp::with_mail();
    let wu = app.admin("wu");
    let invite = |login: &str| {
        let draft = json!({ "login": login, "name": login, "email": format!("{login}@example.cn"), "invite": "mail" });
        app.sign_in(wu.id).post("/api/users", draft).assert(Status::Created);
    };
    invite("lin");
    let away = Postman::refusing(Why::Unreachable);
    let (first, next) = away.round(&app);
    assert_eq!(next.map(|next| next - app.server.db.now()), Some(Duration::minutes(1)));
    assert_eq!(away.round(&app).0, Vec::<String>::new(), "before its time nothing is tried");
    app.clock.advance(Duration::minutes(1));
    assert_eq!(away.round(&app).0, first);
    assert_eq!(noted(&app), []);
    app.clock.advance(Duration::hours(47));
    assert_eq!(away.round(&app).0, first);
    let late = Postman::default();
    app.clock.advance(Duration::hours(1));
    assert_eq!(late.round(&app), (Vec::new(), None), "too late, even when the server is back");
    invite("he");
    Postman::refusing(Why::Address).round(&app);
    let reason = |name: &str| ("failed".to_owned(), format!(r#"{{"about":"invitation","reason":"{name}"}}"#));
    assert_eq!(noted(&app), [reason("mail_refused"), reason("no_address")]);
    assert_eq!((said(&app), outbox(&app).len()), (String::new(), 0));
}

#[test]
fn reviewers_are_reminded_and_those_who_watch_hear_of_an_emergency() {
    let app = TestApp::with_mail();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    let (hou, shen) = (app.person("hou", &["security"]), app.person("shen", &["auditor"]));
    change(&wu, &hou, json!({ "email": "hou@example.cn" }));
    change(&wu, &shen, json!({ "email": "shen@example.cn" }));
    hou.request(Method::Patch, "/api/session/preferences", Some(&json!({ "locale": "en" })), &[]).assert(Status::Ok);
    let asked = lin.post("/api/break-glass", json!({ "reason": "客户今天要发货" })).assert(Status::Created).body;
    hou.post(&format!("/api/break-glass/{}/approve", id(&asked)), json!({})).assert(Status::NoContent);
    let told: Vec<_> = outbox(&app).into_iter().map(|mail| (mail.address, mail.subject)).collect();
    let told: Vec<_> = told.iter().map(|(address, subject)| (address.as_str(), subject.as_str())).collect();
    let expected = [
        ("hou@example.cn", "lin asks for emergency access"),
        ("shen@example.cn", "lin 申请紧急访问"),
        ("hou@example.cn", "lin has emergency access"),
        ("shen@example.cn", "lin 的紧急访问已开启"),
    ];
    assert_eq!(told, expected);
    assert!(outbox(&app).iter().all(|mail| !mail.body.contains("发货")), "a reason may speak of customers");
    // Whoever ends it and asks again alarms nobody anew, until an hour has passed.
    lin.request(Method::Delete, &format!("/api/break-glass/{}", id(&asked)), None, &[]).assert(Status::NoContent);
    lin.post("/api/break-glass", json!({ "reason": "客户今天要发货" })).assert(Status::Created);
    assert_eq!(outbox(&app).len(), 4);
    // An hour later nobody is told that it has begun.
    app.clock.advance(Duration::hours(1));
    assert_eq!(Postman::default().round(&app).0.len(), 2);
    app.sign_in(hou.id).post("/api/reviews", json!({})).assert(Status::Created);
    assert_eq!(Postman::default().round(&app).0.len(), 1);
    app.clock.advance(Duration::days(15));
    for _ in 0..2 {
        let today = app.server.db.now().with_timezone(&app.server.engine.pin().zone).date_naive();
        let (engine, mail) = (app.server.engine.pin(), app.server.mail.clone());
        app.server
            .db
            .write_blocking(&Actor::system("review"), move |tx| review::tick(tx, &engine.catalog, engine.zone, &mail, today).map(drop))
            .expect("a day");
    }
    let waiting = outbox(&app);
    assert_eq!((waiting.len(), waiting[0].address.as_str()), (1, "hou@example.cn"), "once a day, and to the reviewer alone: {waiting:?}");
    assert!(waiting[0].subject.starts_with("The review of access is overdue"), "{waiting:?}");
}

/// What the server does every minute.
fn minute(app: &TestApp) {
    let (engine, mail) = (app.server.engine.pin(), app.server.mail.clone());
    let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(leaving::tick(&app.server.db, &engine, &mail)).expect("a minute");
}

#[test]
fn each_monday_the_superior_reads_what_whoever_is_leaving_did() {
    let app = TestApp::with_mail();
    let (wu, hou) = (app.admin("wu"), app.person("hou", &["security"]));
    // With every office given, nobody stands in for another.
    app.person("shen", &["auditor"]);
    let (lin, zhao, sun) = (app.person("lin", &["sales"]), app.person("zhao", &["sales"]), app.person("sun", &["sales"]));
    change(&wu, &zhao, json!({ "email": "zhao@example.cn" }));
    change(&wu, &lin, json!({ "superior": zhao.id.to_string(), "status": "leaving" }));
    minute(&app);
    assert_eq!(outbox(&app).len(), 1, "the first report is on the week before");
    Postman::default().round(&app);
    let kept = lin.create("customer", json!({ "name": "恒通贸易", "owner": lin.id.to_string() }));
    let gone = lin.create("customer", json!({ "name": "远海物流" }));
    lin.one("customer", &kept).assert(Status::Ok);
    lin.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Forbidden);
    lin.delete("customer", &gone).assert(Status::NoContent);
    // From Tuesday, 24 November to Monday, 30 November, 8:00.
    app.clock.advance(Duration::days(6) - Duration::minutes(121));
    minute(&app);
    assert_eq!(outbox(&app).len(), 0);
    app.clock.advance(Duration::minutes(1));
    (0..2).for_each(|_| minute(&app));
    let waiting = outbox(&app);
    let [mail] = waiting.as_slice() else { panic!("once, to one: {waiting:?}") };
    assert_eq!((mail.address.as_str(), mail.subject.as_str()), ("zhao@example.cn", "lin 的待离职周报（2026-11-23 至 2026-11-29）"));
    for line in ["新建记录 · 客户：2 次", "开始导出 · 客户（被拒绝）：1 次", "删除记录 · 客户 #2", "/people?report="]
    {
        assert!(mail.body.contains(line), "{line} is missing: {}", mail.body);
    }
    assert!(mail.body.contains("查看记录") && !mail.body.contains("恒通") && !mail.body.contains("远海"), "{}", mail.body);
    // The same in the console, for whoever answers for them and whoever watches; nobody else learns that somebody leaves.
    let zhao = app.sign_in(zhao.id);
    assert_eq!(zhao.get("/api/leaving").body["items"], json!([{ "user": { "id": lin.id, "title": "lin" }, "week": "2026-11-23" }]));
    let path = format!("/api/leaving/{}", lin.id);
    let report = zhao.get(&path).assert(Status::Ok).body;
    assert!(report["summary"].to_string().contains("开始导出 · 客户（被拒绝）：1 次"), "{report}");
    app.sign_in(hou.id).get(&path).assert(Status::Ok);
    for person in [lin.id, sun.id, wu.id] {
        app.sign_in(person).get(&path).assert(Status::NotFound);
        assert_eq!(app.sign_in(person).get("/api/leaving").body["items"], json!([]));
    }
    zhao.get(&format!("{path}?week=2026-11-25")).assert(Status::Ok);
    // Twelve whole weeks.
    zhao.get(&format!("{path}?week=2026-09-07")).assert(Status::Ok);
    for week in ["2026-09-06", "2026-12-07", "2020-01-01", "-262143-01-01"] {
        zhao.get(&format!("{path}?week={week}")).assert_code(400, "filter.value");
    }
    change(&app.sign_in(wu.id), &lin, json!({ "status": "disabled" }));
    zhao.get(&path).assert(Status::NotFound);
    app.assert_log_verifies();
}

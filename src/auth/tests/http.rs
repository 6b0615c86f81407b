//! The same over HTTP: cookies, guards, set-up, administration.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::Duration;
use diesel::dsl::max;
use diesel::{QueryDsl, RunQueryDsl};
use rocket::http::{ContentType, Header, Status};
use rocket::local::asynchronous::{Client, LocalResponse};
use serde_json::{Value, json};

use super::fixture::{self, ByRole, Fixture, RIGHT, WRONG};
use crate::access::{Access, AccessHandle};
use crate::actor::{Actor, Language};
use crate::auth::schema::session;
use crate::auth::{Recovery, setup, stage};
use crate::clock::{Clock, FixedClock};
use crate::config::{Config, PublicUrl};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::http::{health::Waiting, server};
use crate::model::{Catalog, Field, Object};
use crate::people;

struct Codes(AtomicU32);

impl Recovery for Codes {
    fn issue(&self, _: &mut Tx<'_>) -> Result<String> {
        Ok(format!("code-{}", self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

struct App {
    client: Client,
    clock: FixedClock,
    db: Db,
    _folder: tempfile::TempDir,
}

impl App {
    async fn over(app: Fixture, config: Config) -> Self {
        let Fixture { folder, clock, db, auth: _ } = app;
        let config = Config { data: folder.path().into(), ..config };
        let waiting = Waiting::new(setup::open(&db).await.unwrap().is_some());
        // Nothing is decided by it here; it is asked where changes of access need two people.
        let thing = Object::new("thing", "test", "box").fields([Field::text("name")]);
        let access =
            Access::new(Arc::new(Catalog::new([thing])), Arc::new(clock.clone()), config.time_zone, config.networks.clone()).unwrap();
        let rocket = server::rocket(&Arc::new(config), None, waiting)
            .manage(db.clone())
            .manage(crate::mail::Mail::off())
            .manage(Arc::new(AccessHandle::new(Arc::new(access))))
            .manage::<Arc<dyn people::Administration>>(Arc::new(ByRole))
            .attach(stage(fixture::auth(), Arc::new(Codes(AtomicU32::new(0)))))
            .attach(people::routes::stage());
        Self { client: Client::tracked(rocket).await.unwrap(), clock, db, _folder: folder }
    }

    async fn new() -> Self {
        Self::over(Fixture::new().await, Config::default()).await
    }

    async fn post(&self, path: &'static str, body: Value) -> LocalResponse<'_> {
        self.client.post(path).header(ContentType::JSON).body(body.to_string()).dispatch().await
    }

    async fn sign_in(&self, login: &str, password: &str) -> LocalResponse<'_> {
        self.post("/api/session", json!({ "login": login, "password": password })).await
    }
}

impl App {
    /// The use is noted in the background; that is waited for.
    async fn use_it_after(&self, minutes: i64) {
        self.clock.advance(Duration::minutes(minutes));
        assert_eq!(self.client.get("/api/session").dispatch().await.status(), Status::Ok);
        let seen = || self.db.read(|reader| Ok(session::table.select(max(session::seen_at)).first::<Option<i64>>(reader.conn)?));
        let noted = async {
            while seen().await.unwrap() != Some(self.clock.now().timestamp_millis()) {
                rocket::tokio::task::yield_now().await;
            }
        };
        rocket::tokio::time::timeout(std::time::Duration::from_secs(60), noted).await.unwrap();
        // Behind this one, the other is acknowledged, too.
        self.db.write_unaudited(|_| Ok(())).await.unwrap();
    }
}

async fn body(response: LocalResponse<'_>) -> Value {
    serde_json::from_str(&response.into_string().await.unwrap()).unwrap()
}

#[rocket::async_test]
async fn a_session_from_sign_in_to_log_out() {
    let app = App::new().await;
    assert_eq!(app.client.get("/api/session").dispatch().await.status(), Status::Unauthorized);
    let answer = app.sign_in("Boss", RIGHT).await;
    assert_eq!(answer.status(), Status::Ok);
    let cookie = answer.headers().get("Set-Cookie").find(|cookie| cookie.starts_with("__Host-kedun=")).unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure"), "{cookie}");
    let me = body(answer).await;
    assert_eq!(
        (&me["user"]["login"], &me["may"], &me["user"]["roles"]),
        (&json!("boss"), &json!(["audit", "users", "access", "explain", "settings"]), &json!(["admin"]))
    );
    assert_eq!(me["time_zone"], "Asia/Shanghai");
    assert_eq!(body(app.client.get("/api/session").dispatch().await).await["user"], me["user"]);
    let all = body(app.client.get("/api/session/all").dispatch().await).await;
    assert_eq!((all.as_array().unwrap().len(), &all[0]["current"]), (1, &json!(true)));
    assert_eq!(app.client.delete("/api/session").dispatch().await.status(), Status::NoContent);
    assert_eq!(app.client.get("/api/session").dispatch().await.status(), Status::Unauthorized);
}

#[rocket::async_test]
async fn a_session_ends_when_nobody_uses_it_and_at_its_time() {
    let app = App::new().await;
    app.sign_in("lin", RIGHT).await;
    app.use_it_after(479).await;
    app.use_it_after(479).await;
    app.clock.advance(Duration::minutes(480));
    assert_eq!(app.client.get("/api/session").dispatch().await.status(), Status::Unauthorized);

    app.sign_in("lin", RIGHT).await;
    for _ in 0..21 {
        app.use_it_after(479).await;
    }
    app.use_it_after(7 * 24 * 60 - 1 - 21 * 479).await;
    app.clock.advance(Duration::minutes(1));
    assert_eq!(app.client.get("/api/session").dispatch().await.status(), Status::Unauthorized);
}

#[rocket::async_test]
async fn refusals_are_the_same_to_the_last_byte() {
    let app = App::new().await;
    let mut bodies = Vec::new();
    for (login, password) in [("nobody", RIGHT), ("lin", WRONG), ("lin", WRONG), ("lin", WRONG), ("lin", RIGHT)] {
        let answer = app.sign_in(login, password).await;
        assert_eq!(answer.status(), Status::Unauthorized);
        assert!(answer.headers().get_one("Set-Cookie").is_none());
        bodies.push(answer.into_string().await.unwrap());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(bodies[0].contains("login.refused"));
}

#[rocket::async_test]
async fn another_site_changes_nothing() {
    let config = Config { public_url: "https://crm.example.cn".parse::<PublicUrl>().ok(), ..Config::default() };
    let app = App::over(Fixture::new().await, config).await;
    let foreign = Header::new("Origin", "https://evil.example");
    let request = app.client.post("/api/session").header(ContentType::JSON).header(foreign.clone());
    let answer = request.body(json!({ "login": "boss", "password": RIGHT }).to_string()).dispatch().await;
    assert_eq!((answer.status(), body(answer).await["code"].clone()), (Status::Forbidden, json!("request.cross_site")));
    app.sign_in("boss", RIGHT).await;
    for header in [foreign, Header::new("Origin", "null"), Header::new("Sec-Fetch-Site", "cross-site")] {
        let answer =
            app.client.post("/api/departments").header(ContentType::JSON).header(header.clone()).body(r#"{"name":"x"}"#).dispatch().await;
        assert_eq!(answer.status(), Status::Forbidden);
        assert_eq!(app.client.get("/api/departments").header(header).dispatch().await.status(), Status::Ok);
    }
    let ours = Header::new("Origin", "https://crm.example.cn");
    let answer = app.client.post("/api/departments").header(ContentType::JSON).header(ours).body(r#"{"name":"销售部"}"#).dispatch().await;
    assert_eq!(answer.status(), Status::Created);
    let events = app.db.read(|reader| crate::audit::read_after(reader.conn, 0, 100)).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.kind == "request.refused").count(), 4);
}

#[rocket::async_test]
async fn too_many_attempts_from_one_address_have_to_wait() {
    let config = Config::default();
    let limits = crate::config::Limits { login_per_minute: std::num::NonZeroU32::MIN, ..config.limits };
    let app = App::over(Fixture::new().await, Config { limits, ..Config::default() }).await;
    assert_eq!(app.sign_in("lin", RIGHT).await.status(), Status::Ok);
    let answer = app.sign_in("lin", RIGHT).await;
    assert_eq!(answer.status(), Status::TooManyRequests);
    assert!(answer.headers().get_one("Retry-After").unwrap().parse::<u64>().unwrap() >= 1);
    let change = json!({ "current": WRONG, "password": "seven purple trams hum" });
    assert_eq!(app.post("/api/session/password", change).await.status(), Status::TooManyRequests);
}

#[rocket::async_test]
async fn set_up_works_once() {
    let app = Fixture::empty();
    let link = setup::open(&app.db).await.unwrap().unwrap();
    let app = App::over(app, Config::default()).await;
    assert_eq!(body(app.client.get("/api/health").dispatch().await).await["setup"], true);
    let form = |token: &str| json!({ "token": token, "organisation": "恒信工业", "login": "Boss", "name": "王总", "password": RIGHT });
    // The server drew a new link when it started.
    assert_eq!(app.post("/api/setup", form(link.reveal())).await.status(), Status::Forbidden);
    let link = setup::open(&app.db).await.unwrap().unwrap();
    let mut weak = form(link.reveal());
    weak["password"] = json!("short");
    weak["login"] = json!("王");
    let refused = app.post("/api/setup", weak).await;
    assert_eq!(refused.status(), Status::UnprocessableEntity);
    let (one, two) = rocket::tokio::join!(app.post("/api/setup", form(link.reveal())), app.post("/api/setup", form(link.reveal())));
    let mut statuses = [one.status().code, two.status().code];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403]);
    let founded = if one.status() == Status::Created { one } else { two };
    let founded = body(founded).await;
    assert_eq!((&founded["organisation"], &founded["recovery_code"]), (&json!("恒信工业"), &json!("code-0")));
    assert_eq!(body(app.client.get("/api/health").dispatch().await).await["setup"], false);
    assert!(setup::open(&app.db).await.unwrap().is_none());
    assert_eq!(app.client.get("/api/session").dispatch().await.status(), Status::Ok);
}

#[rocket::async_test]
async fn the_administration_of_users_is_for_administrators() {
    let app = App::new().await;
    app.sign_in("lin", RIGHT).await;
    let new = json!({ "login": "wu", "name": "吴梅", "roles": ["employee"], "password": "seven purple trams hum" });
    assert_eq!(app.post("/api/users", new.clone()).await.status(), Status::Forbidden);
    let seen = body(app.client.get("/api/users?q=bo").dispatch().await).await;
    assert_eq!(seen["items"], json!([{ "id": "1", "name": "boss", "department": null, "post": null, "active": true }]));

    app.sign_in("boss", RIGHT).await;
    let answer = app.post("/api/users", new.clone()).await;
    assert_eq!(answer.status(), Status::Created);
    assert_eq!(body(answer).await["login"], "wu");
    let again = body(app.post("/api/users", new).await).await;
    assert_eq!((&again["code"], &again["errors"][0]["code"]), (&json!("record.rejected"), &json!("login.taken")));
    let renamed = app.client.patch("/api/users/3").header(ContentType::JSON).body(r#"{"name":"吴小梅","active":false}"#).dispatch().await;
    let renamed = body(renamed).await;
    assert_eq!((&renamed["name"], &renamed["active"], &renamed["roles"]), (&json!("吴小梅"), &json!(false), &json!(["employee"])));
    let last = app.client.patch("/api/users/1").header(ContentType::JSON).body(r#"{"active":false}"#).dispatch().await;
    assert_eq!(last.status(), Status::Conflict);
    assert_eq!(app.client.patch("/api/users/99").header(ContentType::JSON).body("{}").dispatch().await.status(), Status::NotFound);
    assert_eq!(app.client.post("/api/users/2/unlock").dispatch().await.status(), Status::NoContent);
}

#[rocket::async_test]
async fn the_two_hundred_and_first_colleague_is_on_the_next_page() {
    let app = App::new().await;
    let test = Actor::system("test");
    let made = app.db.write(&test, |tx| {
        (0..201).try_for_each(|n| {
            let (login, password) = (people::Login::parse(&format!("user{n}")).unwrap(), people::PasswordHash("-".into()));
            // Some are called the same.
            let new =
                people::NewUser {
                    login, name: format!("王{}", n / 2), roles: [people::Role::EMPLOYEE].into(), department: None, password
                };
            people::users::create(tx, new).map(drop)
        })
    });
    made.await.unwrap();
    assert_eq!(app.db.read(|reader| people::users::all(reader.conn)).await.unwrap().len(), 203);
    app.sign_in("boss", RIGHT).await;
    let (mut seen, mut path) = (std::collections::BTreeSet::new(), "/api/users?limit=50".to_owned());
    loop {
        let page = body(app.client.get(&path).dispatch().await).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/users?limit=50&cursor={next}");
    }
    assert_eq!(seen.len(), 203);
}

#[rocket::async_test]
async fn whoever_asks_for_no_language_is_told_in_the_houses() {
    let app = App::over(Fixture::new().await, Config { locale: Language::English, ..Config::default() }).await;
    let title = async |header: Option<&'static str>| {
        let mut request = app.client.get("/api/session");
        header.into_iter().for_each(|wanted| request.add_header(Header::new("Accept-Language", wanted)));
        body(request.dispatch().await).await["title"].clone()
    };
    assert_eq!(title(None).await, "Sign in first");
    assert_eq!(title(Some("fr")).await, "Sign in first");
    assert_eq!(title(Some("zh")).await, "需要登录");
}

#[rocket::async_test]
async fn somebody_who_is_disabled_is_out_at_once() {
    let app = Fixture::new().await;
    let session = app.sign_in("lin", RIGHT).await.unwrap();
    let app = App::over(app, Config::default()).await;
    let cookie = rocket::http::Cookie::new("__Host-kedun", session.token.reveal().to_owned());
    assert_eq!(app.client.get("/api/session").cookie(cookie.clone()).dispatch().await.status(), Status::Ok);
    app.sign_in("boss", RIGHT).await;
    app.client.patch("/api/users/2").header(ContentType::JSON).body(r#"{"active":false}"#).dispatch().await;
    assert_eq!(app.client.get("/api/session").cookie(cookie).dispatch().await.status(), Status::Unauthorized);
}

#[rocket::async_test]
async fn a_new_password_asks_for_the_old_one_and_ends_the_other_sessions() {
    let app = Fixture::new().await;
    let other = app.sign_in("lin", RIGHT).await.unwrap();
    let app = App::over(app, Config::default()).await;
    app.sign_in("lin", RIGHT).await;
    let change = |current: &str, new: &str| json!({ "current": current, "password": new });
    let weak = body(app.post("/api/session/password", change(RIGHT, "aaaaaaaaaaaaaaa")).await).await;
    assert_eq!(weak["errors"][0]["code"], "password.repeat");
    let wrong = body(app.post("/api/session/password", change(WRONG, "seven purple trams hum")).await).await;
    assert_eq!((&wrong["errors"][0]["field"], &wrong["errors"][0]["code"]), (&json!("current"), &json!("password.wrong")));
    assert_eq!(app.post("/api/session/password", change(RIGHT, "seven purple trams hum")).await.status(), Status::NoContent);
    assert_eq!(app.client.get("/api/session").dispatch().await.status(), Status::Ok);
    let cookie = rocket::http::Cookie::new("__Host-kedun", other.token.reveal().to_owned());
    assert_eq!(app.client.get("/api/session").cookie(cookie).dispatch().await.status(), Status::Unauthorized);
    assert_eq!(app.sign_in("lin", RIGHT).await.status(), Status::Unauthorized);
    assert_eq!(app.sign_in("lin", "seven purple trams hum").await.status(), Status::Ok);
}

#[rocket::async_test]
async fn preferences_are_merged_and_bounded() {
    let app = App::new().await;
    app.sign_in("lin", RIGHT).await;
    let patch = |body: String| app.client.patch("/api/session/preferences").header(ContentType::JSON).body(body).dispatch();
    patch(r#"{"theme":"dark","locale":"en"}"#.into()).await;
    let merged = body(patch(r#"{"theme":null,"density":"compact"}"#.into()).await).await;
    assert_eq!(merged, json!({ "locale": "en", "density": "compact" }));
    let large = patch(json!({ "columns": "x".repeat(17_000) }).to_string()).await;
    assert_eq!(large.status(), Status::UnprocessableEntity);
    // The chosen language is spoken from now on.
    let refused = body(app.client.post("/api/users/1/unlock").header(Header::new("Accept-Language", "zh-CN")).dispatch().await).await;
    assert_eq!(refused["title"], "Not allowed");
}

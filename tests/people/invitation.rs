//! Somebody is invited, and chooses a password that nobody else ever knew.

use kedun::clock::Clock;
use rocket::http::{ContentType, Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

const PASSWORD: &str = "seven purple trams hum";

/// A request of somebody who has no session.
fn ask(app: &TestApp, path: &str, body: &Json) -> (u16, Json) {
    let answer = app.client.post(path.to_owned()).header(ContentType::JSON).body(body.to_string()).dispatch();
    let status = answer.status().code;
    (status, serde_json::from_str(&answer.into_string().unwrap_or_default()).unwrap_or_default())
}

fn token(link: &Json) -> String {
    link["path"].as_str().and_then(|path| path.strip_prefix("/invite#")).expect("a link").to_owned()
}

fn invite(wu: &Person<'_>, user: &Json) -> String {
    token(&wu.post(&format!("/api/users/{}/invite", id(user)), json!({})).assert(Status::Ok).body)
}

fn accept(app: &TestApp, token: &str) -> (u16, Json) {
    ask(app, "/api/invitation/accept", &json!({ "token": token, "password": PASSWORD }))
}

#[test]
fn the_invited_choose_their_password_and_are_in() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let lin = wu.post("/api/users", json!({ "login": "lin", "name": "林晓东", "roles": ["sales"] })).assert(Status::Created).body;
    let token = token(&lin["invitation"]);
    assert!(lin["invited_until"].is_string());
    let (status, guest) = ask(&app, "/api/invitation", &json!({ "token": token }));
    assert_eq!((status, &guest["login"], &guest["name"]), (200, &json!("lin"), &json!("林晓东")));
    // Looking changes nothing, and a weak password does not use the link up.
    let (status, weak) = ask(&app, "/api/invitation/accept", &json!({ "token": token, "password": "aaaaaaaaaaaaaaa" }));
    assert_eq!((status, weak["errors"][0]["field"].as_str()), (422, Some("password")));
    let (status, me) = accept(&app, &token);
    assert_eq!((status, &me["user"]["login"], &me["user"]["roles"]), (200, &json!("lin"), &json!(["sales"])));
    let (status, _) = ask(&app, "/api/session", &json!({ "login": "lin", "password": PASSWORD }));
    assert_eq!(status, 200);
    let shown = wu.get("/api/users?q=lin").body["items"][0].clone();
    assert!(shown["invited_until"].is_null());
    let events = wu.house_events(&app);
    assert!(["user.invite", "invitation.accept", "session.start"].iter().all(|kind| events.iter().any(|seen| seen == kind)), "{events:?}");
    app.assert_log_verifies();
}

#[test]
fn wrong_used_older_late_and_of_the_disabled_look_alike() {
    let app = TestApp::new();
    let wu = app.admin("wu");
    let user = |login: &str| wu.post("/api/users", json!({ "login": login, "name": login })).assert(Status::Created).body;
    let (used, older, late, disabled, reset) = (user("used"), user("older"), user("late"), user("disabled"), user("reset"));
    let patch = |user: &Json, change: Json| wu.request(Method::Patch, &format!("/api/users/{}", id(user)), Some(&change), &[]);
    let spent = token(&used["invitation"]);
    assert_eq!(accept(&app, &spent).0, 200);
    invite(&wu, &older);
    patch(&disabled, json!({ "status": "disabled" })).assert(Status::Ok);
    wu.post(&format!("/api/users/{}/invite", id(&disabled)), json!({})).assert_code(409, "invitation.disabled");
    patch(&disabled, json!({ "status": "active" })).assert(Status::Ok);
    patch(&reset, json!({ "password": PASSWORD })).assert(Status::Ok);
    let early = app.clock.now();
    app.clock.advance(chrono::Duration::hours(72));
    let tokens = [spent, "A".repeat(43), "short".into(), token(&older["invitation"]), token(&late["invitation"])];
    let mut answers = Vec::new();
    for token in tokens.into_iter().chain([token(&disabled["invitation"]), token(&reset["invitation"])]) {
        for (status, mut answer) in [accept(&app, &token), ask(&app, "/api/invitation", &json!({ "token": token }))] {
            answer["trace"] = Json::Null;
            answers.push((status, answer.to_string()));
        }
    }
    assert!(app.clock.now() > early);
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, 403);
}

#[test]
fn a_link_may_be_tried_as_rarely_as_a_password() {
    let app = TestApp::limited(2);
    let codes: Vec<u16> = (0..3).map(|_| accept(&app, &"A".repeat(43)).0).collect();
    assert_eq!(codes, [403, 403, 429]);
}

impl Person<'_> {
    /// The kinds of all events so far.
    fn house_events(&self, app: &TestApp) -> Vec<String> {
        let events = app.server.db.read_blocking(|reader| kedun::audit::read_after(reader.conn, 0, 1000)).expect("the log");
        events.into_iter().map(|event| event.kind).collect()
    }
}

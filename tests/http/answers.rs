//! What the server answers is what the description says: a day's work, each answer held against its schema.

use std::cell::RefCell;
use std::collections::BTreeSet;

use kedun::actor::Language;
use rocket::http::Method::{self, Delete, Get, Patch, Post, Put};
use serde_json::{Value as Json, json};

use super::ask::Raw;
use super::description::{operations, whole};
use super::schema::misfits;
use crate::support::person::{Answer, encode, id};
use crate::support::{Person, TestApp};

/// Roles, policies, and why things are as they are.
fn access(wu: &Reader<'_>, customer: &Json) {
    let zhao = wu.app.admin("zhao");
    wu.get("/api/roles");
    let definition = json!({
        "label": "实习销售", "grants": { "customer": { "read": "self" } },
        "fields": { "customer": { "mobile": { "right": "masked", "clear": "self" } } },
    });
    let trainee = wu.ask(Put, "/api/roles/trainee", Some(&definition), &[("If-Match", "\"0\"")]);
    assert_eq!((trainee.status, &trainee.body["version"]), (200, &json!(1)), "{}", trainee.body);
    assert_eq!(wu.ask(Put, "/api/roles/trainee", Some(&definition), &[("If-Match", "0")]).status, 412);
    assert_eq!(wu.ask(Delete, "/api/roles/trainee", None, &[("If-Match", "1")]).status, 204);
    let policy =
        json!({ "name": "夜间", "text": "forbid (principal, action in [Action::\"export\"], resource) when { context.hour >= 20 };" });
    let made = wu.post("/api/policies", &policy);
    let place = format!("/api/policies/{}", id(&made));
    assert_eq!(wu.ask(Patch, &place, Some(&json!({ "active": false })), &[("If-Match", "1")]).status, 200);
    assert_eq!(wu.ask(Delete, &place, None, &[("If-Match", "2")]).status, 204);
    wu.get("/api/policies");
    wu.post("/api/policies/check", &json!({ "text": policy["text"] }));
    wu.post("/api/policies/check", &json!({ "text": "permit" }));
    wu.get("/api/policies/vocabulary");
    let change = json!({ "roles": { "sales": null, "employee": definition }, "policies": [{ "text": policy["text"] }], "users": [] });
    wu.finished(&wu.post("/api/access/what-if", &change));
    wu.get(&format!("/api/access/records/customer/{}", id(customer)));
    wu.get(&format!("/api/access/why?user={}&object=customer&id={}&verb=read", zhao.id, id(customer)));
    wu.get(&format!("/api/access/as/{}/customer?limit=5", zhao.id));
    let two = |on: bool, status| {
        let answer = wu.ask(Put, "/api/access/settings", Some(&json!({ "two_people": on })), &[]);
        assert_eq!(answer.status, status, "{}", answer.body);
        answer.body
    };
    two(true, 200);
    wu.get("/api/access/settings");
    let taken_back = two(false, 202);
    let proposal = |made: &Json| format!("/api/access/proposals/{}", made["proposal"].as_str().unwrap_or_default());
    wu.ask(Post, &format!("{}/reject", proposal(&taken_back)), Some(&json!({})), &[]);
    let theirs = zhao.request(Put, "/api/access/settings", Some(&json!({ "two_people": false })), &[]);
    wu.get("/api/access/proposals");
    assert_eq!(wu.ask(Post, &format!("{}/approve", proposal(&theirs.body)), Some(&json!({})), &[]).status, 204);
}

/// Somebody who asks, and looks each answer up.
struct Reader<'a> {
    app: &'a TestApp,
    person: Person<'a>,
    document: Json,
    /// Routes that were answered well.
    read: RefCell<BTreeSet<String>>,
}

impl Reader<'_> {
    #[track_caller]
    fn ask(&self, method: Method, path: &str, body: Option<&Json>, headers: &[(&'static str, &str)]) -> Answer {
        let answer = self.person.request(method, path, body, headers);
        self.hold(method, path, body, answer.status, &answer.body);
        answer
    }

    /// Holds an answer, and the body that it was given for, against the description.
    #[track_caller]
    fn hold(&self, method: Method, path: &str, body: Option<&Json>, status: u16, answer: &Json) {
        let operation = self.described(method, path);
        let promised = &operation["responses"][status.to_string()];
        assert!(promised.is_object(), "{method} {path} promises no {status}: {answer}");
        match promised["content"].as_object().into_iter().flatten().next() {
            None => assert_eq!(answer, "", "{method} {path}"),
            Some((media_type, described)) if media_type.ends_with("json") => {
                let wrong = misfits(&self.document, &described["schema"], answer);
                assert!(wrong.is_empty(), "{method} {path}: {wrong:#?}\n{answer}");
            }
            Some(_) => {}
        }
        if status >= 300 {
            return;
        }
        self.read.borrow_mut().insert(format!("{method} {}", operation["x-route"].as_str().unwrap_or_default()));
        if let (Some(body), Some(taken)) = (body, operation["requestBody"]["content"]["application/json"].get("schema")) {
            let wrong = misfits(&self.document, taken, body);
            assert!(wrong.is_empty(), "{method} {path} takes what is not described: {wrong:#?}");
        }
    }

    fn get(&self, path: &str) -> Json {
        let answer = self.ask(Get, path, None, &[]);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    fn post(&self, path: &str, body: &Json) -> Json {
        let answer = self.ask(Post, path, Some(body), &[]);
        assert!(answer.status < 300, "{path}: {}", answer.body);
        answer.body
    }

    /// The operation that a path belongs to.
    fn described(&self, method: Method, path: &str) -> &Json {
        let bare = path.split('?').next().unwrap_or_default();
        let fits = |described: &str| {
            let (described, asked) = (described.split('/').collect::<Vec<_>>(), bare.split('/').collect::<Vec<_>>());
            described.len() == asked.len()
                && described.iter().zip(&asked).all(|(d, a)| {
                    d == a || ["{id}", "{user}"].contains(d) && a.parse::<i64>().is_ok() || ["{field}", "{name}", "{value}"].contains(d)
                })
        };
        let mut found = operations(&self.document).filter(|(m, described, _)| m.eq_ignore_ascii_case(method.as_str()) && fits(described));
        found.next().unwrap_or_else(|| panic!("{method} {bare} is not described")).2
    }

    /// Asks for a job until it is over.
    fn finished(&self, started: &Json) {
        let path = format!("/api/jobs/{}", started["job"].as_str().unwrap_or_default());
        let over = |seen: &Json| !matches!(seen["state"].as_str(), Some("queued" | "running"));
        assert!((0..20_000).any(|_| over(&self.person.get(&path).body)), "the job does not end");
        assert_eq!(self.get(&path)["state"], "done");
    }
}

#[test]
fn every_answer_is_as_described() {
    let app = TestApp::new();
    let wu = Reader { app: &app, person: app.admin("wu"), document: whole(), read: RefCell::default() };
    let lin = app.employee("lin");
    let customer = records(&wu, &lin);
    views(&wu);
    work(&wu, &customer);
    people(&wu, &lin);
    reviews(&wu, &lin);
    access(&wu, &customer);
    wu.get("/api/audit/kinds");
    wu.get("/api/audit/events?limit=200");
    options(&wu);
    wu.get("/api/health");
    wu.get("/api/openapi.json");
    company(&wu);
    oneself(&wu);
    // Numbers by rule are given to documents, which only tests have.
    let documents = TestApp::with_documents();
    let su = Reader { app: &documents, person: documents.admin("su"), document: whole(), read: wu.read };
    su.get("/api/serials");
    assert_eq!(su.ask(Put, "/api/serials/quote.number", Some(&json!({ "rule": "QT-{0}" })), &[]).status, 200);
    let read = su.read.into_inner();
    // What cannot be had here: a password that is right, a set-up, a stream without end, a checkpoint before its hour, a mail.
    let beyond = [
        "POST /api/session",
        "POST /api/session/password",
        "POST /api/setup",
        "GET /api/events",
        "GET /api/audit/checkpoint",
        "POST /api/settings/test-mail",
    ];
    let unread: Vec<_> = super::table::ROUTES
        .iter()
        .map(|(m, path, _)| format!("{m} {path}"))
        .filter(|r| !read.contains(r) && !beyond.contains(&r.as_str()))
        .collect();
    assert!(unread.is_empty(), "routes whose answers nobody held against their description: {unread:#?}");
    app.assert_log_verifies();
}

fn records(wu: &Reader<'_>, lin: &Person<'_>) -> Json {
    wu.get("/api/objects");
    wu.get("/api/objects/customer");
    let draft = json!({ "name": "恒通贸易", "level": "A", "mobile": "13800000001", "yearly_volume": { "amount": "12.50" }, "tags": ["key", "老客户"] });
    let customer = wu.post("/api/records/customer", &draft);
    let place = format!("/api/records/customer/{}", id(&customer));
    wu.get(&place);
    let clash = wu.ask(Post, "/api/records/customer", Some(&json!({ "name": "恒通贸易" })), &[]);
    assert_eq!(clash.field_code("name"), Some("duplicate.exists"));
    wu.post("/api/records/customer/check", &json!({ "name": "恒通贸易", "email": "x" }));
    let contact = wu.post("/api/records/contact", &json!({ "name": "林晓东", "customer": id(&customer), "is_primary": true }));
    wu.post("/api/records/follow_up", &json!({ "type": "call", "content": "问好", "customer": id(&customer), "contact": id(&contact) }));
    let seen = format!("\"{}\"", wu.get(&place)["version"]);
    wu.ask(Patch, &place, Some(&json!({ "level": null, "region": "苏州" })), &[("If-Match", &seen)]).assert(rocket::http::Status::Ok);
    wu.ask(Patch, &place, Some(&json!({ "level": "B" })), &[("If-Match", &seen)]).assert_code(412, "record.stale");
    wu.ask(Patch, &place, Some(&json!({ "level": "B" })), &[]).assert_code(428, "request.precondition");
    let transfer = format!("{place}/actions/transfer");
    let to_lin = json!({ "owner": lin.id.to_string() });
    wu.ask(Post, &transfer, Some(&to_lin), &[("If-Match", "three")]).assert_code(428, "request.precondition");
    wu.ask(Post, &transfer, Some(&to_lin), &[("If-Match", &seen)]).assert_code(412, "record.stale");
    wu.post(&transfer, &to_lin);
    wu.get(&format!("{place}/timeline"));
    wu.post(&format!("{place}/reveal"), &json!({ "fields": ["mobile"] }));
    wu.get("/api/reveals");
    wu.post(&format!("{place}/presence"), &json!({ "doing": "looking" }));
    wu.get("/api/objects/customer/holders?q=w");
    let nothing = json!({ "values": { "mobile": "13911112222" } });
    wu.ask(Post, "/api/records/customer/share-requests", Some(&nothing), &[]).assert_code(404, "share_request.nothing");
    let sun = Reader { app: wu.app, person: wu.app.person("sun", &["sales"]), document: whole(), read: RefCell::default() };
    let taken = json!({ "values": { "mobile": "13800000001" }, "note": "他们找我询价" });
    assert_eq!(sun.ask(Post, "/api/records/customer/share-requests", Some(&taken), &[]).status, 204);
    sun.post("/api/records/customer/check", &json!({ "mobile": "13800000001" }));
    sun.get("/api/share-requests");
    let asked = wu.get("/api/share-requests");
    let answer = format!("/api/share-requests/{}/answer", id(&asked["to_answer"][0]));
    assert_eq!(wu.ask(Post, &answer, Some(&json!({ "give": true, "may": "read", "until": null })), &[]).status, 204);
    wu.ask(Post, &answer, Some(&json!({ "give": false })), &[]).assert_code(404, "share_request.unknown");
    sun.get("/api/share-requests");
    wu.read.borrow_mut().extend(sun.read.into_inner());
    let member = format!("{place}/team/{}", lin.id);
    wu.ask(Put, &member, Some(&json!({ "may": "read", "until": "2030-01-01" })), &[]).assert(rocket::http::Status::NoContent);
    wu.get(&format!("{place}/team"));
    wu.ask(Delete, &member, None, &[]).assert(rocket::http::Status::NoContent);
    wu.get(&format!("{place}/related"));
    wu.get(&format!("{place}/related/contact"));
    wu.get(&format!("{place}/related/follow_up?limit=1&fields=type,content"));
    let filter = encode(&json!({ "and": [{ "field": "owner", "op": "ne", "value": "me" }] }).to_string());
    wu.get(&format!("/api/records/customer?filter={filter}&sort=-updated_at&view=all"));
    wu.get(&format!("/api/search?q={}", encode("恒通")));
    let due = encode(&json!({ "due": { "field": "next_contact_at", "op": "within", "value": "overdue" } }).to_string());
    wu.get(&format!("/api/groups/customer?by=owner&view=all&counts={due}"));
    let other = wu.post("/api/records/customer", &json!({ "name": "顺达物流" }));
    let place = format!("/api/records/customer/{}", id(&other));
    wu.ask(Delete, &place, None, &[("If-Match", "\"1\"")]).assert(rocket::http::Status::NoContent);
    wu.ask(Get, &place, None, &[]).assert_code(404, "record.not_found");
    wu.get("/api/recycle-bin?object=customer");
    wu.ask(Post, &format!("/api/recycle-bin/customer/{}/restore", id(&other)), None, &[]).assert(rocket::http::Status::Ok);
    customer
}

fn views(wu: &Reader<'_>) {
    let filter = json!({ "or": [{ "field": "level", "op": "eq", "value": "A" }, { "field": "created_by", "op": "eq", "value": "me" }] });
    let columns = json!([{ "field": "name", "width": 300 }, { "field": "updated_at" }]);
    let new = json!({ "name": "重点", "filter": filter, "sort": "-updated_at", "columns": columns, "density": "compact", "share": { "with": "everybody" } });
    let made = wu.post("/api/objects/customer/views", &new);
    let place = format!("/api/objects/customer/views/{}", id(&made));
    wu.get("/api/objects/customer/views");
    let change = json!({ "name": "重点客户", "sort": null, "share": { "with": "role", "role": "sales" } });
    assert_eq!(wu.ask(Patch, &place, Some(&change), &[("If-Match", "\"1\"")]).status, 200);
    wu.ask(Patch, &place, Some(&change), &[("If-Match", "\"1\"")]).assert_code(412, "record.stale");
    wu.ask(Patch, &place, Some(&json!({ "sort": "nothing" })), &[("If-Match", "\"2\"")]).assert_code(400, "query.sort");
    assert_eq!(wu.ask(Delete, &place, None, &[]).status, 204);
    wu.ask(Delete, &place, None, &[]).assert_code(404, "view.unknown");
    assert_eq!(wu.ask(Post, &format!("{place}/restore"), None, &[]).status, 200);
}

fn work(wu: &Reader<'_>, customer: &Json) {
    let update = json!({ "action": "update", "ids": [id(customer), "999999"], "input": { "level": "C" } });
    wu.finished(&wu.post("/api/records/customer/bulk", &update));
    wu.post("/api/records/customer/bulk/preview", &update);
    let export = wu.post("/api/exports", &json!({ "object": "customer", "format": "csv", "view": "all" }));
    wu.finished(&export);
    wu.get(&format!("/api/jobs/{}/file", export["job"].as_str().unwrap_or_default()));
    wu.get("/api/imports/template/customer");
    let path = "/api/imports?object=customer&filename=a.csv";
    let file = "客户名称,备注\n恒通贸易,\n新客户,x\n".as_bytes();
    let upload = Raw { method: Post, path, body: Some(("text/csv", file)) }.by(&wu.app.client, &wu.person, Language::Chinese);
    wu.hold(Post, path, None, upload.status, &upload.body);
    let upload = upload.body;
    let place = format!("/api/imports/{}", id(&upload));
    let plan = json!({ "mapping": { "客户名称": "name", "备注": null }, "on_duplicate": "reject", "dry_run": false });
    wu.finished(&wu.post(&format!("{place}/run"), &plan));
    wu.get(&place);
    let undone = wu.ask(Post, &format!("{place}/undo"), None, &[]).assert(rocket::http::Status::Ok).body;
    assert_eq!((&undone["undone"], &undone["kept_total"]), (&json!(1), &json!(0)), "{undone}");
    let preview = format!("/api/operations/{}/undo?dry_run=true", undone["undo"].as_str().unwrap_or_default());
    wu.ask(Post, &preview, None, &[]).assert(rocket::http::Status::Ok);
    let refused = wu.ask(Post, &format!("{place}/undo"), None, &[]);
    refused.assert_code(409, "undo.done");
    assert_eq!(refused.body["undone_by"], undone["undo"], "{}", refused.body);
    wu.ask(Post, "/api/operations/999999/undo", None, &[]).assert_code(404, "undo.unknown");
    let jobs = wu.get("/api/jobs");
    let import = jobs.as_array().and_then(|jobs| jobs.iter().find(|job| job["kind"] == "import")).expect("the import's job");
    assert_eq!(import["result"]["undos"], json!([undone["undo"]]), "{import}");
    let waiting = wu.post("/api/exports", &json!({ "object": "contact", "format": "xlsx" }));
    let cancelled = wu.ask(Delete, &format!("/api/jobs/{}", waiting["job"].as_str().unwrap_or_default()), None, &[]);
    // The worker may have been faster.
    if cancelled.status != 204 {
        cancelled.assert_code(422, "job.over");
        wu.read.borrow_mut().insert("DELETE /api/jobs/{id}".into());
    }
    wu.get("/api/jobs/all");
    let told = wu.get("/api/notices?unread=true&limit=100");
    let newest = &told["items"][0];
    assert_eq!(wu.ask(Post, &format!("/api/notices/{}/read", id(newest)), None, &[]).status, 204, "{told}");
    assert_eq!(wu.ask(Post, "/api/notices/read", Some(&json!({ "up_to": newest["id"] })), &[]).status, 204);
    wu.get("/api/notices/preferences");
    wu.ask(Put, "/api/notices/preferences", Some(&json!({ "due": "daily" })), &[]).assert(rocket::http::Status::Ok);
    let waiting = wu.post("/api/exports", &json!({ "object": "contact", "format": "xlsx" }));
    let cancelled = wu.ask(Delete, &format!("/api/jobs/all/{}", waiting["job"].as_str().unwrap_or_default()), None, &[]);
    if cancelled.status != 204 {
        cancelled.assert_code(422, "job.over");
        wu.read.borrow_mut().insert("DELETE /api/jobs/all/{id}".into());
    }
}

fn people(wu: &Reader<'_>, lin: &Person<'_>) {
    let sales = wu.post("/api/departments", &json!({ "name": "销售部" }));
    let place = format!("/api/departments/{}", id(&sales));
    let leads = json!({ "name": "销售一部", "parent": null, "leader": lin.id.to_string() });
    wu.ask(Patch, &place, Some(&leads), &[]).assert(rocket::http::Status::Ok);
    wu.get("/api/departments");
    let draft = json!({
        "login": "chen", "name": "陈静", "roles": ["employee"], "department": sales["id"], "password": "Lü-Bein-7-Wolken",
        "post": "销售代表", "email": "chen@example.com", "superior": lin.id.to_string(), "clearance": 3,
    });
    wu.post("/api/users/logins", &json!({ "names": ["陈浩", "陈好"] }));
    let chen = wu.post("/api/users", &draft);
    let place = format!("/api/users/{}", id(&chen));
    wu.ask(Delete, &format!("/api/departments/{}", id(&sales)), None, &[]).assert_code(409, "department.has_people");
    wu.ask(Patch, &place, Some(&json!({ "department": null, "status": "leaving" })), &[]).assert(rocket::http::Status::Ok);
    wu.ask(Delete, &format!("/api/departments/{}", id(&sales)), None, &[]).assert(rocket::http::Status::NoContent);
    wu.ask(Post, &format!("{place}/unlock"), None, &[]).assert(rocket::http::Status::NoContent);
    assert_eq!(lin.get("/api/leaving").body["items"][0]["user"]["title"], "陈静");
    wu.get("/api/leaving");
    wu.get(&format!("/api/leaving/{}", id(&chen)));
    wu.get("/api/users");
    let colleagues = lin.get("/api/users").body;
    let schema = json!({ "$ref": "#/components/schemas/Users" });
    assert_eq!(misfits(&wu.document, &schema, &colleagues), Vec::<String>::new());
    invitation(wu, &place);
    handover(wu, lin);
}

fn invitation(wu: &Reader<'_>, place: &str) {
    let invited = wu.post("/api/users", &json!({ "login": "zhou", "name": "周芳" }));
    assert!(invited["invitation"]["path"].is_string());
    wu.ask(Post, &format!("{place}/invite?by=mail"), None, &[]).assert_code(409, "mail.off");
    let link = wu.ask(Post, &format!("{place}/invite"), None, &[]).assert(rocket::http::Status::Ok).body;
    let token = link["path"].as_str().and_then(|path| path.strip_prefix("/invite#")).expect("a link");
    wu.post("/api/invitation", &json!({ "token": token }));
    wu.post("/api/invitation/accept", &json!({ "token": token, "password": "Lü-Bein-9-Wolken" }));
    let again = json!({ "token": token, "password": "Lü-Bein-9-Wolken" });
    wu.ask(Post, "/api/invitation/accept", Some(&again), &[]).assert_code(403, "invitation.link");
}

fn handover(wu: &Reader<'_>, lin: &Person<'_>) {
    let (place, to) = (format!("/api/users/{}", lin.id), wu.person.id.to_string());
    wu.get(&format!("{place}/holdings"));
    let plan = json!({ "heirs": [{ "object": "customer", "to": to, "share": 2 }, { "object": "customer", "to": null }], "superior": to, "disable": false });
    wu.post(&format!("{place}/handover/preview"), &plan);
    wu.finished(&wu.post(&format!("{place}/handover"), &plan));
    let made = wu.get(&format!("{place}/holdings"))["handovers"][0]["id"].as_str().expect("a handover").to_owned();
    wu.finished(&wu.ask(Post, &format!("/api/handovers/{made}/undo"), None, &[]).assert(rocket::http::Status::Accepted).body);
    wu.ask(Post, &format!("/api/handovers/{made}/undo"), None, &[]).assert_code(409, "handover.undone");
}

fn reviews(wu: &Reader<'_>, lin: &Person<'_>) {
    let review = wu.post("/api/reviews", &json!({}));
    let place = format!("/api/reviews/{}", id(&review));
    let decide = |user: &str, role: &str| json!({ "user": user, "role": role, "decision": "keep" });
    for item in wu.get(&place)["items"].as_array().expect("items") {
        let (user, role) = (item["user"]["id"].as_str().unwrap_or_default(), item["role"].as_str().unwrap_or_default());
        wu.ask(Post, &format!("{place}/items"), Some(&decide(user, role)), &[]).assert(rocket::http::Status::NoContent);
    }
    wu.ask(Post, &format!("{place}/sign"), Some(&json!({})), &[]).assert(rocket::http::Status::NoContent);
    wu.get("/api/reviews");
    wu.ask(Get, &format!("{place}/file"), None, &[]).assert(rocket::http::Status::Ok);
    wu.get("/api/reviews/stale-accounts");
    wu.ask(Put, "/api/reviews/schedule", Some(&json!({ "every_months": 3 })), &[]).assert(rocket::http::Status::NoContent);
    let asked = lin.post("/api/break-glass", json!({ "reason": "今天要发货", "objects": ["customer"], "minutes": 30 })).body;
    wu.post("/api/break-glass", &json!({ "reason": "今天也要发货" }));
    wu.get("/api/break-glass");
    let place = format!("/api/break-glass/{}", id(&asked));
    wu.ask(Post, &format!("{place}/approve"), Some(&json!({})), &[]).assert(rocket::http::Status::NoContent);
    wu.ask(Delete, &place, None, &[]).assert(rocket::http::Status::NoContent);
}

/// What a company says of itself, and what its administrator looks at.
fn company(wu: &Reader<'_>) {
    wu.get("/api/overview");
    wu.ask(Post, "/api/settings/test-mail", Some(&json!({})), &[]).assert_code(409, "mail.off");
    let seen = |version: i64| format!("\"{version}\"");
    assert_eq!(wu.get("/api/settings")["version"], 0);
    let renamed = wu.ask(Patch, "/api/settings", Some(&json!({ "organisation": "恒信工业" })), &[("If-Match", &seen(0))]);
    assert_eq!((renamed.status, &renamed.body["version"]), (200, &json!(1)), "{}", renamed.body);
    let (path, picture) = ("/api/settings/logo", &b"\x89PNG\r\n\x1a\n"[..]);
    let put = Raw { method: Put, path, body: Some(("image/png", picture)) }.by(&wu.app.client, &wu.person, Language::Chinese);
    assert_eq!(put.status, 200, "{}", put.body);
    wu.hold(Put, path, None, put.status, &put.body);
    assert!(wu.get("/api/session")["logo"].is_string());
    wu.ask(Get, "/api/logo", None, &[]).assert(rocket::http::Status::Ok);
    assert_eq!(wu.ask(Delete, path, None, &[("If-Match", &seen(2))]).status, 200);
    let modules = wu.ask(Put, "/api/settings/modules", Some(&json!({ "off": [] })), &[("If-Match", &seen(3))]);
    assert_eq!((modules.status, &modules.body["version"]), (200, &json!(4)), "{}", modules.body);
    wu.get("/api/boot");
}

fn oneself(wu: &Reader<'_>) {
    wu.get("/api/session");
    wu.get("/api/session/all");
    wu.ask(Patch, "/api/session/preferences", Some(&json!({ "density": "compact" })), &[]).assert(rocket::http::Status::Ok);
    wu.ask(Delete, "/api/session/all", None, &[]).assert(rocket::http::Status::NoContent);
    wu.ask(Delete, "/api/session", None, &[]).assert(rocket::http::Status::NoContent);
    wu.ask(Get, "/api/session", None, &[]).assert_code(401, "session.required");
}

fn options(reader: &Reader<'_>) {
    reader.get("/api/options");
    let label = json!({ "label": "rail" });
    assert_eq!(reader.ask(Post, "/api/options/customer.source", Some(&label), &[]).status, 201);
    assert_eq!(reader.ask(Post, "/api/options/customer.source", Some(&label), &[]).status, 422);
    assert_eq!(reader.ask(Put, "/api/options/customer.source/rail", Some(&json!({ "label": "tram" })), &[]).status, 200);
    assert_eq!(reader.ask(Delete, "/api/options/customer.source/rail", None, &[]).status, 204);
}

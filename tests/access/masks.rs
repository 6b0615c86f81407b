//! Values that are masked stay so everywhere, and are found nowhere; showing one in full is counted and in the log.

use kedun::actor::Language;
use kedun::audit;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::http::ask::Raw;
use crate::support::person::{Answer, encode, id};
use crate::support::{Person, TestApp, eventually};

const NUMBER: &str = "13800001234";

struct Scene<'a> {
    app: &'a TestApp,
    lin: Person<'a>,
    /// Sees all customers, their numbers masked unless they are her own.
    he: Person<'a>,
    customer: Json,
}

fn scene(app: &TestApp) -> Scene<'_> {
    let (lin, he) = (app.person("lin", &["sales"]), app.person("he", &["service"]));
    let customer = lin.create(
        "customer",
        json!({ "name": "恒通贸易", "mobile": NUMBER, "email": "lin@example.cn", "yearly_volume": { "amount": "125000.00" } }),
    );
    Scene { app, lin, he, customer }
}

fn reveal(who: &Person<'_>, customer: &Json, field: &str) -> Answer {
    who.post(&format!("/api/records/customer/{}/reveal", id(customer)), json!({ "fields": [field] }))
}

fn filter(field: &str, op: &str, value: &str) -> String {
    encode(&json!({ "field": field, "op": op, "value": value }).to_string())
}

#[test]
fn a_masked_value_stays_masked_everywhere() {
    let app = TestApp::new();
    let Scene { lin, he, customer, .. } = scene(&app);
    lin.update("customer", &customer, json!({ "mobile": "13900005678" })).assert(Status::Ok);
    let one = he.one("customer", &customer).assert(Status::Ok).body;
    assert_eq!(one["mobile"], json!({ "masked": "139****5678" }));
    assert_eq!(one["email"], json!({ "masked": "l****@example.cn" }));
    assert!(one.get("yearly_volume").is_none(), "{one}");
    let listed = he.list("customer", "fields=mobile,email,yearly_volume");
    assert_eq!(listed[0]["mobile"], one["mobile"]);
    // What hangs on it is masked there as at home.
    let contact = lin.create("contact", json!({ "name": "王敏", "customer": id(&customer), "mobile": "13755551111" }));
    lin.update("contact", &contact, json!({ "mobile": "13766662222" })).assert(Status::Ok);
    let timeline = he.get(&format!("/api/records/customer/{}/timeline", id(&customer))).assert(Status::Ok).body.to_string();
    assert!(timeline.contains("138****1234") && !timeline.contains("0000"), "{timeline}");
    assert!(timeline.contains("137****2222") && !timeline.contains("6666"), "{timeline}");
    for said in [one.to_string(), he.get("/api/search?q=%E6%81%92%E9%80%9A").body.to_string()] {
        assert!(!said.contains("5678\"") || said.contains("****5678"), "{said}");
        assert!(!said.contains("13900005678") && !said.contains("lin@example"), "{said}");
    }
    assert_eq!(lin.one("customer", &customer).body["mobile"], "13900005678");
}

#[test]
fn nobody_finds_or_sorts_by_what_is_masked() {
    let app = TestApp::new();
    let Scene { lin, he, customer, .. } = scene(&app);
    assert_eq!(lin.search("00001234").len(), 1);
    assert_eq!(he.search("恒通").len(), 1);
    for probe in ["13800001234", "00001234", "lin@example"] {
        assert_eq!(he.search(probe), Vec::<Json>::new(), "{probe}");
        assert_eq!(he.list("customer", &format!("q={}", encode(probe))).len(), 0, "{probe}");
    }
    for (field, op, value) in [("mobile", "eq", NUMBER), ("mobile", "starts", "138"), ("email", "contains", "lin")] {
        assert_eq!(lin.list("customer", &format!("filter={}", filter(field, op, value))).len(), 1);
        assert_eq!(he.list("customer", &format!("filter={}", filter(field, op, value))).len(), 0, "{field} {op}");
        let not = encode(&json!({ "not": { "field": field, "op": op, "value": value } }).to_string());
        assert_eq!(he.list("customer", &format!("filter={not}")).len(), 1, "{field}: the opposite tells as little");
    }
    // What is hidden altogether looks like a field that is not there.
    let hidden = encode(&json!({ "field": "yearly_volume", "op": "gt", "value": { "amount": "1.00" } }).to_string());
    he.get(&format!("/api/records/customer?filter={hidden}")).assert_code(400, "filter.field");
    he.get("/api/records/customer?sort=yearly_volume").assert_code(400, "query.sort");
    let typed =
        he.post("/api/records/contact", json!({ "customer": id(&customer), "name": "王芳", "mobile": NUMBER })).assert(Status::Created);
    // Her own entry, but the customer is not hers: the field is as masked as the others.
    assert_eq!(typed.body["mobile"], json!({ "masked": "138****1234" }));
}

#[test]
fn what_cannot_be_read_cannot_be_written() {
    let app = TestApp::new();
    let (lin, tang) = (app.person("lin", &["sales"]), app.person("tang", &["service"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易" }));
    let contact = lin.create("contact", json!({ "customer": id(&customer), "name": "王芳", "mobile": NUMBER }));
    tang.update("contact", &contact, json!({ "position": "采购" })).assert(Status::Ok);
    let contact = tang.one("contact", &contact).body;
    let refused = tang.update("contact", &contact, json!({ "mobile": "13700000000" }));
    assert_eq!(refused.field_code("mobile"), Some("field.readonly"));
    assert_eq!(lin.one("contact", &contact).body["mobile"], NUMBER);
}

#[test]
fn showing_in_full_is_counted_limited_and_in_the_log() {
    let app = TestApp::new();
    let Scene { app, lin, he, customer } = scene(&app);
    let allowance = |left: u32| json!({ "left": left, "most": 50 });
    assert_eq!(he.get("/api/reveals").assert(Status::Ok).body, allowance(50));
    // One look serves the whole record.
    let all = he.post(&format!("/api/records/customer/{}/reveal", id(&customer)), json!({})).assert(Status::Ok).body;
    assert_eq!(all, json!({ "values": { "mobile": NUMBER, "email": "lin@example.cn" }, "allowance": allowance(49) }));
    reveal(&he, &customer, "yearly_volume").assert_code(404, "reveal.field");
    // Her own customer's number is clear to her: nothing is counted.
    let own = reveal(&lin, &customer, "mobile").assert(Status::Ok).body;
    assert_eq!(own, json!({ "values": { "mobile": NUMBER }, "allowance": allowance(50) }));
    // No link of another site asks for it, and no form.
    let path = format!("/api/records/customer/{}/reveal", id(&customer));
    assert_eq!(he.get(&format!("{path}/mobile")).status, 404);
    assert!([404, 405].contains(&he.get(&path).status));
    let strange = he.request(Method::Post, &path, Some(&json!({})), &[("Origin", "https://example.com"), ("Sec-Fetch-Site", "cross-site")]);
    assert_eq!(strange.status, 403, "{}", strange.body);
    assert_eq!(he.get("/api/reveals").body, allowance(49));
    let events = app.server.db.read_blocking(|reader| audit::read_after(reader.conn, 0, 1000)).expect("the log");
    let reveals: Vec<_> = events.iter().filter(|event| event.kind == "record.reveal").collect();
    assert_eq!(reveals.len(), 1);
    assert!(!reveals[0].detail.to_string().contains("1380"), "the log holds no values");
    for _ in 1..50 {
        reveal(&he, &customer, "email").assert(Status::Ok);
    }
    reveal(&he, &customer, "email").assert_code(422, "reveal.too_many");
    app.clock.advance(chrono::Duration::days(1));
    let he = app.sign_in_as("he");
    reveal(&he, &customer, "email").assert(Status::Ok);
    // Warehouse sees the number masked and may not have it in full.
    let warehouse = app.person("feng", &["warehouse"]);
    assert_eq!(warehouse.one("customer", &customer).body["mobile"], json!({ "masked": "138****1234" }));
    assert!([403, 404].contains(&reveal(&warehouse, &customer, "mobile").status));
}

#[test]
fn the_catalog_says_what_is_masked() {
    let app = TestApp::new();
    let marketing = app.person("luo", &["marketing"]).get("/api/objects/customer").assert(Status::Ok).body;
    let names: Vec<_> = marketing["fields"].as_array().expect("fields").iter().map(|f| f["name"].as_str().unwrap_or_default()).collect();
    assert!(names.contains(&"level") && !names.contains(&"mobile") && !names.contains(&"address"), "{names:?}");
    let warehouse = app.person("feng", &["warehouse"]).get("/api/objects/customer").assert(Status::Ok).body;
    let mobile = warehouse["fields"].as_array().expect("fields").iter().find(|f| f["name"] == "mobile").expect("the field").clone();
    assert_eq!((&mobile["masked"], &mobile["ops"], &mobile["writable"]), (&json!(true), &json!([]), &json!(false)));
}

#[test]
fn a_record_is_shared_until_a_day() {
    let app = TestApp::new();
    let Scene { app, lin, he, customer } = scene(&app);
    let wu = app.person("wu", &["sales"]);
    let team = format!("/api/records/customer/{}/team", id(&customer));
    wu.one("customer", &customer).assert(Status::NotFound);
    let put = |who: &Person<'_>, user: &Person<'_>, body: Json| who.request(Method::Put, &format!("{team}/{}", user.id), Some(&body), &[]);
    put(&wu, &wu, json!({ "may": "write" })).assert(Status::NotFound);
    put(&he, &he, json!({ "may": "write" })).assert(Status::Forbidden);
    put(&lin, &wu, json!({ "may": "read", "until": "2026-11-24" })).assert(Status::NoContent);
    assert_eq!(wu.one("customer", &customer).assert(Status::Ok).body["mobile"], NUMBER);
    let members = lin.get(&team).assert(Status::Ok).body;
    assert_eq!((&members["items"][0]["user"]["title"], &members["items"][0]["until"]), (&json!("wu"), &json!("2026-11-24")));
    wu.update("customer", &customer, json!({ "level": "A" })).assert(Status::NotFound);
    wu.post("/api/records/follow_up", json!({ "customer": id(&customer), "content": "我来帮忙" })).assert(Status::Forbidden);
    put(&lin, &wu, json!({ "may": "write", "until": "2026-11-24" })).assert(Status::NoContent);
    wu.update("customer", &customer, json!({ "level": "A" })).assert(Status::Ok);
    wu.post("/api/records/follow_up", json!({ "customer": id(&customer), "content": "我来帮忙" })).assert(Status::Created);
    wu.act("customer", &customer, "transfer", json!({ "owner": wu.id })).assert(Status::NotFound);
    put(&wu, &he, json!({ "may": "read" })).assert(Status::NotFound);
    app.clock.advance(chrono::Duration::days(1));
    let (wu, lin) = (app.sign_in_as("wu"), app.sign_in_as("lin"));
    wu.one("customer", &customer).assert(Status::NotFound);
    put(&lin, &wu, json!({ "may": "read" })).assert(Status::NoContent);
    wu.one("customer", &customer).assert(Status::Ok);
    lin.request(Method::Delete, &format!("{team}/{}", wu.id), None, &[]).assert(Status::NoContent);
    wu.one("customer", &customer).assert(Status::NotFound);
    app.assert_log_verifies();
}

#[test]
fn whoever_is_leaving_takes_nothing_along() {
    let app = TestApp::new();
    let Scene { app, lin, customer, he, .. } = scene(&app);
    let export = |who: &Person<'_>| who.post("/api/exports", json!({ "object": "customer", "format": "csv" }));
    export(&lin).assert(Status::Accepted);
    let sql = format!("UPDATE user SET leaving = 1 WHERE id IN ({}, {})", lin.id, he.id);
    app.server
        .db
        .write_unaudited_blocking(move |tx| Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn, &sql)?))
        .expect("leaving");
    export(&lin).assert(Status::Forbidden);
    lin.one("customer", &customer).assert(Status::Ok);
    for _ in 0..10 {
        reveal(&he, &customer, "mobile").assert(Status::Ok);
    }
    reveal(&he, &customer, "mobile").assert_code(422, "reveal.too_many");
}

#[test]
fn whoever_shares_a_record_can_neither_take_it_nor_look_under_masks() {
    let app = TestApp::new();
    let Scene { app, lin, he, customer } = scene(&app);
    let wu = app.person("wu", &["sales"]);
    let team = format!("/api/records/customer/{}/team", id(&customer));
    let put = |who: &Person<'_>, user: &Person<'_>, may: &str| {
        who.request(Method::Put, &format!("{team}/{}", user.id), Some(&json!({ "may": may })), &[])
    };
    assert_eq!(put(&lin, &lin, "write").field_code("user"), Some("team.self"));
    put(&lin, &wu, "write").assert(Status::NoContent);
    let taken = wu.update("customer", &customer, json!({ "owner": wu.id }));
    assert_eq!(taken.field_code("owner"), Some("field.readonly"));
    // Service sees numbers masked, and goes on doing so where a record is shared with it.
    put(&lin, &he, "read").assert(Status::NoContent);
    assert_eq!(he.one("customer", &customer).body["mobile"], json!({ "masked": "138****1234" }));
    assert!(he.one("customer", &customer).body.get("yearly_volume").is_none());
}

#[test]
fn a_form_and_a_file_find_no_record_by_what_is_masked() {
    let app = TestApp::new();
    let Scene { app, lin, he, customer } = scene(&app);
    let clash = he.post("/api/records/customer/check", json!({ "mobile": NUMBER }));
    assert!([200, 403].contains(&clash.status), "{}", clash.body);
    assert!(!clash.body.to_string().contains("恒通"), "{}", clash.body);
    // Whose number it is cannot be tried out record by record either.
    let own = lin.post("/api/records/customer/check", json!({ "id": id(&customer), "mobile": NUMBER })).assert(Status::Ok);
    assert_eq!(own.body["duplicates"], json!([]));
    let stranger = app.person("zhao", &["sales"]);
    let probed = stranger.post("/api/records/customer/check", json!({ "id": id(&customer), "mobile": NUMBER })).assert(Status::Ok);
    assert_eq!(probed.body["duplicates"][0]["field"], "mobile");
}

#[test]
fn emergency_access_is_no_role_that_anybody_gives() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    let names = hou.get("/api/roles").assert(Status::Ok).body.to_string();
    assert!(!names.contains("break_glass"), "{names}");
    let definition = json!({ "label": "x", "house": [], "grants": {}, "fields": {} });
    hou.request(Method::Put, "/api/roles/break_glass", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::UnprocessableEntity);
    let given = hou.request(Method::Patch, &format!("/api/users/{}", lin.id), Some(&json!({ "roles": ["break_glass"] })), &[]);
    assert_eq!(given.field_code("roles"), Some("role.unknown"));
}

#[test]
fn an_administrator_does_not_become_an_officer_by_a_new_password() {
    let app = TestApp::new();
    let (admin, hou, lin) = (app.admin("wu"), app.person("hou", &["security"]), app.person("lin", &["sales"]));
    let invite = |who: &Person<'_>| admin.post(&format!("/api/users/{}/invite", who.id), json!({}));
    invite(&hou).assert(Status::Forbidden);
    let password = json!({ "password": "pagoda-river-lantern-49" });
    admin.request(Method::Patch, &format!("/api/users/{}", hou.id), Some(&password), &[]).assert(Status::Forbidden);
    invite(&lin).assert(Status::Ok);
}

#[test]
fn a_refused_look_is_in_the_log() {
    let app = TestApp::new();
    let Scene { app, he, customer, .. } = scene(&app);
    for _ in 0..50 {
        reveal(&he, &customer, "mobile").assert(Status::Ok);
    }
    reveal(&he, &customer, "mobile").assert_code(422, "reveal.too_many");
    let events = app.server.db.read_blocking(|reader| audit::read_after(reader.conn, 0, 1000)).expect("the log");
    let refused = events.last().expect("an event");
    assert!(refused.kind == "access.refused" && refused.detail.contains("reveal.too_many"), "{} {}", refused.kind, refused.detail);
}

#[test]
fn what_is_clear_on_some_records_is_offered_for_no_list() {
    let app = TestApp::new();
    let hou = app.person("hou", &["security"]);
    let masked = json!({ "right": "masked", "clear": "self" });
    let definition = json!({
        "label": "内勤", "grants": { "customer": { "read": "all" } },
        "fields": { "customer": { "yearly_volume": masked, "next_contact_at": { "right": "hidden" } } },
    });
    hou.request(Method::Put, "/api/roles/clerk", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let (boss, clerk) = (app.person("boss", &["boss"]), app.person("clerk", &["clerk"]));
    let described = |who: &Person<'_>| {
        let told = who.get("/api/objects/customer").assert(Status::Ok).body;
        let volume = told["fields"].as_array().expect("fields").iter().find(|field| field["name"] == "yearly_volume").expect("it").clone();
        let views: Vec<_> = told["views"].as_array().expect("views").iter().map(|view| view["name"].clone()).collect();
        (volume, views)
    };
    let ((theirs, all), (volume, views)) = (described(&boss), described(&clerk));
    assert_eq!((&theirs["sortable"], &volume["sortable"], &volume["ops"]), (&json!(true), &json!(false), &json!([])));
    assert!(views.len() < all.len(), "{views:?} of {all:?}");
    clerk.get("/api/records/customer?sort=yearly_volume").assert_code(400, "query.sort");
    for view in views {
        clerk.get(&format!("/api/records/customer?view={}", view.as_str().unwrap_or_default())).assert(Status::Ok);
    }
}

#[test]
fn nobody_does_anything_to_what_they_do_not_see() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    let grants = ["update", "delete", "restore", "share", "export", "reveal", "act"].map(|verb| (verb, json!("all")));
    let grants: serde_json::Map<_, _> = grants.into_iter().chain([("read", json!("self"))]).map(|(v, s)| (v.to_owned(), s)).collect();
    let definition = json!({ "label": "盲写", "grants": { "customer": grants } });
    hou.request(Method::Put, "/api/roles/blind", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let blind = app.person("blind", &["blind"]);
    let (customer, binned) = (lin.create("customer", json!({ "name": "恒通贸易" })), lin.create("customer", json!({ "name": "顺达" })));
    lin.delete("customer", &binned).assert(Status::NoContent);
    blind.update("customer", &customer, json!({ "level": "A" })).assert(Status::NotFound);
    blind.delete("customer", &customer).assert(Status::NotFound);
    blind.act("customer", &customer, "transfer", json!({ "owner": blind.id })).assert(Status::NotFound);
    let team = format!("/api/records/customer/{}/team/{}", id(&customer), hou.id);
    blind.request(Method::Put, &team, Some(&json!({ "may": "read" })), &[]).assert(Status::NotFound);
    assert_eq!(blind.get("/api/recycle-bin?object=customer").assert(Status::Ok).body["items"], json!([]));
    blind.post(&format!("/api/recycle-bin/customer/{}/restore", id(&binned)), json!({})).assert(Status::NotFound);
    assert_eq!(lin.one("customer", &customer).assert(Status::Ok).body["version"], customer["version"]);
}

#[test]
fn what_the_former_owner_shared_ends_when_a_record_changes_hands() {
    let app = TestApp::new();
    let Scene { app, lin, customer, .. } = scene(&app);
    let boss = app.person("boss", &["boss"]);
    let [wu, sun, qian] = ["wu", "sun", "qian"].map(|login| app.person(login, &["sales"]));
    let share = |by: &Person<'_>, with: &Person<'_>| {
        let place = format!("/api/records/customer/{}/team/{}", id(&customer), with.id);
        by.request(Method::Put, &place, Some(&json!({ "may": "read" })), &[]).assert(Status::NoContent);
    };
    share(&lin, &wu);
    share(&lin, &sun);
    share(&boss, &qian);
    boss.act("customer", &customer, "transfer", json!({ "owner": sun.id })).assert(Status::Ok);
    for (who, sees) in [(&lin, false), (&wu, false), (&sun, true), (&qian, true)] {
        assert_eq!(who.one("customer", &customer).status == 200, sees);
    }
    // Sun sees it as an owner now: given away, it is gone.
    boss.act("customer", &customer, "transfer", json!({ "owner": lin.id })).assert(Status::Ok);
    sun.one("customer", &customer).assert(Status::NotFound);
    app.assert_log_verifies();
}

#[test]
fn a_file_brings_in_only_what_may_be_imported() {
    let app = TestApp::new();
    let (hou, lin) = (app.person("hou", &["security"]), app.person("lin", &["sales"]));
    let grants = json!({ "read": "all", "create": "all", "update": "all", "import": "self" });
    let definition = json!({ "label": "录入", "grants": { "customer": grants } });
    hou.request(Method::Put, "/api/roles/typist", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let typist = app.person("typist", &["typist"]);
    lin.create("customer", json!({ "name": "恒通贸易", "mobile": NUMBER }));
    let file = format!("客户名称,手机,负责人\n新客户,13900001111,typist\n别人的,13900002222,lin\n恒通贸易,{NUMBER},lin\n");
    let (path, body) = ("/api/imports?object=customer&filename=a.csv", Some(("text/csv", file.as_bytes())));
    let upload = Raw { method: Method::Post, path, body }.by(&app.client, &typist, Language::Chinese);
    let mapping = json!({ "客户名称": "name", "手机": "mobile", "负责人": "owner" });
    let plan = json!({ "mapping": mapping, "on_duplicate": "update" });
    let job = typist.post(&format!("/api/imports/{}/run", id(&upload.body)), plan).assert(Status::Accepted).body;
    let job = eventually("the end of the job", || {
        let job = typist.get(&format!("/api/jobs/{}", job["job"].as_str().unwrap_or_default())).body;
        (!matches!(job["state"].as_str(), Some("queued" | "running"))).then_some(job)
    });
    let names: Vec<_> = typist.list("customer", "sort=id").iter().map(|customer| customer["name"].clone()).collect();
    assert_eq!(names, ["恒通贸易", "新客户"], "{job}");
    // By hand they may.
    typist.create("customer", json!({ "name": "别人的", "owner": lin.id }));
}

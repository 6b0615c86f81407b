//! Views that people keep: whose they are, who is shown which, and that they show nobody what they could not see.

use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::support::person::{Answer, encode, id};
use crate::support::{Person, TestApp};

const VIEWS: &str = "/api/objects/customer/views";

fn level_a() -> Json {
    json!({ "field": "level", "op": "eq", "value": "A" })
}

fn keep(person: &Person<'_>, body: Json) -> Json {
    person.post(VIEWS, body).assert(Status::Created).body
}

fn kept(person: &Person<'_>) -> Vec<Json> {
    person.get(VIEWS).assert(Status::Ok).body["items"].as_array().cloned().unwrap_or_default()
}

fn names(person: &Person<'_>) -> Vec<String> {
    kept(person).iter().map(|view| view["name"].as_str().unwrap_or_default().to_owned()).collect()
}

fn place(view: &Json) -> String {
    format!("{VIEWS}/{}", id(view))
}

fn change(person: &Person<'_>, view: &Json, body: Json) -> Answer {
    person.request(Method::Patch, &place(view), Some(&body), &[("If-Match", &format!("\"{}\"", view["version"]))])
}

fn delete(person: &Person<'_>, view: &Json) -> Answer {
    person.request(Method::Delete, &place(view), None, &[])
}

fn department(boss: &Person<'_>, name: &str, parent: Option<&Json>, leader: &Person<'_>) -> Json {
    let made = boss.post("/api/departments", json!({ "name": name, "parent": parent.map(|p| p["id"].clone()) })).assert(Status::Created);
    let path = format!("/api/departments/{}", id(&made.body));
    boss.request(Method::Patch, &path, Some(&json!({ "leader": leader.id.to_string() })), &[]).assert(Status::Ok).body
}

fn join(boss: &Person<'_>, person: &Person<'_>, department: &Json) {
    let path = format!("/api/users/{}", person.id);
    boss.request(Method::Patch, &path, Some(&json!({ "department": department["id"] })), &[]).assert(Status::Ok);
}

#[test]
fn what_somebody_keeps_is_theirs_alone() {
    let app = TestApp::new();
    let (lin, mei) = (app.employee("lin"), app.employee("mei"));
    let columns = json!([{ "field": "name", "width": 280 }, { "field": "created_by" }]);
    let view = json!({ "name": " A 级 ", "filter": level_a(), "sort": "-updated_at", "columns": columns, "density": "compact" });
    let view = keep(&lin, view);
    assert_eq!((&view["name"], &view["columns"], &view["density"]), (&json!("A 级"), &columns, &json!("compact")));
    assert_eq!((&view["own"], &view["may_change"], &view["share"]["with"]), (&json!(true), &json!(true), &json!("self")));
    assert_eq!((names(&lin), names(&mei)), (vec!["A 级".to_owned()], Vec::new()));
    change(&mei, &view, json!({ "name": "我的" })).assert_code(404, "view.unknown");
    delete(&mei, &view).assert_code(404, "view.unknown");
    app.assert_log_verifies();
}

#[test]
fn a_change_keeps_what_it_does_not_name_and_overwrites_nothing_unseen() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let view = keep(&lin, json!({ "name": "A 级", "filter": level_a(), "sort": "name" }));
    let renamed = change(&lin, &view, json!({ "name": "重点" })).assert(Status::Ok).body;
    assert_eq!((&renamed["name"], &renamed["filter"], &renamed["sort"]), (&json!("重点"), &level_a(), &json!("name")));
    change(&lin, &view, json!({ "sort": null })).assert_code(412, "record.stale");
    let changed = change(&lin, &renamed, json!({ "sort": null, "filter": null })).assert(Status::Ok).body;
    assert_eq!((&changed["filter"], &changed["sort"]), (&json!({ "and": [] }), &Json::Null));
}

#[test]
fn a_deleted_view_can_be_had_back() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let view = keep(&lin, json!({ "name": "A 级", "filter": level_a() }));
    delete(&lin, &view).assert(Status::NoContent);
    assert_eq!(names(&lin), Vec::<String>::new());
    let back = lin.request(Method::Post, &format!("{}/restore", place(&view)), None, &[]).assert(Status::Ok).body;
    assert_eq!((names(&lin), &back["filter"]), (vec!["A 级".to_owned()], &level_a()));
}

#[test]
fn what_a_list_refuses_is_not_kept() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    let refused = |body: Json, status, code: &str| lin.post(VIEWS, body).assert_code(status, code);
    refused(json!({ "name": "x", "filter": { "field": "nothing", "op": "eq", "value": "A" } }), 400, "filter.field");
    refused(json!({ "name": "x", "filter": { "or": "A" } }), 400, "filter.shape");
    refused(json!({ "name": "x", "sort": "remarks" }), 400, "query.sort");
    refused(json!({ "name": "x", "columns": [{ "field": "nothing" }] }), 400, "query.field");
    let twice = lin.post(VIEWS, json!({ "name": "x", "columns": [{ "field": "name" }, { "field": "name" }] }));
    assert_eq!(twice.field_code("columns"), Some("view.columns"));
    let nameless = lin.post(VIEWS, json!({ "name": "  " }));
    assert_eq!(nameless.field_code("name"), Some("name.empty"));
    assert_eq!(names(&lin), Vec::<String>::new());
}

#[test]
fn sales_people_show_their_views_to_nobody_else() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    assert_eq!(lin.get(VIEWS).body["share"], json!({ "everybody": false, "departments": [], "roles": [] }));
    for share in
        [json!({ "with": "everybody" }), json!({ "with": "role", "role": "sales" }), json!({ "with": "department", "department": "1" })]
    {
        lin.post(VIEWS, json!({ "name": "x", "share": share })).assert_code(403, "view.share");
    }
    let view = keep(&lin, json!({ "name": "x" }));
    change(&lin, &view, json!({ "share": { "with": "everybody" } })).assert_code(403, "view.share");
}

#[test]
fn a_view_is_shown_to_everybody_to_a_role_or_to_a_department_with_those_below() {
    let app = TestApp::new();
    let (wu, boss) = (app.admin("wu"), app.person("boss", &["boss"]));
    let (zhou, lin, mei) = (app.person("zhou", &["sales_manager"]), app.person("lin", &["sales"]), app.person("mei", &["service"]));
    let sales = department(&wu, "销售部", None, &zhou);
    let first = department(&wu, "销售一部", Some(&sales), &zhou);
    join(&wu, &lin, &first);
    keep(&boss, json!({ "name": "全员", "share": { "with": "everybody" } }));
    keep(&boss, json!({ "name": "销售", "share": { "with": "role", "role": "sales" } }));
    keep(&zhou, json!({ "name": "部门", "share": { "with": "department", "department": sales["id"] } }));
    zhou.post(VIEWS, json!({ "name": "全员", "share": { "with": "everybody" } })).assert_code(403, "view.share");
    assert_eq!(names(&lin), ["全员", "销售", "部门"]);
    let of_boss = &kept(&lin)[0];
    assert_eq!((&of_boss["own"], &of_boss["may_change"]), (&json!(false), &json!(false)));
    delete(&lin, of_boss).assert_code(403, "view.others");
    assert_eq!(kept(&lin)[2]["share"]["department"]["title"], "销售部");
    if mei.get(VIEWS).status == 200 {
        assert_eq!(names(&mei), ["全员"]);
    }
}

#[test]
fn whoever_may_show_views_to_the_same_people_keeps_them_in_order() {
    let app = TestApp::new();
    let (wu, boss) = (app.admin("wu"), app.person("boss", &["boss"]));
    let view = keep(&boss, json!({ "name": "全员", "share": { "with": "everybody" } }));
    let renamed = change(&wu, &view, json!({ "name": "全公司" })).assert(Status::Ok).body;
    assert_eq!((&renamed["own"], &renamed["by"]["id"]), (&json!(false), &json!(boss.id.to_string())));
    delete(&wu, &renamed).assert(Status::NoContent);
    // Shown to nobody, it is no longer anybody else's.
    let back = boss.request(Method::Post, &format!("{}/restore", place(&view)), None, &[]).assert(Status::Ok).body;
    let own = change(&boss, &back, json!({ "share": { "with": "self" } })).assert(Status::Ok).body;
    assert_eq!(names(&wu), Vec::<String>::new());
    change(&wu, &own, json!({ "name": "x" })).assert_code(404, "view.unknown");
}

#[test]
fn a_shared_view_shows_nobody_what_they_could_not_see() {
    let app = TestApp::new();
    let (boss, lin) = (app.person("boss", &["boss"]), app.person("lin", &["sales"]));
    boss.create("customer", json!({ "name": "恒通贸易", "level": "A" }));
    lin.create("customer", json!({ "name": "顺达物流", "level": "A" }));
    keep(&boss, json!({ "name": "全部 A 级", "filter": level_a(), "share": { "with": "everybody" } }));
    let filter = kept(&lin)[0]["filter"].to_string();
    let seen = lin.list("customer", &format!("filter={}", encode(&filter)));
    assert_eq!(seen.iter().map(|row| row["name"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["顺达物流"]);
}

#[test]
fn a_view_that_asks_for_what_is_masked_is_not_told() {
    let app = TestApp::new();
    let (boss, hou) = (app.person("boss", &["boss"]), app.person("hou", &["security"]));
    let fields = json!({ "customer": { "yearly_volume": { "right": "hidden" } } });
    let definition = json!({ "label": "学徒", "grants": { "customer": { "read": "all" } }, "fields": fields });
    hou.request(Method::Put, "/api/roles/apprentice", Some(&definition), &[("If-Match", "\"0\"")]).assert(Status::Ok);
    let apprentice = app.person("ann", &["apprentice"]);
    let large = json!({ "field": "yearly_volume", "op": "gt", "value": "100000" });
    let view = keep(&boss, json!({ "name": "大客户", "filter": { "and": [level_a(), large] }, "share": { "with": "everybody" } }));
    keep(&boss, json!({ "name": "按金额", "sort": "-yearly_volume", "share": { "with": "everybody" } }));
    keep(&boss, json!({ "name": "A 级", "filter": level_a(), "share": { "with": "everybody" } }));
    assert_eq!(names(&apprentice), ["A 级"]);
    assert_eq!(view["usable"], true);
}

#[test]
fn ones_own_view_that_no_longer_works_says_so() {
    let app = TestApp::new();
    let hou = app.person("hou", &["security"]);
    let role = |fields: Json, version: &str| {
        let definition = json!({ "label": "销售员", "grants": { "customer": { "read": "all" } }, "fields": fields });
        hou.request(Method::Put, "/api/roles/seller", Some(&definition), &[("If-Match", version)]).assert(Status::Ok);
    };
    role(json!({}), "\"0\"");
    let lin = app.person("lin", &["seller"]);
    let large = json!({ "field": "yearly_volume", "op": "gt", "value": "100000" });
    keep(&lin, json!({ "name": "大客户", "filter": large }));
    role(json!({ "customer": { "yearly_volume": { "right": "hidden" } } }), "\"1\"");
    assert_eq!(kept(&lin)[0]["usable"], false);
}

#[test]
fn nobody_keeps_more_views_than_they_can_find_again() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    for n in 0..50 {
        keep(&lin, json!({ "name": format!("视图 {n}") }));
    }
    lin.post(VIEWS, json!({ "name": "还有" })).assert_code(409, "view.too_many");
}

#[test]
fn when_and_by_whom_is_a_column_to_filter_and_to_sort_by() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let described = lin.get("/api/objects/customer").assert(Status::Ok).body;
    let system = described["system"].as_array().cloned().unwrap_or_default();
    let named = |name: &str| system.iter().find(|field| field["name"] == name).cloned().unwrap_or_default();
    assert_eq!((&named("created_at")["label"], &named("created_at")["sortable"]), (&json!("创建时间"), &json!(true)));
    assert_eq!((&named("updated_by")["kind"], &named("updated_by")["sortable"]), (&json!("user"), &json!(false)));
    for field in &system {
        let name = field["name"].as_str().unwrap_or_default();
        let rows = lin.list("customer", &format!("fields={name}"));
        assert!(!rows[0][name].is_null(), "{name}");
        if field["sortable"] == true {
            assert_eq!(lin.list("customer", &format!("sort=-{name}")).len(), 1, "{name}");
        }
        for op in field["ops"].as_array().into_iter().flatten() {
            let value = match (op.as_str().unwrap_or_default(), field["kind"] == "user") {
                ("empty", _) => json!(false),
                ("in", _) => json!(["me"]),
                ("between", _) => json!(["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]),
                ("within", _) => json!("this_year"),
                (_, true) => json!("me"),
                _ => json!("2026-11-24T02:00:00Z"),
            };
            let filter = encode(&json!({ "field": name, "op": op, "value": value }).to_string());
            lin.get(&format!("/api/records/customer?filter={filter}")).assert(Status::Ok);
        }
    }
    let level = described["fields"].as_array().into_iter().flatten().find(|field| field["name"] == "level").cloned().unwrap_or_default();
    assert!(level["keywords"].as_array().is_some_and(|words| words.contains(&json!("khjb"))), "{level}");
}

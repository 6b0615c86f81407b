//! Why: who can see a record, by which policy; why somebody can or cannot; a list as somebody else sees it.

use kedun::audit::EventKind;
use kedun::audit::list::{self, Filter};
use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::person::id;
use crate::support::{Person, TestApp};

fn somebody<'a>(answer: &'a Json, person: &Person<'_>) -> Option<&'a Json> {
    answer["people"].as_array().unwrap().iter().find(|p| p["user"]["id"] == person.id.to_string())
}

#[test]
fn a_record_says_who_can_see_it_and_by_what() {
    let app = TestApp::new();
    let (admin, security) = (app.admin("wu"), app.person("zhao", &["security"]));
    let (lin, service) = (app.person("lin", &["sales"]), app.person("he", &["service"]));
    let customer = admin.create("customer", json!({ "name": "恒通", "owner": lin.id, "mobile": "13800000001", "level": "A" }));
    let path = format!("/api/access/records/customer/{}", id(&customer));
    let answer = security.get(&path).assert(Status::Ok).body;
    let own = somebody(&answer, &lin).unwrap();
    assert_eq!(own["verbs"]["read"][0], json!({ "policy": "role.sales.customer.self", "words": "角色「销售」：本人" }));
    assert!(own["verbs"]["export"].is_array() && own["verbs"]["reveal"].is_null(), "{own}");
    let mobile = |of: &Json| of["fields"].as_array().unwrap().iter().find(|f| f["field"] == "mobile").unwrap().clone();
    let words = "角色「销售」：本人，及共享给此人的";
    assert_eq!((&mobile(own)["right"], &mobile(own)["permits"][0]["words"]), (&json!("clear"), &json!(words)), "{own}");
    let helper = somebody(&answer, &service).unwrap();
    assert!(helper["verbs"]["update"].is_null(), "{helper}");
    assert_eq!(
        (&mobile(helper)["right"], &mobile(helper)["permits"][0]["words"]),
        (&json!("masked"), &json!("角色「客服」：全部，及共享给此人的"))
    );
    assert!(helper["verbs"]["reveal"].is_array(), "{helper}");
    assert!(somebody(&answer, &security).is_none(), "the security officer sees no customers");
    // Its owner may ask, others may not.
    assert_eq!(lin.get(&path).status, 200);
    service.get(&path).assert_code(403, "access.forbidden");
    security.get("/api/access/records/customer/99").assert_code(404, "record.not_found");
}

#[test]
fn a_policy_that_forbids_is_named() {
    let app = TestApp::new();
    let (admin, security, boss) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("he", &["boss"]));
    let customer = admin.create("customer", json!({ "name": "恒通", "level": "A" }));
    let why = |verb: &str| {
        let path = format!("/api/access/why?user={}&object=customer&id={}&verb={verb}", boss.id, id(&customer));
        security.get(&path).assert(Status::Ok).body
    };
    assert_eq!((&why("read")["may"], &why("read")["forbids"]), (&json!(true), &json!([])));
    let text =
        "forbid (principal, action in [Action::\"read\"], resource is customer) when { resource has level && resource.level == \"A\" };";
    security.post("/api/policies", json!({ "name": "A 级客户", "text": text })).assert(Status::Created);
    let no = why("read");
    assert_eq!((&no["may"], &no["forbids"][0]["words"]), (&json!(false), &json!("策略「A 级客户」")), "{no}");
    assert_eq!(no["permits"][0]["policy"], "role.boss.customer.all");
    let no = why("transfer");
    assert_eq!(
        (&no["may"], &no["forbids"][0]["words"]),
        (&json!(false), &json!("策略「A 级客户」")),
        "what is not seen is not handed on: {no}"
    );
    security.get("/api/access/why?user=1&object=customer&id=1&verb=fly").assert_code(400, "filter.value");
}

#[test]
fn a_policy_that_closes_a_field_is_named() {
    let app = TestApp::new();
    let (security, lin) = (app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通", "mobile": "13800000001" }));
    let text = "forbid (principal, action in [Action::\"customer.mobile.read\"], resource) when { context.hour < 24 };";
    security.post("/api/policies", json!({ "name": "遮盖手机", "text": text })).assert(Status::Created);
    let path = format!("/api/access/why?user={}&object=customer&id={}&verb=read", lin.id, id(&customer));
    let why = security.get(&path).assert(Status::Ok).body;
    let mobile = why["fields"].as_array().unwrap().iter().find(|field| field["field"] == "mobile").unwrap();
    assert_eq!((&mobile["right"], &mobile["forbids"][0]["words"]), (&json!("masked"), &json!("策略「遮盖手机」")), "{why}");
    assert_eq!(why["timed"], true);
}

#[test]
fn a_list_as_somebody_else_sees_it_is_in_the_log() {
    let app = TestApp::new();
    let (admin, security, lin) = (app.admin("wu"), app.person("zhao", &["security"]), app.person("lin", &["sales"]));
    admin.create("customer", json!({ "name": "恒通", "owner": lin.id }));
    admin.create("customer", json!({ "name": "别人的" }));
    let path = format!("/api/access/as/{}/customer?fields=name", lin.id);
    let items = security.get(&path).assert(Status::Ok).body["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(items[0]["name"], "恒通");
    lin.get(&path).assert_code(403, "access.forbidden");
    let filter = Filter { kinds: vec![EventKind::AccessView], limit: Some(10), ..Filter::default() };
    let told = app.server.db.read_blocking(|reader| list::list(reader.conn, &filter)).unwrap().items;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].login.as_str(), &told[0].detail["login"]), ("zhao", &json!("lin")));
    // It is no use that lin made of the right to read.
    let used =
        || app.server.engine.pin().take_uses(app.server.db.now().date_naive()).into_iter().filter(|(user, ..)| *user == lin.id).count();
    assert_eq!(used(), 0);
    lin.list("customer", "");
    assert_eq!(used(), 1);
}

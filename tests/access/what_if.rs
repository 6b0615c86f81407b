//! What is looked ahead to is what happens: the job's numbers against what each person really sees before and after.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rocket::http::Status;
use serde_json::{Value as Json, json};

use super::roles::{give, save};
use crate::effort::effort;
use crate::support::person::id;
use crate::support::{Person, TestApp};

const SCOPES: [&str; 5] = ["self", "reports", "department", "department_tree", "all"];
const LOGINS: [&str; 4] = ["lin", "wu", "zhao", "he"];

fn finished(asker: &Person<'_>, started: &Json) -> Json {
    let path = format!("/api/jobs/{}", started["job"].as_str().unwrap());
    for _ in 0..20_000 {
        let job = asker.get(&path).body;
        if !matches!(job["state"].as_str(), Some("queued" | "running")) {
            assert_eq!(job["state"], "done", "{job}");
            return job["result"].clone();
        }
    }
    panic!("the job does not end")
}

/// The records of an object that somebody sees.
fn seen(person: &Person<'_>, object: &str) -> BTreeSet<String> {
    let answer = person.get(&format!("/api/records/{object}?limit=200&fields=id"));
    answer.body["items"].as_array().into_iter().flatten().map(|record| id(record).to_owned()).collect()
}

#[derive(Debug, Clone)]
struct Case {
    scopes: [usize; 3],
    policy: Option<&'static str>,
    /// Whose role becomes another.
    moved: Option<usize>,
    owners: Vec<(usize, bool)>,
}

fn case() -> impl Strategy<Value = Case> {
    let policy = prop::sample::select(vec![
        None,
        Some(
            "forbid (principal, action in [Action::\"read\"], resource is customer) when { resource has level && resource.level == \"A\" };",
        ),
        Some(
            "permit (principal in Role::\"sales\", action == Action::\"customer.read\", resource) when { resource has level && resource.level == \"B\" };",
        ),
        Some(
            "forbid (principal, action in [Action::\"read\"], resource is contact) unless { resource has customer.level && resource.customer.level == \"A\" };",
        ),
        Some(
            "permit (principal in Role::\"sales\", action == Action::\"customer.read\", resource) when { resource has yearly_volume && resource.yearly_volume > 500 };",
        ),
        Some(
            "forbid (principal, action in [Action::\"read\"], resource is customer) when { resource == customer::\"2\" || resource == customer::\"3\" };",
        ),
    ]);
    let owners = prop::collection::vec((0..LOGINS.len(), any::<bool>()), 6);
    (prop::array::uniform3(0..SCOPES.len()), policy, prop::option::of(0..LOGINS.len()), owners)
        .prop_map(|(scopes, policy, moved, owners)| Case { scopes, policy, moved, owners })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(effort(3, 50)) })]

    #[test]
    fn the_numbers_are_those_of_asking_everybody(case in case()) {
        holds_for(&case)?;
    }
}

fn holds_for(case: &Case) -> Result<(), TestCaseError> {
    let app = TestApp::new();
    let (admin, security) = (app.admin("founder"), app.person("officer", &["security"]));
    let top = admin.post("/api/departments", json!({ "name": "总部" })).body["id"].clone();
    let below = admin.post("/api/departments", json!({ "name": "一部", "parent": top })).body["id"].clone();
    let people: Vec<Person<'_>> = LOGINS.iter().map(|login| app.person(login, &["sales"])).collect();
    for (nth, person) in people.iter().enumerate() {
        let department = if nth % 2 == 0 { &top } else { &below };
        let body = json!({ "department": department });
        admin.request(rocket::http::Method::Patch, &format!("/api/users/{}", person.id), Some(&body), &[]).assert(Status::Ok);
    }
    for (nth, (owner, level)) in case.owners.iter().enumerate() {
        let level = if *level { "A" } else { "B" };
        let volume = format!("{}.00", nth * 2);
        let customer = json!({ "name": format!("客户{nth}"), "owner": people[*owner].id, "level": level, "yearly_volume": volume });
        let customer = admin.create("customer", customer);
        admin.create("contact", json!({ "name": "林", "customer": customer["id"] }));
    }
    let [customer, contact, update] = case.scopes.map(|scope| SCOPES[scope]);
    let sales = json!({ "grants": { "customer": { "read": customer, "update": update }, "contact": { "read": contact } } });
    let moved = case.moved.map(|nth| (&people[nth], "service"));
    let change = json!({
        "roles": { "sales": sales },
        "policies": case.policy.map(|text| json!({ "text": text })).into_iter().collect::<Vec<_>>(),
        "users": moved.iter().map(|(person, role)| json!({ "id": person.id, "roles": [role] })).collect::<Vec<_>>(),
    });
    let objects = ["customer", "contact"];
    let look = || -> Vec<Vec<BTreeSet<String>>> {
        objects.iter().map(|object| people.iter().map(|person| seen(person, object)).collect()).collect()
    };
    let before = look();
    let result = finished(&security, &security.post("/api/access/what-if", change).assert(Status::Accepted).body);
    prop_assert_eq!(&look(), &before, "looking ahead changes nothing");
    save(&security, "sales", 0, &sales).assert(Status::Ok);
    if let Some(text) = case.policy {
        security.post("/api/policies", json!({ "name": "规则", "text": text })).assert(Status::Created);
    }
    if let Some((person, role)) = moved {
        give(&security, person, &[role]).assert(Status::Ok);
    }
    let after = look();
    for (nth, object) in objects.iter().enumerate() {
        let verbs =
            result["objects"].as_array().unwrap().iter().find(|o| o["object"] == *object).map(|o| o["rows"].clone()).unwrap_or_default();
        let read = verbs.as_array().into_iter().flatten().find(|verb| verb["what"] == "read").cloned().unwrap_or_default();
        let told: BTreeMap<String, [i64; 4]> = read["people"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|p| (id(&p["user"]).to_owned(), ["before", "after", "gain", "lose"].map(|what| p[what].as_i64().unwrap())))
            .collect();
        let (mut gained, mut lost) = (BTreeSet::new(), BTreeSet::new());
        for (person, (was, is)) in people.iter().zip(before[nth].iter().zip(&after[nth])) {
            let (gain, lose): (Vec<_>, Vec<_>) = (is.difference(was).collect(), was.difference(is).collect());
            gained.extend(gain.iter().copied());
            lost.extend(lose.iter().copied());
            let counts = [was.len(), is.len(), gain.len(), lose.len()].map(|n| i64::try_from(n).unwrap());
            let expected = (counts[2] > 0 || counts[3] > 0).then_some(counts);
            prop_assert_eq!(told.get(&person.id.to_string()).copied(), expected, "{} {} {}", object, person.id, result);
        }
        let others = told.keys().filter(|user| people.iter().all(|person| person.id.to_string() != **user)).count();
        if others == 0 {
            prop_assert_eq!(read["gain"]["records"].as_u64().unwrap_or_default(), gained.len() as u64);
            prop_assert_eq!(read["lose"]["records"].as_u64().unwrap_or_default(), lost.len() as u64);
        }
    }
    Ok(())
}

#[test]
fn what_cannot_be_supposed_is_refused_at_once() {
    let app = TestApp::new();
    let security = app.person("zhao", &["security"]);
    let ask = |body: Json| security.post("/api/access/what-if", body);
    assert_eq!(ask(json!({ "policies": [{ "text": "permit" }] })).field_code("text"), Some("policy.syntax"));
    assert_eq!(ask(json!({ "roles": { "admin": {} } })).field_code("name"), Some("role.office_fixed"));
    ask(json!({ "users": [{ "id": "99", "roles": [] }] })).assert_code(404, "record.not_found");
    app.employee("lin").post("/api/access/what-if", json!({})).assert_code(403, "access.forbidden");
}

/// What would become of customers, and of the app.
fn ahead(security: &Person<'_>, change: Json) -> Json {
    let mut result = finished(security, &security.post("/api/access/what-if", change).assert(Status::Accepted).body);
    let customers = result["objects"].as_array().unwrap().iter().find(|object| object["object"] == "customer").cloned();
    json!({ "customer": customers.unwrap_or_default(), "house": result["house"].take() })
}

/// The lines about what is done on an occasion: how many people gain how many records, and lose them.
fn line(result: &Json, what: &str, occasion: Option<&str>) -> Option<[i64; 4]> {
    let mut rows = result["customer"]["rows"].as_array().into_iter().flatten();
    let row = rows.find(|row| row["what"] == what && row["occasion"].as_str() == occasion)?;
    let number = |side: &str, of: &str| row[side][of].as_i64().unwrap();
    Some([number("gain", "people"), number("gain", "records"), number("lose", "people"), number("lose", "records")])
}

fn role(grants: Json, fields: Json) -> Json {
    json!({ "grants": { "customer": grants }, "fields": { "customer": fields } })
}

#[test]
fn what_becomes_of_fields_is_told_row_by_row() {
    let app = TestApp::new();
    let (security, lin, wu) = (app.person("officer", &["security"]), app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let admin = app.admin("founder");
    for (nth, owner) in [&lin, &lin, &lin, &lin, &wu, &wu].iter().enumerate() {
        admin.create("customer", json!({ "name": format!("客户{nth}"), "owner": owner.id }));
    }
    let grants = json!({ "read": "all", "update": "all", "reveal": "all" });
    let masked =
        role(grants.clone(), json!({ "mobile": { "right": "masked", "clear": "self" }, "phone": { "right": "masked", "clear": "self" } }));
    save(&security, "sales", 0, &masked).assert(Status::Ok);
    let clear = ahead(&security, json!({ "roles": { "sales": role(grants.clone(), json!({})) } }));
    // Each sees those of the other in full; of both fields the same is true, so they share a line.
    assert_eq!(line(&clear, "clear", None), Some([2, 6, 0, 0]), "{clear}");
    let row = clear["customer"]["rows"].as_array().unwrap().iter().find(|row| row["what"] == "clear").unwrap().clone();
    assert_eq!(row["fields"], json!(["手机", "座机"]));
    assert_eq!(line(&clear, "write", None), Some([2, 6, 0, 0]));
    // There is nothing left to reveal.
    assert_eq!(line(&clear, "reveal", None), Some([0, 0, 2, 6]));
    assert_eq!(line(&clear, "read", None), None);
    let hidden = ahead(
        &security,
        json!({ "roles": { "sales": role(grants, json!({ "mobile": { "right": "hidden" }, "phone": { "right": "masked", "clear": "all" } })) } }),
    );
    assert_eq!((line(&hidden, "hidden", None), line(&hidden, "clear", None)), (Some([2, 6, 0, 0]), Some([2, 6, 0, 0])), "{hidden}");
    // Who no longer sees the record sees no field of it either, which goes without saying.
    let less = ahead(&security, json!({ "roles": { "sales": role(json!({ "read": "self" }), json!({})) } }));
    assert_eq!((line(&less, "read", None), line(&less, "clear", None)), (Some([0, 0, 2, 6]), None), "{less}");
    assert_eq!(line(&less, "update", None), Some([0, 0, 2, 6]));
}

#[test]
fn every_verb_and_the_house_are_looked_at() {
    let app = TestApp::new();
    let (security, lin) = (app.person("officer", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通" }));
    let bare = json!({ "roles": { "sales": role(json!({ "read": "self", "create": "all", "delete": "self" }), json!({})) } });
    let result = ahead(&security, bare);
    for what in ["update", "export", "share", "transfer"] {
        assert_eq!(line(&result, what, None), Some([0, 0, 1, 1]), "{what}: {result}");
    }
    assert_eq!((line(&result, "read", None), line(&result, "delete", None)), (None, None));
    let counts = |what: &str| {
        let mut all = result["customer"]["abilities"].as_array().unwrap().iter();
        let ability = all.find(|ability| ability["what"] == what).unwrap();
        ["started", "ended", "otherwise"].map(|side| ability[side]["count"].as_i64().unwrap())
    };
    assert_eq!((counts("create"), counts("import"), counts("restore")), ([0, 0, 1], [0, 1, 0], [0, 1, 0]));
    assert_eq!(result["house"], json!([]));
    let moved = ahead(&security, json!({ "users": [{ "id": lin.id, "roles": ["auditor"] }] }));
    // Until an auditor is named the administration stands in, and here there is none.
    let server: Vec<_> = moved["house"].as_array().unwrap().iter().map(|one| (&one["what"], &one["started"]["count"])).collect();
    assert_eq!(server, [(&json!("audit"), &json!(1)), (&json!("explain"), &json!(1))]);
}

#[test]
fn what_hangs_on_the_moment_is_looked_at_elsewhere_too() {
    let app = TestApp::new();
    let (security, lin) = (app.person("officer", &["security"]), app.person("lin", &["sales"]));
    lin.create("customer", json!({ "name": "恒通" }));
    let result = |text: &str| ahead(&security, json!({ "policies": [{ "text": text }] }));
    let export = |condition: &str| format!("forbid (principal, action in [Action::\"export\"], resource) {condition};");
    let office = result(&export("unless { context.network == \"office\" && context.weekday <= 5 && context.hour >= 8 }"));
    assert_eq!(line(&office, "export", None), None, "{office}");
    for occasion in ["不在办公网络时", "夜间与周末"] {
        assert_eq!(line(&office, "export", Some(occasion)), Some([0, 0, 1, 1]), "{office}");
    }
    assert_eq!(line(&office, "export", Some("没有二次验证时")), None);
    assert_eq!(line(&office, "read", Some("不在办公网络时")), None);
    let many =
        result(&export("when { context has rows && context.rows > 100 } unless { context has factor_age && context.factor_age < 300 }"));
    assert_eq!(line(&many, "export", Some("没有二次验证、一次取很多条时")), Some([0, 0, 1, 1]), "{many}");
    assert_eq!(line(&many, "export", Some("没有二次验证时")), None);
    let field = "forbid (principal, action in [Action::\"customer.mobile.read\"], resource) unless { context.network == \"office\" };";
    assert_eq!(line(&result(field), "masked", Some("不在办公网络时")), Some([1, 1, 0, 0]));
    // At the desk as elsewhere: said once.
    let always = result(&export("when { context.hour < 24 }"));
    assert_eq!((line(&always, "export", None), line(&always, "export", Some("不在办公网络时"))), (Some([0, 0, 1, 1]), None), "{always}");
}

#[test]
fn where_somebody_stands_decides_what_they_see() {
    let app = TestApp::new();
    let (admin, lin, he) = (app.admin("founder"), app.person("lin", &["sales"]), app.person("he", &["sales_manager"]));
    let security = app.person("officer", &["security"]);
    let department = admin.post("/api/departments", json!({ "name": "一部" })).body["id"].clone();
    let put = |person: &Person<'_>, body: Json| {
        admin.request(rocket::http::Method::Patch, &format!("/api/users/{}", person.id), Some(&body), &[]).assert(Status::Ok)
    };
    put(&lin, json!({ "department": department }));
    lin.create("customer", json!({ "name": "恒通" }));
    let moved = ahead(&security, json!({ "users": [{ "id": he.id, "department": department }] }));
    assert_eq!(line(&moved, "read", None), Some([1, 1, 0, 0]), "{moved}");
    let leaving = ahead(&security, json!({ "users": [{ "id": lin.id, "leaving": true }] }));
    assert_eq!((line(&leaving, "read", None), line(&leaving, "export", None)), (None, Some([0, 0, 1, 1])), "{leaving}");
    let gone = ahead(&security, json!({ "users": [{ "id": lin.id, "active": false }] }));
    assert_eq!(line(&gone, "read", None), Some([0, 0, 1, 1]), "{gone}");
}

//! What is looked ahead to is what happens: the job's numbers against what each person really sees before and after.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rocket::http::Status;
use serde_json::{Value as Json, json};

use super::roles::{give, save};
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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(5) })]

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
            result["objects"].as_array().unwrap().iter().find(|o| o["object"] == *object).map(|o| o["verbs"].clone()).unwrap_or_default();
        let read = verbs.as_array().into_iter().flatten().find(|verb| verb["verb"] == "read").cloned().unwrap_or_default();
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

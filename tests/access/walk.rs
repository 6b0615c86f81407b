//! Every route of the running server × every shipped role × one's own record, one of the same department and one of another:
//! who gets what is worked out here a second time, from the roles alone.

use std::collections::BTreeSet;

use kedun::access::role::{Definition, Scope, shipped};
use kedun::app::catalog;
use kedun::model::Verb;
use kedun::people::AdminRight;
use kedun::people::Role;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use crate::http::table::{Needs, ROUTES, filled};
use crate::support::person::id;
use crate::support::{Person, TestApp};

/// Whose a record is, as somebody sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    SameDepartment,
    Other,
}

const ALL: [Whose; 3] = [Whose::Own, Whose::SameDepartment, Whose::Other];

impl Whose {
    pub(super) fn within(self, scope: Option<Scope>) -> bool {
        match scope {
            None => false,
            Some(Scope::All) => true,
            Some(Scope::Own | Scope::Reports) => self == Self::Own,
            Some(Scope::Department | Scope::DepartmentTree) => self != Self::Other,
        }
    }
}

/// A company with one person in each role, all of one department, and two colleagues: one beside them, one elsewhere.
pub(super) struct Company<'a> {
    pub hand: Person<'a>,
    pub colleague: Person<'a>,
    pub stranger: Person<'a>,
}

impl<'a> Company<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        let hand = app.admin("hand");
        let department = |name: &str| id(&hand.post("/api/departments", json!({ "name": name })).assert(Status::Created).body).to_owned();
        let (sales, service) = (department("销售部"), department("客服部"));
        let company = Self { colleague: app.employee("colleague"), stranger: app.employee("stranger"), hand };
        company.seat(&company.colleague, &sales);
        company.seat(&company.stranger, &service);
        // With every office given, nobody stands in for another.
        for role in Role::SHIPPED {
            let person = app.person(&login(&role), &[role.name()]);
            company.seat(&person, &sales);
        }
        company
    }

    fn seat(&self, person: &Person<'_>, department: &str) {
        let body = json!({ "department": department });
        self.hand.request(Method::Patch, &format!("/api/users/{}", person.id), Some(&body), &[]).assert(Status::Ok);
    }

    /// A record of an object, and where it is not a customer, the customer on which it hangs.
    fn record(&self, object: &str, owner: &Person<'_>, n: &mut u32) -> Json {
        *n += 1;
        let customer = json!({ "name": format!("第{n}号客户"), "owner": owner.id, "mobile": format!("138{:08}", *n) });
        let customer = self.hand.create("customer", customer);
        match object {
            "customer" => customer,
            "contact" => {
                self.hand.create("contact", json!({ "customer": id(&customer), "name": format!("第{n}号联系人"), "mobile": "13900000001" }))
            }
            _ => self.hand.create("follow_up", json!({ "customer": id(&customer), "content": format!("第{n}次跟进") })),
        }
    }
}

pub(super) fn login(role: &Role) -> String {
    format!("the_{}", role.name())
}

/// Asks for a record in one way; whether it was there for the asker.
fn reached(person: &Person<'_>, method: Method, path: &str, object: &str, record: &Json, elsewhere: &str) -> bool {
    let path = filled(path, id(record)).replace("/customer/", &format!("/{object}/"));
    let path = path.replace("/related/contact", if object == "customer" { "/related/contact" } else { "/related/follow_up" });
    let (body, version) = match (method, path.as_str()) {
        (Method::Patch, _) => (Some(json!({})), format!("\"{}\"", record["version"])),
        (Method::Put, _) => (Some(json!({ "may": "read" })), String::new()),
        (Method::Post, path) if path.ends_with("/presence") => (Some(json!({ "doing": "looking" })), String::new()),
        (Method::Post, path) if path.ends_with("/reveal") => (Some(json!({ "fields": ["mobile"] })), String::new()),
        (Method::Post, _) => (Some(json!({ "owner": elsewhere })), format!("\"{}\"", record["version"])),
        _ => (None, format!("\"{}\"", record["version"])),
    };
    let path = path.replace("/team/1", &format!("/team/{elsewhere}"));
    let answer = person.request(method, &path, body.as_ref(), &[("If-Match", &version)]);
    assert!(answer.status < 500, "{method} {path}: {}", answer.body);
    !matches!(answer.status, 403 | 404)
}

#[test]
fn every_route_lets_every_role_reach_what_its_scope_says_and_nothing_else() {
    let app = TestApp::new();
    let (company, mut n) = (Company::new(&app), 0);
    let roles = shipped();
    let elsewhere = company.stranger.id.to_string();
    for role in Role::SHIPPED {
        let (definition, person) = (&roles[&role], app.sign_in_as(&login(&role)));
        for (method, path, needs) in ROUTES {
            match needs {
                Needs::Nothing => {}
                // One record is looked at below, lists and work on many in the other test, what the answers say in `told.rs`.
                Needs::Session => {}
                _ => {
                    let body = json!({});
                    let answer = person.request(*method, &filled(path, "1"), Some(&body).filter(|_| *method != Method::Get), &[]);
                    // People are changed with one right, their roles with the other.
                    let either =
                        path.starts_with("/api/users/{id}") && *method == Method::Patch && definition.house.contains(&AdminRight::Access);
                    let may = either || needs.rights().iter().any(|right| definition.house.iter().any(|action| action.action() == *right));
                    assert_eq!(answer.status != 403, may, "{} {method} {path}: {}", role.name(), answer.body);
                }
            }
        }
        for object in catalog().iter() {
            for (method, path, _) in ROUTES.iter().filter(|route| route.1.starts_with("/api/records/{object}/{id}")) {
                let Some(verb) = verb_of(*method, path) else { panic!("{method} {path} is not in the table of this test") };
                if path.contains("{action}") && object.action("transfer").is_none()
                    || path.contains("/related/") && object.name == "follow_up"
                {
                    continue;
                }
                for whose in ALL {
                    let owner = [&person, &company.colleague, &company.stranger][ALL.iter().position(|w| *w == whose).unwrap_or_default()];
                    let record = company.record(&object.name, owner, &mut n);
                    let expected = expected(definition, &object.name, &verb, path, whose);
                    let got = reached(&person, *method, path, &object.name, &record, &elsewhere);
                    assert_eq!(got, expected, "{} {method} {path} of {}, {whose:?}", role.name(), object.name);
                }
            }
        }
    }
    app.assert_log_verifies();
}

/// What a route does to a record; by another path nobody comes near one.
fn verb_of(method: Method, path: &str) -> Option<Verb> {
    let rest = path.strip_prefix("/api/records/{object}/{id}")?;
    Some(match (method, rest) {
        (Method::Get, "" | "/related" | "/related/{other}" | "/timeline" | "/team") | (Method::Post, "/reveal" | "/presence") => Verb::Read,
        (Method::Patch, "") => Verb::Update,
        (Method::Delete, "") => Verb::Delete,
        (Method::Post, "/actions/{action}") => Verb::Act("transfer".into()),
        (Method::Put | Method::Delete, "/team/{user}") => Verb::Share,
        _ => return None,
    })
}

fn expected(definition: &Definition, object: &str, verb: &Verb, path: &str, whose: Whose) -> bool {
    let catalog = catalog();
    let Some(found) = catalog.get(object) else { return false };
    let within = |verb: &Verb| whose.within(definition.scope(found, verb));
    if path.ends_with("/related/{other}") {
        let other = catalog.get(if object == "customer" { "contact" } else { "follow_up" });
        return within(verb) && other.is_some_and(|other| definition.scope(other, &Verb::Read).is_some());
    }
    if path.ends_with("/reveal") {
        let Some(field) = found.field("mobile") else { return false };
        use kedun::access::role::FieldRight;
        return within(verb)
            && match definition.rule(found, field) {
                Some(rule) if rule.right == FieldRight::Hidden => false,
                Some(rule) if rule.right == FieldRight::Masked => whose.within(rule.clear) || within(&Verb::Reveal),
                _ => true,
            };
    }
    within(verb)
}

#[test]
fn lists_counts_search_and_exports_hold_the_same_records() {
    let app = TestApp::new();
    let (company, mut n) = (Company::new(&app), 0);
    let roles = shipped();
    for role in Role::SHIPPED {
        let (definition, person) = (&roles[&role], app.sign_in_as(&login(&role)));
        for object in catalog().iter() {
            let made: Vec<(Whose, Json)> = ALL
                .into_iter()
                .zip([&person, &company.colleague, &company.stranger])
                .map(|(whose, owner)| (whose, company.record(&object.name, owner, &mut n)))
                .collect();
            let scope = definition.scope(object, &Verb::Read);
            let wanted: BTreeSet<String> =
                made.iter().filter(|(whose, _)| whose.within(scope)).map(|(_, record)| id(record).to_owned()).collect();
            let ids: Vec<&str> = made.iter().map(|(_, record)| id(record)).collect();
            let filter = crate::support::person::encode(&json!({ "field": "id", "op": "in", "value": ids }).to_string());
            let list = person.get(&format!("/api/records/{}?filter={filter}", object.name));
            let place = format!("{} {}", role.name(), object.name);
            if scope.is_none() {
                assert_eq!(list.status, 403, "{place}");
            } else {
                let got: BTreeSet<String> = list.body["items"].as_array().expect("items").iter().map(|r| id(r).to_owned()).collect();
                assert_eq!((got, &list.body["total"]["count"]), (wanted.clone(), &json!(wanted.len())), "{place}");
            }
            let title = object.title.to_string();
            for (whose, record) in &made {
                let found = person.search(record[&title].as_str().unwrap_or_default());
                let found = found.iter().filter(|group| group["object"] == object.name.as_ref());
                let found =
                    found.flat_map(|group| group["items"].as_array().cloned().unwrap_or_default()).any(|item| id(&item) == id(record));
                assert_eq!(found, whose.within(scope), "{place}: search, {whose:?}");
            }
            let export = person.post("/api/exports", json!({ "object": object.name, "format": "csv", "ids": ids }));
            assert_eq!(
                export.status == 202,
                definition.scope(object, &Verb::Export).is_some() && scope.is_some(),
                "{place}: {}",
                export.body
            );
            let bulk = person.post(&format!("/api/records/{}/bulk", object.name), json!({ "action": "delete", "ids": ids }));
            assert_eq!(bulk.status == 202, definition.scope(object, &Verb::Delete).is_some(), "{place}: {}", bulk.body);
            let bin = person.get(&format!("/api/recycle-bin?object={}", object.name));
            assert_eq!(bin.status == 200, definition.scope(object, &Verb::Restore).is_some(), "{place}: {}", bin.body);
        }
    }
}

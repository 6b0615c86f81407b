//! The description of the interface says what there is: no route less, none more.

use std::collections::BTreeSet;

use kedun::actor::Language;
use kedun::app;
use kedun::openapi::{Sight, document};
use rocket::http::Status;
use serde_json::{Value as Json, json};

use super::table::{Needs, ROUTES, running};
use crate::support::TestApp;

/// The whole description, as `kedun openapi` prints it.
pub fn whole() -> Json {
    let catalog = app::catalog();
    let sights: Vec<Sight<'_>> = catalog.iter().map(|object| Sight::whole(object)).collect();
    document(&sights, Language::Chinese)
}

/// All operations: method, path, description.
pub fn operations(document: &Json) -> impl Iterator<Item = (&str, &str, &Json)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(|(method, operation)| (method.as_str(), path.as_str(), operation))
    })
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_route_is_described_and_every_description_has_its_route() {
    let app = TestApp::new();
    let running: BTreeSet<String> = running(&app).iter().map(|(method, path)| format!("{method} {path}")).collect();
    let document = whole();
    let described: BTreeSet<String> =
        operations(&document).map(|(method, _, operation)| format!("{} {}", method.to_uppercase(), text(&operation["x-route"]))).collect();
    let bare: Vec<_> = running.difference(&described).collect();
    assert!(bare.is_empty(), "routes that src/openapi/operations.rs does not describe: {bare:#?}");
    let gone: Vec<_> = described.difference(&running).collect();
    assert!(gone.is_empty(), "descriptions whose route is gone: {gone:#?}");
}

#[test]
fn every_route_is_in_the_table_of_rights_as_it_is_described() {
    let app = TestApp::new();
    let running: BTreeSet<String> = running(&app).iter().map(|(method, path)| format!("{method} {path}")).collect();
    let table: BTreeSet<String> = ROUTES.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(running, table, "tests/http/table.rs has to name every route and the right that it needs");
    for (method, _, operation) in operations(&whole()) {
        let route = ROUTES.iter().find(|(m, path, _)| m.as_str().to_lowercase() == method && operation["x-route"] == *path);
        let described = match (&operation["security"], operation["x-right"].as_str()) {
            (Json::Array(none), _) if none.is_empty() => Needs::Nothing,
            (_, None) => Needs::Session,
            (_, Some("users")) => Needs::Users,
            (_, Some("audit")) => Needs::Audit,
            (_, Some("access")) => Needs::Access,
            (_, Some("explain")) => Needs::Explain,
            (_, Some("settings")) => Needs::Settings,
            (_, Some(other)) => panic!("a right that the table does not know: {other}"),
        };
        assert_eq!(route.map(|route| route.2), Some(described), "{operation}");
    }
}

#[test]
fn what_is_referred_to_is_there_and_nothing_stands_around_unused() {
    fn references<'a>(value: &'a Json, found: &mut BTreeSet<&'a str>) {
        match value {
            Json::Object(members) => members.iter().for_each(|(name, value)| match value.as_str() {
                Some(reference) if name == "$ref" => drop(found.insert(reference.trim_start_matches("#/components/schemas/"))),
                _ => references(value, found),
            }),
            Json::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = whole();
    let mut used = BTreeSet::new();
    references(&document, &mut used);
    let there: BTreeSet<&str> = document["components"]["schemas"].as_object().expect("schemas").keys().map(String::as_str).collect();
    assert_eq!(used, there);
    let ids: Vec<String> = operations(&document).map(|(_, _, operation)| text(&operation["operationId"])).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "two operations are called the same");
}

#[test]
fn every_object_is_described_with_its_fields() {
    let document = whole();
    for object in app::catalog().iter() {
        let schema = |part: &str| &document["components"]["schemas"][format!("{}{part}", object.name)];
        for field in object.fields.iter().filter(|field| !field.inner) {
            assert!(schema("")["properties"][field.name.as_ref()].is_object(), "{}.{}", object.name, field.name);
            assert_eq!(schema(".draft")["properties"][field.name.as_ref()].is_object(), !field.readonly, "{}.{}", object.name, field.name);
        }
        for action in &object.actions {
            let path = format!("/api/records/{}/{{id}}/actions/{}", object.name, action.name);
            assert!(document["paths"][&path]["post"].is_object(), "{path}");
        }
    }
}

#[test]
fn every_code_that_is_promised_has_words() {
    for (_, path, operation) in operations(&whole()) {
        for answer in operation["responses"].as_object().expect("answers").values() {
            for code in answer["x-codes"].as_array().into_iter().flatten().filter_map(Json::as_str) {
                let key = format!("errors.{code}.advice");
                assert!(Language::ALL.iter().all(|l| kedun::i18n::find(*l, &key).is_some()), "{path}: {code}");
            }
        }
    }
}

#[test]
fn one_is_shown_what_one_may_see() {
    let app = TestApp::new();
    let wu = app.admin("wu").get("/api/openapi.json").assert(Status::Ok).body;
    assert_eq!(wu, whole());
    let lin = app.employee("lin").get("/api/openapi.json").assert(Status::Ok).body;
    let seen = app.employee("mei").get("/api/objects").assert(Status::Ok).body;
    for object in app::catalog().iter() {
        let catalogued = seen.as_array().is_some_and(|all| all.iter().any(|o| o["name"] == object.name.as_ref()));
        assert_eq!(lin["components"]["schemas"][object.name.as_ref()].is_object(), catalogued, "{}", object.name);
    }
    assert_eq!(lin["openapi"], json!("3.1.0"));
}

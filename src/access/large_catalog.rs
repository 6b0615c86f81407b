//! A catalog as large as the product will be: sixty objects of twenty fields and three actions, some with owners, some hanging on others,
//! some belonging to nobody. What holds for three objects has to hold for these.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::oracle::{Asked, House, Tables, Tally, decides_as_cedar};
use super::role::{Definition, FieldRight, FieldRule, Scope};
use super::tests::{act, member};
use super::*;
use crate::db::sql::Column;
use crate::ids::{DepartmentId, UserId};
use crate::model::{Field, SCOPE_OWNER, Value};
use crate::people::Role;

const OBJECTS: usize = 60;
/// Everybody is asked about so many records of each.
const ROWS: i64 = 4;

fn named(n: usize) -> String {
    format!("object_{n}")
}

/// By turns an object with an owner, one that hangs on it, one that hangs on that, and reference data.
pub(super) fn catalog(objects: usize) -> Arc<Catalog> {
    Arc::new(Catalog::new((0..objects).map(|n| {
        let fields = [
            Field::text("name").required(),
            Field::choice("level").options(&[("a", None), ("b", None)]),
            Field::choices("tags").open(),
            Field::boolean("vip"),
            Field::money("amount"),
            Field::phone("phone"),
            Field::department("department"),
            Field::datetime("next_at"),
        ];
        let further = (0..10).map(|n| Field::text(format!("note_{n}")));
        let link = match n % 4 {
            0 => Field::user("owner"),
            1 | 2 => Field::link("above").to(named(n - 1)),
            _ => Field::link("beside").to(named(n - 3)),
        };
        let object = Object::new(named(n), "crm", "box").fields(fields.into_iter().chain(further).chain([link, Field::user("helper")]));
        let object = object.actions([act("sign"), act("close"), act("claim")]);
        match n % 4 {
            0 => Object { owner: Some("owner".into()), ..object },
            1 | 2 => Object { parent: Some("above".into()), ..object },
            _ => object,
        }
    })))
}

fn value(field: &Field, row: i64) -> Value {
    match field.kind.name() {
        "choice" => ["a", "b"][usize::try_from(row % 2).unwrap()].into(),
        "choices" => r#"["a","b"]"#.into(),
        "boolean" => Value::Int(row % 2),
        "user" | "link" | "department" => Value::Int(row),
        "money" | "datetime" => Value::Int(row * 100),
        _ => Value::Null,
    }
}

fn tables(catalog: &Catalog) -> Tables {
    let row = |object: &Object, row: i64| {
        let own = object.fields.iter().filter_map(|field| match field.column() {
            Column::Plain(name) => Some((name.into_owned(), value(field, row))),
            _ => None,
        });
        // The copy that triggers keep; every link leads to the row of the same number, so does whose it is.
        let kept = catalog.scope_column(object).filter(|column| *column == Column::plain(SCOPE_OWNER));
        let kept = kept.map(|_| (SCOPE_OWNER.to_owned(), Value::Int(row)));
        own.chain([("created_by".to_owned(), Value::Int(row))]).chain(kept).collect::<BTreeMap<_, _>>()
    };
    Tables(catalog.iter().map(|object| (object.name.to_string(), (1..=ROWS).map(|id| (id, row(object, id))).collect())).collect())
}

fn helper() -> Definition {
    let rule = |right, clear| FieldRule { right, clear };
    let verbs = [("read", Scope::DepartmentTree), ("update", Scope::Reports), ("export", Scope::All), ("act", Scope::Own)];
    let rules = [
        ("phone", rule(FieldRight::Masked, Some(Scope::Own))),
        ("amount", rule(FieldRight::Hidden, None)),
        ("level", rule(FieldRight::Read, None)),
    ];
    Definition {
        grants: [(role::ANY.to_owned(), verbs.map(|(verb, scope)| (verb.to_owned(), scope)).into())].into(),
        fields: (0..4).map(|n| (named(n), rules.clone().map(|(field, rule)| (field.to_owned(), rule)).into())).collect(),
        ..Definition::default()
    }
}

pub(super) fn roles() -> BTreeMap<Role, Definition> {
    role::shipped().into_iter().chain([("helper".parse().unwrap(), helper())]).collect()
}

fn policies() -> Vec<String> {
    [
        "forbid (principal, action in [Action::\"export\"], resource) unless { context.network == \"office\" && context.hour >= 8 };",
        "forbid (principal in Role::\"sales\", action in [Action::\"object_0\"], resource is object_0)
         when { resource has level && resource.level == \"a\" && principal.clearance < 2 };",
        "forbid (principal, action in [Action::\"object_4.fields.read\"], resource is object_4)
         unless { context has factor_age && context.factor_age < 5 * 60 };",
        "forbid (principal, action in [Action::\"update\", Action::\"act\"], resource)
         when { resource has hangs_on.level && resource.hangs_on.level == \"b\" };",
        "permit (principal, action, resource is object_3) when { action == Action::\"object_3.sign\" && resource.helper == principal };",
    ]
    .map(|text| text.replace("&& resource.helper", "&& resource has helper && resource.helper"))
    .into()
}

fn people() -> People {
    let member = |id: i64, superior, roles: &[&str]| (UserId(id), member(Some(1 + id % 2), superior, roles));
    let leaving = |(id, member): (UserId, Member)| (id, Member { leaving: true, ..member });
    let shares = HashMap::from([("object_0".into(), vec![SharedRecord { record: 4, write: true, until: None }])]);
    People {
        members: [
            member(1, Some(2), &["sales"]),
            member(2, Some(4), &["sales_manager"]),
            member(3, Some(2), &["helper"]),
            member(4, None, &["boss"]),
            leaving(member(5, Some(4), &["admin", "helper"])),
            member(6, None, &[]),
        ]
        .into(),
        departments: [(DepartmentId(1), None), (DepartmentId(2), Some(DepartmentId(1)))].into(),
        shares: [(UserId(6), Arc::new(shares))].into(),
        ..People::default()
    }
}

#[test]
fn sixty_objects_are_decided_as_cedar_decides_them() {
    let catalog = catalog(OBJECTS);
    let moment = Asked { hours: 0, network: ("office", Some("192.168.1.5")), factor_age: Some(299), device_trusted: false, rows: Some(50) };
    let verbs = ["read", "export"].map(str::to_owned).into();
    let (tables, tally) = (tables(&catalog), Tally::default());
    let app = House { people: people(), roles: roles(), policies: policies(), tables, moment, verbs, catalog };
    decides_as_cedar(&app, &tally).unwrap_or_else(|error| panic!("{error}"));
    let (decisions, allowed) = (tally.decisions.get(), tally.allowed.get());
    assert!(decisions > 6 * 60 * 2 * 4 && (decisions / 10..9 * (decisions / 10)).contains(&allowed), "{tally:?}");
}

#[test]
fn actions_that_the_same_policies_decide_are_one() {
    let catalog = catalog(OBJECTS);
    let words = PolicyVocabulary::new(catalog.clone()).unwrap();
    let policy_set = CompiledPolicySet::new(&words, &roles(), &[], None, TimeAllowed::default()).unwrap();
    let verbs = &policy_set.records["object_0"];
    assert_eq!(verbs[&Verb::Act("sign".into())], verbs[&Verb::Act("claim".into())]);
    assert_ne!(verbs[&Verb::Read], verbs[&Verb::Delete]);
    let asked: usize = catalog.iter().map(|object| object.verbs().len()).sum();
    assert!(policy_set.actions.len() < asked, "{} numbers for {asked} actions", policy_set.actions.len());
}

//! The predicate must let through exactly the rows that Cedar itself would: thousands of generated policy sets, people
//! and rows, each decided twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy::{Authorizer, Decision, Entities, Entity, PolicySet, Request, RestrictedExpression};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::attributes::{Attribute, DEPARTMENT, ROLE, Sort, USER};
use super::person::uid;
use super::tests::{access, actor, catalog, clock};
use super::*;
use crate::db::sql::Column;
use crate::model::Value;
use crate::model::filter::{Source, holds};

type Row = BTreeMap<String, Value>;

/// Tables of rows by number.
#[derive(Debug, Clone, Default)]
struct Tables(HashMap<String, BTreeMap<i64, Row>>);

struct At<'a> {
    tables: &'a Tables,
    id: i64,
    row: &'a Row,
}

impl Tables {
    fn at(&self, table: &str, id: i64) -> Option<At<'_>> {
        self.0.get(table)?.get(&id).map(|row| At { tables: self, id, row })
    }
}

impl Source for At<'_> {
    fn value(&self, column: &Column) -> Value {
        match column {
            Column::Plain(name) if name == "id" => Value::Int(self.id),
            Column::Plain(name) | Column::Custom(name) => self.row.get(&**name).cloned().unwrap_or_default(),
        }
    }

    fn follow(&self, column: &Column, table: &str) -> Option<Box<dyn Source + '_>> {
        Some(Box::new(self.tables.at(table, self.value(column).int()?)?))
    }
}

const PEOPLE: [(i64, Option<i64>, &[&str]); 5] = [
    (1, Some(1), &["employee"]),
    (2, Some(2), &["employee", "boss"]),
    (3, Some(4), &["boss"]),
    (4, None, &["employee"]),
    (5, Some(3), &[]),
];

/// 1 above 2 and 3, 2 above 4, 5 alone.
fn departments() -> Departments {
    let below = |id, parent| (DepartmentId(id), Some(DepartmentId(parent)));
    Departments::new([(DepartmentId(1), None), below(2, 1), below(3, 1), below(4, 2), (DepartmentId(5), None)])
}

fn expression(sort: &Sort, value: &Value) -> Option<RestrictedExpression> {
    let entity = |name: &str, id: i64| RestrictedExpression::new_entity_uid(uid(name, &id.to_string()).unwrap());
    Some(match (sort, value) {
        (_, Value::Null) => return None,
        (Sort::Bool, Value::Int(i)) => RestrictedExpression::new_bool(*i != 0),
        (Sort::Long, Value::Int(i)) => RestrictedExpression::new_long(*i),
        (Sort::Text, Value::Text(t)) => RestrictedExpression::new_string(t.clone()),
        (Sort::Texts, Value::Text(t)) => {
            let items: Vec<String> = serde_json::from_str(t).unwrap();
            RestrictedExpression::new_set(items.into_iter().map(RestrictedExpression::new_string))
        }
        (sort, Value::Int(i)) => entity(sort.entity().unwrap(), *i),
        other => panic!("{other:?}"),
    })
}

/// The same rows as Cedar knows them.
fn entities(access: &Access, schema: &Schema, tables: &Tables) -> Entities {
    let tree = departments();
    let mut all = Vec::new();
    for id in 1..=5 {
        let above = tree.above(DepartmentId(id)).into_iter().skip(1).map(|d| uid(DEPARTMENT, &d.to_string()).unwrap()).collect();
        all.push(Entity::new_no_attrs(uid(DEPARTMENT, &id.to_string()).unwrap(), above));
    }
    for role in ["employee", "boss"] {
        all.push(Entity::new_no_attrs(uid(ROLE, role).unwrap(), HashSet::new()));
    }
    for (table, rows) in &tables.0 {
        let entity = if table == "user" { USER } else { table };
        for (&id, row) in rows {
            let at = At { tables, id, row };
            let value = |(name, a): (&Name, &Attribute)| Some((name.to_string(), expression(&a.sort, &at.value(&a.column))?));
            let attributes = access.attributes.of_type(entity).filter_map(value).collect();
            let parents = PEOPLE.iter().filter(|p| table == "user" && p.0 == id).flat_map(|(_, department, roles)| {
                let department = department.map(|d| uid(DEPARTMENT, &d.to_string()).unwrap());
                roles.iter().map(|role| uid(ROLE, role).unwrap()).chain(department)
            });
            all.push(Entity::new(uid(entity, &id.to_string()).unwrap(), attributes, parents.collect()).unwrap());
        }
    }
    Entities::from_entities(all, Some(schema)).unwrap()
}

fn some<T: Into<Value> + Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = Value> + use<T> {
    let values: Vec<Value> = values.iter().cloned().map(Into::into).collect();
    prop_oneof![1 => Just(Value::Null), 4 => prop::sample::select(values)]
}

fn row(columns: Vec<(&'static str, BoxedStrategy<Value>)>) -> impl Strategy<Value = Row> {
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    values.prop_map(move |values| names.iter().map(|n| (*n).to_owned()).zip(values).collect())
}

fn tables() -> impl Strategy<Value = Tables> {
    // Links may lead nowhere: number 9 is in no table.
    let ids = || some(&[1, 2, 3, 4, 9]).boxed();
    let customer = row(vec![
        ("name", some(&["vip", "Vip", "vi", "vj", "客户5%", "5%", ""]).boxed()),
        ("owner_id", ids()),
        ("created_by", ids()),
        ("department_id", some(&[1, 2, 3, 4, 5]).boxed()),
        ("level", some(&["a", "b", "vip", "x"]).boxed()),
        ("tags", some(&[r#"["a"]"#, r#"["a","b"]"#, r#"["c"]"#]).boxed()),
        ("vip", some(&[0, 1]).boxed()),
        ("amount", some(&[-1, 0, 1, 100, i64::MAX]).boxed()),
        ("region", some(&["east", "west"]).boxed()),
    ]);
    let contact = row(vec![("customer_id", ids()), ("created_by", ids()), ("main", some(&[0, 1]).boxed())]);
    let note = row(vec![("contact_id", ids()), ("words", some(&["a", "客户"]).boxed())]);
    let many = |row| prop::collection::vec(row, 4).prop_map(|rows| (1..).zip(rows).collect::<BTreeMap<i64, Row>>());
    (many(customer.boxed()), many(contact.boxed()), many(note.boxed())).prop_map(|(customer, contact, note)| {
        let users = PEOPLE.iter().map(|(id, d, _)| (*id, BTreeMap::from([("department_id".to_owned(), Value::from(*d))]))).collect();
        let named = [("customer", customer), ("contact", contact), ("note", note), ("user", users)];
        Tables(named.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect())
    })
}

const COMPARE: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// A test of a customer that stands at `path`, which the caller has made sure of.
fn about_customer(path: &'static str) -> BoxedStrategy<String> {
    let fixed = prop::sample::select(vec![
        "P has owner && P.owner == principal",
        "P has owner && P.owner != principal",
        "P has belongs_to && [principal, User::\"2\"].contains(P.belongs_to)",
        "P has created_by && P.created_by == principal",
        "P has department && principal has department && P.department in principal.department",
        "P has department && principal has department && P.department == principal.department",
        "P has owner.department && principal has department && P.owner.department in principal.department",
        "P has vip && P.vip",
        "P has vip && P.vip == false",
        "P has level && [\"a\", \"vip\"].contains(P.level)",
        "P has tags && P.tags.contains(\"a\")",
        "P has tags && P.tags.containsAny([\"b\", \"c\"])",
        "P has tags && P.tags.containsAll([\"a\", \"b\"])",
        "P has tags",
        "P has owner.department",
        "P has region && P.region == \"east\"",
        "P is customer",
        "P == customer::\"2\"",
        "if P has vip && P.vip then P has owner && P.owner == principal else P has level && P.level == \"b\"",
    ]);
    let like =
        prop::sample::select(vec!["vi*", "*5%*", "*", "vip", "*客*", "客户*"]).prop_map(|p| format!("P has name && P.name like \"{p}\""));
    let number = (prop::sample::select(COMPARE.to_vec()), -1..2_i64, any::<bool>()).prop_map(|(op, n, turned)| {
        if turned { format!("P has amount && {n} {op} P.amount") } else { format!("P has amount && P.amount {op} {n}") }
    });
    let department = (1..6, any::<bool>()).prop_map(|(d, owner)| {
        let of = if owner { "owner" } else { "department" };
        format!("P has {of} && P.{of} in [Department::\"{d}\", Department::\"5\"]")
    });
    prop_oneof![6 => fixed.prop_map(str::to_owned), 1 => like, 2 => number, 2 => department].prop_map(move |t| t.replace('P', path)).boxed()
}

/// A test of the person or the moment.
fn about_person() -> BoxedStrategy<String> {
    let fixed = [
        "principal in Role::\"employee\"",
        "principal in Department::\"2\"",
        "context.hour < 8",
        "context.weekday == 2",
        "principal has department",
    ];
    prop::sample::select(fixed.to_vec()).prop_map(str::to_owned).boxed()
}

fn condition(object: &'static str) -> BoxedStrategy<String> {
    let behind = |guard: &'static str, path| about_customer(path).prop_map(move |test| format!("{guard} && ({test})"));
    let atom = match object {
        "customer" => about_customer("resource"),
        "contact" => prop_oneof![
            4 => behind("resource has customer", "resource.customer"),
            1 => Just("resource has main && resource.main".to_owned()),
            1 => Just("resource has hangs_on.belongs_to && resource.hangs_on.belongs_to == principal".to_owned()),
        ]
        .boxed(),
        _ => prop_oneof![
            3 => behind("resource has contact.customer", "resource.contact.customer"),
            1 => Just("resource has words && resource.words == \"a\"".to_owned()),
            1 => Just("resource has hangs_on.hangs_on.belongs_to && resource.hangs_on.hangs_on.belongs_to == principal".to_owned()),
        ]
        .boxed(),
    };
    let leaf = prop_oneof![4 => atom, 1 => about_person()].prop_map(|test| format!("({test})"));
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!{a}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("(if {a} then {b} else {c})")),
        ]
    })
    .boxed()
}

fn policy() -> impl Strategy<Value = String> {
    let who = prop::sample::select(vec![
        "principal",
        "principal in Role::\"boss\"",
        "principal in Department::\"2\"",
        "principal == User::\"1\"",
    ]);
    let object = prop::sample::select(vec!["customer", "contact", "note"]).prop_flat_map(|o| (Just(o), condition(o)));
    let what = prop::sample::select(vec!["action", "action in [Action::\"read\", Action::\"update\"]"]);
    let kind = (prop_oneof![2 => Just("permit"), 1 => Just("forbid")], prop::sample::select(vec!["when", "unless"]));
    (who, what, object, kind).prop_map(|(who, what, (object, condition), (effect, clause))| {
        format!("{effect} ({who}, {what}, resource is {object}) {clause} {{ {condition} }};")
    })
}

fn decides_as_cedar(policies: &[String], tables: &Tables) -> Result<(), TestCaseError> {
    let named = policies.iter().enumerate().map(|(nth, policy)| format!("@id(\"p{nth}\")\n{policy}\n"));
    let shipped = SHIPPED.replace("Role::\"admin\"", "Role::\"nobody\"");
    let text: String = named.chain([shipped]).collect();
    let access = access(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
    access.set_departments(departments());
    let set = PolicySet::from_policies(access.policies.iter().cloned()).unwrap();
    let schema = schema::schema(&catalog(), &access.attributes).unwrap();
    let entities = entities(&access, &schema, tables);
    let context = || Moment::new(clock().now(), chrono_tz::Asia::Shanghai).context().unwrap();
    for (user, department, roles) in PEOPLE {
        let person = actor(user, department, roles);
        for object in catalog().iter() {
            let predicate = access.predicate(&person, object, &Verb::Read).unwrap();
            for id in 1..=4 {
                let [who, action, row] =
                    [(USER, user.to_string()), ("Action", format!("{}.read", object.name)), (&object.name, id.to_string())]
                        .map(|(name, id)| uid(name, &id).unwrap());
                let request = Request::new(who, action, row, context(), Some(&schema)).unwrap();
                let response = Authorizer::new().is_authorized(&request, &set, &entities);
                prop_assert_eq!(response.diagnostics().errors().count(), 0);
                let ours = holds(&predicate, &tables.at(&object.name, id).unwrap());
                let row = &tables.0[&*object.name][&id];
                prop_assert_eq!(
                    ours,
                    response.decision() == Decision::Allow,
                    "user {} {} {:?}\n{:?}\n{}",
                    user,
                    object.name,
                    row,
                    predicate,
                    text
                );
            }
        }
    }
    Ok(())
}

// 64 policy sets × 5 people × 3 objects × 4 rows = 3,840 decisions.
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn the_predicate_lets_through_exactly_what_cedar_does(policies in prop::collection::vec(policy(), 1..5), tables in tables()) {
        decides_as_cedar(&policies, &tables)?;
    }
}

//! The predicate must let through exactly the rows that Cedar itself would: thousands of generated policy sets, people
//! and rows, each decided by Cedar, by the database and in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use cedar_policy::{Authorizer, Decision, Entities, Entity, PolicySet, Request, RestrictedExpression, Schema};
use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::connection::{Connection, SimpleConnection};
use diesel::sqlite::SqliteConnection;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::attributes::{Attribute, DEPARTMENT, REPORTS, ROLE, Sort, USER};
use super::person::{attributes, uid};
use super::tests::{access, actor, catalog, clock, member};
use super::*;
use crate::db;
use crate::db::sql::{Column, Name, Select};
use crate::model::Value;
use crate::model::filter::{Source, holds};

type Row = BTreeMap<String, Value>;

type Shares = HashMap<(Name, UserId), Vec<Share>>;

/// Tables of rows by number, and who shares which of them.
#[derive(Debug, Clone, Default)]
struct Tables(HashMap<String, BTreeMap<i64, Row>>, Shares);

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
            Column::Holds(_) => Value::Null,
        }
    }

    fn follow(&self, column: &Column, table: &str) -> Option<Box<dyn Source + '_>> {
        Some(Box::new(self.tables.at(table, self.value(column).int()?)?))
    }
}

/// Number, department, further departments, superior, clearance, leaving, roles.
type Somebody = (i64, Option<i64>, &'static [i64], Option<i64>, i64, bool, &'static [&'static str]);

const PEOPLE: [Somebody; 5] = [
    (1, Some(1), &[], None, 3, false, &["employee"]),
    (2, Some(2), &[5], Some(1), 0, false, &["employee", "boss"]),
    (3, Some(4), &[], Some(2), 1, true, &["boss"]),
    (4, None, &[3], Some(1), 0, false, &["employee"]),
    (5, Some(3), &[2, 5], None, 2, false, &[]),
];

/// 1 above 2 and 3, 2 above 4, 5 alone.
fn people(tables: &Tables) -> People {
    let below = |id, parent| (DepartmentId(id), Some(DepartmentId(parent)));
    let members = PEOPLE.map(|(id, department, further, superior, clearance, leaving, roles)| {
        let further = further.iter().copied().map(DepartmentId).collect();
        (UserId(id), Member { clearance, leaving, further, ..member(department, superior, roles) })
    });
    People {
        members: members.into(),
        departments: [(DepartmentId(1), None), below(2, 1), below(3, 1), below(4, 2), (DepartmentId(5), None)].into(),
        shares: tables.1.clone(),
        ..People::default()
    }
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
    let people = people(tables);
    let department = |id: &DepartmentId| uid(DEPARTMENT, &id.to_string()).unwrap();
    let mut all = Vec::new();
    for id in people.departments.keys() {
        let above = people.above(*id).iter().skip(1).map(department).collect();
        all.push(Entity::new_no_attrs(department(id), above));
    }
    for role in ["employee", "boss"] {
        all.push(Entity::new_no_attrs(uid(ROLE, role).unwrap(), HashSet::new()));
    }
    for (id, member) in &people.members {
        all.push(Entity::new_no_attrs(uid(REPORTS, &id.to_string()).unwrap(), HashSet::new()));
        let above = people.superiors(*id).into_iter().map(|above| uid(REPORTS, &above.to_string()).unwrap());
        let roles = member.roles.iter().map(|role| uid(ROLE, role).unwrap());
        let parents = above.chain(roles).chain(member.departments().map(|id| department(&id))).collect();
        let attributes = attributes(*id, member).unwrap().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.push(Entity::new(uid(USER, &id.to_string()).unwrap(), attributes, parents).unwrap());
    }
    for (table, rows) in tables.0.iter().filter(|(table, _)| *table != "user") {
        for (&id, row) in rows {
            let at = At { tables, id, row };
            let value = |(name, a): (&Name, &Attribute)| {
                let team = |write| {
                    let shared = |user: &i64| people.shared(&table.clone().into(), UserId(*user), write, today()).contains(&id);
                    let with = PEOPLE.iter().map(|person| person.0).filter(shared);
                    RestrictedExpression::new_set(
                        with.map(|user| RestrictedExpression::new_entity_uid(uid(USER, &user.to_string()).unwrap())),
                    )
                };
                let value = match a.sort {
                    Sort::Readers => team(false),
                    Sort::Writers => team(true),
                    _ => expression(&a.sort, &at.value(&a.column))?,
                };
                Some((name.to_string(), value))
            };
            let attributes = access.place.words.attributes.of_type(table).filter_map(value).collect();
            all.push(Entity::new(uid(table, &id.to_string()).unwrap(), attributes, HashSet::new()).unwrap());
        }
    }
    Entities::from_entities(all, Some(schema)).unwrap()
}

fn today() -> NaiveDate {
    Moment::today(clock().now(), chrono_tz::Asia::Shanghai)
}

/// The same rows as the database has them.
fn database(tables: &Tables) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    for (table, rows) in &tables.0 {
        let names: BTreeSet<&String> = rows.values().flat_map(BTreeMap::keys).collect();
        let plain: Vec<_> = names.iter().filter(|name| **name != "region").map(|name| format!("\"{name}\"")).collect();
        let columns = plain.join(", ");
        let mut sql = format!("CREATE TABLE \"{table}\" (id INTEGER PRIMARY KEY, {columns}, custom TEXT);\n");
        for (id, row) in rows {
            let text = |value: Option<&Value>| match value {
                Some(Value::Int(number)) => number.to_string(),
                Some(Value::Text(text)) => format!("'{}'", text.replace('\'', "''")),
                _ => "NULL".to_owned(),
            };
            let values: Vec<_> = names.iter().filter(|name| **name != "region").map(|name| text(row.get(*name))).collect();
            let custom =
                row.get("region").and_then(Value::text).map_or_else(|| "{}".to_owned(), |region| format!("{{\"region\":\"{region}\"}}"));
            sql.push_str(&format!("INSERT INTO \"{table}\" VALUES ({id}, {}, '{custom}');\n", values.join(", ")));
        }
        conn.batch_execute(&sql).unwrap();
    }
    conn
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
    // Links lead somewhere: the database sees to it.
    let ids = || some(&[1, 2, 3, 4]).boxed();
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
    (many(customer.boxed()), many(contact.boxed()), many(note.boxed()), shares()).prop_map(|(customer, contact, note, shares)| {
        let column = |name: &str, value: Value| (name.to_owned(), value);
        let user = |&(id, department, _, _, clearance, leaving, _): &Somebody| {
            let leaving = Value::Int(leaving.into());
            (
                id,
                BTreeMap::from([
                    column("department_id", department.into()),
                    column("clearance", clearance.into()),
                    column("leaving", leaving),
                ]),
            )
        };
        let users = PEOPLE.iter().map(user).collect();
        let named = [("customer", customer), ("contact", contact), ("note", note), ("user", users)];
        Tables(named.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect(), shares)
    })
}

fn shares() -> impl Strategy<Value = Shares> {
    let until = prop::sample::select(vec![None, Some(today()), today().pred_opt()]);
    let share = (1..5_i64, any::<bool>(), until).prop_map(|(record, write, until)| Share { record, write, until });
    let whose = (prop::sample::select(vec!["customer", "contact"]), 1..6_i64).prop_map(|(object, user)| (Name::from(object), UserId(user)));
    prop::collection::hash_map(whose, prop::collection::vec(share, 1..3), 0..4)
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
        "P has owner && P.owner in principal.reports",
        "P has owner && P.owner in principal.departments",
        "P has owner.department && principal.departments.contains(P.owner.department)",
        "P has owner && P.owner.clearance < principal.clearance",
        "P has owner && P.owner.clearance >= 2",
        "P has owner && P.owner.leaving",
        "P.readers.contains(principal)",
        "P.writers.contains(principal)",
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
        "principal.clearance > 1",
        "principal.leaving",
        "principal in Reports::\"1\"",
        "context.network == \"office\"",
        "context has factor_age && context.factor_age < 300",
        "context.device_trusted",
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

fn decides_as_cedar(policies: &[String], tables: &Tables, scope: role::Scope) -> Result<(), TestCaseError> {
    let named = policies.iter().enumerate().map(|(nth, policy)| format!("@id(\"p{nth}\")\n{policy}\n"));
    let reads = |scope| role::Definition {
        grants: [(role::ANY.to_owned(), [("read".to_owned(), scope)].into())].into(),
        ..role::Definition::default()
    };
    let roles = [("employee", role::Scope::Own), ("boss", scope)].map(|(name, scope)| (name.parse().unwrap(), reads(scope))).into();
    let shipped = format!("{}\n{}", policies::SHIPPED, compile::policies(&roles, &catalog(), &BTreeSet::new()));
    let text: String = named.chain([shipped]).collect();
    let access = access(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?.with_people(people(tables));
    let set = PolicySet::from_policies(access.standing().law.policies.iter().cloned()).unwrap();
    let schema = schema::schema(&catalog(), &access.place.words.attributes).unwrap();
    let entities = entities(&access, &schema, tables);
    let mut database = database(tables);
    for (user, department, _, _, _, _, roles) in PEOPLE {
        let ip = if user == 1 { "192.168.1.5" } else { "203.0.113.9" }.parse().ok();
        let person = Actor { ip, ..actor(user, department, roles) };
        let context = || Moment::new(clock().now(), chrono_tz::Asia::Shanghai, &person, &access.place.networks, None).context().unwrap();
        for object in catalog().iter() {
            let predicate = access.predicate(&person, object, &Verb::Read).unwrap();
            let select = Select { table: &object.name, columns: &[Column::plain("id")], predicate: &predicate, order: &[], limit: None };
            let selected: Vec<i64> = select.load::<db::Row>(&mut database).unwrap().iter().filter_map(|row| row.0[0].int()).collect();
            for id in 1..=4 {
                let [who, action, row] =
                    [(USER, user.to_string()), ("Action", format!("{}.read", object.name)), (&object.name, id.to_string())]
                        .map(|(name, id)| uid(name, &id).unwrap());
                let request = Request::new(who, action, row, context(), Some(&schema)).unwrap();
                let response = Authorizer::new().is_authorized(&request, &set, &entities);
                prop_assert_eq!(response.diagnostics().errors().count(), 0);
                let ours = (selected.contains(&id), holds(&predicate, &tables.at(&object.name, id).unwrap()));
                let row = &tables.0[&*object.name][&id];
                let cedar = response.decision() == Decision::Allow;
                prop_assert_eq!(ours, (cedar, cedar), "user {} {} {:?}\n{:?}\n{}", user, object.name, row, predicate, text);
            }
        }
    }
    Ok(())
}

// 170 policy sets × 5 people × 3 objects × 4 rows = 10,200 decisions, each by Cedar, in SQL and in memory.
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(170) })]

    #[test]
    fn the_predicate_lets_through_exactly_what_cedar_does(policies in prop::collection::vec(policy(), 1..5), tables in tables(), scope in prop::sample::select(role::Scope::ALL.to_vec())) {
        decides_as_cedar(&policies, &tables, scope)?;
    }
}

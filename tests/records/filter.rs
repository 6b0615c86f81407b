//! The filter language has two readers, SQL and memory. They must never disagree.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{TimeZone, Utc};
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use kedun::actor::Language;
use kedun::clock::FixedClock;
use kedun::crm;
use kedun::db::sql::{Column, Compare, Predicate, Select};
use kedun::db::{DatabaseKey, Db, Mode, Row};
use kedun::ids::UserId;
use kedun::model::filter::{Op, Source, compare, holds, parse};
use kedun::model::{Catalog, Context, Field, Name, Object, Storage, Value};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

use crate::effort::effort;

type Columns = BTreeMap<Name, Value>;

/// A contact in memory, with the customer it hangs on.
struct InMemory<'a> {
    row: &'a Columns,
    customers: &'a [Columns],
}

impl Source for InMemory<'_> {
    fn value(&self, column: &Column) -> Value {
        match column {
            Column::Plain(name) => self.row.get(name).cloned().unwrap_or_default(),
            Column::Custom(_) | Column::Holds(_) => Value::Null,
        }
    }

    fn follow(&self, column: &Column, _: &str) -> Option<Box<dyn Source + '_>> {
        let id = self.value(column).int()?;
        let row = self.customers.iter().find(|c| c["id"] == Value::Int(id))?;
        Some(Box::new(InMemory { row, customers: self.customers }))
    }
}

fn text(choices: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 4 => prop::sample::select(choices).prop_map(Value::from)].boxed()
}

fn number(range: std::ops::Range<i64>) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 4 => range.prop_map(Value::Int)].boxed()
}

const NAMES: &[&str] = &["苏州恒通", "恒通（中国） 贸易", "Ｃafé", "50%_折", "abc", "ABC", "a\\b", "甲"];
const DAYS: &[&str] = &["2026-11-01", "2026-11-24", "2026-11-25", "2026-12-31", "2025-01-01"];
const TAGS: &[&str] = &["[\"key\"]", "[\"key\",\"terms\"]", "[\"甲\"]"];
const NOW: i64 = 1_795_500_000_000;

fn customer() -> impl Strategy<Value = Columns> {
    let level = text(&["A", "B", "C", "D"]);
    (prop::sample::select(NAMES), level, text(TAGS), number(0..4), number(-5..5), text(DAYS), number(NOW - 400_000_000..NOW + 400_000_000))
        .prop_map(|(name, level, tags, owner, volume, day, next)| {
            let owner = if owner == Value::Int(0) { Value::Null } else { owner };
            BTreeMap::from(
                [
                    ("name", Value::from(name)),
                    ("level", level),
                    ("tags", tags),
                    ("owner_id", owner),
                    ("yearly_volume", volume),
                    ("first_deal_on", day),
                    ("next_contact_at", next),
                ]
                .map(|(column, value)| (Name::from(column), value)),
            )
        })
}

fn leaf() -> impl Strategy<Value = Json> {
    let name = prop::sample::select(&["恒", "ABC", "50%", "_", "\\", "苏州", "通 (中国)贸", "cafe"][..]);
    let day = prop::sample::select(DAYS);
    let word = prop::sample::select(
        &["today", "tomorrow", "this_week", "last_week", "this_month", "last_month", "next_month", "this_quarter", "this_year", "overdue"]
            [..],
    );
    prop_oneof![
        (prop::sample::select(&["contains", "starts", "eq", "ne"][..]), name)
            .prop_map(|(op, v)| json!({ "field": "name", "op": op, "value": v })),
        (prop::sample::select(&["eq", "ne"][..]), prop::sample::select(&["A", "D"][..]))
            .prop_map(|(op, v)| json!({ "field": "level", "op": op, "value": v })),
        Just(json!({ "field": "level", "op": "in", "value": ["A", "C"] })),
        prop::sample::select(&["level", "tags", "owner", "yearly_volume", "next_contact_at"][..])
            .prop_flat_map(|f| any::<bool>().prop_map(move |yes| json!({ "field": f, "op": "empty", "value": yes }))),
        prop::sample::select(&["key", "甲", "none"][..]).prop_map(|v| json!({ "field": "tags", "op": "contains", "value": v })),
        Just(json!({ "field": "tags", "op": "in", "value": ["terms", "甲"] })),
        (prop::sample::select(&["eq", "ne", "lt", "lte", "gt", "gte"][..]), -5i64..5)
            .prop_map(|(op, v)| json!({ "field": "yearly_volume", "op": op, "value": format!("{}.0{}", 0, v.unsigned_abs()) })),
        Just(json!({ "field": "yearly_volume", "op": "between", "value": ["-0.03", "0.02"] })),
        (
            prop::sample::select(&["eq", "ne", "lt", "lte", "gt", "gte"][..]),
            day,
            prop::sample::select(&["first_deal_on", "next_contact_at"][..])
        )
            .prop_map(|(op, v, f)| json!({ "field": f, "op": op, "value": v })),
        (word, prop::sample::select(&["first_deal_on", "next_contact_at"][..]))
            .prop_map(|(v, f)| json!({ "field": f, "op": "within", "value": v })),
        (1u64..40).prop_map(|n| json!({ "field": "next_contact_at", "op": "within", "value": { "past": n } })),
        prop::sample::select(&["me", "2", "3"][..]).prop_map(|v| json!({ "field": "owner", "op": "eq", "value": v })),
        Just(json!({ "field": "owner", "op": "ne", "value": "me" })),
    ]
}

fn tree(leaf: impl Strategy<Value = Json> + 'static) -> impl Strategy<Value = Json> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|parts| json!({ "and": parts })),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|parts| json!({ "or": parts })),
            inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

/// The same tree over contacts, asked of their customers.
fn through(tree: &Json) -> Json {
    match tree {
        Json::Object(map) if map.contains_key("field") => {
            let mut map = map.clone();
            let path = format!("customer.{}", map["field"].as_str().unwrap_or_default());
            map.insert("field".into(), path.into());
            Json::Object(map)
        }
        Json::Object(map) => map.iter().map(|(k, v)| (k.clone(), through(v))).collect(),
        Json::Array(parts) => parts.iter().map(through).collect(),
        other => other.clone(),
    }
}

fn insert(db: &Db, table: &'static str, rows: &mut [Columns]) {
    let filled: Vec<Columns> = rows.to_vec();
    let ids = db.write_unaudited_blocking(move |tx| {
        filled
            .iter()
            .map(|row| {
                let mut columns: Vec<(&str, Value)> = row.iter().map(|(k, v)| (k.as_ref(), v.clone())).collect();
                columns.extend([("created_at", Value::Int(0)), ("updated_at", Value::Int(0))]);
                tx.insert(table, &columns).map(|id| id.0)
            })
            .collect::<kedun::error::Result<Vec<i64>>>()
    });
    for (row, id) in rows.iter_mut().zip(ids.expect("rows are inserted")) {
        row.insert("id".into(), Value::Int(id));
    }
}

fn by_sql(db: &Db, table: &str, predicate: &Predicate) -> Vec<i64> {
    db.read_blocking(|reader| {
        let select = Select { table, columns: &[Column::plain("id")], predicate, order: &[], limit: None };
        let mut ids: Vec<i64> = select.load::<Row>(reader.conn)?.iter().filter_map(|row| row.0[0].int()).collect();
        ids.sort_unstable();
        Ok(ids)
    })
    .expect("the predicate is good SQL")
}

fn by_memory(rows: &[Columns], customers: &[Columns], predicate: &Predicate) -> Vec<i64> {
    let found = rows.iter().filter(|row| holds(predicate, &InMemory { row, customers }));
    found.filter_map(|row| row["id"].int()).collect()
}

fn database(directory: &std::path::Path) -> Db {
    let clock = Arc::new(FixedClock::at(Utc.timestamp_millis_opt(NOW).single().expect("a moment")));
    Db::open(directory, &DatabaseKey::new([7; 32]), Mode::Create, 2, clock).expect("a database")
}

/// In the name of the user 1.
fn context(db: &Db) -> Context {
    Context { now: db.now(), zone: chrono_tz::Asia::Shanghai, user: Some(UserId(1)), language: Language::Chinese, area_code: None }
}

fn runner() -> TestRunner {
    TestRunner::new(Config { cases: effort(400, 20_000), failure_persistence: None, ..Config::default() })
}

#[test]
fn sql_and_memory_read_a_filter_alike() {
    let directory = tempfile::tempdir().expect("a directory");
    let db = database(directory.path());
    let catalog = Catalog::new(crm::objects());
    let (context, mut runner) = (context(&db), runner());
    // Owners are rows of their own.
    for id in 1..4i64 {
        let mut user: Vec<(&str, Value)> =
            vec![("id", Value::Int(id)), ("login", format!("u{id}").into()), ("name", "某人".into()), ("password_hash", "-".into())];
        user.extend([("created_at", Value::Int(0)), ("updated_at", Value::Int(0))]);
        db.write_unaudited_blocking(move |tx| tx.insert("user", &user)).expect("a user");
    }
    let made = prop::collection::vec(customer(), 60..61).new_tree(&mut runner).expect("rows");
    let mut customers: Vec<Columns> = made.current();
    insert(&db, "customer", &mut customers);
    let mut contacts: Vec<Columns> = customers
        .iter()
        .map(|c| BTreeMap::from([("name".into(), Value::from("联系人")), ("customer_id".into(), c["id"].clone())]))
        .collect();
    insert(&db, "contact", &mut contacts);

    let (customer_object, contact_object) = (catalog.get("customer").expect("customer"), catalog.get("contact").expect("contact"));
    let seen = |_: &Object| Ok(compare(Column::plain("owner_id"), Compare::Eq, Value::Int(2)).negate());
    runner
        .run(&tree(leaf()), |tree| {
            let predicate = parse(&tree, customer_object, &catalog, &context, &|_, _| Predicate::True, &seen).expect("a good filter");
            prop_assert_eq!(by_sql(&db, "customer", &predicate), by_memory(&customers, &customers, &predicate), "{}", tree);
            let tree = through(&tree);
            let predicate = parse(&tree, contact_object, &catalog, &context, &|_, _| Predicate::True, &seen).expect("a good filter");
            prop_assert_eq!(by_sql(&db, "contact", &predicate), by_memory(&contacts, &customers, &predicate), "{}", tree);
            Ok(())
        })
        .expect("both readers agree");
}

/// A field of every kind, and what may stand in it.
#[rustfmt::skip]
fn every_kind() -> [(Field, Vec<Json>); 23] {
    let texts = || vec![json!("苏州恒通"), json!("50%_折"), json!("abc"), json!("ＡBÇ d"), json!("a\\b")];
    let numbers = || vec![json!("-2"), json!("0"), json!("0.5"), json!("7"), json!("12.25")];
    let items = || vec![json!(["key"]), json!(["key", "甲"]), json!(["a\"b"])];
    let references = || vec![json!("1"), json!("2"), json!("3")];
    [
        (Field::text("text"), texts()),
        (Field::long_text("long_text"), texts()),
        (Field::address("address"), texts()),
        (Field::email("email"), vec![json!("lin@example.cn"), json!("wu_min@example.cn")]),
        (Field::url("url"), vec![json!("https://example.cn"), json!("https://example.cn/100%25")]),
        (Field::phone("phone"), vec![json!("13800000001"), json!("13900000001"), json!("0512-65550001")]),
        (Field::credit_code("credit_code"), vec![json!("91350100M000100Y43"), json!("91440300708461136T")]),
        (Field::number("number"), numbers()),
        (Field::percent("percent"), numbers()),
        (Field::money("money"), numbers()),
        (Field::boolean("boolean"), vec![json!(true), json!(false)]),
        (Field::date("date"), DAYS.iter().map(|day| json!(day)).collect()),
        (Field::datetime("datetime"), vec![json!("2026-11-24"), json!("2026-11-25T00:00:00+08:00"), json!("2026-11-24T15:59:59Z")]),
        (Field::choice("choice").options(&[("A", None), ("B", None)]), vec![json!("A"), json!("B")]),
        (Field::choices("choices").open(), items()),
        // SQLite's `json_each` has columns of these names.
        (Field::choices("key").open(), items()), (Field::choices("value").open(), items()), (Field::choices("type").open(), items()),
        (Field::choices("path").open(), items()), (Field::choices("list").open(), items()),
        (Field::link("link").in_column("link"), references()),
        (Field::user("user").in_column("user"), references()),
        (Field::department("department").in_column("department"), references()),
    ]
}

/// Every operator that a field understands, with operands that make sense.
fn asked_of(field: &Field, values: &[Json]) -> Vec<Json> {
    let parts = || values.iter().filter_map(Json::as_str).flat_map(|text| [text.to_owned(), text.chars().take(3).collect()]);
    let items = || values.iter().filter_map(Json::as_array).flatten().cloned();
    let mut asked = Vec::new();
    for op in field.kind.ops() {
        let operands: Vec<Json> = match op {
            Op::Empty => vec![json!(true), json!(false)],
            Op::Within => vec![json!("today"), json!("this_year"), json!("overdue"), json!({ "past": 30 })],
            Op::Contains if field.kind.name() == "choices" => items().collect(),
            Op::In if field.kind.name() == "choices" => vec![items().collect()],
            Op::Contains | Op::Starts => parts().map(Json::from).collect(),
            // The last is long enough to be handed over as one value.
            Op::In => vec![values[..1].into(), values.into(), values.iter().cycle().take(12).cloned().collect()],
            Op::Between => values.iter().map(|to| json!([values[0], to])).collect(),
            _ => values.to_vec(),
        };
        asked.extend(operands.iter().map(|value| json!({ "field": field.name, "op": op.name(), "value": value })));
    }
    asked
}

/// Whatever kind an object may have one day, and those that none of ours has yet.
#[test]
fn sql_and_memory_read_every_kind_alike() {
    let directory = tempfile::tempdir().expect("a directory");
    let db = database(directory.path());
    let (context, mut runner) = (context(&db), runner());
    let kinds = every_kind();
    let columns = kinds.iter().map(|(field, _)| match field.kind.storage() {
        Storage::Text => format!("\"{}\" TEXT", field.name),
        Storage::Int => format!("\"{}\" BIGINT", field.name),
    });
    let columns: Vec<String> = columns.collect();
    let table = format!("CREATE TABLE specimen (id INTEGER PRIMARY KEY, created_at, updated_at, {})", columns.join(", "));
    db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&table)?)).expect("a table");

    let cells = kinds.iter().map(|(field, values)| {
        let read = |value| field.kind.parse(field, value, &context).unwrap_or_else(|reason| panic!("{}: {reason:?}", field.name));
        let values: Vec<Value> = values.iter().map(read).chain([Value::Null]).collect();
        prop::sample::select(values)
    });
    let cells: Vec<_> = cells.collect();
    let made = prop::collection::vec(cells, 60).new_tree(&mut runner).expect("rows").current();
    let names: Vec<Name> = kinds.iter().map(|(field, _)| field.name.clone()).collect();
    let mut rows: Vec<Columns> = made.into_iter().map(|row| names.iter().cloned().zip(row).collect()).collect();
    insert(&db, "specimen", &mut rows);

    let leaves: Vec<Json> = kinds.iter().flat_map(|(field, values)| asked_of(field, values)).collect();
    let catalog = Catalog::new([Object::new("specimen", "test", "box").fields(kinds.map(|(field, _)| field))]);
    let object = catalog.get("specimen").expect("a specimen");
    let alike = |tree: &Json| {
        let predicate = parse(tree, object, &catalog, &context, &|_, _| Predicate::True, &|_| Ok(Predicate::True)).expect("a good filter");
        let (sql, memory) = (by_sql(&db, "specimen", &predicate), by_memory(&rows, &[], &predicate));
        (sql == memory).then_some(memory.len()).ok_or_else(|| TestCaseError::fail(format!("{tree}: {predicate:?}")))
    };
    // Each alone, so that none is left out; that some find something and others not everything shows that there was something to find.
    let found: Vec<usize> = leaves.iter().map(|leaf| alike(leaf).expect("both readers agree")).collect();
    assert!(found.iter().filter(|&&n| n > 0 && n < rows.len()).count() > leaves.len() / 2, "{found:?}");
    runner.run(&tree(prop::sample::select(leaves)), |tree| alike(&tree).map(drop)).expect("both readers agree");
}

#[test]
fn a_filter_that_makes_no_sense_is_refused_with_its_place() {
    let catalog = Catalog::new(crm::objects());
    let context = Context {
        now: Utc.timestamp_millis_opt(NOW).single().expect("a moment"),
        zone: chrono_tz::Asia::Shanghai,
        user: None,
        language: Language::Chinese,
        area_code: None,
    };
    let object = catalog.get("customer").expect("customer");
    let code = |json: Json| {
        parse(&json, object, &catalog, &context, &|_, _| Predicate::True, &|_| Ok(Predicate::True)).expect_err("refused").code().to_owned()
    };
    assert_eq!(code(json!([])), "filter.shape");
    assert_eq!(code(json!({ "field": "name" })), "filter.shape");
    assert_eq!(code(json!({ "field": "password", "op": "eq", "value": "x" })), "filter.field");
    assert_eq!(code(json!({ "field": "name; drop", "op": "eq", "value": "x" })), "filter.field");
    assert_eq!(code(json!({ "field": "level", "op": "lt", "value": "A" })), "filter.op");
    assert_eq!(code(json!({ "field": "level", "op": "eq", "value": "S" })), "filter.value");
    assert_eq!(code(json!({ "field": "owner.name", "op": "eq", "value": "x" })), "filter.field");
    let list = json!({ "field": "level", "op": "in", "value": vec!["A"; 200] });
    assert_eq!(code(json!({ "and": vec![list; 11] })), "filter.too_large");
    let mut deep = json!({ "field": "level", "op": "empty", "value": true });
    for _ in 0..20 {
        deep = json!({ "not": deep });
    }
    assert_eq!(code(deep), "filter.too_large");

    let catalog = Catalog::new([Object::new("node", "test", "box").fields([Field::text("name"), Field::link("up").to("node")])]);
    let node = catalog.get("node").expect("a node");
    let far = |links: usize| {
        let filter = json!({ "field": format!("{}name", "up.".repeat(links)), "op": "eq", "value": "x" });
        parse(&filter, node, &catalog, &context, &|_, _| Predicate::True, &|_| Ok(Predicate::True))
    };
    assert!(far(3).is_ok());
    assert_eq!(far(4).expect_err("too far").code(), "filter.too_far");
    assert_eq!(far(20_000).expect_err("too far").code(), "filter.too_far");
}

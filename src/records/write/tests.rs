//! The write door over objects that only tests know: a document with lines, states and a number, and what hangs on it.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use serde_json::{Value as Json, json};

use super::*;
use crate::actor::Actor;
use crate::db::Row;
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::documents::{TABLES, objects};
use crate::error::{Error, Reason};
use crate::model::{Line, Object, States, Value};
use crate::records::testing::Fixture;
use crate::records::{read, record_from_json};

pub(super) struct House {
    pub app: Fixture,
    pub actor: Actor,
}

impl House {
    fn new() -> Self {
        Self::with(objects(), "")
    }

    /// With other documents; `sql` brings the tables up to them.
    pub fn with(objects: Vec<Object>, sql: &'static str) -> Self {
        let app = Fixture::with(objects, TABLES);
        app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?)).unwrap();
        let actor = app.user("boss", "老板", crate::people::Role::BOSS);
        Self { app, actor }
    }

    /// The values of a column, by number.
    pub fn column(&self, table: &'static str, column: &'static str) -> Vec<Value> {
        let order = [Order { column: Column::plain("id"), descending: false }];
        let (columns, predicate) = ([Column::plain(column)], Predicate::True);
        let select = Select { table, columns: &columns, predicate: &predicate, order: &order, limit: None };
        let rows: Vec<Row> = self.app.db.read_blocking(|reader| Ok(select.load(reader.conn)?)).unwrap();
        rows.into_iter().map(|row| row.0[0].clone()).collect()
    }

    pub fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx<'_>, &Engine) -> Result<T> + Send + 'static) -> Result<T> {
        let engine = self.app.engine.clone();
        self.app.db.write_blocking(&self.actor, move |tx| f(tx, &engine))
    }

    pub fn draft(&self, object: &str, input: &Json) -> Result<Draft> {
        let engine = &self.app.engine;
        record_from_json(engine.object(object)?, input, &engine.context(&self.actor, self.app.db.now()))
    }

    pub fn create(&self, object: &'static str, input: Json) -> Result<RecordId> {
        let draft = self.draft(object, &input)?;
        self.write(move |tx, engine| create(tx, engine, &engine.object(object)?.clone(), draft))
    }

    pub fn update(&self, object: &'static str, id: RecordId, input: Json) -> Result<()> {
        let draft = self.draft(object, &input)?;
        self.write(move |tx, engine| update(tx, engine, &engine.object(object)?.clone(), id, None, draft))
    }

    fn act(&self, id: RecordId, action: &'static str, input: Json) -> Result<()> {
        let fields = self.app.engine.object("quote")?.action(action).unwrap().input.clone();
        let draft = crate::records::draft_from_json(&fields, &input, &self.app.engine.context(&self.actor, self.app.db.now()))?;
        self.write(move |tx, engine| act(tx, engine, &engine.object("quote")?.clone(), id, None, action, draft))
    }

    pub fn delete(&self, object: &'static str, id: RecordId) -> Result<()> {
        self.write(move |tx, engine| delete(tx, engine, &engine.object(object)?.clone(), id, None))
    }

    pub fn restore(&self, object: &'static str, id: RecordId) -> Result<()> {
        self.write(move |tx, engine| restore(tx, engine, &engine.object(object)?.clone(), id))
    }

    pub fn one(&self, object: &'static str, id: RecordId) -> Json {
        let (engine, actor) = (self.app.engine.clone(), self.actor.clone());
        self.app.db.read_blocking(move |reader| read::one(&engine, reader, &actor, &engine.object(object)?.clone(), id)).unwrap()
    }

    pub fn quote(&self) -> RecordId {
        self.create("quote", json!({ "name": "报价", "lines": [line("水泵", "2", "100.00"), line("阀门", "1.5", "10.00")] })).unwrap()
    }

    /// The kept changes of a record, the last first.
    fn changes(&self, object: &'static str, id: RecordId) -> Vec<(String, Json)> {
        self.app
            .db
            .read_blocking(move |reader| {
                let of = |column, value: Value| Predicate::Compare(Column::plain(column), Compare::Eq, value);
                let predicate = of("object", object.into()).and(of("record_id", id.into()));
                let columns = ["verb", "changes"].map(Column::plain);
                let rows: Vec<Row> = Select { table: "record_change", columns: &columns, predicate: &predicate, order: &[], limit: None }
                    .load(reader.conn)?;
                let of = |row: &Row| (row.0[0].text().unwrap().to_owned(), serde_json::from_str(row.0[1].text().unwrap()).unwrap());
                Ok(rows.iter().rev().map(of).collect())
            })
            .unwrap()
    }
}

pub(super) fn line(product: &str, quantity: &str, price: &str) -> Json {
    json!({ "product": product, "quantity": quantity, "price": price })
}

pub(super) fn codes<T: std::fmt::Debug>(result: Result<T>) -> Vec<(String, std::borrow::Cow<'static, str>)> {
    match result {
        Err(Error::Rejected(wrong)) => wrong.into_iter().map(|invalid| (invalid.field, invalid.reason.code)).collect(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn conflict<T: std::fmt::Debug>(result: Result<T>) -> Reason {
    match result {
        Err(Error::Conflict(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_are_written_with_their_record_and_the_difference_is_kept() {
    let app = House::new();
    let id = app.quote();
    let shown = app.one("quote", id);
    assert_eq!(shown["total"]["amount"], "215.00");
    assert_eq!(shown["lines"].as_array().unwrap().len(), 2);
    assert_eq!((&shown["lines"][1]["product"], &shown["lines"][1]["quantity"]), (&json!("阀门"), &json!("1.500")));

    let [pump, valve] = [0, 1].map(|nth| shown["lines"][nth]["id"].clone());
    // The valve first, the pump dearer by one, a third line new; what is not given keeps its value.
    app.update("quote", id, json!({ "lines": [{ "id": valve }, { "id": pump, "quantity": "3" }, line("管件", "10", "1.00")] })).unwrap();
    let shown = app.one("quote", id);
    assert_eq!(shown["version"], 2);
    assert_eq!(shown["total"]["amount"], "325.00");
    let products: Vec<_> = shown["lines"].as_array().unwrap().iter().map(|line| line["product"].as_str().unwrap()).collect();
    assert_eq!(products, ["阀门", "水泵", "管件"]);
    let (verb, changes) = app.changes("quote", id).remove(0);
    assert_eq!(verb, "update");
    let kept = changes.as_array().unwrap().iter().find(|change| change["f"] == "lines").unwrap();
    let difference: Json = serde_json::from_str(kept["n"].as_str().unwrap()).unwrap();
    assert_eq!(difference["added"].as_array().unwrap().len(), 1);
    let changed = difference["changed"].as_array().unwrap();
    assert_eq!(changed.iter().find(|line| line["at"] == 1).unwrap()["o"], json!({ "quantity": 2000, "amount": 20000 }));

    app.update("quote", id, json!({ "lines": [{ "id": pump }] })).unwrap();
    assert_eq!(app.one("quote", id)["lines"].as_array().unwrap().len(), 1);
    // The same set once more is no change.
    app.update("quote", id, json!({ "lines": [{ "id": pump, "quantity": "3" }] })).unwrap();
    assert_eq!(app.one("quote", id)["version"], 3);
    app.update("quote", id, json!({ "remarks": "一", "lines": [] })).unwrap();
    assert_eq!(app.one("quote", id)["lines"], json!([]));
    app.update("quote", id, json!({ "remarks": "二" })).unwrap();
    assert_eq!(app.changes("quote", id).len(), 5);
}

#[test]
fn a_line_that_is_wrong_is_named_by_its_place() {
    let app = House::new();
    let id = app.quote();
    let other = app.quote();
    let foreign = app.one("quote", other)["lines"][0]["id"].clone();
    let many: Vec<_> = (0..6).map(|n| line(&n.to_string(), "1", "1")).collect();
    let wrong = |lines: Json| codes(app.update("quote", id, json!({ "lines": lines })));
    let own = |at: &str, code: &'static str| vec![(at.to_owned(), code.into())];
    assert_eq!(wrong(json!(many)), own("lines", "lines.limit"));
    assert_eq!(wrong(json!([line("水泵", "1", "1"), { "quantity": "2" }])), own("lines.1.product", "field.required"));
    assert_eq!(wrong(json!([{ "id": foreign }])), own("lines.0.id", "lines.unknown"));
    assert_eq!(wrong(json!([{ "product": "水泵", "quantity": "1", "amount": "5" }])), own("lines.0.amount", "field.readonly"));
    assert_eq!(wrong(json!([{ "colour": "红" }])), own("lines.0.colour", "field.unknown"));
    assert_eq!(wrong(json!([line("水泵", "许多", "1")]))[0].0, "lines.0.quantity");
    assert_eq!(wrong(json!("水泵")), own("lines", "lines.shape"));
    assert_eq!(app.one("quote", id)["version"], 1);
    let unknown = app.write(move |tx, engine| {
        let mut line = Line::default();
        line.put("colour", "红");
        let mut draft = Draft::new().set("name", "新");
        draft.put_lines("lines", vec![line]);
        create(tx, engine, &engine.object("quote")?.clone(), draft)
    });
    assert!(matches!(unknown, Err(Error::Internal(_))));
}

#[test]
fn a_state_is_left_only_by_what_leads_out_of_it() {
    let app = House::new();
    let id = app.quote();
    assert_eq!(app.one("quote", id)["state"], "draft");
    let acts = |shown: &Json| -> Vec<String> {
        let all = shown["may"].as_array().unwrap().iter().map(|verb| verb.as_str().unwrap().to_owned());
        all.filter(|verb| ["send", "finish", "drop", "remind"].contains(&verb.as_str())).collect()
    };
    assert_eq!(acts(&app.one("quote", id)), ["send", "drop", "remind"]);
    let refused = conflict(app.act(id, "finish", json!({})));
    assert_eq!(refused.code, "action.state");
    assert!(refused.args.iter().any(|(name, value)| *name == "allowed" && value.contains("sent")), "{refused:?}");
    assert_eq!(codes(app.update("quote", id, json!({ "state": "done" }))), [("state".to_owned(), "field.readonly".into())]);

    app.act(id, "send", json!({})).unwrap();
    let sent = app.one("quote", id);
    assert_eq!((&sent["state"], &sent["frozen"], &sent["writable"]), (&json!("sent"), &json!(true), &json!(["remarks"])));
    assert_eq!(acts(&sent), ["finish", "drop", "remind"]);
    assert_eq!(codes(app.update("quote", id, json!({ "name": "另一个" }))), [("name".to_owned(), "field.frozen".into())]);
    assert_eq!(codes(app.update("quote", id, json!({ "lines": [] }))), [("lines".to_owned(), "field.frozen".into())]);
    app.update("quote", id, json!({ "remarks": "已寄出", "name": "报价" })).unwrap();

    // What changes nothing leaves a trace, and no version.
    let version = app.one("quote", id)["version"].clone();
    app.act(id, "remind", json!({})).unwrap();
    assert_eq!(app.changes("quote", id)[0].0, "remind");
    assert_eq!(app.one("quote", id)["version"], version);
    assert_eq!(codes(app.act(id, "remind", json!({ "about": "999" }))), [("about".to_owned(), "link.unknown".into())]);
    app.act(id, "finish", json!({})).unwrap();
    assert_eq!(acts(&app.one("quote", id)), ["remind"]);
}

#[test]
fn an_act_upon_an_older_version_is_refused() {
    let app = House::new();
    let id = app.quote();
    app.update("quote", id, json!({ "remarks": "改过" })).unwrap();
    let stale = app.write(move |tx, engine| act(tx, engine, &engine.object("quote")?.clone(), id, Some(1), "send", Draft::new()));
    assert!(matches!(stale, Err(Error::Stale(_))));
}

#[test]
fn numbers_follow_one_another_and_refused_writes_burn_none() {
    let app = House::new();
    let number = |id| app.one("quote", id)["number"].as_str().unwrap().to_owned();
    let first = number(app.quote());
    assert!(first.ends_with("-0001"), "{first}");
    codes(app.create("quote", json!({ "name": "报价", "lines": [{}] })));
    let failed = app.write(|tx, engine| {
        create(tx, engine, &engine.object("quote")?.clone(), Draft::new().set("name", "撤回"))?;
        Err::<(), _>(Error::refused("query.cursor"))
    });
    assert!(failed.is_err());
    assert!(number(app.quote()).ends_with("-0002"));
    // Many at once: each gets a number of its own.
    let mut all: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| (0..5).map(|_| number(app.quote())).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 20);
    // Another rule, and a number that is taken already.
    app.write(|tx, engine| {
        let quote = engine.object("quote")?.clone();
        crate::people::settings::set(tx, &super::serial_setting(&quote, quote.field("number").unwrap()), "报{0}")?;
        let id = create(tx, engine, &quote, Draft::new().set("name", "一"))?;
        tx.update("quote", id, None, &[("number", "报2".into())]).map(drop)
    })
    .unwrap();
    assert_eq!(number(app.quote()), "报3");
}

#[test]
fn numbers_go_on_behind_those_that_were_brought_along() {
    let app = House::new();
    let number = |id| app.one("quote", id)["number"].as_str().unwrap().to_owned();
    let bring = |brought: &'static str| {
        app.write(move |tx, engine| {
            let draft = Draft::new().set("name", "旧报价").set("number", brought);
            create_numbered(tx, engine, &engine.object("quote")?.clone(), draft)
        })
    };
    for brought in ["QT-202609-0500", "QT-202608-0900", "QT-202609-0007", "旧-1", "QT-202609-999999999999"] {
        assert_eq!(number(bring(brought).unwrap()), brought);
    }
    assert_eq!(number(app.quote()), "QT-202609-0501");
    assert_eq!(codes(bring("QT-202609-0501")), [("number".to_owned(), "duplicate.number".into())]);
    // Those that came by without anybody counting: many in a row, and more behind a gap.
    let sql = "INSERT INTO quote (number, name, state, created_at, updated_at)
        WITH RECURSIVE n (i) AS (SELECT 502 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT printf('QT-202609-%04d', i), '旧报价', 'draft', 0, 0 FROM n";
    app.app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?)).unwrap();
    assert_eq!(number(app.quote()), "QT-202609-20001");
    assert_eq!(number(app.quote()), "QT-202609-20002");
}

#[test]
fn figures_about_children_follow_them_without_a_new_version() {
    let app = House::new();
    let id = app.quote();
    let figures = || {
        let shown = app.one("quote", id);
        (shown["parcels"].as_str().map(str::to_owned), shown["weight"].as_str().map(str::to_owned), shown["version"].as_i64().unwrap())
    };
    let text = |text: &str| Some(text.to_owned());
    let parcel =
        |weight: u32| app.create("parcel", json!({ "name": "包裹", "quote": id.0.to_string(), "weight": weight.to_string() })).unwrap();
    assert_eq!(figures(), (text("0"), None, 1));
    let first = parcel(3);
    parcel(4);
    assert_eq!(figures(), (text("2"), text("7"), 1));
    app.update("parcel", first, json!({ "weight": "10" })).unwrap();
    assert_eq!(figures(), (text("2"), text("14"), 1));
    app.delete("parcel", first).unwrap();
    assert_eq!(figures(), (text("1"), text("4"), 1));
    app.restore("parcel", first).unwrap();
    assert_eq!(figures(), (text("2"), text("14"), 1));
    assert_eq!(app.changes("quote", id).len(), 1);
}

#[test]
fn what_is_pointed_to_by_a_link_that_restricts_is_not_deleted() {
    let app = House::new();
    let customer = app.create("customer", json!({ "name": "恒通" })).unwrap();
    let id = app.create("quote", json!({ "name": "年度报价", "customer": customer.0.to_string() })).unwrap();
    let refused = conflict(app.delete("customer", customer));
    assert_eq!(refused.code, "delete.held_by");
    assert!(refused.args.iter().any(|(name, value)| *name == "records" && value == "年度报价"), "{refused:?}");
    app.delete("quote", id).unwrap();
    app.delete("customer", customer).unwrap();
}

#[test]
fn rules_are_asked_for_each_record_that_a_deletion_takes_along() {
    let app = House::new();
    let id = app.quote();
    app.create("parcel", json!({ "name": "在路上", "quote": id.0.to_string() })).unwrap();
    codes(app.delete("quote", id));
    assert_eq!(app.one("quote", id)["parcels"], "1");
    assert_eq!(app.changes("quote", id).len(), 1);
}

#[test]
fn a_verb_that_an_object_does_not_have_is_nobodys() {
    let app = House::new();
    let id = app.create("movement", json!({ "name": "入库" })).unwrap();
    assert!(matches!(app.update("movement", id, json!({ "name": "出库" })), Err(Error::Forbidden(_))));
    assert!(matches!(app.delete("movement", id), Err(Error::Forbidden(_))));
    assert!(!app.one("movement", id)["may"].as_array().unwrap().contains(&json!("update")));
}

#[test]
fn the_app_writes_what_nobody_may_and_nothing_that_is_not_there() {
    let app = House::new();
    let id = app.quote();
    let by =
        |draft: Draft| app.write(move |tx, engine| by_app(tx, engine, &engine.object("quote")?.clone(), id, &Verb::App("recycle"), draft));
    by(Draft::new().set("state", "dropped")).unwrap();
    assert_eq!(app.one("quote", id)["state"], "dropped");
    assert_eq!(app.changes("quote", id)[0].0, "recycle");
    assert!(matches!(by(Draft::new().set("colour", "红")), Err(Error::Internal(_))));
    assert!(matches!(by(Draft::new().set("customer", 999)), Err(Error::Rejected(_))));
    let as_somebody = app.write(move |tx, engine| by_app(tx, engine, &engine.object("quote")?.clone(), id, &Verb::Update, Draft::new()));
    assert!(matches!(as_somebody, Err(Error::Internal(_))));
}

#[test]
fn every_state_is_reached_and_left_or_is_an_end() {
    let quote = objects().remove(0);
    assert_eq!(quote.state_faults(), Vec::<String>::new());
    let astray = Object { states: Some(States::new("state", ["done"])), ..quote };
    assert_eq!(astray.state_faults(), ["quote.dropped: no action leads out of it, and it is no end"]);
}

//! What goes into the recycle bin together, and what of it may come back.

use diesel::connection::SimpleConnection;
use serde_json::json;

use super::tests::{House, conflict};
use super::*;
use crate::db::Value;
use crate::documents::objects;
use crate::model::{Field, VerbSet};

/// Movements that hang on a quote, each about one of its parcels.
fn with_movements() -> House {
    let mut objects = objects();
    let movement = objects.pop().unwrap();
    let fields = movement.fields.iter().cloned().chain([Field::link("parcel").to("parcel").restrict()]).collect::<Vec<_>>();
    objects.push(Object { parent: Some("quote".into()), verbs: VerbSet::all(), ..movement }.fields(fields));
    House::with(objects, "ALTER TABLE movement ADD COLUMN parcel_id BIGINT; ALTER TABLE movement ADD COLUMN scope_owner_id BIGINT;")
}

impl House {
    fn parcel(&self, quote: RecordId) -> RecordId {
        self.create("parcel", json!({ "name": "包裹", "quote": quote.0.to_string(), "weight": "1" })).unwrap()
    }

    fn movement(&self, quote: RecordId, parcel: RecordId) -> RecordId {
        self.create("movement", json!({ "name": "出库", "quote": quote.0.to_string(), "parcel": parcel.0.to_string() })).unwrap()
    }
}

#[test]
fn however_many_go_along_the_figures_of_what_they_hang_on_are_counted_once() {
    let app = House::with(
        objects(),
        "CREATE TABLE counted (id INTEGER PRIMARY KEY, quote BIGINT);
         CREATE TRIGGER quote_counted AFTER UPDATE OF parcels ON quote BEGIN INSERT INTO counted (quote) VALUES (NEW.id); END;",
    );
    let id = app.quote();
    let filled = "INSERT INTO parcel (name, quote_id, weight, created_at, updated_at)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) SELECT '包裹', 1, 2, 0, 0 FROM n";
    app.app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(filled)?)).unwrap();
    let counted = || app.column("counted", "quote").len();
    assert_eq!(counted(), 0);
    app.delete("quote", id).unwrap();
    let deleted = || app.column("parcel", "deleted_at").iter().filter(|at| !at.is_null()).count();
    assert_eq!((deleted(), counted()), (1100, 0));
    app.restore("quote", id).unwrap();
    assert_eq!((deleted(), counted()), (0, 1));
    let shown = app.one("quote", id);
    assert_eq!((&shown["parcels"], &shown["weight"]), (&json!("1100"), &json!("2200")));
}

#[test]
fn figures_are_right_when_a_record_comes_back_with_some_of_what_hung_on_it() {
    let app = House::with(objects(), "");
    let id = app.quote();
    let (first, _second) = (app.parcel(id), app.parcel(id));
    app.delete("parcel", first).unwrap();
    // At another moment than what goes along.
    app.app.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute("UPDATE parcel SET deleted_at = 1 WHERE id = 1")?)).unwrap();
    app.delete("quote", id).unwrap();
    assert_eq!(app.column("quote", "parcels"), [Value::Int(1)]);
    app.restore("quote", id).unwrap();
    assert_eq!(app.one("quote", id)["parcels"], "1");
    app.restore("parcel", first).unwrap();
    assert_eq!(app.one("quote", id)["parcels"], "2");
}

#[test]
fn what_goes_along_holds_nothing_back_wherever_it_stands_in_the_catalog() {
    let app = with_movements();
    let id = app.quote();
    let parcel = app.parcel(id);
    let movement = app.movement(id, parcel);
    assert_eq!(conflict(app.delete("parcel", parcel)).code, "delete.held_by");
    app.delete("quote", id).unwrap();
    app.restore("quote", id).unwrap();
    assert_eq!(app.one("movement", movement)["parcel"]["id"], parcel.0.to_string());
    // One that stays does.
    let other = app.quote();
    let elsewhere = app.parcel(other);
    app.movement(id, elsewhere);
    assert_eq!(conflict(app.delete("quote", other)).code, "delete.held_by");
    assert_eq!(app.one("parcel", elsewhere)["quote"]["id"], other.0.to_string());
}

#[test]
fn nothing_comes_back_that_could_not_have_been_left_alone() {
    let app = House::with(objects(), "");
    let customer = app.create("customer", json!({ "name": "恒通" })).unwrap();
    let quote = app.create("quote", json!({ "name": "年度报价", "customer": customer.0.to_string() })).unwrap();
    app.delete("quote", quote).unwrap();
    app.delete("customer", customer).unwrap();
    let refused = conflict(app.restore("quote", quote));
    assert_eq!(refused.code, "restore.link_first_named");
    assert!(refused.args.iter().any(|(name, value)| *name == "record" && value == "恒通"), "{refused:?}");
    app.restore("customer", customer).unwrap();
    app.restore("quote", quote).unwrap();
    assert_eq!(app.one("quote", quote)["customer"]["title"], "恒通");
}

#[test]
fn what_comes_back_along_is_asked_for_its_links_as_well() {
    let app = with_movements();
    let (first, second) = (app.quote(), app.quote());
    let parcel = app.parcel(second);
    app.movement(first, parcel);
    app.delete("quote", first).unwrap();
    app.delete("quote", second).unwrap();
    assert_eq!(conflict(app.restore("quote", first)).code, "restore.link_first_named");
    assert!(app.column("quote", "deleted_at").iter().all(|at| !at.is_null()));
    app.restore("quote", second).unwrap();
    app.restore("quote", first).unwrap();
}

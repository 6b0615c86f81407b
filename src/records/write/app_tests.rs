//! What the app writes itself, and what rules write to their own record.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use serde_json::{Value as Json, json};

use super::tests::{House, codes, line};
use super::*;
use crate::db::Value;
use crate::documents::objects;
use crate::model::{Field, Line, Lines, Rules};
use crate::people::Role;
use crate::records::{ListQuery, read};

/// Gives a quote another name behind its saving, and another one when it comes back.
struct Renames;

impl Rules for Renames {
    fn prepare(&self, _: &mut dyn RuleContext, _: Option<&Record>, verb: &Verb, draft: &mut Draft) -> Result<()> {
        if *verb == Verb::Restore {
            draft.put("name", "失而复得");
        }
        Ok(())
    }

    fn check(&self, context: &mut dyn RuleContext, changed: &Draft, after: &Record, verb: &Verb) -> Result<()> {
        match changed.get("name").and_then(Value::text).and_then(|name| name.strip_suffix("草稿")) {
            Some(name) if *verb != Verb::FOLLOW => {
                context.write_derived("quote", Some(after.id), Draft::new().set("name", format!("{name}定稿"))).map(drop)
            }
            _ => Ok(()),
        }
    }
}

#[test]
fn search_finds_what_the_rules_have_made_of_a_record() {
    let mut objects = objects();
    objects[0].rules = Arc::new(Renames);
    let app = House::with(objects, "");
    let found = |q: &str| {
        let (asked, object) = (ListQuery { q: Some(q.to_owned()), ..ListQuery::default() }, app.app.engine.object("quote").unwrap());
        let page = app.app.db.read_blocking(|reader| read::list(&app.app.engine, reader, &app.actor, object, &asked)).unwrap();
        serde_json::from_slice::<Json>(&page.0).unwrap()["items"].as_array().unwrap().len()
    };
    let id = app.create("quote", json!({ "name": "年度草稿" })).unwrap();
    assert_eq!((found("定稿"), found("草稿")), (1, 0));
    app.update("quote", id, json!({ "name": "季度草稿" })).unwrap();
    assert_eq!((found("季度定稿"), found("草稿")), (1, 0));
    app.delete("quote", id).unwrap();
    app.restore("quote", id).unwrap();
    assert_eq!((found("失而复得"), found("定稿")), (1, 0));
}

#[test]
fn the_app_writes_lines_without_anybodys_sight_and_asks_of_a_line_only_what_it_changes() {
    let mut objects = objects();
    let fields = [
        Field::text("product").required().max(100),
        Field::number("quantity").required().scale(3),
        Field::money("price").required(),
        Field::money("amount").readonly(),
        Field::link("maker").to("customer"),
    ];
    let quote = objects.remove(0).lines([Lines::new("lines", "quote_line", fields)]);
    objects.insert(0, quote);
    let app = House::with(objects, "ALTER TABLE quote_line ADD COLUMN maker_id BIGINT;");
    let lin = app.app.user("lin", "林", Role::EMPLOYEE);
    let maker = app.create("customer", json!({ "name": "恒通" })).unwrap();
    let id =
        app.create("quote", json!({ "name": "报价", "owner": lin.user.unwrap().to_string(), "lines": [line("水泵", "1", "1")] })).unwrap();
    // As an older version left it.
    app.app.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute("UPDATE quote_line SET price = NULL")?)).unwrap();
    let stands = app.one("quote", id)["lines"][0]["id"].as_str().unwrap().parse().map(RecordId).unwrap();
    let wanted = move |maker: RecordId| {
        let mut line = Line { id: Some(stands), ..Line::default() };
        line.put("maker", maker.0);
        let mut draft = Draft::new();
        draft.put_lines("lines", vec![line]);
        draft
    };
    let (engine, draft) = (app.app.engine.clone(), wanted(maker));
    let by_lin = app.app.db.write_blocking(&lin, move |tx| update(tx, &engine, &engine.object("quote")?.clone(), id, None, draft));
    assert_eq!(codes(by_lin), [("lines.0.price".to_owned(), "field.required".into()), ("lines.0.maker".to_owned(), "link.unknown".into())]);
    let engine = app.app.engine.clone();
    let by_app = |draft: Draft| {
        let engine = engine.clone();
        app.app.db.write_blocking(&lin, move |tx| by_app(tx, &engine, &engine.object("quote")?.clone(), id, &Verb::FOLLOW, draft))
    };
    by_app(wanted(maker)).unwrap();
    assert_eq!(app.column("quote_line", "maker_id"), [Value::Int(maker.0)]);
    assert_eq!(codes(by_app(wanted(RecordId(999)))), [("lines.0.maker".to_owned(), "link.unknown".into())]);
    let mut emptied = Line { id: Some(stands), ..Line::default() };
    emptied.put("product", Value::Null);
    let mut draft = Draft::new();
    draft.put_lines("lines", vec![emptied]);
    assert_eq!(codes(by_app(draft)), [("lines.0.product".to_owned(), "field.required".into())]);
}

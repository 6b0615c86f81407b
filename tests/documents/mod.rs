//! Objects that only tests know: a document with lines, states, a number and figures about what hangs on it. For the tests inside the
//! library and those outside, so that the first real document finds everything tried.

use std::sync::Arc;

use kedun::actor::Language;
use kedun::error::{Error, Result};
use kedun::model::{
    Action, Domain, Draft, Field, Fold, Frozen, Indexed, Lines, Object, Record, Rollup, RuleContext, Rules, States, Verb, VerbSet, Wording,
};
use serde_json::json;

/// Their tables.
pub const TABLES: &str = "
    CREATE TABLE quote (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, version BIGINT NOT NULL DEFAULT 1, number TEXT NOT NULL, name TEXT NOT NULL,
        name_sort TEXT NOT NULL DEFAULT '',
        customer_id BIGINT REFERENCES customer (id), owner_id BIGINT REFERENCES user (id), state TEXT NOT NULL, remarks TEXT, total BIGINT,
        parcels BIGINT, weight BIGINT, custom TEXT NOT NULL DEFAULT '{}', created_at BIGINT NOT NULL, created_by BIGINT, updated_at BIGINT NOT NULL,
        updated_by BIGINT, deleted_at BIGINT, deleted_by BIGINT);
    CREATE UNIQUE INDEX quote_number ON quote (number);
    CREATE INDEX quote_owner ON quote (owner_id) WHERE deleted_at IS NULL;
    CREATE INDEX quote_name ON quote (name_sort) WHERE deleted_at IS NULL;
    CREATE INDEX quote_owner_name ON quote (owner_id, name_sort) WHERE deleted_at IS NULL;
    CREATE INDEX quote_parcels ON quote (parcels) WHERE deleted_at IS NULL;
    CREATE INDEX quote_owner_parcels ON quote (owner_id, parcels) WHERE deleted_at IS NULL;
    CREATE INDEX quote_updated ON quote (updated_at) WHERE deleted_at IS NULL;
    CREATE INDEX quote_owner_updated ON quote (owner_id, updated_at) WHERE deleted_at IS NULL;
    CREATE TABLE quote_line (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, quote_id BIGINT NOT NULL REFERENCES quote (id), position BIGINT NOT NULL,
        product TEXT NOT NULL, quantity BIGINT NOT NULL, price BIGINT, amount BIGINT);
    CREATE INDEX quote_line_quote ON quote_line (quote_id, position);
    CREATE VIRTUAL TABLE quote_search USING fts5 (tokens, personal, scope, content = '', contentless_delete = 1,
        tokenize = 'unicode61 remove_diacritics 0');
    CREATE TABLE parcel (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, version BIGINT NOT NULL DEFAULT 1, name TEXT NOT NULL, scope_owner_id BIGINT,
        quote_id BIGINT NOT NULL REFERENCES quote (id), weight BIGINT, custom TEXT NOT NULL DEFAULT '{}', created_at BIGINT NOT NULL, created_by BIGINT,
        updated_at BIGINT NOT NULL, updated_by BIGINT, deleted_at BIGINT, deleted_by BIGINT);
    CREATE INDEX parcel_quote ON parcel (quote_id);
    CREATE INDEX parcel_quote_deleted ON parcel (quote_id) WHERE deleted_at IS NOT NULL;
    CREATE INDEX parcel_updated_at ON parcel (updated_at) WHERE deleted_at IS NULL;
    CREATE INDEX parcel_scope ON parcel (scope_owner_id) WHERE deleted_at IS NULL;
    CREATE INDEX parcel_scope_updated_at ON parcel (scope_owner_id, updated_at) WHERE deleted_at IS NULL;
    CREATE TRIGGER parcel_scope_insert AFTER INSERT ON parcel
        WHEN NEW.scope_owner_id IS NOT (SELECT owner_id FROM quote WHERE id = NEW.quote_id)
        BEGIN UPDATE parcel SET scope_owner_id = (SELECT owner_id FROM quote WHERE id = NEW.quote_id) WHERE id = NEW.id; END;
    CREATE TRIGGER parcel_scope_link AFTER UPDATE OF quote_id ON parcel
        WHEN NEW.scope_owner_id IS NOT (SELECT owner_id FROM quote WHERE id = NEW.quote_id)
        BEGIN UPDATE parcel SET scope_owner_id = (SELECT owner_id FROM quote WHERE id = NEW.quote_id) WHERE id = NEW.id; END;
    CREATE TRIGGER parcel_scope_follows AFTER UPDATE OF owner_id ON quote WHEN OLD.owner_id IS NOT NEW.owner_id
        BEGIN
            UPDATE parcel SET scope_owner_id = NEW.owner_id WHERE quote_id = NEW.id AND deleted_at IS NULL;
            UPDATE parcel SET scope_owner_id = NEW.owner_id WHERE quote_id = NEW.id AND deleted_at IS NOT NULL;
        END;
    CREATE INDEX quote_customer ON quote (customer_id);
    CREATE TABLE movement (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, version BIGINT NOT NULL DEFAULT 1, name TEXT NOT NULL,
        quote_id BIGINT REFERENCES quote (id), custom TEXT NOT NULL DEFAULT '{}', created_at BIGINT NOT NULL, created_by BIGINT,
        updated_at BIGINT NOT NULL, updated_by BIGINT, deleted_at BIGINT, deleted_by BIGINT);
    CREATE INDEX movement_quote ON movement (quote_id) WHERE deleted_at IS NULL;
";

struct QuoteRules;

impl Rules for QuoteRules {
    /// Amounts follow from quantity and price, the total from the amounts.
    fn prepare(&self, _: &mut dyn RuleContext, before: Option<&Record>, _: &Verb, draft: &mut Draft) -> Result<()> {
        if let Some(lines) = draft.lines_mut("lines") {
            let mut total = 0;
            for line in lines {
                let amount = line.get("quantity").int().unwrap_or_default() * line.get("price").int().unwrap_or_default() / 1000;
                line.put("amount", amount);
                total += amount;
            }
            draft.put("total", total);
        } else if before.is_none() {
            draft.put("total", 0);
        }
        Ok(())
    }
}

struct ParcelRules;

impl Rules for ParcelRules {
    fn check(&self, _: &mut dyn RuleContext, _: &Draft, after: &Record, verb: &Verb) -> Result<()> {
        if *verb == Verb::Delete && after.get("name").text() == Some("在路上") {
            return Err(Error::rejected("name", "field.frozen"));
        }
        Ok(())
    }
}

pub fn objects() -> Vec<Object> {
    let lines = Lines::new(
        "lines",
        "quote_line",
        [
            Field::text("product").required().max(100),
            Field::number("quantity").required().scale(3),
            Field::money("price"),
            Field::money("amount").readonly(),
        ],
    );
    let quote = Object::new("quote", "crm", "file-text")
        .fields([
            Field::serial("number", "QT-{yyyy}{mm}-{0000}").list().indexed(Indexed::Text),
            Field::text("name").required().max(100).list().sortable().indexed(Indexed::Name),
            Field::link("customer").to("customer").restrict(),
            Field::user("owner"),
            Field::choice("state").readonly().default("draft").options(&[
                ("draft", None),
                ("sent", None),
                ("done", None),
                ("dropped", None),
            ]),
            Field::text("remarks").max(100),
            Field::money("total").readonly(),
            Field::number("parcels").scale(0).sortable().rollup(Rollup::count("parcel", "quote")),
            Field::number("weight").scale(0).rollup(Rollup::of(Fold::Sum, "parcel", "quote", "weight")),
        ])
        .lines([lines.max(5).totals(["amount"])])
        .actions([
            Action::moves("send", "send", ["draft"], "sent").bulk(),
            Action::moves("finish", "check", ["sent"], "done"),
            Action::moves("drop", "x", ["draft", "sent"], "dropped").secondary(),
            Action::new("remind", "bell", |_, _, _| Ok(Draft::new())).input([Field::link("about").to("customer")]),
        ]);
    let quote = Object {
        owner: Some("owner".into()),
        states: Some(States::new("state", ["done", "dropped"])),
        frozen: vec![Frozen::when(json!({ "field": "state", "op": "ne", "value": "draft" }), ["remarks"])],
        rules: Arc::new(QuoteRules),
        ..quote
    }
    .within(Domain::new("sales", "handshake").called(Wording::new(Language::Chinese, "成交").and(Language::English, "Sales")));
    let parcel = Object::new("parcel", "crm", "package").fields([
        Field::text("name").required().max(100),
        Field::link("quote").to("quote").required(),
        Field::number("weight").scale(0),
    ]);
    let parcel = Object { parent: Some("quote".into()), rules: Arc::new(ParcelRules), ..parcel };
    let movement =
        Object::new("movement", "crm", "move").fields([Field::text("name").required().max(100), Field::link("quote").to("quote")]);
    let movement = Object { verbs: VerbSet::without(&[Verb::Update, Verb::Delete, Verb::Restore]), ..movement };
    vec![quote, parcel, movement]
}

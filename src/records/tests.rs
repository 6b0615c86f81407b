//! What an object may be called and where it may stand, and that whoever is at work sees one catalog.

use std::sync::Arc;

use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, get, routes};
use serde_json::{Value as Json, json};

use super::testing::Fixture;
use super::{Engine, EngineHandle, ListQuery, PinnedEngine, draft_from_json, read, write};
use crate::access::vocabulary::templates;
use crate::access::{PolicySource, role};
use crate::actor::Actor;
use crate::error::Error;
use crate::ids::RecordId;
use crate::model::{Catalog, Field, Indexed, Object, Verb};
use crate::people::{self, Role, UserChange};

/// Tickets stand in a table of another name, notes hang on them.
fn tickets() -> Vec<Object> {
    let ticket = Object::new("ticket", "crm", "ticket").in_table("form_ticket").fields([
        Field::text("name").required().indexed(Indexed::Name).list().sortable(),
        Field::link("customer").to("customer").required().list(),
    ]);
    let remark = Object::new("remark", "crm", "note")
        .fields([Field::text("name").required().list(), Field::link("ticket").to("ticket").required().list()]);
    vec![Object { parent: Some("customer".into()), ..ticket }, Object { parent: Some("ticket".into()), ..remark }]
}

const TABLES: &str = "
    CREATE TABLE form_ticket (id INTEGER PRIMARY KEY, version BIGINT NOT NULL DEFAULT 1, name TEXT NOT NULL, name_sort TEXT NOT NULL DEFAULT '',
        scope_owner_id BIGINT, customer_id BIGINT, custom TEXT NOT NULL DEFAULT '{}', created_at, created_by, updated_at, updated_by, deleted_at, deleted_by);
    CREATE VIRTUAL TABLE form_ticket_search USING fts5 (tokens, personal, scope, content = '', contentless_delete = 1);
    CREATE TABLE remark (id INTEGER PRIMARY KEY, version BIGINT NOT NULL DEFAULT 1, name TEXT NOT NULL, scope_owner_id BIGINT,
        ticket_id BIGINT,
        custom TEXT NOT NULL DEFAULT '{}', created_at, created_by, updated_at, updated_by, deleted_at, deleted_by);
    CREATE TRIGGER form_ticket_scope_insert AFTER INSERT ON form_ticket BEGIN
        UPDATE form_ticket SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = NEW.customer_id) WHERE id = NEW.id; END;
    CREATE TRIGGER remark_scope_insert AFTER INSERT ON remark BEGIN
        UPDATE remark SET scope_owner_id = (SELECT scope_owner_id FROM form_ticket WHERE id = NEW.ticket_id) WHERE id = NEW.id; END;";

impl Fixture {
    fn made(&self, actor: &Actor, object: &str, input: &Json) -> RecordId {
        let object = self.engine.object(object).unwrap().clone();
        let (engine, draft) = (self.engine.clone(), draft_from_json(&object.fields, input, &self.engine.context(actor, self.db.now())));
        let draft = draft.unwrap();
        self.db.write_blocking(actor, move |tx| write::create(tx, &engine, &object, draft)).unwrap()
    }

    fn listed(&self, actor: &Actor, object: &str, asked: &ListQuery) -> Vec<Json> {
        let object = self.engine.object(object).unwrap();
        let page = self.db.read_blocking(|reader| read::list(&self.engine, reader, actor, object, asked)).unwrap();
        serde_json::from_slice::<Json>(&page.0).unwrap()["items"].as_array().unwrap().clone()
    }
}

#[test]
fn an_object_may_stand_in_a_table_of_another_name() {
    let app = Fixture::with(tickets(), TABLES);
    app.engine.catalog.check().unwrap();
    let [lin, wu] = ["lin", "wu"].map(|login| app.user(login, login, Role::EMPLOYEE));
    let customer = app.made(&lin, "customer", &json!({ "name": "恒通", "owner": lin.user.unwrap().to_string() }));
    let ticket = app.made(&lin, "ticket", &json!({ "name": "漏水", "customer": customer.to_string() }));
    app.made(&lin, "remark", &json!({ "name": "已修", "ticket": ticket.to_string() }));
    let asked = |filter: Json| ListQuery { filter: Some(filter), ..ListQuery::default() };
    let through = asked(json!({ "field": "ticket.customer.name", "op": "contains", "value": "恒" }));
    let remarks = app.listed(&lin, "remark", &through);
    assert_eq!(remarks[0]["ticket"]["title"], "漏水");
    assert!(app.listed(&wu, "remark", &through).is_empty() && app.listed(&wu, "ticket", &ListQuery::default()).is_empty());
    let found = ListQuery { q: Some("ls".into()), sort: Some("name".into()), ..ListQuery::default() };
    assert_eq!(app.listed(&lin, "ticket", &found).len(), 1);
    let (customers, tickets) = (app.engine.object("customer").unwrap(), app.engine.object("ticket").unwrap());
    let link = tickets.field("customer").unwrap();
    let related = |actor: &Actor| {
        app.db.read_blocking(|reader| {
            read::related(&app.engine, reader, actor, (customers, customer), (tickets, link), &ListQuery::default())
        })
    };
    assert!(String::from_utf8_lossy(&related(&lin).unwrap().0).contains("漏水"));
    assert!(matches!(related(&wu), Err(Error::NotFound(_))));
}

/// Exchanges the catalog in the midst of a request.
struct Exchange;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Exchange {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let handle = request.rocket().state::<Arc<EngineHandle>>().unwrap();
        handle.exchange(&Arc::new(Catalog::new(crate::crm::objects().into_iter().chain(tickets())))).unwrap();
        Outcome::Success(Self)
    }
}

#[get("/seen")]
fn seen(before: PinnedEngine, _exchange: Exchange, after: PinnedEngine) -> String {
    let knows = |engine: &Engine| engine.object("ticket").is_ok_and(|ticket| engine.may(&Actor::system("test"), ticket, &Verb::Read));
    format!("{} {}", knows(&before), knows(&after))
}

#[test]
fn a_catalog_that_is_exchanged_changes_nothing_for_who_is_at_work() {
    let app = Fixture::new();
    let handle = app.handle();
    let job = handle.pin();
    let client = Client::untracked(rocket::build().manage(handle.clone()).mount("/", routes![seen])).unwrap();
    let answer = || client.get("/seen").dispatch().into_string().unwrap();
    assert_eq!((answer(), answer()), ("false false".into(), "true true".into()));
    assert!(job.object("ticket").is_err() && handle.pin().object("ticket").is_ok());
    assert!(handle.exchange(&Arc::new(Catalog::new([Object::new("update", "crm", "box")]))).is_err());
}

/// What is given over all objects holds for one that is new; what is given to nobody is nobody's.
#[test]
fn who_may_what_goes_with_the_catalog() {
    let app = Fixture::new();
    let (lin, handle) = (app.user("lin", "lin", Role::EMPLOYEE), app.handle());
    let may = |engine: &Engine, actor: &Actor| engine.may(actor, engine.object("paper").unwrap(), &Verb::Create);
    let paper = Object::new("paper", "office", "box").fields([Field::text("name"), Field::user("owner")]);
    let paper = Object { owner: Some("owner".into()), ..paper };
    handle.exchange(&Arc::new(Catalog::new(crate::crm::objects().into_iter().chain([paper])))).unwrap();
    let engine = handle.pin();
    assert!(may(&engine, &app.admin) && !may(&engine, &lin));
    // Whoever is still at work with it hears of what is taken from them.
    handle.exchange(&Arc::new(Catalog::new(crate::crm::objects()))).unwrap();
    assert!(may(&engine, &app.admin));
    let (admin, change) = (app.admin.user.unwrap(), UserChange { roles: Some([Role::EMPLOYEE].into()), ..UserChange::default() });
    app.user("wu", "wu", Role::ADMIN);
    app.db.write_blocking(&app.admin, move |tx| people::update(tx, admin, &change).map(drop)).unwrap();
    app.db.read_blocking(|reader| app.access.read_anew(reader)).unwrap();
    assert!(!may(&engine, &app.admin));
}

/// What hangs on a record that is out of sight would tell of it, however deep it hangs.
#[test]
fn what_asks_for_clearance_asks_for_it_at_every_depth() {
    let mut app = Fixture::with(tickets(), TABLES);
    for (level, name) in [("A", "恒通"), ("B", "远海")] {
        let customer = app.made(&app.admin, "customer", &json!({ "name": name, "level": level, "yearly_volume": "200000" }));
        let ticket = app.made(&app.admin, "ticket", &json!({ "name": name, "customer": customer.to_string() }));
        app.made(&app.admin, "remark", &json!({ "name": name, "ticket": ticket.to_string() }));
    }
    let template = templates().into_iter().find(|template| template.name == "clearance").unwrap();
    let text =
        template.blanks.iter().fold(template.text.into_owned(), |text, (blank, _, default)| text.replace(&format!("{{{blank}}}"), default));
    let policy = PolicySource { name: Some("clearance".into()), text };
    let access = app.access.pin().supposing(Some((&role::shipped(), &[policy])), None).unwrap();
    app.engine = Arc::new(Engine::new(Arc::new(access), app.engine.digester.clone(), app.engine.zone));
    for object in ["customer", "ticket", "remark"] {
        let listed = app.listed(&app.admin, object, &ListQuery::default());
        assert_eq!(listed.iter().map(|record| record["name"].as_str().unwrap()).collect::<Vec<_>>(), ["远海"], "{object}");
    }
}

//! Filters that were made to keep the database busy: each test has its price, and nobody reads for ever.

use std::sync::Arc;
use std::time::Duration;

use kedun::actor::Actor;
use kedun::model::Verb;
use kedun::records::{ListQuery, read};
use rocket::http::Status;
use serde_json::{Value as Json, json};

use crate::support::{Person, TestApp};

fn asked(person: &Person<'_>, filter: &Json) -> (u16, String) {
    let encoded: String = filter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let answer = person.get(&format!("/api/records/customer?filter={encoded}"));
    (answer.status, answer.body["code"].as_str().unwrap_or_default().to_owned())
}

fn many(how_many: usize, test: &Json) -> Vec<Json> {
    vec![test.clone(); how_many]
}

#[test]
fn a_filter_has_a_price_that_texts_lists_and_links_raise() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let contains = json!({ "field": "name", "op": "contains", "value": "x" });
    let starts = json!({ "field": "name", "op": "starts", "value": "x" });
    let list = json!({ "field": "level", "op": "in", "value": ["A", "B"] });
    let text_list = json!({ "field": "name", "op": "contains", "value": vec!["x"; 40] });
    let plain = json!({ "field": "level", "op": "eq", "value": "A" });
    for (how_many, test) in [(190, &contains), (190, &starts), (60, &list), (2, &text_list), (300, &plain)] {
        for all in [json!({ "or": many(how_many, test) }), json!({ "and": [{ "not": { "or": many(how_many, test) } }] })] {
            assert_eq!(asked(&lin, &all), (400, "filter.too_large".to_owned()), "{how_many} × {test}");
        }
    }
    // What people build: a dozen words, a hundred comparisons.
    for (how_many, test) in [(20, &contains), (100, &plain), (30, &list)] {
        assert_eq!(asked(&lin, &json!({ "or": many(how_many, test) })).0, 200, "{how_many} × {test}");
    }
    let far = json!({ "field": "customer.name", "op": "contains", "value": "x" });
    let answer: String = json!({ "or": many(22, &far) }).to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    lin.get(&format!("/api/records/contact?filter={answer}")).assert_code(400, "filter.too_large");
}

#[test]
fn a_list_with_a_filter_ends_at_its_deadline() {
    let app = TestApp::new();
    let admin = app.admin("wu");
    for n in 0..20 {
        admin.create("customer", json!({ "name": format!("客户{n}"), "phone": format!("1380013{n:04}") }));
    }
    let engine = app.server.engine.pin();
    let actor = Actor { user: Some(admin.id), roles: Arc::new(["admin".to_owned()]), ..Actor::system("test") };
    let customer = engine.object("customer").unwrap().clone();
    assert!(engine.may(&actor, &customer, &Verb::Read));
    let list = |filter: Option<Json>, limit: Duration| {
        let asked = ListQuery { filter, ..ListQuery::default() };
        app.server.db.within(limit).read_blocking(|reader| read::list(&engine, reader, &actor, &customer, &asked).map(drop))
    };
    let filter = json!({ "field": "name", "op": "contains", "value": "客" });
    assert_eq!(list(Some(filter.clone()), Duration::ZERO).unwrap_err().code(), "read.too_long");
    list(Some(filter), Duration::from_secs(60)).unwrap();
    list(None, Duration::ZERO).unwrap();
    admin.get("/api/records/customer").assert(Status::Ok);
}

//! How a timeline finds what happened, read from the database's own plans: by the record, whatever else there is.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent};
use diesel::{QueryResult, RunQueryDsl};

use super::*;
use crate::records::testing::Fixture;
use crate::records::{draft_from_json, write};

/// The statements that a page of a customer's timeline runs.
fn statements(app: &Fixture, name: &str, before: Option<String>) -> Vec<String> {
    let create = |object: &'static str, input: Json| {
        let object = app.engine.object(object).unwrap();
        let draft = draft_from_json(&object.fields, &input, &app.engine.context(&app.admin, app.db.now())).unwrap();
        let (engine, object) = (app.engine.clone(), object.clone());
        app.db.write_blocking(&app.admin, move |tx| write::create(tx, &engine, &object, draft)).unwrap()
    };
    let id = create("customer", json!({ "name": name }));
    create("contact", json!({ "name": "王芳", "customer": id.0.to_string() }));
    create("follow_up", json!({ "type": "call", "content": "报价已收到", "customer": id.0.to_string() }));
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let (told, admin, engine) = (seen.clone(), app.admin.clone(), app.engine.clone());
    app.db
        .read_blocking(move |reader| {
            reader.conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { query, .. } = event {
                    told.lock().unwrap().push(query.to_string());
                }
            });
            timeline(&engine, reader, &admin, engine.object("customer")?, id, before.as_deref())
        })
        .unwrap();
    let statements = seen.lock().unwrap();
    statements.iter().filter_map(|text| text.split(" -- binds").next()).filter(|sql| sql.starts_with("SELECT")).map(str::to_owned).collect()
}

fn plan(app: &Fixture, statement: &str) -> String {
    let question = format!("EXPLAIN QUERY PLAN {statement}");
    let explained: QueryResult<Vec<Row>> = app.db.read_blocking(|reader| Ok(diesel::sql_query(question).load(reader.conn))).unwrap();
    explained.unwrap().iter().filter_map(|row| row.0[3].text()).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_statement_of_a_timeline_goes_by_the_record_and_reads_nothing_through() {
    let app = Fixture::new();
    for (name, before) in [("恒通机械", None), ("永昌贸易", Some("900.1790000000000.7".to_owned()))] {
        let statements = statements(&app, name, before);
        let of = |table: &str| statements.iter().filter(|sql| sql.contains(&format!("FROM `{table}`"))).count();
        assert!(of("record_change") >= 3 && of("follow_up") >= 1 && of("contact") >= 1, "{statements:#?}");
        for statement in &statements {
            let plan = plan(&app, statement);
            let scans = plan.lines().filter(|line| line.trim_start().starts_with("SCAN") && !line.contains("json_each"));
            assert_eq!(scans.collect::<Vec<_>>(), Vec::<&str>::new(), "{statement}\n{plan}");
            assert!(!statement.contains("FROM `record_change`") || plan.contains("record_change_record"), "{statement}\n{plan}");
        }
    }
}

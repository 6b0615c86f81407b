//! Bulk work in a real encrypted database.

use rocket::tokio::runtime::Runtime;
use serde_json::{Value as Json, json};

use super::job::{BulkInput, BulkJob};
use super::*;
use crate::actor::Actor;
use crate::audit;
use crate::ids::RecordId;
use crate::jobs::{Registry, Workers, of_kind};
use crate::model::Draft;
use crate::people::Role;
use crate::records::testing::Fixture;
use crate::records::write;

impl Fixture {
    fn bulk(&self, action: &str, ids: &[i64], input: Json) -> (String, Json) {
        self.bulk_by(&self.admin, action, ids, input)
    }

    fn bulk_by(&self, actor: &Actor, action: &str, ids: &[i64], input: Json) -> (String, Json) {
        let jobs = self.jobs();
        let request = BulkRequest { action: action.into(), ids: ids.iter().copied().map(RecordId).collect(), input };
        let input = BulkInput { object: "customer".into(), request };
        Runtime::new().unwrap().block_on(jobs.submit::<BulkJob>(actor, "批量".into(), &input)).unwrap();
        Workers::new(jobs, Registry::new().with(BulkJob::new(self.handle()))).work_off().unwrap();
        let (view, _) = self.db.read_blocking(|r| of_kind::<BulkJob>(r.conn, actor, 1)).unwrap().remove(0);
        (view.state.to_string(), view.result.or(view.error).unwrap())
    }
}

#[test]
fn each_record_has_its_own_outcome() {
    let app = Fixture::new();
    let lin = app.user("lin", "林晓东", Role::EMPLOYEE).user.unwrap();
    let (engine, customer) = (app.engine.clone(), app.engine.object("customer").unwrap().clone());
    app.db
        .write_blocking(&app.admin, move |tx| {
            for i in 1..=250 {
                write::create(tx, &engine, &customer, Draft::new().set("name", format!("客户{i}有限公司")))?;
            }
            Ok(())
        })
        .unwrap();
    let all: Vec<i64> = (1..=250).chain([999]).collect();

    let (state, result) = app.bulk("transfer", &all, json!({ "owner": lin.to_string() }));
    assert_eq!((state.as_str(), &result["done"]), ("done", &json!(250)));
    assert_eq!(result["failed"][0]["id"], "999");
    assert_eq!(result["failed"][0]["code"], "record.not_found");
    assert!(!result["failed"][0]["message"].as_str().unwrap().contains("errors."));

    let (_, again) = app.bulk("transfer", &[1], json!({ "owner": lin.to_string() }));
    assert_eq!((&again["done"], &again["failed"][0]["code"]), (&json!(0), &json!("record.rejected")));

    assert_eq!(app.bulk("update", &[1, 2], json!({ "level": "B" })).1["done"], 2);
    assert_eq!(app.bulk("delete", &[1, 2, 2], Json::Null).1["done"], 2);
    assert_eq!(app.count("customer"), 248);
    let (state, why) = app.bulk("fly", &[1], Json::Null);
    assert_eq!((state.as_str(), &why["code"]), ("failed", &json!("bulk.action")));
}

#[test]
fn what_was_deleted_comes_back_together_with_what_belongs_to_it() {
    let app = Fixture::new();
    let (engine, customer, contact) =
        (app.engine.clone(), app.engine.object("customer").unwrap().clone(), app.engine.object("contact").unwrap().clone());
    let (of, with) = app
        .db
        .write_blocking(&app.admin, move |tx| {
            let of = write::create(tx, &engine, &customer, Draft::new().set("name", "恒通贸易"))?;
            let with = write::create(tx, &engine, &contact, Draft::new().set("name", "王芳").set("customer", of.0))?;
            write::delete(tx, &engine, &customer, of, None)?;
            Ok((of, with))
        })
        .unwrap();
    let (state, result) = app.bulk("restore", &[of.0, of.0, 999], Json::Null);
    // The second time it stands already; what never was there is named.
    assert_eq!((state.as_str(), &result["done"], &result["failed"][0]["id"]), ("done", &json!(2), &json!("999")));
    assert_eq!((app.count("customer"), app.count("contact")), (1, 1));
    assert!(with.0 > 0 && result["operation"].is_string());
}

#[test]
fn a_preview_counts_what_goes_along_and_what_goes_out_of_sight_and_changes_nothing() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", "林晓东", Role::EMPLOYEE), app.user("wu", "吴敏", Role::EMPLOYEE));
    let (engine, customer, contact) =
        (app.engine.clone(), app.engine.object("customer").unwrap().clone(), app.engine.object("contact").unwrap().clone());
    let (own, to) = (lin.user.unwrap(), wu.user.unwrap());
    let id = app
        .db
        .write_blocking(&app.admin, move |tx| {
            let id = write::create(tx, &engine, &customer, Draft::new().set("name", "恒通贸易").set("owner", own))?;
            for name in ["王芳", "赵强"] {
                write::create(tx, &engine, &contact, Draft::new().set("name", name).set("customer", id.0))?;
            }
            Ok(id)
        })
        .unwrap();
    let look = |action: &str, input: Json| {
        let (engine, object) = (app.engine.clone(), app.engine.object("customer").unwrap().clone());
        let request = BulkRequest { action: action.into(), ids: vec![id], input };
        let change = request.understand(&engine, &lin, &object, app.db.now()).unwrap();
        let seen = app.db.write_blocking(&lin, move |tx| preview::preview(tx, &engine, &object, &request, &change)).unwrap();
        serde_json::to_value(seen).unwrap()
    };
    let along = json!([{ "object": "contact", "called": "联系人", "count": 2 }]);
    let given = look("transfer", json!({ "owner": to.to_string() }));
    assert_eq!(given, json!({ "along": along, "tried": 1, "out_of_sight": 1, "refused": 0 }));
    assert_eq!(look("transfer", json!({ "owner": own.to_string() }))["refused"], 1);
    assert_eq!(look("delete", Json::Null), json!({ "along": along, "tried": 1, "out_of_sight": 0, "refused": 0 }));
    assert_eq!(look("update", json!({ "level": "B" }))["along"], json!([]));
    assert_eq!((app.count("customer"), app.count("contact")), (1, 2));
}

#[test]
fn asking_for_many_that_are_a_colleagues_is_one_event() {
    let app = Fixture::new();
    let lin = app.user("lin", "林晓东", Role::EMPLOYEE);
    let (engine, customer) = (app.engine.clone(), app.engine.object("customer").unwrap().clone());
    let made = app.db.write_blocking(&app.admin, move |tx| {
        (1..=3).try_for_each(|i| write::create(tx, &engine, &customer, Draft::new().set("name", format!("客户{i}有限公司"))).map(drop))
    });
    made.unwrap();
    assert_eq!(app.bulk_by(&lin, "delete", &[1, 2, 3, 999], Json::Null).1["done"], 0);
    let events = app.db.read_blocking(|reader| audit::read_after(reader.conn, 0, 100)).unwrap();
    let refused: Vec<_> = events.iter().filter(|event| event.kind == "access.refused").collect();
    assert_eq!((refused.len(), refused[0].user_id), (1, lin.user.map(|user| user.0)));
    assert_eq!(refused[0].detail, r#"{"code":"record.not_found","records":3}"#);
}

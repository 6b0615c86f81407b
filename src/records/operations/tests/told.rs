//! What is told of operations since: that they were undone, and who may.

use super::*;
use crate::records::operations::{NewOperation, OperationKind, part_of, tell_jobs, tell_timeline};
use crate::records::timeline;

impl Fixture {
    /// Of each of a customer's own changes, the newest first: whether the reader may undo it, and what has undone it.
    fn told(&self, reader: &Actor, id: RecordId) -> Vec<(bool, Json)> {
        let customer = self.engine.object("customer").unwrap();
        let page = self.db.read_blocking(|r| {
            let mut page = timeline::timeline(&self.engine, r, reader, customer, id, None)?;
            tell_timeline(r.conn, reader, &mut page)?;
            Ok(page)
        });
        let page = page.unwrap();
        let entries = page["items"].as_array().unwrap().iter();
        entries.map(|entry| (entry["may_undo"].as_bool().unwrap(), entry["undone_by"].clone())).collect()
    }

    fn undos_of_the_bulk_job(&self) -> Json {
        let told = self.db.read_blocking(|r| {
            let mut jobs = vec![of_kind::<BulkJob>(r.conn, &self.admin, 1)?.remove(0).0];
            tell_jobs(r.conn, &mut jobs)?;
            Ok(jobs.remove(0).result.unwrap()["undos"].clone())
        });
        told.unwrap()
    }
}

#[test]
fn a_timeline_offers_to_undo_ones_own_until_it_is_undone() {
    let app = Fixture::new();
    let wu = app.user("wu", "吴敏", Role::ADMIN);
    let id = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司").set("region", "苏州"));
    app.changed(&app.admin, "customer", id, Draft::new().set("region", "无锡"));
    let edit = app.latest("customer", id);
    let not_undone = |may: bool| (may, Json::Null);
    assert_eq!(app.told(&app.admin, id), [not_undone(true), not_undone(true)]);
    assert_eq!(app.told(&wu, id), [not_undone(false), not_undone(false)]);

    let undo = operation(&app.undo(&app.admin, edit));
    assert_eq!(app.told(&app.admin, id), [not_undone(true), (false, json!(undo)), not_undone(true)]);
}

#[test]
fn a_timeline_leaves_a_handover_to_its_own_way_back() {
    let app = Fixture::new();
    let id = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司"));
    let changed = app.by(&app.admin, move |tx, engine| {
        let customer = engine.object("customer")?;
        let change = |tx: &mut Tx<'_>| write::update(tx, engine, customer, id, None, Draft::new().set("region", "无锡")).map(drop);
        part_of(tx, &mut None, &NewOperation::new(OperationKind::Handover), change)
    });
    changed.unwrap();
    assert_eq!(app.told(&app.admin, id), [(false, Json::Null), (true, Json::Null)]);
}

#[test]
fn a_job_tells_what_undid_it_and_what_undid_that() {
    let app = Fixture::new();
    let ids = [app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司").set("region", "苏州"))];
    let edit = app.did_in_bulk(&app.admin, "update", &ids, json!({ "region": "无锡" }));
    assert_eq!(app.undos_of_the_bulk_job(), json!([]));
    let undo = operation(&app.undo(&app.admin, edit));
    assert_eq!(app.undos_of_the_bulk_job(), json!([undo]));
    let again = app.undo(&app.admin, undo);
    assert_eq!(counts(&again), [("customer", [0, 0, 1])]);
    assert_eq!(app.undos_of_the_bulk_job(), json!([undo, operation(&again)]));
}

#[test]
fn an_undo_that_broke_off_is_not_told_as_one() {
    let app = Fixture::new();
    let ids: Vec<_> =
        ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&app.admin, "customer", named(name).set("region", "苏州"))).into();
    let edit = app.did_in_bulk(&app.admin, "update", &ids, json!({ "region": "无锡" }));
    let begun = NewOperation { undoes: Some(edit), ..NewOperation::new(OperationKind::Undo) };
    let one = ids[0];
    let change = app.by(&app.admin, move |tx, engine| {
        let customer = engine.object("customer")?;
        let mut undo: Option<OperationId> = None;
        part_of(tx, &mut undo, &begun, |tx| write::update(tx, engine, customer, one, None, Draft::new().set("region", "苏州")).map(drop))
    });
    change.unwrap();
    assert_eq!(app.undos_of_the_bulk_job(), json!([]));
}

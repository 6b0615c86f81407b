//! Where an undo ends: what comes back with it, what holds it up, and when it is over.

use super::*;
use crate::actor::Language;
use crate::audit;
use crate::documents;
use crate::ids::JobId;
use crate::records::shares::{May, Membership, share, team};
use diesel::connection::SimpleConnection;

fn shared_with(app: &Fixture, id: RecordId) -> Vec<String> {
    let object = app.engine.object("customer").unwrap();
    let team = app.db.read_blocking(|r| team(&app.engine, r, &app.admin, object, id)).unwrap();
    team["items"].as_array().unwrap().iter().map(|member| member["user"]["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn shares_that_ended_with_a_transfer_come_back_with_the_customer() {
    let app = Fixture::new();
    let [lin, wu, zhou] = [("lin", "林晓东"), ("wu", "吴敏"), ("zhou", "周强")].map(|(login, name)| app.user(login, name, Role::EMPLOYEE));
    let ids: Vec<_> = ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&lin, "customer", named(name))).into();
    for id in ids.clone() {
        let wu = wu.user.unwrap();
        let how = Membership { may: May::Write, until: None };
        app.by(&lin, move |tx, engine| share(tx, engine, engine.object("customer")?, id, wu, how)).unwrap();
    }
    let transfer = app.did_in_bulk(&app.admin, "transfer", &ids, json!({ "owner": zhou.user.unwrap().to_string() }));
    assert!(shared_with(&app, ids[0]).is_empty());
    let done = app.undo(&app.admin, transfer);
    assert_eq!((&done["undone"], &done["kept_total"]), (&json!(2), &json!(0)), "{done}");
    assert!(ids.iter().all(|id| shared_with(&app, *id) == ["吴敏"]));

    let again = app.undo(&app.admin, operation(&done));
    assert!(ids.iter().all(|id| shared_with(&app, *id).is_empty()));
    app.undo(&app.admin, operation(&again));
    assert!(ids.iter().all(|id| shared_with(&app, *id) == ["吴敏"]));

    // One save is an operation, too.
    app.changed(&app.admin, "customer", ids[0], Draft::new().set("owner", zhou.user.unwrap()));
    assert!(shared_with(&app, ids[0]).is_empty());
    app.undo(&app.admin, app.latest("customer", ids[0]));
    assert_eq!(shared_with(&app, ids[0]), ["吴敏"]);
}

fn did_one_of_two(app: &Fixture, edit: OperationId, job: JobId) -> OperationId {
    let asker = app.admin.clone();
    let begun = app.by(&app.admin, move |tx, engine| {
        let mut undoing = Undoing { job: Some(job), ..Undoing::new(engine, &mut tx.reader(), &asker, edit, false)? };
        undoing.batch(tx, engine, UndoReached::default(), 1)
    });
    begun.unwrap().0.undo.unwrap()
}

#[test]
fn an_undo_is_one_jobs_at_a_time_and_over_when_it_is_finished() {
    let app = Fixture::new();
    let ids: Vec<_> =
        ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&app.admin, "customer", named(name).set("region", "苏州"))).into();
    let edit = app.did_in_bulk(&app.admin, "update", &ids, json!({ "region": "无锡" }));
    let (jobs, runtime) = (app.jobs(), Runtime::new().unwrap());
    let input = OperationUndoInput { operation: edit, dry_run: false };
    let submit = || runtime.block_on(jobs.submit::<OperationUndoJob>(&app.admin, "撤销".into(), &input)).unwrap();
    let refused = |id, code: &str| matches!(app.try_to_undo(&app.admin, id, false), Err(Error::Conflict(reason)) if reason.code == code);
    let first = submit();
    let undo = did_one_of_two(&app, edit, first);
    runtime.block_on(jobs.cancel(&app.admin, first)).unwrap();

    // The second job goes on with what the first began: nobody undoes either meanwhile.
    let second = submit();
    assert_eq!(did_one_of_two(&app, edit, second), undo);
    assert!(refused(edit, "undo.running") && refused(undo, "undo.running"));
    runtime.block_on(jobs.cancel(&app.admin, second)).unwrap();

    // What became of the jobs is forgotten after a week.
    app.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute("DELETE FROM job_note; DELETE FROM job")?)).unwrap();
    let done = app.undo(&app.admin, edit);
    assert_eq!((&done["undone"], &done["kept_total"], operation(&done)), (&json!(2), &json!(0), undo), "{done}");
    assert!(ids.iter().all(|id| app.value("customer", *id, "region") == "苏州".into()));
    assert!(refused(edit, "undo.done"));
    assert_eq!(app.undo(&app.admin, undo)["undone"], 2);
}

#[test]
fn an_undo_that_was_undone_halfway_is_not_gone_on_with() {
    let app = Fixture::new();
    let ids: Vec<_> =
        ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&app.admin, "customer", named(name).set("region", "苏州"))).into();
    let edit = app.did_in_bulk(&app.admin, "update", &ids, json!({ "region": "无锡" }));
    let (jobs, runtime) = (app.jobs(), Runtime::new().unwrap());
    let input = OperationUndoInput { operation: edit, dry_run: false };
    let job = runtime.block_on(jobs.submit::<OperationUndoJob>(&app.admin, "撤销".into(), &input)).unwrap();
    let undo = did_one_of_two(&app, edit, job);
    runtime.block_on(jobs.cancel(&app.admin, job)).unwrap();
    assert_eq!(app.undo(&app.admin, undo)["undone"], 1);
    assert!(matches!(app.try_to_undo(&app.admin, edit, false), Err(Error::Conflict(reason)) if reason.code == "undo.done"));
    assert!(ids.iter().all(|id| app.value("customer", *id, "region") == "无锡".into()));
}

#[test]
fn an_undo_of_nothing_says_so_and_leaves_no_event() {
    let app = Fixture::with(documents::objects(), documents::TABLES);
    let id = app.made_of(&app.admin, "quote", named("报价"));
    app.by(&app.admin, move |tx, engine| write::act(tx, engine, engine.object("quote")?, id, None, "remind", Draft::new())).unwrap();
    let reminded = app.latest("quote", id);
    for _ in 0..2 {
        let done = app.undo(&app.admin, reminded);
        assert_eq!((&done["undone"], &done["undo"]), (&json!(0), &Json::Null));
        assert_eq!(reasons(&done), vec![(format!("quote {id}"), "undo.nothing")]);
    }
    let events = app.db.read_blocking(|reader| audit::read_after(reader.conn, 0, 1000)).unwrap();
    assert!(events.iter().all(|event| event.kind != "operation.undo"));
}

#[test]
fn what_hung_on_a_restored_record_before_does_not_hold_it() {
    let app = Fixture::new();
    let customer = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司"));
    let contact = app.made_of(&app.admin, "contact", named("王芳").set("customer", customer));
    let talk = |content: &str| Draft::new().set("content", content).set("customer", customer).set("contact", contact);
    app.made_of(&app.admin, "follow_up", talk("电话"));
    let restored = || {
        app.by(&app.admin, move |tx, engine| write::delete(tx, engine, engine.object("contact")?, contact, None)).unwrap();
        app.by(&app.admin, move |tx, engine| write::restore(tx, engine, engine.object("contact")?, contact)).unwrap();
        app.latest("contact", contact)
    };
    let done = app.undo(&app.admin, restored());
    assert_eq!((&done["undone"], &done["kept_total"], app.stands("contact", contact)), (&json!(1), &json!(0), false), "{done}");
    app.undo(&app.admin, operation(&done));
    let restore = restored();
    app.made_of(&app.admin, "follow_up", talk("拜访"));
    assert_eq!(reasons(&app.undo(&app.admin, restore)), vec![(format!("contact {contact}"), "undo.hangs")]);
}

#[test]
fn everything_that_hangs_on_a_record_is_looked_at_however_much_it_is() {
    let app = Fixture::new();
    let customer = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司"));
    let contacts: Vec<_> =
        (0..120).map(|n| app.made_of(&app.admin, "contact", named(&format!("联系人{n}")).set("customer", customer))).collect();
    let restored = || {
        app.by(&app.admin, move |tx, engine| write::delete(tx, engine, engine.object("customer")?, customer, None)).unwrap();
        app.by(&app.admin, move |tx, engine| write::restore(tx, engine, engine.object("customer")?, customer)).unwrap();
        app.latest("customer", customer)
    };
    assert_eq!(app.undo(&app.admin, restored())["undone"], 121);
    app.by(&app.admin, move |tx, engine| write::restore(tx, engine, engine.object("customer")?, customer)).unwrap();
    let restore = restored();
    app.changed(&app.admin, "contact", contacts[0], Draft::new().set("position", "采购"));
    let stays = app.undo(&app.admin, restore);
    assert!(reasons(&stays).contains(&(format!("customer {customer}"), "undo.hangs")), "{stays}");
    assert!(app.stands("customer", customer));
}

#[test]
fn what_stays_is_said_in_the_readers_language() {
    let app = Fixture::new();
    let english = Actor { language: Language::English, ..app.admin.clone() };
    let id = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司").set("mobile", "13800138000").set("region", "苏州"));
    app.changed(&app.admin, "customer", id, Draft::new().set("mobile", "13900139000").set("region", "无锡").set("remarks", "x"));
    let edit = app.latest("customer", id);
    app.changed(&app.admin, "customer", id, Draft::new().set("region", "常州").set("remarks", "y"));
    app.made_of(&app.admin, "customer", named("无锡佳康有限公司").set("mobile", "13800138000"));
    let chinese = app.try_to_undo(&app.admin, edit, true).unwrap()["kept"][0]["message"].as_str().unwrap().to_owned();
    let words = app.try_to_undo(&english, edit, true).unwrap()["kept"][0]["message"].as_str().unwrap().to_owned();
    assert!(chinese.contains('、') && chinese.contains('；'), "{chinese}");
    assert!(words.contains(", ") && words.contains("; ") && !words.contains(['、', '；', '：']), "{words}");
}

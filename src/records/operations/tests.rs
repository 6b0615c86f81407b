//! Undoing what was done as one, in a real encrypted database.

use rocket::tokio::runtime::Runtime;
use serde_json::{Value as Json, json};

use super::job::{OperationUndoInput, OperationUndoJob};
use super::kept::Kept;
use super::store;
use super::undo::{UndoReached, Undoing};
use crate::actor::Actor;
use crate::db::Tx;
use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::ids::{OperationId, RecordId};
use crate::jobs::{Registry, Workers, of_kind};
use crate::model::{Action, Draft, Field, Frozen, Line, Lines, Object, States, Value};
use crate::people::Role;
use crate::records::bulk::{BulkInput, BulkJob, BulkRequest};
use crate::records::import::{ImportPlan, OnDuplicate, run, suggest};
use crate::records::testing::Fixture;
use crate::records::{ListQuery, read, write};
use crate::sheet::{Sheet, SheetLimits};

mod acts;
mod ends;
mod told;

impl Fixture {
    fn by<T: Send + 'static>(
        &self,
        actor: &Actor,
        f: impl FnOnce(&mut Tx<'_>, &crate::records::Engine) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let engine = self.engine.clone();
        self.db.write_blocking(actor, move |tx| f(tx, &engine))
    }

    fn made_of(&self, actor: &Actor, object: &'static str, draft: Draft) -> RecordId {
        self.by(actor, move |tx, engine| write::create(tx, engine, engine.object(object)?, draft)).unwrap()
    }

    fn changed(&self, actor: &Actor, object: &'static str, id: RecordId, draft: Draft) {
        self.by(actor, move |tx, engine| write::update(tx, engine, engine.object(object)?, id, None, draft)).unwrap();
    }

    fn value(&self, object: &'static str, id: RecordId, field: &str) -> Value {
        self.by(&self.admin, move |tx, engine| write::record(tx, engine, engine.object(object)?, id)).unwrap().get(field).clone()
    }

    fn stands(&self, object: &'static str, id: RecordId) -> bool {
        let look = move |tx: &mut Tx<'_>, engine: &crate::records::Engine| {
            read::exists(tx.conn, engine.object(object)?, &Predicate::id(id.0).and(read::alive()))
        };
        self.by(&self.admin, look).unwrap()
    }

    fn named(&self, object: &'static str, name: &str) -> RecordId {
        let asked = ListQuery { filter: Some(json!({ "field": "name", "op": "eq", "value": name })), ..ListQuery::default() };
        let page =
            self.db.read_blocking(|r| read::list(&self.engine, r, &self.admin, self.engine.object(object).unwrap(), &asked)).unwrap();
        let page: Json = serde_json::from_slice(&page.0).unwrap();
        RecordId(page["items"][0]["id"].as_str().unwrap().parse().unwrap())
    }

    /// The operation that changed a record last.
    fn latest(&self, object: &str, id: RecordId) -> OperationId {
        let history = self.db.read_blocking(|r| Ok(store::history(r.conn, object, id, 0)?)).unwrap();
        history.last().unwrap().operation()
    }

    fn did_import(&self, actor: &Actor, text: &str) -> OperationId {
        let mut sheet = Sheet::open(text.as_bytes().to_vec(), "a.csv", SheetLimits::default()).unwrap();
        let mapping = suggest(&self.engine, actor, self.engine.object("customer").unwrap(), sheet.headings());
        let plan = ImportPlan { object: "customer".into(), mapping, on_duplicate: OnDuplicate::Update, ..ImportPlan::default() };
        let report = run(&self.engine, &self.db, actor, &mut sheet, "a.csv", plan, &mut |_| {}).unwrap();
        assert_eq!(report.rejected, []);
        report.counts.operation.unwrap()
    }

    fn did_in_bulk(&self, actor: &Actor, action: &str, ids: &[RecordId], input: Json) -> OperationId {
        let jobs = self.jobs();
        let input = BulkInput { object: "customer".into(), request: BulkRequest { action: action.into(), ids: ids.into(), input } };
        Runtime::new().unwrap().block_on(jobs.submit::<BulkJob>(actor, "批量".into(), &input)).unwrap();
        Workers::new(jobs, Registry::new().with(BulkJob::new(self.handle()))).work_off().unwrap();
        let (view, _) = self.db.read_blocking(|r| of_kind::<BulkJob>(r.conn, actor, 1)).unwrap().remove(0);
        let result = view.result.unwrap();
        assert_eq!(result["failed"], json!([]));
        result["operation"].as_str().unwrap().parse().unwrap()
    }

    fn try_to_undo(&self, actor: &Actor, id: OperationId, dry_run: bool) -> Result<Json> {
        let asker = actor.clone();
        self.by(actor, move |tx, engine| {
            let mut undoing = Undoing::new(engine, &mut tx.reader(), &asker, id, dry_run)?;
            let most = undoing.total();
            let (reached, kept) = undoing.batch(tx, engine, UndoReached::default(), most)?;
            Ok(undoing.answer(engine, asker.language, &reached, &kept))
        })
    }

    /// The preview has to say what is then done.
    fn undo(&self, actor: &Actor, id: OperationId) -> Json {
        let preview = self.try_to_undo(actor, id, true).unwrap();
        let done = self.try_to_undo(actor, id, false).unwrap();
        for told in ["undone", "counts", "kept_total", "partly_total"] {
            assert_eq!(preview[told], done[told], "{preview} {done}");
        }
        assert_eq!(preview["undo"], Json::Null);
        for kept in done["kept"].as_array().unwrap() {
            let message = kept["message"].as_str().unwrap();
            assert!(!message.contains("errors.") && !message.contains('{') && !message.is_empty(), "{message}");
        }
        done
    }
}

fn operation(answer: &Json) -> OperationId {
    answer["undo"].as_str().unwrap().parse().unwrap()
}

fn reasons(answer: &Json) -> Vec<(String, &str)> {
    let kept = answer["kept"].as_array().unwrap().iter();
    let mut reasons: Vec<_> =
        kept.map(|k| (format!("{} {}", k["object"].as_str().unwrap(), k["id"].as_str().unwrap()), k["reason"].as_str().unwrap())).collect();
    reasons.sort();
    reasons
}

/// Of each object, how many were deleted, restored and put back.
fn counts(answer: &Json) -> Vec<(&str, [u64; 3])> {
    let count = |count: &Json| ["deleted", "restored", "put_back"].map(|way| count[way].as_u64().unwrap());
    answer["counts"].as_array().unwrap().iter().map(|one| (one["object"].as_str().unwrap(), count(one))).collect()
}

fn named(name: &str) -> Draft {
    Draft::new().set("name", name)
}

#[test]
fn an_import_goes_back_but_for_what_something_newer_stands_upon() {
    let app = Fixture::new();
    let old = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司").set("remarks", "老客户").set("region", "苏州"));
    let import = app.did_import(
        &app.admin,
        "客户名称,联系人,地区,备注\n苏州恒通贸易有限公司,,无锡,展会名单\n无锡佳康有限公司,王芳,,\n常州盛通有限公司,,,\n南通远航有限公司,李雷,,\n扬州明达有限公司,,,\n",
    );
    let [clean, edited, followed, deleted] =
        ["无锡佳康有限公司", "常州盛通有限公司", "南通远航有限公司", "扬州明达有限公司"].map(|name| app.named("customer", name));
    let contact = app.named("contact", "王芳");
    app.changed(&app.admin, "customer", old, Draft::new().set("remarks", "谈过了"));
    app.changed(&app.admin, "customer", edited, Draft::new().set("remarks", "要报价"));
    let new = app.made_of(
        &app.admin,
        "follow_up",
        Draft::new().set("content", "电话").set("customer", followed).set("contact", app.named("contact", "李雷")),
    );
    app.by(&app.admin, move |tx, engine| write::delete(tx, engine, engine.object("customer")?, deleted, None)).unwrap();

    let done = app.undo(&app.admin, import);
    let expected = [
        (format!("contact {}", app.named("contact", "李雷")), "undo.hangs"),
        (format!("customer {old}"), "undo.changed"),
        (format!("customer {edited}"), "undo.changed"),
        // Its follow-up changed the customer, too.
        (format!("customer {followed}"), "undo.changed"),
        (format!("customer {deleted}"), "undo.deleted"),
    ];
    assert_eq!(reasons(&done), expected.to_vec(), "{done}");
    assert_eq!(done["undone"], 3, "a customer with its contact, and a field of the old one");
    assert_eq!(counts(&done), [("customer", [1, 0, 1]), ("contact", [1, 0, 0])], "{done}");
    assert_eq!((&done["kept_total"], &done["partly_total"], &done["counts"][0]["label"]), (&json!(5), &json!(1), &json!("客户")));
    assert!(!app.stands("customer", clean) && !app.stands("contact", contact));
    assert!([old, edited, followed].iter().all(|id| app.stands("customer", *id)) && app.stands("follow_up", new));
    assert_eq!(app.value("customer", old, "region"), "苏州".into());
    assert_eq!(app.value("customer", old, "remarks"), "谈过了".into());
    let partly = done["kept"].as_array().unwrap().iter().find(|kept| kept["id"] == old.to_string()).unwrap();
    assert_eq!((&partly["partly"], &partly["title"]), (&json!(true), &json!("苏州恒通贸易有限公司")));
    assert!(partly["message"].as_str().unwrap().contains("备注"), "{partly}");
}

#[test]
fn records_that_go_back_in_part_are_counted_beyond_those_that_are_listed() {
    let app = Fixture::new();
    let id = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司"));
    let asker = app.admin.clone();
    let answer = app.by(&app.admin, move |tx, engine| {
        let customer = engine.object("customer")?;
        let save = store::history(tx.conn, "customer", id, 0)?[0].operation();
        let kept: Vec<_> = (1..=120).map(|n| Kept { partly: n > 10, ..Kept::changed(&asker, customer, RecordId(n), &[]) }).collect();
        let undoing = Undoing::new(engine, &mut tx.reader(), &asker, save, true)?;
        Ok(undoing.answer(engine, asker.language, &UndoReached::default(), &kept))
    });
    let answer = answer.unwrap();
    assert_eq!((&answer["kept_total"], &answer["partly_total"]), (&json!(120), &json!(110)));
    assert_eq!(answer["kept"].as_array().unwrap().len(), 100);
}

#[test]
fn nothing_is_undone_twice_and_an_undo_can_be_undone() {
    let app = Fixture::new();
    let old = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司").set("region", "苏州"));
    let import = app.did_import(&app.admin, "客户名称,联系人,地区\n苏州恒通贸易有限公司,,无锡\n无锡佳康有限公司,王芳,\n");
    let (new, contact) = (app.named("customer", "无锡佳康有限公司"), app.named("contact", "王芳"));

    let first = app.undo(&app.admin, import);
    assert_eq!((&first["undone"], &first["kept_total"]), (&json!(3), &json!(0)), "{first}");
    assert!(matches!(app.try_to_undo(&app.admin, import, false), Err(Error::Conflict(reason)) if reason.code == "undo.done"));

    let second = app.undo(&app.admin, operation(&first));
    assert_eq!((&second["undone"], &second["kept_total"]), (&json!(3), &json!(0)), "{second}");
    assert!(app.stands("customer", new) && app.stands("contact", contact));
    assert_eq!(app.value("customer", old, "region"), "无锡".into());

    let third = app.undo(&app.admin, operation(&second));
    assert_eq!((&third["undone"], &third["kept_total"]), (&json!(3), &json!(0)), "{third}");
    assert!(!app.stands("customer", new) && !app.stands("contact", contact));
    assert_eq!(app.value("customer", old, "region"), "苏州".into());
}

#[test]
fn a_bulk_transfer_gives_the_customers_back() {
    let app = Fixture::new();
    let lin = app.user("lin", "林晓东", Role::EMPLOYEE).user.unwrap();
    let ids: Vec<_> = ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&app.admin, "customer", named(name))).into();
    let transfer = app.did_in_bulk(&app.admin, "transfer", &ids, json!({ "owner": lin.to_string() }));
    assert_eq!(app.value("customer", ids[0], "owner"), lin.into());
    app.changed(&app.admin, "customer", ids[1], Draft::new().set("owner", app.admin.user.unwrap()));
    let done = app.undo(&app.admin, transfer);
    assert_eq!(app.value("customer", ids[0], "owner"), app.admin.user.unwrap().into());
    assert_eq!((&done["undone"], reasons(&done)), (&json!(1), vec![(format!("customer {}", ids[1]), "undo.changed")]));
}

#[test]
fn a_bulk_delete_comes_back_with_what_went_along() {
    let app = Fixture::new();
    let ids: Vec<_> = ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&app.admin, "customer", named(name))).into();
    let contact = app.made_of(&app.admin, "contact", named("王芳").set("customer", ids[0]));
    let gone = app.made_of(&app.admin, "contact", named("李雷").set("customer", ids[0]));
    app.by(&app.admin, move |tx, engine| write::delete(tx, engine, engine.object("contact")?, gone, None)).unwrap();
    let delete = app.did_in_bulk(&app.admin, "delete", &ids, Json::Null);
    let second = ids[1];
    app.by(&app.admin, move |tx, engine| write::restore(tx, engine, engine.object("customer")?, second)).unwrap();
    let done = app.undo(&app.admin, delete);
    assert_eq!(reasons(&done), vec![(format!("customer {second}"), "undo.restored")], "{done}");
    assert!(app.stands("customer", ids[0]) && app.stands("contact", contact));
    assert_eq!(counts(&done)[0], ("customer", [0, 1, 0]), "{done}");
}

#[test]
fn a_value_that_another_took_meanwhile_stays_and_the_rest_goes_back() {
    let app = Fixture::new();
    let id = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司").set("mobile", "13800138000").set("region", "苏州"));
    let edit = app.did_in_bulk(&app.admin, "update", &[id], json!({ "mobile": "13900139000", "region": "无锡" }));
    app.made_of(&app.admin, "customer", named("无锡佳康有限公司").set("mobile", "13800138000"));
    let done = app.undo(&app.admin, edit);
    assert_eq!((&done["undone"], reasons(&done)), (&json!(1), vec![(format!("customer {id}"), "undo.taken")]), "{done}");
    assert_eq!(app.value("customer", id, "region"), "苏州".into());
    assert_eq!(app.value("customer", id, "mobile"), "13900139000".into());
}

#[test]
fn what_followed_from_a_save_goes_back_only_with_it() {
    let app = Fixture::new();
    let customer = app.made_of(&app.admin, "customer", named("苏州恒通贸易有限公司"));
    let talk = || Draft::new().set("content", "电话").set("customer", customer);
    let first = app.made_of(&app.admin, "follow_up", talk());
    assert_eq!(app.latest("customer", customer), app.latest("follow_up", first), "one save, one number");
    app.changed(&app.admin, "follow_up", first, Draft::new().set("content", "电话，要样品"));
    let save = app.latest("customer", customer);
    let stays = app.undo(&app.admin, save);
    assert_eq!(reasons(&stays), vec![(format!("customer {customer}"), "undo.cause"), (format!("follow_up {first}"), "undo.changed")]);
    assert_eq!((&stays["undone"], app.value("customer", customer, "status")), (&json!(0), "following".into()));

    let other = app.made_of(&app.admin, "customer", named("无锡佳康有限公司"));
    let second = app.made_of(&app.admin, "follow_up", Draft::new().set("content", "拜访").set("customer", other));
    let done = app.undo(&app.admin, app.latest("follow_up", second));
    assert_eq!(done["kept_total"], 0);
    assert_eq!(counts(&done), [("follow_up", [1, 0, 0]), ("customer", [0, 0, 1])], "what was saved comes first");
    let again = app.undo(&app.admin, operation(&done));
    assert_eq!(counts(&again), [("follow_up", [0, 1, 0]), ("customer", [0, 0, 1])], "{again}");
    app.undo(&app.admin, operation(&again));
    assert!(!app.stands("follow_up", second));
    assert_eq!((app.value("customer", other, "status"), app.value("customer", other, "last_follow_up_at")), ("new".into(), Value::Null));
}

#[test]
fn nobody_undoes_what_they_may_not_change() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", "林晓东", Role::EMPLOYEE), app.user("wu", "吴敏", Role::EMPLOYEE));
    let ids: Vec<_> = ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&lin, "customer", named(name).set("region", "苏州"))).into();
    let edit = app.did_in_bulk(&lin, "update", &ids, json!({ "region": "无锡" }));
    app.did_in_bulk(&app.admin, "transfer", &ids[..1], json!({ "owner": wu.user.unwrap().to_string() }));
    for other in [&wu, &app.admin] {
        assert!(matches!(app.try_to_undo(other, edit, false), Err(Error::NotFound(reason)) if reason.code == "undo.unknown"));
    }
    let done = app.undo(&lin, edit);
    assert_eq!((&done["undone"], reasons(&done)), (&json!(1), vec![(format!("customer {}", ids[0]), "undo.right")]));
    assert_eq!(done["kept"][0]["title"], Json::Null, "no name of what is out of sight");
    assert_eq!((app.value("customer", ids[0], "region"), app.value("customer", ids[1], "region")), ("无锡".into(), "苏州".into()));
}

#[test]
fn a_large_undo_is_a_job_that_goes_on_where_it_was_killed() {
    let app = Fixture::new();
    let rows: String = (1..=250).map(|n| format!("第{n}号有限公司,联系人{n}\n")).collect();
    let import = app.did_import(&app.admin, &format!("客户名称,联系人\n{rows}"));
    let jobs = app.jobs();
    let run = |dry_run: bool| {
        let input = OperationUndoInput { operation: import, dry_run };
        Runtime::new().unwrap().block_on(jobs.submit::<OperationUndoJob>(&app.admin, "撤销".into(), &input)).unwrap();
        Workers::new(jobs.clone(), Registry::new().with(OperationUndoJob::new(app.handle()))).work_off().unwrap();
        let (view, _) = app.db.read_blocking(|r| of_kind::<OperationUndoJob>(r.conn, &app.admin, 1)).unwrap().remove(0);
        assert_eq!(view.dry_run, dry_run);
        view.result.or(view.error).unwrap()
    };
    let preview = run(true);
    assert_eq!((&preview["undone"], &preview["kept_total"], app.count("customer")), (&json!(500), &json!(0), 250), "{preview}");

    // Killed behind its first batch: what is stored with that batch is all that is known afterwards.
    let asker = app.admin.clone();
    let (reached, _) = app
        .by(&app.admin, move |tx, engine| {
            let mut undoing = Undoing::new(engine, &mut tx.reader(), &asker, import, false)?;
            undoing.batch(tx, engine, UndoReached::default(), 100)
        })
        .unwrap();
    assert_eq!((reached.at, reached.went.total(), app.count("customer")), (100, 200, 150));
    let stored: UndoReached = serde_json::from_value(serde_json::to_value(reached).unwrap()).unwrap();
    let mut again = app.db.read_blocking(|r| Undoing::resume(&app.engine, r, &app.admin, import, false, stored.undo)).unwrap();
    let rest = app.by(&app.admin, move |tx, engine| {
        let (reached, kept) = again.batch(tx, engine, stored, 1000)?;
        Ok(again.answer(engine, tx.actor.language, &reached, &kept))
    });
    let answer = rest.unwrap();
    assert_eq!((&answer["undone"], &answer["kept_total"]), (&json!(500), &json!(0)), "{answer}");
    assert_eq!(counts(&answer), [("customer", [250, 0, 0]), ("contact", [250, 0, 0])], "{answer}");
    assert_eq!(counts(&preview), counts(&answer));
    assert_eq!((app.count("customer"), app.count("contact")), (0, 0));

    let undone = run(false);
    assert_eq!(undone["code"], "undo.done", "{undone}");
}

#[test]
fn an_undo_that_was_cancelled_can_be_gone_on_with() {
    let app = Fixture::new();
    let ids: Vec<_> =
        ["甲一有限公司", "乙二有限公司"].map(|name| app.made_of(&app.admin, "customer", named(name).set("region", "苏州"))).into();
    let edit = app.did_in_bulk(&app.admin, "update", &ids, json!({ "region": "无锡" }));
    let (jobs, runtime) = (app.jobs(), Runtime::new().unwrap());
    let input = OperationUndoInput { operation: edit, dry_run: false };
    let job = runtime.block_on(jobs.submit::<OperationUndoJob>(&app.admin, "撤销".into(), &input)).unwrap();
    let asker = app.admin.clone();
    let begun = app.by(&app.admin, move |tx, engine| {
        let mut undoing = Undoing { job: Some(job), ..Undoing::new(engine, &mut tx.reader(), &asker, edit, false)? };
        undoing.batch(tx, engine, UndoReached::default(), 1)
    });
    assert_eq!(begun.unwrap().0.went.total(), 1);
    assert!(matches!(app.try_to_undo(&app.admin, edit, true), Err(Error::Conflict(reason)) if reason.code == "undo.running"));
    runtime.block_on(jobs.cancel(&app.admin, job)).unwrap();
    let done = app.undo(&app.admin, edit);
    assert_eq!((&done["undone"], &done["kept_total"]), (&json!(2), &json!(0)), "{done}");
    assert!(ids.iter().all(|id| app.value("customer", *id, "region") == "苏州".into()));
}

const TABLES: &str = "
    CREATE TABLE letter (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, version BIGINT NOT NULL DEFAULT 1, name TEXT NOT NULL, state TEXT NOT NULL,
        custom TEXT NOT NULL DEFAULT '{}', created_at BIGINT NOT NULL, created_by BIGINT, updated_at BIGINT NOT NULL, updated_by BIGINT,
        deleted_at BIGINT, deleted_by BIGINT);
    CREATE TABLE letter_line (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, letter_id BIGINT NOT NULL REFERENCES letter (id), position BIGINT NOT NULL,
        text TEXT NOT NULL, note TEXT);
    CREATE INDEX letter_line_letter ON letter_line (letter_id, position);
";

fn letter() -> Object {
    let lines = Lines::new("lines", "letter_line", [Field::text("text").required(), Field::text("note")]);
    let letter = Object::new("letter", "crm", "mail")
        .fields([
            Field::text("name").required(),
            Field::choice("state").readonly().default("draft").options(&[("draft", None), ("sent", None)]),
        ])
        .lines([lines])
        .actions([Action::moves("send", "send", ["draft"], "sent")]);
    Object {
        states: Some(States::new("state", ["sent"])),
        frozen: vec![Frozen::when(json!({ "field": "state", "op": "ne", "value": "draft" }), Vec::<&str>::new())],
        ..letter
    }
}

fn line(id: Option<RecordId>, text: &str) -> Line {
    Line { id, values: [("text".into(), text.into()), ("note".into(), Value::Null)].into() }
}

fn lines_of(app: &Fixture, id: RecordId) -> Vec<Line> {
    app.by(&app.admin, move |tx, engine| write::record(tx, engine, engine.object("letter")?, id)).unwrap().lines["lines"].clone()
}

fn with_lines(lines: Vec<Line>) -> Draft {
    let mut draft = Draft::new();
    draft.put_lines("lines", lines);
    draft
}

#[test]
fn lines_go_back_to_their_places_unless_they_were_changed_since() {
    let app = Fixture::with(vec![letter()], TABLES);
    let first: Draft = ["一", "二", "三"].iter().fold(named("信"), |mut draft, text| {
        let lines = draft.take_lines("lines").unwrap_or_default().into_iter().chain([line(None, text)]).collect();
        draft.put_lines("lines", lines);
        draft
    });
    let id = app.made_of(&app.admin, "letter", first);
    let before = lines_of(&app, id);
    let [one, _, three] = [0, 1, 2].map(|n| before[n].id);
    app.changed(&app.admin, "letter", id, with_lines(vec![line(three, "三"), line(None, "四"), line(one, "壹")]));
    let edit = app.latest("letter", id);
    let done = app.undo(&app.admin, edit);
    assert_eq!((&done["undone"], &done["kept_total"]), (&json!(1), &json!(0)), "{done}");
    assert_eq!(lines_of(&app, id), before);

    let undo = operation(&done);
    app.changed(&app.admin, "letter", id, with_lines(vec![line(three, "三")]));
    let stays = app.undo(&app.admin, undo);
    assert_eq!((&stays["undone"], reasons(&stays)), (&json!(0), vec![(format!("letter {id}"), "undo.changed")]));
    assert_eq!(lines_of(&app, id), [line(three, "三")]);
}

#[test]
fn what_is_frozen_by_now_stays_and_a_step_can_be_taken_back() {
    let app = Fixture::with(vec![letter()], TABLES);
    let id = app.made_of(&app.admin, "letter", named("信"));
    app.changed(&app.admin, "letter", id, named("长信"));
    let edit = app.latest("letter", id);
    app.by(&app.admin, move |tx, engine| write::act(tx, engine, engine.object("letter")?, id, None, "send", Draft::new())).unwrap();
    let step = app.latest("letter", id);
    assert_eq!(reasons(&app.undo(&app.admin, edit)), vec![(format!("letter {id}"), "field.frozen")]);
    assert_eq!(app.undo(&app.admin, step)["kept_total"], 0);
    assert_eq!(app.value("letter", id, "state"), "draft".into());
    assert_eq!(app.undo(&app.admin, edit)["kept_total"], 0);
    assert_eq!(app.value("letter", id, "name"), "信".into());
}

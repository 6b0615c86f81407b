//! Jobs in a real encrypted database.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Duration};
use diesel::connection::SimpleConnection;
use rocket::tokio::runtime::Runtime;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::*;
use crate::actor::{Actor, Proof};
use crate::clock::FixedClock;
use crate::db::{DatabaseKey, Db, Mode};
use crate::error::{Error, Result};
use crate::ids::JobId;
use crate::people::{self, Login, NewUser, PasswordHash, Role, users};
use crate::sealed::{SealKey, SealedDirectory};

/// Counts to a number, a step at a time; what it does besides is said by its mood.
struct Count(Arc<AtomicU64>);

impl Job for Count {
    const KIND: &'static str = "count";
    const LANE: Lane = Lane::Long;
    type Input = (u64, String);

    fn run(&self, (to, mood): (u64, String), work: &mut JobRun<'_>) -> Result<Json> {
        let from: Option<u64> = work.resume()?;
        for i in from.unwrap_or(0) + 1..=to {
            if mood == "panic" {
                panic!("on purpose");
            }
            if mood == "tire" && i == 3 && from.is_none() {
                return Err(Error::refused("job.stopped"));
            }
            if mood == "break" && i == 3 {
                return Err(Error::internal("on purpose"));
            }
            if mood == "cancel" && i == 3 {
                let jobs = work.db.read_blocking(|reader| Ok(store::of_user(reader.conn, work.actor.user, 9)?))?;
                let own = jobs.iter().find(|job| job.state == State::Running.name()).unwrap().id;
                work.db.write_unaudited_blocking(move |tx| {
                    Ok(store::move_to(tx.conn, own, State::Cancelled, Some(tx.now.timestamp_millis()))?)
                })?;
            }
            let mark = work.mark();
            work.db.write_blocking(work.actor, move |tx| mark.set(tx, i, Some(to), &i, &[i]))?;
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        work.keep(NewFile { name: "数.txt".into(), media_type: "text/plain", bytes: to.to_string().into() })?;
        Ok(json!({ "roles": work.actor.roles.to_vec(), "notes": work.notes::<u64>()? }))
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        Ok(work.resume::<Option<u64>>()?.map(Json::from))
    }
}

struct Fixture {
    db: Db,
    jobs: Jobs,
    steps: Arc<AtomicU64>,
    clock: FixedClock,
    _directory: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = FixedClock::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let db = Db::open(directory.path(), &DatabaseKey::new([7; 32]), Mode::Create, 2, Arc::new(clock.clone())).unwrap();
        let files = SealedDirectory::new(directory.path(), SealKey::new([7; 32]));
        Self { jobs: Jobs::new(db.clone(), files), db, steps: Arc::default(), clock, _directory: directory }
    }

    fn user(&self, login: &str, role: Role) -> Actor {
        let roles = BTreeSet::from([role, Role::EMPLOYEE]);
        let password = PasswordHash(String::from("!"));
        let new = NewUser { login: Login::parse(login).unwrap(), name: login.into(), roles, department: None, password };
        let id = self.db.write_blocking(&Actor::system("test"), move |tx| users::create(tx, new)).unwrap();
        Actor { user: Some(id), ..Actor::system(login) }
    }

    fn submit(&self, actor: &Actor, to: u64, mood: &str) -> JobId {
        Runtime::new().unwrap().block_on(self.jobs.submit::<Count>(actor, format!("数到 {to}"), &(to, mood.to_owned()))).unwrap()
    }

    fn workers(&self) -> Arc<Workers> {
        Workers::new(self.jobs.clone(), Registry::new().with(Count(self.steps.clone())))
    }

    fn show(&self, id: JobId) -> JobView {
        self.db.read_blocking(|reader| JobView::of(&store::find(reader.conn, id)?.ok_or_else(Error::not_found)?)).unwrap()
    }
}

#[test]
fn a_job_is_done_in_its_users_name_and_leaves_its_file() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let mut heard = app.jobs.hub.listen();
    let id = app.submit(&lin, 3, "");
    app.workers().work_off().unwrap();
    let view = app.show(id);
    assert_eq!((view.state, view.done, view.total), (State::Done, 3, Some(3)));
    assert_eq!(view.result.unwrap(), json!({ "roles": ["admin", "employee"], "notes": [1, 2, 3] }));
    let file = app.db.read_blocking(|reader| files::result_of(reader.conn, id, None)).unwrap();
    let files::FileContent::Sealed(sealed) = file.content else { panic!("it lies in its row") };
    let mut content = String::new();
    app.jobs.files.open(&sealed).unwrap().read_to_string(&mut content).unwrap();
    assert_eq!((file.name.as_str(), file.size, content.as_str()), ("数.txt", 1, "3"));
    let mut states = Vec::new();
    while let Ok(change) = heard.try_recv() {
        assert_eq!(change.user, lin.user);
        states.push(change.job["state"].as_str().unwrap().to_owned());
    }
    assert_eq!(states, ["queued", "running", "running", "running", "running", "done"]);
}

#[test]
fn a_job_goes_on_where_the_last_run_left_it() {
    let app = Fixture::new();
    let id = app.submit(&app.user("lin", Role::ADMIN), 5, "tire");
    app.workers().work_off().unwrap();
    assert_eq!((app.show(id).state, app.show(id).done), (State::Running, 2));
    let next = app.workers();
    assert_eq!(next.take_up().unwrap(), 1);
    next.work_off().unwrap();
    assert_eq!(app.show(id).state, State::Done);
    assert_eq!(app.steps.load(Ordering::SeqCst), 5, "no step twice");
    assert_eq!(app.show(id).result.unwrap()["notes"], json!([1, 2, 3, 4, 5]));
}

/// The server ends while a job is under way, and starts again.
fn crash_during(app: &Fixture, id: JobId, progress: Option<&'static str>) {
    app.db
        .write_unaudited_blocking(move |tx| {
            assert!(store::begin(tx.conn, id, 0)?, "it waits");
            if let Some(progress) = progress {
                store::progress(tx.conn, id, 1, None, Some(progress))?;
            }
            Ok(())
        })
        .unwrap();
    app.workers().take_up().unwrap();
}

#[test]
fn a_job_that_twice_began_and_never_ended_is_set_aside() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let (deadly, good) = (app.submit(&lin, 5, ""), app.submit(&lin, 1, ""));
    crash_during(&app, deadly, None);
    assert_eq!(app.show(deadly).state, State::Queued, "once may be the weather");
    crash_during(&app, deadly, None);
    let view = app.show(deadly);
    let error = view.error.unwrap();
    assert_eq!((view.state, error["code"].as_str()), (State::Failed, Some("job.set_aside")));
    assert!(error["detail"].as_str().unwrap().contains("两次"), "{error}");
    app.workers().work_off().unwrap();
    assert_eq!((app.show(good).state, app.show(deadly).state), (State::Done, State::Failed));
    // What it had done until then is told.
    let stands = app.submit(&lin, 5, "");
    crash_during(&app, stands, Some("2"));
    crash_during(&app, stands, None);
    assert_eq!((app.show(stands).state, app.show(stands).result), (State::Failed, Some(json!(2))));
}

#[test]
fn a_job_that_comes_a_step_further_each_time_goes_on() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let id = app.submit(&lin, 5, "");
    for progress in ["1", "2", "3"] {
        crash_during(&app, id, Some(progress));
        assert_eq!(app.show(id).state, State::Queued);
    }
    app.workers().work_off().unwrap();
    assert_eq!((app.show(id).state, app.steps.load(Ordering::SeqCst)), (State::Done, 2), "two of five were left");
    // What begins anew each time does not come further by that.
    let trial = app.submit(&lin, 5, "");
    crash_during(&app, trial, Some("{}"));
    crash_during(&app, trial, Some("{}"));
    assert_eq!(app.show(trial).state, State::Failed);
}

#[test]
fn a_server_that_is_stopped_on_purpose_counts_against_no_job() {
    let app = Fixture::new();
    let id = app.submit(&app.user("lin", Role::ADMIN), 5, "tire");
    for _ in 0..3 {
        crash_during(&app, id, None);
        assert_eq!(app.show(id).state, State::Queued);
        app.db.write_unaudited_blocking(move |tx| Ok(store::forgive(tx.conn, id)?)).unwrap();
    }
    app.workers().work_off().unwrap();
    assert_eq!(app.show(id).state, State::Running);
    app.workers().take_up().unwrap();
    app.workers().work_off().unwrap();
    assert_eq!(app.show(id).state, State::Done);
}

#[test]
fn a_panic_and_a_disabled_user_fail_the_job_and_nothing_else() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", Role::ADMIN), app.user("wu", Role::EMPLOYEE));
    let panics = app.submit(&lin, 1, "panic");
    let disabled = app.submit(&wu, 1, "");
    let good = app.submit(&lin, 1, "");
    let change = people::UserChange { active: Some(false), ..Default::default() };
    app.db.write_blocking(&lin, move |tx| people::update(tx, wu.user.unwrap(), &change).map(drop)).unwrap();
    app.workers().work_off().unwrap();
    let error = |id| app.show(id).error.unwrap()["code"].as_str().unwrap().to_owned();
    assert_eq!((app.show(panics).state, error(panics).as_str()), (State::Failed, "internal"));
    assert_eq!((app.show(disabled).state, error(disabled).as_str()), (State::Failed, "job.user_disabled"));
    assert_eq!(app.show(good).state, State::Done);
}

/// What was done until then stands, and its user is told; "nothing was saved" would be wrong.
#[test]
fn a_job_that_ends_on_its_way_tells_what_stands() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let [broken, cancelled, not_begun] = ["break", "cancel", "panic"].map(|mood| app.submit(&lin, 5, mood));
    app.workers().work_off().unwrap();
    let view = app.show(broken);
    let error = view.error.unwrap();
    assert_eq!((view.state, view.result, &error["code"]), (State::Failed, Some(json!(2)), &json!("internal")));
    assert!(error["detail"].as_str().unwrap().contains("保留") && !error["advice"].as_str().unwrap().contains('{'), "{error}");
    assert_eq!((app.show(cancelled).state, app.show(cancelled).result), (State::Cancelled, Some(json!(2))));
    assert_eq!(app.show(not_begun).result, None);
}

#[test]
fn only_its_user_cancels_a_job_and_only_while_it_is_open() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", Role::ADMIN), app.user("wu", Role::EMPLOYEE));
    let id = app.submit(&lin, 1, "");
    let cancel = |actor: &Actor| Runtime::new().unwrap().block_on(app.jobs.cancel(actor, id)).map_err(|e| e.code().to_owned());
    assert_eq!(cancel(&wu), Err("record.not_found".into()));
    assert_eq!(cancel(&lin), Ok(()));
    assert_eq!(cancel(&lin), Err("job.over".into()));
    app.workers().work_off().unwrap();
    assert_eq!((app.show(id).state, app.steps.load(Ordering::SeqCst)), (State::Cancelled, 0));
}

#[test]
fn whoever_runs_the_app_sees_that_there_are_jobs_and_cancels_any() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", Role::ADMIN), app.user("wu", Role::EMPLOYEE));
    let (his, over) = (app.submit(&wu, 1, ""), app.submit(&lin, 1, ""));
    let cancel = |id| Runtime::new().unwrap().block_on(app.jobs.cancel_any(&lin, id)).map_err(|e| e.code().to_owned());
    assert_eq!(cancel(over), Ok(()));
    let open = app.db.read_blocking(|reader| all_open(reader.conn, 9)).unwrap();
    assert_eq!(open.iter().map(|job| (job.id, job.user)).collect::<Vec<_>>(), [(his, wu.user)]);
    assert!(!serde_json::to_string(&open).unwrap().contains("数到"), "what it is about is its user's business");
    assert_eq!((cancel(his), cancel(his), cancel(JobId(999))), (Ok(()), Err("job.over".into()), Err("record.not_found".into())));
    app.workers().work_off().unwrap();
    assert_eq!((app.show(his).state, app.steps.load(Ordering::SeqCst)), (State::Cancelled, 0));
}

#[test]
fn a_job_acts_with_the_proof_under_which_it_was_asked_for() {
    let app = Fixture::new();
    let shown = app.db.now();
    let proof = Proof { factor_at: Some(shown), device_trusted: true, asked_at: None };
    app.clock.advance(Duration::minutes(2));
    let (lin, asked) = (Actor { proof, ip: Some([10, 0, 0, 7].into()), ..app.user("lin", Role::ADMIN) }, app.db.now());
    let id = app.submit(&lin, 1, "");
    app.clock.advance(Duration::hours(9));
    let acts = |reader: &mut crate::db::Reader<'_>| {
        let row = store::find(reader.conn, id)?.ok_or_else(Error::not_found)?;
        super::actor::of(reader.conn, &row)
    };
    let actor = app.db.read_blocking(acts).unwrap();
    assert_eq!(actor.proof, Proof { factor_at: Some(shown), device_trusted: true, asked_at: Some(asked) });
    assert_eq!(actor.ip, lin.ip);
}

#[test]
fn nobodys_jobs_keep_anothers_waiting() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", Role::ADMIN), app.user("wu", Role::ADMIN));
    let his: Vec<_> = (0..3).map(|_| app.submit(&lin, 1, "")).collect();
    let hers = app.submit(&wu, 1, "");
    let mut heard = app.jobs.hub.listen();
    app.workers().work_off().unwrap();
    let mut done = Vec::new();
    while let Ok(change) = heard.try_recv() {
        if change.job["state"] == "done" {
            done.push(change.job["id"].as_str().unwrap().parse().map(JobId).unwrap());
        }
    }
    assert_eq!(done, [his[0], hers, his[1], his[2]]);
}

#[test]
fn nobody_has_more_than_a_few_jobs_open() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", Role::ADMIN), app.user("wu", Role::ADMIN));
    let submit = |actor: &Actor| Runtime::new().unwrap().block_on(app.jobs.submit::<Count>(actor, "数".into(), &(1, String::new())));
    (0..10).for_each(|_| assert!(submit(&lin).is_ok()));
    let refused = submit(&lin).unwrap_err();
    assert_eq!((refused.code(), refused.args()), ("job.too_many_open", vec![("max", "10".to_owned())]));
    submit(&wu).unwrap();
    app.workers().work_off().unwrap();
    submit(&lin).unwrap();
}

#[test]
fn what_stands_against_a_job_is_asked_where_it_is_queued() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let submit = |mood| {
        let alone = |tx: &mut crate::db::Tx<'_>| match store::of_user(tx.conn, tx.actor.user, 1)?.is_empty() {
            true => Ok(()),
            false => Err(Error::Conflict(crate::error::Reason::new("handover.running"))),
        };
        app.jobs.submit_if::<Count>(&lin, "数".into(), mood, alone)
    };
    let input = [(1, String::new()), (1, String::new())];
    let both = Runtime::new().unwrap().block_on(async { rocket::tokio::join!(submit(&input[0]), submit(&input[1])) });
    let queued = [both.0, both.1].into_iter().filter(Result::is_ok).count();
    assert_eq!(queued, 1);
}

#[test]
fn a_file_of_an_older_version_is_read_from_its_row() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let id = app.submit(&lin, 1, "");
    app.workers().work_off().unwrap();
    let older = "UPDATE job_file SET sealed = NULL, bytes = 'old', size = 3";
    app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(older)?)).unwrap();
    let file = app.db.read_blocking(|reader| files::result_of(reader.conn, id, None)).unwrap();
    assert!(matches!(file.content, files::FileContent::Row(bytes) if bytes == b"old"));
}

#[test]
fn jobs_go_after_a_week_and_unused_uploads_after_a_day() {
    let app = Fixture::new();
    let lin = app.user("lin", Role::ADMIN);
    let id = app.submit(&lin, 1, "");
    app.workers().work_off().unwrap();
    let draft = seal(&app.jobs.files, &[1]).unwrap();
    let kept = app.db.write_blocking(&lin, move |tx| keep_upload(tx, draft, "客户.csv", "text/csv")).unwrap();
    let on_disk = || std::fs::read_dir(app._directory.path().join("files")).unwrap().count();
    assert_eq!(on_disk(), 2, "the job's and the upload");
    let upload = |actor: &Actor| {
        app.db.read_blocking(|reader| upload(reader.conn, &app.jobs.files, actor, kept)).map(|f| f.name).map_err(|e| e.code().to_owned())
    };
    assert_eq!(upload(&lin), Ok("客户.csv".into()));
    assert_eq!(upload(&app.user("wu", Role::EMPLOYEE)), Err("import.gone".into()));
    app.clock.advance(Duration::hours(25));
    app.workers().work_off().unwrap();
    assert_eq!((upload(&lin), on_disk()), (Err("import.gone".into()), 1));
    app.clock.advance(Duration::days(7));
    app.workers().work_off().unwrap();
    assert_eq!(on_disk(), 0);
    assert!(app.db.read_blocking(|reader| Ok(store::find(reader.conn, id)?)).unwrap().is_none());
}

#[test]
fn one_person_has_so_much_room_for_files_and_others_theirs() {
    let app = Fixture::new();
    let (lin, wu) = (app.user("lin", Role::EMPLOYEE), app.user("wu", Role::EMPLOYEE));
    let bring = |who: &Actor| {
        let draft = seal(&app.jobs.files, b"a,b").unwrap();
        app.db.write_blocking(who, move |tx| {
            let id = keep_upload(tx, draft, "a.csv", "text/csv")?;
            crate::audit::append(tx, crate::audit::Event::new(crate::audit::EventKind::FileRead)).map(|_| id)
        })
    };
    let id = bring(&lin).unwrap();
    let full = format!("UPDATE job_file SET size = {} WHERE id = {id}", (1 << 30) - 1);
    app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&full)?)).unwrap();
    assert_eq!(bring(&lin).unwrap_err().code(), "job.too_much_stored");
    bring(&wu).unwrap();
    app.clock.advance(Duration::days(2));
    app.workers().work_off().unwrap();
    bring(&lin).unwrap();
}

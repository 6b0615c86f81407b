//! What leaves the app is in the log before its first byte.

use diesel::connection::SimpleConnection;
use kedun::audit::EventKind;
use kedun::audit::list::{self, EventEntry, Filter};
use rocket::http::Status;
use serde_json::json;

use crate::support::{Person, TestApp};

/// Where the file of a finished export lies.
fn exported(lin: &Person<'_>) -> String {
    let job = lin.post("/api/exports", json!({ "object": "customer", "format": "csv" })).assert(Status::Accepted).body["job"].clone();
    let job = format!("/api/jobs/{}", job.as_str().unwrap());
    assert!((0..20_000).any(|_| lin.get(&job).body["state"] == "done"), "the export does not end");
    job + "/file"
}

/// Every time that somebody took a file, newest first.
fn taken(app: &TestApp) -> Vec<EventEntry> {
    let filter = Filter { kinds: vec![EventKind::FileRead], ..Filter::default() };
    app.server.db.read_blocking(|reader| Ok(list::list(reader.conn, &filter)?.items)).unwrap()
}

#[test]
fn a_file_is_taken_under_the_eyes_of_the_log() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let path = exported(&lin);
    assert_eq!(taken(&app), []);
    let file = lin.get(&path).assert(Status::Ok);
    let [entry] = &taken(&app)[..] else { panic!("{:?}", taken(&app)) };
    assert_eq!((entry.user, entry.object.as_deref(), &entry.detail["kind"]), (Some(lin.id), Some("job"), &json!("export")));
    assert!(path.contains(&format!("/{}/", entry.record.unwrap().0)), "{entry:?}");
    assert_eq!(entry.detail["bytes"], file.body.as_str().unwrap().len());

    // Nobody else's file, and no trace of one taken.
    app.employee("wu").get(&path).assert(Status::NotFound);
    assert_eq!(taken(&app).len(), 1);
    app.assert_log_verifies();
}

#[test]
fn no_file_leaves_when_the_log_cannot_say_so() {
    let app = TestApp::new();
    let lin = app.employee("lin");
    lin.create("customer", json!({ "name": "恒通贸易" }));
    let path = exported(&lin);
    let full = "CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'full'); END";
    app.server.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(full)?)).unwrap();
    let refused = lin.get(&path);
    refused.assert_code(500, "internal");
    assert!(!refused.body.to_string().contains("恒通"), "{}", refused.body);
    app.server.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute("DROP TRIGGER full")?)).unwrap();
    lin.get(&path).assert(Status::Ok);
}

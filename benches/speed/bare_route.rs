//! A minimal Rocket route over the same list: what a hand-made server without rights and titles would reach.

use std::path::Path;
use std::sync::{Arc, Mutex};

use diesel::sqlite::SqliteConnection;
use kedun::db::{Row, Value};
use rocket::fairing::AdHoc;
use rocket::serde::json::Json;
use rocket::tokio::runtime::Builder;
use rocket::tokio::sync::oneshot;
use rocket::tokio::task::spawn_blocking;
use rocket::{State, get, routes};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::bare;
use super::client::Connection;
use super::dataset::Asker;
use super::figures::{self, Figures};
use super::works::{self, Request};

const PORT: u16 = 18_998;
const READERS: usize = 8;

type Pool = Arc<Mutex<Vec<SqliteConnection>>>;

#[get("/list?<owner>")]
async fn list(owner: i64, pool: &State<Pool>) -> Json<Vec<Named>> {
    let pool = pool.inner().clone();
    let rows = spawn_blocking(move || {
        let taken = pool.lock().expect("the pool").pop();
        let mut conn = taken.expect("as many connections as requests at a time");
        let rows = bare::read(&mut conn, works::OWN_LIST, &Asker { place: 0, id: owner, cookie: String::new() }, 0);
        pool.lock().expect("the pool").push(conn);
        rows
    });
    Json(rows.await.expect("rows").into_iter().map(Named).collect())
}

/// A row with the names of its columns, as a derived structure would write it.
struct Named(Row);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(bare::COLUMNS.len()))?;
        for (name, value) in bare::COLUMNS.iter().zip(&self.0.0) {
            match value {
                Value::Null => map.serialize_entry(name, &())?,
                Value::Int(number) => map.serialize_entry(name, number)?,
                Value::Text(text) | Value::Masked(text) => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}

/// Serves in this process and asks it as the other server was asked.
pub fn drive(directory: &Path, people: &[Asker], connections: usize) -> Figures {
    let pool: Pool = Arc::new(Mutex::new((0..READERS.max(connections)).map(|_| bare::connect(directory)).collect()));
    let (ready, is_ready) = oneshot::channel();
    let server = std::thread::spawn(move || {
        let runtime = Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let figment = rocket::Config::figment().merge(("port", PORT)).merge(("log_level", "off"));
            let on_ready = AdHoc::on_liftoff("Ready", |rocket| Box::pin(async move { drop(ready.send(rocket.shutdown())) }));
            rocket::custom(figment).manage(pool).mount("/", routes![list]).attach(on_ready).launch().await.expect("it serves");
        });
    });
    let shutdown = is_ready.blocking_recv().expect("it listens");
    let figures = figures::together(connections, figures::AT_MOST / connections, |n| {
        let mut connection = Connection::open(PORT, "");
        let path = format!("/list?owner={}", people[n].id);
        move |_| {
            let request = Request { method: "GET", path: path.clone(), body: None, seen: None, expected: 200 };
            assert_eq!(connection.ask(&request), request.expected);
        }
    });
    shutdown.notify();
    server.join().expect("it ends");
    figures
}

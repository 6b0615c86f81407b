//! A directory with a million customers: made once through the write door, many to a transaction, so that rows, search index, history
//! and audit log are those of a real app.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use kedun::actor::Actor;
use kedun::app::{self, App, Purpose};
use kedun::audit;
use kedun::auth::{Token, session};
use kedun::clock::FixedClock;
use kedun::config::{Config, Tls, TlsMode};
use kedun::ids::UserId;
use kedun::people::{Login, NewUser, PasswordHash, Role, departments, users};
use kedun::records::write;
use rand::rngs::SysRng;

use super::sample::{CUSTOMERS, OWNERS, draft};

/// Written when everything is there; holds the schema for which it was made.
const READY: &str = "READY";
const PIECE: usize = 500;

/// Somebody who makes requests.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The owner's place in the row of owners: theirs are the customers `place + k * OWNERS`.
    pub place: usize,
    pub id: i64,
    pub cookie: String,
}

pub fn config(directory: &Path) -> Arc<Config> {
    let mut config = Config { data: directory.to_owned(), ..Config::default() };
    config.listen = ([127, 0, 0, 1], 0).into();
    config.tls = Tls { mode: TlsMode::Off, ..Tls::default() };
    Arc::new(config)
}

/// The moment at which the app was lived in: customers were entered in the hundred days before.
fn today() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a moment")
}

pub fn ready(directory: &Path) -> PathBuf {
    let schema = kedun::db::newest_migration();
    if std::fs::read_to_string(directory.join(READY)).is_ok_and(|made| made == schema) {
        return directory.to_owned();
    }
    // One of an older schema is brought to the newest as anybody's would be.
    if directory.join(READY).exists() {
        println!("Bringing {} to the newest schema", directory.display());
        if app::open(config(directory), Purpose::Serve, Arc::new(FixedClock::at(today()))).is_ok() {
            std::fs::write(directory.join(READY), schema).expect("a mark");
            return directory.to_owned();
        }
    }
    let _ = std::fs::remove_dir_all(directory);
    std::fs::create_dir_all(directory).expect("a directory");
    println!("Making {CUSTOMERS} customers of {OWNERS} people in {} (once)", directory.display());
    let since = Instant::now();
    let clock = FixedClock::at(today() - Duration::days(100));
    let server = app::found(config(directory), Arc::new(clock.clone())).expect("a house");
    fill(&server, &clock);
    drop(server);
    // Opening it once more folds the write-ahead log in and shows that the log verifies.
    drop(app::open(config(directory), Purpose::Serve, Arc::new(clock)).expect("the house opens"));
    std::fs::write(directory.join(READY), schema).expect("a mark");
    println!("\nmade in {:.0} s", since.elapsed().as_secs_f64());
    directory.to_owned()
}

pub fn found_with_one_owner(directory: &Path) {
    let _ = std::fs::remove_dir_all(directory);
    hire(&app::found(config(directory), Arc::new(kedun::clock::SystemClock)).expect("a house"), 1);
}

fn fill(server: &App, clock: &FixedClock) {
    let owners: &'static [Actor] = hire(server, OWNERS).leak();
    let pieces = CUSTOMERS / PIECE;
    let step = Duration::days(100) / i32::try_from(CUSTOMERS).expect("a number");
    for piece in 0..pieces {
        let engine = server.engine.pin();
        server
            .db
            .write_blocking(&owners[0], move |tx| {
                let object = engine.object("customer")?.clone();
                for n in piece * PIECE..(piece + 1) * PIECE {
                    tx.actor = &owners[n % OWNERS];
                    tx.now += step;
                    write::create(tx, &engine, &object, draft(n))?;
                }
                Ok(())
            })
            .expect("customers");
        clock.advance(step * i32::try_from(PIECE).expect("a number"));
        if (piece + 1).is_multiple_of(500) {
            sign(server);
            print!("\r{} %", (piece + 1) * 100 / pieces);
            std::io::stdout().flush().expect("a terminal");
        }
    }
    sign(server);
}

fn sign(server: &App) {
    let signer = server.signer.clone();
    server.db.write_blocking(&Actor::system("bench"), move |tx| audit::make_checkpoint(tx, &signer)).expect("a checkpoint");
}

fn hire(server: &App, count: usize) -> Vec<Actor> {
    let department =
        server.db.write_blocking(&Actor::system("bench"), |tx| departments::create(tx, "销售部", None)).expect("a department").id;
    (0..count)
        .map(|n| {
            let login = login(n);
            let new = NewUser {
                login: Login::parse(&login).expect("a login"),
                name: format!("员工{n:03}"),
                roles: [Role::EMPLOYEE].into(),
                department: Some(department),
                password: PasswordHash("-".into()),
            };
            let id = server.db.write_blocking(&Actor::system("bench"), move |tx| users::create(tx, new)).expect("a user");
            let roles = Arc::from([Role::EMPLOYEE.name().to_owned()]);
            Actor { user: Some(id), name: login.as_str().into(), department: Some(department), roles, ..Actor::system(&login) }
        })
        .collect()
}

fn login(n: usize) -> String {
    format!("owner{n:03}")
}

/// Sessions for so many of the owners, as signing in would make them.
pub fn sign_in(directory: &Path, count: usize) -> Vec<Asker> {
    let config = config(directory);
    let server = app::open(config.clone(), Purpose::Command, Arc::new(kedun::clock::SystemClock)).expect("the house opens");
    (0..count)
        .map(|place| {
            let user =
                server.db.read_blocking(|reader| users::find_by_login(reader.conn, &login(place))).expect("a look").expect("an owner");
            let token = Token::random(&mut SysRng).expect("a token");
            let cookie = session::cookie(&token, false, &config.session).value().to_owned();
            start_session(&server, token, user.id, &config);
            Asker { place, id: user.id.0, cookie }
        })
        .collect()
}

/// Sessions of an administrator, who asks for the customers of each of the owners.
pub fn sign_in_above(directory: &Path, people: &[Asker]) -> Vec<Asker> {
    let config = config(directory);
    let server = app::open(config.clone(), Purpose::Command, Arc::new(kedun::clock::SystemClock)).expect("the house opens");
    let new = NewUser {
        login: Login::parse("administrator").expect("a login"),
        name: "管理员".to_owned(),
        roles: [Role::ADMIN].into(),
        password: PasswordHash("-".into()),
        department: None,
    };
    let id = server.db.write_blocking(&Actor::system("bench"), move |tx| users::create(tx, new)).expect("an administrator");
    let session = |asker: &Asker| {
        let token = Token::random(&mut SysRng).expect("a token");
        let cookie = session::cookie(&token, false, &config.session).value().to_owned();
        start_session(&server, token, id, &config);
        Asker { cookie, ..asker.clone() }
    };
    people.iter().map(session).collect()
}

fn start_session(server: &App, token: Token, user: UserId, config: &Config) {
    let origin = session::Origin { ip: [127, 0, 0, 1].into(), agent: None };
    let terms = config.session.clone();
    server.db.write_blocking(&Actor::system("bench"), move |tx| session::start(tx, &token, user, &origin, &terms)).expect("a session");
}

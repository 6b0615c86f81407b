//! A directory with a million customers, their people and what was said with them: made once through the write door, many to a
//! transaction, so that rows, search index, history and audit log are those of a real app.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use kedun::actor::Actor;
use kedun::app::{self, App, Purpose};
use kedun::audit;
use kedun::auth::{Token, session};
use kedun::clock::FixedClock;
use kedun::config::{Config, Tls, TlsMode};
use kedun::db::sql::{Column, Order, Predicate, Select};
use kedun::db::{Row, Tx};
use kedun::error::Result;
use kedun::ids::{DepartmentId, RecordId, UserId};
use kedun::people::{Login, NewUser, PasswordHash, Role, departments, users};
use kedun::records::shares::{self, Membership};
use kedun::records::{Engine, SearchMerge, write};
use rand::rngs::SysRng;

use super::sample::{self, CONTACTS_EACH, CUSTOMERS, FOLLOW_UPS_EACH, OWNERS};

/// Written when everything is there; holds the schema for which it was made.
const READY: &str = "READY";
const PIECE: usize = 500;
/// Customers are entered in so many days, and each round of conversations takes as many.
const ROUND: i64 = 20;
/// People of one department, whom a manager looks after.
pub const TEAM: usize = 20;
/// Customers of others that are shared with whoever searches under shares.
pub const SHARED: usize = 50;

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

/// The moment until which the app was lived in.
fn today() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a moment")
}

pub fn ready(directory: &Path) -> PathBuf {
    let schema = format!("{} merged", kedun::db::newest_migration());
    if std::fs::read_to_string(directory.join(READY)).is_ok_and(|made| made == schema) {
        return directory.to_owned();
    }
    std::fs::create_dir_all(directory).expect("a directory");
    println!(
        "Making {CUSTOMERS} customers of {OWNERS} people, with {CONTACTS_EACH} contacts and {FOLLOW_UPS_EACH} follow-ups each, in {} (once; it \
         goes on where it was stopped)",
        directory.display()
    );
    let since = Instant::now();
    let rounds = i64::try_from(FOLLOW_UPS_EACH + 1).expect("a number");
    let clock = FixedClock::at(today() - Duration::days(ROUND * rounds));
    // What was begun, or is of an older schema, is opened as anybody's would be, and brought to the newest.
    let server = if directory.join(kedun::db::FILE_NAME).exists() {
        app::open(config(directory), Purpose::Serve, Arc::new(clock.clone())).expect("the house opens")
    } else {
        app::found(config(directory), Arc::new(clock.clone())).expect("a house")
    };
    fill(&server, &clock);
    merge(&server);
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

/// Customers come with their people; what was said with them comes in rounds, so that a customer's conversations lie apart.
fn fill(server: &App, clock: &FixedClock) {
    // Pages of all of it are changed again and again; with an appetite as in service each change would read and write them anew.
    let appetite = "PRAGMA cache_size = -4000000; PRAGMA wal_autocheckpoint = 250000;";
    server.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(appetite)?)).expect("an appetite");
    let owners: &'static [Actor] = owners(server).leak();
    each_customer(server, clock, owners, "customer", "customers and contacts", 0, |tx, engine, n| {
        let customer = write::create(tx, engine, engine.object("customer")?, sample::draft(n))?;
        assert_eq!(customer, id_of(n));
        let contact = engine.object("contact")?;
        (0..CONTACTS_EACH).try_for_each(|nth| write::create(tx, engine, contact, sample::contact(n, nth, customer.0)).map(drop))
    });
    for nth in 0..FOLLOW_UPS_EACH {
        each_customer(server, clock, owners, "follow_up", "follow-ups", nth, move |tx, engine, n| {
            let draft = sample::follow_up(n, nth, id_of(n).0, tx.now);
            write::create(tx, engine, engine.object("follow_up")?, draft).map(drop)
        });
    }
}

/// Full-text tables as they stand when an app has served for some hours; while they are merged, the merging would be measured.
fn merge(server: &App) {
    let (runtime, mut merge) = (rocket::tokio::runtime::Runtime::new().expect("a runtime"), SearchMerge::default());
    while runtime.block_on(merge.step(&server.engine.pin(), &server.db)).expect("a step") {}
}

/// Customers are entered in their order, into nothing.
pub fn id_of(n: usize) -> RecordId {
    RecordId(i64::try_from(n).expect("a number") + 1)
}

/// Does something for every customer, as its owner, within [`ROUND`] days; for whom it was done already, nothing. The object is the one
/// of which each customer gets one in each round.
fn each_customer(
    server: &App,
    clock: &FixedClock,
    owners: &'static [Actor],
    object: &'static str,
    what: &str,
    round: usize,
    work: impl Fn(&mut Tx<'_>, &Engine, usize) -> Result<()> + Copy + Send + 'static,
) {
    let step = Duration::days(ROUND) / i32::try_from(CUSTOMERS).expect("a number");
    let done = made(server, object).saturating_sub(round * CUSTOMERS).min(CUSTOMERS) / PIECE;
    clock.advance(step * i32::try_from(done * PIECE).expect("a number"));
    for piece in done..CUSTOMERS / PIECE {
        let engine = server.engine.pin();
        let written = server.db.write_blocking(&owners[0], move |tx| {
            for n in piece * PIECE..(piece + 1) * PIECE {
                tx.actor = &owners[n % OWNERS];
                tx.now += step;
                work(tx, &engine, n)?;
            }
            Ok(())
        });
        written.expect(what);
        clock.advance(step * i32::try_from(PIECE).expect("a number"));
        if (piece + 1).is_multiple_of(100) {
            sign(server);
            print!("\r{what}: {} %  ", (piece + 1) * 100 * PIECE / CUSTOMERS);
            std::io::stdout().flush().expect("a terminal");
        }
    }
    sign(server);
}

/// How many there are.
fn made(server: &App, object: &str) -> usize {
    let select = Select { table: object, columns: &[Column::plain("id")], predicate: &Predicate::True, order: &newest(), limit: Some(1) };
    let rows: Vec<Row> = server.db.read_blocking(|reader| Ok(select.load(reader.conn)?)).expect("a look");
    rows.first().and_then(|row| row.0[0].int()).map_or(0, |id| usize::try_from(id).expect("a number"))
}

fn newest() -> [Order; 1] {
    [Order { column: Column::plain("id"), descending: true }]
}

fn sign(server: &App) {
    let signer = server.signer.clone();
    server.db.write_blocking(&Actor::system("bench"), move |tx| audit::make_checkpoint(tx, &signer)).expect("a checkpoint");
}

/// The owners, hired when there are none yet.
fn owners(server: &App) -> Vec<Actor> {
    let find = |place: usize| {
        let user = server.db.read_blocking(|reader| users::find_by_login(reader.conn, &login(place))).expect("a look")?;
        Some(owner(place, user.id, user.department_id))
    };
    let there: Option<Vec<Actor>> = (0..OWNERS).map(find).collect();
    there.unwrap_or_else(|| hire(server, OWNERS))
}

fn owner(place: usize, id: UserId, department: Option<DepartmentId>) -> Actor {
    let (login, roles) = (login(place), Arc::from([Role::EMPLOYEE.name().to_owned()]));
    Actor { user: Some(id), name: login.as_str().into(), department, roles, ..Actor::system(&login) }
}

/// Owners, [`TEAM`] of them to a department.
fn hire(server: &App, count: usize) -> Vec<Actor> {
    let mut owners = Vec::new();
    for team in 0..count.div_ceil(TEAM) {
        let name = format!("销售{}部", team + 1);
        let department =
            server.db.write_blocking(&Actor::system("bench"), move |tx| departments::create(tx, &name, None)).expect("a department").id;
        for place in team * TEAM..((team + 1) * TEAM).min(count) {
            let id = employ(server, &login(place), Role::EMPLOYEE, Some(department));
            owners.push(owner(place, id, Some(department)));
        }
    }
    owners
}

fn employ(server: &App, login: &str, role: Role, department: Option<DepartmentId>) -> UserId {
    let new = NewUser {
        login: Login::parse(login).expect("a login"),
        name: login.to_owned(),
        roles: [role].into(),
        department,
        password: PasswordHash("-".into()),
    };
    server.db.write_blocking(&Actor::system("bench"), move |tx| users::create(tx, new)).expect("a user")
}

fn login(n: usize) -> String {
    format!("owner{n:03}")
}

/// Everybody who makes requests; as many sessions each as there are connections.
pub struct People {
    pub owners: Vec<Asker>,
    /// Owners with whom [`SHARED`] customers of others are shared.
    pub sharing: Vec<Asker>,
    /// Each sees the customers of a department.
    pub managers: Vec<Asker>,
    pub bosses: Vec<Asker>,
    /// Sessions of an administrator, who asks for the customers of each of the owners.
    pub administrators: Vec<Asker>,
    /// Who writes while others read.
    pub writer: Asker,
}

/// Signs everybody in, as signing in would do it.
pub fn sign_in(directory: &Path, connections: usize) -> People {
    let config = config(directory);
    let server = app::open(config.clone(), Purpose::Command, Arc::new(kedun::clock::SystemClock)).expect("the house opens");
    let find = |place: usize| {
        let found = server.db.read_blocking(|reader| users::find_by_login(reader.conn, &login(place))).expect("a look");
        found.expect("an owner")
    };
    let owner = |place: usize| session(&server, &config, find(place).id, place);
    let owners: Vec<Asker> = (0..connections).map(owner).collect();
    let sharing: Vec<Asker> = (0..connections).map(|nth| owner(OWNERS / 2 + nth)).collect();
    sharing.iter().for_each(|asker| share(&server, asker));
    let manager = |nth: usize| {
        let place = nth * TEAM % OWNERS;
        let id = employ(&server, &format!("manager{nth:03}"), Role::SALES_MANAGER, find(place).department_id);
        session(&server, &config, id, place)
    };
    let managers = (0..connections).map(manager).collect();
    let above = |login: &str, role: Role| -> Vec<Asker> {
        let id = employ(&server, login, role, None);
        owners.iter().map(|asker| Asker { id: asker.id, ..session(&server, &config, id, asker.place) }).collect()
    };
    People {
        bosses: above("boss", Role::BOSS),
        administrators: above("administrator", Role::ADMIN),
        writer: owner(OWNERS - 1),
        owners,
        sharing,
        managers,
    }
}

/// Lets the owners of [`SHARED`] customers share them.
fn share(server: &App, with: &Asker) {
    let administrator = Actor { roles: Arc::from([Role::ADMIN.name().to_owned()]), ..Actor::system("bench") };
    let (engine, user, first) = (server.engine.pin(), UserId(with.id), with.place + 1);
    let shared = server.db.write_blocking(&administrator, move |tx| {
        let customer = engine.object("customer")?;
        (0..SHARED).try_for_each(|nth| {
            let how = Membership { may: shares::May::Read, until: None };
            shares::share(tx, &engine, customer, id_of(first + nth * (OWNERS * 3 + 1)), user, how)
        })
    });
    shared.expect("shares");
}

fn session(server: &App, config: &Config, user: UserId, place: usize) -> Asker {
    let token = Token::random(&mut SysRng).expect("a token");
    let cookie = session::cookie(&token, false, &config.session).value().to_owned();
    let origin = session::Origin { ip: [127, 0, 0, 1].into(), agent: None };
    let terms = config.session.clone();
    server.db.write_blocking(&Actor::system("bench"), move |tx| session::start(tx, &token, user, &origin, &terms)).expect("a session");
    Asker { place, id: user.0, cookie }
}

//! What policies cost with as many objects as the product will have: making the set, and what others notice of a change of role.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kedun::access::change::{AccessChange, apply};
use kedun::access::role::{self, Scope};
use kedun::access::{Access, change};
use kedun::actor::Actor;
use kedun::clock::SystemClock;
use kedun::config::Networks;
use kedun::db::{DatabaseKey, Db, Mode};
use kedun::ids::UserId;
use kedun::model::{Action, Catalog, Draft, Field, Object};
use kedun::people::{Login, NewUser, PasswordHash, Role, users};

use super::sample::OWNERS;

pub const OBJECTS: usize = 60;
const CHANGES: usize = 20;
/// Requests between two changes, so that what they rest on is there again.
const BETWEEN: Duration = Duration::from_millis(200);

pub struct PolicyFigures {
    /// Of the set, from the database, with everything that it needs.
    pub build: Duration,
    /// From asking for a change of role until it holds: looked at, saved, read anew; half of them within.
    pub change: Duration,
    /// Of whoever asks meanwhile whether what they know still holds, and then for a predicate: 99 of 100 within, and the longest.
    pub reader: Duration,
    pub longest: Duration,
}

pub fn figures(directory: &Path) -> PolicyFigures {
    let _ = std::fs::remove_dir_all(directory);
    std::fs::create_dir_all(directory).expect("a directory");
    let db = Db::open(directory, &DatabaseKey::new([7; 32]), Mode::Create, 4, Arc::new(SystemClock)).expect("a database");
    let people = hire(&db);
    let open = || {
        let (catalog, clock) = (catalog(), Arc::new(SystemClock));
        db.read_blocking(|reader| Access::open(catalog, clock, chrono_tz::Asia::Shanghai, Networks::default(), reader))
    };
    let since = Instant::now();
    let access = open().expect("the policies are good");
    let build = since.elapsed();

    let stop = AtomicBool::new(false);
    let (mut changes, mut waits) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| keep_asking(&db, &access, &people, &stop));
        let changes: Vec<Duration> = (0..CHANGES).map(|nth| change_role(&db, &access, nth)).collect();
        stop.store(true, Ordering::Relaxed);
        (changes, reader.join().expect("a reader"))
    });
    changes.sort_unstable();
    waits.sort_unstable();
    let at = |times: &[Duration], share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    PolicyFigures { build, change: at(&changes, 50), reader: at(&waits, 99), longest: waits.last().copied().unwrap_or_default() }
}

/// Sixty objects of twenty fields and three actions: by turns with an owner, hanging on that, hanging on what hangs, and nobody's.
fn catalog() -> Arc<Catalog> {
    let named = |n: usize| format!("object_{n}");
    let action = |name: &'static str| Action::new(name, "check", |_, _, _| Ok(Draft::new()));
    let object = |n: usize| {
        let link = match n % 4 {
            0 => Field::user("owner"),
            1 | 2 => Field::link("above").to(named(n - 1)),
            _ => Field::link("beside").to(named(n - 3)),
        };
        let fields = [Field::text("name"), Field::choice("level"), Field::boolean("vip"), Field::money("amount"), Field::phone("phone")];
        let fields = fields.into_iter().chain((0..14).map(|n| Field::text(format!("note_{n}")))).chain([link]);
        let object = Object::new(named(n), "sales", "box").fields(fields).actions([action("sign"), action("close"), action("claim")]);
        match n % 4 {
            0 => Object { owner: Some("owner".into()), ..object },
            1 | 2 => Object { parent: Some("above".into()), ..object },
            _ => object,
        }
    };
    Arc::new(Catalog::new((0..OBJECTS).map(object)))
}

/// As many as sell, an administrator among them.
fn hire(db: &Db) -> Vec<Actor> {
    let hired = |n: usize| {
        let role = [Role::SALES, Role::SALES_MANAGER, Role::SERVICE, Role::ADMIN][if n == 0 { 3 } else { n % 3 }].clone();
        let login = Login::parse(&format!("person{n:03}")).expect("a login");
        let new = NewUser { login, name: format!("{n}"), roles: [role].into(), department: None, password: PasswordHash("!".to_owned()) };
        let user: UserId = db.write_blocking(&Actor::system("bench"), move |tx| users::create(tx, new)).expect("a user");
        Actor { user: Some(user), ..Actor::system("bench") }
    };
    (0..OWNERS).map(hired).collect()
}

/// As requests do it: first whether anything has changed, then a predicate.
fn keep_asking(db: &Db, access: &Access, people: &[Actor], stop: &AtomicBool) -> Vec<Duration> {
    let questions: Vec<_> =
        access.catalog().iter().flat_map(|object| object.verbs().into_iter().map(|verb| (object.clone(), verb))).collect();
    let mut waits = Vec::new();
    for (actor, (object, verb)) in people.iter().cycle().zip(questions.iter().cycle()) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let since = Instant::now();
        db.read_blocking(|reader| access.read_anew(reader)).expect("the policies are good");
        std::hint::black_box(access.predicate(actor, object, verb).expect("a predicate"));
        waits.push(since.elapsed());
    }
    waits
}

fn change_role(db: &Db, access: &Access, nth: usize) -> Duration {
    std::thread::park_timeout(BETWEEN);
    let seen = db.read_blocking(|reader| change::roles(reader.conn)).expect("the roles");
    let seen = seen.into_iter().find(|stored| stored.role == Role::SERVICE).map_or(0, |stored| stored.version);
    let mut definition = role::shipped().remove(&Role::SERVICE).expect("the role");
    definition.fields.clear();
    definition.grants.clear();
    let verbs = [("read".to_owned(), Scope::ALL[nth % Scope::ALL.len()]), ("update".to_owned(), Scope::Own)];
    definition.grants.insert(role::ANY.to_owned(), verbs.into());
    let asked = AccessChange::SaveRole { role: Role::SERVICE, seen, definition };
    let since = Instant::now();
    let checked = db.read_blocking(|reader| access.check(reader.conn, asked)).expect("it may be saved");
    db.write_blocking(&Actor::system("bench"), move |tx| apply(tx, &checked)).expect("it is saved");
    db.read_blocking(|reader| access.read_anew(reader)).expect("the policies are good");
    since.elapsed()
}

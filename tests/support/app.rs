//! The running server, without a socket.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, TimeZone, Utc};
use diesel::connection::SimpleConnection;
use kedun::actor::Actor;
use kedun::app::{self, App, Purpose};
use kedun::audit;
use kedun::auth::{Token, session};
use kedun::clock::FixedClock;
use kedun::config::{Config, Tls, TlsMode};
use kedun::ids::UserId;
use kedun::model::{Catalog, Object};
use kedun::people::{Login, NewUser, PasswordHash, Role, users};
use rand::rngs::SysRng;
use rocket::local::blocking::Client;

use super::Person;
use crate::documents;

pub struct TestApp {
    pub client: Client,
    pub server: App,
    pub clock: FixedClock,
    _directory: tempfile::TempDir,
}

/// Tuesday, 24 November 2026, 10:00 in Shanghai.
pub fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).single().expect("a moment")
}

pub fn config(directory: &Path) -> Arc<Config> {
    let mut config = Config { data: directory.to_owned(), ..Config::default() };
    config.listen = ([127, 0, 0, 1], 0).into();
    config.tls = Tls { mode: TlsMode::Off, ..Tls::default() };
    config.limits.requests_per_second = 1_000_000.try_into().expect("a limit");
    config.limits.login_per_minute = 1_000_000.try_into().expect("a limit");
    config.database.readers = 4;
    Arc::new(config)
}

/// Migrated once per run, then copied: a migration costs more than most tests.
fn template() -> &'static tempfile::TempDir {
    static TEMPLATE: OnceLock<tempfile::TempDir> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let directory = tempfile::tempdir().expect("a directory");
        let server = app::found(config(directory.path()), Arc::new(FixedClock::at(morning()))).expect("a house");
        drop(server);
        directory
    })
}

/// The same with the tables of the documents that only tests know.
fn template_with_documents() -> &'static tempfile::TempDir {
    static TEMPLATE: OnceLock<tempfile::TempDir> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let directory = copy(template());
        let server = app::open(config(directory.path()), Purpose::Serve, Arc::new(FixedClock::at(morning()))).expect("the house opens");
        server.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute(documents::TABLES)?)).expect("the tables");
        drop(server);
        directory
    })
}

/// The app's objects, and the documents that only tests know.
pub fn catalog_with_documents() -> Arc<Catalog> {
    let shipped = app::catalog();
    Arc::new(Catalog::new(shipped.iter().map(|object| Object::clone(object)).chain(documents::objects())))
}

/// A directory with an app of its own.
fn fresh() -> tempfile::TempDir {
    copy(template())
}

fn copy(template: &tempfile::TempDir) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for entry in fs::read_dir(template.path()).expect("the template").flatten() {
        fs::copy(entry.path(), directory.path().join(entry.file_name())).expect("a copy");
    }
    directory
}

impl TestApp {
    pub fn new() -> Self {
        Self::over(fresh())
    }

    /// Over a catalog that has documents as well.
    pub fn with_documents() -> Self {
        let directory = copy(template_with_documents());
        let config = config(directory.path());
        Self::of(directory, config, catalog_with_documents())
    }

    /// Lets each address try to sign in so often a minute, and no more.
    pub fn limited(sign_ins: u32) -> Self {
        let directory = fresh();
        let mut config = Config::clone(&config(directory.path()));
        config.limits.login_per_minute = sign_ins.try_into().expect("a limit");
        Self::with(directory, Arc::new(config))
    }

    /// Everybody sits in the office; elsewhere nobody does.
    pub fn in_office() -> Self {
        let directory = fresh();
        let mut config = Config::clone(&config(directory.path()));
        config.networks.office = vec!["127.0.0.0/8".parse().expect("a network")];
        Self::with(directory, Arc::new(config))
    }

    /// The app can write to people; its mail goes wherever the test sends it.
    pub fn with_mail() -> Self {
        let directory = fresh();
        let mut config = Config::clone(&config(directory.path()));
        config.mail.host = Some("mail.example.cn".into());
        config.mail.from = Some("客盾 <crm@example.cn>".parse().expect("an address"));
        config.public_url = Some("http://localhost:8080".parse().expect("an address"));
        Self::with(directory, Arc::new(config))
    }

    /// Opens the app that stands in a directory.
    pub fn over(directory: tempfile::TempDir) -> Self {
        let config = config(directory.path());
        Self::with(directory, config)
    }

    /// The same, closed and opened again.
    pub fn restarted(self) -> Self {
        let Self { client, server, _directory: directory, .. } = self;
        drop((client, server));
        Self::over(directory)
    }

    fn with(directory: tempfile::TempDir, config: Arc<Config>) -> Self {
        Self::of(directory, config, app::catalog())
    }

    fn of(directory: tempfile::TempDir, config: Arc<Config>, catalog: Arc<Catalog>) -> Self {
        let clock = FixedClock::at(morning());
        let server = app::open_with(config, Purpose::Serve, Arc::new(clock.clone()), catalog).expect("the house opens");
        let rocket = app::rocket(&server, false).expect("a server");
        Self { client: Client::untracked(rocket).expect("a client"), server, clock, _directory: directory }
    }

    /// A person with a session, in the employee role.
    pub fn employee(&self, login: &str) -> Person<'_> {
        self.person(login, &["employee"])
    }

    pub fn admin(&self, login: &str) -> Person<'_> {
        self.person(login, &["admin"])
    }

    pub fn person(&self, login: &str, roles: &[&str]) -> Person<'_> {
        let user = self.user(login, login, roles);
        self.sign_in(user)
    }

    /// An account that no password opens: tests sign in by making a session.
    pub fn user(&self, login: &str, name: &str, roles: &[&str]) -> UserId {
        let new = NewUser {
            login: Login::parse(login).expect("a login"),
            name: name.to_owned(),
            roles: roles.iter().map(|role| role.parse::<Role>().expect("a role")).collect(),
            department: None,
            password: PasswordHash("-".into()),
        };
        self.server.db.write_blocking(&Actor::system("test"), move |tx| users::create(tx, new)).expect("a user")
    }

    /// Somebody who is there already.
    pub fn sign_in_as(&self, login: &str) -> Person<'_> {
        let user = self.server.db.read_blocking(|reader| users::find_by_login(reader.conn, login)).expect("a look");
        self.sign_in(user.expect("somebody of that login").id)
    }

    pub fn sign_in(&self, user: UserId) -> Person<'_> {
        let token = Token::random(&mut SysRng).expect("a token");
        let cookie = session::cookie(&token, false, &self.server.config.session).value().to_owned();
        let terms = self.server.config.session.clone();
        let origin = session::Origin { ip: [127, 0, 0, 1].into(), agent: None };
        self.server
            .db
            .write_blocking(&Actor::system("test"), move |tx| session::start(tx, &token, user, &origin, &terms))
            .expect("a session");
        Person::new(self, user, cookie)
    }

    /// The log is what it was: how every test ends that changed something.
    pub fn assert_log_verifies(&self) {
        let verifier = self.server.signer.verifier();
        let report = self.server.db.read_blocking(|reader| Ok(audit::verify(reader.conn, None, &verifier, &mut |_, _| {})));
        report.expect("the log is read").expect("the log verifies");
    }
}

//! A small app for tests: a fresh encrypted database, a clock that stands still, cheap hashes, one user.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Language};
use crate::auth::session::Origin;
use crate::auth::sign_in::{SignedIn, sign_in};
use crate::auth::{Auth, HashCost, KnownDevice, Password, Passwords};
use crate::clock::FixedClock;
use crate::config;
use crate::db::{DatabaseKey, Db, Mode, Reader};
use crate::error::Result;
use crate::ids::UserId;
use crate::people::{AdminRight, Administration, Login, NewUser, Role, users};

pub const RIGHT: &str = "correct horse battery staple";
pub const WRONG: &str = "incorrect horse battery";
pub const CHEAP: HashCost = HashCost { kibibytes: 256, passes: 1 };

pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub clock: FixedClock,
    pub db: Db,
    pub auth: Arc<Auth>,
}

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn key() -> DatabaseKey {
    DatabaseKey::new([7; 32])
}

pub fn auth() -> Auth {
    Auth::new(Arc::new(Passwords::new([1; 32], CHEAP).unwrap()), config::Session::default(), Arc::new(ByRole))
}

/// Administrators administer; `access` has finer words for it.
#[derive(Default)]
pub struct ByRole;

impl Administration for ByRole {
    fn may(&self, actor: &Actor, _: AdminRight) -> bool {
        actor.has_role("admin")
    }

    fn keep_up(&self, _: &mut Reader<'_>) -> Result<()> {
        Ok(())
    }
}

impl Fixture {
    /// Nobody lives here yet.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::at(now());
        let db = Db::open(folder.path(), &key(), Mode::Create, 4, Arc::new(clock.clone())).unwrap();
        Self { folder, clock, db, auth: Arc::new(auth()) }
    }

    /// With an administrator `boss` and an employee `lin`, both with the password [`RIGHT`].
    pub async fn new() -> Self {
        let app = Self::empty();
        app.user("boss", Role::ADMIN).await;
        app.user("lin", Role::EMPLOYEE).await;
        app
    }

    pub async fn user(&self, login: &str, role: Role) -> UserId {
        let password = self.auth.passwords.make(Password::new(RIGHT), Vec::new()).await.unwrap();
        let new = NewUser { login: Login::parse(login).unwrap(), name: login.into(), roles: [role].into(), department: None, password };
        self.db.write(&Actor::system("test"), move |tx| users::create(tx, new)).await.unwrap()
    }

    /// The process ends and starts again.
    pub fn restarted(self) -> Self {
        let Self { folder, clock, db, auth: _ } = self;
        drop(db);
        let db = Db::open(folder.path(), &key(), Mode::Open, 4, Arc::new(clock.clone())).unwrap();
        Self { folder, clock, db, auth: Arc::new(auth()) }
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn> {
        self.sign_in_from(None, login, password).await
    }

    pub async fn sign_in_from(&self, device: Option<KnownDevice>, login: &str, password: &str) -> Result<SignedIn> {
        let origin = Origin { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), agent: Some("test".into()) };
        sign_in(&self.auth, &self.db, (login, Password::new(password)), origin, device, Language::English).await
    }
}

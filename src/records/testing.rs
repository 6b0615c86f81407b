//! A small app for the tests of this floor: a real encrypted database, the real catalog, people.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::DateTime;
use diesel::connection::SimpleConnection;
use rand::rngs::SysRng;
use tempfile::TempDir;

use super::{Engine, EngineHandle};
use crate::access::{Access, AccessHandle};
use crate::actor::{Actor, Language};
use crate::audit::Digester;
use crate::clock::FixedClock;
use crate::config::Networks;
use crate::db::{DatabaseKey, Db, Mode};
use crate::ids::UserId;
use crate::jobs::Jobs;
use crate::keys::{Label, MasterKey};
use crate::model::{Catalog, Object};
use crate::people::{Login, NewUser, PasswordHash, Role, users};
use crate::sealed::{SealKey, SealedDirectory};

pub(super) struct Fixture {
    pub db: Db,
    pub engine: Arc<Engine>,
    pub access: Arc<AccessHandle>,
    pub admin: Actor,
    _directory: TempDir,
}

impl Fixture {
    pub fn new() -> Self {
        Self::with(Vec::new(), "")
    }

    /// With further objects, whose tables `sql` makes.
    pub fn with(objects: Vec<Object>, sql: &'static str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = FixedClock::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let db = Db::open(directory.path(), &DatabaseKey::new([7; 32]), Mode::Create, 4, Arc::new(clock.clone())).unwrap();
        db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?)).unwrap();
        let digester = Digester::new(&MasterKey::random(&mut SysRng).unwrap().derive(Label::AuditDigest));
        let zone = chrono_tz::Asia::Shanghai;
        let catalog = Arc::new(Catalog::new(crate::crm::objects().into_iter().chain(objects)));
        let access = Access::new(catalog, Arc::new(clock.clone()), zone, Networks::default()).unwrap();
        let access = Arc::new(access);
        let (engine, access) = (Engine::new(access.clone(), digester, zone), Arc::new(AccessHandle::new(access)));
        let mut app = Self { db, engine: Arc::new(engine), access, admin: Actor::system("test"), _directory: directory };
        app.admin = app.user("admin", "管理员", Role::ADMIN);
        app
    }

    pub fn user(&self, login: &str, name: &str, role: Role) -> Actor {
        let new = NewUser {
            login: Login::parse(login).unwrap(),
            name: name.to_owned(),
            roles: BTreeSet::from([role.clone()]),
            department: None,
            password: PasswordHash(String::from("!")),
        };
        let id: UserId = self.db.write_blocking(&Actor::system("test"), move |tx| users::create(tx, new)).unwrap();
        Actor {
            user: Some(id),
            login: login.into(),
            name: name.into(),
            department: None,
            roles: Arc::new([role.name().to_owned()]),
            session: None,
            ip: None,
            proof: crate::actor::Proof::default(),
            language: Language::Chinese,
        }
    }

    /// The engine as jobs take it.
    pub fn handle(&self) -> Arc<EngineHandle> {
        Arc::new(EngineHandle::new(self.access.clone(), Engine::clone(&self.engine)))
    }

    pub fn jobs(&self) -> Jobs {
        Jobs::new(self.db.clone(), SealedDirectory::new(self._directory.path(), SealKey::new([7; 32])))
    }

    /// How many records of an object stand.
    pub fn count(&self, object: &str) -> usize {
        let object = self.engine.object(object).unwrap().clone();
        let (engine, actor) = (self.engine.clone(), self.admin.clone());
        let mut asked = super::ListQuery { limit: Some(1), ..Default::default() };
        asked.sort = Some("id".into());
        let page = self.db.read_blocking(|reader| super::read::list(&engine, reader, &actor, &object, &asked)).unwrap();
        let page: serde_json::Value = serde_json::from_slice(&page.0).unwrap();
        usize::try_from(page["total"]["count"].as_u64().unwrap()).unwrap()
    }
}

//! From a directory to an open app.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use super::slots::Slots;
use super::{App, Closed, catalog, is_empty};
use crate::access::{Access, AccessHandle};
use crate::audit::{self, Digester, NoteSigner};
use crate::auth::{HashCost, Passwords};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{DatabaseKey, Db, DirectoryLock, Mode, OpenError};
use crate::error::Error;
use crate::keys::{Label, MasterKey};
use crate::mail::Mail;
use crate::model::Catalog;
use crate::people::settings;
use crate::records::{self, Engine, EngineHandle};
use crate::sealed::{SealKey, SealedDirectory};

/// The setting that holds the installation's number; checkpoints bear it as their origin.
pub(super) const INSTALLATION: &str = "installation";

/// What the app is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A server: alone in its directory.
    Serve,
    /// A command that may run beside a server.
    Command,
}

pub fn open(config: Arc<Config>, purpose: Purpose, clock: Arc<dyn Clock>) -> Result<App, Closed> {
    open_with(config, purpose, clock, catalog())
}

/// The same over another catalog, whose tables are there: so tests put further objects through everything.
pub fn open_with(config: Arc<Config>, purpose: Purpose, clock: Arc<dyn Clock>, catalog: Arc<Catalog>) -> Result<App, Closed> {
    if is_empty(&config.data) {
        return Err(Closed::Empty(config.data.clone()));
    }
    let app = match purpose {
        Purpose::Serve => {
            let lock = take(&config.data)?;
            up_to_date(enter(config, Mode::OpenWhole, Some(lock), clock, catalog)?)?
        }
        Purpose::Command => match enter(config.clone(), Mode::AsIs, None, clock.clone(), catalog.clone()) {
            // A server that is at work knows the schema as it is; it is changed only where there is none.
            Err(Closed::Database(OpenError::Older(_))) => {
                let lock = take(&config.data)?;
                up_to_date(enter(config, Mode::Open, Some(lock), clock, catalog)?)?
            }
            entered => entered?,
        },
    };
    let verifier = app.signer.verifier();
    app.db.read_blocking(|reader| Ok(audit::verify_tail(reader.conn, &verifier)))??;
    Ok(app)
}

/// Opens an app whose log may be in disorder, for those who look into it. It is never served, and its schema not touched.
pub fn open_unverified(config: Arc<Config>, clock: Arc<dyn Clock>) -> Result<App, Closed> {
    if is_empty(&config.data) { Err(Closed::Empty(config.data.clone())) } else { enter(config, Mode::AsIs, None, clock, catalog()) }
}

fn enter(
    config: Arc<Config>,
    mode: Mode,
    lock: Option<DirectoryLock>,
    clock: Arc<dyn Clock>,
    catalog: Arc<Catalog>,
) -> Result<App, Closed> {
    let (_, master) = Slots::new(&config).open()?;
    furnish(config, &master, mode, lock, clock, catalog)
}

/// Fills what a new schema left empty, before anybody is let in.
fn up_to_date(app: App) -> Result<App, Closed> {
    records::reindex(&app.engine.pin(), &app.db)?;
    records::recount(&app.engine.pin(), &app.db)?;
    Ok(app)
}

/// Makes the directory for its owner alone, or takes others' rights away.
pub(super) fn private_directory(path: &Path) -> Result<(), Closed> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(Closed::io(path))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(Closed::io(path))
}

pub(super) fn take(directory: &Path) -> Result<DirectoryLock, Closed> {
    DirectoryLock::acquire(directory).map_err(Closed::io(directory))?.ok_or_else(|| Closed::InUse(directory.to_owned()))
}

/// Database, log and engine, once the master key is there.
pub(super) fn furnish(
    config: Arc<Config>,
    master: &MasterKey,
    mode: Mode,
    lock: Option<DirectoryLock>,
    clock: Arc<dyn Clock>,
    catalog: Arc<Catalog>,
) -> Result<App, Closed> {
    let key = DatabaseKey::new(*master.derive(Label::Database).as_bytes());
    let db = Db::open(&config.data, &key, mode, config.database.readers, clock.clone())?;
    let installation = installation(&db)?;
    let origin = audit::Checkpoint::origin_of(&installation);
    let signer = NoteSigner::new(origin, master.derive(Label::AuditSigning).signing_key()).map_err(Error::internal)?;
    let catalog = Arc::new(db.read_blocking(|reader| records::options::laid_over(&catalog, reader.conn))?);
    catalog.check().map_err(Error::internal)?;
    let access = db.read_blocking(|reader| Access::open(catalog, clock, config.time_zone, config.networks.clone(), reader))?;
    let access = Arc::new(access);
    let digester = Digester::new(&master.derive(Label::AuditDigest));
    let mut engine = Engine::new(access.clone(), digester, config.time_zone);
    let access = Arc::new(AccessHandle::new(access));
    engine.area_code = config.area_code.as_deref().map(Into::into);
    engine.reveals_per_day = config.limits.reveals_per_day.get();
    let passwords = Passwords::new(*master.derive(Label::Pepper).as_bytes(), HashCost::STANDARD)?;
    let mail = Mail::new(&config);
    let files = SealedDirectory::new(&config.data, SealKey::new(*master.derive(Label::Files).as_bytes()));
    Ok(App {
        config,
        db,
        engine: Arc::new(EngineHandle::new(access.clone(), engine)),
        access,
        passwords: Arc::new(passwords),
        signer: Arc::new(signer),
        mail,
        files,
        lock,
    })
}

/// A number of its own for every installation, drawn when it is first opened.
fn installation(db: &Db) -> Result<String, Error> {
    if let Some(known) = db.read_blocking(|reader| settings::get(reader.conn, INSTALLATION))? {
        return Ok(known);
    }
    let drawn = format!("{:016x}", rand::random::<u64>());
    let stored = drawn.clone();
    db.write_unaudited_blocking(move |tx| settings::set(tx, INSTALLATION, &stored))?;
    Ok(drawn)
}

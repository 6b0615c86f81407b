//! The server over an open app: certificates, plumbing, and one stage per domain.

use std::sync::Arc;

use rocket::{Build, Rocket};

use super::slots::Slots;
use super::{App, addresses};
use crate::admin::WhatIfJob;
use crate::auth::{self, Auth};
use crate::config::TlsMode;
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::handover::{self, HandoverJob, UndoJob};
use crate::http::health::Waiting;
use crate::http::server;
use crate::http::tls::{OwnCertificates, Pem, from_files};
use crate::jobs::{self, Jobs, Registry};
use crate::keys::write_atomically;
use crate::people::{Administration, settings};
use crate::records::bulk::BulkJob;
use crate::records::export::ExportJob;
use crate::records::import::ImportJob;
use crate::records::operations::{OperationUndoJob, tell_jobs};
use crate::{admin, inbox, openapi, people, records};

/// The setting that holds our own authority and certificate.
const OWN_CERTIFICATES: &str = "tls.own";

/// The server, ready to launch. `waiting` is true while the set-up page waits for its link.
pub fn rocket(app: &App, waiting: bool) -> Result<Rocket<Build>> {
    let tls = certificates(app)?;
    let administration: Arc<dyn Administration> = app.access.clone();
    let auth = Auth::new(app.passwords.clone(), app.config.session.clone(), administration.clone());
    let recovery = Arc::new(Slots::new(&app.config));
    let watched = app.db.clone();
    let waiting = Waiting::new(waiting).watching(move || watched.is_out_of_space());
    Ok(server::rocket(&app.config, tls.as_ref(), waiting)
        .manage(app.db.clone())
        .manage(app.engine.clone())
        .manage(administration)
        .manage(app.access.clone())
        .manage(app.mail.clone())
        .attach(auth::stage(auth, recovery))
        .attach(people::routes::stage())
        .manage(Arc::new(records::routes::ReadTurns::default()))
        .manage(Arc::new(records::presence::Presence::default()))
        .mount("/api", records::routes::routes())
        .mount("/api", records::import::routes())
        .mount("/api", records::export::routes())
        .mount("/api", records::bulk::routes())
        .attach(jobs::stage(Jobs::new(app.db.clone(), app.files.clone()), registry(app)))
        .mount("/api", records::operations::routes())
        .mount("/api", handover::routes())
        .mount("/api", inbox::routes())
        .mount("/api", admin::routes())
        .mount("/api", openapi::routes()))
}

/// All kinds of long work.
fn registry(app: &App) -> Registry {
    Registry::new()
        .with(ImportJob::new(app.engine.clone()))
        .with(ExportJob::new(app.engine.clone()))
        .with(BulkJob::new(app.engine.clone()))
        .with(OperationUndoJob::new(app.engine.clone()))
        .with(WhatIfJob::new(app.access.clone()))
        .with(HandoverJob::new(app.engine.clone(), app.access.clone()))
        .with(UndoJob::new(app.engine.clone(), app.access.clone()))
        .told_by(tell_jobs)
}

fn certificates(app: &App) -> Result<Option<Pem>> {
    match app.config.tls.mode {
        TlsMode::Off => Ok(None),
        TlsMode::Files => from_files(&app.config.tls).map(Some),
        TlsMode::Auto => own(app).map(Some),
    }
}

/// Our own certificate, renewed when it is due. Its keys live in the encrypted database.
fn own(app: &App) -> Result<Pem> {
    let kept = app.db.read_blocking(own_certificates)?;
    let now = OwnCertificates::ensure(kept.as_ref(), &names(app), app.db.now())?;
    if kept.as_ref() != Some(&now) {
        let text = serde_json::to_string(&now)?;
        app.db.write_unaudited_blocking(move |tx| settings::set(tx, OWN_CERTIFICATES, &text))?;
    }
    write_atomically(&app.config.data.join("ca.pem"), now.authority.as_bytes()).map_err(Error::internal)?;
    Ok(now.pem())
}

/// Our own authority and certificate, once they are made.
pub(super) fn own_certificates(reader: &mut Reader<'_>) -> Result<Option<OwnCertificates>> {
    Ok(settings::get(reader.conn, OWN_CERTIFICATES)?.as_deref().map(serde_json::from_str).transpose()?)
}

/// By which names and addresses browsers may reach the server.
fn names(app: &App) -> Vec<String> {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned()).ok();
    let public = app.config.public_url.as_ref().map(|url| url.host().to_owned());
    let listen = app.config.listen.ip();
    let addresses = if listen.is_unspecified() { addresses::private() } else { vec![listen] };
    host.into_iter().chain(public).chain(addresses.iter().map(ToString::to_string)).collect()
}

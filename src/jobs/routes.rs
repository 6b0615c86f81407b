//! One's own jobs, over HTTP, and the stage that brings the workers to life.

use std::sync::Arc;

use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::tokio::task::spawn_blocking;
use rocket::{Route, State, delete, get, routes};

use super::files::{FileContent, MadeFile};
use super::{Download, JobView, Jobs, Registry, Workers, events, files, store, view};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind, Outcome};
use crate::error::{Error, Result};
use crate::ids::JobId;
use crate::sealed::SealedDirectory;

/// As many as a person looks through; older ones go after a week anyway.
const LISTED: i64 = 100;

/// Serves the jobs' routes, and works them off while the server runs.
pub fn stage(jobs: Jobs, registry: Registry) -> AdHoc {
    AdHoc::on_ignite("jobs", |rocket| async move {
        let workers = Workers::new(jobs.clone(), registry);
        let started = workers.clone();
        rocket
            .manage(jobs)
            .manage(workers.clone())
            .mount("/api", routes())
            .attach(AdHoc::on_liftoff("jobs start", |_| Box::pin(async move { finish(spawn_blocking(move || started.start()).await) })))
            .attach(AdHoc::on_shutdown("jobs stop", |_| Box::pin(async move { finish(spawn_blocking(move || workers.stop()).await) })))
    })
}

fn finish<E: std::fmt::Display>(outcome: std::result::Result<(), E>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "the workers panicked");
    }
}

fn routes() -> Vec<Route> {
    routes![list, show, cancel, file, events::events]
}

#[get("/jobs")]
async fn list(actor: Actor, jobs: &State<Jobs>, workers: &State<Arc<Workers>>) -> Result<Json<Vec<JobView>>> {
    let workers = workers.inner().clone();
    let views = move |reader: &mut crate::db::Reader<'_>| {
        let rows = store::of_user(reader.conn, actor.user, LISTED)?;
        workers.shown(reader.conn, &rows)
    };
    jobs.db.read(views).await.map(Json)
}

#[get("/jobs/<id>")]
async fn show(id: JobId, actor: Actor, jobs: &State<Jobs>, workers: &State<Arc<Workers>>) -> Result<Json<JobView>> {
    let workers = workers.inner().clone();
    let view = move |reader: &mut crate::db::Reader<'_>| {
        let row = view::own(reader.conn, &actor, id)?;
        workers.shown(reader.conn, &[row])?.pop().ok_or_else(Error::not_found)
    };
    jobs.db.read(view).await.map(Json)
}

#[delete("/jobs/<id>")]
async fn cancel(id: JobId, actor: Actor, jobs: &State<Jobs>) -> Result<Status> {
    jobs.cancel(&actor, id).await.map(|()| Status::NoContent)
}

/// The file that the job made, as a stream. That it leaves the app is in the log before its first byte does.
#[get("/jobs/<id>/file?<name>")]
async fn file(id: JobId, name: Option<String>, actor: Actor, jobs: &State<Jobs>, workers: &State<Arc<Workers>>) -> Result<Download> {
    let (asker, workers) = (actor.clone(), workers.inner().clone());
    let found = jobs.db.read(move |reader| {
        let job = view::own(reader.conn, &asker, id)?;
        workers.may_take(&job, &asker)?;
        Ok((job.kind, files::result_of(reader.conn, id, name.as_deref())?))
    });
    let found = found.await;
    if matches!(found, Err(Error::Forbidden(_))) {
        let event = Event::new(EventKind::FileRead).outcome(Outcome::Refused).on("job", id.0);
        jobs.db.write(&actor, move |tx| audit::append(tx, event).map(drop)).await?;
    }
    let (kind, file) = found?;
    let (files, size) = (jobs.files.clone(), file.size);
    let download = spawn_blocking(move || open(&files, file)).await.map_err(Error::internal)??;
    let event = Event::new(EventKind::FileRead).on("job", id.0).with("kind", kind).with("bytes", size);
    jobs.db.write(&actor, move |tx| audit::append(tx, event).map(drop)).await?;
    Ok(download)
}

fn open(files: &SealedDirectory, file: MadeFile) -> Result<Download> {
    let MadeFile { name, media_type, size, content } = file;
    match content {
        FileContent::Row(bytes) => Ok(Download::bytes(name, media_type, bytes)),
        FileContent::Sealed(sealed) => {
            let reader = files.open(&sealed).map_err(|error| files::missing(error, files::no_file))?;
            Ok(Download::sealed(name, media_type, usize::try_from(size).map_err(Error::internal)?, reader)?)
        }
    }
}

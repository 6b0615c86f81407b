//! What the app does by itself while it is open: it signs the log, sends its mail, looks after notices, keeps up with other processes, and says when it starts and stops.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rocket::tokio;
use rocket::tokio::time::MissedTickBehavior;

use super::App;
use super::serve::own_certificates;
use crate::access::AccessHandle;
use crate::actor::Actor;
use crate::admin;
use crate::audit::{self, Event, EventKind, NoteSigner};
use crate::config::TlsMode;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::inbox;
use crate::mail::{self, Mail, Smtp};
use crate::records::{EngineHandle, SearchMerge};

/// How often it is asked whether a checkpoint is due (`audit` says when it is), and what other processes have changed.
const ROUND: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_secs(60);
/// Between two steps of merging, so that whoever saves comes in between.
const REST: Duration = Duration::from_millis(50);
/// How often our own certificate is looked at.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes that the server starts, and keeps signing until it stops.
pub async fn start_tasks(app: &App, shutdown: rocket::Shutdown) -> Result<()> {
    app.db.guard_space().await?;
    let boot = format!("{:016x}", rand::random::<u64>());
    // From the reserve, where the disk is nearly full: a server that people can sign in to is better than none.
    app.db.essential().write(&Actor::system("server"), move |tx| audit::start(tx, &boot).map(drop)).await?;
    tokio::spawn(keep_up(app.db.clone(), app.signer.clone(), app.access.clone(), shutdown.clone()));
    tokio::spawn(look_after_access(app.db.clone(), app.engine.clone(), app.mail.clone(), shutdown.clone()));
    tokio::spawn(inbox::run(app.db.clone(), app.engine.clone(), app.mail.clone(), shutdown.clone()));
    tokio::spawn(merge_searches(app.db.clone(), app.engine.clone(), shutdown.clone()));
    if app.mail.is_on() {
        if let Err(error) = app.config.mail.password() {
            tracing::warn!(%error, "mail.password_file cannot be read; until it can no mail is sent");
        }
        tokio::spawn(mail::run(app.mail.clone(), app.db.clone(), Smtp::new(&app.config), shutdown.clone()));
    }
    if app.config.tls.mode == TlsMode::Auto {
        tokio::spawn(watch_the_certificate(app.db.clone(), shutdown));
    }
    Ok(())
}

async fn keep_up(db: Db, signer: Arc<NoteSigner>, access: Arc<AccessHandle>, mut shutdown: rocket::Shutdown) {
    let (mut rounds, mut sign_from) = (tokio::time::interval(ROUND), Instant::now());
    while goes_on(&mut rounds, &mut shutdown).await {
        if let Err(error) = db.look_at_space().await {
            tracing::warn!(%error, "the room on the disk could not be looked at");
        }
        if Instant::now() >= sign_from
            && let Err(error) = sign_if_due(&db, &signer).await
        {
            tracing::error!(%error, "the log could not be signed");
            // What is wrong with it now will be so in a minute, too.
            sign_from = Instant::now() + PAUSE;
        }
        // Another process may have changed who may what; for our own changes nobody waits for a round.
        let access = access.clone();
        if let Err(error) = db.read(move |reader| access.read_anew(reader)).await {
            tracing::error!(%error, "roles, policies and people could not be read anew");
        }
    }
}

/// Notes which rights are used; once a day looks whether what everybody may do is to be reviewed, and each Monday tells what whoever is
/// leaving did.
async fn look_after_access(db: Db, handle: Arc<EngineHandle>, mail: Mail, mut shutdown: rocket::Shutdown) {
    let (mut rounds, mut looked) = (tokio::time::interval(PAUSE), None);
    while goes_on(&mut rounds, &mut shutdown).await {
        if let Err(error) = db.note_running_time().await {
            tracing::warn!(%error, "how long the server has run could not be noted");
        }
        let engine = handle.pin();
        let today = db.now().with_timezone(&engine.zone).date_naive();
        let uses = engine.take_uses(today);
        let noted = match uses.is_empty() {
            true => Ok(()),
            false => db.write_unaudited(move |tx| admin::review::note_uses(tx, &uses, today)).await,
        };
        if let Err(error) = admin::leaving::tick(&db, &engine, &mail).await {
            tracing::error!(%error, "the weekly reports could not be looked after");
        }
        let (catalog, zone, mail) = (engine.catalog.clone(), engine.zone, mail.clone());
        let done = match looked == Some(today) {
            true => Ok(""),
            false => db.write(&Actor::system("review"), move |tx| admin::review::tick(tx, &catalog, zone, &mail, today)).await,
        };
        match noted.and(done) {
            Ok(said) => {
                looked = Some(today);
                if !said.is_empty() {
                    tracing::info!("{said}");
                }
            }
            Err(error) => tracing::error!(%error, "the review of access could not be looked after"),
        }
    }
}

/// Keeps searching fast, a little at a time.
async fn merge_searches(db: Db, handle: Arc<EngineHandle>, mut shutdown: rocket::Shutdown) {
    let (mut rounds, mut steps, mut merge) = (tokio::time::interval(PAUSE), tokio::time::interval(REST), SearchMerge::default());
    steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while goes_on(&mut rounds, &mut shutdown).await {
        while goes_on(&mut steps, &mut shutdown).await {
            match merge.step(&handle.pin(), &db).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(%error, "the full-text tables could not be merged");
                    break;
                }
            }
        }
    }
}

/// A server that is never started anew goes on with the certificate that it has.
async fn watch_the_certificate(db: Db, mut shutdown: rocket::Shutdown) {
    let mut days = tokio::time::interval(DAY);
    while goes_on(&mut days, &mut shutdown).await {
        match db.read(own_certificates).await {
            Ok(Some(own)) if own.ends_soon(db.now()) => {
                tracing::warn!(on = %own.expires_at().date_naive(), "the server's certificate ends soon; a new start renews it");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the certificate could not be looked at"),
        }
    }
}

/// Waits for the next round; `false` when the server stops.
async fn goes_on(rounds: &mut tokio::time::Interval, shutdown: &mut rocket::Shutdown) -> bool {
    tokio::select! {
        _ = rounds.tick() => true,
        () = shutdown => false,
    }
}

async fn sign_if_due(db: &Db, signer: &Arc<NoteSigner>) -> Result<()> {
    let due = db.read(|reader| audit::checkpoint_is_due(reader.conn, reader.now)).await?;
    if due { sign(db, signer).await } else { Ok(()) }
}

async fn sign(db: &Db, signer: &Arc<NoteSigner>) -> Result<()> {
    let (signer, verifier) = (signer.clone(), signer.verifier());
    let verified = db.read(move |reader| audit::verify_ahead(reader.conn, &verifier).map_err(Error::internal)).await?;
    db.write(&Actor::system("server"), move |tx| audit::make_checkpoint_behind(tx, &signer, verified).map(drop)).await
}

/// The last words: the event of stopping, under a signature.
pub async fn stop(app: &App) -> Result<()> {
    let last = |tx: &mut Tx<'_>| {
        tx.note_running_time()?;
        audit::append(tx, Event::new(EventKind::ServerStop)).map(drop)
    };
    // A full disk is no reason for a log that ends without its signature.
    let db = app.db.essential();
    db.write(&Actor::system("server"), last).await?;
    sign(&db, &app.signer).await
}

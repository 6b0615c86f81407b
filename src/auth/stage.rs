//! What this module adds to the server.

use std::sync::Arc;
use std::time::Duration;

use rocket::fairing::{AdHoc, Fairing};
use rocket::tokio;

use super::{Auth, Recovery, account_routes, invitation_routes, routes, session, sign_in};
use crate::actor::Actor;
use crate::db::Db;
use crate::error::Result;

/// How often what is over is cleared away.
const SWEEP: Duration = Duration::from_secs(600);

/// Manages `Auth` and the recovery, mounts the routes under `/api`, and clears away what is over. The server has to manage `Db` and
/// what `http::server` manages.
pub fn stage(auth: Auth, recovery: Arc<dyn Recovery>) -> impl Fairing {
    AdHoc::on_ignite("Auth", |rocket| async move {
        let terms = auth.terms.clone();
        let all = [routes::routes(), account_routes::routes(), invitation_routes::routes()].concat();
        rocket.manage(auth).manage(recovery).mount("/api", all).attach(AdHoc::on_liftoff("Sweep of sessions", move |rocket| {
            Box::pin(async move {
                if let Some(db) = rocket.state::<Db>() {
                    tokio::spawn(sweep_for_ever(db.clone(), terms, rocket.shutdown()));
                }
            })
        }))
    })
}

async fn sweep_for_ever(db: Db, terms: crate::config::Session, mut shutdown: rocket::Shutdown) {
    let mut rounds = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            () = &mut shutdown => return,
        }
        if let Err(error) = sweep(&db, terms.clone()).await {
            tracing::warn!(%error, "expired sessions could not be cleared away");
        }
    }
}

/// Ends expired sessions and forgets guesses at logins that nobody has, and at devices that nobody tries any more.
pub(super) async fn sweep(db: &Db, terms: crate::config::Session) -> Result<()> {
    db.write(&Actor::system("sweep"), move |tx| session::sweep(tx, &terms)).await?;
    db.write_unaudited(sign_in::sweep).await
}

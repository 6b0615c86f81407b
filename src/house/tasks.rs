//! What the house does by itself while it is open: it signs the log, and says when it starts and stops.

use std::sync::Arc;
use std::time::Duration;

use rocket::tokio;

use super::House;
use crate::actor::Actor;
use crate::audit::{self, Event, Kind, NoteSigner};
use crate::db::Db;
use crate::error::Result;

/// How often it is asked whether a checkpoint is due; `audit` says when it is.
const ROUND: Duration = Duration::from_secs(20);

/// Writes that the server starts, and keeps signing until it stops.
pub async fn start_tasks(house: &House, shutdown: rocket::Shutdown) -> Result<()> {
    let boot = format!("{:016x}", rand::random::<u64>());
    house.db.write(&Actor::system("server"), move |tx| audit::start(tx, &boot).map(drop)).await?;
    tokio::spawn(sign_for_ever(house.db.clone(), house.signer.clone(), shutdown));
    Ok(())
}

async fn sign_for_ever(db: Db, signer: Arc<NoteSigner>, mut shutdown: rocket::Shutdown) {
    let mut rounds = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            () = &mut shutdown => return,
        }
        if let Err(error) = sign_if_due(&db, &signer).await {
            tracing::error!(%error, "the log could not be signed");
        }
    }
}

async fn sign_if_due(db: &Db, signer: &Arc<NoteSigner>) -> Result<()> {
    let due = db.read(|reader| audit::checkpoint_is_due(reader.conn, reader.now)).await?;
    if due { sign(db, signer).await } else { Ok(()) }
}

async fn sign(db: &Db, signer: &Arc<NoteSigner>) -> Result<()> {
    let signer = signer.clone();
    db.write(&Actor::system("server"), move |tx| audit::make_checkpoint(tx, &signer).map(drop)).await
}

/// The last words: the event of stopping, under a signature.
pub async fn stop(house: &House) -> Result<()> {
    house.db.write(&Actor::system("server"), |tx| audit::append(tx, Event::new(Kind::ServerStop)).map(drop)).await?;
    sign(&house.db, &house.signer).await
}

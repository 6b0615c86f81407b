//! `GET /api/openapi.json`, for anybody with a session.

use rocket::serde::json::{Json, Value};
use rocket::{Route, get};

use super::{Sight, document};
use crate::actor::Actor;
use crate::error::Result;
use crate::http::blocking;
use crate::records::PinnedEngine;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    rocket::routes![describe]
}

/// The interface as far as one may use it, with the labels in one's language.
#[get("/openapi.json")]
async fn describe(actor: Actor, engine: PinnedEngine) -> Result<Json<Value>> {
    let engine = engine.clone();
    blocking(move || {
        let sights: Vec<Sight<'_>> = engine.catalog.iter().filter_map(|object| Sight::of(&engine, &actor, object)).collect();
        Ok(Json(document(&sights, actor.language)))
    })
    .await
}

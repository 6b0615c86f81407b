//! `GET /api/openapi.json`, for anybody with a session.

use std::sync::Arc;

use rocket::serde::json::{Json, Value};
use rocket::{Route, State, get};

use super::{Sight, document};
use crate::actor::Actor;
use crate::error::Result;
use crate::http::blocking;
use crate::records::Engine;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    rocket::routes![describe]
}

/// The interface as far as one may use it, with the labels in one's language.
#[get("/openapi.json")]
async fn describe(actor: Actor, engine: &State<Arc<Engine>>) -> Result<Json<Value>> {
    let engine = engine.inner().clone();
    blocking(move || {
        let sights: Vec<Sight<'_>> = engine.catalog.iter().filter_map(|object| Sight::of(&engine, &actor, object)).collect();
        Ok(Json(document(&sights, actor.language)))
    })
    .await
}

//! Whether the server is alive. Anyone may ask; the answer tells nothing that the sign-in page does not show.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rocket::serde::json::Json;
use rocket::{Route, State, get, routes};
use serde::Serialize;

/// Whether the set-up page still waits for its link. Kept in memory, so that asking costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Waiting(Arc<AtomicBool>);

impl Waiting {
    pub fn new(waiting: bool) -> Self {
        Self(Arc::new(AtomicBool::new(waiting)))
    }

    pub fn set(&self, waiting: bool) {
        self.0.store(waiting, Ordering::Release);
    }

    pub fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    setup: bool,
}

#[get("/health")]
fn health(waiting: &State<Waiting>) -> Json<Health> {
    Json(Health { status: "ok", setup: waiting.get() })
}

/// For `/api`.
pub fn routes() -> Vec<Route> {
    routes![health]
}

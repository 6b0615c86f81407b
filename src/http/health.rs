//! Whether the server is alive. Anyone may ask; the answer tells nothing that the sign-in page does not show.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rocket::serde::json::Json;
use rocket::{Route, State, get, routes};
use serde::Serialize;

/// Whether the set-up page still waits for its link, and whether the disk is full. Kept in memory, so that asking costs nothing.
#[derive(Clone, Default)]
pub struct Waiting {
    waiting: Arc<AtomicBool>,
    is_out_of_space: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
}

impl Waiting {
    pub fn new(waiting: bool) -> Self {
        Self { waiting: Arc::new(AtomicBool::new(waiting)), is_out_of_space: None }
    }

    /// Asks this whether the disk is full, so that nothing is saved.
    pub fn watching(self, is_out_of_space: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { is_out_of_space: Some(Arc::new(is_out_of_space)), ..self }
    }

    pub fn set(&self, waiting: bool) {
        self.waiting.store(waiting, Ordering::Release);
    }

    pub fn get(&self) -> bool {
        self.waiting.load(Ordering::Acquire)
    }
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    setup: bool,
}

#[get("/health")]
fn health(waiting: &State<Waiting>) -> Json<Health> {
    let status = if waiting.is_out_of_space.as_ref().is_some_and(|is_out| is_out()) { "disk_full" } else { "ok" };
    Json(Health { status, setup: waiting.get() })
}

/// For `/api`.
pub fn routes() -> Vec<Route> {
    routes![health]
}

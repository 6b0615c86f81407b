//! Schemas that are the same whatever the objects are.

mod access;
mod app;
mod catalog;
mod common;
mod session;
mod work;

use serde_json::Value as Json;

/// All of them, each with its name.
pub fn shared() -> Vec<(&'static str, Json)> {
    [common::schemas(), session::schemas(), catalog::schemas(), work::schemas(), app::schemas(), access::schemas()]
        .into_iter()
        .flatten()
        .collect()
}

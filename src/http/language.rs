//! The language of an answer: what the signed-in person chose, else what the browser asks for, else the app's.

use std::sync::Arc;

use rocket::Request;

use crate::actor::Language;
use crate::config::Config;

/// The language to answer in.
pub fn of(request: &Request<'_>) -> Language {
    *request.local_cache(|| {
        let asked = request.headers().get_one("Accept-Language").and_then(Language::accepted);
        asked.or_else(|| request.rocket().state::<Arc<Config>>().map(|config| config.locale)).unwrap_or_default()
    })
}

/// Fixes the language for the rest of the request; the first word counts.
pub fn choose(request: &Request<'_>, language: Language) -> Language {
    *request.local_cache(|| language)
}

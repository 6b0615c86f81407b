//! The language of an answer: what the signed-in person chose, else what the browser asks for.

use rocket::Request;

use crate::actor::Language;

/// The language to answer in.
pub fn of(request: &Request<'_>) -> Language {
    *request.local_cache(|| request.headers().get_one("Accept-Language").map(Language::accepted).unwrap_or_default())
}

/// Fixes the language for the rest of the request; the first word counts.
pub fn choose(request: &Request<'_>, language: Language) -> Language {
    *request.local_cache(|| language)
}

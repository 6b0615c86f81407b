//! The version that a writer has seen: `If-Match: "3"`. Stands behind the guard of who asks in a signature: a stranger is first told
//! to sign in.

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::problem;
use crate::error::Error;

pub struct IfMatch(pub i64);

/// The same where a writer need not say what they have seen. A tag that cannot be read is refused: whoever sends one means it.
pub struct OptionalIfMatch(pub Option<i64>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for OptionalIfMatch {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        if !request.headers().contains("If-Match") {
            return Outcome::Success(Self(None));
        }
        IfMatch::from_request(request).await.map(|seen| Self(Some(seen.0)))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        let seen = request.headers().get_one("If-Match").and_then(|tag| tag.trim().trim_matches('"').parse().ok());
        match seen {
            Some(version) => Outcome::Success(Self(version)),
            None => problem::refuse(request, Error::Precondition),
        }
    }
}

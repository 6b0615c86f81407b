//! The version that a writer has seen: `If-Match: "3"`. Stands behind the guard of who asks in a signature: a stranger is first told
//! to sign in.
//!
//! A proxy that packs answers makes a weak tag of ours (`W/"3"`), or writes how it packed behind it (`"3-gzip"`): it is the same version
//! still. `*` is whatever stands: whoever sends it has decided not to look.

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::problem;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    Version(i64),
    Any,
}

impl IfMatch {
    /// None where any version will do.
    pub fn seen(self) -> Option<i64> {
        if let Self::Version(version) = self { Some(version) } else { None }
    }

    /// For what nobody overwrites unseen.
    pub fn version(self) -> Result<i64> {
        self.seen().ok_or(Error::Precondition)
    }

    fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        if tag == "*" {
            return Some(Self::Any);
        }
        let opaque = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        let number = [";gzip", "-gzip", "-br", "-zstd"].iter().find_map(|packed| opaque.strip_suffix(packed)).unwrap_or(opaque);
        number.parse().ok().map(Self::Version)
    }
}

/// The same where a writer need not say what they have seen. A tag that cannot be read is refused: whoever sends one means it.
pub struct OptionalIfMatch(pub Option<i64>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for OptionalIfMatch {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        if !request.headers().contains("If-Match") {
            return Outcome::Success(Self(None));
        }
        IfMatch::from_request(request).await.map(|seen| Self(seen.seen()))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match request.headers().get_one("If-Match").and_then(Self::parse) {
            Some(seen) => Outcome::Success(seen),
            None => problem::refuse(request, Error::Precondition),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::IfMatch;

    #[test]
    fn a_version_is_the_same_however_a_proxy_writes_it() {
        for tag in ["\"3\"", "3", " \"3\" ", "W/\"3\"", "\"3-gzip\"", "W/\"3-br\"", "\"3;gzip\""] {
            assert_eq!(IfMatch::parse(tag), Some(IfMatch::Version(3)), "{tag}");
        }
        assert_eq!(IfMatch::parse("*"), Some(IfMatch::Any));
        for tag in ["", "\"\"", "W/", "\"x\"", "\"3\", \"4\"", "\"3-\"", "w/\"3\""] {
            assert_eq!(IfMatch::parse(tag), None, "{tag}");
        }
    }
}

//! A JSON body, read within its limit and into a type; what does not fit is refused with its place.

use rocket::Request;
use rocket::data::{Data, FromData, Outcome};
use rocket::http::ContentType;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

use super::{BODY_LIMIT, problem};
use crate::error::{Error, Reason};

/// The body of a request.
#[derive(Debug)]
pub struct Input<T>(pub T);

impl<T> Input<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Input<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match read(request, data).await {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => Outcome::Error((problem::stash(request, error), ())),
        }
    }
}

async fn read<T: DeserializeOwned>(request: &Request<'_>, data: Data<'_>) -> Result<T, Error> {
    // A form of another site can send text, but not this type, without asking first (CORS preflight).
    if request.content_type().is_none_or(|kind| !kind.is_json()) {
        return Err(Error::Refused(Reason::new("request.media_type").with("expected", ContentType::JSON)));
    }
    let body = data.open(BODY_LIMIT).into_bytes().await.map_err(|_| malformed("the body broke off"))?;
    if !body.is_complete() {
        return Err(Error::TooLarge { limit: BODY_LIMIT.as_u64() });
    }
    serde_json::from_slice(&body).map_err(malformed)
}

/// For members where `null` says something and absence leaves it: `#[serde(default, deserialize_with = "input::given")]`.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// serde_json's words name what was expected, the line and the column.
fn malformed(what: impl ToString) -> Error {
    Error::Refused(Reason::new("request.malformed").with("what", what.to_string()))
}

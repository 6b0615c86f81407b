//! An answer as it came, refusals held against their shape.

use kedun::actor::Language;
use rocket::http::{ContentType, Cookie, Header, Method};
use rocket::local::blocking::{Client, LocalRequest};
use serde_json::Value as Json;

use crate::support::Person;

#[derive(Debug)]
pub struct Asked {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Json,
}

/// Sends a request. A stream of events has no end, so its body is not waited for.
pub fn ask(request: LocalRequest<'_>) -> Asked {
    let answer = request.dispatch();
    let headers = answer.headers().iter().map(|header| (header.name().to_string(), header.value().to_owned())).collect();
    let (status, streams) = (answer.status().code, answer.content_type().is_some_and(|kind| kind.is_event_stream()));
    let bytes = if streams { None } else { answer.into_bytes() };
    Asked { status, headers, body: bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default() }
}

/// A request of somebody, whatever is in it; not even the body has to be text.
pub struct Raw<'a> {
    pub method: Method,
    pub path: &'a str,
    pub body: Option<(&'a str, &'a [u8])>,
}

impl Raw<'_> {
    pub fn by(&self, client: &Client, person: &Person<'_>, language: Language) -> Asked {
        let mut request = client.req(self.method, self.path.to_owned()).cookie(Cookie::new("kedun", person.cookie().to_owned()));
        request = request.header(Header::new("Accept-Language", language.tag())).header(Header::new("If-Match", "\"1\""));
        if let Some((media_type, bytes)) = self.body {
            request = request.header(ContentType::parse_flexible(media_type).expect("a media type")).body(bytes);
        }
        ask(request)
    }
}

impl Asked {
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str()).collect()
    }

    pub fn code(&self) -> Option<&str> {
        self.body["code"].as_str()
    }

    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, Some(code)), "{}", self.body);
        assert!(self.faults().is_empty(), "{:?}: {}", self.faults(), self.body);
    }

    /// What is wrong with a refusal: its shape, words that are none, blanks that nobody filled.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.header("Content-Type") != ["application/problem+json"] {
            faults.push(format!("it is no problem but {:?}", self.header("Content-Type")));
        }
        if self.body["status"].as_u64() != Some(self.status.into()) {
            faults.push("its status is another".to_owned());
        }
        let own = ["type", "title", "code", "detail", "advice"].map(|part| (part, &self.body[part]));
        let fields = self.body["errors"].as_array().into_iter().flatten();
        for (part, words) in own.into_iter().chain(fields.map(|error| ("message", &error["message"]))) {
            match words.as_str() {
                None | Some("") => faults.push(format!("{part} is missing")),
                Some(words) if words.starts_with("errors.") => faults.push(format!("{part} is a bare key: {words}")),
                Some(words) if has_blank(words) => faults.push(format!("{part} has a blank: {words}")),
                Some(_) => {}
            }
        }
        faults
    }
}

/// `{max}`: what a message should have filled. What people typed may hold braces, too, so only the short words of blanks count.
fn has_blank(words: &str) -> bool {
    [
        "label", "field", "max", "min", "value", "limit", "name", "object", "verb", "what", "scale", "op", "length", "count", "title",
        "expected",
    ]
    .iter()
    .any(|blank| words.contains(&format!("{{{blank}}}")))
}

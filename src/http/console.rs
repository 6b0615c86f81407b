//! The web console, embedded in the binary.
//!
//! Files under `assets/` carry a hash in their name and may be kept for a year. Every other path that no file answers is a page of
//! the console itself, so `index.html` is sent, with this answer's nonce in place of `__CSP_NONCE__`.

use std::borrow::Cow;
use std::path::PathBuf;

use rocket::http::uri::Segments;
use rocket::http::uri::fmt::Path as PathPart;
use rocket::http::{ContentType, Header, Method, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::route::{Handler, Outcome};
use rocket::{Data, Route};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::headers::{Nonce, is_api};
use crate::error::{Error, Reason};

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Dist;

const PAGE: &str = "index.html";
const NONCE: &str = "__CSP_NONCE__";

/// Behind every other route.
#[derive(Clone)]
struct Console;

#[rocket::async_trait]
impl Handler for Console {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        if is_api(request.uri().path().as_str()) {
            return Outcome::forward(data, Status::NotFound);
        }
        match find(request) {
            Ok(answer) => Outcome::from(request, answer),
            Err(error) => Outcome::from(request, error),
        }
    }
}

/// For the root.
pub fn routes() -> Vec<Route> {
    vec![Route::ranked(100, Method::Get, "/<path..>", Console)]
}

struct Asset {
    file: EmbeddedFile,
    name: String,
    encoding: Option<&'static str>,
}

fn find(request: &Request<'_>) -> Result<Asset, Error> {
    let segments: Segments<'_, PathPart> = request.uri().path().segments();
    let path: PathBuf = segments.to_path_buf(false).map_err(|_| unknown())?;
    let name = path.to_string_lossy().into_owned();
    let accepted = request.headers().get_one("Accept-Encoding").unwrap_or_default();
    if name != PAGE
        && !name.is_empty()
        && let Some(answer) = variant(&name, accepted)
    {
        return Ok(answer);
    }
    if name.starts_with("assets/") {
        return Err(unknown());
    }
    let file = Dist::get(PAGE).ok_or_else(|| Error::NotFound(Reason::new("console.missing")))?;
    Ok(Asset { file, name: PAGE.into(), encoding: None })
}

fn unknown() -> Error {
    Error::NotFound(Reason::new("request.unknown_path"))
}

/// The smallest form of a file that the browser takes.
fn variant(name: &str, accepted: &str) -> Option<Asset> {
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = Dist::get(&format!("{name}{suffix}"))
        {
            return Some(Asset { file, name: name.into(), encoding: Some(encoding) });
        }
    }
    Some(Asset { file: Dist::get(name)?, name: name.into(), encoding: None })
}

fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|part| {
        let mut bits = part.split(';').map(str::trim);
        bits.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
            && !bits.any(|bit| matches!(bit, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

impl<'r> Responder<'r, 'static> for Asset {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build();
        let extension = self.name.rsplit('.').next().unwrap_or_default();
        response.header(ContentType::from_extension(extension).unwrap_or(ContentType::Binary));
        if self.name == PAGE {
            let page = String::from_utf8_lossy(&self.file.data).replace(NONCE, Nonce::of(request));
            response.header(Header::new("Cache-Control", "no-cache"));
            return response.sized_body(page.len(), std::io::Cursor::new(page)).ok();
        }
        if let Some(encoding) = self.encoding {
            response.header(Header::new("Content-Encoding", encoding));
        }
        response.header(Header::new("Vary", "Accept-Encoding"));
        if self.name.starts_with("assets/") {
            response.header(Header::new("Cache-Control", "public, max-age=31536000, immutable"));
        } else {
            let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&self.file.metadata.sha256_hash()[..16]));
            let known = request.headers().get("If-None-Match").flat_map(|line| line.split(',')).any(|known| known.trim() == tag);
            response.header(Header::new("ETag", tag)).header(Header::new("Cache-Control", "no-cache"));
            if known {
                return response.status(Status::NotModified).ok();
            }
        }
        match self.file.data {
            Cow::Borrowed(bytes) => response.sized_body(bytes.len(), std::io::Cursor::new(bytes)),
            Cow::Owned(bytes) => response.sized_body(bytes.len(), std::io::Cursor::new(bytes)),
        };
        response.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn an_encoding_is_used_only_when_the_browser_takes_it() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("gzip;q=0, br", "gzip"));
        assert!(!accepts("", "br"));
        assert!(!accepts("brotli", "br"));
    }
}

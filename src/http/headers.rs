//! The same protection on every answer: pages, files, refusals, faults.
//!
//! Rocket's Shield is off, so that nothing stands there twice. Each page is given a nonce for its styles; scripts come from our own
//! files only, never inline.

use std::sync::Arc;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Request, Response};

use crate::config::Config;

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
                      font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Everything that a page could ask the browser for and ours never does.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
                           gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
                           publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The nonce of one answer, drawn when a page asks for it.
pub struct Nonce(String);

impl Nonce {
    pub fn of<'r>(request: &'r Request<'_>) -> &'r str {
        &request.local_cache(|| Self(data_encoding::BASE64.encode(&rand::random::<[u8; 16]>()))).0
    }
}

/// The fairing.
pub struct Protection;

#[rocket::async_trait]
impl Fairing for Protection {
    fn info(&self) -> Info {
        Info { name: "Protection", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        protect(request, response);
    }
}

/// Puts the protection on. The catcher does so itself, because Rocket runs no fairing for a request that it cannot even read.
pub(super) fn protect(request: &Request<'_>, response: &mut Response<'_>) {
    let mut set = |name: &'static str, value: &'static str| {
        response.set_header(Header::new(name, value));
    };
    set("X-Content-Type-Options", "nosniff");
    set("X-Frame-Options", "DENY");
    set("Referrer-Policy", "no-referrer");
    set("Cross-Origin-Opener-Policy", "same-origin");
    set("Cross-Origin-Resource-Policy", "same-origin");
    set("Permissions-Policy", PERMISSIONS);
    // Only who reaches us over TLS may be told never to come without.
    if request.rocket().state::<Arc<Config>>().is_some_and(|config| config.is_https()) {
        set("Strict-Transport-Security", "max-age=31536000");
    }
    if is_api(request.uri().path().as_str()) {
        set("Cache-Control", "no-store");
    }
    if response.content_type().is_some_and(|kind| kind.is_html()) {
        let styles = format!("style-src 'self' 'nonce-{}'", Nonce::of(request));
        response.set_header(Header::new("Content-Security-Policy", POLICY.replace("style-src 'self'", &styles)));
    } else {
        response.set_header(Header::new("Content-Security-Policy", POLICY));
    }
}

/// Whether a path belongs to the interface.
pub fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

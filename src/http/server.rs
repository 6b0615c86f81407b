//! Rocket, built from our configuration and nothing else: no `Rocket.toml`, no `ROCKET_…` variable, no header believed.

use std::sync::Arc;

use rocket::config::{Ident, LogLevel, Shutdown, TlsConfig};
use rocket::data::{ByteUnit, Limits};
use rocket::fairing::AdHoc;
use rocket::shield::Shield;
use rocket::{Build, Rocket};

use super::forms::no_forms;
use super::headers::Protection;
use super::health::Waiting;
use super::rate::Rate;
use super::tls::Pem;
use super::{BODY_LIMIT, console, health, problem};
use crate::config::Config;

/// Seconds for requests under way to end after the server was told to stop, and then for their connections.
const GRACE: u32 = 5;
const MERCY: u32 = 2;

/// How much of a body is sent at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// The server without the app: plumbing, console, health. The caller manages its state and attaches a stage per domain.
///
/// Managed here: `Arc<Config>`, [`Rate`], [`Waiting`].
pub fn rocket(config: &Arc<Config>, tls: Option<&Pem>, waiting: Waiting) -> Rocket<Build> {
    rocket::custom(settings(config, tls))
        .manage(Arc::clone(config))
        .manage(Rate::new(&config.limits))
        .manage(waiting)
        .attach(Shield::new())
        .attach(Protection)
        .attach(no_forms())
        .attach(access_log())
        .attach(large_chunks())
        .register("/", problem::catchers())
        .mount("/api", health::routes())
        .mount("/", console::routes())
}

fn settings(config: &Config, tls: Option<&Pem>) -> rocket::Config {
    let limits = Limits::new()
        .limit("json", BODY_LIMIT)
        .limit("bytes", BODY_LIMIT)
        .limit("string", BODY_LIMIT)
        .limit("form", ByteUnit::Kibibyte(64))
        .limit("data-form", ByteUnit::Kibibyte(64))
        .limit("file", ByteUnit::from(config.limits.upload_bytes()));
    rocket::Config {
        address: config.listen.ip(),
        port: config.listen.port(),
        ident: Ident::none(),
        // Whose word counts is decided by `address`, never by Rocket.
        ip_header: None,
        limits,
        tls: tls.map(|pem| TlsConfig::from_bytes(pem.chain.as_bytes(), pem.key.as_bytes())),
        temp_dir: config.data.clone().into(),
        keep_alive: 30,
        // Stopping is the caller's work after the last request; the process must not be torn down under it.
        shutdown: Shutdown { grace: GRACE, mercy: MERCY, force: false, ..Shutdown::default() },
        log_level: LogLevel::Off,
        cli_colors: false,
        ..rocket::Config::release_default()
    }
}

/// One line per request, with the pattern of its address alone: what people type into an address is theirs.
fn access_log() -> AdHoc {
    AdHoc::on_response("Access log", |request, response| {
        Box::pin(async move {
            tracing::debug!(method = %request.method(), route = problem::route(request), status = response.status().code, "request");
        })
    })
}

/// Rocket hands a body on in pieces of 4 KB, each with a wake-up and a system call; a page of a list is about 30 KB.
fn large_chunks() -> AdHoc {
    AdHoc::on_response("Large chunks", |_, response| Box::pin(async move { response.set_max_chunk_size(CHUNK) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::{ContentType, Status};
    use rocket::local::blocking::Client;
    use rocket::{get, post, routes};

    #[get("/panic")]
    fn panics() -> &'static str {
        panic!("on purpose")
    }

    #[post("/echo", data = "<input>")]
    fn echo(input: crate::http::Input<std::collections::BTreeMap<String, u8>>) -> String {
        format!("{:?}", input.into_inner())
    }

    fn client() -> Client {
        let config = Config { data: std::env::temp_dir(), ..Config::default() };
        let rocket = rocket(&Arc::new(config), None, Waiting::new(true)).mount("/api", routes![panics, echo]);
        Client::untracked(rocket).unwrap()
    }

    #[test]
    fn every_answer_is_protected() {
        let client = client();
        for path in ["/api/health", "/api/nothing", "/api/panic", "/", "/customers", "/assets/none.js"] {
            let answer = client.get(path).dispatch();
            for name in ["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"]
            {
                assert_eq!(answer.headers().get(name).count(), 1, "{path}: {name}");
            }
            let policy = answer.headers().get_one("Content-Security-Policy").unwrap();
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            assert!(answer.headers().get_one("Strict-Transport-Security").is_some(), "{path}");
            assert_eq!(answer.headers().get_one("Server"), None, "{path}");
            assert_eq!(path.starts_with("/api"), answer.headers().get_one("Cache-Control") == Some("no-store"), "{path}");
        }
    }

    #[test]
    fn refusals_have_one_shape_whoever_refuses() {
        let client = client();
        for (answer, status, code) in [
            (client.get("/api/nothing").dispatch(), 404, "request.unknown_path"),
            (client.get("/api/panic").dispatch(), 500, "internal"),
            (client.get("/assets/none.js").dispatch(), 404, "request.unknown_path"),
            (client.post("/api/echo").header(ContentType::JSON).body("{\"a\": 1,}").dispatch(), 400, "request.malformed"),
            (client.post("/api/echo").header(ContentType::JSON).body("{\"a\": 300}").dispatch(), 400, "request.malformed"),
            (client.post("/api/echo").header(ContentType::Form).body("a=1").dispatch(), 415, "request.media_type"),
            (client.post("/api/echo").header(ContentType::JSON).body(vec![b' '; 2 << 20]).dispatch(), 413, "request.too_large"),
            (client.req(rocket::http::Method::Trace, "/api/health").dispatch(), 404, "request.unknown_path"),
        ] {
            assert_eq!(answer.status(), Status::new(status));
            assert_eq!(answer.content_type(), Some(ContentType::new("application", "problem+json")));
            let body: serde_json::Value = serde_json::from_str(&answer.into_string().unwrap()).unwrap();
            assert_eq!(body["code"], code, "{body}");
            assert!(!body["detail"].as_str().unwrap().contains("errors."), "{body}");
        }
    }

    #[test]
    fn a_malformed_body_is_told_its_place() {
        let client = client();
        let answer = client.post("/api/echo").header(ContentType::JSON).body("{\"a\": 1,\n \"b\": x}").dispatch();
        assert!(answer.into_string().unwrap().contains("line 2"));
    }

    #[test]
    fn health_is_for_anyone() {
        assert_eq!(client().get("/api/health").dispatch().into_string().unwrap(), r#"{"status":"ok","setup":true}"#);
    }
}

//! Refusals, as RFC 9457 problems: `{type, title, status, code, detail, advice, errors, trace}`.
//!
//! One shape, whoever refuses. A handler returns an [`Error`]. A guard can only give Rocket a status, so it leaves its error with the
//! request ([`refuse`]) and the catcher finds it there. What Rocket refuses itself, and a panic, are given the nearest error.
//! Words come from `locales/<language>/errors.toml` under the stable code; a fault's cause goes to the log under its number, and no further.

use std::io::{self, Cursor};
use std::sync::Mutex;
use std::time::Duration;

use rocket::http::{ContentType, Header, Method, Status};
use rocket::request::{self, Request};
use rocket::response::{self, Responder, Response};
use rocket::{Catcher, catch, catchers};
use serde::Serialize;
use serde_json::Value;

use super::{headers, language};
use crate::actor::Language;
use crate::error::{Error, Fault, Invalid, Reason, whole_seconds};
use crate::i18n;

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: String,
    status: u16,
    code: &'a str,
    detail: String,
    advice: String,
    errors: Vec<FieldProblem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'a str>,
    /// The record as it stands, when somebody else saved first.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'a Value>,
    /// The operation that has undone what was to be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_by: Option<String>,
}

#[derive(Serialize)]
struct FieldProblem<'a> {
    field: &'a str,
    code: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<DuplicateLink<'a>>,
}

#[derive(Serialize)]
struct DuplicateLink<'a> {
    object: &'a str,
    id: String,
    title: &'a str,
}

/// The status that belongs to an error.
pub fn status(error: &Error) -> Status {
    match error {
        Error::Rejected(_) => Status::UnprocessableEntity,
        Error::Refused(reason) => match reason.code.as_ref() {
            "request.media_type" => Status::UnsupportedMediaType,
            "request.method" => Status::MethodNotAllowed,
            // What is wrong with the request itself, before any rule of the business looked at it.
            code if ["request.", "query.", "filter."].iter().any(|topic| code.starts_with(topic)) => Status::BadRequest,
            _ => Status::UnprocessableEntity,
        },
        Error::Unauthenticated(_) => Status::Unauthorized,
        Error::Forbidden(_) => Status::Forbidden,
        Error::NotFound(_) => Status::NotFound,
        Error::Conflict(_) => Status::Conflict,
        Error::Stale(_) => Status::PreconditionFailed,
        Error::Precondition => Status::PreconditionRequired,
        Error::TooLarge { .. } => Status::PayloadTooLarge,
        Error::TooMany { .. } => Status::TooManyRequests,
        Error::NoSpace => Status::new(507),
        Error::Internal(fault) if is_unavailable(fault) => Status::ServiceUnavailable,
        Error::Internal(_) => Status::InternalServerError,
    }
}

/// Every reading connection, or the database itself, stayed busy: it may be better in a moment.
fn is_unavailable(fault: &Fault) -> bool {
    let busy = |error: &io::Error| error.kind() == io::ErrorKind::ResourceBusy;
    fault.cause.is::<diesel::r2d2::PoolError>() || fault.cause.downcast_ref().is_some_and(busy)
}

/// The pattern of the address, never the address: people type names into it.
pub(super) fn route<'r>(request: &'r Request<'_>) -> &'r str {
    request.route().map_or("none", |route| route.uri.as_str())
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        if let Self::Internal(fault) = &self {
            tracing::error!(trace = %fault.trace, cause = %fault.cause, method = %request.method(), route = route(request), "a request failed");
        }
        let status = status(&self);
        let body = serde_json::to_vec(&problem(&self, status, language::of(request))).map_err(|_| Status::InternalServerError)?;
        let mut response = Response::build();
        response.status(status).header(ContentType::new("application", "problem+json")).sized_body(body.len(), Cursor::new(body));
        if let Self::TooMany { retry_after } = self {
            response.header(Header::new("Retry-After", whole_seconds(retry_after).to_string()));
        }
        response.ok()
    }
}

fn problem(error: &Error, status: Status, language: Language) -> Problem<'_> {
    let code = error.code();
    let args = error.args();
    let fields = if let Error::Rejected(fields) = error { fields.as_slice() } else { &[] };
    Problem {
        r#type: "about:blank",
        title: i18n::find(language, &format!("errors.title.{}", status.code)).unwrap_or(status.reason_lossy()).to_owned(),
        status: status.code,
        code,
        detail: i18n::fill(language, &format!("errors.{code}.detail"), &args),
        advice: i18n::fill(language, &format!("errors.{code}.advice"), &args),
        errors: fields.iter().map(|invalid| field_problem(invalid, language)).collect(),
        trace: if let Error::Internal(fault) = error { Some(&fault.trace) } else { None },
        current: if let Error::Stale(current) = error { Some(&**current) } else { None },
        undone_by: args.into_iter().find(|(name, _)| *name == "undone_by").map(|(_, number)| number),
    }
}

/// One field's error, as it stands in a problem's `errors`.
pub fn describe(invalid: &Invalid, language: Language) -> Value {
    serde_json::to_value(field_problem(invalid, language)).unwrap_or_default()
}

fn field_problem(invalid: &Invalid, language: Language) -> FieldProblem<'_> {
    FieldProblem {
        field: &invalid.field,
        code: &invalid.reason.code,
        message: i18n::fill(language, &format!("errors.{}", invalid.reason.code), &invalid.reason.args),
        link: invalid.clash.as_ref().map(|clash| DuplicateLink { object: &clash.object, id: clash.id.to_string(), title: &clash.title }),
    }
}

type Stash = Mutex<Option<Error>>;

/// Leaves the error for the catcher; returns the status to fail with.
pub fn stash(request: &Request<'_>, error: Error) -> Status {
    let status = status(&error);
    if let Ok(mut stash) = request.local_cache(Stash::default).lock() {
        *stash = Some(error);
    }
    status
}

/// Turns a request away before any route is looked for: it is sent nowhere, and the catcher tells why.
pub(super) fn turn_away(request: &mut Request<'_>, error: Error) {
    stash(request, error);
    request.set_method(Method::Post);
    request.set_uri(rocket::uri!("/"));
}

/// A guard's refusal. The error itself waits for the catcher; Rocket is handed one of its kind.
pub fn refuse<T>(request: &Request<'_>, error: Error) -> request::Outcome<T, Error> {
    refused_with(stash(request, error))
}

/// The refusal of a guard that found another guard's error waiting.
pub fn refused_with<T>(status: Status) -> request::Outcome<T, Error> {
    request::Outcome::Error((status, nearest(status)))
}

/// A refusal that brings its own protective headers.
struct Caught(Error);

impl<'r> Responder<'r, 'static> for Caught {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = self.0.respond_to(request)?;
        headers::protect(request, &mut response);
        Ok(response)
    }
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> Caught {
    let left = request.local_cache(Stash::default).lock().ok().and_then(|mut stash| stash.take());
    Caught(left.unwrap_or_else(|| nearest(status)))
}

/// What Rocket means by a status of its own.
fn nearest(status: Status) -> Error {
    match status.code {
        400 => Error::refused("request.unreadable"),
        401 => Error::unauthenticated("session.required"),
        403 => Error::forbidden("access.forbidden"),
        405 => Error::refused("request.method"),
        413 => Error::TooLarge { limit: super::BODY_LIMIT.as_u64() },
        415 => Error::refused("request.media_type"),
        // A path parameter that is no id is how Rocket comes to 422 by itself: nothing is called so.
        404 | 422 => Error::NotFound(Reason::new("request.unknown_path")),
        429 => Error::TooMany { retry_after: Duration::from_secs(1) },
        507 => Error::NoSpace,
        _ => Error::internal(format!("a handler ended with status {}; if it panicked, the panic stands above in the log", status.code)),
    }
}

/// For the root: every path, `/api` and others.
pub fn catchers() -> Vec<Catcher> {
    catchers![any]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Clash;

    fn shown(error: &Error, language: Language) -> Value {
        serde_json::to_value(problem(error, status(error), language)).unwrap()
    }

    #[test]
    fn a_refusal_has_words_in_both_languages() {
        let error = Error::TooMany { retry_after: Duration::from_millis(1200) };
        let chinese = shown(&error, Language::Chinese);
        assert_eq!((chinese["status"].as_u64(), chinese["code"].as_str()), (Some(429), Some("request.too_many")));
        assert!(chinese["detail"].as_str().unwrap().contains('2') || chinese["advice"].as_str().unwrap().contains('2'), "{chinese}");
        assert_ne!(chinese["title"], shown(&error, Language::English)["title"]);
    }

    #[test]
    fn a_field_error_names_the_record_it_clashes_with() {
        let clash = Clash { object: "customer".into(), id: 7, title: "恒通".into() };
        let error = Error::Rejected(vec![Invalid { clash: Some(Box::new(clash)), ..Invalid::new("login", "login.taken") }]);
        let shown = shown(&error, Language::English);
        assert_eq!(shown["errors"][0]["link"], serde_json::json!({"object": "customer", "id": "7", "title": "恒通"}));
        assert!(!shown["errors"][0]["message"].as_str().unwrap().starts_with("errors."));
    }

    #[test]
    fn a_fault_shows_its_number_and_nothing_else() {
        let error = Error::internal("SELECT secret FROM drawer");
        let text = shown(&error, Language::English).to_string();
        assert!(!text.contains("secret") && text.contains("\"trace\""), "{text}");
    }

    #[test]
    fn whatever_rocket_refuses_has_words() {
        for code in [400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 503, 507] {
            let error = nearest(Status::new(code));
            for language in Language::ALL {
                let shown = shown(&error, language);
                for part in ["title", "detail", "advice"] {
                    let text = shown[part].as_str().unwrap();
                    assert!(!text.starts_with("errors.") && !text.contains('{'), "{code} {part}: {shown}");
                }
            }
        }
    }
}

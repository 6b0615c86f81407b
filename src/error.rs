//! One error for the whole app.
//!
//! Every refusal carries a stable code; its words (what happened, what to do) live in `locales/` under that code,
//! so that a log, a script and a person in either language are told the same thing. An unforeseen fault is
//! [`Error::Internal`]: its cause goes to the server's log under an error number, and only the number leaves the app.
//!
//! This module knows nothing of HTTP; `http::problem` turns an error into an answer.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::i18n;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Words that fill the blanks of a message: `("label", "客户名称")`.
pub type Args = Vec<(&'static str, String)>;

#[derive(Debug)]
pub enum Error {
    /// What was typed cannot be saved; one entry per field.
    Rejected(Vec<Invalid>),
    /// A rule of the business says no.
    Refused(Reason),
    /// Nobody is signed in, or the sign-in was not accepted.
    Unauthenticated(Reason),
    Forbidden(Reason),
    /// Not there, or out of the actor's sight: nobody can tell which.
    NotFound(Reason),
    /// It stands in the way of something else.
    Conflict(Reason),
    /// Somebody saved first; the record as it stands now.
    Stale(Box<serde_json::Value>),
    /// A change without `If-Match` would overwrite unseen.
    Precondition,
    TooLarge {
        limit: u64,
    },
    TooMany {
        retry_after: Duration,
    },
    /// The disk is full: nothing was saved.
    NoSpace,
    Internal(Fault),
}

/// A stable code and what fills its message.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    pub code: Cow<'static, str>,
    pub args: Args,
}

/// One field that cannot be saved as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    pub field: String,
    pub reason: Reason,
    /// The record it clashes with, where the actor may see it.
    pub clash: Option<Box<Clash>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    pub object: String,
    pub id: i64,
    pub title: String,
}

/// Something that should not have happened.
#[derive(Debug)]
pub struct Fault {
    /// Error number shown to the person and written to the log.
    pub trace: String,
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

impl Reason {
    pub fn new(code: impl Into<Cow<'static, str>>) -> Self {
        Self { code: code.into(), args: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// What somebody typed, told back. Cut short: a message must not grow with what it complains about.
    pub fn typed(self, text: &str) -> Self {
        self.with("value", i18n::short(text))
    }
}

impl Invalid {
    pub fn new(field: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), reason: Reason::new(code), clash: None }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.reason = self.reason.with(name, value);
        self
    }
}

impl Error {
    /// One field is wrong.
    pub fn rejected(field: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self::Rejected(vec![Invalid::new(field, code)])
    }

    pub fn refused(code: &'static str) -> Self {
        Self::Refused(Reason::new(code))
    }

    pub fn forbidden(code: &'static str) -> Self {
        Self::Forbidden(Reason::new(code))
    }

    pub fn unauthenticated(code: &'static str) -> Self {
        Self::Unauthenticated(Reason::new(code))
    }

    /// A record that is not there or out of sight.
    pub fn not_found() -> Self {
        Self::NotFound(Reason::new("record.not_found"))
    }

    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Fault { trace: trace_number(), cause: cause.into() })
    }

    /// What fills the blanks of its words.
    pub fn args(&self) -> Args {
        match self {
            Self::Refused(r) | Self::Unauthenticated(r) | Self::Forbidden(r) | Self::NotFound(r) | Self::Conflict(r) => r.args.clone(),
            Self::Rejected(fields) => vec![("count", fields.len().to_string())],
            Self::TooLarge { limit } => vec![("limit", in_units(*limit))],
            Self::TooMany { retry_after } => vec![("seconds", whole_seconds(*retry_after).to_string())],
            Self::Internal(fault) => vec![("trace", fault.trace.clone())],
            Self::Stale(_) | Self::Precondition | Self::NoSpace => Vec::new(),
        }
    }

    /// The stable code that scripts and translations go by.
    pub fn code(&self) -> &str {
        match self {
            Self::Rejected(_) => "record.rejected",
            Self::Refused(r) | Self::Unauthenticated(r) | Self::Forbidden(r) | Self::NotFound(r) | Self::Conflict(r) => &r.code,
            Self::Stale(_) => "record.stale",
            Self::Precondition => "request.precondition",
            Self::TooLarge { .. } => "request.too_large",
            Self::TooMany { .. } => "request.too_many",
            Self::NoSpace => "storage.full",
            Self::Internal(_) => "internal",
        }
    }
}

fn in_units(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MB", bytes >> 20) } else { format!("{} KB", bytes >> 10) }
}

/// Rounded up, at least one: who comes back at once is refused again.
pub fn whole_seconds(duration: Duration) -> u64 {
    (duration.as_secs() + u64::from(duration.subsec_nanos() > 0)).max(1)
}

fn trace_number() -> String {
    format!("{:08x}", rand::random::<u32>())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(fields) => {
                let list: Vec<_> = fields.iter().map(|i| format!("{}: {}", i.field, i.reason.code)).collect();
                write!(f, "record.rejected ({})", list.join(", "))
            }
            Self::Internal(fault) => write!(f, "internal {}: {}", fault.trace, fault.cause),
            other => f.write_str(other.code()),
        }
    }
}

impl std::error::Error for Error {}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::not_found(),
            diesel::result::Error::DatabaseError(_, told) if tells_of_full_disk(told.message()) => Self::NoSpace,
            other => Self::internal(other),
        }
    }
}

/// Whether a fault of SQLite tells of a full disk. It has a code for that, which Diesel does not tell.
pub fn tells_of_full_disk(fault: &str) -> bool {
    fault.contains("disk is full")
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::internal(error),
        }
    }
}

macro_rules! faults {
    ($($cause:ty),*) => { $(impl From<$cause> for Error { fn from(cause: $cause) -> Self { Self::internal(cause) } })* };
}
faults!(serde_json::Error, diesel::ConnectionError, diesel::r2d2::PoolError);

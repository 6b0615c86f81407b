//! What policies can know of the moment in which they are asked: Cedar's `context`.

use cedar_policy::{Context, RestrictedExpression};
use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;

use super::error::PolicyError;

/// In the company's zone. Its parts are declared as `Moment` in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Moment {
    /// 0 to 23.
    hour: u32,
    /// Monday is 1, Sunday is 7 (ISO 8601).
    weekday: u32,
}

impl Moment {
    pub fn new(now: DateTime<Utc>, zone: Tz) -> Self {
        let local = now.with_timezone(&zone);
        Self { hour: local.hour(), weekday: local.weekday().number_from_monday() }
    }

    pub fn context(self) -> Result<Context, PolicyError> {
        let long = |number: u32| RestrictedExpression::new_long(number.into());
        Context::from_pairs([("hour".to_owned(), long(self.hour)), ("weekday".to_owned(), long(self.weekday))])
            .map_err(PolicyError::undecided)
    }
}

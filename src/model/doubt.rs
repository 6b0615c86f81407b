//! Values that are allowed and seldom meant: whoever types one is asked.

use chrono::NaiveDate;

use super::{Context, Shape, Value};

/// What of a field's values is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A day or a moment that has passed.
    Past,
    /// A day or a moment that is still to come.
    Future,
    /// Less than nothing.
    Negative,
}

impl Doubt {
    /// How the catalog calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Future => "future",
            Self::Negative => "negative",
        }
    }

    /// What is said of such a value.
    pub fn code(self) -> &'static str {
        match self {
            Self::Past => "doubt.past",
            Self::Future => "doubt.future",
            Self::Negative => "doubt.negative",
        }
    }

    /// Whether a value of that shape is one that is asked about. Today is neither past nor to come.
    pub fn is_about(self, shape: Shape, value: &Value, context: &Context) -> bool {
        let day = || value.text()?.parse::<NaiveDate>().ok();
        let today = context.now.with_timezone(&context.zone).date_naive();
        let now = context.now.timestamp_millis();
        match (self, shape) {
            (Self::Past, Shape::Date) => day().is_some_and(|day| day < today),
            (Self::Future, Shape::Date) => day().is_some_and(|day| day > today),
            (Self::Past, Shape::Moment) => value.int().is_some_and(|at| at < now),
            (Self::Future, Shape::Moment) => value.int().is_some_and(|at| at > now),
            (Self::Negative, _) => value.int().is_some_and(|number| number < 0),
            (Self::Past | Self::Future, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::actor::Language;

    #[test]
    fn a_day_is_measured_by_the_companys_clock() {
        // It is Tuesday in Shanghai already, and still Monday in Greenwich.
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 20, 0, 0).unwrap();
        let context = Context { now, zone: chrono_tz::Asia::Shanghai, user: None, language: Language::English, area_code: None };
        let about = |doubt: Doubt, day: &str| doubt.is_about(Shape::Date, &day.into(), &context);
        assert_eq!(["2026-11-23", "2026-11-24", "2026-11-25"].map(|day| about(Doubt::Past, day)), [true, false, false]);
        assert_eq!(["2026-11-23", "2026-11-24", "2026-11-25"].map(|day| about(Doubt::Future, day)), [false, false, true]);
        assert!(Doubt::Negative.is_about(Shape::Money, &Value::Int(-1), &context));
        assert!(!Doubt::Negative.is_about(Shape::Money, &Value::Int(0), &context) && !about(Doubt::Past, "x"));
    }
}

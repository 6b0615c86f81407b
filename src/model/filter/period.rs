//! Relative days: "this week", "the past 30 days". Weeks begin on Monday, as in China.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde_json::Value as Json;

use crate::error::Reason;
use crate::model::Context;

/// From a day (inclusive; none means ever) to a day (exclusive).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Option<NaiveDate>,
    pub to: NaiveDate,
}

impl Period {
    /// A word such as `this_week`, or `{"past": 30}` / `{"next": 7}`, both counting today.
    pub fn parse(input: &Json, context: &Context) -> Result<Self, Reason> {
        let today = context.now.with_timezone(&context.zone).date_naive();
        let found = match input {
            Json::String(word) => named(word, today),
            Json::Object(map) if map.len() == 1 => {
                let days = |name: &str| map.get(name).and_then(Json::as_u64).filter(|&n| (1..=3660).contains(&n));
                match (days("past"), days("next")) {
                    (Some(n), _) => span(today.checked_sub_days(Days::new(n - 1)), today.checked_add_days(Days::new(1))),
                    (_, Some(n)) => span(Some(today), today.checked_add_days(Days::new(n))),
                    _ => None,
                }
            }
            _ => None,
        };
        found.ok_or_else(|| Reason::new("filter.value"))
    }
}

fn span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Period> {
    Some(Period { from: Some(from?), to: to? })
}

fn named(word: &str, today: NaiveDate) -> Option<Period> {
    let day = |n: i64| today.checked_add_signed(chrono::Duration::days(n));
    let monday = day(-i64::from(today.weekday().num_days_from_monday()))?;
    let week = |n: i64| monday.checked_add_signed(chrono::Duration::weeks(n));
    let first = today.with_day(1)?;
    let month = |n: i32| shift(first, n);
    let quarter = first.with_month0(first.month0() / 3 * 3)?;
    let year = first.with_month0(0)?;
    match word {
        "today" => span(day(0), day(1)),
        "tomorrow" => span(day(1), day(2)),
        "yesterday" => span(day(-1), day(0)),
        "this_week" => span(week(0), week(1)),
        "last_week" => span(week(-1), week(0)),
        "next_week" => span(week(1), week(2)),
        "this_month" => span(month(0), month(1)),
        "last_month" => span(month(-1), month(0)),
        "next_month" => span(month(1), month(2)),
        "this_quarter" => span(Some(quarter), shift(quarter, 3)),
        "this_year" => span(Some(year), shift(year, 12)),
        "overdue" => Some(Period { from: None, to: today }),
        _ => None,
    }
}

fn shift(day: NaiveDate, months: i32) -> Option<NaiveDate> {
    let by = Months::new(months.unsigned_abs());
    if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) }
}

//! A moment. Typed in the company's time zone, kept in UTC.

use chrono::{Days, NaiveDate, TimeZone};
use serde_json::Value as Json;

use super::date::TIME_OPS;
use super::{ApiValue, Context, Kind, Op, PolicyType, Shape, Storage, list, plain_predicate};
use crate::clock::{from_millis, rfc3339};
use crate::db::sql::{Column, Compare, Predicate};
use crate::error::Reason;
use crate::model::filter::{Period, compare};
use crate::model::{Field, Value};
use crate::sheet::Cell;
use crate::text::date::{format_datetime, parse_datetime};

#[derive(Debug)]
pub struct DateTimeKind;

impl Kind for DateTimeKind {
    fn name(&self) -> &'static str {
        "datetime"
    }

    fn storage(&self) -> Storage {
        Storage::Int
    }

    fn shape(&self) -> Shape {
        Shape::Moment
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Long)
    }

    fn ops(&self) -> &'static [Op] {
        TIME_OPS
    }

    fn read(&self, _: &Field, text: &str, context: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        parse_datetime(text, context.zone).map(Value::from).map_err(|e| Reason::new(e.code()).typed(text))
    }

    fn json<'v>(&self, _: &Field, value: &'v Value) -> ApiValue<'v> {
        value.int().map_or(ApiValue::Null, |ms| rfc3339(from_millis(ms)).into())
    }

    fn words(&self, _: &Field, value: &Value, context: &Context) -> String {
        let local = |ms| from_millis(ms).with_timezone(&context.zone).format("%Y-%m-%d %H:%M").to_string();
        value.int().map(local).unwrap_or_default()
    }

    /// With its seconds, so that it comes back as it was.
    fn cell(&self, _: &Field, value: &Value, context: &Context) -> Cell {
        value.int().map_or(Cell::Empty, |ms| Cell::Text(format_datetime(from_millis(ms), context.zone)))
    }

    /// A bare day means the whole day: equal to it, up to its end, after it.
    fn predicate(&self, field: &Field, column: Column, op: Op, input: &Json, context: &Context) -> Result<Predicate, Reason> {
        let start = |day: NaiveDate| Value::Int(day_start(day, context));
        let day = |input: &Json| input.as_str().and_then(|t| t.parse::<NaiveDate>().ok());
        let next = |day: NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day);
        let at_least = |v| compare(column.clone(), Compare::Gte, v);
        let before = |v| compare(column.clone(), Compare::Lt, v);
        Ok(match (op, day(input)) {
            (Op::Eq, Some(d)) => at_least(start(d)).and(before(start(next(d)))),
            (Op::Ne, Some(d)) => at_least(start(d)).and(before(start(next(d)))).negate(),
            (Op::Lte, Some(d)) => before(start(next(d))),
            (Op::Gt, Some(d)) => at_least(start(next(d))),
            (Op::Between, _) => {
                let [from, to] = list(input)? else { return Err(Reason::new("filter.value")) };
                let from = self.operand(field, from, context)?;
                let upper = match day(to) {
                    Some(d) => before(start(next(d))),
                    None => compare(column.clone(), Compare::Lte, self.operand(field, to, context)?),
                };
                at_least(from).and(upper)
            }
            (Op::Within, _) if input.as_str() == Some("overdue") => before(Value::from(context.now)),
            (Op::Within, _) => {
                let period = Period::parse(input, context)?;
                period.from.map_or(Predicate::True, |d| at_least(start(d))).and(before(start(period.to)))
            }
            _ => plain_predicate(self, field, column, op, input, context)?,
        })
    }
}

/// The first moment of a day in the company's zone, in milliseconds. Where the clocks skip it, the first that exists.
fn day_start(day: NaiveDate, context: &Context) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = context.zone.from_local_datetime(&midnight);
    local
        .earliest()
        .or_else(|| context.zone.from_local_datetime(&(midnight + chrono::Duration::hours(1))).earliest())
        .map_or_else(|| midnight.and_utc().timestamp_millis(), |moment| moment.timestamp_millis())
}

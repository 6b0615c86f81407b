//! A day, `YYYY-MM-DD`.

use serde_json::Value as Json;

use super::{Context, Kind, Op, Shape, plain_predicate};
use crate::db::sql::{Column, Compare, Predicate};
use crate::error::Reason;
use crate::model::filter::{Period, compare};
use crate::model::{Field, Value};
use crate::sheet::Cell;
use crate::text::date::parse_date;

#[derive(Debug)]
pub struct DateKind;

pub(super) const TIME_OPS: &[Op] = &[Op::Eq, Op::Ne, Op::Lt, Op::Lte, Op::Gt, Op::Gte, Op::Between, Op::Within, Op::Empty];

impl Kind for DateKind {
    fn name(&self) -> &'static str {
        "date"
    }

    fn shape(&self) -> Shape {
        Shape::Date
    }

    fn ops(&self) -> &'static [Op] {
        TIME_OPS
    }

    fn read(&self, _: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        parse_date(text).map(|day| Value::Text(day.to_string())).map_err(|e| Reason::new(e.code()).typed(text))
    }

    fn cell(&self, _: &Field, value: &Value, _: &Context) -> Cell {
        value.text().and_then(|t| t.parse().ok()).map_or(Cell::Empty, Cell::Date)
    }

    fn predicate(&self, field: &Field, column: Column, op: Op, input: &Json, context: &Context) -> Result<Predicate, Reason> {
        if op != Op::Within {
            return plain_predicate(self, field, column, op, input, context);
        }
        let period = Period::parse(input, context)?;
        let day = |d: chrono::NaiveDate| Value::Text(d.to_string());
        let from = period.from.map_or(Predicate::True, |d| compare(column.clone(), Compare::Gte, day(d)));
        Ok(from.and(compare(column, Compare::Lt, day(period.to))))
    }
}

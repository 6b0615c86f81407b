//! A share of a hundred; "12.5" and "12.5%" are the same.

use serde_json::Value as Json;

use super::number::decimal_text;
use super::{ApiValue, Context, Kind, ORDER_OPS, Op, PolicyType, Shape, Storage};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::sheet::Cell;
use crate::text::amount;

#[derive(Debug)]
pub struct PercentKind;

impl Kind for PercentKind {
    fn name(&self) -> &'static str {
        "percent"
    }

    fn storage(&self) -> Storage {
        Storage::Int
    }

    fn shape(&self) -> Shape {
        Shape::Decimal
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Long)
    }

    fn ops(&self) -> &'static [Op] {
        ORDER_OPS
    }

    fn parse(&self, field: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        self.read(field, &decimal_text(input)?, context)
    }

    fn read(&self, field: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        amount::percent(text, field.scale).map(Value::Int).map_err(|e| Reason::new(e.code()).with("scale", field.scale))
    }

    fn json<'v>(&self, field: &Field, value: &'v Value) -> ApiValue<'v> {
        value.int().map_or(ApiValue::Null, |i| amount::format_scaled(i, field.scale).into())
    }

    fn words(&self, field: &Field, value: &Value, _: &Context) -> String {
        value.int().map(|i| format!("{}%", amount::format_scaled(i, field.scale))).unwrap_or_default()
    }

    fn cell(&self, field: &Field, value: &Value, context: &Context) -> Cell {
        if value.is_null() { Cell::Empty } else { Cell::Text(self.words(field, value, context)) }
    }
}

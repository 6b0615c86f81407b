//! A decimal number, kept as a whole number of its smallest unit (`scale` decimals).

use serde_json::Value as Json;

use super::{ApiValue, Context, Kind, ORDER_OPS, Op, PolicyType, Shape, Storage};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::sheet::Cell;
use crate::text::amount;

#[derive(Debug)]
pub struct NumberKind;

impl Kind for NumberKind {
    fn name(&self) -> &'static str {
        "number"
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

    fn read(&self, field: &Field, text: &str, context: &Context) -> Result<Value, Reason> {
        self.read_in(field, text, 0, context)
    }

    fn read_in(&self, field: &Field, text: &str, power: u32, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        let reason = |e: amount::AmountError| Reason::new(e.code()).with("scale", field.scale);
        amount::decimal_in(text, field.scale, power).map(Value::Int).map_err(reason)
    }

    fn is_counted(&self) -> bool {
        true
    }

    fn json<'v>(&self, field: &Field, value: &'v Value) -> ApiValue<'v> {
        value.int().map_or(ApiValue::Null, |i| amount::format_scaled(i, field.scale).into())
    }

    fn cell(&self, field: &Field, value: &Value, _: &Context) -> Cell {
        value.int().map_or(Cell::Empty, |i| Cell::Number(amount::format_scaled(i, field.scale)))
    }
}

/// A number may come as a JSON number or as its decimal text; the text is exact.
pub(super) fn decimal_text(input: &Json) -> Result<String, Reason> {
    match input {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        _ => Err(Reason::new("field.type")),
    }
}

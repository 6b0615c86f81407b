//! An amount: cents inside, `{"amount": "1234.50", "currency": "CNY"}` outside. One currency for now, named all the same.

use serde_json::Value as Json;

use super::number::decimal_text;
use super::{ApiValue, Context, Kind, ORDER_OPS, Op, PolicyType, Shape, Storage};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::money::{Cents, DEFAULT_CURRENCY};
use crate::sheet::Cell;
use crate::text::amount;

#[derive(Debug)]
pub struct MoneyKind;

impl Kind for MoneyKind {
    fn name(&self) -> &'static str {
        "money"
    }

    fn storage(&self) -> Storage {
        Storage::Int
    }

    fn shape(&self) -> Shape {
        Shape::Money
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Long)
    }

    fn ops(&self) -> &'static [Op] {
        ORDER_OPS
    }

    fn parse(&self, field: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        let Json::Object(map) = input else { return self.read(field, &decimal_text(input)?, context) };
        match map.get("currency") {
            None => {}
            Some(Json::String(currency)) if currency == DEFAULT_CURRENCY => {}
            Some(_) => return Err(Reason::new("amount.currency").with("currency", DEFAULT_CURRENCY)),
        }
        self.read(field, &decimal_text(map.get("amount").unwrap_or(&Json::Null))?, context)
    }

    fn read(&self, field: &Field, text: &str, context: &Context) -> Result<Value, Reason> {
        self.read_in(field, text, 0, context)
    }

    fn read_in(&self, _: &Field, text: &str, power: u32, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        let reason = |e: amount::AmountError| Reason::new(e.code()).with("scale", 2).with("currency", DEFAULT_CURRENCY).typed(text);
        amount::parse_in(text, power).map(Value::Int).map_err(reason)
    }

    fn is_counted(&self) -> bool {
        true
    }

    fn json<'v>(&self, _: &Field, value: &'v Value) -> ApiValue<'v> {
        value.int().map_or(ApiValue::Null, |i| ApiValue::Money { amount: Cents(i).to_string(), currency: DEFAULT_CURRENCY })
    }

    fn words(&self, _: &Field, value: &Value, _: &Context) -> String {
        value.int().map(|i| Cents(i).to_string()).unwrap_or_default()
    }

    fn cell(&self, _: &Field, value: &Value, _: &Context) -> Cell {
        value.int().map_or(Cell::Empty, |i| Cell::Number(Cents(i).to_string()))
    }
}

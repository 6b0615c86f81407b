//! An e-mail address.

use super::{Context, Kind, Op, Shape, TEXT_OPS};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::text::{email, mask};

#[derive(Debug)]
pub struct EmailKind;

impl Kind for EmailKind {
    fn name(&self) -> &'static str {
        "email"
    }

    fn shape(&self) -> Shape {
        Shape::Email
    }

    fn is_personal(&self) -> bool {
        true
    }

    fn ops(&self) -> &'static [Op] {
        TEXT_OPS
    }

    fn max(&self, _: &Field) -> Option<usize> {
        Some(254)
    }

    fn read(&self, _: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        email::parse(text).map(Value::Text).map_err(|e| Reason::new(e.code()).typed(text))
    }

    fn mask(&self, _: &Field, value: &Value) -> String {
        mask::email(value.text().unwrap_or_default())
    }

    fn duplicate_key(&self, value: &Value) -> Option<String> {
        value.text().map(str::to_lowercase)
    }
}

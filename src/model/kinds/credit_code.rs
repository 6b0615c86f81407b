//! 统一社会信用代码, or an older tax number, with its check character. To the console it is a line of text.

use super::{Context, Kind, Op, PolicyType, TEXT_OPS};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::text::{credit_code, normal::without_zero_decimals};

#[derive(Debug)]
pub struct CreditCodeKind;

impl Kind for CreditCodeKind {
    fn name(&self) -> &'static str {
        "text"
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Text)
    }

    fn ops(&self) -> &'static [Op] {
        TEXT_OPS
    }

    fn checks(&self) -> Option<&'static str> {
        Some("credit_code")
    }

    /// As people type it, in groups with spaces between.
    fn max(&self, _: &Field) -> Option<usize> {
        Some(30)
    }

    fn read(&self, _: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        credit_code::parse(without_zero_decimals(text.trim())).map(Value::Text).map_err(|e| Reason::new(e.code()))
    }
}

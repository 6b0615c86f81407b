//! One line of text.

use super::{Context, Kind, Op, PolicyType, TEXT_OPS, one_line};
use crate::error::Reason;
use crate::model::{Field, Indexed, Value};

#[derive(Debug)]
pub struct TextKind;

pub const MAX: usize = 200;

impl Kind for TextKind {
    fn name(&self) -> &'static str {
        "text"
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Text)
    }

    fn ops(&self) -> &'static [Op] {
        TEXT_OPS
    }

    fn max(&self, field: &Field) -> Option<usize> {
        Some(if field.max == 0 { MAX } else { field.max })
    }

    /// A remark of one line may say 无; the name of somebody or something does not.
    fn can_mean(&self, field: &Field, _: &str) -> bool {
        field.indexed != Some(Indexed::Name)
    }

    fn read(&self, field: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        one_line(field, text, MAX)
    }
}

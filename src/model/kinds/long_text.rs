//! Text of several lines. Kept as typed: HTML and formulas are text like any other.

use super::{Context, Kind, Op, limited};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::text::normal::clean_block;

#[derive(Debug)]
pub struct LongTextKind;

const MAX: usize = 10_000;

impl Kind for LongTextKind {
    fn name(&self) -> &'static str {
        "long_text"
    }

    fn ops(&self) -> &'static [Op] {
        &[Op::Contains, Op::Empty]
    }

    fn max(&self, field: &Field) -> Option<usize> {
        Some(if field.max == 0 { MAX } else { field.max })
    }

    fn can_mean(&self, _: &Field, _: &str) -> bool {
        true
    }

    fn read(&self, field: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        limited(clean_block(text), field, MAX)
    }
}

//! A place in words: province and city, or street and number.

use super::{Context, Kind, Op, TEXT_OPS, one_line};
use crate::error::Reason;
use crate::model::{Field, Value};

#[derive(Debug)]
pub struct AddressKind;

const MAX: usize = 300;

impl Kind for AddressKind {
    fn name(&self) -> &'static str {
        "address"
    }

    fn is_personal(&self) -> bool {
        true
    }

    fn ops(&self) -> &'static [Op] {
        TEXT_OPS
    }

    fn max(&self, field: &Field) -> Option<usize> {
        Some(if field.max == 0 { MAX } else { field.max })
    }

    fn read(&self, field: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        one_line(field, text, MAX)
    }
}

//! A telephone number in one form, whatever way it was typed.

use super::{Context, Kind, Op};
use crate::db::sql::TextMatch;
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::text::phone;

#[derive(Debug)]
pub struct PhoneKind;

impl Kind for PhoneKind {
    fn name(&self) -> &'static str {
        "phone"
    }

    fn is_personal(&self) -> bool {
        true
    }

    fn ops(&self) -> &'static [Op] {
        &[Op::Contains, Op::Starts, Op::Eq, Op::Empty]
    }

    fn read(&self, _: &Field, text: &str, context: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        match phone::read(text) {
            Ok(number) => {
                let number = match &context.area_code {
                    Some(area) => number.in_area(area),
                    None => number,
                };
                Ok(Value::Text(number.to_string()))
            }
            Err(_) if phone::several(text).is_some_and(|all| all.len() > 1) => Err(Reason::new("phone.several").typed(text)),
            Err(error) => Err(Reason::new(error.code()).typed(text)),
        }
    }

    /// By the digits alone: 138-1234 finds 13812341234.
    fn part(&self, op: Op, text: &str) -> Option<TextMatch> {
        if op == Op::Starts { TextMatch::digits_start(text) } else { TextMatch::digits_contain(text) }
    }

    fn mask(&self, _: &Field, value: &Value) -> String {
        phone::mask(value.text().unwrap_or_default())
    }

    /// What everybody dials alike (95511) is nobody's own.
    fn duplicate_key(&self, value: &Value) -> Option<String> {
        value.text().filter(|stored| phone::read(stored).is_ok_and(|number| number.is_identifying())).map(str::to_owned)
    }
}

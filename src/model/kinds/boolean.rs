//! Yes or no.

use serde_json::Value as Json;

use super::{ApiValue, Context, Kind, Op, PolicyType, Shape, Storage};
use crate::actor::Language;
use crate::error::Reason;
use crate::i18n;
use crate::model::{Field, Value};
use crate::text::normal::{fold, without_zero_decimals};

#[derive(Debug)]
pub struct BooleanKind;

fn said(word: &str) -> Option<bool> {
    match word {
        "是" | "有" | "对" | "√" | "yes" | "y" | "true" | "1" => Some(true),
        "否" | "无" | "没有" | "不" | "×" | "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

impl Kind for BooleanKind {
    fn name(&self) -> &'static str {
        "boolean"
    }

    fn storage(&self) -> Storage {
        Storage::Int
    }

    fn shape(&self) -> Shape {
        Shape::Flag
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Bool)
    }

    fn has_few_values(&self) -> bool {
        true
    }

    fn offers(&self, _: &Field, language: Language) -> Vec<String> {
        ["yes", "no"].map(|word| i18n::text(language, &format!("kinds.boolean.{word}")).into_owned()).into()
    }

    fn ops(&self) -> &'static [Op] {
        &[Op::Eq, Op::Empty]
    }

    fn parse(&self, field: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        match input {
            Json::Bool(yes) => Ok(Value::Int((*yes).into())),
            Json::String(text) => self.read(field, text, context),
            _ => Err(Reason::new("field.type")),
        }
    }

    fn read(&self, _: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        let word = fold(text);
        if word.is_empty() {
            return Ok(Value::Null);
        }
        said(without_zero_decimals(&word)).map(|yes| Value::Int(yes.into())).ok_or_else(|| Reason::new("boolean.invalid"))
    }

    /// 无 is a no.
    fn can_mean(&self, _: &Field, nothing: &str) -> bool {
        said(&fold(nothing)).is_some()
    }

    fn json<'v>(&self, _: &Field, value: &'v Value) -> ApiValue<'v> {
        value.int().map_or(ApiValue::Null, |i| ApiValue::Flag(i != 0))
    }

    fn words(&self, _: &Field, value: &Value, context: &Context) -> String {
        let key = match value.int() {
            None => return String::new(),
            Some(0) => "kinds.boolean.no",
            Some(_) => "kinds.boolean.yes",
        };
        i18n::text(context.language, key).into_owned()
    }
}

//! Several of a list, such as tags. Kept as a JSON array of distinct values.

use serde_json::Value as Json;

use super::choice::pick;
use super::{ApiValue, Context, Kind, Op, PolicyType, Shape, list, plain_predicate};
use crate::actor::Language;
use crate::db::sql::{Column, Predicate};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::text::normal::clean_line;

#[derive(Debug)]
pub struct ChoicesKind;

/// How many values may be typed into one field, and how long each may be.
const MOST: usize = 30;
const LONGEST: usize = 30;

impl Kind for ChoicesKind {
    fn name(&self) -> &'static str {
        "choices"
    }

    fn shape(&self) -> Shape {
        Shape::Choices
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Texts)
    }

    fn ops(&self) -> &'static [Op] {
        &[Op::Contains, Op::In, Op::Empty]
    }

    fn parse(&self, field: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        match input {
            Json::String(text) => self.read(field, text, context),
            Json::Array(items) => {
                let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
                gather(field, texts.ok_or_else(|| Reason::new("field.type"))?.into_iter(), context.language)
            }
            _ => Err(Reason::new("field.type")),
        }
    }

    fn read(&self, field: &Field, text: &str, context: &Context) -> Result<Value, Reason> {
        gather(field, text.split(['、', ',', '，', ';', '；', '|', '\n']), context.language)
    }

    fn json<'v>(&self, _: &Field, value: &'v Value) -> ApiValue<'v> {
        ApiValue::Items(items(value))
    }

    fn words(&self, field: &Field, value: &Value, context: &Context) -> String {
        items(value).iter().map(|v| field.option_label(v, context.language)).collect::<Vec<_>>().join("、")
    }

    fn predicate(&self, field: &Field, column: Column, op: Op, input: &Json, context: &Context) -> Result<Predicate, Reason> {
        let has = |input: &Json| {
            let text = input.as_str().ok_or_else(|| Reason::new("filter.value"))?;
            Ok::<_, Reason>(Predicate::HasItem(column.clone(), Value::Text(clean_line(text))))
        };
        match op {
            Op::Contains => has(input),
            Op::In => list(input)?.iter().map(has).try_fold(Predicate::False, |all, one| Ok(all.or(one?))),
            _ => plain_predicate(self, field, column, op, input, context),
        }
    }
}

/// The values in the column.
pub(super) fn items(value: &Value) -> Vec<String> {
    value.text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn gather<'a>(field: &Field, texts: impl Iterator<Item = &'a str>, language: Language) -> Result<Value, Reason> {
    let mut items: Vec<String> = Vec::new();
    let typed = texts.map(clean_line).filter(|text| !text.is_empty());
    for (n, typed) in typed.enumerate() {
        // Stopped here and not counted at the end: a megabyte of tags is not gone through.
        if n == MOST {
            return Err(Reason::new("choices.too_many").with("max", MOST));
        }
        let item = match pick(field, &typed, language) {
            Ok(Value::Text(known)) => known,
            Ok(_) => continue,
            Err(_) if field.open && typed.chars().count() <= LONGEST => typed,
            Err(_) if field.open => return Err(Reason::new("field.too_long").with("max", LONGEST).with("length", typed.chars().count())),
            Err(reason) => return Err(reason),
        };
        if !items.contains(&item) {
            items.push(item);
        }
    }
    if items.is_empty() { Ok(Value::Null) } else { Ok(Value::Text(Json::from(items).to_string())) }
}

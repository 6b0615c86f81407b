//! Several of a list, such as tags. Kept as a JSON array of distinct values.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::choice::pick;
use super::{ApiValue, Context, Kind, Op, PolicyType, Shape, list, plain_predicate};
use crate::actor::Language;
use crate::db::sql::{Column, Predicate};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::sheet::Cell;
use crate::text::normal::{clean_line, means_nothing};

#[derive(Debug)]
pub struct ChoicesKind;

/// How many values may be typed into one field, and how long each may be.
const MOST: usize = 30;
const LONGEST: usize = 30;
/// How many pieces of a text are looked at, empty ones among them.
const MOST_PIECES: usize = 1000;

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
        let items = split(text);
        gather(field, items.iter().map(AsRef::as_ref), context.language)
    }

    fn json<'v>(&self, _: &Field, value: &'v Value) -> ApiValue<'v> {
        ApiValue::Items(items(value))
    }

    fn words(&self, field: &Field, value: &Value, context: &Context) -> String {
        items(value).iter().map(|v| field.option_label(v, context.language)).collect::<Vec<_>>().join("、")
    }

    /// As [`read`](Kind::read) takes it apart again.
    fn cell(&self, field: &Field, value: &Value, context: &Context) -> Cell {
        let items = items(value);
        let words = items.iter().map(|v| quoted(&field.option_label(v, context.language)).into_owned());
        if items.is_empty() { Cell::Empty } else { Cell::Text(words.collect::<Vec<_>>().join("、")) }
    }

    fn can_mean(&self, field: &Field, nothing: &str) -> bool {
        pick(field, nothing, Language::English).is_ok()
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

/// What stands between two values.
const SEPARATORS: [char; 7] = ['、', ',', '，', ';', '；', '|', '\n'];

/// A value that has a separator in it stands in quotation marks, doubled within it; so does one that alone would be an empty cell (无).
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = !word.contains(SEPARATORS) && !word.starts_with('"') && !means_nothing(word);
    if is_plain { word.into() } else { format!("\"{}\"", word.replace('"', "\"\"")).into() }
}

/// The values of a text. A quotation mark that nothing closes is a character like any other.
fn split(text: &str) -> Vec<Cow<'_, str>> {
    let mut items = Vec::new();
    let mut rest = text;
    loop {
        let (item, behind) = quotation(rest.trim_start()).unwrap_or_else(|| {
            let end = rest.find(SEPARATORS).unwrap_or(rest.len());
            (rest[..end].into(), &rest[end..])
        });
        items.push(item);
        // One more than a field can hold is known to be too many.
        let mut further = behind.chars();
        if further.next().is_none() || items.len() > MOST_PIECES {
            return items;
        }
        rest = further.as_str();
    }
}

/// A value in quotation marks at the beginning of a text, and what stands behind it: a separator, or nothing.
fn quotation(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let at = from + inner[from..].find('"')?;
        if inner[at + 1..].starts_with('"') {
            from = at + 2;
            continue;
        }
        let behind = inner[at + 1..].trim_start_matches(' ');
        let ends = behind.is_empty() || behind.starts_with(SEPARATORS);
        return ends.then(|| (inner[..at].replace("\"\"", "\"").into(), behind));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_may_have_a_comma_in_it() {
        let cases: [(&str, &[&str]); 7] = [
            ("甲、乙，丙", &["甲", "乙", "丙"]),
            ("\"甲,乙\"、丙", &["甲,乙", "丙"]),
            ("\"他说\"\"好\"\"\"", &["他说\"好\""]),
            ("\"甲、乙", &["\"甲", "乙"]),
            ("5\"管", &["5\"管"]),
            ("\"甲\"乙,丙", &["\"甲\"乙", "丙"]),
            ("", &[""]),
        ];
        for (text, items) in cases {
            assert_eq!(split(text), items, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_exported_is_taken_apart_again(items in prop::collection::vec("[a\",、;| 甲\\n]{1,6}", 1..5)) {
            let items: Vec<String> = items.iter().map(|item| clean_line(item)).filter(|item| !item.is_empty()).collect();
            let text = items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join("、");
            let again: Vec<String> = split(&text).iter().map(|item| clean_line(item)).collect();
            prop_assert!(items.is_empty() || again == items, "{text}");
        }
    }
}

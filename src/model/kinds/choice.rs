//! One of a given list. People may write the value or its word in either language.

use super::{Context, Kind, Op, PolicyType, Shape};
use crate::actor::Language;
use crate::error::Reason;
use crate::i18n;
use crate::model::{Field, Value};
use crate::text::normal::{fold, without_zero_decimals};

#[derive(Debug)]
pub struct ChoiceKind;

impl Kind for ChoiceKind {
    fn name(&self) -> &'static str {
        "choice"
    }

    fn shape(&self) -> Shape {
        Shape::Choice
    }

    fn policy_type(&self) -> Option<PolicyType> {
        Some(PolicyType::Text)
    }

    fn has_few_values(&self) -> bool {
        true
    }

    fn offers(&self, field: &Field, language: Language) -> Vec<String> {
        let closed = field.options.iter().filter(|_| !field.open);
        closed.map(|choice| field.option_label(&choice.value, language)).collect()
    }

    fn ops(&self) -> &'static [Op] {
        &[Op::Eq, Op::Ne, Op::In, Op::Empty]
    }

    fn read(&self, field: &Field, text: &str, context: &Context) -> Result<Value, Reason> {
        pick(field, text, context.language)
    }

    fn can_mean(&self, field: &Field, nothing: &str) -> bool {
        pick(field, nothing, Language::English).is_ok()
    }

    fn words(&self, field: &Field, value: &Value, context: &Context) -> String {
        value.text().map(|v| field.option_label(v, context.language)).unwrap_or_default()
    }
}

/// The choice that a text means; nothing is empty. The language is that of the answer where it means none, and what is called so in it
/// comes first.
pub(super) fn pick(field: &Field, text: &str, language: Language) -> Result<Value, Reason> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return Ok(Value::Null);
    }
    if let Some(alias) = field.aliases.get(&wanted) {
        return Ok(alias.as_ref().map_or(Value::Null, |value| Value::Text(value.clone().into_owned())));
    }
    let called = |language, wanted: &str| {
        field.options.iter().find(|choice| field.choice_word(&choice.value, language).is_some_and(|word| fold(word) == wanted))
    };
    let find = |wanted: &str| {
        let by_value = || field.options.iter().find(|choice| fold(&choice.value) == wanted);
        called(language, wanted).or_else(by_value).or_else(|| Language::ALL.into_iter().find_map(|other| called(other, wanted)))
    };
    let found = find(&wanted).or_else(|| Some(without_zero_decimals(&wanted)).filter(|whole| *whole != wanted).and_then(find));
    found.map(|choice| Value::Text(choice.value.clone().into_owned())).ok_or_else(|| {
        let known: Vec<_> = field.options.iter().map(|choice| field.option_label(&choice.value, language)).collect();
        Reason::new("choice.unknown").typed(text).with("choices", i18n::listed(language, &known))
    })
}

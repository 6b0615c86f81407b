//! One of a given list. People may write the value or its word in either language.

use super::{Context, Kind, Op, PolicyType, Shape};
use crate::actor::Language;
use crate::error::Reason;
use crate::i18n;
use crate::model::{Field, Value};
use crate::text::normal::fold;

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

    fn words(&self, field: &Field, value: &Value, context: &Context) -> String {
        value.text().map(|v| field.option_label(v, context.language)).unwrap_or_default()
    }
}

/// The choice that a text means; nothing is empty. The language is that of the answer where it means none.
pub(super) fn pick(field: &Field, text: &str, language: Language) -> Result<Value, Reason> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return Ok(Value::Null);
    }
    let found = field.options.iter().find(|choice| {
        fold(&choice.value) == wanted
            || Language::ALL.iter().any(|&l| field.choice_word(&choice.value, l).is_some_and(|w| fold(w) == wanted))
    });
    found.map(|choice| Value::Text(choice.value.clone().into_owned())).ok_or_else(|| {
        let known: Vec<_> = field.options.iter().map(|choice| field.option_label(&choice.value, language)).collect();
        Reason::new("choice.unknown").typed(text).with("choices", i18n::listed(language, &known))
    })
}

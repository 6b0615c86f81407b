//! One value as the API writes it: borrowed where it can be, as a page of a list has a thousand of them.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value as Json;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ApiValue<'v> {
    Null,
    Flag(bool),
    Text(Cow<'v, str>),
    Items(Vec<String>),
    Money { amount: String, currency: &'static str },
}

impl From<ApiValue<'_>> for Json {
    fn from(value: ApiValue<'_>) -> Self {
        match value {
            ApiValue::Null => Self::Null,
            ApiValue::Flag(flag) => flag.into(),
            ApiValue::Text(text) => text.into_owned().into(),
            ApiValue::Items(items) => items.into(),
            ApiValue::Money { amount, currency } => serde_json::json!({ "amount": amount, "currency": currency }),
        }
    }
}

impl From<String> for ApiValue<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

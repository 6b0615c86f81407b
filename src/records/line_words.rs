//! What became of a record's lines, in words: how many are new, gone and changed, and of the first few what.

use serde_json::Value as Json;

use super::links::Titles;
use super::mask::Visibility;
use super::value_words;
use crate::i18n;
use crate::model::{Context, Field, Lines, Value};

/// So many changed values are told one by one; the others are counted.
const TOLD: usize = 5;

/// Wants the titles of what is going to be told.
pub(super) fn collect(set: &Lines, look: &[Visibility], change: &Value, titles: &mut Titles) {
    for (_, field, old, new) in told(set, look, &parse(change)) {
        for value in [old, new] {
            value.int().into_iter().for_each(|id| titles.want(field.kind.refers(), field.target.as_deref(), id));
        }
    }
}

/// Nothing of a field that is not clear is told.
pub(super) fn words(set: &Lines, look: &[Visibility], change: &Value, titles: &Titles, context: &Context) -> String {
    let change = parse(change);
    let (language, count) = (context.language, |kind: &str| change[kind].as_array().map_or(0, Vec::len));
    let counted = ["added", "removed", "changed"].into_iter().map(|kind| (kind, count(kind))).filter(|(_, count)| *count > 0);
    let text = |kind, count: usize| i18n::fill(language, &format!("records.lines.{kind}"), &[("count", count.to_string())]);
    let mut all: Vec<String> = counted.map(|(kind, count)| text(kind, count)).collect();
    for (line, field, old, new) in told(set, look, &change) {
        let word = |value| value_words::words(field, value, titles, context).unwrap_or_else(|| "—".to_owned());
        let args = [("line", (line + 1).to_string()), ("field", field.label(language)), ("old", word(&old)), ("new", word(&new))];
        all.push(i18n::fill(language, "records.lines.value", &args));
    }
    all.join(i18n::find(language, "records.lines.between").unwrap_or("; "))
}

fn parse(change: &Value) -> Json {
    change.text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn told<'s>(set: &'s Lines, look: &[Visibility], change: &Json) -> Vec<(u64, &'s Field, Value, Value)> {
    let plain = |json: &Json| match json {
        Json::Number(n) => n.as_i64().map_or(Value::Null, Value::Int),
        Json::String(text) => Value::Text(text.clone()),
        _ => Value::Null,
    };
    let clear = || set.fields.iter().zip(look).filter(|(_, look)| **look == Visibility::Clear).map(|(field, _)| field);
    let lines = change["changed"].as_array().map(Vec::as_slice).unwrap_or_default();
    let values = lines.iter().flat_map(|line| {
        let changed = clear().filter(|field| line["n"].get(field.short()).is_some());
        changed.map(|field| {
            let value = |side: &str| plain(&line[side][field.short()]);
            (line["at"].as_u64().unwrap_or_default(), field, value("o"), value("n"))
        })
    });
    values.take(TOLD).collect()
}

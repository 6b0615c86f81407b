//! The details of events in words: names for numbers, labels for names, moments in the company's zone. The log itself holds numbers,
//! codes and digests.

use std::collections::HashMap;

use chrono::DateTime;
use diesel::sqlite::SqliteConnection;
use serde_json::{Value, json};

use crate::access::{change, vocabulary};
use crate::actor::Language;
use crate::audit::list::EventEntry;
use crate::error::Result;
use crate::i18n;
use crate::model::{Object, Refers};
use crate::records::{Engine, Titles};

/// Details that are the numbers of people.
const PEOPLE: [&str; 2] = ["heir", "with"];
/// A record of the same object as the event's.
const BESIDE: &str = "beside";
/// Details that are other numbers by which things are called.
const NUMBERED: [&str; 6] = ["session", "request", "review", "handover", "operation", "job"];
/// As much of a digest as tells two of them apart.
const DIGEST: usize = 8;

/// Who and what the details of an event speak of.
pub(super) fn want(entry: &EventEntry, titles: &mut Titles, engine: &Engine) {
    for (name, value) in entry.detail.as_object().into_iter().flatten() {
        let all = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for id in all.iter().filter_map(Value::as_i64) {
            if PEOPLE.contains(&name.as_str()) {
                titles.want(Refers::User, None, id);
            } else if name == BESIDE {
                let object = entry.object.as_deref().filter(|object| engine.catalog.get(object).is_some());
                titles.want(Refers::Record, object, id);
            }
        }
    }
}

/// What roles are called, by their names.
pub(super) fn roles(conn: &mut SqliteConnection, language: Language) -> Result<HashMap<String, String>> {
    let label = |role: &change::StoredRole| vocabulary::role_label(&role.role, role.definition.label.as_deref(), language);
    Ok(change::roles(conn)?.iter().map(|role| (role.role.name().to_owned(), label(role))).collect())
}

/// Puts details into words.
pub(super) struct DetailWords<'a> {
    pub engine: &'a Engine,
    pub titles: &'a Titles,
    pub roles: &'a HashMap<String, String>,
    pub language: Language,
}

impl DetailWords<'_> {
    /// Each detail of an event with its label.
    pub fn lines(&self, entry: &EventEntry) -> Vec<Value> {
        let object = entry.object.as_deref().and_then(|name| self.engine.catalog.get(name)).map(|object| &**object);
        let line = |(name, value): (&String, &Value)| json!({ "name": name, "label": self.label(object, name), "value": self.value(object, name, value) });
        entry.detail.as_object().into_iter().flatten().map(line).collect()
    }

    fn label(&self, object: Option<&Object>, name: &str) -> String {
        let field = object.and_then(|object| object.field(name)).map(|field| field.label(self.language));
        field.or_else(|| self.word(&format!("audit.detail.{name}"))).unwrap_or_else(|| name.to_owned())
    }

    fn value(&self, object: Option<&Object>, name: &str, value: &Value) -> String {
        match value {
            Value::Array(all) => self.listed(&all.iter().map(|value| self.value(object, name, value)).collect::<Vec<_>>()),
            Value::String(text) => self.text(object, name, text),
            Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), |number| self.number(object, name, number)),
            other => other.to_string(),
        }
    }

    fn number(&self, object: Option<&Object>, name: &str, number: i64) -> String {
        let title = if PEOPLE.contains(&name) {
            self.titles.title(Refers::User, None, number)
        } else if name == BESIDE {
            self.titles.title(Refers::Record, object.map(|object| &*object.name), number)
        } else {
            None
        };
        let is_called = PEOPLE.contains(&name) || NUMBERED.contains(&name) || name == BESIDE;
        match title {
            Some(title) => title.to_owned(),
            None if is_called => format!("#{number}"),
            None => number.to_string(),
        }
    }

    fn text(&self, object: Option<&Object>, name: &str, text: &str) -> String {
        if let Some(digest) = text.strip_prefix("hmac:") {
            let short = digest.chars().take(DIGEST).collect();
            return i18n::fill(self.language, "audit.digest", &[("digest", short)]);
        }
        let known = match name {
            "field" => Some(self.listed(&text.split(", ").map(|field| self.label(object, field)).collect::<Vec<_>>())),
            "verb" => object.and_then(|object| object.action(text).map(|_| object.action_label(text, self.language))),
            "object" => self.engine.catalog.get(text).map(|object| object.label(self.language)),
            "right" => self.word(&format!("roles.house.{text}")),
            "decision" => self.word(&format!("review.decisions.{text}")),
            "modules_before" | "modules_after" => self.module(text),
            "kind" => self.word(&format!("operations.kinds.{text}")),
            "code" => self.reason(text),
            _ => None,
        };
        let role = || self.roles.get(text).filter(|_| name.starts_with("role") || name == "name").cloned();
        // A setting's name has dots, which part words from words.
        let word = || self.word(&format!("audit.values.{}", text.replace('.', "_")));
        known.or_else(role).or_else(word).or_else(|| self.moment(text)).unwrap_or_else(|| text.to_owned())
    }

    fn module(&self, name: &str) -> Option<String> {
        let domains = self.engine.catalog.domains();
        domains.iter().find(|(domain, _)| domain.name == name).map(|(domain, _)| domain.label(self.language))
    }

    /// Why something was refused, where the words for it need nothing that the log does not hold.
    fn reason(&self, code: &str) -> Option<String> {
        let words = self.word(&format!("errors.{code}.detail")).or_else(|| self.word(&format!("errors.{code}")));
        words.filter(|words| !words.contains('{'))
    }

    fn moment(&self, text: &str) -> Option<String> {
        let moment = DateTime::parse_from_rfc3339(text).ok()?;
        Some(moment.with_timezone(&self.engine.zone).format("%Y-%m-%d %H:%M").to_string())
    }

    fn word(&self, key: &str) -> Option<String> {
        i18n::find(self.language, key).map(str::to_owned)
    }

    fn listed(&self, all: &[String]) -> String {
        all.join(i18n::text(self.language, "audit.and").as_ref())
    }
}

//! The app's words in both languages, embedded in the binary.
//!
//! `locales/<language>/<topic>.toml`, or several files `<topic>.<part>.toml`; a key is the topic and the path inside, joined by dots: `errors.session.required.detail`.
//! `{name}` in a text is a blank to be filled. A key without words shows as the key itself, and a test finds it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

use crate::actor::Language;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

type Words = HashMap<String, String>;

static WORDS: LazyLock<HashMap<Language, Words>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, load(language))).collect());

fn load(language: Language) -> Words {
    let mut words = Words::new();
    let folder = format!("{}/", language.tag());
    for path in Locales::iter().filter(|path| path.starts_with(&folder)) {
        let topic = path.trim_start_matches(&folder).split('.').next().unwrap_or_default().to_owned();
        let Some(file) = Locales::get(&path) else { continue };
        match toml::from_str::<toml::Value>(&String::from_utf8_lossy(&file.data)) {
            Ok(tree) => flatten(topic, &tree, &mut words),
            Err(error) => tracing::error!(%path, %error, "a file of words cannot be read"),
        }
    }
    words
}

fn flatten(path: String, tree: &toml::Value, words: &mut Words) {
    match tree {
        toml::Value::Table(table) => table.iter().for_each(|(key, value)| flatten(format!("{path}.{key}"), value, words)),
        toml::Value::String(text) => drop(words.insert(path, text.clone())),
        other => drop(words.insert(path, other.to_string())),
    }
}

/// The words for a key, if there are any.
pub fn find(language: Language, key: &str) -> Option<&'static str> {
    WORDS.get(&language)?.get(key).map(String::as_str)
}

/// The words for a key; the key itself where there are none.
pub fn text<'k>(language: Language, key: &'k str) -> Cow<'k, str> {
    find(language, key).map_or(Cow::Borrowed(key), Cow::Borrowed)
}

/// The words for a key with their blanks filled.
pub fn fill(language: Language, key: &str, args: &[(&str, String)]) -> String {
    let mut text = text(language, key).into_owned();
    for (name, value) in args {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// A title, or what somebody typed, as one short line: also where a long text serves as one.
pub fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        None => line.to_owned(),
        Some(_) => line.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

/// Names in one line: “客户、联系人”, “customers, contacts”.
pub fn listed(language: Language, names: &[impl AsRef<str>]) -> String {
    joined(
        names,
        match language {
            Language::Chinese => "、",
            Language::English => ", ",
        },
    )
}

/// Clauses in one line, each of which may be a list.
pub fn clauses(language: Language, clauses: &[impl AsRef<str>]) -> String {
    joined(
        clauses,
        match language {
            Language::Chinese => "；",
            Language::English => "; ",
        },
    )
}

fn joined(parts: &[impl AsRef<str>], between: &str) -> String {
    parts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(between)
}

/// All keys of a language, sorted: for the test that the languages are complete.
pub fn keys(language: Language) -> Vec<&'static str> {
    let mut keys: Vec<_> = WORDS.get(&language).into_iter().flat_map(|w| w.keys().map(String::as_str)).collect();
    keys.sort_unstable();
    keys
}

//! An event before it is written: what somebody did, told without anybody's data.
//!
//! A customer's name or telephone never enters the log: erasing a customer must not break the tree, and whoever reads the log is not
//! entitled to every record. Where a rule has to compare values, it is given a keyed digest.

use std::borrow::Cow;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value};
use sha2::Sha256;

use super::kind::{EventKind, Outcome};
use crate::keys::DerivedKey;

/// The longest text that a detail keeps, in characters; a longer one is a value in disguise.
const LONGEST_TEXT: usize = 200;

/// Something that happened. Who, when and from where is added when it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub kind: EventKind,
    pub outcome: Outcome,
    /// The kind of thing concerned: `customer`, `user`, `backup`.
    pub object: Option<String>,
    pub record: Option<i64>,
    pub detail: Vec<(Cow<'static, str>, Detail)>,
}

/// One fact about an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// A harmless fact: a field's name, an action, a file format, a reason code.
    Text(String),
    Number(i64),
    /// Stands for a sensitive value: equal values, equal digests; nothing can be read from it without the key.
    Digest(Digest),
}

/// A keyed digest, made by a [`Digester`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(String);

/// Makes digests under the log's own key (label `audit digest`).
#[derive(Clone)]
pub struct Digester(Hmac<Sha256>);

impl Event {
    pub fn new(kind: EventKind) -> Self {
        Self { kind, outcome: Outcome::Done, object: None, record: None, detail: Vec::new() }
    }

    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// The kind of thing concerned.
    pub fn object(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }

    /// The thing concerned.
    pub fn on(mut self, object: impl Into<String>, record: i64) -> Self {
        self.record = Some(record);
        self.object(object)
    }

    pub fn with(mut self, name: impl Into<Cow<'static, str>>, detail: impl Into<Detail>) -> Self {
        self.detail.push((name.into(), detail.into()));
        self
    }

    /// The details as one flat JSON object, so that rules and SQL reach a fact by its name. A name that is given more than once becomes a list.
    pub(super) fn detail_json(&self) -> String {
        let mut object = Map::new();
        for (name, detail) in &self.detail {
            let value = detail.to_value();
            match object.get_mut(name.as_ref()) {
                None => drop(object.insert(name.to_string(), value)),
                Some(Value::Array(list)) => list.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Value::Object(object).to_string()
    }
}

impl Detail {
    fn to_value(&self) -> Value {
        match self {
            Self::Text(text) => harmless(text, LONGEST_TEXT).into(),
            Self::Number(number) => (*number).into(),
            Self::Digest(digest) => digest.0.clone().into(),
        }
    }
}

impl Digester {
    pub fn new(key: &DerivedKey) -> Self {
        match Hmac::new_from_slice(key.as_bytes()) {
            Ok(mac) => Self(mac),
            Err(_) => unreachable!("HMAC takes keys of any length"),
        }
    }

    /// The digest of a value, as 32 hexadecimal digits behind `hmac:`. The field is part of it, so a telephone and a bank account with the same
    /// digits do not look alike.
    pub fn digest(&self, field: &str, value: &str) -> Digest {
        let mut mac = self.0.clone();
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field.as_bytes());
        mac.update(value.as_bytes());
        Digest(format!("hmac:{}", data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes()[..16])))
    }
}

impl fmt::Debug for Digester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digester(…)")
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Detail {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Digest> for Detail {
    fn from(digest: Digest) -> Self {
        Self::Digest(digest)
    }
}

/// A text that can be shown anywhere: cut to a length, and without the characters that forge a line or turn its direction around
/// (control characters; the bidirectional controls of Unicode, UAX #9). They become their number, so that the attempt stays visible.
pub(super) fn harmless(text: &str, longest: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(longest * 4));
    for (i, c) in text.chars().enumerate() {
        if i == longest {
            shown.push('…');
            break;
        }
        match c {
            '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.extend(c.escape_unicode());
            }
            c if c.is_control() => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Label, MasterKey};
    use rand::rngs::SysRng;

    fn digester() -> Digester {
        Digester::new(&MasterKey::random(&mut SysRng).unwrap().derive(Label::AuditDigest))
    }

    #[test]
    fn details_are_one_flat_object() {
        let event = Event::new(EventKind::ExportDone)
            .with("rows", 12)
            .with("format", "csv")
            .with("field", "a")
            .with("field", "b")
            .with("field", "c");
        assert_eq!(event.detail_json(), r#"{"rows":12,"format":"csv","field":["a","b","c"]}"#);
        assert_eq!(Event::new(EventKind::ServerStop).detail_json(), "{}");
    }

    #[test]
    fn a_digest_compares_values_and_shows_none() {
        let digester = digester();
        let digest = digester.digest("phone", "13800138000");
        assert_eq!(digest, digester.digest("phone", "13800138000"));
        assert_ne!(digest, digester.digest("phone", "13800138001"));
        assert_ne!(digest, digester.digest("bank_account", "13800138000"));
        assert_ne!(digester.digest("a", "bc"), digester.digest("ab", "c"));
        assert_ne!(digest, super::tests::digester().digest("phone", "13800138000"), "another installation, another digest");
        let json = Event::new(EventKind::RecordUpdate).with("phone", digest).detail_json();
        assert_eq!(json.len(), r#"{"phone":"hmac:0123456789abcdef0123456789abcdef"}"#.len());
        assert!(!json.contains("138"), "{json}");
    }

    #[test]
    fn a_text_cannot_forge_a_line_or_turn_it_around() {
        assert_eq!(harmless("a\r\nb\u{202e}c", 9), "a\\u{d}\\u{a}b\\u{202e}c");
        assert_eq!(harmless("客户名称", 4), "客户名称");
        assert_eq!(harmless("客户名称", 3), "客户名…");
    }
}

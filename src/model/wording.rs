//! Words that an object brings along itself. Shipped objects have theirs in `locales/`; what is made at run time carries its own, in as
//! many languages as somebody wrote it.

use std::collections::BTreeMap;

use super::Name;
use crate::actor::Language;
use crate::i18n;

/// What something is called, in one language or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    chinese: Option<Name>,
    english: Option<Name>,
}

impl Wording {
    pub fn new(language: Language, text: impl Into<Name>) -> Self {
        Self { chinese: None, english: None }.and(language, text)
    }

    /// The same in a further language.
    pub fn and(mut self, language: Language, text: impl Into<Name>) -> Self {
        match language {
            Language::Chinese => self.chinese = Some(text.into()),
            Language::English => self.english = Some(text.into()),
        }
        self
    }

    /// In that language, else in the one in which it was written.
    pub fn text(&self, language: Language) -> &str {
        let (first, other) = match language {
            Language::Chinese => (&self.chinese, &self.english),
            Language::English => (&self.english, &self.chinese),
        };
        first.as_ref().or(other.as_ref()).map_or("", AsRef::as_ref)
    }
}

/// Words by the path under which `locales/` would have them below the object: `label`, `actions.close`, `views.open`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords(BTreeMap<Name, Wording>);

impl OwnWords {
    pub fn put(&mut self, path: impl Into<Name>, wording: Wording) {
        self.0.insert(path.into(), wording);
    }

    /// The own words for a path, else those of `locales/` for the key.
    pub fn find<'w>(&'w self, language: Language, path: &str, key: &str) -> Option<&'w str> {
        self.0.get(path).map(|wording| wording.text(language)).or_else(|| i18n::find(language, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_one_language_is_read_in_the_other() {
        let only = Wording::new(Language::Chinese, "报修单");
        assert_eq!(Language::ALL.map(|language| only.text(language)), ["报修单", "报修单"]);
        let both = only.and(Language::English, "Repair");
        assert_eq!(Language::ALL.map(|language| both.text(language)), ["报修单", "Repair"]);
    }
}

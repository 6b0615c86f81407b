//! Finding a part of a text however either is written, as a function that SQLite calls: full or half width, capital or small, with
//! or without accents and spaces, telephone numbers by their digits alone.
//!
//! The same function answers in memory, so that both readers of a predicate agree.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use crate::text::normal::loose;
use crate::text::phone;

/// What a text is to have in it. What is wanted is folded once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextMatch {
    how: MatchMode,
    wanted: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum MatchMode {
    Contains,
    Starts,
    DigitsContain,
    DigitsStart,
}

impl TextMatch {
    /// None where nothing is left of the text that could be looked for; so of the others.
    pub fn contains(text: &str) -> Option<Self> {
        Self::new(MatchMode::Contains, loose(text).into_owned())
    }

    pub fn starts(text: &str) -> Option<Self> {
        Self::new(MatchMode::Starts, loose(text).into_owned())
    }

    pub fn digits_contain(number: &str) -> Option<Self> {
        Self::new(MatchMode::DigitsContain, phone::digits(number))
    }

    pub fn digits_start(number: &str) -> Option<Self> {
        Self::new(MatchMode::DigitsStart, phone::digits(number))
    }

    fn new(how: MatchMode, wanted: String) -> Option<Self> {
        (!wanted.is_empty()).then_some(Self { how, wanted })
    }

    pub fn holds(&self, text: &str) -> bool {
        self.how.holds(text, &self.wanted)
    }

    /// The mode as SQL writes it, and what is wanted.
    pub(super) fn parts(&self) -> (&'static str, &String) {
        let mode = match self.how {
            MatchMode::Contains => "0",
            MatchMode::Starts => "1",
            MatchMode::DigitsContain => "2",
            MatchMode::DigitsStart => "3",
        };
        (mode, &self.wanted)
    }
}

impl MatchMode {
    fn of(number: i32) -> Option<Self> {
        [Self::Contains, Self::Starts, Self::DigitsContain, Self::DigitsStart].get(usize::try_from(number).ok()?).copied()
    }

    fn holds(self, text: &str, wanted: &str) -> bool {
        match self {
            Self::Contains => loose(text).contains(wanted),
            Self::Starts => loose(text).starts_with(wanted),
            Self::DigitsContain => stored_digits(text).contains(wanted),
            Self::DigitsStart => stored_digits(text).starts_with(wanted),
        }
    }
}

/// Numbers are stored in one form, which need not be understood again.
fn stored_digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// How the function is called in SQL.
pub(super) const TEXT_MATCHES: &str = "text_matches";

diesel::define_sql_function! {
    fn text_matches(text: Nullable<Text>, how: Integer, wanted: Text) -> diesel::sql_types::Bool;
}

/// Makes the function known to a connection.
pub(in crate::db) fn register(conn: &mut SqliteConnection) -> QueryResult<()> {
    text_matches_utils::register_impl(conn, |text: Option<String>, how: i32, wanted: String| {
        text.is_some_and(|text| MatchMode::of(how).is_some_and(|how| how.holds(&text, &wanted)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_however_it_is_written() {
        let contains = |part: &str, text: &str| TextMatch::contains(part).unwrap().holds(text);
        assert!(contains("恒通(中国)", "苏州恒通（中国）有限公司"));
        assert!(contains("ACME ltd", "Ａｃｍｅ　Ltd."));
        assert!(contains("cafe", "Café 1901"));
        assert!(contains("贸易有限", "恒通 贸易\n有限公司"));
        assert!(!contains("50_", "50%折"));
        assert!(TextMatch::starts("（苏州）恒").unwrap().holds("(苏州) 恒通"));
        assert_eq!(TextMatch::contains(" \u{200b}"), None);
    }

    #[test]
    fn telephones_are_found_by_their_digits() {
        for (typed, stored) in [("138-1234", "13812341234"), ("+86 138 1234 1234", "13812341234"), ("6555", "0512-65550001")] {
            assert!(TextMatch::digits_contain(typed).unwrap().holds(stored), "{typed}");
        }
        assert!(TextMatch::digits_start("(0512) 6").unwrap().holds("0512-65550001"));
        assert_eq!(TextMatch::digits_contain("abc"), None);
    }
}

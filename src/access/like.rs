//! `like` with the patterns that the database can match exactly as Cedar does.
//!
//! SQLite's `LIKE` takes small and capital ASCII letters for the same, Cedar does not, and a policy must never let more
//! pass than it says. So a pattern's beginning becomes a range of texts, and only a middle without ASCII letters (客户,
//! digits, signs) becomes `LIKE`. Texts are compared by their bytes in SQLite, in memory and here.

use cedar_policy::pst::PatternElem;

use super::refusal::Refusal;
use crate::db::Value;
use crate::db::sql::{Column, Compare, Predicate, like_contains};

/// Which values of a column match.
pub(super) enum Pattern {
    Anything,
    Exactly(String),
    Starts(String),
    Contains(String),
}

impl Pattern {
    pub fn read(elements: &[PatternElem]) -> Result<Self, Refusal> {
        let wild = |e: Option<&PatternElem>| e == Some(&PatternElem::Wildcard);
        let (open_start, open_end) = (wild(elements.first()), wild(elements.last()));
        let text: String = elements.iter().filter_map(|e| if let PatternElem::Char(c) = e { Some(*c) } else { None }).collect();
        let inner = elements.iter().skip_while(|e| wild(Some(e)));
        let wild_inside = inner.skip_while(|e| !wild(Some(e))).any(|e| !wild(Some(e)));
        match (open_start, open_end) {
            _ if wild_inside => Err(Refusal::LikeShape),
            (true, _) if text.is_empty() => Ok(Self::Anything),
            (false, false) => Ok(Self::Exactly(text)),
            (false, true) => Ok(Self::Starts(text)),
            (true, true) if text.contains(|c: char| c.is_ascii_alphabetic()) => Err(Refusal::LikeLetters),
            (true, true) => Ok(Self::Contains(text)),
            (true, false) => Err(Refusal::LikeShape),
        }
    }

    pub fn predicate(self, column: Column) -> Predicate {
        match self {
            Self::Anything => Predicate::Empty(column).negate(),
            Self::Exactly(text) => Predicate::Compare(column, Compare::Eq, Value::Text(text)),
            Self::Starts(text) => {
                let end = successor(&text).map(|end| Predicate::Compare(column.clone(), Compare::Lt, Value::Text(end)));
                Predicate::Compare(column, Compare::Gte, Value::Text(text)).and(end.unwrap_or(Predicate::True))
            }
            Self::Contains(text) => Predicate::Like(column, like_contains(&text)),
        }
    }
}

/// The first text after all that start like this one; none where nothing comes after.
fn successor(text: &str) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    while let Some(last) = chars.pop() {
        // The range knows that no character lies between U+D7FF and U+E000.
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_successor_of_a_text_comes_after_all_that_start_with_it() {
        assert_eq!(successor("ab").as_deref(), Some("ac"));
        assert_eq!(successor("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{10ffff}"), None);
        assert_eq!(successor(""), None);
    }
}

//! Text for finding any part of a word, in languages that put no spaces between words.
//!
//! The index text of a record is a line of tokens for an FTS5 table with the `unicode61`
//! tokenizer: of every run of letters and digits its overlapping pairs, then its last character
//! alone. 恒通贸易 becomes `恒通 通贸 贸易 易`, so 通贸易 is the phrase `"通贸 贸易"` and the single
//! character 易 a prefix, both answered from the index.
//!
//! Numbers are told apart by three digits rather than two: a pair of digits stands in every tenth
//! telephone number, a triple in every hundredth. 13812 becomes `138 381 812 12 2`.
//!
//! A query is built of letters and digits only, each run in quotes: whatever a person types, it
//! is never read as FTS5 syntax.

use super::{normal::fold, phone};

/// Stands between runs, so that no phrase matches across them. It is `zz0` in full-width
/// characters: one token for the tokenizer, yet folding never yields it, hence no query, and no
/// prefix of one, can match it.
pub const GAP: &str = " ｚｚ０ ";

/// More of a query than this many characters is left out: it finds nothing better, and the
/// expression must stay small.
const LONGEST_QUERY: usize = 100;

/// The index text of a record: all that can be found of it.
pub fn index(parts: &[&str]) -> String {
    let folded: Vec<String> = parts.iter().map(|part| fold(part)).collect();
    let runs = folded.iter().flat_map(|part| runs(part));
    runs.flat_map(|run| std::iter::once(parts_of(run, 2)).chain(numbers(run).map(|n| parts_of(n, 3)))).collect::<Vec<_>>().join(GAP)
}

/// The index text of a telephone number: its digits as one run, however it was typed.
pub fn index_phone(number: &str) -> String {
    parts_of(&phone::digits(number), 3)
}

/// The MATCH expression for what a person typed; none where nothing can be searched for.
pub fn query(text: &str) -> Option<String> {
    let folded: String = fold(text).chars().take(LONGEST_QUERY).collect();
    let terms: Vec<String> = runs(&folded).map(query_run).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn runs(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
}

/// The numbers in a run that are long enough to be looked for by three digits.
fn numbers(run: &str) -> impl Iterator<Item = &str> {
    run.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() > 2)
}

/// All parts of so many characters, and what is left at the end.
fn parts_of(run: &str, size: usize) -> String {
    let starts = run.char_indices().map(|(start, _)| run[start..].chars().take(size).collect::<String>());
    starts.collect::<Vec<_>>().join(" ")
}

fn query_run(run: &str) -> String {
    let size = if run.bytes().all(|byte| byte.is_ascii_digit()) { 3 } else { 2 };
    let length = run.chars().count();
    if length < size {
        return format!("\"{run}\" *");
    }
    let phrase: Vec<String> = parts_of(run, size).split(' ').take(length + 1 - size).map(String::from).collect();
    format!("\"{}\"", phrase.join(" "))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What FTS5 does with these expressions.
    pub fn matches(query: &str, index: &str) -> bool {
        let tokens: Vec<&str> = index.split(' ').collect();
        query.split(" AND ").all(|term| match term.strip_suffix(" *") {
            Some(prefix) => tokens.iter().any(|token| token.starts_with(prefix.trim_matches('"'))),
            None => {
                let phrase: Vec<&str> = term.trim_matches('"').split(' ').collect();
                tokens.windows(phrase.len()).any(|window| window == phrase)
            }
        })
    }

    fn finds(typed: &str, index: &str) -> bool {
        query(typed).is_some_and(|query| matches(&query, index))
    }

    #[test]
    fn the_words_of_the_expression() {
        assert_eq!(index(&["恒通贸易"]), "恒通 通贸 贸易 易");
        assert_eq!(index(&["ＡB-c", "", "易"]), "ab b ｚｚ０ c ｚｚ０ 易");
        assert_eq!(query("恒通贸").as_deref(), Some("\"恒通 通贸\""));
        assert_eq!(query("恒 贸易").as_deref(), Some("\"恒\" * AND \"贸易\""));
        assert_eq!(query("恒\" OR title:*").as_deref(), Some("\"恒\" * AND \"or\" AND \"ti it tl le\""));
        assert_eq!(query(" \"*^()-:，"), None);
        assert_eq!(index(&["恒通138"]), "恒通 通1 13 38 8 ｚｚ０ 138 38 8");
        assert_eq!(index_phone("13812"), "138 381 812 12 2");
        assert_eq!(query("1381 38 通1").as_deref(), Some("\"138 381\" AND \"38\" * AND \"通1\""));
    }

    #[test]
    fn any_part_is_found_and_nothing_across_parts() {
        let text = index(&["苏州恒通贸易有限公司", "ACME Ltd"]);
        for typed in ["恒通", "司", "贸易有限", "苏", "cme", "贸易 acme", "a", "恒通贸易有限公司"] {
            assert!(finds(typed, &text), "{typed}");
        }
        for typed in ["通恒", "司a", "el", "z", "zz", "zz0", "0", "ｚｚ０"] {
            assert!(!finds(typed, &text), "{typed}");
        }
    }

    #[test]
    fn a_number_is_found_by_any_of_its_digits() {
        let text = index_phone("+86 138 1234 5678");
        assert!(finds("5678", &text) && finds("3812", &text) && finds("138-1234-5678", &text));
        assert!(!finds("86138", &text));
    }

    proptest! {
        #[test]
        fn a_query_is_made_of_quoted_letters_and_digits(text in any::<String>()) {
            let bare: String = query(&text).unwrap_or_default().replace("\" *", "\"").replace("\" AND \"", " ");
            prop_assert!(bare.trim_matches('"').chars().all(|c| c.is_alphanumeric() || c == ' '), "{}", bare);
        }

        #[test]
        fn every_part_of_a_text_is_found(text in "[恒通贸易a-c0-9 （）zZ]{1,20}", from in 0_usize..20, length in 1_usize..20) {
            let part: String = text.chars().skip(from).take(length).collect();
            prop_assert_eq!(finds(&part, &index(&[&text])), query(&part).is_some());
        }
    }
}

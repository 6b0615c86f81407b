//! One spelling for text that means the same.
//!
//! Two needs, kept apart. *Comparing* wants everything folded away that a reader does not see
//! as a difference (`fold`, `loose`, `name_key`). *Storing* must keep what was typed, full-width brackets
//! included, and only takes out what could harm or hide (`clean_line`, `clean_block`).
//! `half_width` serves the parsers of numbers: it is narrower than NFKC, which would read `5²`
//! as 52.
//!
//! All functions here are idempotent.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text for comparing: NFKC, lower case, nothing invisible, single spaces.
pub fn fold(text: &str) -> String {
    if text.chars().all(is_plain) {
        return words(&text.to_ascii_lowercase());
    }
    // Lower-casing can leave text that is no longer NFKC (İ), hence the second pass.
    let folded: String = text
        .chars()
        .filter(|&c| !is_invisible(c) && (!c.is_control() || c.is_whitespace()))
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect();
    words(&folded)
}

/// The text for finding a part of it, however either is written: folded, without accents and white space.
pub fn loose(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| is_plain(c) && c != ' ' && !c.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut loose = unaccented(&fold(text));
    loose.retain(|c| !c.is_whitespace());
    Cow::Owned(loose)
}

/// Letters without the marks above and below them.
pub fn unaccented(text: &str) -> String {
    text.nfd().filter(|&c| !is_combining_mark(c)).nfc().collect()
}

/// Of most names every character is: nothing of it changes but the case.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}')
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One-line text for storing: NFC, trimmed, line breaks and tabs turned into spaces.
pub fn clean_line(text: &str) -> String {
    let line = text.replace("\r\n", " ").replace(['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], " ");
    stored(&line)
}

/// Text of many lines for storing: as `clean_line`, but line breaks (all as `\n`) and tabs stay.
pub fn clean_block(text: &str) -> String {
    let block = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    stored(&block)
}

/// The key by which names of companies and people are compared: folded, letters and digits
/// only, and the two spellings of a limited company made one. What tells C# from C++ and A&B from AB stays.
pub fn name_key(name: &str) -> String {
    let tells = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '&');
    // Characters that become neighbours may combine, hence folding and picking twice.
    let pick = |text: &str| fold(text).chars().filter(|&c| tells(c)).collect::<String>();
    pick(&pick(name)).replace("有限责任公司", "有限公司")
}

/// Full-width ASCII, the ideographic space, the yen sign and the minus sign in their ASCII
/// (for the yen: Latin-1) form; invisible characters removed, trimmed. The case stays.
pub fn half_width(text: &str) -> String {
    let narrow: String = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{ffe5}' => '¥',
            '\u{2212}' => '-',
            _ => c,
        })
        .collect();
    narrow.trim().to_owned()
}

/// A number without the `.0` that a spreadsheet or a script has put behind it: `13800138000.0`. Any other text as it is.
pub fn without_zero_decimals(text: &str) -> &str {
    let bare = text.trim_end_matches('0');
    match bare.strip_suffix('.') {
        Some(whole) if bare.len() < text.len() && whole.ends_with(|c: char| c.is_ascii_digit()) && !whole.contains('.') => whole,
        _ => text,
    }
}

/// What people write where there is nothing to write: `无`, `-`, `N/A`. It may be a value all the same where a text can mean it.
pub fn means_nothing(text: &str) -> bool {
    let word = fold(text);
    let marks = |c: char| "-—–_/\\.。~*?？·…".contains(c) || c.is_whitespace();
    if word.chars().all(marks) {
        return true;
    }
    let word = word.trim_matches(['(', ')', '（', '）', '[', ']', '<', '>', '。', '.', '#']);
    let (chinese, english) = (
        [
            "无",
            "暂无",
            "没有",
            "暂时没有",
            "空",
            "空白",
            "未知",
            "不详",
            "未填",
            "未填写",
            "未提供",
            "待补充",
            "待定",
            "暂缺",
            "缺",
            "不明",
            "无数据",
        ],
        [
            "n/a",
            "na",
            "n.a",
            "n\\a",
            "null",
            "nil",
            "none",
            "nan",
            "(null)",
            "undefined",
            "unknown",
            "empty",
            "not available",
            "tbd",
            "no data",
        ],
    );
    chinese.contains(&word) || english.contains(&word)
}

fn stored(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|&c| (!c.is_control() || c == '\n' || c == '\t') && !is_bidi(c))
        .filter(|&c| !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}'))
        .nfc()
        .collect();
    kept.trim().to_owned()
}

/// Controls of the writing direction make a stored name read as another one (CVE-2021-42574).
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What leaves no mark on the screen. Joiners and variation selectors are among them, which is
/// why stored text, with its emoji, is not filtered by this.
fn is_invisible(c: char) -> bool {
    is_bidi(c)
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effort::effort;
    use proptest::prelude::*;

    #[test]
    fn folding_hides_width_case_and_spaces() {
        assert_eq!(fold("　ＡＢＣ\u{200b}  Trading\t（中国） "), "abc trading (中国)");
        assert_eq!(fold("\u{0}\u{feff}"), "");
    }

    fn loosened(text: &str) -> String {
        loose(text).into_owned()
    }

    #[test]
    fn a_part_is_found_whatever_its_width_case_accents_and_spaces() {
        for (typed, loosened) in
            [("ＣＡＦÉ　（Paris）", "cafe(paris)"), ("恒 通\n贸易", "恒通贸易"), ("50%_a\\b", "50%_a\\b"), ("Zürich", "zurich")]
        {
            assert_eq!(loose(typed), loosened);
        }
        assert_eq!(loose(" \u{200b}"), "");
    }

    #[test]
    fn stored_text_keeps_what_was_typed() {
        assert_eq!(clean_line("　恒通（中国）\r\n贸易\u{202e}\u{7} "), "恒通（中国） 贸易");
        assert_eq!(clean_line("很满意👍🏻👨‍👩‍👧"), "很满意👍🏻👨‍👩‍👧");
        assert_eq!(clean_block(" 第一行\r\n第二行\r\t三\u{0} "), "第一行\n第二行\n\t三");
    }

    #[test]
    fn spellings_of_a_company_share_a_key() {
        let key = name_key("苏州恒通贸易（中国）有限公司");
        for same in ["苏州恒通贸易(中国)有限责任公司", " 苏州 恒通贸易（中国）有限公司　", "苏州恒通·贸易（中国）有限公司"]
        {
            assert_eq!(name_key(same), key);
        }
        assert_ne!(name_key("苏州恒通贸易（中国）股份有限公司"), key);
        let apart = ["C", "C#", "C++", "C&C", "CC"].map(name_key);
        for (nth, one) in apart.iter().enumerate() {
            assert!(!apart[nth + 1..].contains(one), "{one}");
        }
        assert_eq!(name_key("Ｃ＃ 工作室"), name_key("c#工作室"));
    }

    #[test]
    fn a_whole_number_loses_its_zero_decimals_and_nothing_else_does() {
        for (text, whole) in [
            ("13800138000.0", "13800138000"),
            ("7.00", "7"),
            ("7.10", "7.10"),
            ("400.810.0", "400.810.0"),
            ("v.0", "v.0"),
            ("7", "7"),
            ("", ""),
        ] {
            assert_eq!(without_zero_decimals(text), whole);
        }
    }

    #[test]
    fn words_that_mean_nothing_are_known_in_any_spelling() {
        for word in
            ["无", "-", "——", "/", "N/A", "n / a".replace(' ', "").as_str(), "暂无", "NULL", "（无）", "#N/A", "＼", "None", "无。", "…"]
        {
            assert!(means_nothing(word), "{word}");
        }
        for word in ["无锡", "0", "N", "没有问题", "A-1", "nano", "不"] {
            assert!(!means_nothing(word), "{word}");
        }
    }

    #[test]
    fn every_character_folds_once_and_for_all() {
        // Beyond the last ideographs there is next to nothing but what nobody has assigned yet.
        for c in '\0'..=effort('\u{3ffff}', char::MAX) {
            let once = fold(&format!("a{c}b"));
            assert_eq!(fold(&once), once, "{c:?}");
            // Beside a soft hyphen, which leaves nothing, no text is plain.
            assert_eq!(fold(&format!("a{c}b\u{ad}")), once, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn all_are_idempotent(text in any::<String>()) {
            for f in [fold, clean_line, clean_block, name_key, half_width, loosened] {
                let once = f(&text);
                prop_assert_eq!(f(&once), once);
            }
        }
    }
}

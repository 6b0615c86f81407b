//! Cells that a spreadsheet must not take for formulas (CSV injection, CWE-1236) or for what it could not work out, and what other programs
//! put around a number so that a spreadsheet leaves it alone.
//!
//! The characters are those of OWASP, full-width ones included: some programs take them for
//! the same.

use std::borrow::Cow;

/// What a spreadsheet writes in place of a value that it could not work out.
const ERRORS: [&str; 17] = [
    "#N/A",
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#UNKNOWN!",
    "#EXTERNAL!",
    "#PYTHON!",
    "#GETTING_DATA",
];

/// The error of a spreadsheet; also what a column too narrow for its numbers leaves in a text file, and the errors of LibreOffice.
pub fn is_error(cell: &str) -> bool {
    let cell = cell.trim();
    match cell.as_bytes() {
        [b'#', ..] => ERRORS.iter().any(|error| error.eq_ignore_ascii_case(cell)) || cell.len() > 2 && cell.bytes().all(|b| b == b'#'),
        [b'E', b'r', b'r', b':', digits @ ..] => digits.len() == 3 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// The cell with an apostrophe before it where a spreadsheet could run it, or somebody wrote what reads like an error of one. Plain
/// numbers (`-5.00`, `+442079460958`) stay as they are.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// What was disarmed by `harmless`, here or in another program, as it was before.
pub fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// The cell without its guard: `="138…"` and `'138…` are what exports write so that a number keeps all its digits. What `harmless` has
/// disarmed is as it was before, and nothing else is taken off it.
pub fn unguarded(cell: &str) -> Cow<'_, str> {
    let disarmed = original(cell);
    if disarmed != cell {
        return Cow::Borrowed(disarmed);
    }
    let bare = cell.trim();
    if let Some(text) = formula_of_text(bare) {
        return text;
    }
    match bare.strip_prefix(GUARDS) {
        Some(number) if is_figures(number.trim()) => Cow::Borrowed(number.trim()),
        _ => Cow::Borrowed(cell),
    }
}

/// Apostrophes as keyboards and word processors have them.
const GUARDS: [char; 5] = ['\'', '‘', '’', '＇', '`'];

/// The text of a formula that is nothing but a text: `="138"`.
fn formula_of_text(cell: &str) -> Option<Cow<'_, str>> {
    let quoted = cell.strip_prefix('=')?.trim_start();
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('"') {
        return Some(Cow::Borrowed(inner));
    }
    let without_pairs = inner.replace("\"\"", "");
    (!without_pairs.contains('"')).then(|| Cow::Owned(inner.replace("\"\"", "\"")))
}

/// A number of any kind: a telephone's, an account's, a day. Words that begin with an apostrophe (`'t Hooft`, `'90s`) are none.
fn is_figures(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_numeric() || matches!(c, '+' | '-' | '(' | '（' | '.'));
    let of_number = |c: char| {
        c.is_numeric()
            || matches!(c, ' ' | '+' | '-' | '(' | ')' | '（' | '）' | '.' | ',' | '/' | ':' | '#' | '*' | '%' | 'x' | 'X' | '转')
    };
    begins && text.contains(char::is_numeric) && text.chars().all(of_number)
}

/// Apostrophes do not count, else disarming could not be undone. A text with a guard of its own is told from a guarded number by one more.
fn is_risky(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    let has_guard = || cell.starts_with(GUARDS) && is_figures(cell.trim_start_matches(GUARDS).trim());
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && !is_number(bare) || is_error(bare) || has_guard()
}

fn is_number(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        for risky in [
            "=1+1",
            "=HYPERLINK(\"http://evil.example\")",
            "+1-2",
            "-",
            "-1+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
            "--5",
            "-5.",
            "+86 138",
        ] {
            assert_eq!(harmless(risky), format!("'{risky}"));
        }
        for plain in ["-5.00", "+442079460958", "12", "恒通", "", "a=1", "0512-12345678"] {
            assert_eq!(harmless(plain), plain);
        }
        assert_eq!((original("'=1"), original("'-5"), original("'恒通")), ("=1", "'-5", "'恒通"));
    }

    #[test]
    fn errors_are_what_spreadsheets_write_and_nothing_else() {
        for error in ["#N/A", " #REF! ", "#DIV/0!", "#n/a", "#####", "Err:502", "#SPILL!"] {
            assert!(is_error(error), "{error}");
            assert_eq!(unguarded(&harmless(error)), error, "written by somebody, it is a text");
            assert!(!is_error(&harmless(error)));
        }
        for text in ["#1", "#VIP!", "N/A", "Err: none", "##", "#", "", "恒通#N/A"] {
            assert!(!is_error(text), "{text}");
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn guards_of_numbers_are_taken_off() {
        for guarded in
            ["=\"13600136001\"", "'13600136001", " = \"13600136001\" ", "' 13600136001", "’13600136001", "`13600136001", "＇13600136001"]
        {
            assert_eq!(unguarded(guarded), "13600136001", "{guarded}");
        }
        assert_eq!(
            (unguarded("=\"a\"\"b\""), unguarded("'0512-6234 5611"), unguarded("'-5")),
            ("a\"b".into(), "0512-6234 5611".into(), "-5".into())
        );
        for kept in ["'t Hooft BV", "'90s Records", "=1+1", "=\"a\"&\"b\"", "=\"", "'", "13600136001", "恒通", " x "] {
            assert_eq!(unguarded(kept), kept);
        }
        // What we disarmed ourselves loses no more than that.
        for own in ["=\"138\"", "'138", "’138", "'=1"] {
            assert_eq!(unguarded(&harmless(own)), own);
        }
    }

    proptest! {
        #[test]
        fn disarming_can_be_undone(cell in "['’`]{0,2}[=+@\\-0-9a\"#]{0,4}|'{0,2}(#N/A|####|Err:502)|\\PC*") {
            let disarmed = harmless(&cell);
            prop_assert_eq!(original(&disarmed), &cell);
            // Texts are stored without white space around them.
            let stored = cell.trim();
            let written = harmless(stored);
            prop_assert_eq!(unguarded(&written), stored);
        }
    }
}

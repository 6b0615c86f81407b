//! Cells that a spreadsheet must not take for formulas (CSV injection, CWE-1236).
//!
//! The characters are those of OWASP, full-width ones included: some programs take them for
//! the same.

use std::borrow::Cow;

/// The cell with an apostrophe before it where a spreadsheet could run it. Plain numbers
/// (`-5.00`, `+442079460958`) stay as they are.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// What was disarmed by `harmless`, here or in another program, as it was before.
pub fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// Apostrophes do not count, else disarming could not be undone.
fn is_risky(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && !is_number(bare)
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

    proptest! {
        #[test]
        fn disarming_can_be_undone(cell in "'{0,2}[=+@\\-0-9a]{0,3}|\\PC*") {
            let disarmed = harmless(&cell);
            prop_assert_eq!(original(&disarmed), &cell);
        }
    }
}

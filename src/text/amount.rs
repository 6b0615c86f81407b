//! Amounts and other decimal numbers as scaled integers.
//!
//! Never a float, never rounded: a number that does not fit its scale is an error, because a
//! cent lost silently is found by the accountant. Zeros at the end are no loss (`1.500` is 1.50).
//! Another currency than yuan is an error too; it would be a different amount.

use super::normal::half_width;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("no amount")]
    Empty,
    #[error("not an amount")]
    Invalid,
    /// Commas that do not stand before groups of three digits.
    #[error("wrong grouping of digits")]
    Grouping,
    #[error("more than {scale} decimals")]
    Precision { scale: u32 },
    #[error("amount too large")]
    Overflow,
}

impl AmountError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "amount.empty",
            Self::Invalid => "amount.invalid",
            Self::Grouping => "amount.grouping",
            Self::Precision { .. } => "amount.precision",
            Self::Overflow => "amount.overflow",
        }
    }
}

const CENTS: u32 = 2;

const CURRENCIES: [&str; 4] = ["¥", "rmb", "cny", "人民币"];

const WORDS_FOR_YUAN: [&str; 4] = ["元整", "元", "圆", "块"];

/// Units with their power of ten; what ends in another unit comes before it.
const UNITS: [(&str, u32); 7] = [("千万", 7), ("百万", 6), ("万", 4), ("w", 4), ("千", 3), ("k", 3), ("亿", 8)];

/// Yuan as people write them, in cents: `12.5万`, `￥300,000.00`, `RMB 12`, `(1,234.00)` for a
/// negative one.
pub fn parse(text: &str) -> Result<i64, AmountError> {
    let text = half_width(text).to_lowercase();
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let rest = bracketed.unwrap_or(&text).trim();
    let (before, rest) = sign(rest);
    let rest = strip_any(rest, &CURRENCIES, |text, word| text.strip_prefix(word));
    let (after, rest) = sign(rest);
    let negative = match (bracketed, before, after) {
        (Some(_), None, None) => true,
        (None, sign, None) | (None, None, sign) => sign == Some('-'),
        _ => return Err(AmountError::Invalid),
    };
    let rest = strip_any(rest, &WORDS_FOR_YUAN, |text, word| text.strip_suffix(word));
    let (number, power) = UNITS.iter().find_map(|(unit, power)| Some((rest.strip_suffix(unit)?.trim_end(), *power))).unwrap_or((rest, 0));
    match scaled(number, negative, CENTS + power) {
        Err(AmountError::Precision { .. }) => Err(AmountError::Precision { scale: CENTS }),
        other => other,
    }
}

/// A number with at most `scale` decimals, times 10^scale.
pub fn decimal(text: &str, scale: u32) -> Result<i64, AmountError> {
    let text = half_width(text);
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let (sign, number) = sign(&text);
    scaled(number, sign == Some('-'), scale)
}

/// As `decimal`, a percent sign at the end tolerated: `12.5%` and `12.5` are the same.
pub fn percent(text: &str, scale: u32) -> Result<i64, AmountError> {
    let text = half_width(text);
    decimal(text.strip_suffix('%').unwrap_or(&text), scale)
}

/// Cents as plain decimal text: `1234.50`.
pub fn format(cents: i64) -> String {
    format_scaled(cents, CENTS)
}

/// A scaled number as plain decimal text with exactly `scale` decimals.
pub fn format_scaled(value: i64, scale: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let width = scale as usize + 1;
    let digits = format!("{:0width$}", value.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let dot = if scale == 0 { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}

fn sign(text: &str) -> (Option<char>, &str) {
    match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.chars().next(), rest.trim_start()),
        None => (None, text),
    }
}

fn strip_any<'a>(text: &'a str, words: &[&str], strip: impl Fn(&'a str, &str) -> Option<&'a str>) -> &'a str {
    words.iter().find_map(|word| strip(text, word)).unwrap_or(text).trim()
}

fn scaled(number: &str, negative: bool, scale: u32) -> Result<i64, AmountError> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return Err(AmountError::Invalid),
        Some((whole, fraction)) => (whole, fraction),
        None if number.is_empty() => return Err(AmountError::Invalid),
        None => (number, ""),
    };
    let known = |c: char| c.is_ascii_digit();
    if !fraction.chars().all(known) || !whole.chars().all(|c| known(c) || c == ',') {
        return Err(AmountError::Invalid);
    }
    if !grouped(whole) {
        return Err(AmountError::Grouping);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > scale as usize {
        return Err(AmountError::Precision { scale });
    }
    let fill = std::iter::repeat_n('0', scale as usize - fraction.len());
    let digits = whole.chars().filter(|&c| c != ',').chain(fraction.chars()).chain(fill);
    // Down from zero, so that the least of all i64 can be reached as well.
    let value = digits
        .filter_map(|c| c.to_digit(10))
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_sub(digit.into()))
        .ok_or(AmountError::Overflow)?;
    if negative { Ok(value) } else { value.checked_neg().ok_or(AmountError::Overflow) }
}

fn grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut rest = groups.peekable();
    rest.peek().is_none() || ((1..=3).contains(&first.len()) && rest.all(|group| group.len() == 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_write_them() {
        #[rustfmt::skip]
        let cases = [
            ("12.5万", 12_500_000), ("1.2亿", 12_000_000_000), ("3千", 300_000), ("￥300,000.00", 30_000_000),
            ("¥ 1,234.5", 123_450), ("RMB 12", 1_200), ("12元", 1_200), ("12.5万元", 12_500_000),
            ("１２．５万", 12_500_000), ("-5", -500), ("(1,234.00)", -123_400), ("（￥5）", -500), ("1，234", 123_400),
            ("￥-5", -500), ("−5", -500), ("人民币 3 百万 元整", 300_000_000), ("30w", 30_000_000), (".5", 50),
            ("1.500", 150), ("0.000001万", 1), ("92233720368547758.07", i64::MAX), ("-92233720368547758.08", i64::MIN),
            ("717000", 71_700_000), ("00012", 1_200),
        ];
        for (text, cents) in cases {
            assert_eq!(parse(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn no_guessing_and_no_rounding() {
        use AmountError::*;
        #[rustfmt::skip]
        let cases = [
            ("面议", Invalid), ("", Empty), ("　", Empty), ("1.234", Precision { scale: 2 }),
            ("0.0000001万", Precision { scale: 2 }), ("1,23,4", Grouping), ("1,2345", Grouping), (",123", Grouping),
            ("92233720368547758.08", Overflow), ("9999999999亿", Overflow), ("$12", Invalid), ("12 34", Invalid),
            ("--5", Invalid), ("(-5)", Invalid), ("-￥-5", Invalid), ("万", Invalid), ("元", Invalid), ("5.", Invalid), ("1.2.3", Invalid),
            ("5²", Invalid), ("½", Invalid), ("1e5", Invalid), ("10-20万", Invalid), ("(5", Invalid), ("٣", Invalid),
        ];
        for (text, error) in cases {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn numbers_of_other_scales() {
        assert_eq!(decimal("1,234.5678", 4), Ok(12_345_678));
        assert_eq!(decimal("5万", 2), Err(AmountError::Invalid));
        assert_eq!(percent("12.5％", 2), Ok(1_250));
        assert_eq!(percent("12.5", 2), percent("12.5 %", 2));
        assert_eq!((format(-5), format(123_450)), ("-0.05".into(), "1234.50".into()));
        assert_eq!((format_scaled(7, 0), format_scaled(i64::MIN, 4)), ("7".into(), "-922337203685477.5808".into()));
    }

    proptest! {
        #[test]
        fn what_is_formatted_is_read_back(value in any::<i64>(), scale in 0_u32..30) {
            prop_assert_eq!(decimal(&format_scaled(value, scale), scale), Ok(value));
            prop_assert_eq!(parse(&format(value)), Ok(value));
        }

        #[test]
        fn no_text_breaks_it(text in "[-+(（)）¥￥0-9，,.万亿千元 \\PC]{0,12}", scale in 0_u32..30) {
            let _ = (parse(&text), decimal(&text, scale), percent(&text, scale));
        }
    }
}

//! Amounts and other decimal numbers as scaled integers.
//!
//! Never a float, never rounded: a number that does not fit its scale is an error, because a
//! cent lost silently is found by the accountant. Zeros at the end are no loss (`1.500` is 1.50).
//! Another currency than yuan is an error too; it would be a different amount.

use super::normal::{fold, half_width};

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
    /// Dollars are no yuan.
    #[error("another currency")]
    Currency,
    /// The heading counts in ten thousands, and so does the cell: once or twice?
    #[error("a unit in the cell and another for the whole column")]
    UnitTwice,
}

impl AmountError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "amount.empty",
            Self::Invalid => "amount.invalid",
            Self::Grouping => "amount.grouping",
            Self::Precision { .. } => "amount.precision",
            Self::Overflow => "amount.overflow",
            Self::Currency => "amount.currency",
            Self::UnitTwice => "amount.unit_twice",
        }
    }
}

const CENTS: u32 = 2;

const CURRENCIES: [&str; 4] = ["¥", "rmb", "cny", "人民币"];

/// As headings and cells name those that are no yuan; longer names before their parts.
const FOREIGN: [&str; 48] = [
    "us dollars",
    "us dollar",
    "dollars",
    "dollar",
    "euros",
    "euro",
    "pounds",
    "pound",
    "新加坡元",
    "瑞士法郎",
    "新台币",
    "美元",
    "美金",
    "港币",
    "港元",
    "欧元",
    "英镑",
    "日元",
    "日圆",
    "韩元",
    "韩圆",
    "台币",
    "澳元",
    "加元",
    "卢布",
    "卢比",
    "泰铢",
    "澳门元",
    "us$",
    "hk$",
    "nt$",
    "usd",
    "hkd",
    "eur",
    "gbp",
    "jpy",
    "krw",
    "twd",
    "aud",
    "cad",
    "sgd",
    "rub",
    "chf",
    "inr",
    "thb",
    "$",
    "€",
    "£",
];

/// What headings multiply by, as a power of ten; what ends in another unit comes before it.
const HEADING_UNITS: [(&str, u32); 23] = [
    ("ten thousand", 4),
    ("thousands", 3),
    ("thousand", 3),
    ("millions", 6),
    ("million", 6),
    ("billions", 9),
    ("billion", 9),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("十亿", 9),
    ("百亿", 10),
    ("千亿", 11),
    ("万亿", 12),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
    ("百", 2),
    ("mn", 6),
    ("bn", 9),
    ("w", 4),
    ("k", 3),
    ("m", 6),
];

/// What stands beside a unit, or in its place, and says nothing of it.
const BESIDE_UNITS: [&str; 26] = [
    "金额单位",
    "货币单位",
    "计量单位",
    "单位",
    "币种",
    "货币",
    "currency",
    "unit",
    "必填项",
    "必填",
    "选填",
    "可选",
    "不含税",
    "含税",
    "税前",
    "税后",
    "预计",
    "估计",
    "预估",
    "每年",
    "全年",
    "年度",
    "required",
    "optional",
    "estimated",
    "in",
];

const WORDS_FOR_YUAN: [&str; 4] = ["元整", "元", "圆", "块"];

/// Units with their power of ten; what ends in another unit comes before it.
const UNITS: [(&str, u32); 7] = [("千万", 7), ("百万", 6), ("万", 4), ("w", 4), ("千", 3), ("k", 3), ("亿", 8)];

/// What a heading says of the numbers below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingUnit {
    /// Nothing.
    Unsaid,
    /// They count in this power of ten: 4 for `万元`, 0 for `元`.
    Power(u32),
    /// They are no yuan.
    Foreign,
    /// Something that nobody here understands.
    Unknown,
}

/// What the addition to a heading says: `万元`, `单位：千元`, `USD`, `必填`, `'000 RMB`.
pub fn heading_unit(addition: &str) -> HeadingUnit {
    // Nothing so long names a unit, and looking for one would take long.
    if addition.len() > 200 {
        return HeadingUnit::Unknown;
    }
    let mut rest = fold(addition);
    if takes(&mut rest, &FOREIGN).is_some() {
        return HeadingUnit::Foreign;
    }
    while takes(&mut rest, &BESIDE_UNITS).is_some() {}
    let mut power = None;
    let units: Vec<&str> = HEADING_UNITS.iter().map(|(word, _)| *word).collect();
    let yuan = ["人民币", "yuan", "rmb", "cny", "元整", "元", "圆", "块", "¥"];
    let mut is_yuan = false;
    while takes(&mut rest, &yuan).is_some() {
        is_yuan = true;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        let zeros = digits.trim_start_matches('1');
        let is_power = zeros.bytes().all(|b| b == b'0') && digits.len() - zeros.len() < 2;
        let Some(zeros) = is_power.then_some(zeros.len()).and_then(|zeros| u32::try_from(zeros).ok()) else { return HeadingUnit::Unknown };
        power = Some(zeros);
        rest.retain(|c| !c.is_ascii_digit() && c != ',');
    }
    if let Some(word) = takes(&mut rest, &units) {
        let of_word = HEADING_UNITS.iter().find(|(known, _)| *known == word).map_or(0, |(_, of_word)| *of_word);
        power = Some(power.unwrap_or(0) + of_word);
    }
    let is_bare = rest.chars().all(|c| c.is_whitespace() || ":：/、,，.*'’-_&+;；%s".contains(c));
    match (is_bare, power) {
        (false, _) | (true, Some(1)) => HeadingUnit::Unknown,
        (true, Some(power)) if power <= MOST_POWER => HeadingUnit::Power(power),
        (true, Some(_)) => HeadingUnit::Unknown,
        (true, None) if is_yuan => HeadingUnit::Power(0),
        (true, None) => HeadingUnit::Unsaid,
    }
}

/// Takes the first of some words out of a text that has it.
fn takes<'w>(rest: &mut String, words: &[&'w str]) -> Option<&'w str> {
    let found = words.iter().copied().find(|word| names(rest, word))?;
    *rest = rest.replacen(found, " ", 1);
    Some(found)
}

/// Beyond it a single unit fills all that an amount can be.
const MOST_POWER: u32 = 12;

/// Whether a text has a word: Latin ones stand by themselves.
fn names(text: &str, word: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    text.match_indices(word).any(|(at, _)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !(latin(word.chars().next()) && latin(before) || latin(word.chars().next_back()) && latin(behind))
    })
}

/// Yuan as people write them, in cents: `12.5万`, `￥300,000.00`, `RMB 12`, `(1,234.00)` for a
/// negative one.
pub fn parse(text: &str) -> Result<i64, AmountError> {
    parse_in(text, 0)
}

/// The same where the whole column counts in a power of ten. A cell with a unit of its own would count twice, and is refused.
pub fn parse_in(text: &str, of_column: u32) -> Result<i64, AmountError> {
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
    let bare = strip_any(rest, &WORDS_FOR_YUAN, |text, word| text.strip_suffix(word));
    let unit = UNITS.iter().find_map(|(unit, power)| Some((bare.strip_suffix(unit)?.trim_end(), *power)));
    let (number, power) = unit.unwrap_or((bare, 0));
    match scaled(number, negative, CENTS + power + of_column) {
        Err(AmountError::Invalid) if FOREIGN.iter().any(|word| names(&text, word)) => Err(AmountError::Currency),
        Ok(_) if of_column > 0 && (unit.is_some() || bare.len() < rest.len()) => Err(AmountError::UnitTwice),
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

/// The same of a column that counts in a power of ten.
pub fn decimal_in(text: &str, scale: u32, of_column: u32) -> Result<i64, AmountError> {
    match decimal(text, scale + of_column) {
        Err(AmountError::Precision { .. }) => Err(AmountError::Precision { scale }),
        other => other,
    }
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
            ("92233720368547758.08", Overflow), ("9999999999亿", Overflow), ("$12", Currency), ("12 USD", Currency), ("12美元", Currency), ("-€5", Currency), ("HK$ 1,200", Currency), ("12 34", Invalid),
            ("--5", Invalid), ("(-5)", Invalid), ("-￥-5", Invalid), ("万", Invalid), ("元", Invalid), ("5.", Invalid), ("1.2.3", Invalid),
            ("5²", Invalid), ("½", Invalid), ("1e5", Invalid), ("10-20万", Invalid), ("(5", Invalid), ("٣", Invalid),
        ];
        for (text, error) in cases {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_heading_says_in_what_its_column_counts() {
        use HeadingUnit::*;
        #[rustfmt::skip]
        let cases = [
            ("万元", Power(4)), ("单位：万元", Power(4)), ("单位:人民币千元", Power(3)), ("元", Power(0)), ("RMB", Power(0)), ("¥", Power(0)), ("CNY 10k", Power(4)),
            ("RMB'000", Power(3)), ("百万", Power(6)), ("亿元", Power(8)), ("thousand yuan", Power(3)), ("RMB mn", Power(6)), ("10,000 CNY", Power(4)), ("万元，含税", Power(4)), ("W", Power(4)),
            ("USD", Foreign), ("万美元", Foreign), ("US$ thousands", Foreign), ("港币", Foreign), ("€", Foreign), ("in Euro", Foreign), ("HKD/元", Foreign),
            ("必填", Unsaid), ("含税", Unsaid), ("", Unsaid), ("*", Unsaid),
            ("吨", Unknown), ("2023", Unknown), ("大概", Unknown), ("10", Unknown), ("kg", Unknown), ("万箱", Unknown), ("1 0 0 2 元", Unknown),
        ];
        for (addition, unit) in cases {
            assert_eq!(heading_unit(addition), unit, "{addition}");
        }
    }

    #[test]
    fn a_column_counts_once() {
        assert_eq!(
            (parse_in("12", 4), parse_in("3.5", 4), parse_in("￥ 1,234.56789", 4)),
            (Ok(12_000_000), Ok(3_500_000), Ok(1_234_567_890))
        );
        assert_eq!(
            (parse_in("12万", 4), parse_in("12元", 4), parse_in("12万", 0)),
            (Err(AmountError::UnitTwice), Err(AmountError::UnitTwice), Ok(12_000_000))
        );
        assert_eq!(parse_in("0.0000001", 4), Err(AmountError::Precision { scale: 2 }));
        assert_eq!((decimal_in("1.5", 0, 3), decimal_in("1.5", 0, 0)), (Ok(1500), Err(AmountError::Precision { scale: 0 })));
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

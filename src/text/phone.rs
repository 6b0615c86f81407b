//! Telephone numbers in one stored form.
//!
//! | kind | typed | stored |
//! |---|---|---|
//! | mainland mobile | `+86 138 1234 5678` | `13812345678` |
//! | landline | `(0512)1234 5678 转 801` | `0512-12345678-801` |
//! | 400 and 800 | `4008101234` | `400-810-1234` |
//! | abroad | `0044 20 7946 0958 x12` | `+442079460958x12` |
//! | service number | `95511` | `95511` |
//! | without its area code | `6234 5678 转 801` | `62345678-801` |
//! | short number of a company | `8001` | `8001` |
//!
//! The stored form is ASCII and parses to itself; [`Phone`] has its parts, for whoever shows or masks some of them. Area codes are
//! not checked against a list: one typed apart is believed, as long as it begins with 0 and has three or four digits, and no digit of
//! what stands behind it is ever taken into it. A 1 that is typed apart is a country code.

use std::fmt;

use super::normal::{half_width, without_zero_decimals};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("no telephone number")]
    Empty,
    #[error("not a telephone number")]
    Invalid,
}

impl PhoneError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "phone.empty",
            Self::Invalid => "phone.invalid",
        }
    }
}

/// A number in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    pub line: PhoneLine,
    pub extension: Option<String>,
}

/// What is dialled. All parts are digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneLine {
    /// `13812345678`
    Mobile(String),
    /// `0512` and `12345678`
    Landline { area: String, number: String },
    /// `4008101234`
    Freephone(String),
    /// The country code and what follows it: `442079460958`
    Abroad(String),
    /// What everybody dials alike: `95511`, `12345`. Many records may have the same.
    Service(String),
    /// A landline whose area code nobody told: `62345678`
    Local(String),
    /// Means something within one company's exchange only: `8001`
    Short(String),
}

impl fmt::Display for Phone {
    /// The stored form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut mark = '-';
        match &self.line {
            PhoneLine::Mobile(number) | PhoneLine::Service(number) | PhoneLine::Local(number) | PhoneLine::Short(number) => {
                f.write_str(number)?;
            }
            PhoneLine::Landline { area, number } => write!(f, "{area}-{number}")?,
            PhoneLine::Freephone(number) => write!(f, "{}-{}-{}", &number[..3], &number[3..6], &number[6..])?,
            PhoneLine::Abroad(number) => {
                // Groups of a foreign number may be of any length, so that no group is known for an extension.
                mark = 'x';
                write!(f, "+{number}")?;
            }
        }
        self.extension.iter().try_for_each(|extension| write!(f, "{mark}{extension}"))
    }
}

impl Phone {
    /// A local number as one of that area (`0512`); any other as it is.
    pub fn in_area(self, area: &str) -> Self {
        match self.line {
            PhoneLine::Local(number) => Self { line: PhoneLine::Landline { area: area.to_owned(), number }, ..self },
            _ => self,
        }
    }

    /// Whether two records with the same are likely one: nobody is known by what everybody dials.
    pub fn is_identifying(&self) -> bool {
        !matches!(self.line, PhoneLine::Service(_) | PhoneLine::Short(_))
    }
}

/// Characters of the longest spelling that can still be a number; nothing longer is looked into.
const LONGEST: usize = 60;

/// How many numbers one cell may hold.
const MOST_NUMBERS: usize = 5;

const EXTENSION_MARKS: [&str; 7] = ["分机", "转", "ext", "x", "#", ",", ";"];

/// The stored form of a telephone number.
pub fn parse(text: &str) -> Result<String, PhoneError> {
    read(text).map(|phone| phone.to_string())
}

/// The number that a text means.
pub fn read(text: &str) -> Result<Phone, PhoneError> {
    let text = text.trim();
    if text.chars().nth(LONGEST).is_some() {
        return Err(PhoneError::Invalid);
    }
    let text = half_width(text).to_lowercase();
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    let (number, extension) = split_extension(without_zero_decimals(&text))?;
    let number = number.trim_start_matches(['(', ' ']);
    let (plus, number) = match number.strip_prefix('+') {
        Some(rest) => (true, rest.replace("(0)", "")),
        None => (false, number.to_owned()),
    };
    let groups = groups(&number)?;
    let all = groups.concat();
    let abroad = if plus { Some(all.as_str()) } else { all.strip_prefix("00") };
    let prefix = if plus { 0 } else { 2 };
    let found = match abroad {
        Some(digits) if digits.starts_with("86") => domestic(&drop_digits(&groups, prefix + 2), true),
        Some(digits) => foreign(digits).map(|line| (line, None)),
        None if all.starts_with("86") && all.len() >= 12 => domestic(&drop_digits(&groups, 2), true),
        None if groups.len() > 1 && groups[0] == "1" => north_american(&groups[1..]).map(|line| (line, None)),
        None => domestic(&groups, false),
    };
    let (line, typed) = found.ok_or(PhoneError::Invalid)?;
    match (typed, extension) {
        (None, extension) => Ok(Phone { line, extension: extension.map(str::to_owned) }),
        (typed, None) => Ok(Phone { line, extension: typed }),
        (Some(_), Some(_)) => Err(PhoneError::Invalid),
    }
}

/// The numbers of a text that has more than one and nothing besides: `13812345678 / 0512-12345678`. None where it has not.
pub fn several(text: &str) -> Option<Vec<Phone>> {
    if text.chars().nth(LONGEST * 2).is_some() {
        return None;
    }
    let text = half_width(text);
    let mark = |c: char| "/、;；,，|&\n或和".contains(c);
    let parts: Vec<&str> = text.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
    let alone = |part: &str| read(part).ok().filter(|phone| !matches!(phone.line, PhoneLine::Short(_) | PhoneLine::Service(_)));
    match parts[..] {
        [] => None,
        // Between white space one has to be found; where two places fit, nobody can tell.
        [one] => {
            let words: Vec<&str> = one.split_whitespace().collect();
            let split = |at: usize| Some(vec![alone(&words[..at].join(" "))?, alone(&words[at..].join(" "))?]);
            let mut found = (1..words.len().min(LONGEST)).filter_map(split).filter(|both| both.iter().all(is_whole));
            found.next().filter(|_| found.next().is_none())
        }
        _ if parts.len() > MOST_NUMBERS => None,
        _ => parts.into_iter().map(alone).collect(),
    }
}

/// Cannot be the beginning or the end of another number.
fn is_whole(phone: &Phone) -> bool {
    matches!(phone.line, PhoneLine::Mobile(_) | PhoneLine::Landline { .. } | PhoneLine::Freephone(_)) && phone.extension.is_none()
}

/// The digits alone, for searching and comparing: those of the stored form where the text is a
/// number, else those that are there.
pub fn digits(text: &str) -> String {
    let text = parse(text).unwrap_or_else(|_| half_width(text));
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number with its telling digits hidden: `138****5678`, `0512-****5678`, `+44****0958`, `****5678` where the area is not known. An
/// extension is hidden whole, and so is what is too short to hide anything, or is no number at all.
pub fn mask(stored: &str) -> String {
    let hidden = "****";
    let Ok(phone) = read(stored) else {
        return hidden.to_owned();
    };
    match &phone.line {
        PhoneLine::Mobile(number) => format!("{}{hidden}{}", &number[..3], last(number, 4)),
        PhoneLine::Landline { area, number } if number.len() > 6 => format!("{area}-{hidden}{}", last(number, 4)),
        PhoneLine::Landline { area, .. } => format!("{area}-{hidden}"),
        PhoneLine::Freephone(number) => format!("{}-{hidden}{}", &number[..3], last(number, 4)),
        PhoneLine::Abroad(number) => {
            // Short numbers would be given away by their last four digits.
            let shown = if number.len() > 10 { 4 } else { 2 };
            format!("+{}{hidden}{}", &number[..2], last(number, shown))
        }
        PhoneLine::Local(number) => format!("{hidden}{}", last(number, 4)),
        PhoneLine::Service(_) | PhoneLine::Short(_) => hidden.to_owned(),
    }
}

fn last(ascii: &str, count: usize) -> &str {
    &ascii[ascii.len().saturating_sub(count)..]
}

fn split_extension(text: &str) -> Result<(&str, Option<&str>), PhoneError> {
    let Some((at, mark)) = EXTENSION_MARKS.iter().filter_map(|mark| Some((text.find(mark)?, mark))).min() else {
        return Ok((text, None));
    };
    let filler = |c: char| c.is_whitespace() || ".:：-".contains(c);
    let extension = text[at + mark.len()..].trim_matches(filler);
    if !is_extension(extension) {
        return Err(PhoneError::Invalid);
    }
    Ok((text[..at].trim_end_matches(filler), Some(extension)))
}

fn is_extension(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The runs of digits between separators.
fn groups(number: &str) -> Result<Vec<String>, PhoneError> {
    let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}');
    if !number.chars().all(|c| c.is_ascii_digit() || separator(c)) {
        return Err(PhoneError::Invalid);
    }
    Ok(number.split(separator).filter(|run| !run.is_empty()).map(str::to_owned).collect())
}

fn drop_digits(groups: &[String], mut count: usize) -> Vec<String> {
    let mut kept = Vec::new();
    for group in groups {
        let cut = count.min(group.len());
        count -= cut;
        if cut < group.len() {
            kept.push(group[cut..].to_owned());
        }
    }
    kept
}

fn foreign(digits: &str) -> Option<PhoneLine> {
    ((7..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| PhoneLine::Abroad(digits.to_owned()))
}

/// What stands behind a country code 1 that was typed apart: an area of three digits, and seven.
fn north_american(groups: &[String]) -> Option<PhoneLine> {
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    let (shape, all) = (matches!(lengths[..], [3, 3, 4] | [3, 7]), groups.concat());
    let begins = |at: usize| all.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
    (shape && begins(0) && begins(3)).then(|| PhoneLine::Abroad(format!("1{all}")))
}

/// A line of the mainland with the extension typed behind it.
type Found = (PhoneLine, Option<String>);

/// With the country code before it, the 0 of the area code is not dialled and may be missing.
fn domestic(groups: &[String], after_country: bool) -> Option<Found> {
    let whole = |form: fn(&str) -> Option<PhoneLine>| first_in(groups, form);
    if let Some(found) = whole(mobile).or_else(|| whole(freephone)) {
        return Some(found);
    }
    let (first, rest) = groups.split_first()?;
    // No area code begins with 013 to 019: typed in one run, the 0 is the old trunk prefix.
    if first.len() == 12 && first.strip_prefix('0').and_then(mobile).is_some() {
        return domestic(&drop_digits(groups, 1), false);
    }
    if after_country && !first.starts_with('0') {
        let with_zero = || domestic(&[&[format!("0{first}")], rest].concat(), false);
        return whole(hotline).or_else(with_zero);
    }
    match first.len() {
        _ if !first.starts_with('0') => {
            let alone = groups.len() == 1;
            whole(hotline).or_else(|| service(&groups.concat())).or_else(|| whole(local)).or_else(|| short(first).filter(|_| alone))
        }
        1 => first_in(rest, mobile),
        // Typed apart, it is the area code, whatever stands behind it.
        3 | 4 if is_trunk(first) => first_in(rest, subscriber)
            .map(|(number, extension)| (PhoneLine::Landline { area: first.clone(), number: number.to_string() }, extension)),
        5.. => whole(landline),
        _ => None,
    }
}

/// What the first group, the first two, the first three… make together, where that has a form, and the extension behind it.
fn first_in<T>(groups: &[String], form: fn(&str) -> Option<T>) -> Option<(T, Option<String>)> {
    (1..=groups.len()).find_map(|n| {
        let extension = match &groups[n..] {
            [] => None,
            [one] if is_extension(one) => Some(one.clone()),
            _ => return None,
        };
        Some((form(&groups[..n].concat())?, extension))
    })
}

fn mobile(digits: &str) -> Option<PhoneLine> {
    let sound = digits.len() == 11 && matches!(digits.as_bytes()[..2], [b'1', b'3'..=b'9']);
    sound.then(|| PhoneLine::Mobile(digits.to_owned()))
}

fn freephone(digits: &str) -> Option<PhoneLine> {
    let sound = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    sound.then(|| PhoneLine::Freephone(digits.to_owned()))
}

/// 95 and 96 lead to companies and public services, everywhere or within a province; no subscriber's number begins so.
fn hotline(digits: &str) -> Option<PhoneLine> {
    let sound = matches!((&digits.as_bytes()[..digits.len().min(2)], digits.len()), (b"95", 5 | 6 | 8) | (b"96", 5 | 6));
    sound.then(|| PhoneLine::Service(digits.to_owned()))
}

/// The other numbers that everybody dials alike; nothing stands behind them. 110, 12345, 10086, 116114, 1010 1234.
fn service(digits: &str) -> Option<Found> {
    let sound = match digits.len() {
        3 => digits.starts_with("11") || digits.starts_with("12"),
        5 => digits.starts_with('1'),
        6 => digits.starts_with("116") || digits.starts_with("118"),
        8 => digits.starts_with("1010"),
        _ => false,
    };
    sound.then(|| (PhoneLine::Service(digits.to_owned()), None))
}

fn local(digits: &str) -> Option<PhoneLine> {
    let sound = matches!(digits.len(), 7 | 8) && matches!(digits.as_bytes()[..2], [b'2'..=b'9', _]) && !is_hotline(digits);
    sound.then(|| PhoneLine::Local(digits.to_owned()))
}

fn is_hotline(digits: &str) -> bool {
    digits.starts_with("95") || digits.starts_with("96")
}

fn short(digits: &str) -> Option<Found> {
    ((3..=6).contains(&digits.len())).then(|| (PhoneLine::Short(digits.to_owned()), None))
}

/// What is dialled behind an area code.
fn subscriber(digits: &str) -> Option<String> {
    let sound = matches!(digits.len(), 7 | 8) || hotline(digits).is_some();
    sound.then(|| digits.to_owned())
}

/// A landline typed in one run: 010 and 02x are the area codes of three digits.
fn landline(digits: &str) -> Option<PhoneLine> {
    let area = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    let sound = is_trunk(digits) && matches!(digits.len().checked_sub(area)?, 7 | 8);
    sound.then(|| PhoneLine::Landline { area: digits[..area].to_owned(), number: digits[area..].to_owned() })
}

/// `0512`, `010`.
pub fn is_area_code(text: &str) -> bool {
    matches!(text.len(), 3 | 4) && text.bytes().all(|b| b.is_ascii_digit()) && is_trunk(text)
}

/// Begins like an area code; two zeros lead abroad.
fn is_trunk(digits: &str) -> bool {
    digits.starts_with('0') && !digits.starts_with("00")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_people_write_them() {
        #[rustfmt::skip]
        let cases = [
            ("13812345678", "13812345678"), ("138 1234 5678", "13812345678"), ("+86 170 5067 0828", "17050670828"),
            ("+86-138-1234-5678", "13812345678"), ("008613812345678", "13812345678"), ("8613812345678", "13812345678"),
            ("（+86）13812345678", "13812345678"), ("１４２５８６６２６８８", "14258662688"), ("\u{202d}13812345678\u{202c}", "13812345678"), ("013812345678", "13812345678"),
            ("13812345678转1234", "13812345678-1234"),
            ("0512-12345678", "0512-12345678"), ("051212345678", "0512-12345678"), ("(0512)1234-5678", "0512-12345678"),
            ("0512 1234 5678", "0512-12345678"), ("01012345678", "010-12345678"), ("02112345678", "021-12345678"),
            ("071-46571155", "071-46571155"), ("046-46571155", "046-46571155"), ("0400-71512928", "0400-71512928"), ("0139-36844953", "0139-36844953"),
            ("012-52535403", "012-52535403"), ("0588-7864084", "0588-7864084"), ("0512—12345678", "0512-12345678"),
            ("+86 512 12345678", "0512-12345678"), ("86-0512-12345678", "0512-12345678"), ("+861012345678", "010-12345678"),
            ("0512-12345678-801", "0512-12345678-801"), ("0512-12345678转801", "0512-12345678-801"),
            ("0512-12345678 分机：801", "0512-12345678-801"), ("0512-12345678 ext. 801", "0512-12345678-801"), ("051212345678-801", "0512-12345678-801"),
            ("400-810-1234", "400-810-1234"), ("4008101234", "400-810-1234"), ("400 8101 234 转 5", "400-810-1234-5"), ("+86 400 810 1234", "400-810-1234"),
            ("+44 20 7946 0958", "+442079460958"), ("+44 (0)20 7946 0958", "+442079460958"), ("0044 20 7946 0958", "+442079460958"), ("+852 2345 6789", "+85223456789"),
            ("+44 20 7946 0911 x12", "+442079460911x12"), ("0044 20 7946 0911 分机 12", "+442079460911x12"), ("+1 (415) 555-0111 ext. 9", "+14155550111x9"),
            ("1-415-555-0111", "+14155550111"), ("1 (415) 5550111", "+14155550111"), ("1.415.555.0111", "+14155550111"), ("001 415 555 0111", "+14155550111"),
            ("13800138011.0", "13800138011"), ("0512-62345611.0", "0512-62345611"), ("4008101234.00", "400-810-1234"),
            ("95511", "95511"), ("955 11", "95511"), ("95511转3", "95511-3"), ("95511-3", "95511-3"), ("9510 5105", "95105105"), ("12345", "12345"), ("110", "110"),
            ("1010 1234", "10101234"), ("0512-96889", "0512-96889"), ("010 95511", "010-95511"), ("+86 95511", "95511"),
            ("62345678", "62345678"), ("6234 5678", "62345678"), ("62345678转801", "62345678-801"), ("6234567-801", "6234567-801"), ("8001", "8001"), ("612345", "612345"),
            ("0 138 1234 5678", "13812345678"),
        ];
        for (typed, stored) in cases {
            assert_eq!(parse(typed).as_deref(), Ok(stored), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number() {
        #[rustfmt::skip]
        let cases = [
            "150998398", "12812345678", "138123456789", "无", "138-1234", "12345678", "1234567", "02-2345-6711", "02 23456711", "051-212345678", "0 512 12345678",
            "013 8123 45678", "021-223456", "1 3812345678", "1-115-555-0111", "1 415 555 011", "12", "12345-678", "8001-2", "0512.0", "+12345", "+1234567890123456",
            "13812345678/13912345678", "13812345678 13912345678", "0512", "0512-123456", "0512-12345678-801转2", "1.38E10", "+", "++8613812345678", "转801",
            "+86 12345", "+86 2 23456711", "13812345678转1234567", "+44 20 7946 0958 转 1234567",
        ];
        for typed in cases {
            assert_eq!(parse(typed), Err(PhoneError::Invalid), "{typed}");
        }
        assert_eq!(parse("　"), Err(PhoneError::Empty));
    }

    #[test]
    fn digits_and_masks() {
        assert_eq!(digits("+86 138 1234 5678"), "13812345678");
        assert_eq!(digits("尾号５６７8"), "5678");
        #[rustfmt::skip]
        let cases = [
            ("13812345678", "138****5678"), ("0512-12345678", "0512-****5678"), ("0512-12345678-801", "0512-****5678"),
            ("400-810-1234", "400-****1234"), ("+442079460958", "+44****0958"), ("+1234567", "+12****67"), ("电话", "****"),
            ("+442079460958x12", "+44****0958"), ("62345678-801", "****5678"), ("0512-96889", "0512-****"), ("95511", "****"), ("8001", "****"),
            ("0512-1234567", "0512-****4567"), ("010-12345678-8001", "010-****5678"), ("13812345678-1234", "138****5678"),
            ("400-810-1234-5", "400-****1234"), ("+442079460958x801", "+44****0958"), ("+14155550123", "+14****0123"),
            ("66661234", "****1234"), ("66661234-801", "****1234"), ("95511", "****"), ("110", "****"), ("", "****"),
            ("13812345678/13912345678", "****"), ("+", "****"), ("张三 13812345678", "****"),
        ];
        for (stored, masked) in cases {
            assert_eq!(mask(stored), masked);
        }
    }

    #[test]
    fn two_numbers_in_a_cell_are_told_apart() {
        #[rustfmt::skip]
        let cases: [(&str, &[&str]); 8] = [
            ("13812345678/13912345678", &["13812345678", "13912345678"]), ("13812345678、0512-12345678转801", &["13812345678", "0512-12345678-801"]),
            ("138 1234 5678 139 1234 5678", &["13812345678", "13912345678"]), ("0512-12345678；62345679", &["0512-12345678", "62345679"]),
            ("13812345678\n13912345678", &["13812345678", "13912345678"]), ("13812345678 或 4008101234", &["13812345678", "400-810-1234"]),
            ("１３８１２３４５６７８，+44 20 7946 0958", &["13812345678", "+442079460958"]), ("13812345678，13912345678；", &["13812345678", "13912345678"]),
        ];
        for (typed, stored) in cases {
            let found: Vec<String> = several(typed).unwrap_or_default().iter().map(Phone::to_string).collect();
            assert_eq!(found, stored, "{typed}");
        }
        for typed in ["0512-12345678/79", "0512-12345678/801", "13812345678/王", "62345678 62345679", "13812345678", "", "/"] {
            assert_eq!(several(typed).filter(|found| found.len() > 1), None, "{typed}");
        }
    }

    #[test]
    fn a_local_number_takes_the_area_that_is_told() {
        let placed = |typed: &str| read(typed).map(|phone| phone.in_area("0512").to_string());
        assert_eq!(placed("62345678转801").as_deref(), Ok("0512-62345678-801"));
        for stays in ["95511", "8001", "13812345678", "010-12345678"] {
            assert_eq!(placed(stays).as_deref(), Ok(stays));
        }
        assert!(!read("95511").unwrap().is_identifying() && read("62345678").unwrap().is_identifying());
    }

    proptest! {
        #[test]
        fn the_stored_form_parses_to_itself(text in "[+]?[0-9０-９ ()转x.\\-]{1,18}|(\\+86|86|0086)?-?0?[0-9]{2,3}[- ]?[0-9]{7,8}(-[0-9]{1,4})?|\\PC*") {
            if let Ok(stored) = parse(&text) {
                prop_assert_eq!(parse(&stored), Ok(stored.clone()), "{}", text);
                prop_assert!(mask(&stored) != stored);
            }
            let _ = (mask(&text), digits(&text));
        }
    }
}

//! Telephone numbers in one stored form.
//!
//! | kind | typed | stored |
//! |---|---|---|
//! | mainland mobile | `+86 138 1234 5678` | `13812345678` |
//! | landline | `(0512)1234 5678 转 801` | `0512-12345678-801` |
//! | 400 and 800 | `4008101234` | `400-810-1234` |
//! | abroad | `0044 20 7946 0958` | `+442079460958` |
//!
//! The stored form is ASCII and parses to itself. Area codes are not checked against a list:
//! one typed apart is believed, as long as it begins with 0 and has three or four digits.

use super::normal::half_width;

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

/// Characters of the longest spelling that can still be a number; nothing longer is looked into.
const LONGEST: usize = 60;

const EXTENSION_MARKS: [&str; 7] = ["分机", "转", "ext", "x", "#", ",", ";"];

/// The stored form of a telephone number.
pub fn parse(text: &str) -> Result<String, PhoneError> {
    let text = text.trim();
    if text.chars().nth(LONGEST).is_some() {
        return Err(PhoneError::Invalid);
    }
    let text = half_width(text).to_lowercase();
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    let (number, extension) = split_extension(&text)?;
    let number = number.trim_start_matches(['(', ' ']);
    let (plus, number) = match number.strip_prefix('+') {
        Some(rest) => (true, rest.replace("(0)", "")),
        None => (false, number.to_owned()),
    };
    let groups = groups(&number)?;
    let all = groups.concat();
    let abroad = if plus { Some(all.as_str()) } else { all.strip_prefix("00") };
    let prefix = if plus { 0 } else { 2 };
    let local = match abroad {
        Some(digits) if digits.starts_with("86") => local(&drop_digits(&groups, prefix + 2), true),
        Some(digits) if extension.is_none() => foreign(digits).map(|number| (number, None)),
        Some(_) => None,
        None if all.starts_with("86") && all.len() >= 12 => local(&drop_digits(&groups, 2), true),
        None => local(&groups, false),
    };
    match local.ok_or(PhoneError::Invalid)? {
        (number, None) => Ok(number + &extension.map(|e| format!("-{e}")).unwrap_or_default()),
        (number, Some(typed)) if extension.is_none() => Ok(format!("{number}-{typed}")),
        _ => Err(PhoneError::Invalid),
    }
}

/// The digits alone, for searching and comparing: those of the stored form where the text is a
/// number, else those that are there.
pub fn digits(text: &str) -> String {
    let text = parse(text).unwrap_or_else(|_| half_width(text));
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number with its telling digits hidden: `138****5678`, `0512-****5678`, `+44****0958`, `****5678` where the area is not known. An
/// extension is hidden whole, and so is what is too short to hide anything, or is no number at all.
pub fn mask(number: &str) -> String {
    const HIDDEN: &str = "****";
    let number = if is_foreign(number) { number.to_owned() } else { parse(number).unwrap_or_else(|_| half_width(number)) };
    let parts: Vec<&str> = number.split('-').collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // What is not made of digits and hyphens is shown to nobody: where its end is cannot be told.
    if !parts.iter().enumerate().all(|(at, part)| digits(if at == 0 { part.trim_start_matches('+') } else { part })) {
        return HIDDEN.to_owned();
    }
    match parts[..] {
        [number, ..] if number.starts_with('+') => match number.len() {
            // Short numbers would be given away by their last four digits.
            12.. => format!("{}{HIDDEN}{}", &number[..3], last(number, 4)),
            8.. => format!("{}{HIDDEN}{}", &number[..3], last(number, 2)),
            _ => HIDDEN.to_owned(),
        },
        ["400" | "800", _, end, ..] => format!("{}-{HIDDEN}{}", parts[0], last(end, 4)),
        [area, number, ..] if area.starts_with('0') && number.len() >= 7 => format!("{area}-{HIDDEN}{}", last(number, 4)),
        [mobile, ..] if mobile.len() == 11 => format!("{}{HIDDEN}{}", &mobile[..3], last(mobile, 4)),
        [local, ..] if local.len() >= 7 => format!("{HIDDEN}{}", last(local, 4)),
        _ => HIDDEN.to_owned(),
    }
}

/// In the stored form already, perhaps with an extension.
fn is_foreign(text: &str) -> bool {
    let (number, extension) = text.split_once('-').map_or((text, None), |(number, extension)| (number, Some(extension)));
    let digits = number.strip_prefix('+').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && extension.is_none_or(is_extension)
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

fn foreign(digits: &str) -> Option<String> {
    ((7..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

/// A number of the mainland with the extension typed behind it. With the country code before
/// it, the 0 of the area code is not dialled and may be missing.
fn local(groups: &[String], after_country: bool) -> Option<(String, Option<String>)> {
    let whole = |form: fn(&str) -> Option<String>| joined(groups).find_map(|(number, rest)| Some((form(&number)?, extension(rest)?)));
    if let Some(found) = whole(mobile).or_else(|| whole(service)) {
        return Some(found);
    }
    let (first, rest) = groups.split_first()?;
    // No area code begins with 013 to 019: typed in one run, the 0 is the old trunk prefix.
    if first.len() == 12 && first.strip_prefix('0').and_then(mobile).is_some() {
        return local(&drop_digits(groups, 1), false);
    }
    if after_country && !first.starts_with('0') {
        let area = format!("0{first}");
        return local(&[&[area], rest].concat(), false);
    }
    let apart = || {
        let area = matches!(first.len(), 3 | 4) && is_trunk(first);
        joined(rest).filter(|_| area).find_map(|(number, rest)| {
            let found = matches!(number.len(), 7 | 8).then(|| format!("{first}-{number}"))?;
            Some((found, extension(rest)?))
        })
    };
    apart().or_else(|| whole(landline))
}

/// What the first group, the first two, the first three… make together, and the groups left.
fn joined(groups: &[String]) -> impl Iterator<Item = (String, &[String])> {
    (1..=groups.len()).map(|n| (groups[..n].concat(), &groups[n..]))
}

fn extension(rest: &[String]) -> Option<Option<String>> {
    match rest {
        [] => Some(None),
        [one] if is_extension(one) => Some(Some(one.clone())),
        _ => None,
    }
}

fn mobile(digits: &str) -> Option<String> {
    let sound = digits.len() == 11 && matches!(digits.as_bytes()[..2], [b'1', b'3'..=b'9']);
    sound.then(|| digits.to_owned())
}

fn service(digits: &str) -> Option<String> {
    let sound = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    sound.then(|| format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]))
}

/// A landline typed in one run: 010 and 02x are the area codes of three digits.
fn landline(digits: &str) -> Option<String> {
    let area = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    let sound = is_trunk(digits) && matches!(digits.len().checked_sub(area)?, 7 | 8);
    sound.then(|| format!("{}-{}", &digits[..area], &digits[area..]))
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
        ];
        for (typed, stored) in cases {
            assert_eq!(parse(typed).as_deref(), Ok(stored), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number() {
        #[rustfmt::skip]
        let cases = [
            "150998398", "12812345678", "138123456789", "无", "138-1234", "12345678", "+12345", "+1234567890123456",
            "13812345678/13912345678", "13812345678 13912345678", "0512", "0512-123456", "0512-12345678-801转2", "1.38E10", "+", "++8613812345678", "转801",
            "+86 12345", "13812345678转1234567", "+44 20 7946 0958 转 3",
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
            ("0512-1234567", "0512-****4567"), ("010-12345678-8001", "010-****5678"), ("13812345678-1234", "138****5678"),
            ("400-810-1234-5", "400-****1234"), ("+442079460958-801", "+44****0958"), ("+14155550123", "+14****0123"),
            ("66661234", "****1234"), ("66661234-801", "****1234"), ("95511", "****"), ("110", "****"), ("", "****"),
            ("13812345678/13912345678", "****"), ("+", "****"), ("张三 13812345678", "****"),
        ];
        for (stored, masked) in cases {
            assert_eq!(mask(stored), masked);
        }
    }

    proptest! {
        #[test]
        fn the_stored_form_parses_to_itself(text in "[+]?[0-9０-９ ()转x.\\-]{1,18}|(\\+86|86|0086)?-?0?[0-9]{2,3}[- ]?[0-9]{7,8}(-[0-9]{1,4})?|\\PC*") {
            if let Ok(stored) = parse(&text) {
                prop_assert_eq!(parse(&stored), Ok(stored.clone()));
                prop_assert!(mask(&stored) != stored);
            }
            let _ = (mask(&text), digits(&text));
        }
    }
}

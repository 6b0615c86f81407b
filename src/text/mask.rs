//! Masks: enough of a value to tell it from others at a glance, too little to use it.

/// What stands for the characters that are not shown; always as many, so that it tells no length.
const STARS: &str = "****";

/// `138****1234`; of shorter numbers the last two digits.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        11.. => keep(&digits[digits.len() - 11..], 3, 4),
        7.. => keep(&digits, 0, 4),
        _ => keep(&digits, 0, digits.len().min(2)),
    }
}

/// `l****@example.com`.
pub fn email(address: &str) -> String {
    match address.split_once('@') {
        Some((name, domain)) => format!("{}{STARS}@{domain}", name.chars().next().unwrap_or_default()),
        None => STARS.to_owned(),
    }
}

/// An ID number, an account, an address: the last four characters of a long one, nothing of a short one.
pub fn text(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    if chars.len() >= 10 { keep(&chars, 0, 4) } else { STARS.to_owned() }
}

fn keep(chars: &[char], first: usize, last: usize) -> String {
    let start = chars[..first].iter();
    let end = chars[chars.len() - last..].iter();
    start.copied().chain(STARS.chars()).chain(end.copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_little() {
        assert_eq!(phone("13800001234"), "138****1234");
        assert_eq!(phone("+86 138 0000 1234"), "138****1234");
        assert_eq!(phone("0512-66661234"), "512****1234");
        assert_eq!(phone("66661234"), "****1234");
        assert_eq!(phone("110"), "****10");
        assert_eq!(phone(""), "****");
        assert_eq!(email("lin@example.cn"), "l****@example.cn");
        assert_eq!(email("林"), "****");
        assert_eq!(text("91320500MA1XXXXX0K"), "****XX0K");
        assert_eq!(text("苏州市"), "****");
    }
}

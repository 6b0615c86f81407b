//! Masks: enough of a value to tell it from others at a glance, too little to use it. That of a telephone number stands in [`phone`](super::phone).

/// What stands for the characters that are not shown; always as many, so that it tells no length.
const STARS: &str = "****";

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
    if chars.len() < 10 {
        return STARS.to_owned();
    }
    STARS.chars().chain(chars[chars.len() - 4..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_little() {
        assert_eq!(email("lin@example.cn"), "l****@example.cn");
        assert_eq!(email("林"), "****");
        assert_eq!(text("91320500MA1XXXXX0K"), "****XX0K");
        assert_eq!(text("苏州市"), "****");
    }
}

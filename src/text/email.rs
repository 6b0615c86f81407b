//! Mail addresses: those a mail server here will certainly take.
//!
//! Narrower than RFC 5321 on purpose: no quoted local parts, no address literals, ASCII only.
//! The domain is lower-cased; the local part is not, since it belongs to its server.

use super::normal::half_width;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("no mail address")]
    Empty,
    #[error("not a mail address")]
    Invalid,
}

impl EmailError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "email.empty",
            Self::Invalid => "email.invalid",
        }
    }
}

/// Longest address and longest local part that SMTP carries (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;

/// The stored form of a mail address.
pub fn parse(text: &str) -> Result<String, EmailError> {
    let text = half_width(text);
    if text.is_empty() {
        return Err(EmailError::Empty);
    }
    let (local, domain) = text.split_once('@').ok_or(EmailError::Invalid)?;
    let domain = domain.to_ascii_lowercase();
    if text.len() > LONGEST || !is_local(local) || !is_domain(&domain) {
        return Err(EmailError::Invalid);
    }
    Ok(format!("{local}@{domain}"))
}

/// An address with its local part hidden, its length too: `c****@x.com`.
pub fn mask(stored: &str) -> String {
    match stored.split_once('@') {
        Some((local, domain)) if local.chars().count() > 1 => {
            let first: String = local.chars().take(1).collect();
            format!("{first}****@{domain}")
        }
        Some((_, domain)) => format!("****@{domain}"),
        None => "****".to_owned(),
    }
}

fn is_local(local: &str) -> bool {
    let atom = |atom: &str| !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b));
    local.len() <= LONGEST_LOCAL && local.split('.').all(atom)
}

/// A lower-case host name of two labels or more, the last one no number.
pub(super) fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit_once('.').map(|(_, top)| top);
    domain.split('.').all(label) && top.is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        assert_eq!(parse(" Chen.Min＠Example62.COM.cn　").as_deref(), Ok("Chen.Min@example62.com.cn"));
        assert_eq!(parse("a+b@x-y.co").as_deref(), Ok("a+b@x-y.co"));
        for bad in [
            "not-an-email",
            "a@b",
            "a@@b.cn",
            "a b@c.cn",
            ".a@b.cn",
            "a..b@c.cn",
            "陈@b.cn",
            "a@-b.cn",
            "a@b..cn",
            "a@1.2.3.4",
            "@b.cn",
            "a@",
            "a@b.cn,c@d.cn",
            "<a@b.cn>",
            "a@b.cn\nBcc: c@d.cn",
            "a@恒通.cn",
        ] {
            assert_eq!(parse(bad), Err(EmailError::Invalid), "{bad}");
        }
        assert_eq!(parse(""), Err(EmailError::Empty));
        assert_eq!(parse(&format!("a@{}cn", "b.".repeat(126))), Err(EmailError::Invalid));
    }

    #[test]
    fn masks() {
        assert_eq!((mask("chen@x.com"), mask("c@x.com"), mask("陈")), ("c****@x.com".into(), "****@x.com".into(), "****".into()));
    }

    proptest! {
        #[test]
        fn the_stored_form_parses_to_itself(text in "[a-zA-Z.+@＠-]{1,8}@[A-Za-z.-]{1,9}|\\PC*") {
            if let Ok(stored) = parse(&text) {
                prop_assert_eq!(parse(&stored), Ok(stored.clone()));
            }
            let _ = mask(&text);
        }
    }
}

//! Web addresses that are safe to show as a link: http and https, and nothing else.
//!
//! An address with a name or password before the host is refused; it serves mostly to make a
//! strange host look like a known one. Hosts may be Chinese, as browsers accept them.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("no web address")]
    Empty,
    #[error("not a web address")]
    Invalid,
    /// Well formed perhaps, but of another scheme: `javascript:`, `ftp:`.
    #[error("neither http nor https")]
    Scheme,
}

impl UrlError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "url.empty",
            Self::Invalid => "url.invalid",
            Self::Scheme => "url.scheme",
        }
    }
}

const LONGEST: usize = 2048;

/// The stored form of a web address; `https://` is added where no scheme was typed.
pub fn parse(text: &str) -> Result<String, UrlError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(UrlError::Empty);
    }
    let (scheme, rest) = split_scheme(text)?;
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let authority = authority.to_lowercase();
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, port.parse::<u16>().is_ok_and(|port| port > 0)),
        None => (authority.as_str(), true),
    };
    let url = format!("{scheme}://{authority}{tail}");
    if url.len() > LONGEST || !port || !is_host(host) || !tail.chars().all(is_harmless) {
        return Err(UrlError::Invalid);
    }
    Ok(url)
}

fn split_scheme(text: &str) -> Result<(&'static str, &str), UrlError> {
    let Some((before, after)) = text.split_once(':') else {
        return Ok(("https", text));
    };
    let scheme = before.to_ascii_lowercase();
    match after.strip_prefix("//") {
        Some(rest) if scheme == "https" => Ok(("https", rest)),
        Some(rest) if scheme == "http" => Ok(("http", rest)),
        // `example.com:8080/x`, or a colon further back in the path.
        None if scheme.contains(['/', '?', '#']) || after.starts_with(|c: char| c.is_ascii_digit()) => Ok(("https", text)),
        _ => Err(UrlError::Scheme),
    }
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-') && !label.ends_with('-')
    };
    host.contains('.') && host.split('.').all(label)
}

fn is_harmless(c: char) -> bool {
    !c.is_control() && !c.is_whitespace() && !"<>\"\\^`{|}".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        #[rustfmt::skip]
        let cases = [
            (" example.com ", "https://example.com"), ("HTTP://Example.COM/Path?q=A#b", "http://example.com/Path?q=A#b"),
            ("example.com:8080/x", "https://example.com:8080/x"), ("恒通.中国/关于", "https://恒通.中国/关于"),
            ("example.com/a:b", "https://example.com/a:b"), ("http://192.168.1.2:81", "http://192.168.1.2:81"),
        ];
        for (typed, stored) in cases {
            assert_eq!(parse(typed).as_deref(), Ok(stored), "{typed}");
        }
    }

    #[test]
    fn what_is_no_link() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt://example.com/%0aalert(1)",
            "ftp://a.cn",
            "mailto:a@b.cn",
            "data:text/html,x",
            "java\nscript:alert(1)",
        ] {
            assert_eq!(parse(bad), Err(UrlError::Scheme), "{bad}");
        }
        for bad in [
            "a b.cn",
            "example",
            "https://",
            "https://a.cn/x y",
            "https://user:pw@a.cn",
            "https://a.cn@b.cn",
            "//a.cn",
            "a.cn:99999",
            "https://a..cn",
            "a.cn/\"onload=",
            "无",
        ] {
            assert_eq!(parse(bad), Err(UrlError::Invalid), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_stored_form_parses_to_itself(text in "(https?://)?[a-zA-Z.:0-9-]{1,9}[/?#:]?\\PC{0,5}|\\PC*") {
            if let Ok(stored) = parse(&text) {
                prop_assert_eq!(parse(&stored), Ok(stored.clone()));
            }
        }
    }
}

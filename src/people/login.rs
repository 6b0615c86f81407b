//! The name somebody signs in with.

use std::fmt;

use crate::error::Invalid;

/// 2 to 64 of `a-z 0-9 . _ -`, in lower case. One spelling per person: nobody is locked out twice, or takes a colleague's look-alike name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let login = text.trim().to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
        if (2..=64).contains(&login.len()) && login.bytes().all(fits) { Ok(Self(login)) } else { Err(Invalid::new("login", "login.form")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Login;

    #[test]
    fn a_login_is_plain_and_lower_case() {
        assert_eq!(Login::parse(" Lin.Xiaodong-2_x ").unwrap().as_str(), "lin.xiaodong-2_x");
        let long = "x".repeat(65);
        for wrong in ["", "a", "林", "lin xiao", "lin@x", "lin\0x", "ﬁn", &long] {
            assert!(Login::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}

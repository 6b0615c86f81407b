//! The name somebody signs in with.

use std::collections::HashSet;
use std::fmt;

use crate::error::Invalid;
use crate::text::pinyin;

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

/// As long as leaves room for a number behind it.
const LONGEST_PROPOSED: usize = 32;

/// Logins for people of these names, one each: as their names are written in letters, with a number behind where that is taken by
/// somebody else or stands before in the list. `taken` grows with them.
pub fn propose(names: &[String], taken: &mut HashSet<String>) -> Vec<String> {
    names.iter().map(|name| one(name, taken)).collect()
}

fn one(name: &str, taken: &mut HashSet<String>) -> String {
    let mut written: String = pinyin::written(name);
    written.truncate(LONGEST_PROPOSED);
    if written.len() < 2 {
        written.insert_str(0, "user");
    }
    let mut login = written.clone();
    let mut number = 2;
    while !taken.insert(login.clone()) {
        login = format!("{written}{number}");
        number += 1;
    }
    login
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Login, propose};

    #[test]
    fn a_login_is_proposed_from_the_name_and_belongs_to_nobody_yet() {
        let mut taken = HashSet::from(["linxiaodong".to_owned()]);
        let names = ["林晓东", "林小冬", "吴敏", "吴敏", "？"].map(str::to_owned);
        let proposed = propose(&names, &mut taken);
        assert_eq!(proposed, ["linxiaodong2", "linxiaodong3", "wumin", "wumin2", "user"]);
        assert!(proposed.iter().all(|login| Login::parse(login).is_ok()));
    }

    #[test]
    fn a_login_is_plain_and_lower_case() {
        assert_eq!(Login::parse(" Lin.Xiaodong-2_x ").unwrap().as_str(), "lin.xiaodong-2_x");
        let long = "x".repeat(65);
        for wrong in ["", "a", "林", "lin xiao", "lin@x", "lin\0x", "ﬁn", &long] {
            assert!(Login::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}

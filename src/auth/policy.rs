//! Which passwords will do: long enough, and hard to guess for somebody who knows whose it is.
//!
//! No rule asks for a digit or a capital (NIST SP 800-63B: composition rules make passwords worse). Strength is estimated by zxcvbn, which
//! is told the words a guesser would try first.

use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::error::Invalid;

const SHORTEST: usize = 12;
const LONGEST: usize = 256;
/// Words that everybody here has in mind.
const HOUSE: [&str; 5] = ["kedun", "客盾", "crm", "customer", "keduncrm"];

/// Says why a password will not do. `about`: login, name, organisation.
pub(super) fn judge(password: &str, about: &[String]) -> Result<(), Invalid> {
    match password.chars().count() {
        n if n < SHORTEST => return Err(Invalid::new("password", "password.short").with("min", SHORTEST)),
        n if n > LONGEST => return Err(Invalid::new("password", "password.long").with("max", LONGEST)),
        _ => {}
    }
    // A company's name is guessed in one piece and word by word.
    let words = about.iter().flat_map(|text| std::iter::once(text.as_str()).chain(text.split([' ', '.', '-', '_'])));
    let known: Vec<&str> = words.chain(HOUSE).filter(|word| !word.is_empty()).collect();
    let estimate = zxcvbn(password, &known);
    if estimate.score() >= Score::Three {
        return Ok(());
    }
    let code = match estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning) {
        _ if is_personal(password, &known) => "password.personal",
        Some(Warning::ThisIsATop10Password | Warning::ThisIsATop100Password | Warning::ThisIsACommonPassword) => "password.common",
        Some(Warning::ThisIsSimilarToACommonlyUsedPassword) => "password.common",
        Some(Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess) => "password.keyboard",
        Some(Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => "password.repeat",
        Some(Warning::SequencesLikeAbcAreEasyToGuess) => "password.sequence",
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => "password.date",
        Some(Warning::AWordByItselfIsEasyToGuess) => "password.word",
        Some(Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess) => "password.name",
        None => "password.guessable",
    };
    Err(Invalid::new("password", code))
}

/// Half of it or more is a word about the person.
fn is_personal(password: &str, known: &[&str]) -> bool {
    let lower = password.to_lowercase();
    let half = lower.chars().count() / 2;
    known.iter().any(|word| word.chars().count() >= half.max(1) && lower.contains(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::judge;

    fn code(password: &str) -> Option<String> {
        let about = ["lin.xiaodong", "林晓东", "Hengxin Industries"].map(String::from);
        judge(password, &about).err().map(|invalid| invalid.reason.code.into_owned())
    }

    #[test]
    fn good_passwords_pass() {
        for good in ["correct horse battery", "茶馆里的旧收音机会唱歌吗", "w8$Rk!pQz2vL"] {
            assert_eq!(code(good), None, "{good}");
        }
    }

    #[test]
    fn a_refusal_says_why() {
        for (bad, why) in [
            ("short", "password.short"),
            ("aaaaaaaaaaaaaaaa", "password.repeat"),
            ("abcdefghijklmnop", "password.sequence"),
            ("lin.xiaodong2024", "password.personal"),
            ("passwordpassword", "password.repeat"),
        ] {
            assert_eq!(code(bad).as_deref(), Some(why), "{bad}");
        }
        assert_eq!(code(&"x1".repeat(200)).as_deref(), Some("password.long"));
        for bad in ["qwertyuiopas", "password1234", "Hengxin2024!", "123456789012"] {
            assert!(code(bad).is_some(), "{bad}");
        }
    }
}

//! 统一社会信用代码, the number every organisation in China bears (GB 32100-2015), which is
//! also its tax number; and the tax numbers of 15 characters that it replaced.

use super::normal::half_width;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    #[error("no credit code")]
    Empty,
    #[error("not a credit code")]
    Invalid,
    /// Right in form, but the check character does not fit: most likely a slip of the finger.
    #[error("the check character does not fit")]
    Checksum,
}

impl CreditCodeError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "credit_code.empty",
            Self::Invalid => "credit_code.invalid",
            Self::Checksum => "credit_code.checksum",
        }
    }
}

/// The characters of the code in the order of their values: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The code in upper case, without spaces.
pub fn parse(text: &str) -> Result<String, CreditCodeError> {
    let code: String = half_width(text).split_whitespace().collect::<String>().to_uppercase();
    match code.len() {
        0 => Err(CreditCodeError::Empty),
        15 if is_old_tax_number(code.as_bytes()) => Ok(code),
        18 => check(code.as_bytes()).map(|()| code),
        _ => Err(CreditCodeError::Invalid),
    }
}

/// Six digits of the region, nine characters of the organisation.
fn is_old_tax_number(code: &[u8]) -> bool {
    let (region, organisation) = code.split_at(6);
    region.iter().all(u8::is_ascii_digit) && organisation.iter().all(u8::is_ascii_alphanumeric)
}

/// The weights are the powers of 3 modulo 31 (GB 32100-2015, annex A).
fn check(code: &[u8]) -> Result<(), CreditCodeError> {
    let values: Vec<usize> = code.iter().filter_map(|c| ALPHABET.iter().position(|known| known == c)).collect();
    if values.len() != code.len() || !code[2..8].iter().all(u8::is_ascii_digit) {
        return Err(CreditCodeError::Invalid);
    }
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = values[..17].iter().zip(weights).map(|(value, weight)| value * weight).sum();
    if values[17] == (31 - sum % 31) % 31 { Ok(()) } else { Err(CreditCodeError::Checksum) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes() {
        for (typed, stored) in [
            ("91350100M000100Y43", "91350100M000100Y43"), // the example of the standard
            (" 9144 0300 7084 6113 6T ", "91440300708461136T"),
            ("９１１１００００８０２１００４３３ｂ", "91110000802100433B"),
            ("320501123456789", "320501123456789"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(stored), "{typed}");
        }
        assert_eq!(parse("91350100M000100Y44"), Err(CreditCodeError::Checksum));
        assert_eq!(parse("91350100I000100Y43"), Err(CreditCodeError::Invalid));
        assert_eq!(parse("3205011234567"), Err(CreditCodeError::Invalid));
        assert_eq!(parse(" "), Err(CreditCodeError::Empty));
    }

    proptest! {
        #[test]
        fn one_slip_of_the_finger_is_caught(at in 0_usize..18, other in 0_usize..31) {
            let mut code = *b"91350100M000100Y43";
            prop_assume!(code[at] != ALPHABET[other]);
            code[at] = ALPHABET[other];
            prop_assert!(parse(std::str::from_utf8(&code).unwrap()).is_err());
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,20}|[ß0-9]{14,18}") {
            let _ = parse(&text);
        }
    }
}

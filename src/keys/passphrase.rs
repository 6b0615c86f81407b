//! The passphrase: what a person knows and types, or what a file hands over where nobody is there to type.

use std::fmt;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::error::KeyError;
use super::file::{Guard, read_secret};

/// Fewer characters are no passphrase: it stands alone, with no second factor beside it (NIST SP 800-63B-4, 3.1.1.2).
const SHORTEST: usize = 15;
/// A passphrase in Unicode NFKC, so that the input method does not matter.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// As many bytes are read, wherever it comes from.
    pub const LONGEST: u64 = 1024;

    /// Reads what somebody typed; the line's end does not belong to it.
    pub fn parse(typed: &str) -> Result<Self, KeyError> {
        let text = Zeroizing::new(typed.trim_end_matches(['\r', '\n']).nfkc().collect::<String>());
        match text.chars().count() {
            length if length < SHORTEST => Err(KeyError::ShortPassphrase { length, shortest: SHORTEST }),
            _ => Ok(Self(text)),
        }
    }

    /// Reads a file that nobody but its owner may read.
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        let bytes = read_secret(path, Guard::of(path), Self::LONGEST)?;
        Self::parse(std::str::from_utf8(&bytes).map_err(|_| KeyError::WrongKey)?)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_a_line_of_fifteen_characters_or_more() {
        assert_eq!(Passphrase::parse("客盾 Ｋedun 一二三四五六七\r\n").unwrap().as_bytes(), "客盾 Kedun 一二三四五六七".as_bytes());
        for short in ["", "\n", "fourteen chars", "客盾客盾客盾客盾客盾\n\n\n\n\n\n"] {
            assert!(matches!(Passphrase::parse(short), Err(KeyError::ShortPassphrase { length: ..15, .. })), "{short:?}");
        }
        assert!(Passphrase::parse("fifteen letters").is_ok());
    }
}

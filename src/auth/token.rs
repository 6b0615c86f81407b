//! Secrets that are shown once and kept as their hash: session tokens and the set-up link.
//!
//! 256 random bits need no slow hash: there is nothing to guess.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::TryCryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// 32 random bytes, as 43 characters that may stand in a cookie and in an address.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Pass `rand::rngs::SysRng`.
    pub fn random(rng: &mut impl TryCryptoRng) -> Result<Self> {
        let mut bytes = Zeroizing::new([0u8; 32]);
        rng.try_fill_bytes(&mut *bytes).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self(Zeroizing::new(BASE64URL_NOPAD.encode(&*bytes))))
    }

    /// `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (text.len() == 43 && text.bytes().all(fits)).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// For the cookie, or the link; nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept: SHA-256, hexadecimal.
    pub fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;
    use rand::rngs::SysRng;

    #[test]
    fn a_token_is_read_back_and_never_shown() {
        let token = Token::random(&mut SysRng).unwrap();
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_ne!(token, Token::random(&mut SysRng).unwrap());
        assert_eq!(token.hash().len(), 64);
        assert_eq!(format!("{token:?}"), "Token(…)");
        for wrong in ["", "short", &"=".repeat(43), &"a".repeat(44)] {
            assert_eq!(Token::parse(wrong), None);
        }
    }
}

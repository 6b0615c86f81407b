//! The recovery code: 160 random bits that a person can print, read aloud and type.
//!
//! Crockford's base 32 (no I, L, O, U) in nine groups of four; the last group is a checksum, so a typing slip is told apart from a wrong code
//! before anything is tried: `7K3M-0QZ9-…-XR2T`. Case, spaces and hyphens do not matter; O reads as 0, I and L as 1; full-width
//! characters from a Chinese input method read as their plain forms.

use std::fmt;

use data_encoding::{Encoding, Specification};
use rand::TryCryptoRng;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::error::{CodeError, KeyError};
use super::master::random_bytes;

const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 160 bits in 5-bit symbols.
const BODY: usize = 32;
/// 20 bits: one slip in a million passes.
const CHECKSUM: usize = 4;

/// A recovery code. Shown once, on paper; wiped from memory when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode([u8; 20]);

impl RecoveryCode {
    /// Draws a fresh code. Pass `rand::rngs::SysRng`.
    pub fn random(rng: &mut impl TryCryptoRng) -> Result<Self, KeyError> {
        random_bytes(rng).map(|bytes| Self(*bytes))
    }

    /// Reads what somebody typed or pasted.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let symbols = Zeroizing::new(symbols(typed)?);
        if symbols.len() != BODY + CHECKSUM {
            return Err(CodeError::Length(symbols.len()));
        }
        let (body, checksum) = symbols.split_at(BODY);
        let mut bytes = Zeroizing::new([0; 20]);
        base32().decode_mut(body.as_bytes(), bytes.as_mut_slice()).map_err(|_| CodeError::Checksum)?;
        let code = Self(*bytes);
        if code.checksum() == checksum { Ok(code) } else { Err(CodeError::Checksum) }
    }

    /// The code as it is printed. The caller shows it once and forgets it.
    pub fn reveal(&self) -> Zeroizing<String> {
        let symbols = Zeroizing::new(base32().encode(&self.0) + &self.checksum());
        let mut text = Zeroizing::new(String::with_capacity(48));
        for (i, symbol) in symbols.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    pub(super) fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    fn checksum(&self) -> String {
        let hash = Sha256::new().chain_update(b"kedun/v1/recovery-checksum").chain_update(self.0).finalize();
        let mut text = base32().encode(&hash[..5]);
        text.truncate(CHECKSUM);
        text
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// The typed symbols in their canonical form, separators dropped.
fn symbols(typed: &str) -> Result<String, CodeError> {
    let mut found = String::with_capacity(48);
    for (at, c) in typed.nfkc().enumerate() {
        let c = match c.to_ascii_uppercase() {
            c if c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | '_') => continue,
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        if !SYMBOLS.contains(c) {
            return Err(CodeError::Symbol(at + 1));
        }
        found.push(c);
    }
    Ok(found)
}

fn base32() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str(SYMBOLS);
    match specification.encoding() {
        Ok(encoding) => encoding,
        Err(_) => unreachable!("32 distinct ASCII symbols are an encoding"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_printed_form_never_changes() {
        let code = RecoveryCode(std::array::from_fn(|i| i as u8 * 13));
        assert_eq!(*code.reveal(), "006H-M9SM-8575-PT3N-GA7S-SADP-RF8D-VTQQ-BAWJ");
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode([0x08; 20]);
        let shown = code.reveal();
        for typed in [
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
            shown.replace('0', "O").replace('1', "l"),
            shown.replace('1', "I").replace('-', "—"),
            shown.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c }).collect(),
            format!("\n {} \t", *shown),
        ] {
            assert_eq!(RecoveryCode::parse(&typed).map(|read| read.0), Ok(code.0), "{typed}");
        }
    }

    #[test]
    fn a_slip_is_told_apart_from_a_wrong_code() {
        let shown = RecoveryCode([7; 20]).reveal();
        assert_eq!(RecoveryCode::parse("").err(), Some(CodeError::Length(0)));
        assert_eq!(RecoveryCode::parse(&shown[..shown.len() - 1]).err(), Some(CodeError::Length(35)));
        assert_eq!(RecoveryCode::parse(&shown.replacen('-', "U", 1)).err(), Some(CodeError::Symbol(5)));
        let slip = format!("{}{}", if shown.starts_with('Z') { 'Y' } else { 'Z' }, &shown[1..]);
        assert_eq!(RecoveryCode::parse(&slip).err(), Some(CodeError::Checksum));
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_read_back(bytes in any::<[u8; 20]>()) {
            prop_assert_eq!(RecoveryCode::parse(&RecoveryCode(bytes).reveal()).map(|read| read.0), Ok(bytes));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,60}") {
            let _ = RecoveryCode::parse(&text);
        }
    }
}

//! Money: whole cents, checked arithmetic, never a float.

use std::fmt;

/// An amount in hundredths of its currency. The currency stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(pub i64);

/// The currency of an amount whose field names none.
pub const DEFAULT_CURRENCY: &str = "CNY";

impl Cents {
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Cents;

    #[test]
    fn amounts_print_with_two_decimals_and_do_not_wrap() {
        assert_eq!(Cents(-5).to_string(), "-0.05");
        assert_eq!(Cents(123_450).to_string(), "1234.50");
        assert_eq!(Cents(i64::MIN).to_string(), "-92233720368547758.08");
        assert_eq!(Cents(i64::MAX).checked_add(Cents(1)), None);
    }
}

//! All tests that stand outside the house, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

//! What people are looked up by.

use crate::ids::UserId;

/// The most rows that a search answers.
pub const LARGEST_PAGE: i64 = 200;

#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Part of a name or login.
    pub text: Option<String>,
    pub ids: Option<Vec<UserId>>,
    /// At most [`LARGEST_PAGE`].
    pub limit: Option<u32>,
}

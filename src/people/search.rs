//! What people are looked up by.

use super::User;
use crate::ids::{DepartmentId, UserId};

/// The most rows that a search answers.
pub const LARGEST_PAGE: i64 = 200;

#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Part of a name, or how one sounds: 林晓东 by `lxd` and by `linxiao`.
    pub text: Option<String>,
    /// Or of a login: for the administration, which alone is shown them.
    pub by_login: bool,
    pub ids: Option<Vec<UserId>>,
    /// Who belongs to one of these, with their own department or a further one.
    pub departments: Option<Vec<DepartmentId>>,
    /// At most [`LARGEST_PAGE`].
    pub limit: Option<u32>,
    /// Only who comes behind this one, where the last page ended.
    pub after: Option<UserId>,
}

impl Search {
    /// How many there are on a page.
    pub fn page(&self) -> i64 {
        self.limit.map_or(LARGEST_PAGE, |limit| i64::from(limit).min(LARGEST_PAGE))
    }

    /// Where the next page begins, when there may be one.
    pub fn next(&self, page: &[User]) -> Option<UserId> {
        page.last().filter(|_| i64::try_from(page.len()).is_ok_and(|found| found == self.page())).map(|user| user.id)
    }
}

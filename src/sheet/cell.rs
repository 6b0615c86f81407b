//! What stands in a cell, and what it means that one could not be written.

use chrono::NaiveDate;

use super::SheetError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// A number as plain decimal text: `-1234.50`.
    Number(String),
    Date(NaiveDate),
    /// What a spreadsheet could not work out, passed on as it came: `#N/A`.
    Error(String),
    Empty,
}

pub(super) fn failed(cause: impl std::fmt::Display) -> SheetError {
    SheetError::Write { reason: cause.to_string() }
}

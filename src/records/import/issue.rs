//! One kind of trouble in one column of a file.

use serde::Serialize;

/// One kind of trouble in one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Issue {
    pub column: String,
    /// The field's name in the catalog, with that of its object where it hangs on the record.
    pub field: String,
    pub code: String,
    /// How many cells.
    pub cells: u64,
    /// The words that are no options, those that stand most often first.
    pub words: Vec<IssueWord>,
    pub remedies: Vec<Remedy>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IssueWord {
    pub word: String,
    pub cells: u64,
}

/// What somebody can decide, as [`ColumnRules`](super::plan::ColumnRules) call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    Words,
    Options,
    Confirmed,
    Spread,
    LeaveOut,
}

impl Remedy {
    pub const ALL: [Self; 5] = [Self::Words, Self::Options, Self::Confirmed, Self::Spread, Self::LeaveOut];

    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Options => "options",
            Self::Confirmed => "confirmed",
            Self::Spread => "spread",
            Self::LeaveOut => "leave_out",
        }
    }
}

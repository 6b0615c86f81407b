//! What is told of the rows of a file, with its words as far as these are kept. A row about which nothing else is kept takes next to nothing:
//! a file may have hundreds of thousands.

use serde::{Deserialize, Serialize};

use crate::actor::Language;
use crate::error::Reason;
use crate::records::words_of;

/// Stands for all that is wrong with a row of which nothing else is kept.
pub(super) const NOT_LISTED: &str = "import.not_listed";

/// Something to be told about one row. There may be several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowError {
    pub line: usize,
    /// The heading; empty where the row as a whole is meant.
    pub column: String,
    pub code: String,
    pub message: String,
    /// The word in the cell, where it is told back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    #[serde(default, skip_serializing_if = "RowFate::is_rejected")]
    pub fate: RowFate,
}

/// What became of a row about which something is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    /// It was not taken in.
    #[default]
    Rejected,
    /// Its record was there already and stays as it is.
    Skipped,
    /// It was taken in, but for what is told.
    Taken,
}

/// A row of which is known what became of it, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnlistedRow {
    pub fate: RowFate,
    pub line: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct ToldRows {
    listed: Vec<RowError>,
    unlisted: Vec<UnlistedRow>,
}

impl RowFate {
    fn is_rejected(&self) -> bool {
        *self == Self::Rejected
    }
}

impl RowError {
    pub(super) fn new(line: usize, column: impl Into<String>, reason: &Reason, language: Language) -> Self {
        let message = words_of(language, reason);
        let value = reason.args.iter().find(|(name, _)| *name == "value").map(|(_, value)| value.clone()).unwrap_or_default();
        Self { line, column: column.into(), code: reason.code.to_string(), message, value, fate: RowFate::default() }
    }

    pub(super) fn with_fate(self, fate: RowFate) -> Self {
        Self { fate, ..self }
    }
}

impl ToldRows {
    /// How much is kept with its words.
    pub fn listed(&self) -> usize {
        self.listed.len()
    }

    /// Both in the order of lines, of the others each row once.
    pub fn sorted(self) -> (Vec<RowError>, Vec<UnlistedRow>) {
        let Self { mut listed, mut unlisted } = self;
        listed.sort_by_key(|told| told.line);
        unlisted.sort_unstable();
        unlisted.dedup();
        (listed, unlisted)
    }
}

impl Extend<RowError> for ToldRows {
    fn extend<T: IntoIterator<Item = RowError>>(&mut self, told: T) {
        for one in told {
            if one.code == NOT_LISTED {
                self.unlisted.push(UnlistedRow { fate: one.fate, line: one.line });
            } else {
                self.listed.push(one);
            }
        }
    }
}

impl FromIterator<RowError> for ToldRows {
    fn from_iter<T: IntoIterator<Item = RowError>>(told: T) -> Self {
        let mut all = Self::default();
        all.extend(told);
        all
    }
}

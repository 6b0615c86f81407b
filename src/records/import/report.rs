//! What came of an import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::issue::Issue;
use crate::actor::Language;
use crate::error::Reason;
use crate::ids::OperationId;
use crate::jobs::NewFile;
use crate::records::words_of;

/// Of how many rows an answer tells; the rejects file has them all.
const SHOWN: usize = 200;

/// Stands for all that is wrong with a row of which nothing else is kept.
pub(super) const NOT_LISTED: &str = "import.not_listed";

/// Of how many rows the command line tells.
const PRINTED: usize = 5_000;

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

/// How far an import has come, and what it counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// The last line that is done with.
    pub line: usize,
    /// Rows in the file, blank ones included.
    pub rows: u64,
    pub imported: u64,
    pub updated: u64,
    pub skipped: u64,
    pub blank: u64,
    pub rejected: u64,
    /// Further rows of records that have several lines or several of what hangs on them; the record is counted once.
    #[serde(default)]
    pub continued: u64,
    /// Its number, once it has written something.
    #[serde(default)]
    pub operation: Option<OperationId>,
}

#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    pub counts: ImportProgress,
    pub ignored_columns: Vec<String>,
    /// In the order of lines.
    pub rejected: Vec<RowError>,
    pub skipped: Vec<RowError>,
    /// What was not taken as it stands in rows that were taken.
    pub taken: Vec<RowError>,
    /// What of the rejected rows can be decided, column by column.
    pub issues: Vec<Issue>,
    /// The rejected rows as they came, each with its reasons; to be put right and imported again.
    pub rejects: Option<NewFile>,
    /// The skipped rows likewise.
    pub skips: Option<NewFile>,
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

impl ImportProgress {
    pub fn done(&self) -> u64 {
        self.imported + self.updated + self.skipped + self.blank + self.rejected + self.continued
    }
}

impl ImportReport {
    /// Sorts what is told of rows by what became of them.
    pub(super) fn of(counts: ImportProgress, mut told: Vec<RowError>) -> Self {
        told.sort_by_key(|told| told.line);
        let mut report = Self { counts, ..Self::default() };
        for one in told {
            match one.fate {
                RowFate::Rejected => report.rejected.push(one),
                RowFate::Skipped => report.skipped.push(one),
                RowFate::Taken => report.taken.push(one),
            }
        }
        report
    }

    /// As the command line prints it, with what is told of the first thousands.
    pub fn to_json(&self, files: &BTreeMap<RowFate, String>) -> Json {
        self.shown(PRINTED, files)
    }

    /// As a job's result: what is told of the first rows only, but all of theirs.
    pub fn to_result(&self) -> Json {
        let files = [(RowFate::Rejected, &self.rejects), (RowFate::Skipped, &self.skips)];
        self.shown(SHOWN, &files.into_iter().filter_map(|(fate, file)| Some((fate, file.as_ref()?.name.clone()))).collect())
    }

    fn shown(&self, most: usize, files: &BTreeMap<RowFate, String>) -> Json {
        let counts = &self.counts;
        let (rejected, taken) = (first_rows(&self.rejected, most), first_rows(&self.taken, most));
        json!({
            "rows": counts.rows, "imported": counts.imported, "updated": counts.updated, "skipped": counts.skipped,
            "blank": counts.blank, "continued": counts.continued, "ignored_columns": self.ignored_columns, "rejected_count": counts.rejected,
            "rejected": rejected, "shown_rows": rows_of(&rejected), "rejects_file": files.get(&RowFate::Rejected),
            "skipped_rows": first_rows(&self.skipped, most), "skipped_file": files.get(&RowFate::Skipped),
            "taken_rows": taken, "taken_count": rows_of(&self.taken), "issues": self.issues, "operation": counts.operation,
        })
    }
}

fn rows_of(told: &[RowError]) -> usize {
    told.chunk_by(|a, b| a.line == b.line).count()
}

/// All that is known of the first rows; what is told of a row alone, that it was refused, is told by the counts.
fn first_rows(told: &[RowError], most: usize) -> Vec<RowError> {
    told.chunk_by(|a, b| a.line == b.line).take(most).flatten().filter(|told| told.code != NOT_LISTED).cloned().collect()
}

//! What came of an import.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::actor::Language;
use crate::error::Reason;
use crate::ids::OperationId;
use crate::jobs::NewFile;
use crate::records::words_of;

/// The errors of how many rows an answer holds; the rejects file has them all.
const SHOWN: u64 = 200;

/// One thing wrong in one row. A row may have several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowError {
    pub line: usize,
    /// The heading; empty where the row as a whole is meant.
    pub column: String,
    pub code: String,
    pub message: String,
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
    /// Further rows of records that have several lines; the record is counted once.
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
    /// The rejected rows as they came, each with its reasons; to be put right and imported again.
    pub rejects: Option<NewFile>,
}

impl RowError {
    pub(super) fn new(line: usize, column: impl Into<String>, reason: &Reason, language: Language) -> Self {
        let message = words_of(language, reason);
        Self { line, column: column.into(), code: reason.code.to_string(), message }
    }
}

impl ImportProgress {
    pub fn done(&self) -> u64 {
        self.imported + self.updated + self.skipped + self.blank + self.rejected + self.continued
    }
}

impl ImportReport {
    /// As the command line prints it, with every error.
    pub fn to_json(&self, rejects_file: Option<&str>) -> Json {
        let counts = &self.counts;
        json!({
            "rows": counts.rows, "imported": counts.imported, "updated": counts.updated, "skipped": counts.skipped,
            "blank": counts.blank, "continued": counts.continued, "ignored_columns": self.ignored_columns, "rejected_count": counts.rejected,
            "rejected": self.rejected, "rejects_file": rejects_file, "operation": counts.operation,
        })
    }

    /// As a job's result: the errors of the first rows only, but all of theirs.
    pub fn to_result(&self) -> Json {
        let mut shown_rows = 0;
        let of_first_rows = self.rejected.chunk_by(|a, b| a.line == b.line).take_while(|_| {
            shown_rows += 1;
            shown_rows <= SHOWN
        });
        let rejected = of_first_rows.flatten().cloned().collect();
        let first = Self { counts: self.counts, ignored_columns: self.ignored_columns.clone(), rejected, rejects: None };
        let mut shown = first.to_json(self.rejects.as_ref().map(|file| file.name.as_str()));
        shown["shown_rows"] = json!(shown_rows.min(SHOWN));
        shown
    }
}

//! What came of an import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::issue::Issue;
use super::told::{RowError, RowFate, ToldRows, UnlistedRow};
use crate::ids::OperationId;
use crate::jobs::NewFile;

/// Of how many rows an answer tells; the rejects file has them all.
const SHOWN: usize = 200;

/// Of how many rows the command line tells.
const PRINTED: usize = 5_000;

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
    /// Rows of which nothing else is kept.
    pub unlisted: Vec<UnlistedRow>,
    /// What of the rejected rows can be decided, column by column.
    pub issues: Vec<Issue>,
    /// The rejected rows as they came, each with its reasons; to be put right and imported again.
    pub rejects: Option<NewFile>,
    /// The skipped rows likewise.
    pub skips: Option<NewFile>,
    /// The rows that were taken, but not as they stand, likewise.
    pub taken_file: Option<NewFile>,
}

impl ImportProgress {
    pub fn done(&self) -> u64 {
        self.imported + self.updated + self.skipped + self.blank + self.rejected + self.continued
    }
}

impl ImportReport {
    /// Sorts what is told of rows by what became of them.
    pub(super) fn of(counts: ImportProgress, told: ToldRows) -> Self {
        let (told, unlisted) = told.sorted();
        let mut report = Self { counts, unlisted, ..Self::default() };
        for one in told {
            match one.fate {
                RowFate::Rejected => report.rejected.push(one),
                RowFate::Skipped => report.skipped.push(one),
                RowFate::Taken => report.taken.push(one),
            }
        }
        report
    }

    /// What is told of the rows of one fate, and the lines of the rows of which nothing else is kept.
    pub(super) fn told(&self, fate: RowFate) -> (&[RowError], impl Iterator<Item = usize>) {
        let listed = match fate {
            RowFate::Rejected => &self.rejected,
            RowFate::Skipped => &self.skipped,
            RowFate::Taken => &self.taken,
        };
        (listed, self.unlisted.iter().filter(move |row| row.fate == fate).map(|row| row.line))
    }

    /// How many rows had this fate, as far as something is told of them.
    pub(super) fn rows_told(&self, fate: RowFate) -> usize {
        let (listed, unlisted) = self.told(fate);
        let is_listed = |line: &usize| listed.binary_search_by_key(line, |told| told.line).is_ok();
        rows_of(listed) + unlisted.filter(|line| !is_listed(line)).count()
    }

    /// As the command line prints it, with what is told of the first thousands.
    pub fn to_json(&self, files: &BTreeMap<RowFate, String>) -> Json {
        self.shown(PRINTED, files)
    }

    /// As a job's result: what is told of the first rows only, but all of theirs.
    pub fn to_result(&self) -> Json {
        let files = [(RowFate::Rejected, &self.rejects), (RowFate::Skipped, &self.skips), (RowFate::Taken, &self.taken_file)];
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
            "taken_rows": taken, "taken_count": self.rows_told(RowFate::Taken), "taken_file": files.get(&RowFate::Taken), "issues": self.issues, "operation": counts.operation,
        })
    }
}

fn rows_of(told: &[RowError]) -> usize {
    told.chunk_by(|a, b| a.line == b.line).count()
}

/// All that is known of the first rows.
fn first_rows(told: &[RowError], most: usize) -> Vec<RowError> {
    told.chunk_by(|a, b| a.line == b.line).take(most).flatten().cloned().collect()
}

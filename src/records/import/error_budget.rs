//! How much is kept of what is wrong with the rows of a file.
//!
//! A file of 200,000 rows with nineteen wrong cells in each has four million things wrong with it. Nobody reads them, and they would fill
//! the memory of the server. The first are kept whole; of rows behind them only that they were refused, so that each row is accounted for
//! and the file of the rejected rows has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::told::{NOT_LISTED, RowError, RowFate};

/// What is kept with its words.
const MOST: usize = 20_000;

/// What is kept of one row.
const MOST_OF_ROW: usize = 50;

/// So many different words of a column are counted.
pub(super) const MOST_WORDS: usize = 50;

/// How much is kept already, and how much there was besides.
#[derive(Debug, Clone, Default)]
pub(super) struct ErrorBudget {
    kept: usize,
    pub left_out: LeftOut,
}

/// How often something was wrong with the cells of a column beyond what is kept, so that all are counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct LeftOut(Vec<LeftOutCells>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LeftOutCells {
    pub column: String,
    pub code: String,
    pub cells: u64,
    /// Where the words are told back, as far as there are not too many.
    pub words: BTreeMap<String, u64>,
}

impl LeftOut {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &LeftOutCells> {
        self.0.iter()
    }

    /// Counts all of another.
    pub fn add(&mut self, other: &Self) {
        for cells in &other.0 {
            let own = self.of(&cells.column, &cells.code);
            own.cells += cells.cells;
            cells.words.iter().for_each(|(word, count)| count_word(&mut own.words, word, *count));
        }
    }

    fn count(&mut self, wrong: &RowError) {
        let own = self.of(&wrong.column, &wrong.code);
        own.cells += 1;
        if wrong.code == WORD_UNKNOWN {
            count_word(&mut own.words, &wrong.value, 1);
        }
    }

    /// A file has no more columns than a few hundred, and each few things that can be wrong with it.
    fn of(&mut self, column: &str, code: &str) -> &mut LeftOutCells {
        let at = self.0.binary_search_by(|cells| (&*cells.column, &*cells.code).cmp(&(column, code)));
        let at = at.unwrap_or_else(|at| {
            self.0.insert(at, LeftOutCells { column: column.to_owned(), code: code.to_owned(), cells: 0, words: BTreeMap::new() });
            at
        });
        &mut self.0[at]
    }
}

/// The one trouble for which somebody decides word by word.
const WORD_UNKNOWN: &str = "choice.unknown";

fn count_word(words: &mut BTreeMap<String, u64>, word: &str, count: u64) {
    if let Some(known) = words.get_mut(word) {
        *known += count;
    } else if words.len() < MOST_WORDS {
        words.insert(word.to_owned(), count);
    }
}

impl ErrorBudget {
    /// Where an import goes on after a stop.
    pub fn of(kept: usize, left_out: LeftOut) -> Self {
        Self { kept, left_out }
    }

    /// What is kept of the errors of a batch, row by row.
    pub fn cut(&mut self, told: Vec<RowError>) -> Vec<RowError> {
        let mut kept: Vec<RowError> = Vec::new();
        let mut of_row = 0;
        for one in told {
            of_row = if kept.last().is_some_and(|last| is_same_row(last, &one)) { of_row + 1 } else { 0 };
            // What was cut before says no more than that there is a row.
            let is_cut = one.code == NOT_LISTED;
            if !is_cut && self.kept < MOST && of_row < MOST_OF_ROW {
                self.kept += 1;
                kept.push(one);
                continue;
            }
            if !is_cut && one.fate == RowFate::Rejected {
                self.left_out.count(&one);
            }
            if of_row == 0 {
                kept.push(RowError {
                    code: NOT_LISTED.to_owned(),
                    column: String::new(),
                    message: String::new(),
                    value: String::new(),
                    ..one
                });
            }
        }
        kept
    }
}

fn is_same_row(one: &RowError, other: &RowError) -> bool {
    one.line == other.line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Language;
    use crate::error::Reason;

    #[test]
    fn of_endless_errors_the_first_are_kept_and_no_row_is_lost() {
        let mut budget = ErrorBudget::default();
        let mut told = Vec::new();
        for batch in 0..400 {
            let wrong =
                |row: usize| (0..19).map(move |n| RowError::new(row, format!("列{n}"), &Reason::new("date.unknown"), Language::Chinese));
            told.extend(budget.cut((batch * 500 + 2..batch * 500 + 502).flat_map(wrong).collect()));
        }
        let rows = told.chunk_by(|a, b| a.line == b.line).count();
        assert_eq!(rows, 200_000);
        assert!(told.len() < rows + MOST, "{}", told.len());
        assert!(told[..19].iter().all(|one| !one.message.is_empty()));
        assert_eq!((told.last().unwrap().code.as_str(), told.iter().filter(|one| one.code != NOT_LISTED).count()), (NOT_LISTED, MOST));
        let left_out: u64 = budget.left_out.iter().map(|cells| cells.cells).sum();
        assert_eq!(left_out + MOST as u64, 200_000 * 19, "each is counted");
    }
}

//! How much is kept of what is wrong with the rows of a file.
//!
//! A file of 200,000 rows with nineteen wrong cells in each has four million things wrong with it. Nobody reads them, and they would fill
//! the memory of the server. The first are kept whole; of rows behind them only that they were refused, so that each row is accounted for
//! and the file of the rejected rows has it.

use super::report::{NOT_LISTED, RowError};

/// What is kept with its words.
const MOST: usize = 20_000;

/// What is kept of one row.
const MOST_OF_ROW: usize = 50;

/// How much is kept already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ErrorBudget(usize);

impl ErrorBudget {
    pub fn of(told: &[RowError]) -> Self {
        Self(told.iter().filter(|one| one.code != NOT_LISTED).count())
    }

    /// What is kept of the errors of a batch, row by row.
    pub fn cut(&mut self, told: Vec<RowError>) -> Vec<RowError> {
        let mut kept: Vec<RowError> = Vec::new();
        let mut of_row = 0;
        for one in told {
            of_row = if kept.last().is_some_and(|last| is_same_row(last, &one)) { of_row + 1 } else { 0 };
            if self.0 < MOST && of_row < MOST_OF_ROW {
                self.0 += 1;
                kept.push(one);
            } else if of_row == 0 {
                let (column, message) = (String::new(), String::new());
                kept.push(RowError { column, message, code: NOT_LISTED.to_owned(), ..one });
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
        assert_eq!((told.last().unwrap().code.as_str(), ErrorBudget::of(&told).0), (NOT_LISTED, MOST));
    }
}

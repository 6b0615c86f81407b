//! The rows below the heading: every record with its line, the blank lines between, and the
//! limits of size.

use super::{SheetError, SheetLimits};
use crate::text::escape;

/// One row below the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    pub line: usize,
    /// As many as there are headings, more only in a row with `surplus`. They are as they stand
    /// in the file, but all line breaks are `\n` and the apostrophe before a disarmed formula is
    /// gone (`text::escape`).
    pub cells: Vec<String>,
    /// There is text beyond the last heading: most likely a delimiter in an unquoted cell.
    pub surplus: bool,
}

impl SheetRow {
    pub fn is_blank(&self) -> bool {
        is_blank(&self.cells)
    }
}

/// A record as a format delivers it: lines ascend, but blank ones may be missing.
#[derive(Debug, PartialEq)]
pub struct SheetRecord {
    pub line: usize,
    pub cells: Vec<String>,
}

/// What a format delivers.
pub type SheetRecords<'a> = Box<dyn Iterator<Item = Result<SheetRecord, SheetError>> + 'a>;

pub fn without_empty_end(mut cells: Vec<String>) -> Vec<String> {
    cells.truncate(cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |at| at + 1));
    cells
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// The rows, made of the records of a format.
pub struct Rows<'a> {
    records: SheetRecords<'a>,
    /// How many headings there are.
    columns: usize,
    limits: SheetLimits,
    /// The line of the next row.
    line: usize,
    /// A record that waits for the blank rows before it.
    held: Option<SheetRecord>,
    ended: bool,
}

impl<'a> Rows<'a> {
    pub fn new(records: SheetRecords<'a>, columns: usize, limits: SheetLimits) -> Self {
        Self { records, columns, limits, line: 2, held: None, ended: false }
    }

    fn next_record(&mut self) -> Option<Result<SheetRecord, SheetError>> {
        let held = self.held.take().map(Ok);
        held.or_else(|| {
            self.records.find(|record| match record {
                Ok(record) => record.line > 1 && !is_blank(&record.cells),
                Err(_) => true,
            })
        })
    }

    fn row(&self, record: SheetRecord) -> Result<SheetRow, SheetError> {
        let SheetRecord { line, cells } = record;
        let mut cells = without_empty_end(cells);
        if cells.len() > self.limits.columns {
            return Err(SheetError::TooManyColumns { line, limit: self.limits.columns });
        }
        for (at, cell) in cells.iter_mut().enumerate() {
            if cell.contains('\r') {
                *cell = cell.replace("\r\n", "\n").replace('\r', "\n");
            }
            if escape::original(cell) != cell {
                *cell = escape::original(cell).to_owned();
            }
            let limit = self.limits.cell;
            if cell.len() > limit && cell.chars().count() > limit {
                return Err(SheetError::CellTooLong { line, column: at + 1, limit });
            }
        }
        let surplus = cells.len() > self.columns;
        cells.resize(cells.len().max(self.columns), String::new());
        Ok(SheetRow { line, cells, surplus })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<SheetRow, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = match self.next_record()? {
            Ok(record) => record,
            Err(error) => {
                self.ended = true;
                return Some(Err(error));
            }
        };
        if record.line > self.limits.rows + 1 {
            self.ended = true;
            return Some(Err(SheetError::TooManyRows { limit: self.limits.rows }));
        }
        let line = self.line;
        self.line += 1;
        if record.line > line {
            self.held = Some(record);
            let cells = vec![String::new(); self.columns];
            return Some(Ok(SheetRow { line, cells, surplus: false }));
        }
        Some(self.row(record))
    }
}

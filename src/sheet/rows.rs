//! The rows below the heading: every record with its line, the blank lines between, and the
//! limits of size.

use super::{SheetError, SheetLimits};
use crate::text::escape;

/// One row below the heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRow {
    pub line: usize,
    /// As many as there are headings, more only in a row with `surplus`. They are as they stand
    /// in the file, but all line breaks are `\n`, and what only kept a spreadsheet from reading them
    /// otherwise is gone (`text::escape`). A cell with an error is empty.
    pub cells: Vec<String>,
    /// There is text beyond the last heading: most likely a delimiter in an unquoted cell.
    pub surplus: bool,
    /// The cells with an error, in order.
    pub errors: Vec<CellError>,
}

/// A cell in which a spreadsheet could not work out the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// Counted from 0.
    pub column: usize,
    /// `#N/A`, `#REF!` and the like.
    pub text: String,
}

impl SheetRow {
    /// A row in which nothing stands; one with an error is not.
    pub fn is_blank(&self) -> bool {
        is_blank(&self.cells) && self.errors.is_empty()
    }

    /// The cells as they came, errors included.
    pub fn into_cells(mut self) -> Vec<String> {
        for error in self.errors {
            if let Some(cell) = self.cells.get_mut(error.column) {
                *cell = error.text;
            }
        }
        self.cells
    }

    /// How much text there is in it, in bytes.
    pub fn length(&self) -> usize {
        self.cells.iter().map(String::len).sum()
    }
}

/// The name of a cell as a spreadsheet has it: `A2`. The column counts from 0.
pub fn cell_name(column: usize, line: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &line.to_string()
}

/// A record as a format delivers it: lines ascend, but blank ones may be missing.
#[derive(Debug, PartialEq)]
pub struct SheetRecord {
    pub line: usize,
    pub cells: Vec<String>,
    /// Bytes of text that the file has for it; what is beyond the limit of a row is counted and not kept.
    pub length: usize,
}

/// What a format delivers.
pub type SheetRecords<'a> = Box<dyn Iterator<Item = Result<SheetRecord, SheetError>> + 'a>;

impl SheetRecord {
    pub fn new(line: usize) -> Self {
        Self { line, cells: Vec::new(), length: 0 }
    }

    /// Takes in a cell. The position is the file's word: memory is spent for one column beyond the limit, no more, and for so much text.
    pub fn put(&mut self, column: usize, text: impl Into<String> + AsRef<str>, limits: &SheetLimits) {
        self.length += text.as_ref().len();
        let at = column.min(limits.columns);
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        if self.length <= limits.row && !text.as_ref().is_empty() {
            self.cells[at] = text.into();
        }
    }

    pub fn is_blank(&self) -> bool {
        is_blank(&self.cells)
    }
}

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
    /// The line of the heading.
    heading: usize,
    /// The line of the next row.
    line: usize,
    /// Bytes of text so far.
    length: u64,
    /// A record that waits for the blank rows before it.
    held: Option<SheetRecord>,
    ended: bool,
}

impl<'a> Rows<'a> {
    pub fn new(records: SheetRecords<'a>, heading: usize, columns: usize, limits: SheetLimits) -> Self {
        Self { records, columns, limits, heading, line: heading + 1, length: 0, held: None, ended: false }
    }

    fn next_record(&mut self) -> Option<Result<SheetRecord, SheetError>> {
        let held = self.held.take().map(Ok);
        let heading = self.heading;
        held.or_else(|| {
            self.records.find(|record| match record {
                Ok(record) => record.line > heading && !record.is_blank(),
                Err(_) => true,
            })
        })
    }

    fn row(&self, record: SheetRecord) -> Result<SheetRow, SheetError> {
        let SheetRecord { line, cells, length } = record;
        if length > self.limits.row {
            return Err(SheetError::RowTooLong { line, limit: self.limits.row });
        }
        let mut cells = without_empty_end(cells);
        if cells.len() > self.limits.columns {
            return Err(SheetError::TooManyColumns { line, limit: self.limits.columns });
        }
        let mut errors = Vec::new();
        for (column, cell) in cells.iter_mut().enumerate() {
            if cell.contains('\r') {
                *cell = cell.replace("\r\n", "\n").replace('\r', "\n");
            }
            // Behind an apostrophe it is a text that somebody wrote.
            let is_error = escape::is_error(cell);
            if escape::unguarded(cell) != *cell {
                *cell = escape::unguarded(cell).into_owned();
            }
            let limit = self.limits.cell;
            if cell.len() > limit && cell.chars().count() > limit {
                return Err(SheetError::CellTooLong { line, column: column + 1, limit });
            }
            if is_error && column < self.columns {
                errors.push(CellError { column, text: std::mem::take(cell) });
            }
        }
        let surplus = cells.len() > self.columns;
        cells.resize(cells.len().max(self.columns), String::new());
        Ok(SheetRow { line, cells, surplus, errors })
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
        if record.line > self.limits.rows + self.heading {
            self.ended = true;
            return Some(Err(SheetError::TooManyRows { limit: self.limits.rows }));
        }
        let line = self.line;
        self.line += 1;
        if record.line > line {
            self.held = Some(record);
            return Some(Ok(SheetRow { line, cells: vec![String::new(); self.columns], ..SheetRow::default() }));
        }
        self.length += record.length as u64;
        if self.length > self.limits.text {
            self.ended = true;
            return Some(Err(SheetError::TooMuchText { limit: self.limits.text }));
        }
        Some(self.row(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_a_spreadsheet_calls_them() {
        let names = [(0, "A2"), (25, "Z2"), (26, "AA2"), (51, "AZ2"), (52, "BA2"), (701, "ZZ2"), (702, "AAA2")];
        names.into_iter().for_each(|(column, name)| assert_eq!(cell_name(column, 2), name));
    }
}

//! A table read from a file, row by row, within limits.

use super::{Format, SheetError, csv, xlsx};
use crate::text::normal::clean_line;

/// Limits of size; exceeding one is an error that names it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub bytes: usize,
    /// Rows below the heading, blank ones between others included.
    pub rows: usize,
    pub columns: usize,
    /// Characters a cell.
    pub cell: usize,
    /// Bytes of a workbook's parts when unpacked.
    pub inflated: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 << 20, rows: 200_000, columns: 200, cell: 32_767, inflated: 400 << 20 }
    }
}

/// One row below the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    pub line: usize,
    /// As many as there are headings, as they stand in the file but for line breaks, which are
    /// all `\n`. More only in a row with `surplus`.
    pub cells: Vec<String>,
    /// There is text beyond the last heading: most likely a delimiter in an unquoted cell.
    pub surplus: bool,
}

impl SheetRow {
    pub fn is_blank(&self) -> bool {
        is_blank(&self.cells)
    }
}

/// A table with headings.
pub struct Sheet {
    headings: Vec<String>,
    source: Source,
    limits: Limits,
}

enum Source {
    Csv(String),
    Xlsx(xlsx::Workbook),
}

/// A record as a format delivers it: lines ascend, but blank ones may be missing.
#[derive(Debug, PartialEq)]
pub struct Record {
    pub line: usize,
    pub cells: Vec<String>,
}

type Records<'a> = Box<dyn Iterator<Item = Result<Record, SheetError>> + 'a>;

impl Sheet {
    /// Opens a file that was read into memory. The name is for the error only.
    pub fn open(bytes: Vec<u8>, file_name: &str, limits: Limits) -> Result<Self, SheetError> {
        let mut source = Source::detect(bytes, file_name, &limits)?;
        let first = source.records(limits.columns)?.next().transpose()?;
        let headings = first.filter(|record| record.line == 1).map(headings).unwrap_or_default();
        if headings.is_empty() {
            return Err(SheetError::NoHeadings);
        }
        if headings.len() > limits.columns {
            return Err(SheetError::TooManyColumns { line: 1, limit: limits.columns });
        }
        Ok(Self { headings, source, limits })
    }

    /// The cells of line 1, cleaned; columns without a heading between others are empty.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        match self.source {
            Source::Csv(_) => Format::Csv,
            Source::Xlsx(_) => Format::Xlsx,
        }
    }

    /// The rows below the heading in order. Blank rows between others are delivered, those at
    /// the end are not. Behind an error about the file as a whole nothing follows
    /// (`SheetError::is_of_one_row`). May be called again to read from the start.
    pub fn rows(&mut self) -> impl Iterator<Item = Result<SheetRow, SheetError>> + '_ {
        let records: Records<'_> = match self.source.records(self.limits.columns) {
            Ok(records) => records,
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        Rows { records, columns: self.headings.len(), limits: self.limits, line: 2, held: None, ended: false }
    }
}

impl Source {
    fn detect(bytes: Vec<u8>, file_name: &str, limits: &Limits) -> Result<Self, SheetError> {
        let unsupported = || SheetError::Unsupported { file_name: file_name.to_owned() };
        if bytes.is_empty() {
            return Err(SheetError::Empty);
        }
        if bytes.len() > limits.bytes {
            return Err(SheetError::TooLarge { limit: limits.bytes });
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return xlsx::Workbook::open(bytes, limits)?.map(Self::Xlsx).ok_or_else(unsupported);
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Err(SheetError::LegacyXls);
        }
        if bytes.starts_with(b"%PDF") || bytes.starts_with(b"\x89PNG") {
            return Err(unsupported());
        }
        let text = csv::decode(&bytes)?;
        // Many programs call a web page with a table .xls.
        if text.contains('\0') || text.trim_start().starts_with('<') {
            return Err(unsupported());
        }
        if text.trim().is_empty() {
            return Err(SheetError::Empty);
        }
        Ok(Self::Csv(text))
    }

    fn records(&mut self, columns: usize) -> Result<Records<'_>, SheetError> {
        Ok(match self {
            Self::Csv(text) => Box::new(csv::Records::new(text)),
            Self::Xlsx(workbook) => Box::new(workbook.records(columns)?),
        })
    }
}

fn headings(record: Record) -> Vec<String> {
    let cleaned: Vec<String> = record.cells.iter().map(|cell| clean_line(cell)).collect();
    without_empty_end(cleaned)
}

fn without_empty_end(mut cells: Vec<String>) -> Vec<String> {
    cells.truncate(cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |at| at + 1));
    cells
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

struct Rows<'a> {
    records: Records<'a>,
    columns: usize,
    limits: Limits,
    /// The line of the next row.
    line: usize,
    /// A record that waits for the blank rows before it.
    held: Option<Record>,
    ended: bool,
}

impl Rows<'_> {
    fn next_record(&mut self) -> Option<Result<Record, SheetError>> {
        let held = self.held.take().map(Ok);
        held.or_else(|| {
            self.records.find(|record| match record {
                Ok(record) => record.line > 1 && !is_blank(&record.cells),
                Err(_) => true,
            })
        })
    }

    fn row(&self, record: Record) -> Result<SheetRow, SheetError> {
        let Record { line, cells } = record;
        let mut cells = without_empty_end(cells);
        if cells.len() > self.limits.columns {
            return Err(SheetError::TooManyColumns { line, limit: self.limits.columns });
        }
        for (at, cell) in cells.iter_mut().enumerate() {
            if cell.contains('\r') {
                *cell = cell.replace("\r\n", "\n").replace('\r', "\n");
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(text: &str) -> Result<Sheet, SheetError> {
        Sheet::open(text.as_bytes().to_vec(), "客户.csv", Limits { rows: 5, columns: 3, cell: 4, ..Limits::default() })
    }

    fn rows(text: &str) -> Vec<Result<SheetRow, SheetError>> {
        open(text).unwrap().rows().collect()
    }

    fn row(line: usize, cells: &[&str], surplus: bool) -> Result<SheetRow, SheetError> {
        Ok(SheetRow { line, cells: cells.iter().map(|&cell| cell.to_owned()).collect(), surplus })
    }

    /// The folder of samples lies beside the clone; beside a worktree it is one step further.
    fn sample(name: &str) -> Vec<u8> {
        ["../shared/samples", "../../shared/samples"].iter().find_map(|folder| std::fs::read(format!("{folder}/{name}")).ok()).unwrap()
    }

    #[test]
    fn the_three_samples_hold_the_same_5000_rows() {
        let read = |name: &str| {
            let mut sheet = Sheet::open(sample(name), name, Limits::default()).unwrap();
            let rows: Vec<SheetRow> = sheet.rows().collect::<Result<_, _>>().unwrap();
            (sheet.headings().to_vec(), rows)
        };
        let (headings, rows) = read("customers.csv");
        assert_eq!((headings.len(), headings[0].as_str(), rows.len()), (14, "客户名称", 5000));
        assert!(rows.iter().zip(2..).all(|(row, line)| row.line == line && !row.surplus));
        assert_eq!(rows.iter().filter(|row| row.is_blank()).count(), 22);
        assert!(rows[274 - 2].is_blank());
        assert_eq!(rows[120 - 2].cells[13], "第一行\n第二行，\"引号\"，逗号");
        assert_eq!(rows[626 - 2].cells[13], "=HYPERLINK(\"http://evil.example\",\"点我\")");
        let expected = (headings, rows);
        assert!(read("customers-gbk.csv") == expected);
        assert!(read("customers.xlsx") == expected);
    }

    #[test]
    fn rows_are_padded_and_keep_their_line() {
        assert_eq!(
            rows("名称 , b,\r\n1\r\n\r\n , \n2,3,,\n4,5,6\n,\n\n"),
            [row(2, &["1", ""], false), row(3, &["", ""], false), row(4, &["", ""], false), row(5, &["2", "3"], false), row(6, &["4", "5", "6"], true)]
        );
        assert_eq!(rows("a\n\"1\r\n2\"\n3"), [row(2, &["1\n2"], false), row(3, &["3"], false)]);
    }

    #[test]
    fn rows_beyond_a_limit() {
        let long = Err(SheetError::CellTooLong { line: 2, column: 2, limit: 4 });
        let wide = Err(SheetError::TooManyColumns { line: 3, limit: 3 });
        assert_eq!(rows("a,b\n1,12345\n1,2,3,4\n一二三四"), [long, wide, row(4, &["一二三四", ""], false)]);
        assert_eq!(rows("a\n1\n\n\n\n\n6").last(), Some(&Err(SheetError::TooManyRows { limit: 5 })));
        assert_eq!(rows("a\n1\n\"2"), [row(2, &["1"], false), Err(SheetError::UnclosedQuote { line: 3 })]);
    }

    #[test]
    fn files_that_are_no_table() {
        let code = |bytes: &[u8]| Sheet::open(bytes.to_vec(), "x.xls", Limits { bytes: 99, ..Limits::default() }).err().map(|e| e.code());
        let cases: [(&[u8], &str); 11] = [
            (b"", "sheet.empty"), (b"\xef\xbb\xbf \n", "sheet.empty"), (b"\n1\n", "sheet.no_headings"), (b" ,\n1", "sheet.no_headings"),
            (&[b'a'; 100], "sheet.too_large"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.legacy_xls"),
            (b"<html><table>", "sheet.unsupported"), (b"a\0b", "sheet.unsupported"), (b"%PDF-1.7", "sheet.unsupported"),
            (b"PK\x03\x04", "sheet.damaged"), (b"a\n\xff\xff", "sheet.encoding"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(code(bytes), Some(expected), "{bytes:?}");
        }
        assert_eq!(open("a,b,c,d").err(), Some(SheetError::TooManyColumns { line: 1, limit: 3 }));
    }

    proptest! {
        #[test]
        fn lines_ascend_without_gaps(text in "a[,;\n\" x]{0,40}") {
            if let Ok(mut sheet) = open(&text) {
                let width = sheet.headings().len();
                for (row, line) in sheet.rows().zip(2..) {
                    if let Ok(row) = row {
                        prop_assert_eq!(row.line, line);
                        prop_assert!(row.cells.len() == width || row.surplus);
                    }
                }
            }
        }
    }
}

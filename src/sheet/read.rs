//! A table read from a file, row by row, within limits.

use super::rows::{Rows, SheetRecord, SheetRecords, SheetRow, without_empty_end};
use super::{Format, SheetError, csv, xlsx};
use crate::text::{escape, normal::clean_line};

/// Limits of size; exceeding one is an error that names it.
#[derive(Clone, Copy, Debug)]
pub struct SheetLimits {
    pub bytes: usize,
    /// Rows below the heading, blank ones between others included.
    pub rows: usize,
    pub columns: usize,
    /// Characters a cell.
    pub cell: usize,
    /// Bytes of a workbook's parts when unpacked.
    pub inflated: u64,
}

impl Default for SheetLimits {
    fn default() -> Self {
        Self { bytes: 20 << 20, rows: 200_000, columns: 200, cell: 32_767, inflated: 400 << 20 }
    }
}

/// A table with headings.
pub struct Sheet {
    headings: Vec<String>,
    source: SheetSource,
    limits: SheetLimits,
}

enum SheetSource {
    Csv(String),
    Xlsx(Box<xlsx::Workbook>),
}

impl Sheet {
    /// Opens a file that was read into memory. The name is for the error only.
    pub fn open(bytes: Vec<u8>, file_name: &str, limits: SheetLimits) -> Result<Self, SheetError> {
        let mut source = SheetSource::detect(bytes, file_name, &limits)?;
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

    /// The cells of line 1, cleaned and each different, so that a column can be named by its heading: the second `电话` is
    /// `电话 (2)`, the third column without any `#3`.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        match self.source {
            SheetSource::Csv(_) => Format::Csv,
            SheetSource::Xlsx(_) => Format::Xlsx,
        }
    }

    /// The rows below the heading in order. Blank rows between others are delivered, those at
    /// the end are not. Behind an error about the file as a whole nothing follows
    /// (`SheetError::is_of_one_row`). May be called again to read from the start.
    pub fn rows(&mut self) -> impl Iterator<Item = Result<SheetRow, SheetError>> + '_ {
        let records: SheetRecords<'_> = match self.source.records(self.limits.columns) {
            Ok(records) => records,
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        Rows::new(records, self.headings.len(), self.limits)
    }
}

impl SheetSource {
    fn detect(bytes: Vec<u8>, file_name: &str, limits: &SheetLimits) -> Result<Self, SheetError> {
        let unsupported = || SheetError::Unsupported { file_name: file_name.to_owned() };
        if bytes.is_empty() {
            return Err(SheetError::Empty);
        }
        if bytes.len() > limits.bytes {
            return Err(SheetError::TooLarge { limit: limits.bytes });
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return xlsx::Workbook::open(bytes, limits)?.map(|workbook| Self::Xlsx(Box::new(workbook))).ok_or_else(unsupported);
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

    fn records(&mut self, columns: usize) -> Result<SheetRecords<'_>, SheetError> {
        Ok(match self {
            Self::Csv(text) => Box::new(csv::CsvRecords::new(text)),
            Self::Xlsx(workbook) => Box::new(workbook.records(columns)?),
        })
    }
}

fn headings(record: SheetRecord) -> Vec<String> {
    let clean = |cell: &String| clean_line(escape::original(cell));
    let cleaned: Vec<String> = record.cells.iter().map(clean).collect();
    distinct(without_empty_end(cleaned))
}

/// The first of several keeps its name, and so does one that happens to be called like a number given here.
fn distinct(headings: Vec<String>) -> Vec<String> {
    let mut named: Vec<String> = Vec::with_capacity(headings.len());
    for (at, heading) in headings.iter().enumerate() {
        let base = if heading.is_empty() { format!("#{}", at + 1) } else { heading.clone() };
        let candidates = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base} ({n})") });
        let is_free = |name: &String| !named.contains(name) && (name == heading || !headings.contains(name));
        named.extend(candidates.into_iter().find(is_free));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::read as sample;
    use proptest::prelude::*;

    fn open(text: &str) -> Result<Sheet, SheetError> {
        Sheet::open(text.as_bytes().to_vec(), "客户.csv", SheetLimits { rows: 5, columns: 3, cell: 4, ..SheetLimits::default() })
    }

    fn rows(text: &str) -> Vec<Result<SheetRow, SheetError>> {
        open(text).unwrap().rows().collect()
    }

    fn row(line: usize, cells: &[&str], surplus: bool) -> Result<SheetRow, SheetError> {
        Ok(SheetRow { line, cells: cells.iter().map(|&cell| cell.to_owned()).collect(), surplus })
    }

    fn open_sample(name: &str) -> Sheet {
        Sheet::open(sample(name), name, SheetLimits::default()).unwrap()
    }

    #[test]
    fn the_three_samples_hold_the_same_5000_rows() {
        let read = |name: &str| {
            let mut sheet = open_sample(name);
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

    /// Every mess of the samples is on the lines that the truth names, and on no other.
    #[test]
    fn the_samples_are_understood_as_the_truth_says() {
        use crate::text::{amount, date, email, phone};
        let truth: serde_json::Value = serde_json::from_slice(&sample("truth.json")).unwrap();
        let lines = |kind: &str| -> Vec<u64> {
            let lines = truth["kinds"][kind]["lines"].as_array().unwrap();
            lines.iter().filter_map(|line| line.as_u64()).collect()
        };
        let mut sheet = open_sample("customers.xlsx");
        let rows: Vec<SheetRow> = sheet.rows().collect::<Result<_, _>>().unwrap();
        let failing = |column: usize, fails: fn(&str) -> bool| -> Vec<u64> {
            let filled = rows.iter().filter(|row| !row.cells[column].is_empty());
            let failing = filled.filter(|row| fails(&row.cells[column]));
            failing.map(|row| row.line as u64).collect()
        };
        // A repeated number may be a wrong one.
        let phones = failing(4, |cell| phone::parse(cell).is_err());
        let (wrong, rest): (Vec<u64>, Vec<u64>) = phones.iter().partition(|line| lines("invalid_phone").contains(line));
        assert_eq!(wrong, lines("invalid_phone"));
        assert!(rest.iter().all(|line| lines("duplicate_phone").contains(line)));
        assert_eq!(failing(5, |cell| phone::parse(cell).as_deref() != Ok(cell)), [0; 0]);
        assert_eq!(failing(6, |cell| email::parse(cell).is_err()), lines("invalid_email"));
        assert_eq!(failing(11, |cell| amount::parse(cell).is_err()), lines("invalid_amount"));
        let impossible = |cell: &str| date::parse_date(cell) == Err(date::DateError::Impossible);
        assert_eq!(failing(12, impossible), lines("invalid_date"));
        assert_eq!(failing(12, |cell| date::parse_date(cell).is_err()), lines("invalid_date"));
    }

    #[test]
    fn every_column_can_be_named() {
        let sheet = Sheet::open("电话,,电话,电话 (2),电话,#2,x,\n".into(), "x.csv", SheetLimits::default()).unwrap();
        assert_eq!(sheet.headings(), ["电话", "#2 (2)", "电话 (3)", "电话 (2)", "电话 (4)", "#2", "x"]);
    }

    #[test]
    fn rows_are_padded_and_keep_their_line() {
        assert_eq!(
            rows("名称 , b,\r\n1\r\n\r\n , \n2,3,,\n4,5,6\n,\n\n"),
            [
                row(2, &["1", ""], false),
                row(3, &["", ""], false),
                row(4, &["", ""], false),
                row(5, &["2", "3"], false),
                row(6, &["4", "5", "6"], true)
            ]
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
        let code = |bytes: &[u8]| {
            Sheet::open(bytes.to_vec(), "x.xls", SheetLimits { bytes: 99, ..SheetLimits::default() }).err().map(|e| e.code())
        };
        let cases: [(&[u8], &str); 11] = [
            (b"", "sheet.empty"),
            (b"\xef\xbb\xbf \n", "sheet.empty"),
            (b"\n1\n", "sheet.no_headings"),
            (b" ,\n1", "sheet.no_headings"),
            (&[b'a'; 100], "sheet.too_large"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.legacy_xls"),
            (b"<html><table>", "sheet.unsupported"),
            (b"a\0b", "sheet.unsupported"),
            (b"%PDF-1.7", "sheet.unsupported"),
            (b"PK\x03\x04", "sheet.damaged"),
            (b"a\n\xff\xff", "sheet.encoding"),
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

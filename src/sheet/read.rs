//! A table read from a file, row by row, within limits.

use super::encoding::{FoundEncoding, TextEncoding};
use super::found::{SheetChoice, SheetFound, TopRow, cut};
use super::heading::{self, HeadingRow, Known};
use super::rows::{Rows, SheetRecord, SheetRecords, SheetRow};
use super::{Format, SheetError, archive, csv::CsvTable, xlsx::Workbook};

/// Rows that are looked through for headings.
const LOOKED_THROUGH: usize = 30;

/// Lines by which somebody may say that the heading stands further down.
const FURTHEST_HEADING: usize = 1_000;

/// What is shown of the first rows: of each so many cells, of each cell so many characters.
const SHOWN_CELLS: usize = 20;
const SHOWN_CHARACTERS: usize = 60;

/// Characters of a heading. The longest of ours has twenty.
const LONGEST_HEADING: usize = 200;

/// Limits of size; exceeding one is an error that names it.
#[derive(Clone, Copy, Debug)]
pub struct SheetLimits {
    pub bytes: usize,
    /// Rows below the heading, blank ones between others included.
    pub rows: usize,
    pub columns: usize,
    /// Characters a cell.
    pub cell: usize,
    /// Bytes of text a row.
    pub row: usize,
    /// Bytes of text in all rows. In a workbook one text can stand in any number of cells.
    pub text: u64,
    /// Bytes of a workbook's parts when unpacked.
    pub inflated: u64,
    /// Bytes of the part with the texts that its sheets share, which stands in memory whole.
    pub shared: u64,
}

impl Default for SheetLimits {
    fn default() -> Self {
        Self {
            bytes: 20 << 20,
            rows: 200_000,
            columns: 200,
            cell: 32_767,
            row: 512 << 10,
            text: 128 << 20,
            inflated: 400 << 20,
            shared: 64 << 20,
        }
    }
}

/// A file that was found fit to be read, before much memory is spent on it.
pub struct SheetFile {
    bytes: Vec<u8>,
    name: String,
    limits: SheetLimits,
    /// Of a workbook.
    contents: Option<archive::Contents>,
}

/// A table with headings.
pub struct Sheet {
    headings: Vec<String>,
    source: SheetSource,
    limits: SheetLimits,
    found: SheetFound,
}

enum SheetSource {
    Csv(CsvTable),
    Xlsx(Box<Workbook>),
}

impl SheetFile {
    /// The name is for the error only.
    pub fn new(bytes: Vec<u8>, name: &str, limits: SheetLimits) -> Result<Self, SheetError> {
        let unsupported = || SheetError::Unsupported { file_name: name.to_owned() };
        if bytes.is_empty() {
            return Err(SheetError::Empty);
        }
        if bytes.len() > limits.bytes {
            return Err(SheetError::TooLarge { limit: limits.bytes });
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Err(SheetError::LegacyXls);
        }
        if bytes.starts_with(b"%PDF") || bytes.starts_with(b"\x89PNG") {
            return Err(unsupported());
        }
        let contents = if bytes.starts_with(b"PK\x03\x04") { Some(archive::check(&bytes, &limits)?) } else { None };
        if contents.as_ref().is_some_and(|contents| !contents.is_workbook) {
            return Err(unsupported());
        }
        Ok(Self { bytes, name: name.to_owned(), limits, contents })
    }

    /// How many bytes of memory it takes at most to read it.
    pub fn weight(&self) -> u64 {
        let bytes = self.bytes.len() as u64;
        match &self.contents {
            None => 3 * bytes,
            // A text takes some 40 bytes besides what it says; its markup is not kept.
            Some(contents) => bytes + contents.texts + 25 * contents.text_count,
        }
    }

    /// Reads it as somebody says, and finds out what they do not say. `known` tells how many of a row's cells mean something as headings.
    pub fn open(self, choice: &SheetChoice, known: Known<'_>) -> Result<Sheet, SheetError> {
        let Self { bytes, name, limits, contents } = self;
        let unsupported = || SheetError::Unsupported { file_name: name.clone() };
        let (mut source, encoding) = match contents {
            Some(contents) => (SheetSource::Xlsx(Box::new(Workbook::open(bytes, contents.has_merged)?)), None),
            None => {
                let chosen = choice.encoding.map(|encoding| FoundEncoding { encoding, guessed: false });
                let found = chosen.unwrap_or_else(|| TextEncoding::find(&bytes));
                let table = CsvTable::decode(&bytes, found.encoding)?;
                // Many programs call a web page with a table .xls.
                if table.text().contains('\0') || table.text().trim_start().starts_with('<') {
                    return Err(unsupported());
                }
                if table.text().trim().is_empty() {
                    return Err(SheetError::Empty);
                }
                (SheetSource::Csv(table), Some(found))
            }
        };
        source.choose(choice, known, limits)?;
        let top = source.top(limits, choice.heading_row)?;
        let heading_row = match choice.heading_row {
            Some(line) => line,
            None => {
                let found = heading::find(&top, known).ok_or(SheetError::NoHeadings { line: 1 })?;
                source.heading_end(found.line, &top)
            }
        };
        let headings = source.headings(heading_row, &top);
        if headings.len() > limits.columns {
            return Err(SheetError::TooManyColumns { line: heading_row, limit: limits.columns });
        }
        if let Some(at) = headings.iter().position(|heading| heading.chars().nth(LONGEST_HEADING).is_some()) {
            return Err(SheetError::HeadingTooLong { line: heading_row, column: at + 1, limit: LONGEST_HEADING });
        }
        let headings = heading::distinct(&headings);
        if headings.is_empty() {
            return Err(SheetError::NoHeadings { line: heading_row });
        }
        let (sheet, sheets, delimiter) = match &source {
            SheetSource::Csv(table) => (None, Vec::new(), Some(table.delimiter())),
            SheetSource::Xlsx(book) => (Some(book.chosen().to_owned()), book.sheets.clone(), None),
        };
        let found = SheetFound {
            encoding: encoding.map(|found| found.encoding),
            guessed: encoding.is_some_and(|found| found.guessed),
            delimiter,
            sheet,
            sheets,
            heading_row,
            top: top.iter().filter(|record| !record.is_blank()).map(shown).collect(),
        };
        Ok(Sheet { headings, source, limits, found })
    }
}

#[cfg(test)]
impl Sheet {
    /// A file with all that is to be known about it found out.
    pub fn open(bytes: Vec<u8>, file_name: &str, limits: SheetLimits) -> Result<Self, SheetError> {
        SheetFile::new(bytes, file_name, limits)?.open(&SheetChoice::default(), &|_| 0)
    }
}

impl Sheet {
    /// The cells of the heading, cleaned and each different, so that a column can be named by its heading: the second `电话` is
    /// `电话 (2)`, the third column without any `#3`.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// How the file is read.
    pub fn found(&self) -> &SheetFound {
        &self.found
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
        let records: SheetRecords<'_> = match self.source.records(self.limits) {
            Ok(records) => records,
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        Rows::new(records, self.found.heading_row, self.headings.len(), self.limits)
    }
}

impl SheetSource {
    fn records(&mut self, limits: SheetLimits) -> Result<SheetRecords<'_>, SheetError> {
        match self {
            Self::Csv(table) => Ok(table.records(limits)),
            Self::Xlsx(workbook) => workbook.records(limits),
        }
    }

    /// The first rows; with a line, up to that line and a few behind it. What is wrong further down is found by whoever reads on.
    fn top(&mut self, limits: SheetLimits, line: Option<usize>) -> Result<Vec<SheetRecord>, SheetError> {
        let until = line.map_or(0, |line| line.min(FURTHEST_HEADING) + 5);
        let mut top = Vec::new();
        for record in self.records(limits)? {
            match record {
                Ok(record) if top.len() >= LOOKED_THROUGH && record.line > until => break,
                Ok(mut record) => {
                    // Of those between the first and the heading nothing but the line is of use.
                    if top.len() >= LOOKED_THROUGH && record.line + 2 < line.unwrap_or_default() {
                        record.cells.clear();
                    }
                    top.push(record);
                }
                Err(error) if top.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        Ok(top)
    }

    /// Takes the sheet that is named, or the visible one whose headings mean most; of those that mean as much, the first with a table.
    fn choose(&mut self, choice: &SheetChoice, known: Known<'_>, limits: SheetLimits) -> Result<(), SheetError> {
        let Self::Xlsx(workbook) = self else {
            return choice.sheet.as_ref().map_or(Ok(()), |name| Err(SheetError::NoSheet { name: name.clone() }));
        };
        if let Some(name) = &choice.sheet {
            return workbook.choose(name, &limits);
        }
        let has_visible = workbook.sheets.iter().any(|sheet| !sheet.hidden);
        let names: Vec<String> =
            workbook.sheets.iter().filter(|sheet| !(sheet.hidden && has_visible)).map(|sheet| sheet.name.clone()).collect();
        let mut best: Option<(HeadingRow, &String)> = None;
        for name in &names {
            let Self::Xlsx(workbook) = self else { break };
            workbook.choose(name, &limits)?;
            let top = self.top(limits, choice.heading_row)?;
            let Some(row) = heading::find(&top, known) else { continue };
            let speaks = |row: &HeadingRow| (row.known, row.filled > 1);
            if best.is_none_or(|(before, _)| speaks(&row) > speaks(&before)) {
                best = Some((row, name));
            }
        }
        let (_, name) = best.ok_or(SheetError::Empty)?;
        let Self::Xlsx(workbook) = self else { return Ok(()) };
        workbook.choose(name, &limits)
    }

    fn heading_end(&self, line: usize, top: &[SheetRecord]) -> usize {
        match self {
            Self::Csv(_) => line,
            Self::Xlsx(workbook) => workbook.merged().heading_end(line, top),
        }
    }

    fn headings(&self, line: usize, top: &[SheetRecord]) -> Vec<String> {
        let headings = match self {
            Self::Xlsx(workbook) if !workbook.merged().is_empty() => workbook.merged().headings(line, top),
            _ => top.iter().find(|record| record.line == line).map(|record| heading::cleaned(&record.cells)).unwrap_or_default(),
        };
        super::rows::without_empty_end(headings)
    }
}

fn shown(record: &SheetRecord) -> TopRow {
    let cells = record.cells.iter().take(SHOWN_CELLS).map(|cell| cut(cell.trim(), SHOWN_CHARACTERS)).collect();
    TopRow { line: record.line, cells }
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
        Ok(SheetRow { line, cells: cells.iter().map(|&cell| cell.to_owned()).collect(), surplus, ..SheetRow::default() })
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
        let cases: [(&[u8], &str); 10] = [
            (b"", "sheet.empty"),
            (b"\xef\xbb\xbf \n", "sheet.empty"),
            (b" ,\n\n,", "sheet.no_headings"),
            (&[b'a'; 100], "sheet.too_large"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.legacy_xls"),
            (b"<html><table>", "sheet.unsupported"),
            (b"a\0b", "sheet.unsupported"),
            (b"%PDF-1.7", "sheet.unsupported"),
            (b"PK\x03\x04", "sheet.damaged"),
            (b"\xef\xbb\xbfa\n\xff\xff", "sheet.encoding"),
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
                let (width, heading) = (sheet.headings().len(), sheet.found().heading_row);
                for (row, line) in sheet.rows().zip(heading + 1..) {
                    if let Ok(row) = row {
                        prop_assert_eq!(row.line, line);
                        prop_assert!(row.cells.len() == width || row.surplus);
                    }
                }
            }
        }
    }
}

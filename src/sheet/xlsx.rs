//! The sheets of a workbook, as the text a person sees in their cells.
//!
//! Formulas count as the value they had when the file was saved; nothing is computed. What stands in a cell that is merged downwards holds
//! for every row of it.

use super::found::SheetName;
use super::merged::{Merged, MergedRecords};
use super::rows::{SheetRecord, SheetRecords};
use super::{SheetError, SheetLimits};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Sheets that are listed and looked through; nobody chooses from more.
const MOST_SHEETS: usize = 100;

/// A spreadsheet allows 31.
const LONGEST_NAME: usize = 100;

pub struct Workbook {
    book: Xlsx<Cursor<Vec<u8>>>,
    pub sheets: Vec<SheetName>,
    /// The one that is read.
    chosen: String,
    merged: Merged,
    has_merged: bool,
}

impl Workbook {
    /// Of an archive that was found fit. `has_merged` says whether it is worth looking for merged cells.
    pub fn open(bytes: Vec<u8>, has_merged: bool) -> Result<Self, SheetError> {
        let book = guarded(|| Xlsx::new(Cursor::new(bytes)).map_err(SheetError::damaged))?;
        let worksheets =
            book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.name.len() <= LONGEST_NAME);
        let named = worksheets.map(|sheet| SheetName { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible });
        let sheets: Vec<SheetName> = named.take(MOST_SHEETS).collect();
        Ok(Self { book, sheets, chosen: String::new(), merged: Merged::default(), has_merged })
    }

    /// From now on this sheet is read.
    pub fn choose(&mut self, name: &str, limits: &SheetLimits) -> Result<(), SheetError> {
        if !self.sheets.iter().any(|sheet| sheet.name == name) {
            return Err(SheetError::NoSheet { name: name.to_owned() });
        }
        self.chosen = name.to_owned();
        self.merged = Merged::default();
        if self.has_merged {
            let book = &mut self.book;
            let ranges = guarded(|| book.merge_cells_by_sheet_name(name).map_err(SheetError::damaged))?;
            self.merged = Merged::new(&ranges, limits.columns);
        }
        Ok(())
    }

    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    pub fn merged(&self) -> &Merged {
        &self.merged
    }

    /// The rows that have text.
    pub fn records(&mut self, limits: SheetLimits) -> Result<SheetRecords<'_>, SheetError> {
        let (book, sheet) = (&mut self.book, &self.chosen);
        let cells = guarded(|| book.worksheet_cells_reader(sheet).map_err(SheetError::damaged))?;
        let percent = cells.styles().iter().map(|style| style.number_format.as_ref().is_some_and(|f| is_percent(&f.format_code))).collect();
        let records = XlsxRecords { cells, percent, limits, next: None, ended: false };
        Ok(if self.merged.is_empty() { Box::new(records) } else { Box::new(MergedRecords::new(records, &self.merged, limits)) })
    }
}

/// The reader counts rows without checks; what a hostile file brings to overflow there must end
/// as an error about the file. Behind one the reader is not used again.
fn guarded<T>(read: impl FnOnce() -> Result<T, SheetError>) -> Result<T, SheetError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(SheetError::damaged("reader failed")))
}

/// The records of a sheet, read as they are asked for.
struct XlsxRecords<'a> {
    cells: XlsxCellReader<'a, Cursor<Vec<u8>>>,
    /// Which styles show a number as percents.
    percent: Vec<bool>,
    limits: SheetLimits,
    /// The first cell of the next row.
    next: Option<CellText<'a>>,
    ended: bool,
}

/// A cell that is not empty; the line counts from 1, the column from 0.
struct CellText<'a> {
    line: usize,
    column: usize,
    /// A text that cells share is not copied before it is known that there is room for it.
    text: Cow<'a, str>,
}

impl<'a> XlsxRecords<'a> {
    fn text(&mut self) -> Result<Option<CellText<'a>>, SheetError> {
        while let Some((cell, style)) = self.cells.next_cell_with_style_id().map_err(SheetError::damaged)? {
            let percent = self.percent.get(style).is_some_and(|percent| *percent);
            let (row, column) = cell.get_position();
            let text = match cell.get_value() {
                DataRef::SharedString(text) => Cow::Borrowed(*text),
                value => Cow::Owned(text_of(value, percent)),
            };
            if !text.is_empty() {
                return Ok(Some(CellText { line: row as usize + 1, column: column as usize, text }));
            }
        }
        // The reader must not be asked again.
        self.ended = true;
        Ok(None)
    }

    fn record(&mut self) -> Result<Option<SheetRecord>, SheetError> {
        let first = match self.next.take() {
            Some(first) => first,
            None => match self.text()? {
                Some(first) => first,
                None => return Ok(None),
            },
        };
        let mut record = SheetRecord::new(first.line);
        record.put(first.column, first.text, &self.limits);
        while let Some(text) = self.text()? {
            if text.line < record.line {
                return Err(SheetError::damaged("rows out of order"));
            }
            if text.line > record.line {
                self.next = Some(text);
                break;
            }
            record.put(text.column, text.text, &self.limits);
        }
        Ok(Some(record))
    }
}

impl Iterator for XlsxRecords<'_> {
    type Item = Result<SheetRecord, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = guarded(|| self.record()).transpose();
        self.ended |= !matches!(record, Some(Ok(_)));
        record
    }
}

fn text_of(value: &DataRef<'_>, percent: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) if !percent => number.to_string(),
        DataRef::Int(number) => format!("{}%", i128::from(*number) * 100),
        DataRef::Float(number) if percent => format!("{}%", plain(number * 100.0)),
        DataRef::Float(number) => plain(*number),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => text.replace('T', " ").trim_end_matches(" 00:00:00").to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A number with the 15 digits that a spreadsheet vouches for: no 0.30000000000000004.
fn plain(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // Adding zero takes the sign from -0.
    format!("{}", rounded + 0.0)
}

/// Dates end before the year 10000; numbers beyond are shown as they are.
const END_OF_DATES: f64 = 2_958_466.0;

fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if !(0.0..END_OF_DATES).contains(&serial) {
        return plain(serial);
    }
    if moment.is_duration() {
        let seconds = (serial * 86_400.0).round() as u64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    match moment.as_datetime().and_then(whole_seconds) {
        Some(moment) if serial < 1.0 => moment.time().to_string(),
        Some(moment) if moment.time() == NaiveTime::MIN => moment.date().to_string(),
        Some(moment) => moment.to_string(),
        None => plain(serial),
    }
}

fn whole_seconds(moment: NaiveDateTime) -> Option<NaiveDateTime> {
    moment.checked_add_signed(TimeDelta::milliseconds(500))?.with_nanosecond(0)
}

/// Whether a number format has a percent sign that is not plain text.
fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut escaped = false;
    format.chars().any(|c| {
        let literal = quoted || escaped;
        escaped = c == '\\' && !literal;
        quoted ^= c == '"' && !escaped;
        c == '%' && !literal
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Sheet, SheetRow};
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
    use rust_xlsxwriter::{Format, Formula};

    #[test]
    fn numbers_and_moments_as_text() {
        let cases = [
            (717_000.0, "717000"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (1e-7, "0.0000001"),
            (13_812_345_678.0, "13812345678"),
            (1.0 / 3.0, "0.333333333333333"),
        ];
        for (number, text) in cases {
            assert_eq!(plain(number), text);
        }
        assert_eq!(text_of(&DataRef::Float(0.07), true), "7%");
        let moment = |serial, kind| moment_text(&ExcelDateTime::new(serial, kind, false));
        assert_eq!(moment(42_433.0, DateTime), "2016-03-04");
        assert_eq!(moment(42_433.583_333_333_33, DateTime), "2016-03-04 14:00:00");
        assert_eq!(moment(0.583_333_333_333, DateTime), "14:00:00");
        assert_eq!(moment(1.5, TimeDelta), "36:00:00");
        assert_eq!(moment(-1e300, DateTime).len(), 302);
        assert_eq!((is_percent("0.0%"), is_percent("0\"%\""), is_percent("0\\%"), is_percent("General")), (true, false, false, false));
    }

    #[test]
    fn a_workbook_from_elsewhere() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_hidden(true).set_name("hidden").unwrap();
        let sheet = book.add_worksheet();
        sheet.set_active(true);
        sheet.write_string(0, 0, " 名称").unwrap().write_string(0, 3, "d").unwrap();
        sheet.write_number(2, 0, 0.125).unwrap();
        sheet.write_number_with_format(2, 1, 0.125, &Format::new().set_num_format("0.0%")).unwrap();
        sheet.write_number_with_format(2, 2, 42_433, &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
        sheet.write_formula(2, 3, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_boolean(3, 0, true).unwrap().write_string(3, 1, "a\r\nb").unwrap().write_string(3, 300, "far").unwrap();
        sheet.write_string(4, 0, "1").unwrap().write_string(4, 4, "more").unwrap();
        book.add_worksheet().write_string(0, 0, "second sheet").unwrap();
        let mut sheet = Sheet::open(book.save_to_buffer().unwrap(), "x.csv", SheetLimits::default()).unwrap();
        assert_eq!(sheet.headings(), ["名称", "#2", "#3", "d"]);
        let row = |line, cells: &[&str], surplus| {
            Ok(SheetRow { line, cells: cells.iter().map(|&c| c.to_owned()).collect(), surplus, ..SheetRow::default() })
        };
        let rows: Vec<_> = sheet.rows().collect();
        assert_eq!(rows[0], row(2, &["", "", "", ""], false));
        assert_eq!(rows[1], row(3, &["0.125", "12.5%", "2016-03-04", "2"], false));
        assert_eq!(rows[2], Err(SheetError::TooManyColumns { line: 4, limit: 200 }));
        assert_eq!(rows[3], row(5, &["1", "", "", "", "more"], true));
        assert_eq!((rows.len(), sheet.rows().count()), (4, 4));
    }
}

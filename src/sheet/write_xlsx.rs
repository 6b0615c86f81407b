//! A workbook with one sheet: bold heading that stays in sight, columns as wide as their text,
//! and, where choices are offered, a hidden second sheet that holds them.
//!
//! Text is always written as text, so that telephone numbers keep their zeros and nothing is
//! taken for a formula.

use super::{
    SheetError,
    cell::{Cell, failed},
};
use crate::text::escape::harmless;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError, utility};

const MOST_ROWS: u32 = 1_048_576;
const LONGEST_TEXT: usize = 32_767;

/// Numbers beyond 15 digits lose some in a spreadsheet; they are written as text.
const SAFE_DIGITS: usize = 15;

/// Widths in characters of the Latin alphabet.
const NARROWEST: usize = 10;
const WIDEST: usize = 48;

/// The name of the hidden sheet.
const LISTS: &str = "lists";

pub struct Xlsx {
    book: Workbook,
    row: u32,
    widths: Vec<usize>,
    lists: u16,
}

impl Xlsx {
    pub fn new(headings: &[String]) -> Result<Self, SheetError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let bold = Format::new().set_bold();
        for (column, heading) in (0_u16..).zip(headings) {
            let text = harmless(heading);
            sheet.write_string_with_format(0, column, text, &bold).map_err(|e| error(e, 0, column))?;
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let widths = headings.iter().map(|heading| width(heading)).collect();
        Ok(Self { book, row: 1, widths, lists: 0 })
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        let sheet = self.book.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0_u16..).zip(cells) {
            write(sheet, self.row, column, cell).map_err(|e| error(e, self.row, column))?;
            let wanted = match cell {
                Cell::Text(text) | Cell::Number(text) | Cell::Error(text) => width(text),
                Cell::Date(_) | Cell::Empty => 0,
            };
            if let Some(width) = self.widths.get_mut(usize::from(column)) {
                *width = wanted.max(*width);
            }
        }
        self.row += 1;
        Ok(())
    }

    pub fn offer(&mut self, column: usize, choices: &[String]) -> Result<(), SheetError> {
        let column = u16::try_from(column).map_err(failed)?;
        let last = u32::try_from(choices.len()).map_err(failed)?;
        if last == 0 {
            return Ok(());
        }
        if self.lists == 0 {
            self.book.add_worksheet().set_name(LISTS).map_err(failed)?.set_hidden(true);
        }
        // A list within the rule itself could hold 255 characters and no comma.
        let lists = self.book.worksheet_from_index(1).map_err(failed)?;
        for (row, choice) in (0..).zip(choices) {
            lists.write_string(row, self.lists, choice).map_err(|e| error(e, row, self.lists))?;
        }
        let name = utility::column_number_to_name(self.lists);
        self.lists += 1;
        let source = Formula::new(format!("={LISTS}!${name}$1:${name}${last}"));
        let rule = DataValidation::new().allow_list_formula(source);
        let sheet = self.book.worksheet_from_index(0).map_err(failed)?;
        sheet.add_data_validation(1, column, MOST_ROWS - 1, column, &rule).map_err(failed)?;
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>, SheetError> {
        let sheet = self.book.worksheet_from_index(0).map_err(failed)?;
        for (column, width) in (0_u16..).zip(&self.widths) {
            let width = (*width + 2).clamp(NARROWEST, WIDEST);
            sheet.set_column_width(column, width as f64).map_err(failed)?;
        }
        self.book.save_to_buffer().map_err(failed)
    }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, harmless(text))?;
        }
        Cell::Error(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(text) => match number(text) {
            Some((value, format)) => {
                sheet.write_number_with_format(row, column, value, &format)?;
            }
            None => {
                sheet.write_string(row, column, harmless(text))?;
            }
        },
        Cell::Date(day) => match date(*day) {
            Some(value) => {
                let format = Format::new().set_num_format("yyyy-mm-dd");
                sheet.write_datetime_with_format(row, column, value, &format)?;
            }
            None => {
                sheet.write_string(row, column, day.to_string())?;
            }
        },
    }
    Ok(())
}

/// The value and a format that shows as many decimals as were given.
fn number(text: &str) -> Option<(f64, Format)> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let value = text.parse().ok().filter(|_| plain && digits <= SAFE_DIGITS)?;
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let dot = if decimals > 0 { "." } else { "" };
    Some((value, Format::new().set_num_format(format!("0{dot}{}", "0".repeat(decimals)))))
}

fn date(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

/// The width of the longest line; Chinese characters are two wide.
fn width(text: &str) -> usize {
    let line = |line: &str| line.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum();
    text.lines().map(line).max().unwrap_or(0)
}

fn error(cause: XlsxError, row: u32, column: u16) -> SheetError {
    match cause {
        XlsxError::MaxStringLengthExceeded => {
            SheetError::CellTooLong { line: row as usize + 1, column: usize::from(column) + 1, limit: LONGEST_TEXT }
        }
        XlsxError::RowColumnLimitError => SheetError::TooManyRows { limit: MOST_ROWS as usize - 1 },
        other => failed(other),
    }
}

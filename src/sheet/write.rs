//! A table written to a file, in either format by the same calls.
//!
//! A workbook is built in memory: what a spreadsheet library would put aside into temporary files
//! is customers' data in the clear. A CSV file goes where it is to go as it is made.

use std::io::Write;

use super::cell::{Cell, failed};
use super::{SheetError, write_xlsx::Xlsx};
use crate::text::escape::harmless;

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// UTF-8 with a byte order mark, which the spreadsheets of Windows need, and CRLF.
    Csv,
    Xlsx,
}

impl Format {
    /// Also the ending of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A file in the making. Text that a spreadsheet could run is written disarmed.
pub struct TableWriter<W: Write = Vec<u8>>(Target<W>);

enum Target<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<Xlsx>, W),
}

impl TableWriter {
    /// A file in memory.
    pub fn new(format: Format, headings: &[String]) -> Result<Self, SheetError> {
        Self::into(format, headings, Vec::new())
    }
}

impl<W: Write> TableWriter<W> {
    /// A file that is written to `out`: a CSV file row by row, a workbook when it is whole.
    pub fn into(format: Format, headings: &[String], mut out: W) -> Result<Self, SheetError> {
        Ok(Self(match format {
            Format::Csv => {
                out.write_all("\u{feff}".as_bytes()).map_err(failed)?;
                let mut writer = csv_writer(out);
                writer.write_record(headings.iter().map(|h| harmless(h).into_owned())).map_err(failed)?;
                Target::Csv(Box::new(writer))
            }
            Format::Xlsx => Target::Xlsx(Box::new(Xlsx::new(headings)?), out),
        }))
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        match &mut self.0 {
            Target::Csv(writer) => writer.write_record(cells.iter().map(text)).map_err(failed),
            Target::Xlsx(writer, _) => writer.row(cells),
        }
    }

    /// Offers the choices in a drop-down list in every cell of the column (counted from 0).
    /// A CSV file has no such thing and stays as it is.
    pub fn offer(&mut self, column: usize, choices: &[String]) -> Result<(), SheetError> {
        match &mut self.0 {
            Target::Csv(_) => Ok(()),
            Target::Xlsx(writer, _) => writer.offer(column, choices),
        }
    }

    /// Ends the file, and returns where it was written to.
    pub fn finish(self) -> Result<W, SheetError> {
        match self.0 {
            Target::Csv(writer) => writer.into_inner().map_err(|error| failed(error.error())),
            Target::Xlsx(writer, mut out) => {
                out.write_all(&writer.finish()?).map_err(failed)?;
                Ok(out)
            }
        }
    }
}

/// Every cell stands in quotes: where a spreadsheet takes another delimiter for the right one, a text still cannot leave its cell.
fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    let mut writer = csv::WriterBuilder::new();
    writer.terminator(csv::Terminator::CRLF).quote_style(csv::QuoteStyle::Always).flexible(true).from_writer(out)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) => harmless(text).into_owned(),
        Cell::Date(day) => day.to_string(),
        // It runs nothing, and behind an apostrophe it would be a text.
        Cell::Error(error) => error.clone(),
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sheet, SheetLimits};
    use super::*;

    fn written(format: Format) -> Vec<u8> {
        let headings = ["名称", "年采购额", "日期", "备注"].map(String::from);
        let mut writer = TableWriter::new(format, &headings).unwrap();
        writer.offer(3, &["甲,乙".into(), "丙".repeat(200)]).unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(2016, 3, 4).unwrap();
        writer.row(&[Cell::Text("恒通,\"贸易\"\n有限".into()), Cell::Number("-1234.50".into()), Cell::Date(day), Cell::Empty]).unwrap();
        writer
            .row(&[Cell::Text("=1+1".into()), Cell::Number("12345678901234567.89".into()), Cell::Empty, Cell::Text("007".into())])
            .unwrap();
        writer.finish().unwrap()
    }

    fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
        let mut sheet = Sheet::open(bytes, "", SheetLimits::default()).unwrap();
        assert_eq!(sheet.headings(), ["名称", "年采购额", "日期", "备注"]);
        sheet.rows().map(|row| row.unwrap().cells).collect()
    }

    #[test]
    fn csv_as_spreadsheets_like_it() {
        let text = String::from_utf8(written(Format::Csv)).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"名称\",\"年采购额\",\"日期\",\"备注\"\r\n\"恒通,\"\"贸易\"\"\n有限\",\"-1234.50\",\"2016-03-04\",\"\"\r\n\"'=1+1\",\"12345678901234567.89\",\"\",\"007\"\r\n"
        );
    }

    #[test]
    fn both_formats_are_read_back() {
        let csv = rows(written(Format::Csv));
        let mut xlsx = rows(written(Format::Xlsx));
        assert_eq!(xlsx[0][1], "-1234.5");
        xlsx[0][1] = "-1234.50".into();
        assert_eq!(xlsx, csv);
        assert_eq!(csv[1], ["=1+1", "12345678901234567.89", "", "007"]);
    }

    #[test]
    fn a_text_that_reads_like_an_error_stays_a_text_and_an_error_an_error() {
        for format in [Format::Csv, Format::Xlsx] {
            let mut writer = TableWriter::new(format, &["a", "b", "c"].map(String::from)).unwrap();
            writer.row(&[Cell::Text("#N/A".into()), Cell::Text("###".into()), Cell::Error("#N/A".into())]).unwrap();
            let mut sheet = Sheet::open(writer.finish().unwrap(), "", SheetLimits::default()).unwrap();
            let row = sheet.rows().next().unwrap().unwrap();
            assert_eq!((row.cells[..].to_vec(), row.errors.len()), (vec!["#N/A".into(), "###".into(), String::new()], 1));
        }
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_named() {
        let mut writer = TableWriter::new(Format::Xlsx, &["a".into()]).unwrap();
        let result = writer.row(&[Cell::Text("x".repeat(32_768))]);
        assert_eq!(result, Err(SheetError::CellTooLong { line: 2, column: 1, limit: 32_767 }));
    }
}

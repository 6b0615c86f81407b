//! The rows of which something is told, as they came, each with its reasons in a last column: to be put right and imported again.

use super::report::ImportReport;
use super::told::{RowError, RowFate};
use crate::actor::Language;
use crate::error::Result;
use crate::i18n;
use crate::jobs::NewFile;
use crate::sheet::{Cell, Format, Sheet, SheetLimits, TableWriter};
use crate::text::escape::harmless;

/// Bytes of text in the file. Nobody puts more right by hand; what is left out is told in its last row.
const MOST_TEXT: usize = 16 << 20;

/// A workbook is made in memory and takes many times what it says: beyond so many cells it becomes a text file.
const MOST_CELLS_OF_WORKBOOK: usize = 200_000;

/// In the format of the file that was brought, where it is not too large for that; none where there is no such row.
pub(super) fn file(
    sheet: &mut Sheet,
    file_name: &str,
    report: &ImportReport,
    fate: RowFate,
    language: Language,
) -> Result<Option<NewFile>> {
    let mut left = report.rows_told(fate);
    if left == 0 {
        return Ok(None);
    }
    let (listed, unlisted) = report.told(fate);
    let (mut listed, mut unlisted) = (listed.chunk_by(|a, b| a.line == b.line).peekable(), unlisted.peekable());
    let columns = sheet.headings().len();
    let format = if left * (columns + 1) > MOST_CELLS_OF_WORKBOOK { Format::Csv } else { sheet.format() };
    let mut headings = sheet.headings().to_vec();
    headings.push(i18n::text(language, "import.reason").into_owned());
    let mut writer = TableWriter::new(format, &headings)?;
    let mut line = sheet.found().heading_row;
    let mut written = 0;
    for row in sheet.rows() {
        line = row.as_ref().map_or(line + 1, |row| row.line);
        let wrong = listed.next_if(|told| told[0].line == line).unwrap_or_default();
        let is_unlisted = unlisted.next_if_eq(&line).is_some();
        if wrong.is_empty() && !is_unlisted {
            continue;
        }
        left -= 1;
        // A row that could not be read leaves its reason alone.
        let row = row.unwrap_or_default();
        let errors: Vec<usize> = row.errors.iter().map(|error| error.column).collect();
        let mut cells: Vec<String> = row.into_cells();
        let surplus = cells.split_off(columns.min(cells.len()));
        cells.resize(columns, String::new());
        cells.push(reasons(line, wrong, is_unlisted, language));
        // What stood beyond the last heading is the row's as well, and stays beyond it.
        cells.extend(surplus);
        written += cells.iter().map(String::len).sum::<usize>();
        let cells = cells.into_iter().enumerate().map(|(at, text)| match errors.contains(&at) {
            true => Cell::Error(text),
            false => Cell::Text(fitting(text)),
        });
        writer.row(&cells.collect::<Vec<_>>())?;
        if written > MOST_TEXT {
            break;
        }
    }
    let next = [listed.peek().map(|told| told[0].line), unlisted.peek().copied()].into_iter().flatten().min();
    if let Some(next) = next {
        let args = [("count", left.to_string()), ("line", next.to_string())];
        let mut cells = vec![Cell::Empty; columns];
        cells.push(Cell::Text(i18n::fill(language, "import.rows_left_out", &args)));
        writer.row(&cells)?;
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let name = match fate {
        RowFate::Rejected => "import.rejects_name",
        RowFate::Skipped => "import.skips_name",
        RowFate::Taken => "import.taken_name",
    };
    let name = i18n::fill(language, name, &[("file", stem.to_owned()), ("ending", format.name().to_owned())]);
    Ok(Some(NewFile { name, media_type: format.media_type(), bytes: writer.finish()? }))
}

fn reasons(line: usize, wrong: &[RowError], is_unlisted: bool, language: Language) -> String {
    let told = |wrong: &RowError| match wrong {
        wrong if wrong.column.is_empty() => wrong.message.clone(),
        wrong => format!("{}：{}", wrong.column, wrong.message),
    };
    let unlisted = is_unlisted.then(|| i18n::text(language, "import.not_listed").into_owned());
    let told: Vec<String> = wrong.iter().map(told).chain(unlisted).collect();
    i18n::fill(language, "import.reason_of_line", &[("line", line.to_string()), ("reasons", i18n::clauses(language, &told))])
}

/// A formula that fills its cell to the last character has no room for the apostrophe that disarms it.
fn fitting(text: String) -> String {
    let most = SheetLimits::default().cell;
    match harmless(&text).char_indices().nth(most) {
        None => text,
        Some(_) => text.chars().take(most - 1).collect(),
    }
}

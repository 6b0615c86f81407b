//! The rows that were not taken in, as they came, each with its reasons in a last column: to be put right and imported again.

use std::collections::BTreeMap;

use super::report::{RowError, RowFate};
use crate::actor::Language;
use crate::error::Result;
use crate::i18n;
use crate::jobs::NewFile;
use crate::sheet::{Cell, Sheet, SheetLimits, TableWriter};
use crate::text::escape::harmless;

/// In the format of the file that was brought; none where there is no such row.
pub(super) fn file(
    sheet: &mut Sheet,
    file_name: &str,
    rejected: &[RowError],
    fate: RowFate,
    language: Language,
) -> Result<Option<NewFile>> {
    if rejected.is_empty() {
        return Ok(None);
    }
    let mut reasons: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for wrong in rejected {
        let reason = if wrong.column.is_empty() { wrong.message.clone() } else { format!("{}：{}", wrong.column, wrong.message) };
        reasons.entry(wrong.line).or_default().push(reason);
    }
    let format = sheet.format();
    let columns = sheet.headings().len();
    let mut headings = sheet.headings().to_vec();
    headings.push(i18n::text(language, "import.reason").into_owned());
    let mut writer = TableWriter::new(format, &headings)?;
    let mut line = 1;
    for row in sheet.rows() {
        line = row.as_ref().map_or(line + 1, |row| row.line);
        let Some(reasons) = reasons.get(&line) else { continue };
        // A row that could not be read leaves its reason alone.
        let mut cells: Vec<String> = row.map(|row| row.cells).unwrap_or_default();
        let surplus = cells.split_off(columns.min(cells.len()));
        cells.resize(columns, String::new());
        let args = [("line", line.to_string()), ("reasons", i18n::clauses(language, reasons))];
        cells.push(i18n::fill(language, "import.reason_of_line", &args));
        // What stood beyond the last heading is the row's as well, and stays beyond it.
        cells.extend(surplus);
        writer.row(&cells.into_iter().map(|text| Cell::Text(fitting(text))).collect::<Vec<_>>())?;
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let name = if fate == RowFate::Skipped { "import.skips_name" } else { "import.rejects_name" };
    let name = i18n::fill(language, name, &[("file", stem.to_owned()), ("ending", format.name().to_owned())]);
    Ok(Some(NewFile { name, media_type: format.media_type(), bytes: writer.finish()? }))
}

/// A formula that fills its cell to the last character has no room for the apostrophe that disarms it.
fn fitting(text: String) -> String {
    let most = SheetLimits::default().cell;
    match harmless(&text).char_indices().nth(most) {
        None => text,
        Some(_) => text.chars().take(most - 1).collect(),
    }
}

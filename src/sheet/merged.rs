//! Merged cells: what stands in one that goes over several rows holds for each of them.
//!
//! Spreadsheets keep the value in the first cell and nothing in the others. Only what is merged downwards is filled in: a value across
//! columns is a title, or the common name of the headings below it.

use std::collections::BTreeMap;

use calamine::Dimensions;

use super::rows::SheetRecord;
use super::{SheetError, SheetLimits, heading::cleaned};

/// The merged cells of a sheet, by the line in which they begin.
#[derive(Debug, Default)]
pub struct Merged(BTreeMap<usize, Vec<MergedCell>>);

/// Lines count from 1, columns from 0; the ends are within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MergedCell {
    column: usize,
    last_column: usize,
    line: usize,
    last_line: usize,
}

impl Merged {
    pub fn new(ranges: &[Dimensions], columns: usize) -> Self {
        let mut merged: BTreeMap<usize, Vec<MergedCell>> = BTreeMap::new();
        for range in ranges {
            let cell = MergedCell {
                column: range.start.1 as usize,
                last_column: range.end.1 as usize,
                line: range.start.0 as usize + 1,
                last_line: range.end.0 as usize + 1,
            };
            let cells = merged.entry(cell.line).or_default();
            // Beyond the columns of a table, and more of them in a row than it has, they say nothing.
            if cell.column < columns && cells.len() < columns {
                cells.push(cell);
            }
        }
        Self(merged)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last line of a heading that begins in a line: it goes as far down as its merged cells, if there is a table below it.
    pub fn heading_end(&self, line: usize, top: &[SheetRecord]) -> usize {
        let cells = self.0.get(&line).map(Vec::as_slice).unwrap_or_default();
        let end = cells.iter().map(|cell| cell.last_line).max().unwrap_or(line).min(line + 2);
        let stands = |end: usize| top.iter().any(|record| record.line == end) && top.iter().any(|record| record.line > end);
        if stands(end) { end } else { line }
    }

    /// The headings in a line with what stands above them: a cell that is merged down to it is the heading, one across several is what their
    /// names begin with (`联系人` over `姓名` and `手机`). Titles across the table belong to no heading.
    pub fn headings(&self, line: usize, top: &[SheetRecord]) -> Vec<String> {
        let cells_of = |line: usize| top.iter().find(|record| record.line == line).map(|record| cleaned(&record.cells)).unwrap_or_default();
        let mut headings = cells_of(line);
        let above = || self.0.range(line.saturating_sub(2)..line).flat_map(|(_, cells)| cells);
        let down: Vec<&MergedCell> = above().filter(|cell| cell.last_line == line).collect();
        let Some(begins) = down.iter().map(|cell| cell.line).min() else { return headings };
        let text = |cell: &MergedCell| cells_of(cell.line).get(cell.column).cloned().unwrap_or_default();
        for cell in &down {
            if headings.len() <= cell.column {
                headings.resize(cell.column + 1, String::new());
            }
            if headings[cell.column].is_empty() {
                headings[cell.column] = text(cell);
            }
        }
        for group in above().filter(|cell| cell.line >= begins && cell.last_line < line && cell.last_column > cell.column) {
            let name = text(group);
            for heading in headings.iter_mut().take(group.last_column + 1).skip(group.column).filter(|heading| !heading.is_empty()) {
                heading.insert_str(0, &name);
            }
        }
        headings
    }
}

/// Records with merged cells filled in. A row in which nothing else stands stays out: it is the room that a merged cell takes.
pub struct MergedRecords<'a, R> {
    records: R,
    merged: &'a Merged,
    limits: SheetLimits,
    /// What is to be filled in, by column: the last line, and the text.
    open: BTreeMap<usize, (usize, String)>,
}

impl<'a, R: Iterator<Item = Result<SheetRecord, SheetError>> + 'a> MergedRecords<'a, R> {
    pub fn new(records: R, merged: &'a Merged, limits: SheetLimits) -> Self {
        Self { records, merged, limits, open: BTreeMap::new() }
    }

    fn fill(&mut self, record: &mut SheetRecord) {
        if !record.is_blank() {
            self.open.retain(|_, (last, _)| *last >= record.line);
            for (column, (_, text)) in &self.open {
                if record.cells.get(*column).is_none_or(|cell| cell.trim().is_empty()) {
                    record.put(*column, text.as_str(), &self.limits);
                }
            }
        }
        for cell in self.merged.0.get(&record.line).into_iter().flatten().filter(|cell| cell.last_line > cell.line) {
            // What is too long for a cell refuses its own row, and no others.
            let is_text = |text: &&String| !text.trim().is_empty() && text.len() <= 4 * self.limits.cell;
            if let Some(text) = record.cells.get(cell.column).filter(is_text) {
                self.open.insert(cell.column, (cell.last_line, text.clone()));
            }
        }
    }
}

impl<'a, R: Iterator<Item = Result<SheetRecord, SheetError>> + 'a> Iterator for MergedRecords<'a, R> {
    type Item = Result<SheetRecord, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = self.records.next()?;
        if let Ok(record) = &mut record {
            self.fill(record);
        }
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: (u32, u32), end: (u32, u32)) -> Dimensions {
        Dimensions { start, end }
    }

    fn record(line: usize, cells: &[&str]) -> SheetRecord {
        SheetRecord { line, cells: cells.iter().map(|&cell| cell.to_owned()).collect(), length: 0 }
    }

    #[test]
    fn a_value_holds_for_all_rows_of_its_cell() {
        let merged = Merged::new(&[range((1, 0), (3, 0)), range((4, 1), (5, 2))], 9);
        let rows = [
            record(1, &["名称", "联系人", "手机"]),
            record(2, &["甲", "a"]),
            record(3, &["", "b"]),
            record(4, &["", "", "3"]),
            record(5, &["乙", "c", ""]),
            record(6, &["丙", "", "5"]),
            record(7, &["", "d"]),
        ];
        let filled = MergedRecords::new(rows.into_iter().map(Ok), &merged, SheetLimits::default());
        let cells: Vec<Vec<String>> = filled.map(|record| record.unwrap().cells).collect();
        assert_eq!(cells[2..], [vec!["甲", "b"], vec!["甲", "", "3"], vec!["乙", "c", ""], vec!["丙", "c", "5"], vec!["", "d"]]);
    }

    #[test]
    fn a_row_that_is_only_the_room_of_a_merged_cell_stays_empty() {
        let merged = Merged::new(&[range((0, 0), (2, 0))], 9);
        let rows = [record(1, &["甲", "a"]), record(2, &[" ", ""]), record(3, &["", "b"])];
        let filled = MergedRecords::new(rows.into_iter().map(Ok), &merged, SheetLimits::default());
        let cells: Vec<Vec<String>> = filled.map(|record| record.unwrap().cells).collect();
        assert_eq!(cells, [["甲", "a"], [" ", ""], ["甲", "b"]]);
    }

    #[test]
    fn headings_of_two_rows_are_put_together() {
        // 名称 over two rows, 联系人 over two columns, and a title across the table.
        let merged = Merged::new(&[range((0, 0), (0, 2)), range((1, 0), (2, 0)), range((1, 1), (1, 2))], 9);
        let top =
            [record(1, &["通讯录"]), record(2, &["客户名称", "联系人"]), record(3, &["", "姓名", "手机"]), record(4, &["甲", "a", "1"])];
        assert_eq!(merged.heading_end(2, &top), 3);
        assert_eq!(merged.headings(3, &top), ["客户名称", "联系人姓名", "联系人手机"]);
        // A title alone is part of no heading.
        let merged = Merged::new(&[range((0, 0), (0, 2))], 9);
        let top = [record(1, &["通讯录"]), record(2, &["客户名称", "姓名", "手机"]), record(3, &["甲", "a", "1"])];
        assert_eq!((merged.heading_end(2, &top), merged.headings(2, &top)), (2, vec!["客户名称".into(), "姓名".into(), "手机".into()]));
    }
}

//! Which rows of a file are one record with several lines.
//!
//! Rows belong together by what tells records from one another: the number, a unique field, the title, the first of them that a row
//! has. Rows of one record need not stand together. A row that says nothing of its record but what the row before it says goes on with
//! that record's lines, so the columns of the record may be filled in its first row alone.

use std::collections::HashMap;

use super::plan::ImportColumns;
use crate::error::Result;
use crate::sheet::{Sheet, SheetRow};

/// Found by reading the file once, before any of it is written.
#[derive(Default)]
pub(super) struct RowGroups {
    /// By the line of the file.
    of_line: HashMap<usize, usize>,
    /// The last line of each.
    ends: Vec<usize>,
    /// Those of which some line may be missing, because a row beside theirs cannot be read; with the line of that row.
    unsound: HashMap<usize, usize>,
}

/// What a file's reader knows on its way down.
#[derive(Default)]
struct RowBefore {
    group: Option<usize>,
    /// What the record's first row has in the columns of keys.
    keys: Vec<String>,
}

impl RowGroups {
    pub fn find(sheet: &mut Sheet, columns: &ImportColumns) -> Result<Self> {
        let (mut groups, mut known) = (Self::default(), HashMap::new());
        let (mut former, mut unreadable) = (RowBefore::default(), None);
        let keys = columns.keys();
        let mut line = sheet.found().heading_row;
        for row in sheet.rows() {
            line = row.as_ref().map_or(line + 1, |row| row.line);
            match row {
                Err(error) if !error.is_of_one_row() => return Err(error.into()),
                Ok(row) if row.is_blank() => {}
                Ok(row) if !row.surplus => {
                    let group = groups.place(&row, &keys, columns, &mut former, &mut known);
                    groups.take(line, group);
                    if let Some(line) = unreadable.take() {
                        groups.unsound.insert(group, line);
                    }
                }
                // Nobody can tell whose line it is: that of the record before it, or of the one behind it.
                Ok(_) | Err(_) => {
                    let group = former.group.unwrap_or(groups.ends.len());
                    groups.take(line, group);
                    groups.unsound.insert(group, line);
                    unreadable = Some(line);
                }
            }
        }
        Ok(groups)
    }

    /// The record to which a line of the file belongs, and the last line that does.
    pub fn of(&self, line: usize) -> Option<(usize, usize)> {
        let group = *self.of_line.get(&line)?;
        Some((group, self.ends[group]))
    }

    /// The line of the file because of which it is not sure that the record has all its lines.
    pub fn unsound(&self, group: usize) -> Option<usize> {
        self.unsound.get(&group).copied()
    }

    fn take(&mut self, line: usize, group: usize) {
        if group == self.ends.len() {
            self.ends.push(line);
        }
        self.ends[group] = line;
        self.of_line.insert(line, group);
    }

    fn place(
        &self,
        row: &SheetRow,
        keys: &[usize],
        columns: &ImportColumns,
        former: &mut RowBefore,
        known: &mut HashMap<(usize, String), usize>,
    ) -> usize {
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim());
        let cells: Vec<String> = keys.iter().map(|at| cell(*at).to_owned()).collect();
        let key = keys.iter().copied().zip(&cells).find(|(_, cell)| !cell.is_empty()).map(|(at, cell)| (at, cell.clone()));
        let says_same = cells.iter().zip(&former.keys).all(|(cell, first)| cell.is_empty() || cell == first);
        let says_nothing = || columns.mapped.iter().filter(|column| !column.is_of_lines()).all(|column| cell(column.at).is_empty());
        if let Some(group) = former.group.filter(|_| if key.is_some() { says_same } else { says_nothing() }) {
            return group;
        }
        let next = self.ends.len();
        let group = key.map_or(next, |key| *known.entry(key).or_insert(next));
        *former = RowBefore { group: Some(group), keys: cells };
        group
    }
}

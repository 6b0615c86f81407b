//! Which row of a table holds its headings, and what they are called.
//!
//! Firms put titles, dates and notes above their tables. Whoever opens the file says which headings mean something to them; the row with
//! most of these is the heading. Where none does, it is the first row that is not merely a title.

use std::collections::{HashMap, HashSet};

use super::rows::{SheetRecord, without_empty_end};
use crate::text::{escape, normal::clean_line};

/// How many of a row's cells mean something as headings.
pub type Known<'k> = &'k dyn Fn(&[String]) -> usize;

/// A row that may be the heading, and how much speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadingRow {
    pub line: usize,
    /// How many of its cells mean something.
    pub known: usize,
    /// How many are filled.
    pub filled: usize,
}

/// The heading among the first rows of a table; none where they are all blank.
pub fn find(top: &[SheetRecord], known: Known<'_>) -> Option<HeadingRow> {
    let rows: Vec<HeadingRow> = top
        .iter()
        .map(|record| {
            let cells = cleaned(&record.cells);
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            HeadingRow { line: record.line, known: if filled > 0 { known(&cells) } else { 0 }, filled }
        })
        .filter(|row| row.filled > 0)
        .collect();
    let widest = rows.iter().map(|row| row.filled).max()?;
    // A title stands alone in a row, or with a date or a name beside it.
    let is_title = |row: &&HeadingRow| row.filled == 1 || row.filled * 3 < widest;
    let plain = rows.iter().find(|row| !is_title(row)).or(rows.first())?;
    let best = rows.iter().rev().max_by_key(|row| row.known)?;
    // One word among many may stand in any row.
    let speaks = best.known > 1 || best.known == 1 && best.filled < 3;
    Some(if best.known > plain.known && speaks { *best } else { *plain })
}

/// The cells as headings are compared, one for each cell.
pub fn cleaned(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| clean_line(&escape::unguarded(cell))).collect()
}

/// The headings of a row, each different, so that a column can be named by its heading: the second `电话` is `电话 (2)`, the third column
/// without any `#3`. The first of several keeps its name, and so does one that happens to be called like a number given here.
pub fn distinct(cells: &[String]) -> Vec<String> {
    let headings = without_empty_end(cleaned(cells));
    let own: HashSet<&str> = headings.iter().map(String::as_str).filter(|heading| !heading.is_empty()).collect();
    let mut taken: HashSet<String> = HashSet::new();
    // The last number that was given to a name; the next is looked for from there.
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut named = Vec::with_capacity(headings.len());
    for (at, heading) in headings.iter().enumerate() {
        let base = if heading.is_empty() { format!("#{}", at + 1) } else { heading.clone() };
        let is_free = |name: &String| !taken.contains(name) && (name == heading || !own.contains(name.as_str()));
        let name = if is_free(&base) {
            base
        } else {
            let number = numbers.entry(base.clone()).or_insert(1);
            loop {
                *number += 1;
                let name = format!("{base} ({number})");
                if is_free(&name) {
                    break name;
                }
            }
        };
        taken.insert(name.clone());
        named.push(name);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn top(rows: &[(usize, &[&str])]) -> Vec<SheetRecord> {
        let record = |(line, cells): &(usize, &[&str])| SheetRecord {
            line: *line,
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
            length: 0,
        };
        rows.iter().map(record).collect()
    }

    fn line(rows: &[(usize, &[&str])]) -> Option<usize> {
        let known = |cells: &[String]| cells.iter().filter(|cell| ["客户名称", "手机", "级别"].contains(&cell.as_str())).count();
        find(&top(rows), &known).map(|row| row.line)
    }

    #[test]
    fn titles_and_notes_are_no_headings() {
        assert_eq!(line(&[(1, &["客户名称", "手机"]), (2, &["甲", "1"])]), Some(1));
        assert_eq!(line(&[(1, &["2026年客户通讯录"]), (3, &["客户名称", "手机", "级别"]), (4, &["甲", "1", "A"])]), Some(3));
        assert_eq!(line(&[(1, &["通讯录", "", "2026-11"]), (2, &["制表：王芳"]), (3, &["客户名称", "x", "级别"])]), Some(3));
        assert_eq!(line(&[(1, &["客户名单"]), (2, &["客户名称"]), (3, &["甲"])]), Some(2));
        // Nobody knows the headings: the first row that is not a title.
        assert_eq!(line(&[(1, &["x"]), (2, &["a", "b", "c"]), (3, &["1", "2", "3"])]), Some(2));
        assert_eq!(line(&[(1, &["a", "b"]), (2, &["1", "2"]), (3, &["手机", "x", "y"])]), Some(1));
        assert_eq!(line(&[(1, &["a"]), (2, &["1"])]), Some(1));
        assert_eq!(line(&[(1, &[" ", ""])]), None);
    }

    #[test]
    fn every_column_can_be_named() {
        let headings = ["电话", "", "电话", "电话 (2)", "电话", "#2", "x", ""].map(String::from);
        assert_eq!(distinct(&headings), ["电话", "#2 (2)", "电话 (3)", "电话 (2)", "电话 (4)", "#2", "x"]);
        let same = vec!["a".to_owned(); 200];
        assert_eq!(distinct(&same)[199], "a (200)");
    }
}

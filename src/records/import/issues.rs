//! What stands in the way of a file's rows, column by column, and what can be decided about it.

use std::collections::{BTreeMap, HashMap};

use super::error_budget::{LeftOut, MOST_WORDS};
use super::issue::{Issue, IssueWord, Remedy};
use super::plan::{ImportColumn, ImportColumns, RowPart};
use super::told::RowError;
use crate::model::Shape;

/// Whether a column can do without a cell: a record lacks what is required.
pub(super) fn may_lack(column: &ImportColumn) -> bool {
    !column.field.required || column.part == RowPart::Record && column.field.default.is_some()
}

/// The cells of one column that have the same trouble.
#[derive(Default)]
struct Cells<'e> {
    count: u64,
    words: HashMap<&'e str, u64>,
}

impl<'e> Cells<'e> {
    fn add(&mut self, word: &'e str, count: u64) {
        if self.words.len() < MOST_WORDS || self.words.contains_key(word) {
            *self.words.entry(word).or_default() += count;
        }
    }
}

/// Of what is told of the rows, and of what was wrong with them beyond what is told.
pub(super) fn issues(columns: &ImportColumns, rejected: &[RowError], left_out: &LeftOut) -> Vec<Issue> {
    let mut found: BTreeMap<(usize, &str), Cells<'_>> = BTreeMap::new();
    let by_heading: HashMap<&str, usize> = columns.mapped.iter().enumerate().map(|(nth, column)| (&*column.heading, nth)).collect();
    let of_cell = |column: &str, code: &str| {
        let nth = by_heading.get(column).copied()?;
        (!remedies(columns, nth, code).is_empty()).then_some(nth)
    };
    for wrong in rejected {
        let Some(nth) = of_cell(&wrong.column, &wrong.code) else { continue };
        let cells = found.entry((nth, &wrong.code)).or_default();
        cells.count += 1;
        cells.add(&wrong.value, 1);
    }
    for further in left_out.iter() {
        let Some(nth) = of_cell(&further.column, &further.code) else { continue };
        let cells = found.entry((nth, &further.code)).or_default();
        cells.count += further.cells;
        further.words.iter().for_each(|(word, count)| cells.add(word, *count));
    }
    let issue = |((nth, code), found): ((usize, &str), Cells<'_>)| {
        let column = &columns.mapped[nth];
        let remedies = remedies(columns, nth, code);
        let mut words: Vec<IssueWord> = found.words.into_iter().map(|(word, cells)| IssueWord { word: word.to_owned(), cells }).collect();
        words.sort_by(|a, b| b.cells.cmp(&a.cells).then_with(|| a.word.cmp(&b.word)));
        words.retain(|_| remedies.contains(&Remedy::Words));
        let field = match column.part {
            RowPart::Child(child) => format!("{}.{}", columns.children[child].object.name, column.field.name),
            RowPart::Record | RowPart::Lines(_) => column.field.name.to_string(),
        };
        Issue { column: column.heading.clone(), field, code: code.to_owned(), cells: found.count, words, remedies }
    };
    found.into_iter().map(issue).collect()
}

/// None for what is no matter of the cell alone: a record that is there already, a cell that is missing.
fn remedies(columns: &ImportColumns, nth: usize, code: &str) -> Vec<Remedy> {
    let column = &columns.mapped[nth];
    let own = match code {
        "choice.unknown" => Some(Remedy::Words),
        "phone.several" => Some(Remedy::Spread),
        "user.disabled" => Some(Remedy::Confirmed),
        _ if code.starts_with("doubt.") => Some(Remedy::Confirmed),
        // What is refused when the record is written is not asked about cell by cell.
        "field.required" | "field.readonly" | "field.closed_to_new" => return Vec::new(),
        _ if code.starts_with("duplicate.") || code.starts_with("import.") => return Vec::new(),
        _ => None,
    };
    // A choice of several has its words within the cell, where they are told one at a time.
    let own = own.filter(|own| *own != Remedy::Words || matches!(column.field.kind.shape(), Shape::Choice | Shape::Choices));
    let added = own.filter(|own| *own == Remedy::Words && column.field.extensible && columns.may_add_options).map(|_| Remedy::Options);
    own.into_iter().chain(added).chain(may_lack(column).then_some(Remedy::LeaveOut)).collect()
}

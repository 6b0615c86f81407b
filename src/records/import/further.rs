//! What a row says beyond the earlier row that spoke of the same record: one contact a row, and the customer in each of them.

use super::in_file_duplicates::{FileRecord, digest, digest_of};
use super::match_key::key_of;
use super::plan::{Child, ImportColumns, RowPart};
use super::row::ImportRow;
use crate::ids::RecordId;
use crate::model::{Draft, Record};

/// How a row stands to the first of its record.
#[derive(Debug, PartialEq)]
pub(super) enum Further {
    /// It says the same, or less.
    Nothing,
    /// It says the same of the record, and something of what hangs on it.
    Children {
        /// A child that an earlier line has told of otherwise.
        differs: Option<(usize, usize)>,
    },
    /// It says something else of the record, in these fields.
    Contradicts(Vec<String>),
}

impl Further {
    pub fn of(columns: &ImportColumns, row: &ImportRow, first: &FileRecord) -> Self {
        let own = columns.mapped.iter().filter(|column| column.part == RowPart::Record);
        let said = said(columns, &row.draft);
        let mut differing: Vec<String> = own
            .zip(said.iter().zip(&first.said))
            .filter(|(_, (said, first))| **said != 0 && said != first)
            .map(|(column, _)| column.field.name.to_string())
            .collect();
        // A person may have two columns, a name and a login.
        differing.dedup();
        if !differing.is_empty() {
            return Self::Contradicts(differing);
        }
        let children = || row.children.iter().zip(&columns.children).enumerate().filter(|(_, (draft, _))| !draft.is_empty());
        let known = |nth: usize, child: &Child, draft: &Draft| first.children.get(&(nth, child_key(child, draft))).copied();
        let differs = children().find_map(|(nth, (draft, child))| {
            let (line, said) = known(nth, child, draft)?;
            (said != digest_of(draft)).then_some((nth, line))
        });
        let any_new = children().any(|(nth, (draft, child))| known(nth, child, draft).is_none());
        if differs.is_some() || any_new { Self::Children { differs } } else { Self::Nothing }
    }
}

/// What is to be known of a record for the rows behind this one.
pub(super) fn record(
    columns: &ImportColumns,
    row: &ImportRow,
    former: Option<FileRecord>,
    line: usize,
    stands: Option<(u64, RecordId)>,
) -> FileRecord {
    let now = said(columns, &row.draft);
    let mut record = match former {
        None => FileRecord { line, stands, said: now, children: Default::default() },
        Some(former) => {
            let said = former.said.iter().zip(&now).map(|(before, now)| if *now == 0 { *before } else { *now }).collect();
            FileRecord { stands: stands.or(former.stands), said, ..former }
        }
    };
    for (nth, (draft, child)) in row.children.iter().zip(&columns.children).enumerate().filter(|(_, (draft, _))| !draft.is_empty()) {
        record.children.insert((nth, child_key(child, draft)), (row.line, digest_of(draft)));
    }
    record
}

/// The same of a record that this file has made before it was stopped: its line is not known any more, nor what hangs on it, which is
/// looked up when something is added.
pub(super) fn of_record(columns: &ImportColumns, record: &Record, line: usize, stands: (u64, RecordId)) -> FileRecord {
    let draft = columns.object.fields.iter().map(|field| (field.name.clone(), record.get(&field.name).clone())).collect();
    FileRecord { line, stands: Some(stands), said: said(columns, &draft), children: Default::default() }
}

/// What a row says of the record itself, digested by its columns.
fn said(columns: &ImportColumns, draft: &Draft) -> Box<[u64]> {
    // One record of many rows is one with several of what hangs on it; elsewhere nobody asks.
    if columns.children.is_empty() {
        return Box::default();
    }
    let own = columns.mapped.iter().filter(|column| column.part == RowPart::Record);
    let digest = |value: &crate::model::Value| digest(&format!("{value:?}"));
    own.map(|column| draft.given(&column.field.name).map_or(0, digest)).collect()
}

/// A child is known by its name where it has one, else by all that is said of it.
fn child_key(child: &Child, draft: &Draft) -> u64 {
    let title = child.object.known_by.as_ref().and_then(|name| key_of(child.object.field(name)?, draft.given(name)?));
    title.map_or_else(|| digest_of(draft), |title| digest(&title))
}

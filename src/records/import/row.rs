//! From the cells of a row to what its record shall hold. Nothing is looked up here: names of people and records wait.

use std::collections::HashMap;

use super::plan::ImportColumns;
use super::report::RowError;
use crate::error::Reason;
use crate::model::{Context, Draft, Refers, Value};
use crate::sheet::{SheetError, SheetRow};

/// Bytes of a cell that is worth remembering.
const LONGEST_WORD: usize = 100;

/// A row as far as it can be understood by itself.
#[derive(Clone)]
pub(super) struct ImportRow {
    pub line: usize,
    /// Skipped without a word.
    pub blank: bool,
    pub draft: Draft,
    /// One for each child of the columns; empty where the row has nothing for it.
    pub children: Vec<Draft>,
    pub named: Vec<Named>,
    pub wrong: Vec<RowError>,
}

/// Somebody or something that is meant by its name.
#[derive(Clone)]
pub(super) struct Named {
    /// Index among the mapped columns.
    pub column: usize,
    pub text: String,
}

/// What the words of a choice were found to mean: a column has few, and each stands in many rows.
#[derive(Default)]
pub(super) struct Understood(HashMap<(usize, String), Result<Value, Reason>>);

impl Understood {
    fn read(&mut self, columns: &ImportColumns, column: usize, text: &str, context: &Context) -> Result<Value, Reason> {
        let field = &columns.mapped[column].field;
        if field.options.is_empty() || text.len() > LONGEST_WORD {
            return field.kind.read(field, text, context);
        }
        self.0.entry((column, text.to_owned())).or_insert_with(|| field.kind.read(field, text, context)).clone()
    }
}

impl ImportRow {
    fn new(line: usize, columns: &ImportColumns) -> Self {
        let children = columns.children.iter().map(|_| Draft::new()).collect();
        Self { line, blank: false, draft: Draft::new(), children, named: Vec::new(), wrong: Vec::new() }
    }

    /// Empty cells say nothing: a new record takes the default, one that is updated keeps what it has.
    pub fn read(row: &SheetRow, columns: &ImportColumns, context: &Context, words: &mut Understood) -> Self {
        let mut understood = Self { blank: row.is_blank(), ..Self::new(row.line, columns) };
        if row.surplus {
            // A delimiter in a cell without quotes has moved everything behind it.
            let reason = Reason::new("import.surplus");
            understood.wrong.push(RowError::new(row.line, "", &reason, context.language));
            return understood;
        }
        for (i, column) in columns.mapped.iter().enumerate() {
            let text = row.cells.get(column.at).map(String::as_str).unwrap_or_default();
            if text.trim().is_empty() {
                continue;
            }
            if column.field.kind.refers() != Refers::Nothing {
                understood.named.push(Named { column: i, text: text.trim().to_owned() });
                continue;
            }
            match words.read(columns, i, text, context) {
                Ok(Value::Null) => {}
                Ok(value) => understood.put(columns, i, value),
                Err(reason) => understood.wrong.push(RowError::new(row.line, &column.heading, &reason, context.language)),
            }
        }
        understood
    }

    /// A row that the file's reader could not deliver.
    pub fn unreadable(line: usize, error: &SheetError, columns: &ImportColumns, context: &Context) -> Self {
        let mut row = Self::new(line, columns);
        row.wrong.push(RowError::new(line, "", &error.reason(), context.language));
        row
    }

    pub fn put(&mut self, columns: &ImportColumns, column: usize, value: Value) {
        let column = &columns.mapped[column];
        let draft = column.child.map_or(&mut self.draft, |child| &mut self.children[child]);
        draft.put(column.field.name.clone(), value);
    }
}

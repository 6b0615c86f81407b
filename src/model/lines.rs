//! Rows that belong to a record: the positions of a quote, the items of a receipt. They are written, versioned, shown and audited
//! with their record and are nothing without it.
//!
//! Their table has `id`, `<object>_id`, `position` and a column per field; a unique index over record and position is not wanted,
//! because lines change places.

use std::collections::BTreeMap;

use super::{Field, Name, Value};
use crate::ids::RecordId;

/// Most lines of a record, where its object says nothing.
const MAX: usize = 1000;

#[derive(Debug, Clone)]
pub struct Lines {
    /// In JSON the lines stand under this name; a field's rights are granted as `<name>.<field>`.
    pub name: Name,
    pub table: Name,
    /// Named `<lines>.<field>`, so that a right over one is told from a right over a field of the record. See [`Field::short`].
    pub fields: Vec<Field>,
    /// Lines of one record at most.
    pub max: usize,
    /// Short names of the fields whose sums stand in the foot.
    pub totals: Vec<Name>,
}

/// One line as it is wanted or as it stands. Values are known by their fields' short names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// None for a line that is new.
    pub id: Option<RecordId>,
    /// What is missing keeps its value; in a new line it takes the default.
    pub values: BTreeMap<Name, Value>,
}

impl Lines {
    /// `table` has the lines; fields are given by their short names.
    pub fn new(name: impl Into<Name>, table: impl Into<Name>, fields: impl IntoIterator<Item = Field>) -> Self {
        let name = name.into();
        let fields = fields.into_iter().map(|field| field.of_lines(&name)).collect();
        Self { name, table: table.into(), fields, max: MAX, totals: Vec::new() }
    }

    pub fn max(mut self, lines: usize) -> Self {
        self.max = lines;
        self
    }

    pub fn totals<N: Into<Name>>(mut self, fields: impl IntoIterator<Item = N>) -> Self {
        self.totals = fields.into_iter().map(Into::into).collect();
        self
    }

    /// By its short name.
    pub fn field(&self, short: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.short() == short)
    }
}

impl Line {
    /// The value of a field; empty where it was not asked for.
    pub fn get(&self, field: &str) -> &Value {
        self.values.get(field).unwrap_or(&Value::Null)
    }

    pub fn put(&mut self, field: impl Into<Name>, value: impl Into<Value>) {
        self.values.insert(field.into(), value.into());
    }

    /// This line with what stands where nothing else is wanted.
    pub fn over(mut self, stands: &Self) -> Self {
        for (name, value) in &stands.values {
            self.values.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }
}

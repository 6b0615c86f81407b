//! What somebody wants a record to hold, and what became different.

use std::collections::BTreeMap;

use super::{Line, Name, Value};

/// Values for some fields of one object, and whole sets of its lines. What is not in it stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    values: BTreeMap<Name, Value>,
    lines: BTreeMap<Name, Vec<Line>>,
    beside: Option<String>,
}

/// The name in JSON of the reason for which a duplicate may stand; no field is called so.
pub const BESIDE: &str = "allow_duplicate";

/// One field before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    pub field: Name,
    pub old: Value,
    pub new: Value,
}

impl Draft {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn set(mut self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.put(field, value);
        self
    }

    pub fn put(&mut self, field: impl Into<Name>, value: impl Into<Value>) {
        self.values.insert(field.into(), value.into());
    }

    pub fn get(&self, field: &str) -> Option<&Value> {
        self.values.get(field)
    }

    /// The value that is wanted, if it is wanted to be something.
    pub fn given(&self, field: &str) -> Option<&Value> {
        self.get(field).filter(|value| !value.is_null())
    }

    pub fn remove(&mut self, field: &str) -> Option<Value> {
        self.values.remove(field)
    }

    /// May stand beside another record of the same name or telephone, for the reason given. The write door asks for the right to that.
    pub fn beside(mut self, reason: impl Into<String>) -> Self {
        self.beside = Some(reason.into());
        self
    }

    /// Why it may stand beside another, if somebody says so.
    pub fn reason_beside(&self) -> Option<&str> {
        self.beside.as_deref()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.lines.is_empty()
    }

    /// Wants these lines, in this order, and no others.
    pub fn put_lines(&mut self, name: impl Into<Name>, lines: Vec<Line>) {
        self.lines.insert(name.into(), lines);
    }

    /// The lines that are wanted, if a set of them is.
    pub fn lines(&self, name: &str) -> Option<&[Line]> {
        self.lines.get(name).map(Vec::as_slice)
    }

    pub fn lines_mut(&mut self, name: &str) -> Option<&mut Vec<Line>> {
        self.lines.get_mut(name)
    }

    pub fn take_lines(&mut self, name: &str) -> Option<Vec<Line>> {
        self.lines.remove(name)
    }

    /// The names of the sets of lines in it.
    pub fn line_sets(&self) -> impl Iterator<Item = &Name> {
        self.lines.keys()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.values.iter()
    }

    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.values.keys()
    }
}

impl<N: Into<Name>, V: Into<Value>> FromIterator<(N, V)> for Draft {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self { values: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect(), ..Self::default() }
    }
}

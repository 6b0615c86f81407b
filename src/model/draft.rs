//! What somebody wants a record to hold, and what became different.

use std::collections::BTreeMap;

use super::{Name, Value};

/// Values for some fields of one object. What is not in it stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft(BTreeMap<Name, Value>);

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
        self.0.insert(field.into(), value.into());
    }

    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// The value that is wanted, if it is wanted to be something.
    pub fn given(&self, field: &str) -> Option<&Value> {
        self.get(field).filter(|value| !value.is_null())
    }

    pub fn remove(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter()
    }

    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.0.keys()
    }
}

impl<N: Into<Name>, V: Into<Value>> FromIterator<(N, V)> for Draft {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

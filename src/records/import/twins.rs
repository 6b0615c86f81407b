//! Rows that repeat an earlier row of the same file. In a dry run nothing stands in the database to find them by.

use std::collections::HashMap;

use crate::model::{Draft, Name, Object};

/// The keys of accepted rows, and their lines. A rejected row is no twin of anything.
#[derive(Default)]
pub(super) struct Twins(HashMap<(Name, String), usize>);

/// A field whose value stands in an earlier line already.
pub(super) struct Twin {
    pub field: Name,
    pub line: usize,
}

impl Twins {
    pub fn of(&self, object: &Object, draft: &Draft) -> Vec<Twin> {
        keys(object, draft).filter_map(|key| Some(Twin { line: *self.0.get(&key)?, field: key.0 })).collect()
    }

    /// The first row with a key is the one that later ones repeat.
    pub fn remember(&mut self, object: &Object, draft: &Draft, line: usize) {
        for key in keys(object, draft) {
            self.0.entry(key).or_insert(line);
        }
    }
}

fn keys(object: &Object, draft: &Draft) -> impl Iterator<Item = (Name, String)> {
    let unique = object.fields.iter().filter(|field| field.duplicate.is_some());
    unique.filter_map(|field| Some((field.name.clone(), draft.given(&field.name).and_then(|value| field.kind.duplicate_key(value))?)))
}

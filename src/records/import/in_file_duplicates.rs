//! Rows that repeat an earlier row of the same file. In a dry run nothing stands in the database to find them by.

use std::collections::HashMap;

use crate::error::Invalid;
use crate::model::{Draft, Field, Name, Object};

/// The keys of accepted rows, and their lines. A rejected row is no twin of anything.
#[derive(Default)]
pub(super) struct InFileDuplicates {
    kept: DuplicateKeys,
    /// Those of the batch under way, which may yet be undone.
    pending: DuplicateKeys,
}

/// A field and the key of its value.
pub(super) type DuplicateKey = (Name, String);
type DuplicateKeys = HashMap<DuplicateKey, usize>;

/// A field whose value stands in an earlier line already.
pub(super) struct InFileDuplicate {
    pub field: Name,
    pub line: usize,
}

impl InFileDuplicate {
    pub fn invalid(&self) -> Invalid {
        Invalid::new(self.field.to_string(), "duplicate.in_file").with("line", self.line)
    }
}

impl InFileDuplicates {
    pub fn of(&self, keys: &[DuplicateKey]) -> Vec<InFileDuplicate> {
        let known = |key: &DuplicateKey| self.kept.get(key).or_else(|| self.pending.get(key)).copied();
        keys.iter().filter_map(|key| Some(InFileDuplicate { line: known(key)?, field: key.0.clone() })).collect()
    }

    /// The first row with a key is the one that later ones repeat.
    pub fn remember(&mut self, keys: Vec<DuplicateKey>, line: usize) {
        for key in keys.into_iter().filter(|key| !self.kept.contains_key(key)) {
            self.pending.entry(key).or_insert(line);
        }
    }

    /// The batch stands.
    pub fn keep(&mut self) {
        self.kept.extend(self.pending.drain());
    }

    /// The batch was undone.
    pub fn forget(&mut self) {
        self.pending.clear();
    }
}

/// What would make another record the same as this one.
pub(super) fn keys(object: &Object, draft: &Draft) -> Vec<DuplicateKey> {
    let unique = object.fields.iter().filter(|field| field.duplicate.is_some() || field.serial.is_some());
    let key = |field: &Field| {
        let value = draft.given(&field.name)?;
        // A number is unique as it stands.
        let key = if field.serial.is_some() { value.text().map(str::to_owned) } else { field.kind.duplicate_key(value) };
        Some((field.name.clone(), key?))
    };
    unique.filter_map(key).collect()
}

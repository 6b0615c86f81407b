//! What earlier rows of the same file have said. In a dry run nothing stands in the database to find it by.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::match_key::{RowKey, key_of};
use crate::error::Invalid;
use crate::ids::RecordId;
use crate::model::{Draft, Name, Object};

/// The accepted rows. A rejected row is no twin of anything.
#[derive(Default)]
pub(super) struct InFileDuplicates {
    kept: FileRows,
    /// Those of the batch under way, which may yet be undone.
    pending: FileRows,
}

#[derive(Default)]
struct FileRows {
    keys: DuplicateKeys,
    records: HashMap<RowKey, FileRecord>,
}

/// A field and the key of its value.
pub(super) type DuplicateKey = (Name, String);
type DuplicateKeys = HashMap<DuplicateKey, usize>;

/// A record that a row of the file has made or changed.
#[derive(Debug, Clone)]
pub(super) struct FileRecord {
    /// The row which first spoke of it.
    pub line: usize,
    /// Its number, and the batch in which it came to be: a dry run has undone it behind that.
    pub stands: Option<(u64, RecordId)>,
    /// What that row said of the record itself, digested, by the fields of the columns; 0 where it said nothing.
    pub said: Box<[u64]>,
    /// What hangs on it by this file: which child, its key; the line, and what was said of it.
    pub children: HashMap<(usize, u64), (usize, u64)>,
}

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
        let known = |key: &DuplicateKey| self.kept.keys.get(key).or_else(|| self.pending.keys.get(key)).copied();
        keys.iter().filter_map(|key| Some(InFileDuplicate { line: known(key)?, field: key.0.clone() })).collect()
    }

    /// The record that an earlier row has spoken of.
    pub fn record(&self, key: &RowKey) -> Option<&FileRecord> {
        self.pending.records.get(key).or_else(|| self.kept.records.get(key))
    }

    /// The first row with a key is the one that later ones repeat.
    pub fn remember(&mut self, keys: Vec<DuplicateKey>, line: usize) {
        for key in keys.into_iter().filter(|key| !self.kept.keys.contains_key(key)) {
            self.pending.keys.entry(key).or_insert(line);
        }
    }

    pub fn remember_record(&mut self, key: RowKey, record: FileRecord) {
        self.pending.records.insert(key, record);
    }

    /// The batch stands.
    pub fn keep(&mut self) {
        self.kept.keys.extend(self.pending.keys.drain());
        self.kept.records.extend(self.pending.records.drain());
    }

    /// The batch was undone.
    pub fn forget(&mut self) {
        self.pending.keys.clear();
        self.pending.records.clear();
    }
}

/// What would make another record the same as this one.
pub(super) fn keys(object: &Object, draft: &Draft) -> Vec<DuplicateKey> {
    let unique = object.fields.iter().filter(|field| field.duplicate.is_some() || field.serial.is_some());
    unique.filter_map(|field| Some((field.name.clone(), key_of(field, draft.given(&field.name)?)?))).collect()
}

/// A short mark of something said, never 0.
pub(super) fn digest(said: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    hasher.finish().max(1)
}

/// The same of all that a draft says.
pub(super) fn digest_of(draft: &Draft) -> u64 {
    let said: Vec<(&Name, String)> = draft.iter().map(|(name, value)| (name, format!("{value:?}"))).collect();
    digest(&said)
}

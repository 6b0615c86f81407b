//! How many records went back, of which object and in which way.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::actor::Language;
use crate::model::{Catalog, Object};

/// Each object's records of which something went back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct UndoCounts(BTreeMap<String, UndoCount>);

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct UndoCount {
    deleted: u64,
    restored: u64,
    put_back: u64,
}

impl UndoCount {
    fn total(self) -> u64 {
        self.deleted + self.restored + self.put_back
    }
}

impl UndoCounts {
    pub fn total(&self) -> u64 {
        self.0.values().map(|count| count.total()).sum()
    }

    /// Records that went into the recycle bin or came from it.
    pub fn moved(&mut self, rows: Vec<(String, String, i64)>) {
        for (object, verb, records) in rows {
            let count = self.0.entry(object).or_default();
            *(if verb == "delete" { &mut count.deleted } else { &mut count.restored }) += records.unsigned_abs();
        }
    }

    /// A record some of whose fields have their former values.
    pub fn put_back(&mut self, object: &str) {
        self.0.entry(object.to_owned()).or_default().put_back += 1;
    }

    /// As they are answered: the operation's own object first, then those with most records.
    pub fn shown(&self, catalog: &Catalog, language: Language, own: Option<&str>) -> Vec<Json> {
        let mut counts: Vec<_> = self.0.iter().collect();
        counts.sort_by_key(|(object, count)| (own != Some(object.as_str()), Reverse(count.total())));
        let called = |object: &str, word: fn(&Object, Language) -> String| {
            catalog.get(object).map_or_else(|| object.to_owned(), |object| word(object, language))
        };
        let shown = counts.into_iter().map(|(object, count)| {
            json!({
                "object": object, "label": called(object, Object::label), "one": called(object, Object::one), "many": called(object, Object::many),
                "deleted": count.deleted, "restored": count.restored, "put_back": count.put_back,
            })
        });
        shown.collect()
    }
}

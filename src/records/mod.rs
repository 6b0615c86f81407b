//! The engine: lists, records and changes of every object, from its description alone.
//!
//! Two doors lead to business rows, [`read`] and [`write`]. Which verbs are allowed, which rows are in sight, which
//! fields may be seen and written is asked of the policies through [`Engine`] alone. Everything else in this module
//! (lists, search, related tabs, timeline, import, export, recycle bin, duplicates) goes through these two.
//!
//! The engine knows no business word. What is special about an object stands in its `Rules` and `Action`s.

pub mod along;
mod audit_refusals;
mod body;
pub mod bulk;
mod candidates;
mod check;
mod dedupe;
mod engine;
pub mod export;
mod figures;
pub mod global_search;
mod groups;
mod holders;
pub mod import;
mod lawful;
mod line_words;
mod lines;
mod links;
mod mask;
pub mod operations;
pub mod options;
pub mod owned;
pub mod presence;
pub mod query;
pub mod read;
mod recount;
mod recycle;
mod reindex;
pub mod reminders;
pub mod reveal;
pub mod routes;
mod rows;
pub mod search;
mod search_merge;
pub mod shares;
mod show;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timeline;
mod value_words;
pub mod views;
pub mod write;

pub use body::{draft_from_json, record_from_json};
pub use engine::{Engine, EngineHandle, PinnedEngine};
pub use links::Titles;
pub use query::ListQuery;
pub use recount::recount;
pub use reindex::reindex;
pub use search_merge::SearchMerge;
pub use show::Shown;
pub use write::serial_setting;

use crate::actor::Language;
use crate::error::Reason;
use crate::i18n;

/// What is wrong, in words that fit into a line: of a field its sentence, of a record as a whole its detail.
fn words_of(language: Language, reason: &Reason) -> String {
    let field = format!("errors.{}", reason.code);
    let key = if i18n::find(language, &field).is_some() { field } else { format!("{field}.detail") };
    i18n::fill(language, &key, &reason.args)
}

//! What could not be put back, and why, in words.

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Language};
use crate::error::{Error, Invalid, Reason, Result};
use crate::i18n;
use crate::ids::RecordId;
use crate::model::Object;
use crate::records::words_of;

/// A record that stays as it is, or some of its fields do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub object: String,
    pub id: RecordId,
    /// Where whoever undoes sees the record.
    pub title: Option<String>,
    pub reason: String,
    pub message: String,
    /// The rest of the record has gone back.
    pub partly: bool,
}

impl Kept {
    pub fn new(actor: &Actor, object: &Object, id: RecordId, reason: &Reason) -> Self {
        let message = words_of(actor.language, reason);
        Self { object: object.name.to_string(), id, title: None, reason: reason.code.to_string(), message, partly: false }
    }

    /// Fields that somebody changed since.
    pub fn changed(actor: &Actor, object: &Object, id: RecordId, fields: &[String]) -> Self {
        let reason = if fields.is_empty() {
            Reason::new("undo.changed")
        } else {
            Reason::new("undo.fields_changed").with("fields", i18n::listed(actor.language, fields))
        };
        Self { reason: "undo.changed".into(), ..Self::new(actor, object, id, &reason) }
    }

    /// Values that the door does not take any more.
    pub fn refused(actor: &Actor, object: &Object, id: RecordId, wrong: &[Invalid]) -> Self {
        let code = match wrong.first().map(|invalid| invalid.reason.code.as_ref()) {
            Some(code) if code.starts_with("duplicate.") => "undo.taken",
            Some("link.unknown") => "undo.link",
            Some("field.readonly") => "undo.right",
            Some(other) => other,
            None => "record.rejected",
        };
        let said = wrong.iter().map(|invalid| {
            let label = label(object, &invalid.field, actor.language);
            words_of(actor.language, &Reason::new("undo.field").with("label", label).with("why", words_of(actor.language, &invalid.reason)))
        });
        let message = i18n::clauses(actor.language, &said.collect::<Vec<_>>());
        Self { reason: code.to_owned(), message, ..Self::new(actor, object, id, &Reason::new("undo.right")) }
    }

    /// What the door said of the record as a whole. A fault is no refusal; it ends the undo.
    pub fn of(actor: &Actor, object: &Object, id: RecordId, error: Error) -> Result<Self> {
        match error {
            Error::Rejected(wrong) => Ok(Self::refused(actor, object, id, &wrong)),
            Error::NotFound(_) | Error::Forbidden(_) => Ok(Self::new(actor, object, id, &Reason::new("undo.right"))),
            Error::Refused(reason) | Error::Conflict(reason) => Ok(Self::new(actor, object, id, &reason)),
            fault => Err(fault),
        }
    }
}

/// What a field, or the set of lines that an error names, is called.
pub(super) fn label(object: &Object, name: &str, language: Language) -> String {
    let name = name.split('.').next().unwrap_or_default();
    match (object.field(name), object.line_set(name)) {
        (Some(field), _) => field.label(language),
        (None, Some(set)) => object.line_set_label(set, language),
        (None, None) => name.to_owned(),
    }
}

//! What every record has besides its own fields: when and by whom it was made and last changed. Lists show it, filter by it, and sort by
//! the moments.

use std::sync::LazyLock;

use serde_json::Value as Json;

use super::{Field, Wording};
use crate::actor::Language;
use crate::i18n;

static SHOWN: LazyLock<Vec<Field>> = LazyLock::new(|| ["created_at", "created_by", "updated_at", "updated_by"].map(shown).into());

/// Those that lists and files show, in their order.
pub fn system_fields() -> &'static [Field] {
    &SHOWN
}

/// One of them as a field to filter by; the record's number is one as well, and is not shown.
pub fn system_field(name: &str) -> Option<Field> {
    if name == "id" { Some(Field::link("id").in_column("id")) } else { SHOWN.iter().find(|field| field.name == name).cloned() }
}

fn shown(name: &'static str) -> Field {
    let word = |language| i18n::text(language, &format!("records.system.{name}")).into_owned();
    let wording = Wording::new(Language::Chinese, word(Language::Chinese)).and(Language::English, word(Language::English));
    let field = if name.ends_with("_at") { Field::datetime(name) } else { Field::user(name).in_column(name) };
    field.readonly().called(wording)
}

/// How the catalog shows them. Each record has its moments, and lists come in their order; who it was may be nobody but the app.
pub(super) fn describe(language: Language) -> Vec<Json> {
    let described = |field: &Field| {
        let (mut shown, is_moment) = (field.describe(language, false), field.name.ends_with("_at"));
        shown["sortable"] = is_moment.into();
        if let Some(ops) = shown["ops"].as_array_mut().filter(|_| is_moment) {
            ops.retain(|op| op != "empty");
        }
        shown
    };
    SHOWN.iter().map(described).collect()
}

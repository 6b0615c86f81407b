//! Finding by any two characters: names, telephones, pinyin initials, in Chinese as in Latin.
//!
//! Each object has a full-text table of character pairs. Beside the pairs stand scope tokens (whose the record is), so
//! that searching among one's own among a million stays fast; the exact predicate always finishes the work.

use diesel::RunQueryDsl;

use crate::db::Tx;
use crate::db::sql::{Column, Compare, Name, Predicate, Reindex, Unindex};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Indexed, Object, Record, Value};
use crate::text::{bigram, pinyin};

/// Rows that a search text finds, within a predicate from which the scope tokens are read. What is personal finds only rows on
/// which the asker sees it clearly: a number that finds what it does not show would be told after eleven guesses.
pub(super) fn matching(object: &Object, q: &str, within: &Predicate, clear: Predicate) -> Predicate {
    let (Some(table), Some(query)) = (object.search_table(), bigram::query(q)) else { return Predicate::False };
    let scope = object.owner.as_ref().and_then(|owner| object.field(owner)).and_then(|field| owners(within, &field.column()));
    let scope = scope.filter(|ids| !ids.is_empty() && ids.len() <= 50).map_or_else(String::new, |ids| {
        let tokens: Vec<_> = ids.iter().map(|id| format!("\"{}\"", owner_token(*id))).collect();
        format!("{{scope}} : ({}) AND ", tokens.join(" OR "))
    });
    let by = |columns: &str| Predicate::Match(table.clone(), format!("{scope}{{{columns}}} : ({query})"));
    // Where all that may be seen is clear, nothing needs to be told apart.
    if clear == Predicate::True || is_clear(&clear, within) {
        return by("tokens personal");
    }
    by("tokens").or(clear.and(by("tokens personal")))
}

/// Whether what is clear on some rows is so on every row of a list: by what is not, nobody sorts.
pub(super) fn is_clear(clear: &Predicate, within: &Predicate) -> bool {
    fn parts(predicate: &Predicate) -> &[Predicate] {
        if let Predicate::And(parts) = predicate { parts } else { std::slice::from_ref(predicate) }
    }
    *clear == Predicate::True || parts(clear).iter().all(|part| parts(within).contains(part))
}

/// The owners to which a predicate confines its rows, if it does.
fn owners(predicate: &Predicate, column: &Column) -> Option<Vec<i64>> {
    match predicate {
        Predicate::Compare(c, Compare::Eq, Value::Int(id)) if c == column => Some(vec![*id]),
        Predicate::In(c, values) if c == column => values.iter().map(Value::int).collect(),
        Predicate::And(parts) => parts.iter().find_map(|part| owners(part, column)),
        Predicate::Or(parts) => {
            let all: Option<Vec<Vec<i64>>> = parts.iter().map(|part| owners(part, column)).collect();
            all.map(|lists| lists.concat())
        }
        _ => None,
    }
}

fn owner_token(id: i64) -> String {
    format!("u{id}")
}

/// Whether any of these fields is searched or decides the scope.
pub(super) fn concerns<'a>(object: &Object, mut names: impl Iterator<Item = &'a Name>) -> bool {
    names.any(|name| object.owner.as_ref() == Some(name) || object.field(name).is_some_and(|f| f.indexed.is_some()))
}

#[expect(clippy::disallowed_methods, reason = "part of the write door")]
pub(super) fn index(tx: &mut Tx<'_>, object: &Object, record: &Record) -> Result<()> {
    let Some(table) = object.search_table() else { return Ok(()) };
    let scope = object.owner.as_ref().and_then(|owner| record.get(owner).int()).map(owner_token).unwrap_or_default();
    let id = record.id.0;
    let [tokens, personal] = [false, true].map(|personal| tokens(object, record, personal));
    tx.before_commit(table.clone(), move |conn| {
        Reindex { table: &table, id, tokens: &tokens, personal: &personal, scope: &scope }.execute(conn)?;
        Ok(())
    });
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "part of the write door")]
pub(super) fn forget(tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<()> {
    if let Some(table) = object.search_table() {
        tx.before_commit(table.clone(), move |conn| {
            Unindex { table: &table, id: id.0 }.execute(conn)?;
            Ok(())
        });
    }
    Ok(())
}

/// The tokens of the fields that are personal, or of the others.
fn tokens(object: &Object, record: &Record, personal: bool) -> String {
    let mut tokens = String::new();
    let mut add = |more: String| {
        if !tokens.is_empty() && !more.is_empty() {
            tokens.push_str(bigram::GAP);
        }
        tokens.push_str(&more);
    };
    for field in object.fields.iter().filter(|field| field.is_personal() == personal) {
        let (Some(how), Some(text)) = (field.indexed, record.get(&field.name).text()) else { continue };
        match how {
            Indexed::Phone => add(bigram::index_phone(text)),
            Indexed::Text => add(bigram::index(&[text])),
            Indexed::Name => {
                add(bigram::index(&[text]));
                let initials = pinyin::initials(text);
                add(bigram::index(&initials.iter().map(String::as_str).collect::<Vec<_>>()));
            }
        }
    }
    tokens
}

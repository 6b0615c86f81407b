//! Finding by any two characters: names, telephones, pinyin initials, in Chinese as in Latin.
//!
//! Each object has a full-text table of character pairs. Beside the pairs stand scope tokens (whose the record is, which it is and what
//! it hangs on), so that searching among one's own and what is shared among a million stays fast; the exact predicate always
//! finishes the work.

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

use super::Engine;
use super::query::{ScopeColumns, Whose};
use crate::db::sql::{Column, Name, Predicate, Reindex, SearchMatch, Select, Unindex};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Catalog, Indexed, Object, Record};
use crate::text::{bigram, pinyin};

/// More owners than these are not told apart: to look for each costs more than it spares.
const OWNERS_AT_MOST: usize = 50;
/// The same for records that are shared.
const RECORDS_AT_MOST: usize = 500;

/// Rows of a predicate that a search text finds; from the predicate the scope tokens are read. What is personal finds only rows on
/// which the asker sees it clearly: a number that finds what it does not show would be told after eleven guesses.
///
/// What is one's own and what is shared are looked up apart: the few that are shared then cost little, and one's own what they did.
pub(super) fn matching(engine: &Engine, object: &Object, q: &str, within: Predicate, clear: &Predicate) -> Predicate {
    let (Some(table), Some(query)) = (object.search_table(), bigram::query(q)) else { return Predicate::False };
    // Where all that may be seen is clear, nothing needs to be told apart.
    let all_clear = within.implies(clear);
    let found_among = |tokens: Option<Vec<String>>, among: Option<Vec<Value>>| {
        let scope = tokens.map_or_else(String::new, |tokens| format!("{{scope}} : ({}) AND ", tokens.join(" OR ")));
        let by = |columns: &str| {
            let (table, among) = (table.clone(), among.clone());
            Predicate::Match(SearchMatch { table, query: format!("{scope}{{{columns}}} : ({query})"), among })
        };
        if all_clear { by("tokens personal") } else { by("tokens").or(clear.clone().and(by("tokens personal"))) }
    };
    let found = |tokens| found_among(tokens, None);
    let Some(split) = ScopeColumns::of(&engine.catalog, object).and_then(|scope| scope.split(&within)) else {
        return within.and(found(None));
    };
    let all_tokens = || split.ways.iter().map(|way| tokens_of(&way.whose)).collect::<Option<Vec<_>>>().map(|all| all.concat());
    if split.ways.len() == 1 || split.owners().is_some_and(|owners| owners.len() > 1) {
        return within.and(found(all_tokens()));
    }
    let ways = split.ways.iter().map(|way| {
        way.rows.clone().and(match &way.whose {
            // Fifty words to look up cost more than fifty rows to look at.
            Whose::Records(0, ids) if ids.len() <= RECORDS_AT_MOST => {
                found_among(None, Some(ids.iter().copied().map(Value::Int).collect()))
            }
            whose => found(tokens_of(whose)),
        })
    });
    let any = ways.fold(Predicate::False, Predicate::or);
    within.and(any)
}

/// The tokens that rows of somebody bear; none where there would be too many.
fn tokens_of(whose: &Whose) -> Option<Vec<String>> {
    let (ids, most) = match whose {
        Whose::Owners(ids) => (ids, OWNERS_AT_MOST),
        Whose::Records(_, ids) => (ids, RECORDS_AT_MOST),
    };
    let token = |id: &i64| match whose {
        Whose::Owners(_) => owner_token(*id),
        Whose::Records(depth, _) => record_token(*depth, *id),
    };
    (!ids.is_empty() && ids.len() <= most).then(|| ids.iter().map(|id| format!("\"{}\"", token(id))).collect())
}

fn owner_token(id: i64) -> String {
    format!("u{id}")
}

/// Of a record: itself (depth 0), what it hangs on (1), what that hangs on (2).
fn record_token(depth: usize, id: i64) -> String {
    format!("r{depth}x{id}")
}

/// Whether any of these fields is searched or decides the scope.
pub(super) fn concerns<'a>(object: &Object, mut names: impl Iterator<Item = &'a Name>) -> bool {
    names.any(|name| object.owner.as_ref() == Some(name) || object.field(name).is_some_and(|f| f.indexed.is_some()))
}

#[expect(clippy::disallowed_methods, reason = "part of the write door")]
pub(super) fn index(tx: &mut Tx<'_>, catalog: &Catalog, object: &Object, record: &Record) -> Result<()> {
    let Some(table) = object.search_table() else { return Ok(()) };
    let scope = scope(tx.conn, catalog, object, record)?;
    let id = record.id.0;
    let [tokens, personal] = [false, true].map(|personal| tokens(object, record, personal));
    tx.before_commit(table.clone(), move |conn| {
        Reindex { table: &table, id, tokens: &tokens, personal: &personal, scope: &scope }.execute(conn)?;
        Ok(())
    });
    Ok(())
}

/// Whose a record is, itself, and what it hangs on, as tokens. What hangs on a record stays with it, and shares speak of records: so
/// these are right for good, but for the owner: when it changes, what hangs below is indexed again.
fn scope(conn: &mut SqliteConnection, catalog: &Catalog, object: &Object, record: &Record) -> Result<String> {
    let owner = match (&object.owner, catalog.scope_column(object)) {
        (Some(owner), _) => record.get(owner).int(),
        (None, Some(column)) => value_of(conn, object, record.id.0, column)?,
        (None, None) => None,
    };
    let mut all: Vec<String> = owner.map(owner_token).into_iter().chain([record_token(0, record.id.0)]).collect();
    let mut next = object.parent.as_ref().and_then(|parent| record.get(parent).int());
    for (depth, (_, above)) in (1..).zip(catalog.above(object)) {
        let Some(id) = next else { break };
        all.push(record_token(depth, id));
        next = match above.parent.as_deref().and_then(|parent| above.field(parent)) {
            Some(link) => value_of(conn, above, id, link.column())?,
            None => None,
        };
    }
    Ok(all.join(" "))
}

fn value_of(conn: &mut SqliteConnection, object: &Object, id: i64, column: Column) -> Result<Option<i64>> {
    let select = Select { table: object.table(), columns: &[column], predicate: &Predicate::id(id), order: &[], limit: Some(1) };
    Ok(select.load::<Row>(conn)?.first().and_then(|row| row.0[0].int()))
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

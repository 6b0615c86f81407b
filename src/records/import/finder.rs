//! Who or what is meant by a name. Asked inside the transaction, so that a row may name a record that an earlier one created.

use std::collections::HashMap;

use diesel::RunQueryDsl;

use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Reason, Result};
use crate::model::{Field, Refers, Value, Verb};
use crate::people::{departments, users};
use crate::records::{Engine, read};

/// What a name leads to; a reason where that is not exactly one.
type FoundName = std::result::Result<i64, Reason>;

/// Remembers the people of a file: there are few, and each is named often.
#[derive(Default)]
pub(super) struct Finder {
    people: HashMap<String, FoundName>,
    departments: HashMap<String, FoundName>,
}

impl Finder {
    pub fn find(&mut self, tx: &mut Tx<'_>, engine: &Engine, field: &Field, text: &str) -> Result<std::result::Result<Value, Reason>> {
        let found = match field.kind.refers() {
            Refers::User => remembered(&mut self.people, text, || person(tx, text))?,
            Refers::Department => remembered(&mut self.departments, text, || department(tx, text))?,
            Refers::Record => record(tx, engine, field, text)?,
            Refers::Nothing => Err(Reason::new("link.unknown")),
        };
        Ok(found.map(Value::Int))
    }
}

fn remembered(known: &mut HashMap<String, FoundName>, text: &str, ask: impl FnOnce() -> Result<FoundName>) -> Result<FoundName> {
    if let Some(found) = known.get(text) {
        return Ok(found.clone());
    }
    let found = ask()?;
    known.insert(text.to_owned(), found.clone());
    Ok(found)
}

/// By name; where nobody is called so, by login.
fn person(tx: &mut Tx<'_>, text: &str) -> Result<FoundName> {
    let ids: Vec<i64> = users::find_by_name(tx.conn, text)?.iter().map(|user| user.id.0).collect();
    if !ids.is_empty() {
        return Ok(only(&ids, "user", text));
    }
    let user = users::find_by_login(tx.conn, text)?.filter(|user| user.active);
    Ok(only(&user.map(|user| user.id.0).into_iter().collect::<Vec<_>>(), "user", text))
}

fn department(tx: &mut Tx<'_>, text: &str) -> Result<FoundName> {
    let ids: Vec<i64> = departments::find_by_name(tx.conn, text)?.iter().map(|d| d.id.0).collect();
    Ok(only(&ids, "department", text))
}

/// By its title, in any spelling of it; where nothing is called so, by number. Only what the importer may see.
fn record(tx: &mut Tx<'_>, engine: &Engine, field: &Field, text: &str) -> Result<FoundName> {
    let Some(target) = &field.target else { return Ok(only(&[], "link", text)) };
    let target = engine.object(target)?;
    let within = read::alive().and(engine.rows(tx.actor, target, &Verb::Read)?);
    let columns = [Column::plain("id")];
    let mut ask = |which: Predicate| -> Result<Vec<i64>> {
        let predicate = which.and(within.clone());
        let select = Select { table: target.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(2) };
        let rows: Vec<Row> = select.load(tx.conn)?;
        Ok(rows.iter().filter_map(|row| row.0[0].int()).collect())
    };
    let mut ids = match target.field(&target.title) {
        None => Vec::new(),
        Some(title) => ask(called(title, text))?,
    };
    if ids.is_empty()
        && let Ok(number) = text.parse()
    {
        ids = ask(Predicate::id(number))?;
    }
    match ids[..] {
        [] => Ok(Err(Reason::new("link.nothing").typed(text).with("object", target.label(tx.actor.language)))),
        _ => Ok(only(&ids, "link", text)),
    }
}

/// Where the duplicate check takes two titles for the same, so does whoever names one of them.
fn called(title: &Field, text: &str) -> Predicate {
    let key = title.duplicate.clone().zip(title.kind.duplicate_key(&text.into()));
    match key {
        Some((column, key)) => Predicate::Compare(Column::plain(column), Compare::Eq, key.into()),
        None => Predicate::Compare(title.column(), Compare::Eq, text.into()),
    }
}

fn only(ids: &[i64], kind: &str, text: &str) -> FoundName {
    match ids {
        [id] => Ok(*id),
        [] => Err(Reason::new(format!("{kind}.unknown")).typed(text)),
        _ => Err(Reason::new(format!("{kind}.ambiguous")).typed(text)),
    }
}

//! Who or what is meant by a name. Asked inside the transaction, so that a row may name a record that an earlier one created.

use std::collections::HashMap;

use diesel::RunQueryDsl;

use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Reason, Result};
use crate::ids::UserId;
use crate::model::{Field, Refers, Value, Verb};
use crate::people::{departments, users};
use crate::records::{Engine, read};
use crate::text::normal::without_zero_decimals;

/// What a name leads to; a reason where that is not exactly one.
type FoundName = std::result::Result<i64, Reason>;

/// Remembers the people of a file: there are few, and each is named often.
#[derive(Default)]
pub(super) struct Finder {
    people: HashMap<(String, By), FoundPerson>,
    departments: HashMap<String, FoundName>,
}

/// What a cell calls somebody by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum By {
    Name,
    Login,
}

/// Whom a text means.
#[derive(Debug, Clone)]
pub(super) enum FoundPerson {
    Active(UserId),
    /// Has left.
    Former(UserId),
    /// Nobody, or not one alone.
    Unclear(Reason),
}

impl Finder {
    pub fn person(&mut self, tx: &mut Tx<'_>, engine: &Engine, text: &str, by: By) -> Result<FoundPerson> {
        let key = (text.to_owned(), by);
        if let Some(found) = self.people.get(&key) {
            return Ok(found.clone());
        }
        let found = match by {
            By::Name => called(tx, engine, text)?,
            By::Login if !may_be_tried(tx, engine, text) => FoundPerson::Unclear(Reason::new("user.login_closed").typed(text)),
            By::Login => of_login(tx, engine, text)?.unwrap_or_else(|| FoundPerson::Unclear(Reason::new("user.unknown").typed(text))),
        };
        self.people.insert(key, found.clone());
        Ok(found)
    }

    /// A record or a department. `within` narrows the records: to those of the customer that the row is about.
    pub fn find(
        &mut self,
        tx: &mut Tx<'_>,
        engine: &Engine,
        field: &Field,
        text: &str,
        within: Predicate,
    ) -> Result<std::result::Result<Value, Reason>> {
        let found = match field.kind.refers() {
            Refers::Department => self.department(tx, text)?,
            Refers::Record => record(tx, engine, field, text, within)?,
            Refers::User | Refers::Nothing => Err(Reason::new("link.unknown")),
        };
        Ok(found.map(Value::Int))
    }

    fn department(&mut self, tx: &mut Tx<'_>, text: &str) -> Result<FoundName> {
        if let Some(found) = self.departments.get(text) {
            return Ok(found.clone());
        }
        let ids: Vec<i64> = departments::find_by_name(tx.conn, text)?.iter().map(|d| d.id.0).collect();
        let found = only(&ids, "department", text);
        self.departments.insert(text.to_owned(), found.clone());
        Ok(found)
    }
}

/// Whether somebody may be called so by the actor: logins are for whoever may know them, else a file would tell which there are. Numbers
/// are what others tell people apart by, and one's own login is no secret.
fn may_be_tried(tx: &Tx<'_>, engine: &Engine, text: &str) -> bool {
    number(text).is_some() || engine.may_know_logins(tx.actor) || tx.actor.login.eq_ignore_ascii_case(text)
}

fn number(text: &str) -> Option<i64> {
    text.strip_prefix('#')?.parse().ok()
}

/// By name; where nobody is called so, by login. Those who have left are found where nobody at work is called so.
fn called(tx: &mut Tx<'_>, engine: &Engine, text: &str) -> Result<FoundPerson> {
    let active = users::find_by_name(tx.conn, text)?;
    let former = if active.is_empty() { users::find_former_by_name(tx.conn, text)? } else { Vec::new() };
    Ok(match (&active[..], &former[..]) {
        ([user], _) => FoundPerson::Active(user.id),
        ([], [user]) => FoundPerson::Former(user.id),
        ([], []) => of_login(tx, engine, text)?.unwrap_or_else(|| FoundPerson::Unclear(Reason::new("user.unknown").typed(text))),
        _ => FoundPerson::Unclear(Reason::new("user.ambiguous").typed(text)),
    })
}

/// By login, or by number: `#12`.
fn of_login(tx: &mut Tx<'_>, engine: &Engine, text: &str) -> Result<Option<FoundPerson>> {
    let user = match number(text) {
        Some(number) => users::find(tx.conn, UserId(number))?,
        None if !may_be_tried(tx, engine, text) => None,
        None => users::find_by_login(tx.conn, text)?,
    };
    Ok(user.map(|user| if user.active { FoundPerson::Active(user.id) } else { FoundPerson::Former(user.id) }))
}

/// By its title, in any spelling of it, or by its number; where nothing is called so, by its number in the address. Only what the importer
/// may see.
fn record(tx: &mut Tx<'_>, engine: &Engine, field: &Field, text: &str, within: Predicate) -> Result<FoundName> {
    let Some(target) = &field.target else { return Ok(only(&[], "link", text)) };
    let target = engine.object(target)?;
    let within = within.and(read::alive()).and(engine.rows(tx.actor, target, &Verb::Read)?);
    let columns = [Column::plain("id")];
    let mut ask = |which: Predicate| -> Result<Vec<i64>> {
        let predicate = which.and(within.clone());
        let select = Select { table: target.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(2) };
        let rows: Vec<Row> = select.load(tx.conn)?;
        Ok(rows.iter().filter_map(|row| row.0[0].int()).collect())
    };
    let mut ids = match target.field(&target.title) {
        None => Vec::new(),
        Some(title) => ask(titled(title, text))?,
    };
    for serial in target.fields.iter().filter(|field| field.serial.is_some()) {
        if ids.is_empty() {
            ids = ask(Predicate::Compare(serial.column(), Compare::Eq, text.into()))?;
        }
    }
    if ids.is_empty()
        && let Ok(number) = without_zero_decimals(text).parse()
    {
        ids = ask(Predicate::id(number))?;
    }
    match ids[..] {
        [] => Ok(Err(Reason::new("link.nothing").typed(text).with("object", target.one(tx.actor.language)))),
        _ => Ok(only(&ids, "link", text)),
    }
}

/// Where the duplicate check takes two titles for the same, so does whoever names one of them.
fn titled(title: &Field, text: &str) -> Predicate {
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

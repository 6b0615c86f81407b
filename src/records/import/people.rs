//! Whom and what a row means by names: looked up once its cells are read.

use std::sync::Arc;

use super::finder::{By, Finder, FoundPerson};
use super::plan::{ImportColumn, ImportColumns, ImportPlan, RowPart};
use super::row::{ImportRow, Named};
use super::told::{RowError, RowFate};
use crate::db::Tx;
use crate::db::sql::{Compare, Predicate};
use crate::error::{Reason, Result};
use crate::i18n;
use crate::ids::UserId;
use crate::model::{Field, Object, Refers, Value};
use crate::records::Engine;

/// What is needed to know whom a row means.
pub(super) struct Lookup<'s> {
    pub engine: &'s Engine,
    pub plan: &'s ImportPlan,
    pub columns: &'s Arc<ImportColumns>,
    pub finder: &'s mut Finder,
}

/// Puts numbers in the place of names; what is unclear makes the row wrong.
pub(super) fn look_up(lookup: &mut Lookup<'_>, tx: &mut Tx<'_>, row: &mut ImportRow) -> Result<()> {
    let columns = lookup.columns.clone();
    let mut named = std::mem::take(&mut row.named);
    let parent = columns.object.parent.as_deref();
    // A login says more than a name, and whose something is narrows what else it may be about.
    named.sort_by_key(|named| {
        let column = &columns.mapped[named.column];
        (!column.is_login, column.part != RowPart::Record || Some(&*column.field.name) != parent)
    });
    for one in named {
        let column = &columns.mapped[one.column];
        if column.field.kind.refers() == Refers::User {
            person(lookup, tx, row, column, &one)?;
            continue;
        }
        let within = within(&lookup.engine.catalog, &columns.object, &column.field, column.part, row);
        match lookup.finder.find(tx, lookup.engine, &column.field, &one.text, within)? {
            Ok(value) => row.put(&columns, one.column, one.line, value),
            Err(reason) => complain(lookup, tx, row, column, one.line, &reason),
        }
    }
    Ok(())
}

/// The records that a link can mean, where it leads to something that hangs where this row does: the contacts of its customer.
fn within(catalog: &crate::model::Catalog, object: &Object, field: &Field, part: RowPart, row: &ImportRow) -> Predicate {
    let parent = || {
        let own = object.parent.as_deref().filter(|parent| part == RowPart::Record && *field.name != **parent)?;
        let target = catalog.get(field.target.as_deref()?)?;
        let theirs = target.field(target.parent.as_deref()?)?;
        let same = theirs.target == object.field(own)?.target;
        Some(Predicate::Compare(theirs.column(), Compare::Eq, row.draft.given(own).filter(|_| same)?.clone()))
    };
    parent().unwrap_or(Predicate::True)
}

fn person(lookup: &mut Lookup<'_>, tx: &mut Tx<'_>, row: &mut ImportRow, column: &ImportColumn, named: &Named) -> Result<()> {
    let columns = lookup.columns.clone();
    let by = if column.is_login { By::Login } else { By::Name };
    let beside =
        columns.mapped.iter().position(|other| other.is_login && other.part == column.part && other.field.name == column.field.name);
    let by_login = beside.filter(|_| by == By::Name).and_then(|_| told(row, column));
    if let Some(known) = by_login {
        // Both columns speak of one person, or nobody knows of whom.
        let is_called = crate::people::users::find(tx.conn, UserId(known))?.is_some_and(|user| user.name.trim() == named.text.trim());
        if !is_called {
            row.wrong.push(RowError::new(named.line, &column.heading, &Reason::new("user.differs").typed(&named.text), tx.actor.language));
        }
        return Ok(());
    }
    let is_owner = column.part == RowPart::Record && columns.object.owner.as_deref() == Some(&*column.field.name);
    let default = lookup.plan.default_owner.filter(|_| is_owner);
    match lookup.finder.person(tx, lookup.engine, &named.text, by)? {
        FoundPerson::Active(user) => row.put(&columns, named.column, named.line, Value::from(user)),
        FoundPerson::Former(user) if column.rules.confirmed => row.put(&columns, named.column, named.line, Value::from(user)),
        FoundPerson::Former(_) => {
            given_to_default(lookup, tx, row, column, named, default, &Reason::new("user.disabled").typed(&named.text))
        }
        FoundPerson::Unclear(reason) if reason.code == "user.unknown" => given_to_default(lookup, tx, row, column, named, default, &reason),
        FoundPerson::Unclear(reason) => complain(lookup, tx, row, column, named.line, &reason),
    }
    Ok(())
}

/// Somebody who cannot own it: it is given to the default owner, which is told; without one it is wrong.
fn given_to_default(
    lookup: &Lookup<'_>,
    tx: &Tx<'_>,
    row: &mut ImportRow,
    column: &ImportColumn,
    named: &Named,
    default: Option<UserId>,
    reason: &Reason,
) {
    if default.is_none() {
        return complain(lookup, tx, row, column, named.line, reason);
    }
    let wrong = RowError::new(named.line, &column.heading, reason, tx.actor.language);
    let message = i18n::fill(tx.actor.language, "import.to_default", &[("reason", wrong.message)]);
    row.told.push(RowError { message, ..wrong }.with_fate(RowFate::Taken));
}

/// Whom the column of logins has named.
fn told(row: &ImportRow, column: &ImportColumn) -> Option<i64> {
    match column.part {
        RowPart::Record => row.draft.given(&column.field.name)?.int(),
        RowPart::Child(child) => row.children[child].given(&column.field.name)?.int(),
        RowPart::Lines(_) => None,
    }
}

fn complain(lookup: &Lookup<'_>, tx: &Tx<'_>, row: &mut ImportRow, column: &ImportColumn, line: usize, reason: &Reason) {
    let context = lookup.plan.context(lookup.engine, tx.actor, tx.now);
    row.complain(column, line, reason, &context);
}

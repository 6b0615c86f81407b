//! What becomes of a grant.

use std::collections::BTreeSet;

use diesel::sqlite::SqliteConnection;

use super::store::{self, Review};
use super::{Decision, Use, others};
use crate::access::Access;
use crate::access::change::{self, Checked};
use crate::access::role::{ANY, Definition, Roles};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::model::{Catalog, Verb};
use crate::people::{self, Role, UserChange, users};

/// What a grant would shrink to: a role of its own, looked at before the writer is entered.
pub(super) struct SmallerRole {
    name: Role,
    checked: Checked,
}

/// Decides about one grant of an open review. `smaller` is what [`look`] found.
pub(super) fn decide(tx: &mut Tx<'_>, id: i64, user: UserId, role: &str, decision: Decision, smaller: Option<SmallerRole>) -> Result<()> {
    open(tx, id)?;
    let item = store::item(tx.conn, id, user, role)?.ok_or_else(Error::not_found)?;
    if item.decision.is_some() {
        return Err(Error::Conflict(Reason::new("review.decided")));
    }
    if tx.actor.user == Some(user) && others(tx, user)? {
        return Err(Error::Conflict(Reason::new("review.own")));
    }
    let role: Role = item.role.parse().map_err(Error::internal)?;
    let held = users::find(tx.conn, user)?.is_some_and(|person| person.roles.contains(&role));
    // An office has no smaller one, and what is not held any more is not made anew under another name.
    if decision == Decision::Shrink && (role.is_office() || !held) {
        return Err(Error::Conflict(Reason::new("review.no_shrink")));
    }
    match decision {
        Decision::Keep => {}
        Decision::Withdraw => give(tx, user, &role, None)?,
        Decision::Shrink => {
            let smaller = smaller.ok_or_else(Error::not_found)?;
            change::apply(tx, &smaller.checked)?;
            give(tx, user, &role, Some(smaller.name))?;
        }
    }
    let (now, by) = (tx.now, tx.actor.user);
    store::decide(tx.conn, &item, decision.name(), now, by)?;
    let event = Event::new(EventKind::ReviewDecide)
        .on("user", user.0)
        .with("review", id)
        .with("role", role.name())
        .with("decision", decision.name());
    audit::append(tx, event).map(drop)
}

/// Signs an open review of which everything is decided.
pub(super) fn sign(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    open(tx, id)?;
    settle_gone(tx, id)?;
    let items = store::items(tx.conn, id)?;
    let left = items.iter().filter(|item| item.decision.is_none()).count();
    if left > 0 {
        return Err(Error::Conflict(Reason::new("review.undecided").with("count", left)));
    }
    let (now, by) = (tx.now, tx.actor.user);
    store::sign(tx.conn, id, now, by)?;
    let event = Event::new(EventKind::ReviewSign).on("review", id).with("items", i64::try_from(items.len()).unwrap_or(i64::MAX));
    audit::append(tx, event).map(drop)
}

/// Grants that nobody holds any more, or whose holder is disabled, need no decision.
fn settle_gone(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    for item in store::items(tx.conn, id)?.iter().filter(|item| item.decision.is_none()) {
        let holds = |person: &users::User| person.active && person.roles.iter().any(|role| role.name() == item.role);
        if !users::find(tx.conn, item.user)?.is_some_and(|person| holds(&person)) {
            let now = tx.now;
            store::decide(tx.conn, item, "gone", now, None)?;
        }
    }
    Ok(())
}

/// Takes away what nobody looked at, and ends the review. The last holder of an office keeps it: somebody has to be able to open.
pub(super) fn expire(tx: &mut Tx<'_>, review: &Review) -> Result<()> {
    settle_gone(tx, review.id)?;
    let mut taken = 0;
    for item in store::items(tx.conn, review.id)?.iter().filter(|item| item.decision.is_none()) {
        let role: Role = item.role.parse().map_err(Error::internal)?;
        let decision = match tx.attempt(|tx| give(tx, item.user, &role, None)) {
            Ok(()) => "expired",
            Err(Error::Conflict(_)) => "keep",
            Err(other) => return Err(other),
        };
        taken += i64::from(decision == "expired");
        let now = tx.now;
        store::decide(tx.conn, item, decision, now, None)?;
    }
    let now = tx.now;
    store::sign(tx.conn, review.id, now, None)?;
    audit::append(tx, Event::new(EventKind::ReviewExpire).on("review", review.id).with("grants", taken)).map(drop)
}

fn open(tx: &mut Tx<'_>, id: i64) -> Result<Review> {
    store::find(tx.conn, id)?.filter(|review| review.signed_at.is_none()).ok_or_else(Error::not_found)
}

/// Takes a role away, and gives another in its place. Somebody who has lost it in the meantime loses nothing more.
fn give(tx: &mut Tx<'_>, user: UserId, role: &Role, instead: Option<Role>) -> Result<()> {
    let Some(person) = users::find(tx.conn, user)?.filter(|person| person.roles.contains(role)) else { return Ok(()) };
    let roles: BTreeSet<Role> = person.roles.into_iter().filter(|held| held != role).chain(instead).collect();
    people::update(tx, user, &UserChange { roles: Some(roles), ..UserChange::default() }).map(drop)
}

/// A role with what was used, and nothing else; none where nothing is to be decided. It only takes away, so nobody else is asked.
pub(super) fn look(
    conn: &mut SqliteConnection,
    access: &Access,
    catalog: &Catalog,
    id: i64,
    user: UserId,
    role: &str,
) -> Result<Option<SmallerRole>> {
    let Some(item) = store::item(conn, id, user, role)?.filter(|item| item.decision.is_none()) else { return Ok(None) };
    let role: Role = item.role.parse().map_err(Error::internal)?;
    if role.is_office() {
        return Ok(None);
    }
    let (roles, _) = change::policy_set(conn)?;
    let used: Vec<Use> = serde_json::from_str(&item.used)?;
    let definition = smaller(&roles, &role, catalog, &used);
    let name: Role = format!("used_{}_{}_{}", item.review, item.user, roles.len()).parse().map_err(Error::internal)?;
    let checked = access.check(conn, change::AccessChange::SaveRole { role: name.clone(), seen: 0, definition })?;
    Ok(Some(SmallerRole { name, checked }))
}

pub(super) fn smaller(roles: &Roles, role: &Role, catalog: &Catalog, used: &[Use]) -> Definition {
    let whole = roles.get(role).cloned().unwrap_or_default();
    let mut small = Definition {
        label: Some(format!("{} *", whole.label.as_deref().unwrap_or(role.name()))),
        fields: whole.fields.clone(),
        ..Definition::default()
    };
    for right in used {
        let Some(object) = catalog.get(&right.object) else { continue };
        let Some(verb) = object.verbs().into_iter().find(|verb: &Verb| verb.name() == right.verb) else { continue };
        if let Some(scope) = whole.scope(object, &verb) {
            small.grants.entry(right.object.clone()).or_default().insert(right.verb.clone(), scope);
        }
    }
    small.grants.remove(ANY);
    small
}

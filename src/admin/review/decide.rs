//! What is decided about a grant, and what becomes of it once the review is signed.

use std::collections::BTreeSet;

use super::store::{self, Item, Review};
use super::{Decision, Use, others};
use crate::access::change;
use crate::access::role::{ANY, Definition, Roles};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::model::{Catalog, Verb};
use crate::people::{self, Role, UserChange, users};

/// By this a trial is undone; nobody hears of it.
const TRIED: &str = "review.tried";

/// Decides about one grant of an open review, or takes a decision back. Nothing happens to the grant before the review is signed.
pub(super) fn decide(tx: &mut Tx<'_>, id: i64, user: UserId, role: &str, decision: Option<Decision>) -> Result<()> {
    open(tx, id)?;
    let item = store::item(tx.conn, id, user, role)?.ok_or_else(Error::not_found)?;
    if item.decision.as_deref().is_some_and(|stands| Decision::parse(stands).is_none()) {
        return Err(Error::Conflict(Reason::new("review.decided")));
    }
    // Whoever is alone may say that they keep what they have; to take it away takes somebody else.
    let is_own = tx.actor.user == Some(user);
    if is_own && (matches!(decision, Some(Decision::Shrink | Decision::Withdraw)) || others(tx, user)?) {
        return Err(Error::Conflict(Reason::new("review.own")));
    }
    let role: Role = item.role.parse().map_err(Error::internal)?;
    let held = users::find(tx.conn, user)?.is_some_and(|person| person.roles.contains(&role));
    // An office has no smaller one, and what is not held any more is not made anew under another name.
    if decision == Some(Decision::Shrink) && (role.is_office() || !held) {
        return Err(Error::Conflict(Reason::new("review.no_shrink")));
    }
    if decision == Some(Decision::Withdraw) {
        could_be_withdrawn(tx, user, &role)?;
    }
    let (now, by) = (tx.now, tx.actor.user);
    match decision {
        Some(decision) => store::decide(tx.conn, &item, decision.name(), now, by)?,
        None => store::reopen(tx.conn, &item)?,
    }
    let event = Event::new(EventKind::ReviewDecide)
        .on("user", user.0)
        .with("review", id)
        .with("role", role.name())
        .with("decision", decision.map_or("taken_back", Decision::name));
    audit::append(tx, event).map(drop)
}

/// Refuses now what signing would refuse: the last of an office.
fn could_be_withdrawn(tx: &mut Tx<'_>, user: UserId, role: &Role) -> Result<()> {
    let tried = tx.attempt(|tx| {
        give(tx, user, role, None)?;
        Err::<(), _>(Error::refused(TRIED))
    });
    match tried {
        Err(Error::Refused(reason)) if reason.code == TRIED => Ok(()),
        other => other,
    }
}

/// Signs an open review of which everything is decided, and does what was decided.
pub(super) fn sign(tx: &mut Tx<'_>, catalog: &Catalog, id: i64) -> Result<()> {
    open(tx, id)?;
    settle_gone(tx, id)?;
    let items = store::items(tx.conn, id)?;
    let left = items.iter().filter(|item| item.decision.is_none()).count();
    if left > 0 {
        return Err(Error::Conflict(Reason::new("review.undecided").with("count", left)));
    }
    carry_out(tx, catalog, &items)?;
    let (now, by) = (tx.now, tx.actor.user);
    store::sign(tx.conn, id, now, by)?;
    let event = Event::new(EventKind::ReviewSign).on("review", id).with("items", i64::try_from(items.len()).unwrap_or(i64::MAX));
    audit::append(tx, event).map(drop)
}

/// Does what was decided about each grant.
fn carry_out(tx: &mut Tx<'_>, catalog: &Catalog, items: &[Item]) -> Result<()> {
    for item in items {
        let role: Role = item.role.parse().map_err(Error::internal)?;
        match item.decision.as_deref().and_then(Decision::parse) {
            Some(Decision::Withdraw) => give(tx, item.user, &role, None)?,
            Some(Decision::Shrink) => shrink(tx, catalog, item, &role)?,
            Some(Decision::Keep) | None => {}
        }
    }
    Ok(())
}

/// A role with what was used, and nothing else, in the place of the one that was held. It only takes away, so nobody else is asked.
fn shrink(tx: &mut Tx<'_>, catalog: &Catalog, item: &Item, role: &Role) -> Result<()> {
    if !users::find(tx.conn, item.user)?.is_some_and(|person| person.roles.contains(role)) {
        return Ok(());
    }
    let (roles, _) = change::policy_set(tx.conn)?;
    let used: Vec<Use> = serde_json::from_str(&item.used)?;
    let name: Role = format!("used_{}_{}_{}", item.review, item.user, roles.len()).parse().map_err(Error::internal)?;
    change::add_smaller_role(tx, catalog, &name, &smaller(&roles, role, catalog, &used))?;
    give(tx, item.user, role, Some(name))
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
pub(super) fn expire(tx: &mut Tx<'_>, catalog: &Catalog, review: &Review) -> Result<()> {
    settle_gone(tx, review.id)?;
    let items = store::items(tx.conn, review.id)?;
    for decided in items.iter().filter(|item| item.decision.is_some()) {
        // Decided and never signed: done all the same, but for what can no longer be done.
        match tx.attempt(|tx| carry_out(tx, catalog, std::slice::from_ref(decided))) {
            Ok(()) | Err(Error::Conflict(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let mut taken = 0;
    for item in items.iter().filter(|item| item.decision.is_none()) {
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

fn smaller(roles: &Roles, role: &Role, catalog: &Catalog, used: &[Use]) -> Definition {
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

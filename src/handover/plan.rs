//! Who gets what: as asked for, looked through, and told in numbers.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Language};
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::UserId;
use crate::model::{Catalog, Name, Object};
use crate::people::departments;
use crate::people::users::{self, Titled, User};
use crate::records::owned;

/// The largest share that one heir can have.
const LARGEST_SHARE: u32 = 100;

/// What is to become of what somebody leaves. What is not named stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandoverRequest {
    pub heirs: Vec<Heir>,
    /// The next superior of those whose superior they are.
    pub superior: Option<UserId>,
    /// The next leader of the departments that they lead.
    pub leader: Option<UserId>,
    /// Disables the account before anything moves.
    pub disable: bool,
}

/// One who gets records of an object; several of one object get parts by their shares.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heir {
    pub object: String,
    /// Nobody: the records are without an owner then.
    pub to: Option<UserId>,
    #[serde(default = "one")]
    pub share: u32,
}

fn one() -> u32 {
    1
}

/// A request that can be done.
pub struct HandoverPlan {
    pub from: User,
    pub parts: Vec<HandoverPart>,
    pub request: HandoverRequest,
}

/// The records of one object, and who gets them.
pub struct HandoverPart {
    pub object: Arc<Object>,
    pub heirs: Vec<(Option<UserId>, u32)>,
}

/// What will move to whom.
#[derive(Debug, Serialize)]
pub struct Preview {
    user: Titled<UserId>,
    moves: Vec<Move>,
    reports: Vec<Titled<UserId>>,
    superior: Option<Titled<UserId>>,
    departments: Vec<String>,
    leader: Option<Titled<UserId>>,
    disable: bool,
}

#[derive(Debug, Serialize)]
pub struct Move {
    pub object: Name,
    pub label: String,
    pub to: Option<Titled<UserId>>,
    pub count: u64,
}

impl HandoverRequest {
    /// All that cannot be, at once.
    pub fn plan(self, conn: &mut SqliteConnection, catalog: &Catalog, actor: &Actor, from: UserId) -> Result<HandoverPlan> {
        let from = users::find(conn, from)?.ok_or_else(Error::not_found)?;
        if self.disable && actor.user == Some(from.id) {
            return Err(Error::Conflict(Reason::new("handover.own")));
        }
        if self.heirs.is_empty() && self.superior.is_none() && self.leader.is_none() && !self.disable {
            return Err(Error::refused("handover.nothing"));
        }
        let (mut parts, mut wrong, mut named): (Vec<HandoverPart>, _, _) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (n, heir) in self.heirs.iter().enumerate() {
            let place = |field: &str| format!("heirs.{n}.{field}");
            let owned = catalog.get(&heir.object).and_then(|object| Some((object, object.field(object.owner.as_deref()?)?)));
            let Some((object, owner)) = owned else {
                wrong.push(Invalid::new(place("object"), "handover.object"));
                continue;
            };
            if heir.to.is_none() && owner.required {
                wrong.push(Invalid::new(place("to"), "field.required").with("label", owner.label(actor.language)));
            }
            wrong.extend(bad_heir(conn, &from, &place("to"), heir.to)?);
            if !named.insert((object.name.clone(), heir.to)) {
                wrong.push(Invalid::new(place("to"), "handover.twice"));
            }
            if !(1..=LARGEST_SHARE).contains(&heir.share) {
                wrong.push(Invalid::new(place("share"), "handover.share").with("max", LARGEST_SHARE));
            }
            match parts.iter_mut().find(|part| part.object.name == object.name) {
                Some(part) => part.heirs.push((heir.to, heir.share)),
                None => parts.push(HandoverPart { object: object.clone(), heirs: vec![(heir.to, heir.share)] }),
            }
        }
        wrong.extend(bad_heir(conn, &from, "superior", self.superior)?);
        wrong.extend(bad_heir(conn, &from, "leader", self.leader)?);
        if wrong.is_empty() { Ok(HandoverPlan { from, parts, request: self }) } else { Err(Error::Rejected(wrong)) }
    }
}

fn bad_heir(conn: &mut SqliteConnection, from: &User, place: &str, to: Option<UserId>) -> Result<Option<Invalid>> {
    let Some(to) = to else { return Ok(None) };
    if to == from.id {
        return Ok(Some(Invalid::new(place, "handover.to_self")));
    }
    let here = users::find(conn, to)?.is_some_and(|user| user.active);
    Ok((!here).then(|| Invalid::new(place, "user.inactive")))
}

impl HandoverPlan {
    pub fn preview(self, conn: &mut SqliteConnection, language: Language) -> Result<Preview> {
        let mut moves = Vec::new();
        for part in &self.parts {
            let total = owned::count(conn, &part.object, self.from.id)?;
            for (n, (to, _)) in part.heirs.iter().enumerate() {
                let count = (0..total).filter(|at| part.turn(*at) == n).count() as u64;
                moves.push(Move {
                    object: part.object.name.clone(),
                    label: part.object.counted(language, count),
                    to: link(conn, *to)?,
                    count,
                });
            }
        }
        let (superior, leader) = (link(conn, self.request.superior)?, link(conn, self.request.leader)?);
        let reports = if superior.is_some() { users::reports(conn, self.from.id)? } else { Vec::new() };
        let led = if leader.is_some() { departments::led_by(conn, self.from.id)? } else { Vec::new() };
        Ok(Preview {
            moves,
            reports: links(conn, &reports)?,
            superior,
            departments: led.into_iter().map(|department| department.name).collect(),
            leader,
            disable: self.request.disable && self.from.active,
            user: Titled { id: self.from.id, title: self.from.name },
        })
    }

    /// How many records there are to be moved.
    pub fn total(&self, conn: &mut SqliteConnection) -> Result<u64> {
        self.parts.iter().map(|part| owned::count(conn, &part.object, self.from.id)).sum()
    }
}

impl HandoverPart {
    /// Whose turn it is at a position, the heirs in their order, each as often as their share: the same every time.
    pub fn turn(&self, at: u64) -> usize {
        let round: u64 = self.heirs.iter().map(|(_, share)| u64::from(*share)).sum();
        let mut left = at % round.max(1);
        let turn = self.heirs.iter().position(|(_, share)| match left.checked_sub(u64::from(*share)) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        turn.unwrap_or_default()
    }
}

pub(super) fn link(conn: &mut SqliteConnection, id: Option<UserId>) -> Result<Option<Titled<UserId>>> {
    Ok(links(conn, &id.into_iter().collect::<Vec<_>>())?.pop())
}

pub(super) fn links(conn: &mut SqliteConnection, ids: &[UserId]) -> Result<Vec<Titled<UserId>>> {
    let names = users::names(conn, &ids.iter().map(|id| id.0).collect::<Vec<_>>())?;
    Ok(ids.iter().filter_map(|id| Some(Titled { id: *id, title: names.get(&id.0)?.clone() })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(shares: &[u32]) -> HandoverPart {
        let heirs = shares.iter().zip(1..).map(|(share, id)| (Some(UserId(id)), *share)).collect();
        HandoverPart { object: Arc::new(crate::crm::objects().remove(0)), heirs }
    }

    #[test]
    fn heirs_take_turns_by_their_shares() {
        let turns = |shares: &[u32], n| (0..n).map(|at| part(shares).turn(at)).collect::<Vec<_>>();
        assert_eq!(turns(&[1], 3), [0, 0, 0]);
        assert_eq!(turns(&[1, 1], 4), [0, 1, 0, 1]);
        assert_eq!(turns(&[3, 1], 8), [0, 0, 0, 1, 0, 0, 0, 1]);
        assert_eq!(turns(&[1, 2, 1], 5), [0, 1, 1, 2, 0]);
    }
}

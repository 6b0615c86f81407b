//! Superiors and leaders: who follows in the leaver's place, and how it was before.

use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use super::plan::HandoverPlan;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{DepartmentId, UserId};
use crate::people::departments::{self, DepartmentChange};
use crate::people::{self, UserChange, users};

/// One change, with what stood before. They are taken back in the opposite order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StaffChange {
    Superior { user: UserId, before: Option<UserId>, after: Option<UserId> },
    Leader { department: DepartmentId, before: Option<UserId>, after: Option<UserId> },
}

/// Puts others into the leaver's place, where the request names them.
pub(super) fn replace(tx: &mut Tx<'_>, plan: &HandoverPlan) -> Result<Vec<StaffChange>> {
    let (from, mut steps) = (plan.from.id, Vec::new());
    if let Some(next) = plan.request.superior {
        // One who stands below the leaver comes up first, into their place: else they would stand below themselves.
        if is_below(tx.conn, next, from)? {
            steps.push(set_superior(tx, next, plan.from.superior)?);
        }
        for report in users::reports(tx.conn, from)? {
            steps.push(set_superior(tx, report, Some(next))?);
        }
    }
    if let Some(next) = plan.request.leader {
        for department in departments::led_by(tx.conn, from)? {
            let step = StaffChange::Leader { department: department.id, before: Some(from), after: Some(next) };
            step.go(tx, Some(next))?;
            steps.push(step);
        }
    }
    Ok(steps)
}

fn is_below(conn: &mut SqliteConnection, user: UserId, above: UserId) -> Result<bool> {
    let mut at = users::find(conn, user)?.and_then(|user| user.superior);
    while let Some(superior) = at {
        if superior == above {
            return Ok(true);
        }
        at = users::find(conn, superior)?.and_then(|user| user.superior);
    }
    Ok(false)
}

fn set_superior(tx: &mut Tx<'_>, user: UserId, after: Option<UserId>) -> Result<StaffChange> {
    let before = users::find(tx.conn, user)?.and_then(|user| user.superior);
    let step = StaffChange::Superior { user, before, after };
    step.go(tx, after)?;
    Ok(step)
}

/// Takes back what still stands as it was left; returns how many were, and how many were not.
pub(super) fn take_back(tx: &mut Tx<'_>, steps: &[StaffChange]) -> Result<(u64, u64)> {
    let (mut back, mut left) = (0, 0);
    for step in steps.iter().rev() {
        // A superior who was disabled cannot be one again: it is told, and nothing else is lost.
        match tx.attempt(|tx| if step.stands(tx.conn)? { step.go(tx, step.before()).map(|()| true) } else { Ok(false) }) {
            Ok(true) => back += 1,
            Ok(false) | Err(crate::error::Error::Rejected(_)) => left += 1,
            Err(error) => return Err(error),
        }
    }
    Ok((back, left))
}

impl StaffChange {
    fn before(&self) -> Option<UserId> {
        match self {
            Self::Superior { before, .. } | Self::Leader { before, .. } => *before,
        }
    }

    fn go(&self, tx: &mut Tx<'_>, to: Option<UserId>) -> Result<()> {
        match self {
            Self::Superior { user, .. } => people::update(tx, *user, &UserChange { superior: Some(to), ..UserChange::default() }).map(drop),
            Self::Leader { department, .. } => {
                departments::update(tx, *department, &DepartmentChange { leader: Some(to), ..DepartmentChange::default() }).map(drop)
            }
        }
    }

    /// Whether nobody has changed it since.
    fn stands(&self, conn: &mut SqliteConnection) -> Result<bool> {
        match self {
            Self::Superior { user, after, .. } => Ok(users::find(conn, *user)?.is_some_and(|user| user.superior == *after)),
            Self::Leader { department, after, .. } => {
                let led = departments::all(conn)?.into_iter().find(|d| d.id == *department);
                Ok(led.is_some_and(|d| d.leader.map(|leader| leader.id) == *after))
            }
        }
    }
}

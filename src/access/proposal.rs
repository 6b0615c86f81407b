//! A change of roles or policies that waits for a second person. Nobody approves their own; whoever made it may take it back.

use diesel::sqlite::SqliteConnection;

use super::change::{self, AccessChange, Checked};
use super::{Access, store};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::people::AdminRight;

#[derive(Debug, Clone)]
pub struct Proposal {
    pub id: i64,
    pub change: AccessChange,
    /// `open`, `approved` or `rejected`.
    pub state: String,
    pub created_at: i64,
    pub created_by: UserId,
    pub decided_at: Option<i64>,
    pub decided_by: Option<UserId>,
}

impl Proposal {
    /// The open ones first, then the latest.
    pub fn all(conn: &mut SqliteConnection) -> Result<Vec<Self>> {
        store::proposals(conn)?.into_iter().map(Self::read).collect()
    }

    /// One that nobody has decided yet.
    pub fn open(conn: &mut SqliteConnection, id: i64) -> Result<Self> {
        let row = store::proposal(conn, id)?.ok_or_else(|| Error::NotFound(Reason::new("proposal.gone")))?;
        let proposal = Self::read(row)?;
        if proposal.state == "open" { Ok(proposal) } else { Err(Error::Conflict(Reason::new("proposal.decided"))) }
    }

    /// One that could be approved, and its change, looked at anew. Whoever proposed it has to be somebody who still might.
    pub fn ready(access: &Access, conn: &mut SqliteConnection, id: i64) -> Result<(Self, Checked)> {
        let proposal = Self::open(conn, id)?;
        if !access.somebody(proposal.created_by)?.may(AdminRight::Access)? {
            return Err(Error::Conflict(Reason::new("proposal.proposer")));
        }
        let checked = access.check(conn, proposal.change.clone())?;
        Ok((proposal, checked))
    }

    /// Nobody proposes what they may do themselves: that is for somebody else to think of. Those who may sign it are told.
    pub fn make(tx: &mut Tx<'_>, checked: &Checked) -> Result<i64> {
        let by = somebody(tx)?;
        if checked.change().person() == Some(by) {
            return Err(Error::Conflict(Reason::new("user.own_roles")));
        }
        let id = store::insert_proposal(tx, &serde_json::to_string(checked.change())?, by)?;
        audit::append(tx, Event::new(EventKind::ProposalMake).on("proposal", id).with("name", checked.name().to_owned()))?;
        let asked = NewNotice::new(NoticeKind::Approval, MATTER).on(id).what("asked").until(MATTER, id);
        for signer in checked.signers() {
            notices::tell(tx, signer, &asked)?;
        }
        Ok(id)
    }

    /// `checked` is its change, looked at anew.
    pub fn approve(tx: &mut Tx<'_>, proposal: &Self, checked: &Checked) -> Result<()> {
        let by = somebody(tx)?;
        if by == proposal.created_by {
            return Err(Error::Conflict(Reason::new("proposal.own")));
        }
        if checked.change().person() == Some(by) {
            return Err(Error::Conflict(Reason::new("user.own_roles")));
        }
        decide(tx, (proposal.id, proposal.created_by), "approved", by)?;
        change::apply(tx, checked).map(drop)
    }

    pub fn reject(tx: &mut Tx<'_>, id: i64) -> Result<()> {
        let by = somebody(tx)?;
        let proposal = Self::open(tx.conn, id)?;
        decide(tx, (id, proposal.created_by), "rejected", by)
    }

    fn read(row: store::ProposalRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            change: serde_json::from_str(&row.change)?,
            state: row.state,
            created_at: row.created_at,
            created_by: UserId(row.created_by),
            decided_at: row.decided_at,
            decided_by: row.decided_by.map(UserId),
        })
    }
}

/// What the notices about a proposal wait for, and what the log calls it.
const MATTER: &str = "proposal";

fn decide(tx: &mut Tx<'_>, (id, proposer): (i64, UserId), state: &'static str, by: UserId) -> Result<()> {
    if !store::decide_proposal(tx, id, state, by)? {
        return Err(Error::Conflict(Reason::new("proposal.decided")));
    }
    notices::settle(tx, MATTER, id)?;
    notices::tell(tx, proposer, &NewNotice::new(NoticeKind::Approval, MATTER).on(id).what(state))?;
    audit::append(tx, Event::new(EventKind::ProposalDecide).on("proposal", id).with("action", state)).map(drop)
}

fn somebody(tx: &Tx<'_>) -> Result<UserId> {
    tx.actor.user.ok_or_else(|| Error::forbidden("access.forbidden"))
}

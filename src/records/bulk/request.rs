//! What shall be done to which records.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::actor::Actor;
use crate::db::Tx;
use crate::db::sql::Predicate;
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Name, Object, Verb};
use crate::records::operations::OperationKind;
use crate::records::{Engine, draft_from_json, read, write};

/// As many as may be picked at once.
const MOST: usize = 10_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkRequest {
    /// `update`, `delete`, `restore`, or an action of the object that may be done to many.
    pub action: String,
    pub ids: Vec<RecordId>,
    #[serde(default)]
    pub input: Json,
}

/// A request that was understood.
pub(super) enum BulkChange {
    Update(Draft),
    Delete,
    Restore,
    Act(Name, Draft),
}

/// Which of what hangs on a record goes along with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TakesAlong {
    /// Into the bin.
    All,
    /// To another owner: what has no owner of its own.
    Unowned,
}

impl BulkRequest {
    /// Refuses what could not be done to any record.
    pub(super) fn understand(&self, engine: &Engine, actor: &Actor, object: &Object, now: DateTime<Utc>) -> Result<BulkChange> {
        if self.ids.is_empty() || self.ids.len() > MOST {
            return Err(Error::Refused(Reason::new("bulk.ids").with("max", MOST)));
        }
        let draft = |fields: &[Field]| match &self.input {
            Json::Null => Ok(Draft::new()),
            input => draft_from_json(fields, input, &engine.context(actor, now)),
        };
        let (verb, what) = match self.action.as_str() {
            "delete" => (Verb::Delete, BulkChange::Delete),
            "restore" => (Verb::Restore, BulkChange::Restore),
            "update" => (Verb::Update, BulkChange::Update(draft(&object.fields)?)),
            name => {
                let refuse = || Error::Refused(Reason::new("bulk.action").with("action", name));
                let action = object.action(name).filter(|action| action.bulk).ok_or_else(refuse)?;
                (Verb::Act(action.name.clone()), BulkChange::Act(action.name.clone(), draft(&action.input)?))
            }
        };
        engine.demand(actor, object, &verb)?;
        if matches!(&what, BulkChange::Update(draft) if draft.is_empty()) {
            return Err(Error::refused("bulk.nothing"));
        }
        Ok(what)
    }
}

impl BulkChange {
    /// What of that which hangs on a record goes along with it; none where the record stays where it is.
    pub fn takes_along(&self, object: &Object) -> Option<TakesAlong> {
        let moves = |draft: &Draft| object.owner.as_ref().is_some_and(|owner| draft.get(owner).is_some());
        match self {
            Self::Delete => Some(TakesAlong::All),
            Self::Update(draft) | Self::Act(_, draft) => moves(draft).then_some(TakesAlong::Unowned),
            Self::Restore => None,
        }
    }

    /// Whether the record is there to be seen once it is done.
    pub fn is_seen_after(&self) -> bool {
        !matches!(self, Self::Delete)
    }

    pub fn kind(&self) -> OperationKind {
        match self {
            Self::Update(_) => OperationKind::BulkEdit,
            Self::Delete => OperationKind::BulkDelete,
            Self::Restore => OperationKind::BulkRestore,
            Self::Act(..) => OperationKind::BulkAction,
        }
    }

    pub fn to(&self, tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
        match self {
            Self::Update(draft) => write::update(tx, engine, object, id, None, draft.clone()),
            Self::Delete => write::delete(tx, engine, object, id, None),
            Self::Restore => match write::restore(tx, engine, object, id) {
                // It came back along with what it belongs to.
                Err(Error::NotFound(_)) if is_back(tx, engine, object, id)? => Ok(()),
                restored => restored,
            },
            Self::Act(action, input) => write::act(tx, engine, object, id, None, action, input.clone()),
        }
    }
}

fn is_back(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<bool> {
    let seen = Predicate::id(id.0).and(read::alive()).and(engine.rows(tx.actor, object, &Verb::Restore)?);
    read::exists(tx.conn, object, &seen)
}

//! What shall be done to which records.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::actor::Actor;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Name, Object, Verb};
use crate::records::operations::OperationKind;
use crate::records::{Engine, draft_from_json, write};

/// As many as may be picked at once.
const MOST: usize = 10_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkRequest {
    /// `update`, `delete`, or an action of the object that may be done to many.
    pub action: String,
    pub ids: Vec<RecordId>,
    #[serde(default)]
    pub input: Json,
}

/// A request that was understood.
pub(super) enum BulkChange {
    Update(Draft),
    Delete,
    Act(Name, Draft),
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
    pub fn kind(&self) -> OperationKind {
        match self {
            Self::Update(_) => OperationKind::BulkEdit,
            Self::Delete => OperationKind::BulkDelete,
            Self::Act(..) => OperationKind::BulkAction,
        }
    }

    pub fn to(&self, tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
        match self {
            Self::Update(draft) => write::update(tx, engine, object, id, None, draft.clone()),
            Self::Delete => write::delete(tx, engine, object, id, None),
            Self::Act(action, input) => write::act(tx, engine, object, id, None, action, input.clone()),
        }
    }
}

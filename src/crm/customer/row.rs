//! The typed row that rules look at, and what can be told from it alone.

use diesel::prelude::*;

use super::appointment::{TypedPlan, next_contact};
use crate::crm::follow_up::Said;
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::Draft;

diesel::table! {
    customer (id) {
        id -> BigInt,
        status -> Text,
        next_contact_at -> Nullable<BigInt>,
        planned_at -> Nullable<BigInt>,
        planned_since -> Nullable<BigInt>,
        status_typed_at -> Nullable<BigInt>,
        status_followed -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customer, check_for_backend(diesel::sqlite::Sqlite))]
pub struct Customer {
    status: String,
    next_contact_at: Option<i64>,
    planned_at: Option<i64>,
    planned_since: Option<i64>,
    status_typed_at: Option<i64>,
    status_followed: Option<i64>,
}

impl Customer {
    pub fn find(conn: &mut SqliteConnection, id: RecordId) -> Result<Self> {
        Ok(customer::table.find(id.0).select(Self::as_select()).first(conn)?)
    }

    /// What is different when so much has been said to them.
    pub(super) fn brought_about_by(&self, said: &[Said]) -> Draft {
        let mut draft = Draft::new();
        let plan = self.planned_since.map(|since| TypedPlan { at: self.planned_at, since });
        let next = next_contact(plan, said);
        if next != self.next_contact_at {
            draft.put("next_contact_at", next);
        }
        let typed = self.status_typed_at.unwrap_or(i64::MIN);
        if self.status == "new" && said.iter().any(|one| one.entered > typed) {
            draft = draft.set("status", "following").set("status_followed", 1);
        } else if self.status == "following" && self.status_followed == Some(1) && said.is_empty() {
            draft = draft.set("status", "new").set("status_followed", 0);
        }
        draft
    }
}

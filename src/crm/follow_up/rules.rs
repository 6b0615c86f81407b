//! A follow-up refreshes its customer.

use crate::crm::customer::Customer;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Record, Rules, Value, Verb, Work};

pub(super) struct FollowUpRules;

impl Rules for FollowUpRules {
    /// The customer was heard of now; its next appointment is the one agreed, and one that was due is settled.
    fn check(&self, work: &mut dyn Work, after: &Record, verb: &Verb) -> Result<()> {
        if *verb != Verb::Create {
            return Ok(());
        }
        let Some(customer) = after.get("customer").int().map(RecordId) else {
            return Err(Error::rejected("customer", "field.required"));
        };
        let now = work.now();
        let row = Customer::find(work.conn(), customer)?;
        let mut draft = Draft::new();
        if row.is_latest(now) {
            draft.put("last_follow_up_at", now);
        }
        match after.get("next_contact_at") {
            Value::Null if row.appointment_is_due(now) => draft.put("next_contact_at", Value::Null),
            Value::Null => {}
            agreed => draft.put("next_contact_at", agreed.clone()),
        }
        if row.is_new() {
            draft.put("status", "following");
        }
        work.follow("customer", Some(customer), draft).map(drop)
    }
}

//! A follow-up speaks of one customer and its people, and refreshes it. The customer's form, which somebody may have open, stays good.

use crate::clock::from_millis;
use crate::crm::contact;
use crate::crm::customer::Customer;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Record, RuleContext, Rules, Value, Verb};

pub(super) struct FollowUpRules;

impl Rules for FollowUpRules {
    /// The customer was heard of now; its next appointment is the one agreed last, and one that was due is settled.
    fn check(&self, context: &mut dyn RuleContext, changed: &Draft, after: &Record, verb: &Verb) -> Result<()> {
        if !matches!(verb, Verb::Create | Verb::Update) {
            return Ok(());
        }
        let Some(customer) = after.get("customer").int().map(RecordId) else {
            return Err(Error::rejected("customer", "field.required"));
        };
        // Asked here, behind the engine's own look at the link: who may not see a contact learns nothing of its customer.
        if let Some(spoken_to) = changed.given("contact").and_then(Value::int).map(RecordId)
            && contact::customer_of(context.conn(), spoken_to)? != customer
        {
            return Err(Error::rejected("contact", "contact.elsewhere"));
        }
        let (row, agreed) = (Customer::find(context.conn(), customer)?, after.get("next_contact_at"));
        if *verb == Verb::Update {
            let is_latest = after.get("created_at").int().is_some_and(|at| row.is_latest(from_millis(at)));
            return match changed.get("next_contact_at") {
                Some(_) if is_latest => context.refresh("customer", customer, Draft::new().set("next_contact_at", agreed.clone())),
                _ => Ok(()),
            };
        }
        let now = context.now();
        let mut draft = Draft::new();
        match agreed {
            Value::Null if row.appointment_is_due(now) => draft.put("next_contact_at", Value::Null),
            Value::Null => {}
            agreed => draft.put("next_contact_at", agreed.clone()),
        }
        if row.is_new() {
            draft.put("status", "following");
        }
        context.refresh("customer", customer, draft)
    }
}

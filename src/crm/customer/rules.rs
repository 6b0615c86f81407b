//! Whose a customer is, and what its follow-ups bring about.

use super::Customer;
use crate::crm::follow_up;
use crate::error::{Error, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Draft, Provenance, Record, RuleContext, Rules, Value, Verb};
use crate::people::users;

pub(super) struct CustomerRules;

impl Rules for CustomerRules {
    /// A new customer belongs to whoever enters it, unless given to somebody else; the department is the owner's. Nobody is given a
    /// customer who cannot look after it. Taking a handover back is not giving, nor is bringing along whose a customer was elsewhere.
    fn prepare(&self, context: &mut dyn RuleContext, before: Option<&Record>, verb: &Verb, draft: &mut Draft) -> Result<()> {
        if before.is_none()
            && draft.given("owner").is_none()
            && let Some(user) = context.actor().user
        {
            draft.put("owner", user);
        }
        match draft.get("owner").cloned() {
            Some(Value::Int(owner)) => {
                let owner = users::find(context.conn(), UserId(owner))?;
                draft.put("department", owner.as_ref().and_then(|owner| owner.department_id));
                let stays = before.is_some_and(|before| draft.get("owner") == Some(before.get("owner")));
                let was = *verb == Verb::TAKE_BACK || context.provenance() == Provenance::Brought;
                if !stays && !was && owner.is_none_or(|owner| !owner.active) {
                    return Err(Error::rejected("owner", "user.inactive"));
                }
            }
            Some(_) => draft.put("department", Value::Null),
            None => {}
        }
        note_typed(context, before, verb, draft);
        Ok(())
    }

    /// Next contact and status follow from what was typed and from the follow-ups that stand.
    fn counted(&self, context: &mut dyn RuleContext, id: RecordId) -> Result<()> {
        let zone = context.zone();
        let said = follow_up::said_to(context.conn(), id, zone)?;
        let draft = Customer::find(context.conn(), id)?.brought_about_by(&said);
        if draft.is_empty() { Ok(()) } else { context.refresh("customer", id, draft) }
    }
}

/// Keeps apart what people type from what follow-ups bring about. An undo brings back what it knows of either.
fn note_typed(context: &mut dyn RuleContext, before: Option<&Record>, verb: &Verb, draft: &mut Draft) {
    if matches!(*verb, Verb::FOLLOW | Verb::UNDO) {
        return;
    }
    let differs =
        |draft: &Draft, name: &str| draft.get(name).filter(|value| before.is_none_or(|before| before.get(name) != *value)).cloned();
    if let Some(next) = differs(draft, "next_contact_at").filter(|next| before.is_some() || !next.is_null()) {
        draft.put("planned_at", next);
        draft.put("planned_since", context.now());
    }
    if before.is_some() && differs(draft, "status").is_some() {
        draft.put("status_typed_at", context.now());
        draft.put("status_followed", 0);
    }
}

//! Whose a customer is.

use crate::error::{Error, Result};
use crate::ids::UserId;
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
        Ok(())
    }
}

//! Whose a customer is.

use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::model::{Draft, Record, RuleContext, Rules, Value, Verb};
use crate::people::users;

pub(super) struct CustomerRules;

impl Rules for CustomerRules {
    /// A new customer belongs to whoever enters it, unless given to somebody else; the department is the owner's.
    fn prepare(&self, work: &mut dyn RuleContext, before: Option<&Record>, draft: &mut Draft) -> Result<()> {
        if before.is_none()
            && draft.given("owner").is_none()
            && let Some(user) = work.actor().user
        {
            draft.put("owner", user);
        }
        match draft.get("owner").cloned() {
            Some(Value::Int(owner)) => {
                let owner = users::find(work.conn(), UserId(owner))?;
                draft.put("department", owner.and_then(|owner| owner.department_id));
            }
            Some(_) => draft.put("department", Value::Null),
            None => {}
        }
        Ok(())
    }

    /// Nobody is given a customer who cannot look after it. Taking a handover back is not giving.
    fn check(&self, work: &mut dyn RuleContext, changed: &Draft, _after: &Record, verb: &Verb) -> Result<()> {
        if let Some(Value::Int(owner)) = changed.get("owner")
            && *verb != Verb::TakeBack
            && users::find(work.conn(), UserId(*owner))?.is_none_or(|owner| !owner.active)
        {
            return Err(Error::rejected("owner", "user.inactive"));
        }
        Ok(())
    }
}

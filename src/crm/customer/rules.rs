//! Whose a customer is.

use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::model::{Draft, Record, Rules, Value, Work};
use crate::people::users;

pub(super) struct CustomerRules;

impl Rules for CustomerRules {
    /// A new customer belongs to whoever enters it, unless given to somebody else; the department is the owner's.
    fn prepare(&self, work: &mut dyn Work, before: Option<&Record>, draft: &mut Draft) -> Result<()> {
        if before.is_none()
            && draft.given("owner").is_none()
            && let Some(user) = work.actor().user
        {
            draft.put("owner", user);
        }
        if let Some(Value::Int(owner)) = draft.get("owner").cloned() {
            let owner = users::find(work.conn(), UserId(owner))?.filter(|person| person.active);
            let Some(owner) = owner else { return Err(Error::rejected("owner", "user.inactive")) };
            draft.put("department", owner.department_id);
        }
        Ok(())
    }
}

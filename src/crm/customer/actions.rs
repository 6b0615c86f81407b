//! The steps that a customer goes through.

use crate::error::{Error, Result};
use crate::model::{Action, Draft, Field, Record, RuleContext};

/// Gives a customer to a colleague. Contacts and follow-ups hang on the customer and go along.
pub(super) fn transfer() -> Action {
    Action {
        name: "transfer".into(),
        icon: "arrow-right-left".into(),
        bulk: true,
        input: vec![Field::user("owner").required()],
        run: |_: &mut dyn RuleContext, before: &Record, input: &Draft| -> Result<Draft> {
            let owner = input.get("owner").cloned().unwrap_or_default();
            if *before.get("owner") == owner {
                return Err(Error::rejected("owner", "customer.transfer.same_owner"));
            }
            Ok(Draft::new().set("owner", owner))
        },
    }
}

//! The steps that a customer goes through.

use crate::error::Error;
use crate::model::{Action, Draft, Field};

/// Gives a customer to a colleague. Contacts and follow-ups hang on the customer and go along.
pub(super) fn transfer() -> Action {
    let transfer = Action::new("transfer", "arrow-right-left", |_, before, input| {
        let owner = input.get("owner").cloned().unwrap_or_default();
        if *before.get("owner") == owner {
            return Err(Error::rejected("owner", "customer.transfer.same_owner"));
        }
        Ok(Draft::new().set("owner", owner))
    });
    transfer.bulk().input([Field::user("owner").required()])
}

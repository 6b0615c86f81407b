//! A follow-up: what was said and agreed with a customer, when and by whom, and when to speak again.
//!
//! It counts while it exists: last follow-up, next contact and status of its customer are worked out from the follow-ups that stand, so
//! that one which is deleted, brought back or dated anew puts them right.

mod object;
mod row;
mod rules;

pub use object::object;
pub use row::{Appointment, Said, said_to};

//! A follow-up: what was said and agreed with a customer, and when to speak again.

mod object;
mod rules;

pub use object::object;

//! A customer: a company (or person) that buys, may buy, or once bought.
//!
//! It belongs to one employee, its owner, and through the owner to a department. Whoever may see the customer may see
//! what hangs on it: contacts, follow-ups, and what later comes. A transfer hands it on to another owner; so does an edit, by
//! whoever sees the customers of both.
//!
//! ```text
//!            first follow-up          deal             silence
//!   new ──────────────────▶ following ─────▶ won ──────────────▶ dormant
//!                               └───────────────▶ lost
//! ```
//! The status moves by hand, except for the first step, which the first follow-up takes, and takes back when it is deleted. When to contact
//! them next is typed, or agreed on in a follow-up ([`appointment`]).
//!
//! This is the model room: every other object is described in these five files, and everything generic (lists, forms,
//! search, import, audit, permissions …) comes from the engine that reads `object.rs`.

mod actions;
mod appointment;
mod object;
mod row;
mod rules;

pub use object::object;
pub use row::Customer;

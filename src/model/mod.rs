//! What an object is: pure description, read by every generic feature and by nothing else.
//!
//! Migrations own the tables. An [`Object`] describes its table once more for people: which [`Field`]s there are, what
//! [`Kind`] each is, which views, actions and [`Rules`] it has. Lists, forms, filters, search, import, export, audit,
//! permissions, the API's description and the console's screens all come from it. Objects that customers build at run
//! time are the same type, so code holds `Arc<Object>` from the [`Catalog`].
//!
//! This module reads and writes nothing.

mod catalog;
mod draft;
mod field;
pub mod filter;
pub mod kinds;
mod object;
mod record;
mod rules;

pub use catalog::{Catalog, SCOPE_OWNER};
pub use draft::{Draft, FieldChange};
pub use field::{Choice, Field, Indexed, Place};
pub use kinds::{Context, Kind, Refers, Storage};
pub use object::{Action, Object, Verb, View};
pub use record::Record;
pub use rules::{NoRules, RuleContext, Rules};

pub use crate::db::Value;
pub use crate::db::sql::Name;

//! What an object is: pure description, read by every generic feature and by nothing else.
//!
//! Migrations own the tables. An [`Object`] describes its table once more for people: which [`Field`]s there are, what
//! [`Kind`] each is, which views, actions and [`Rules`] it has. Lists, forms, filters, search, import, export, audit,
//! permissions, the API's description and the console's screens all come from it. Objects that customers build at run
//! time are the same type, so code holds `Arc<Object>` from the [`Catalog`].
//!
//! This module reads and writes nothing.

mod action;
mod catalog;
mod catalog_check;
mod doubt;
mod draft;
mod field;
pub mod filter;
pub mod kinds;
mod lines;
mod object;
mod record;
mod rollup;
mod rules;
mod serial;
mod states;
mod system;
mod verb;
mod wording;
mod zones;

pub use action::Action;
pub use catalog::{Catalog, SCOPE_OWNER};
pub use catalog_check::{CatalogError, MOST_LEVELS};
pub use doubt::Doubt;
pub use draft::{BESIDE, Draft, FieldChange};
pub use field::{Choice, Field, Indexed, OnDelete, Place};
pub use kinds::{Context, Kind, PolicyType, Refers, Shape, Storage};
pub use lines::{Line, Lines};
pub use object::{ALONG, MOST_SHORT, Object, Occurrence, Reminder, View};
pub use record::Record;
pub use rollup::{Fold, Rollup};
pub use rules::{NoRules, Provenance, RuleContext, Rules};
pub use serial::{NoSerialRule, SerialRule};
pub use states::{Frozen, States};
pub use system::{system_field, system_fields};
pub use verb::{Verb, VerbSet};
pub use wording::{OwnWords, Wording};
pub use zones::{Domain, Placement, Zones};

pub use crate::db::Value;
pub use crate::db::sql::Name;

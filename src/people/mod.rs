//! The people of the app: users, the departments they belong to, the roles they hold.
//!
//! This floor knows who somebody is, not whether it is really them (`auth`) nor what they may do with a record (`access`). A password
//! reaches it as a finished [`PasswordHash`]; it never sees one in the clear. Every change appends an audit event in the same transaction.
//!
//! A user is never deleted, only disabled: names in old records and in the log go on meaning somebody.
//! The last active holder of an office can neither be disabled nor lose it; otherwise nobody could let anybody in again.

mod change;
pub mod departments;
mod guard;
mod login;
pub mod reveals;
mod role;
pub mod routes;
pub(crate) mod schema;
mod search;
pub mod settings;
mod store;
pub mod users;

pub use change::{HIGHEST_CLEARANCE, UserChange, check_trust, update};
pub use departments::Department;
pub use guard::{AccessAdmin, AccessReader, AuditReader, SettingsAdmin, StaffAdmin, UserAdmin, demand};
pub use login::{Login, propose as propose_logins};
pub use role::{AdminRight, Administration, Role};
pub use search::Search;
pub use users::{NewUser, PasswordHash, User, find};

use crate::error::{Invalid, Result};

/// The longest name of a person, a department or an organisation, in characters.
const LONGEST_NAME: usize = 100;

/// The longest post, in characters.
const LONGEST_POST: usize = 50;

/// A name for people to read, without the spaces around it.
pub(crate) fn named(field: &str, text: &str) -> Result<String, Invalid> {
    worded(field, text, LONGEST_NAME)
}

/// A line for people to read.
fn worded(field: &str, text: &str, longest: usize) -> Result<String, Invalid> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Invalid::new(field, "name.empty")),
        n if n > longest => Err(Invalid::new(field, "name.long").with("max", longest)),
        _ if text.chars().any(char::is_control) => Err(Invalid::new(field, "name.control")),
        _ => Ok(text.to_owned()),
    }
}

//! What the app remembers about itself, by name: the organisation, the set-up link, the certificates.
//!
//! Names belong to the module that uses them. A setting that people change is audited by whoever changes it.

use diesel::sqlite::SqliteConnection;

use super::store;
use crate::db::Tx;
use crate::error::Result;

/// The organisation's name, as told at set-up.
pub const ORGANISATION: &str = "organisation";

/// By which the company's logo is known; there when it has one.
pub const LOGO_DIGEST: &str = "company.logo_digest";

/// Whether changes of access need two people; there when they do.
pub const TWO_PEOPLE: &str = "access.two_people";

/// The networks that count as the office beside those of the configuration, joined by commas. Triggers tell those who decide.
pub const OFFICE: &str = "access.office";

pub fn get(conn: &mut SqliteConnection, name: &str) -> Result<Option<String>> {
    Ok(store::setting(conn, name)?)
}

pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    Ok(store::set_setting(tx.conn, name, value)?)
}

/// [`set`] for whoever brings a connection of the writer, as within [`Tx::unaudited`].
pub fn put(conn: &mut SqliteConnection, name: &str, value: &str) -> Result<()> {
    Ok(store::set_setting(conn, name, value)?)
}

pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    Ok(store::remove_setting(tx.conn, name)?)
}

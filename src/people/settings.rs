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

/// The modules that the company does not use, joined by commas; there when it has switched some off.
const MODULES_OFF: &str = "company.modules_off";

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

/// The names of the modules that are switched off. What is not named is on, so that what comes with a later version is.
pub fn modules_off(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    let named = get(conn, MODULES_OFF)?.unwrap_or_default();
    Ok(named.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

pub fn set_modules_off(tx: &mut Tx<'_>, names: &[String]) -> Result<()> {
    if names.is_empty() { remove(tx, MODULES_OFF) } else { set(tx, MODULES_OFF, &names.join(",")) }
}

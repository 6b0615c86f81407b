//! What a company says of itself and of where it works: its name, its logo, the modules it uses. Beside it what only the configuration file can
//! say, so that somebody who looks for it finds where it stands.
//!
//! Each change is made on the version that was seen, and is in the log. What must never stand here: a secret.

mod logo;
mod modules;
mod routes;
mod test_mail;

pub use routes::routes;

use diesel::sqlite::SqliteConnection;

use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::people::settings;

/// Counts the changes of what stands here.
const VERSION: &str = "company.version";

fn version(conn: &mut SqliteConnection) -> Result<i64> {
    Ok(settings::get(conn, VERSION)?.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Goes on to the next version, for whoever has seen the present one; `what` was changed, from what to what is told by the details.
fn change<'d>(tx: &mut Tx<'_>, seen: i64, what: &str, details: impl IntoIterator<Item = (&'static str, &'d str)>) -> Result<i64> {
    let now = version(tx.conn)?;
    if now != seen {
        return Err(Error::Stale(Box::new(serde_json::json!({ "version": now }))));
    }
    settings::set(tx, VERSION, &(now + 1).to_string())?;
    let event = Event::new(EventKind::SettingChange).with("setting", what);
    audit::append(tx, details.into_iter().fold(event, |event, (name, value)| event.with(name, value)))?;
    Ok(now + 1)
}

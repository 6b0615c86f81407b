//! Writing to people: at the address that the administration knows, in the language that they chose.

use diesel::sqlite::SqliteConnection;

use super::{session, store};
use crate::actor::Language;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::UserId;
use crate::mail::{About, Addressee, Mail};
use crate::people::User;

/// The language that somebody chose; otherwise the company's.
pub fn language(conn: &mut SqliteConnection, mail: &Mail, id: UserId) -> Result<Language> {
    Ok(session::chosen_language(&store::preferences(conn, id)?).unwrap_or(mail.language()))
}

/// Queues a mail for somebody; `false` where mail is not set up, or they have no address.
pub fn post(tx: &mut Tx<'_>, mail: &Mail, to: &User, about: About, path: &str, args: &[(&str, String)]) -> Result<bool> {
    let Some(address) = to.email.as_deref() else { return Ok(false) };
    let language = language(tx.conn, mail, to.id)?;
    mail.post(tx, Addressee { user: to.id, address, language }, about, path, args)
}

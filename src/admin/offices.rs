//! Those who hold an office, as far as the app has something to tell them.

use diesel::sqlite::SqliteConnection;

use crate::auth::letters;
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{About, Mail};
use crate::people::{Role, User, users};

/// Whoever is at work and holds one of the offices. While one was never given, the system administration stands in for it.
pub(super) fn holders(conn: &mut SqliteConnection, offices: &[Role]) -> Result<Vec<User>> {
    let (mut people, mut holding) = (users::all(conn)?, Vec::new());
    people.retain(|person| person.active);
    for office in offices {
        let given = people.iter().any(|person| person.roles.contains(office));
        holding.push(if given { office } else { &Role::ADMIN });
    }
    people.retain(|person| holding.iter().any(|office| person.roles.contains(office)));
    Ok(people)
}

/// Writes to all of them.
pub(super) fn write(tx: &mut Tx<'_>, mail: &Mail, offices: &[Role], about: About, path: &str, args: &[(&str, String)]) -> Result<()> {
    if !mail.is_on() {
        return Ok(());
    }
    holders(tx.conn, offices)?.iter().try_for_each(|person| letters::post(tx, mail, person, about, path, args).map(drop))
}

//! Who can have a record: people at work whose rights let them work on records of its object.
//!
//! It is for choosing an owner. What somebody may do to one record in particular is not asked here.

use std::sync::Arc;

use super::Engine;
use crate::actor::Actor;
use crate::db::Reader;
use crate::error::Result;
use crate::model::{Object, Verb};
use crate::people::{Search, User, users};

/// As many are offered.
const MOST: usize = 20;

/// Those whom `text` finds by a part of their name or its sound, by name.
pub fn holders(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, text: Option<String>) -> Result<Vec<User>> {
    if !engine.may(actor, object, &Verb::Update) {
        engine.demand(actor, object, &Verb::Create)?;
    }
    let mut search = Search { text, ..Search::default() };
    let mut found = Vec::new();
    loop {
        let page = users::search(reader.conn, &search)?;
        search.after = search.next(&page);
        found.extend(page.into_iter().filter(|user| user.active && engine.may(&as_they(user), object, &Verb::Update)));
        if found.len() >= MOST || search.after.is_none() {
            found.truncate(MOST);
            return Ok(found);
        }
    }
}

/// Somebody as the policies know them, without a session of theirs.
fn as_they(user: &User) -> Actor {
    Actor { user: Some(user.id), department: user.department_id, roles: Arc::new([]), ..Actor::system("server") }
}

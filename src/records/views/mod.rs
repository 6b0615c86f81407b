//! Views that people keep: a list's conditions, order, columns and density under a name, for themselves or shown to others.
//!
//! A view is a question and not an answer: whoever opens one asks it in their own name, so that it shows nobody a record which they could
//! not see otherwise. Nobody is shown a view with conditions that they could not ask themselves; its maker is told that it no longer works.

mod audience;
mod content;
mod store;

pub use audience::Audience;
pub use content::{Density, ViewColumn, ViewContent};

use std::collections::HashMap;

use chrono::Duration;
use diesel::sqlite::SqliteConnection;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use self::audience::ShowRights;
use self::store::ListViewRow;
use super::Engine;
use crate::access::change;
use crate::access::vocabulary::role_label;
use crate::actor::{Actor, Language};
use crate::audit::{self, Event, EventKind};
use crate::clock::{from_millis, rfc3339};
use crate::db::{Reader, Tx};
use crate::error::{Error, Reason, Result};
use crate::http::input;
use crate::ids::{DepartmentId, UserId};
use crate::model::{Object, Verb};
use crate::people::{departments, users};

/// How many of one object somebody may keep.
const MOST: i64 = 50;
/// How long a deleted one can be had back.
const KEPT: Duration = Duration::days(7);

/// A view as somebody wants it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewView {
    name: String,
    #[serde(default)]
    filter: Option<Json>,
    #[serde(default)]
    sort: Option<String>,
    #[serde(default)]
    columns: Option<Vec<ViewColumn>>,
    #[serde(default)]
    density: Option<Density>,
    #[serde(default)]
    share: Option<Audience>,
}

/// What is to become of a view; what is not given stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewUpdate {
    #[serde(default)]
    name: Option<String>,
    #[serde(default, deserialize_with = "input::given")]
    filter: Option<Option<Json>>,
    #[serde(default, deserialize_with = "input::given")]
    sort: Option<Option<String>>,
    #[serde(default, deserialize_with = "input::given")]
    columns: Option<Option<Vec<ViewColumn>>>,
    #[serde(default, deserialize_with = "input::given")]
    density: Option<Option<Density>>,
    #[serde(default)]
    share: Option<Audience>,
}

impl NewView {
    fn content(self) -> ViewContent {
        let Self { name, filter, sort, columns, density, share } = self;
        let filter = filter.unwrap_or_else(ViewContent::everything);
        ViewContent { name, filter, sort, columns, density, audience: share.unwrap_or_default() }
    }
}

impl ViewUpdate {
    fn over(self, before: ViewContent) -> ViewContent {
        ViewContent {
            name: self.name.unwrap_or(before.name),
            filter: self.filter.map_or(before.filter, |filter| filter.unwrap_or_else(ViewContent::everything)),
            sort: self.sort.unwrap_or(before.sort),
            columns: self.columns.unwrap_or(before.columns),
            density: self.density.unwrap_or(before.density),
            audience: self.share.unwrap_or(before.audience),
        }
    }
}

/// One's own views of an object and those that are shown to one, and to whom one may show views.
pub fn list(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object) -> Result<Json> {
    engine.demand(actor, object, &Verb::Read)?;
    let (user, above) = (person(actor)?, engine.departments_above(actor));
    let rights = ShowRights::of(engine, reader.conn, actor, object)?;
    let words = ViewWords::load(reader.conn, actor.language)?;
    let mut items = Vec::new();
    for row in store::within_reach(reader.conn, &object.name, user)? {
        let content = row.content();
        let usable = content.ask(engine, reader, actor, object).is_ok();
        if row.owner_id == user || usable && content.audience.takes_in(actor, &above) {
            items.push(words.show(reader.conn, &row, &content, Standing { user, usable, rights: &rights })?);
        }
    }
    Ok(json!({ "items": items, "share": words.choices(&rights) }))
}

pub fn create(tx: &mut Tx<'_>, engine: &Engine, object: &Object, new: NewView) -> Result<Json> {
    let (actor, now) = (tx.actor, tx.now.timestamp_millis());
    engine.demand(actor, object, &Verb::Read)?;
    let user = person(actor)?;
    if store::count(tx.conn, &object.name, user)? >= MOST {
        return Err(Error::Conflict(Reason::new("view.too_many").with("max", MOST)));
    }
    let content = new.content().checked(engine, &tx.reader(), actor, object)?;
    let rights = ShowRights::of(engine, tx.conn, actor, object)?;
    check_audience(tx.conn, &rights, &content.audience)?;
    let id = store::insert(tx.conn, &object.name, user, &content, now)?;
    tell(tx, object, id, "view_create", &content)?;
    one(tx, engine, object, id)
}

/// Changes the version that somebody has seen. What others are shown is changed by whoever may show it to them; its maker may always
/// take it back.
pub fn update(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: i64, seen: i64, update: ViewUpdate) -> Result<Json> {
    let (actor, now) = (tx.actor, tx.now.timestamp_millis());
    let (row, rights) = mine(tx, engine, object, id)?;
    if row.version != seen {
        return Err(Error::Stale(Box::new(one(tx, engine, object, id)?)));
    }
    let before = row.content();
    let after = update.over(before.clone()).checked(engine, &tx.reader(), actor, object)?;
    check_audience(tx.conn, &rights, &after.audience)?;
    if after != before {
        store::update(tx.conn, id, &after, now)?;
        tell(tx, object, id, "view_update", &after)?;
    }
    one(tx, engine, object, id)
}

/// Deletes a view; for a week it can be had back.
pub fn delete(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: i64) -> Result<()> {
    let (row, _) = mine(tx, engine, object, id)?;
    let now = tx.now;
    store::set_deleted(tx.conn, id, Some(now.timestamp_millis()))?;
    store::forget(tx.conn, (now - KEPT).timestamp_millis())?;
    tell(tx, object, id, "view_delete", &row.content())
}

pub fn restore(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: i64) -> Result<Json> {
    let actor = tx.actor;
    let row = store::find(tx.conn, &object.name, id)?.filter(|row| row.deleted_at.is_some()).ok_or_else(unknown)?;
    let rights = ShowRights::of(engine, tx.conn, actor, object)?;
    let content = row.content();
    if !may_change(&row, &content, person(actor)?, &rights) {
        return Err(unknown());
    }
    check_audience(tx.conn, &rights, &content.audience)?;
    store::set_deleted(tx.conn, id, None)?;
    tell(tx, object, id, "view_restore", &content)?;
    one(tx, engine, object, id)
}

fn person(actor: &Actor) -> Result<UserId> {
    actor.user.ok_or_else(|| Error::unauthenticated("session.required"))
}

fn unknown() -> Error {
    Error::NotFound(Reason::new("view.unknown"))
}

/// A view that the actor may change. One that is shown to them and is not theirs to change is told of; any other looks unknown.
fn mine(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: i64) -> Result<(ListViewRow, ShowRights)> {
    let actor = tx.actor;
    engine.demand(actor, object, &Verb::Read)?;
    let row = store::find(tx.conn, &object.name, id)?.filter(|row| row.deleted_at.is_none()).ok_or_else(unknown)?;
    let rights = ShowRights::of(engine, tx.conn, actor, object)?;
    let content = row.content();
    if may_change(&row, &content, person(actor)?, &rights) {
        return Ok((row, rights));
    }
    if content.audience.takes_in(actor, &engine.departments_above(actor)) { Err(Error::forbidden("view.others")) } else { Err(unknown()) }
}

fn may_change(row: &ListViewRow, content: &ViewContent, user: UserId, rights: &ShowRights) -> bool {
    row.owner_id == user || content.audience != Audience::Maker && rights.cover(&content.audience)
}

fn check_audience(conn: &mut SqliteConnection, rights: &ShowRights, audience: &Audience) -> Result<()> {
    if !rights.cover(audience) {
        return Err(Error::forbidden("view.share"));
    }
    match audience {
        Audience::Role { role } if !change::roles(conn)?.iter().any(|stored| stored.role == *role) => {
            Err(Error::rejected("share", "role.unknown"))
        }
        _ => Ok(()),
    }
}

fn tell(tx: &mut Tx<'_>, object: &Object, id: i64, what: &'static str, content: &ViewContent) -> Result<()> {
    let event = Event::new(EventKind::ViewChange).object("view").with("view", id).with("verb", what);
    let shown_to = format!("view_{}", content.audience.name());
    audit::append(tx, event.with("object", &*object.name).with("shown_to", shown_to)).map(drop)
}

fn one(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: i64) -> Result<Json> {
    let actor = tx.actor;
    let row = store::find(tx.conn, &object.name, id)?.ok_or_else(unknown)?;
    let (content, rights) = (row.content(), ShowRights::of(engine, tx.conn, actor, object)?);
    let usable = content.ask(engine, &tx.reader(), actor, object).is_ok();
    let words = ViewWords::load(tx.conn, actor.language)?;
    words.show(tx.conn, &row, &content, Standing { user: person(actor)?, usable, rights: &rights })
}

/// Who looks at a view.
struct Standing<'a> {
    user: UserId,
    /// Whether they can ask its conditions.
    usable: bool,
    rights: &'a ShowRights,
}

/// What departments and roles are called.
struct ViewWords {
    departments: HashMap<i64, String>,
    roles: Vec<(String, String)>,
}

impl ViewWords {
    fn load(conn: &mut SqliteConnection, language: Language) -> Result<Self> {
        let departments = departments::all(conn)?.into_iter().map(|department| (department.id.0, department.name)).collect();
        let label = |stored: &change::StoredRole| role_label(&stored.role, stored.definition.label.as_deref(), language);
        let roles = change::roles(conn)?.iter().map(|stored| (stored.role.name().to_owned(), label(stored))).collect();
        Ok(Self { departments, roles })
    }

    fn show(&self, conn: &mut SqliteConnection, row: &ListViewRow, content: &ViewContent, looks: Standing<'_>) -> Result<Json> {
        let names = users::names(conn, &[row.owner_id.0])?;
        Ok(json!({
            "id": row.id.to_string(), "name": content.name, "filter": content.filter, "sort": content.sort, "columns": content.columns,
            "density": content.density, "share": self.audience(&content.audience), "own": row.owner_id == looks.user,
            "by": { "id": row.owner_id, "title": names.get(&row.owner_id.0) },
            "may_change": may_change(row, content, looks.user, looks.rights), "usable": looks.usable, "version": row.version,
            "updated_at": rfc3339(from_millis(row.updated_at)),
        }))
    }

    fn audience(&self, audience: &Audience) -> Json {
        let (department, role) = match audience {
            Audience::Department { department } => (Some(json!({ "id": department, "title": self.departments.get(&department.0) })), None),
            Audience::Role { role } => {
                let label = self.roles.iter().find(|(name, _)| name == role.name()).map(|(_, label)| label);
                (None, Some(json!({ "name": role, "label": label })))
            }
            Audience::Maker | Audience::Everybody => (None, None),
        };
        json!({ "with": audience.name(), "department": department, "role": role })
    }

    /// Among whom somebody may choose.
    fn choices(&self, rights: &ShowRights) -> Json {
        let department = |id: &DepartmentId| json!({ "id": id, "title": self.departments.get(&id.0) });
        let roles = self.roles.iter().filter(|_| rights.everybody).map(|(name, label)| json!({ "name": name, "label": label }));
        json!({
            "everybody": rights.everybody, "departments": rights.departments.iter().map(department).collect::<Vec<_>>(),
            "roles": roles.collect::<Vec<_>>(),
        })
    }
}

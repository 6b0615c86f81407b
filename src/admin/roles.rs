//! Roles over HTTP: who may what, as data. The three offices stand as they are.

use rocket::http::Status;
use rocket::serde::json::{Json, Value};
use rocket::{State, delete, get, put};
use serde_json::json;
use std::sync::Arc;

use super::desk::{Answer, Changed, Desk};
use crate::access::change::{self, Change, Standing};
use crate::access::role::{self, Definition};
use crate::access::vocabulary::role_label;
use crate::actor::{Actor, Language};
use crate::error::{Error, Reason, Result};
use crate::http::{IfMatch, Input};
use crate::people::{AccessAdmin, Administration, Right, Role, demand};
use crate::words;

/// All roles: whole for those who look after access, by name alone for those who give them to people.
#[get("/roles")]
pub async fn list(actor: Actor, administration: &State<Arc<dyn Administration>>, desk: Desk) -> Result<Json<Vec<Value>>> {
    let may = |right| administration.may(&actor, right);
    let whole = may(Right::Explain) || may(Right::Access);
    if !whole && !may(Right::Users) {
        demand(&desk.db, &***administration, &actor, Right::Explain).await?;
    }
    let roles = desk.read(|_, reader| change::roles(reader.conn)).await?;
    let language = actor.language;
    Ok(Json(roles.iter().map(|role| if whole { show(role, language) } else { name(role, language) }).collect()))
}

fn name(standing: &Standing, language: Language) -> Value {
    let role = &standing.role;
    json!({
        "name": role, "label": role_label(role, standing.definition.label.as_deref(), language),
        "about": words::find(language, &format!("roles.shipped.{}.about", role.name())), "shipped": role.is_shipped(),
    })
}

fn show(standing: &Standing, language: Language) -> Value {
    let shipped = role::shipped().remove(&standing.role);
    let changed = shipped.as_ref().is_some_and(|shipped| *shipped != standing.definition);
    let mut shown = name(standing, language);
    if let Some(map) = shown.as_object_mut() {
        map.insert("office".into(), standing.role.is_office().into());
        map.insert("changed".into(), changed.into());
        map.insert("members".into(), standing.bearers.into());
        map.insert("version".into(), standing.version.into());
        map.insert("definition".into(), json!(standing.definition));
        map.insert("original".into(), json!(shipped.filter(|_| changed)));
    }
    shown
}

/// Makes a role, or changes one. `If-Match: "0"` where there is none yet, or where a shipped one is still as it was shipped.
#[put("/roles/<name>", data = "<input>")]
pub async fn save(name: &str, admin: AccessAdmin, seen: IfMatch, desk: Desk, input: Input<Definition>) -> Result<Answer> {
    let role = named(name)?;
    let save = Change::SaveRole { role: role.clone(), seen: seen.0, definition: input.into_inner() };
    match desk.change(&admin.0, save).await? {
        Changed::Proposed(proposal) => Ok(Answer::Waits(proposal)),
        Changed::Saved(_) => {
            let roles = desk.read(|_, reader| change::roles(reader.conn)).await?;
            let saved = roles.iter().find(|standing| standing.role == role).ok_or_else(unknown)?;
            Ok(Answer::Shown(Status::Ok, show(saved, admin.0.language)))
        }
    }
}

/// Takes an own role away, or makes a changed one again what was shipped.
#[delete("/roles/<name>")]
pub async fn drop(name: &str, admin: AccessAdmin, seen: IfMatch, desk: Desk) -> Result<Answer> {
    match desk.change(&admin.0, Change::DropRole { role: named(name)?, seen: seen.0 }).await? {
        Changed::Proposed(proposal) => Ok(Answer::Waits(proposal)),
        Changed::Saved(_) => Ok(Answer::Gone),
    }
}

fn named(name: &str) -> Result<Role> {
    name.parse().map_err(|_| Error::rejected("name", "role.name"))
}

fn unknown() -> Error {
    Error::NotFound(Reason::new("role.unknown_role"))
}

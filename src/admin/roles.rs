//! Roles over HTTP: who may what, as data. The three offices stand as they are.

use rocket::http::Status;
use rocket::serde::json::{Json, Value};
use rocket::{State, delete, get, put};
use serde_json::json;
use std::sync::Arc;

use super::access_editor::{AccessEditor, ChangeAnswer, ChangeOutcome};
use crate::access::change::{self, AccessChange, StoredRole};
use crate::access::role::{self, Definition};
use crate::access::vocabulary::role_label;
use crate::actor::{Actor, Language};
use crate::error::{Error, Reason, Result};
use crate::http::{IfMatch, Input};
use crate::i18n;
use crate::people::{AccessAdmin, AdminRight, Administration, Role, demand};

/// All roles: whole for those who look after access, by name alone for those who give them to people.
#[get("/roles")]
pub async fn list(actor: Actor, administration: &State<Arc<dyn Administration>>, editor: AccessEditor) -> Result<Json<Vec<Value>>> {
    let may = |right| administration.may(&actor, right);
    let whole = may(AdminRight::Explain) || may(AdminRight::Access);
    if !whole && !may(AdminRight::Users) {
        demand(&editor.db, &***administration, &actor, AdminRight::Explain).await?;
    }
    let roles = editor.read(|_, reader| change::roles(reader.conn)).await?;
    let language = actor.language;
    Ok(Json(roles.iter().map(|role| if whole { show(role, language) } else { name(role, language) }).collect()))
}

fn name(standing: &StoredRole, language: Language) -> Value {
    let role = &standing.role;
    json!({
        "name": role, "label": role_label(role, standing.definition.label.as_deref(), language),
        "about": i18n::find(language, &format!("roles.shipped.{}.about", role.name())), "shipped": role.is_shipped(),
    })
}

fn show(standing: &StoredRole, language: Language) -> Value {
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
pub async fn save(name: &str, admin: AccessAdmin, seen: IfMatch, editor: AccessEditor, input: Input<Definition>) -> Result<ChangeAnswer> {
    let role = named(name)?;
    let save = AccessChange::SaveRole { role: role.clone(), seen: seen.version()?, definition: input.into_inner() };
    match editor.change(&admin.0, save).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(_) => {
            let roles = editor.read(|_, reader| change::roles(reader.conn)).await?;
            let saved = roles.iter().find(|standing| standing.role == role).ok_or_else(unknown)?;
            Ok(ChangeAnswer::Shown(Status::Ok, show(saved, admin.0.language)))
        }
    }
}

/// Takes an own role away, or makes a changed one again what was shipped.
#[delete("/roles/<name>")]
pub async fn drop(name: &str, admin: AccessAdmin, seen: IfMatch, editor: AccessEditor) -> Result<ChangeAnswer> {
    match editor.change(&admin.0, AccessChange::DropRole { role: named(name)?, seen: seen.version()? }).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(_) => Ok(ChangeAnswer::Gone),
    }
}

fn named(name: &str) -> Result<Role> {
    name.parse().map_err(|_| Error::rejected("name", "role.name"))
}

fn unknown() -> Error {
    Error::NotFound(Reason::new("role.unknown_role"))
}

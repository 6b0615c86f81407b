//! Further policies over HTTP: conditions that roles cannot express, in Cedar's words, looked at before they are saved.

use rocket::http::Status;
use rocket::serde::json::{Json, Value};
use rocket::{delete, get, patch, post};
use serde::Deserialize;
use serde_json::json;

use super::access_editor::{AccessEditor, ChangeAnswer, ChangeOutcome};
use crate::access::PolicyError;
use crate::access::change::{self, AccessChange, Policy};
use crate::actor::Language;
use crate::clock::{from_millis, rfc3339};
use crate::db::Reader;
use crate::error::{Error, Reason, Result};
use crate::http::{IfMatch, Input, problem};
use crate::people::{AccessAdmin, AccessReader, users};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    name: String,
    text: String,
    #[serde(default = "yes")]
    active: bool,
}

fn yes() -> bool {
    true
}

/// What is to become of a policy; what is not named stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDraft {
    name: Option<String>,
    text: Option<String>,
    active: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyText {
    text: String,
    /// The policy that it would replace.
    #[serde(default)]
    id: Option<String>,
}

#[get("/policies")]
pub async fn list(_reader: AccessReader, editor: AccessEditor) -> Result<Json<Vec<Value>>> {
    editor.read(|_, reader| all(reader)).await.map(Json)
}

fn all(reader: &mut Reader<'_>) -> Result<Vec<Value>> {
    let policies = change::policies(reader.conn)?;
    let people: Vec<i64> = policies.iter().filter_map(|policy| policy.updated_by).collect();
    let names = users::names(reader.conn, &people)?;
    let show = |policy: &Policy| {
        let by = policy.updated_by.map(|id| json!({ "id": id.to_string(), "title": names.get(&id) }));
        json!({
            "id": policy.id.to_string(), "name": policy.name, "text": policy.text, "active": policy.active, "version": policy.version,
            "updated_at": rfc3339(from_millis(policy.updated_at)), "updated_by": by,
        })
    };
    Ok(policies.iter().map(show).collect())
}

async fn one(editor: &AccessEditor, id: i64) -> Result<Value> {
    let all = editor.read(|_, reader| all(reader)).await?;
    all.into_iter().find(|policy| policy["id"].as_str().and_then(|known| known.parse().ok()) == Some(id)).ok_or_else(gone)
}

#[post("/policies", data = "<input>")]
pub async fn create(admin: AccessAdmin, editor: AccessEditor, input: Input<NewPolicy>) -> Result<ChangeAnswer> {
    let NewPolicy { name, text, active } = input.into_inner();
    match editor.change(&admin.0, AccessChange::AddPolicy { name, text, active }).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(id) => {
            let id = id.ok_or_else(gone)?;
            Ok(ChangeAnswer::Created(format!("/api/policies/{id}"), one(&editor, id).await?))
        }
    }
}

#[patch("/policies/<id>", data = "<input>")]
pub async fn update(id: i64, admin: AccessAdmin, seen: IfMatch, editor: AccessEditor, input: Input<PolicyDraft>) -> Result<ChangeAnswer> {
    let draft = input.into_inner();
    let before = editor.read(|_, reader| change::policies(reader.conn)).await?;
    let before = before.into_iter().find(|policy| policy.id == id).ok_or_else(gone)?;
    let save = AccessChange::SavePolicy {
        id,
        seen: seen.version()?,
        name: draft.name.unwrap_or(before.name),
        text: draft.text.unwrap_or(before.text),
        active: draft.active.unwrap_or(before.active),
    };
    match editor.change(&admin.0, save).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(_) => Ok(ChangeAnswer::Shown(Status::Ok, one(&editor, id).await?)),
    }
}

#[delete("/policies/<id>")]
pub async fn drop(id: i64, admin: AccessAdmin, seen: IfMatch, editor: AccessEditor) -> Result<ChangeAnswer> {
    match editor.change(&admin.0, AccessChange::DropPolicy { id, seen: seen.version()? }).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(_) => Ok(ChangeAnswer::Gone),
    }
}

/// What saving would say, with the place in the text; nothing is written.
#[post("/policies/check", data = "<input>")]
pub async fn check(admin: AccessAdmin, editor: AccessEditor, input: Input<PolicyText>) -> Result<Json<Value>> {
    let PolicyText { text, id } = input.into_inner();
    let id = id.and_then(|id| id.parse().ok());
    let found = editor.read_long(move |access, reader| access.try_policy(reader.conn, id, &text)).await?;
    Ok(Json(found.map_or_else(|| json!({ "ok": true }), |error| told(&error, admin.0.language))))
}

fn told(error: &PolicyError, language: Language) -> Value {
    let invalid = error.invalid();
    let described = problem::describe(&invalid, language);
    let at = error.place.map_or((1, 1), |at| (at.line, at.column));
    json!({ "ok": false, "problem": described["code"], "message": described["message"], "line": at.0, "column": at.1 })
}

/// The words to write policies with.
#[get("/policies/vocabulary")]
pub async fn vocabulary(reader: AccessReader, editor: AccessEditor) -> Result<Json<Value>> {
    let roles = editor.read(|_, reader| change::roles(reader.conn)).await?;
    let roles: Vec<_> = roles.into_iter().map(|standing| (standing.role, standing.definition.label)).collect();
    Ok(Json(editor.access.vocabulary(&roles, reader.0.language)))
}

fn gone() -> Error {
    Error::NotFound(Reason::new("policy.gone"))
}

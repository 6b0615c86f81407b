//! Changes that wait for a second person, and the switch that asks for one.

use std::net::IpAddr;

use rocket::http::Status;
use rocket::response::status::NoContent;
use rocket::serde::json::{Json, Value};
use rocket::{get, post, put};
use serde::Deserialize;
use serde_json::json;

use super::access_editor::{AccessEditor, ChangeAnswer, ChangeOutcome};
use crate::access::Proposal;
use crate::access::change::{self, AccessChange};
use crate::clock::{from_millis, rfc3339};
use crate::config::Cidr;
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::http::Input;
use crate::people::{AccessAdmin, AccessReader, users};

/// One setting at a time, because each may wait for a second person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingChange {
    #[serde(default)]
    two_people: Option<bool>,
    /// The networks that count as the office, beside those of the configuration.
    #[serde(default)]
    office: Option<Vec<String>>,
}

#[get("/access/settings")]
pub async fn settings(reader: AccessReader, editor: AccessEditor) -> Result<Json<Value>> {
    stands(&editor, reader.0.ip).await.map(Json)
}

async fn stands(editor: &AccessEditor, here: Option<IpAddr>) -> Result<Value> {
    let (two, office) = editor.read(|_, reader| Ok((change::needs_two(reader.conn)?, change::office(reader.conn)?))).await?;
    let configured: Vec<String> = editor.access.configured_office().iter().map(Cidr::to_string).collect();
    Ok(json!({ "two_people": two, "office": office, "configured_office": configured, "here": here.map(|ip| ip.to_canonical()) }))
}

/// The switch is under its own rule: where it is on, turning it off needs two people.
#[put("/access/settings", data = "<input>")]
pub async fn switch(admin: AccessAdmin, editor: AccessEditor, input: Input<SettingChange>) -> Result<ChangeAnswer> {
    let change = match input.into_inner() {
        SettingChange { two_people: Some(on), office: None } => AccessChange::TwoPeople { on },
        SettingChange { two_people: None, office: Some(networks) } => AccessChange::Office { networks },
        SettingChange { .. } => return Err(Error::refused("access.setting")),
    };
    match editor.change(&admin.0, change).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(_) => Ok(ChangeAnswer::Shown(Status::Ok, stands(&editor, admin.0.ip).await?)),
    }
}

#[get("/access/proposals")]
pub async fn list(_reader: AccessReader, editor: AccessEditor) -> Result<Json<Vec<Value>>> {
    editor.read(|_, reader| all(reader)).await.map(Json)
}

fn all(reader: &mut Reader<'_>) -> Result<Vec<Value>> {
    let proposals = Proposal::all(reader.conn)?;
    let named = |proposal: &Proposal| [Some(proposal.created_by), proposal.decided_by, proposal.change.person()];
    let people: Vec<i64> = proposals.iter().flat_map(named).flatten().map(|user| user.0).collect();
    let names = users::names(reader.conn, &people)?;
    let person = |id: i64| json!({ "id": id.to_string(), "title": names.get(&id) });
    let show = |proposal: &Proposal| {
        json!({
            "id": proposal.id.to_string(), "change": proposal.change, "person": proposal.change.person().map(|user| person(user.0)), "state": proposal.state,
            "created_at": rfc3339(from_millis(proposal.created_at)), "created_by": person(proposal.created_by.0),
            "decided_at": proposal.decided_at.map(|at| rfc3339(from_millis(at))), "decided_by": proposal.decided_by.map(|user| person(user.0)),
        })
    };
    Ok(proposals.iter().map(show).collect())
}

/// Looks at the change anew, and saves it.
#[post("/access/proposals/<id>/approve")]
pub async fn approve(id: i64, admin: AccessAdmin, editor: AccessEditor) -> Result<NoContent> {
    let (proposal, checked) = editor.read_long(move |access, reader| Proposal::ready(access, reader.conn, id)).await?;
    editor.db.write(&admin.0, move |tx| Proposal::approve(tx, &proposal, &checked)).await?;
    Ok(NoContent)
}

/// Says no to a change, or takes one's own back.
#[post("/access/proposals/<id>/reject")]
pub async fn reject(id: i64, admin: AccessAdmin, editor: AccessEditor) -> Result<NoContent> {
    editor.read(move |_, reader| Proposal::open(reader.conn, id).map(drop)).await?;
    editor.db.write(&admin.0, move |tx| Proposal::reject(tx, id)).await?;
    Ok(NoContent)
}

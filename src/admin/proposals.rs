//! Changes that wait for a second person, and the switch that asks for one.

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
use crate::db::Reader;
use crate::error::Result;
use crate::http::Input;
use crate::people::{AccessAdmin, AccessReader, users};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    two_people: bool,
}

#[get("/access/settings")]
pub async fn settings(_reader: AccessReader, editor: AccessEditor) -> Result<Json<Value>> {
    let two = editor.read(|_, reader| change::needs_two(reader.conn)).await?;
    Ok(Json(json!({ "two_people": two })))
}

/// The switch is under its own rule: where it is on, turning it off needs two people.
#[put("/access/settings", data = "<input>")]
pub async fn switch(admin: AccessAdmin, editor: AccessEditor, input: Input<Switch>) -> Result<ChangeAnswer> {
    let on = input.into_inner().two_people;
    match editor.change(&admin.0, AccessChange::TwoPeople { on }).await? {
        ChangeOutcome::Proposed(proposal) => Ok(ChangeAnswer::Waits(proposal)),
        ChangeOutcome::Saved(_) => Ok(ChangeAnswer::Shown(Status::Ok, json!({ "two_people": on }))),
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

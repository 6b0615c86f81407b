//! With whom a record is shared, over HTTP.

use rocket::response::status::NoContent;
use rocket::serde::json::{Json, Value};
use rocket::{delete, get, post, put};
use serde::Deserialize;

use super::RecordContext;
use crate::error::Result;
use crate::http::Input;
use crate::ids::{RecordId, UserId};
use crate::records::shares::{self, Membership, ShareAnswer};

#[get("/records/<object>/<id>/team")]
pub(super) async fn team(object: &str, id: i64, context: RecordContext) -> Result<Json<Value>> {
    let id = RecordId(id);
    context.read(object, Some(id), move |engine, reader, actor, object| shares::team(engine, reader, actor, object, id)).await.map(Json)
}

#[put("/records/<object>/<id>/team/<user>", data = "<how>")]
pub(super) async fn share(object: &str, id: i64, user: UserId, context: RecordContext, how: Input<Membership>) -> Result<NoContent> {
    let (id, how) = (RecordId(id), how.into_inner());
    context.write(object, Some(id), move |engine, tx, object| shares::share(tx, engine, object, id, user, how)).await.map(|()| NoContent)
}

#[delete("/records/<object>/<id>/team/<user>")]
pub(super) async fn unshare(object: &str, id: i64, user: UserId, context: RecordContext) -> Result<NoContent> {
    let id = RecordId(id);
    context.write(object, Some(id), move |engine, tx, object| shares::unshare(tx, engine, object, id, user)).await.map(|()| NoContent)
}

/// What somebody typed, by which the record is meant that they ask for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShareQuestion {
    values: Value,
    #[serde(default)]
    note: Option<String>,
}

#[post("/records/<object>/share-requests", data = "<question>")]
pub(super) async fn ask(object: &str, question: Input<ShareQuestion>, context: RecordContext) -> Result<NoContent> {
    let question = question.into_inner();
    let draft = context.record(&context.engine.object(object)?.clone(), &question.values)?;
    let ask = context.write(object, None, move |engine, tx, object| shares::ask(tx, engine, object, &draft, question.note.as_deref()));
    ask.await.map(|()| NoContent)
}

#[get("/share-requests")]
pub(super) async fn requests(context: RecordContext) -> Result<Json<Value>> {
    let RecordContext { db, engine, actor, .. } = context;
    db.read(move |reader| shares::requests(&engine, reader, &actor)).await.map(Json)
}

#[post("/share-requests/<id>/answer", data = "<answer>")]
pub(super) async fn answer(id: i64, answer: Input<ShareAnswer>, context: RecordContext) -> Result<NoContent> {
    let RecordContext { db, engine, actor, .. } = context;
    let answer = answer.into_inner();
    db.write(&actor, move |tx| shares::answer(tx, &engine, id, &answer)).await.map(|()| NoContent)
}

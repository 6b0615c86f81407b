//! With whom a record is shared, over HTTP.

use rocket::response::status::NoContent;
use rocket::serde::json::{Json, Value};
use rocket::{delete, get, put};

use super::RecordContext;
use crate::error::Result;
use crate::http::Input;
use crate::ids::{RecordId, UserId};
use crate::records::shares::{self, Membership};

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

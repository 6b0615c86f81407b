//! A record's team over HTTP.

use rocket::response::status::NoContent;
use rocket::serde::json::{Json, Value};
use rocket::{Route, delete, get, put, routes as list};

use super::Membership;
use crate::error::Result;
use crate::http::Input;
use crate::ids::{RecordId, UserId};
use crate::records::routes::Desk;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![team, share, unshare]
}

#[get("/records/<object>/<id>/team")]
async fn team(object: &str, id: i64, desk: Desk) -> Result<Json<Value>> {
    let id = RecordId(id);
    desk.read(object, Some(id), move |engine, reader, actor, object| super::team(engine, reader, actor, object, id)).await.map(Json)
}

#[put("/records/<object>/<id>/team/<user>", data = "<how>")]
async fn share(object: &str, id: i64, user: UserId, desk: Desk, how: Input<Membership>) -> Result<NoContent> {
    let (id, how) = (RecordId(id), how.into_inner());
    desk.write(object, Some(id), move |engine, tx, object| super::share(tx, engine, object, id, user, how)).await.map(|()| NoContent)
}

#[delete("/records/<object>/<id>/team/<user>")]
async fn unshare(object: &str, id: i64, user: UserId, desk: Desk) -> Result<NoContent> {
    let id = RecordId(id);
    desk.write(object, Some(id), move |engine, tx, object| super::unshare(tx, engine, object, id, user)).await.map(|()| NoContent)
}

//! The routes of departments (docs/API.md). Those of users need to know of passwords and locks, so they stand in `auth`.

use rocket::fairing::{AdHoc, Fairing};
use rocket::response::status::Created;
use rocket::serde::json::Json;
use rocket::{State, get, post, routes};
use serde::{Deserialize, Serialize};

use super::departments::{self, Department};
use super::guard::UserAdmin;
use crate::actor::Actor;
use crate::db::Db;
use crate::error::Result;
use crate::http::Input;
use crate::ids::DepartmentId;

#[derive(Serialize)]
struct Items {
    items: Vec<Department>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    name: String,
    #[serde(default)]
    parent: Option<DepartmentId>,
}

/// All departments.
#[get("/departments")]
async fn list(_actor: Actor, db: &State<Db>) -> Result<Json<Items>> {
    db.read(|reader| Ok(Json(Items { items: departments::all(reader.conn)? }))).await
}

/// Creates a department.
#[post("/departments", data = "<input>")]
async fn create(admin: UserAdmin, db: &State<Db>, input: Input<New>) -> Result<Created<Json<Department>>> {
    let New { name, parent } = input.into_inner();
    let made = db.write(&admin.0, move |tx| departments::create(tx, &name, parent)).await?;
    Ok(Created::new(format!("/api/departments/{}", made.id)).body(Json(made)))
}

/// Mounts the routes under `/api`. `Actor` is made by `auth`.
pub fn stage() -> impl Fairing {
    AdHoc::on_ignite("People", |rocket| async { rocket.mount("/api", routes![list, create]) })
}

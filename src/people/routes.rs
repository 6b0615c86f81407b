//! The routes of departments (docs/API.md). Those of users need to know of passwords and locks, so they stand in `auth`.

use rocket::fairing::{AdHoc, Fairing};
use rocket::response::status::{Created, NoContent};
use rocket::serde::json::Json;
use rocket::{State, delete, get, patch, post, routes};
use serde::{Deserialize, Serialize};

use super::departments::{self, Department, DepartmentChange};
use super::guard::UserAdmin;
use crate::actor::Actor;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Input, input};
use crate::ids::{DepartmentId, UserId};

#[derive(Serialize)]
struct DepartmentList {
    items: Vec<Department>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDepartment {
    name: String,
    #[serde(default)]
    parent: Option<DepartmentId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentUpdate {
    name: Option<String>,
    #[serde(default, deserialize_with = "input::given")]
    parent: Option<Option<DepartmentId>>,
    #[serde(default, deserialize_with = "input::given")]
    leader: Option<Option<UserId>>,
}

/// All departments.
#[get("/departments")]
async fn list(_actor: Actor, db: &State<Db>) -> Result<Json<DepartmentList>> {
    db.read(|reader| Ok(Json(DepartmentList { items: departments::all(reader.conn)? }))).await
}

/// Creates a department.
#[post("/departments", data = "<input>")]
async fn create(admin: UserAdmin, db: &State<Db>, input: Input<NewDepartment>) -> Result<Created<Json<Department>>> {
    let NewDepartment { name, parent } = input.into_inner();
    let made = db.write(&admin.0, move |tx| departments::create(tx, &name, parent)).await?;
    Ok(Created::new(format!("/api/departments/{}", made.id)).body(Json(made)))
}

/// Renames or moves a department, or gives it another leader.
#[patch("/departments/<id>", data = "<input>")]
async fn update(id: DepartmentId, admin: UserAdmin, db: &State<Db>, input: Input<DepartmentUpdate>) -> Result<Json<Department>> {
    let DepartmentUpdate { name, parent, leader } = input.into_inner();
    db.write(&admin.0, move |tx| departments::update(tx, id, &DepartmentChange { name, parent, leader })).await.map(Json)
}

/// Deletes a department that nobody belongs to.
#[delete("/departments/<id>")]
async fn remove(id: DepartmentId, admin: UserAdmin, db: &State<Db>) -> Result<NoContent> {
    db.write(&admin.0, move |tx| departments::delete(tx, id)).await.map(|()| NoContent)
}

/// Mounts the routes under `/api`. `Actor` is made by `auth`.
pub fn stage() -> impl Fairing {
    AdHoc::on_ignite("People", |rocket| async { rocket.mount("/api", routes![list, create, update, remove]) })
}

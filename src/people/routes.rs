//! The routes of departments (docs/API.md). Those of users need to know of passwords and locks, so they stand in `auth`.

use std::sync::Arc;

use rocket::fairing::{AdHoc, Fairing};
use rocket::response::status::Created;
use rocket::serde::json::Json;
use rocket::{State, get, post, routes};
use serde::{Deserialize, Serialize};

use super::departments::{self, Department};
use super::guard::UserAdmin;
use super::role::Administration;
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
async fn create(
    admin: UserAdmin,
    db: &State<Db>,
    administration: &State<Arc<dyn Administration>>,
    input: Input<New>,
) -> Result<Created<Json<Department>>> {
    let (New { name, parent }, administration) = (input.into_inner(), Arc::clone(administration));
    let made = db.write(&admin.0, move |tx| {
        let made = departments::create(tx, &name, parent)?;
        let all = departments::all(tx.conn)?;
        tx.after_commit(move || administration.departments_are(&all));
        Ok(made)
    });
    let made = made.await?;
    Ok(Created::new(format!("/api/departments/{}", made.id)).body(Json(made)))
}

/// Mounts the routes under `/api`. `Actor` is made by `auth`.
pub fn stage() -> impl Fairing {
    AdHoc::on_ignite("People", |rocket| async { rocket.mount("/api", routes![list, create]) })
}

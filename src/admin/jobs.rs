//! Everybody's jobs that wait or are under way: for seeing what keeps the server busy, and ending it. What they are about stays with whoever
//! asked for them.

use std::collections::HashMap;

use rocket::http::Status;
use rocket::serde::json::{Json, Value};
use rocket::{State, delete, get};
use serde_json::json;

use crate::db::{Db, Reader};
use crate::error::Result;
use crate::ids::{JobId, UserId};
use crate::jobs::{self, Jobs};
use crate::people::{SettingsAdmin, users};

/// Each person has ten open at most.
const LISTED: i64 = 200;

#[get("/jobs/all")]
pub async fn list(_admin: SettingsAdmin, db: &State<Db>) -> Result<Json<Vec<Value>>> {
    let shown = |reader: &mut Reader<'_>| {
        let jobs = jobs::all_open(reader.conn, LISTED)?;
        let mut names: HashMap<UserId, String> = HashMap::new();
        for user in jobs.iter().filter_map(|job| job.user) {
            if !names.contains_key(&user)
                && let Some(found) = users::find(reader.conn, user)?
            {
                names.insert(user, found.name);
            }
        }
        let with_user = |job: &jobs::OpenJob| {
            let mut shown = serde_json::to_value(job)?;
            let user = job.user.and_then(|id| Some(json!({ "id": id, "title": names.get(&id)? })));
            shown["user"] = user.unwrap_or_default();
            Ok(shown)
        };
        jobs.iter().map(with_user).collect()
    };
    db.read(shown).await.map(Json)
}

#[delete("/jobs/all/<id>")]
pub async fn cancel(id: JobId, admin: SettingsAdmin, jobs: &State<Jobs>) -> Result<Status> {
    jobs.cancel_any(&admin.0, id).await.map(|()| Status::NoContent)
}

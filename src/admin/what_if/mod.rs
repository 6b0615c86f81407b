//! What if: whom a change of roles, policies or people would let see more, and from whom it would take what.
//!
//! The predicates of everybody, as they are and as they would be, are compared first: who would be answered the same is not counted
//! at all. For the rest each object's table is read once, in groups by the columns that those predicates ask for, and
//! whom a group belongs to is decided in memory. So two hundred people cost little more than one.
//!
//! Only numbers leave this module. It is asked as if everybody sat at their desk (`access::editor`), and where a policy asks for the moment
//! elsewhere, too.

mod count;
mod job;
mod keys;
mod request;
mod tally;
mod what;

pub use count::{Difference, Differences, differences};
pub use job::WhatIfJob;
pub use request::WhatIfRequest;

use std::sync::Arc;

use rocket::http::Status;
use rocket::serde::json::{Json, Value};
use rocket::{State, post};
use serde_json::json;

use super::access_editor::AccessEditor;
use crate::error::Result;
use crate::http::Input;
use crate::i18n;
use crate::jobs::Jobs;
use crate::people::{AccessReader, AdminRight, Administration, demand};

/// What could not be supposed is refused at once and not by a failed job.
#[post("/access/what-if", data = "<input>")]
pub async fn start(
    reader: AccessReader,
    editor: AccessEditor,
    administration: &State<Arc<dyn Administration>>,
    jobs: &State<Jobs>,
    input: Input<WhatIfRequest>,
) -> Result<(Status, Json<Value>)> {
    let request = input.into_inner();
    if request.has_free_text() {
        demand(&editor.db, &***administration, &reader.0, AdminRight::Access).await?;
    }
    let tried = request.clone();
    editor.read_long(move |access, reader| tried.suppose(access, reader).map(drop)).await?;
    let title = i18n::text(reader.0.language, "access.what_if.title").into_owned();
    let job = jobs.submit::<WhatIfJob>(&reader.0, title, &request).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}

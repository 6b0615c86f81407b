//! Bringing a file, looking into it, running it.

use rocket::data::{Data, Limits, ToByteUnit};
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{FromForm, Route, State, get, post, routes as list};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use super::job::{ImportInput, ImportJob};
use super::plan::{ColumnRules, ImportPlan, OnDuplicate};
use super::upload::{self, Brought, Upload};
use super::{run, template};
use crate::actor::Actor;
use crate::db::Db;
use crate::error::{Error, Reason, Result};
use crate::http::{Input, QueryValue, blocking};
use crate::i18n;
use crate::ids::UserId;
use crate::jobs::{self, Download, Jobs, StoredFile, UploadTurn};
use crate::people::users;
use crate::records::{PinnedEngine, operations};
use crate::sheet::{Format, SheetChoice, SheetLimits, TextEncoding};

/// For mounting at `/api`. The size of a file is Rocket's limit `file`.
pub fn routes() -> Vec<Route> {
    list![bring, look, start, undo, empty]
}

/// The length of a file's name that is kept.
const LONGEST_NAME: usize = 150;

/// What a file is for, and what it is called.
#[derive(FromForm)]
struct FileAsked {
    object: Option<String>,
    filename: Option<String>,
    encoding: QueryValue<TextEncoding>,
    sheet: Option<String>,
    heading_row: QueryValue<NonZeroUsize>,
}

/// How the file is to be read, as far as that is said.
#[derive(FromForm)]
struct ReadingAsked {
    encoding: QueryValue<TextEncoding>,
    sheet: Option<String>,
    heading_row: QueryValue<NonZeroUsize>,
}

impl ReadingAsked {
    fn choice(self) -> Result<SheetChoice> {
        let heading_row = self.heading_row.read("heading_row")?.map(NonZeroUsize::get);
        Ok(SheetChoice { encoding: self.encoding.read("encoding")?, sheet: self.sheet, heading_row })
    }
}

#[post("/imports?<asked..>", data = "<data>")]
async fn bring(
    asked: FileAsked,
    data: Data<'_>,
    limits: &Limits,
    turn: UploadTurn,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<(Status, Json<Upload>)> {
    let FileAsked { object, filename, encoding, sheet, heading_row } = asked;
    let choice = ReadingAsked { encoding, sheet, heading_row }.choice()?;
    let actor = turn.actor.clone();
    let limit = limits.get("file").unwrap_or_else(|| 20.mebibytes());
    let body = data.open(limit).into_bytes().await?;
    if !body.is_complete() {
        return Err(Error::TooLarge { limit: limit.as_u64() });
    }
    let (bytes, name, object) = (body.into_inner(), bare_name(&filename.unwrap_or_default()), object.unwrap_or_default());
    let (engine, asker, files) = (engine.clone(), actor.clone(), jobs.files.clone());
    let format = if bytes.starts_with(b"PK") { Format::Xlsx } else { Format::Csv };
    let (mut upload, draft) = blocking(move || {
        let draft = jobs::seal(&files, &bytes)?;
        let brought = Brought { file: StoredFile { id: 0, name, media_type: String::new(), bytes }, object };
        Ok((Upload::look(&engine, &asker, brought, &choice)?, draft))
    })
    .await?;
    let (object, name) = (upload.object.clone(), upload.file.clone());
    let id = db.write(&actor, move |tx| upload::keep(tx, &object, &name, draft, format)).await?;
    upload.id = id.to_string();
    Ok((Status::Created, Json(upload)))
}

#[derive(Serialize)]
struct Looked {
    #[serde(flatten)]
    upload: Upload,
    /// `waiting`, or the state of the latest job that was started with it.
    state: Value,
    job: Option<crate::ids::JobId>,
}

/// The file as it is read when nothing is said, or as somebody says.
#[get("/imports/<id>?<reading..>")]
async fn look(
    id: i64,
    reading: ReadingAsked,
    turn: UploadTurn,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<Json<Looked>> {
    let (choice, actor) = (reading.choice()?, turn.actor.clone());
    let (asker, files) = (actor.clone(), jobs.files.clone());
    let (brought, latest) = db
        .read(move |reader| {
            let brought = upload::brought(reader.conn, &files, &asker, id)?;
            let jobs = jobs::of_kind::<ImportJob>(reader.conn, &asker, 100)?;
            Ok((brought, jobs.into_iter().find(|(_, input)| input.import == id && !input.plan.dry_run)))
        })
        .await?;
    let engine = engine.clone();
    let upload = blocking(move || Upload::look(&engine, &actor, brought, &choice)).await?;
    let job = latest.map(|(view, _)| view);
    let state = job.as_ref().map_or(json!("waiting"), |view| json!(view.state));
    Ok(Json(Looked { upload, state, job: job.map(|view| view.id) }))
}

/// What the wizard sends: a heading without a target is not imported.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportRequest {
    mapping: BTreeMap<String, Option<String>>,
    #[serde(default)]
    on_duplicate: OnDuplicate,
    #[serde(default)]
    match_by: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, ColumnRules>,
    #[serde(default)]
    default_owner: Option<UserReference>,
    #[serde(default)]
    allow_duplicates: Option<String>,
    #[serde(default)]
    area_code: Option<String>,
    #[serde(default)]
    dry_run: bool,
    /// As the answer to bringing the file has it; what is not said is found out again.
    #[serde(default)]
    reading: SheetChoice,
}

/// The bare id or a link.
#[derive(Deserialize)]
#[serde(untagged)]
enum UserReference {
    Id(UserId),
    Link { id: UserId },
}

impl ImportRequest {
    fn plan(self, object: &str) -> ImportPlan {
        let mapped = self.mapping.into_iter().filter_map(|(heading, target)| Some((heading, target.filter(|t| !t.is_empty())?)));
        let default_owner = self.default_owner.map(|person| match person {
            UserReference::Id(id) | UserReference::Link { id } => id,
        });
        ImportPlan {
            object: object.to_owned(),
            mapping: mapped.collect(),
            on_duplicate: self.on_duplicate,
            match_by: self.match_by.filter(|field| !field.is_empty()),
            columns: self.columns,
            default_owner,
            allow_duplicates: self.allow_duplicates.filter(|reason| !reason.trim().is_empty()),
            area_code: self.area_code,
            dry_run: self.dry_run,
        }
    }
}

#[post("/imports/<id>/run", data = "<asked>")]
async fn start(
    id: i64,
    asked: Input<ImportRequest>,
    turn: UploadTurn,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<(Status, Json<Value>)> {
    let actor = turn.actor.clone();
    let (asker, mut asked, files) = (actor.clone(), asked.into_inner(), jobs.files.clone());
    if asked.mapping.len() > SheetLimits::default().columns {
        return Err(Error::rejected("mapping", "import.heading_unknown"));
    }
    let choice = std::mem::take(&mut asked.reading);
    let brought = db
        .read(move |reader| {
            if let Some(UserReference::Id(owner) | UserReference::Link { id: owner }) = asked.default_owner
                && users::find(reader.conn, owner)?.is_none_or(|user| !user.active)
            {
                return Err(Error::rejected("default_owner", "user.inactive"));
            }
            let brought = upload::brought(reader.conn, &files, &asker, id)?;
            let plan = asked.plan(&brought.object);
            Ok((brought, plan))
        })
        .await?;
    let (engine, asker) = (engine.clone(), actor.clone());
    let (plan, reading, title) = blocking(move || {
        let (brought, plan) = brought;
        let (fit, _pass) = upload::admit(brought.file.bytes, &brought.file.name)?;
        let sheet = upload::read(fit, &engine, &asker, engine.object(&brought.object)?, &choice)?;
        let object = run::permitted(&engine, &asker, &plan, &sheet)?.object;
        let args = [("object", object.many(asker.language)), ("file", brought.file.name)];
        let key = if plan.dry_run { "import.trial_title" } else { "import.title" };
        // What was found out is found once: the job reads the file in the same way.
        Ok((plan, sheet.found().choice(), i18n::fill(asker.language, key, &args)))
    })
    .await?;
    let job = jobs.submit::<ImportJob>(&actor, title, &ImportInput { import: id, plan, reading }).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}

/// Undoes what the latest run of a file did, or says what that would do.
#[post("/imports/<id>/undo?<dry_run>")]
async fn undo(
    id: i64,
    dry_run: QueryValue<bool>,
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<operations::UndoAnswer> {
    let (asker, dry_run) = (actor.clone(), dry_run.read("dry_run")?.unwrap_or(false));
    let operation = db.read(move |reader| {
        let runs = jobs::of_kind::<ImportJob>(reader.conn, &asker, 100)?;
        let run = runs.into_iter().find(|(_, input)| input.import == id && !input.plan.dry_run);
        let (job, _) = run.ok_or_else(|| Error::NotFound(Reason::new("undo.unknown")))?;
        operations::of_job(reader.conn, job.id)?.ok_or_else(|| Error::NotFound(Reason::new("undo.unknown")))
    });
    operations::answer(operation.await?, dry_run, actor, db, &engine, jobs).await
}

#[get("/imports/template/<object>", rank = 1)]
async fn empty(object: &str, actor: Actor, engine: PinnedEngine) -> Result<Download> {
    let (engine, object) = (engine.clone(), engine.object(object)?.clone());
    let file = blocking(move || template(&engine, &actor, &object)).await?;
    Ok(file.into())
}

/// Some clients send the whole path.
fn bare_name(name: &str) -> String {
    let bare = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = bare.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if kept.trim().is_empty() { "import".to_owned() } else { kept }
}

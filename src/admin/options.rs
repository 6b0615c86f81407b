//! The options that the company adds to its choices.

use std::sync::Arc;

use rocket::http::Status;
use rocket::serde::json::{Json, Value};
use rocket::{State, delete, get, post, put};
use serde::Deserialize;
use serde_json::json;

use crate::actor::{Actor, Language};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::Input;
use crate::model::{Field, Object};
use crate::people::SettingsAdmin;
use crate::records::options::{AddedOption, Options};
use crate::records::{EngineHandle, PinnedEngine};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionInput {
    label: String,
}

#[get("/options")]
pub fn list(admin: SettingsAdmin, engine: PinnedEngine) -> Json<Vec<Value>> {
    let language = admin.0.language;
    let fields = engine.catalog.iter().flat_map(|object| object.fields.iter().map(move |field| (object, field)));
    Json(fields.filter(|(_, field)| field.extensible).map(|(object, field)| show(object, field, language)).collect())
}

fn show(object: &Object, field: &Field, language: Language) -> Value {
    let options = field.options.iter();
    let options =
        options.map(|choice| json!({ "value": choice.value, "label": field.option_label(&choice.value, language), "added": choice.added }));
    json!({
        "name": format!("{}.{}", object.name, field.name), "object": object.name, "object_label": object.label(language), "field": field.name,
        "label": field.label(language), "options": options.collect::<Vec<_>>(),
    })
}

#[post("/options/<name>", data = "<input>")]
pub async fn add(
    name: &str,
    admin: SettingsAdmin,
    db: &State<Db>,
    handle: &State<Arc<EngineHandle>>,
    input: Input<OptionInput>,
) -> Result<(Status, Json<Value>)> {
    let label = input.into_inner().label;
    let option = change(name, &admin.0, db, handle, move |options| options.add(&label)).await?;
    Ok((Status::Created, Json(told(&option))))
}

#[put("/options/<name>/<value>", data = "<input>")]
pub async fn rename(
    name: &str,
    value: &str,
    admin: SettingsAdmin,
    db: &State<Db>,
    handle: &State<Arc<EngineHandle>>,
    input: Input<OptionInput>,
) -> Result<Json<Value>> {
    let (value, label) = (value.to_owned(), input.into_inner().label);
    let option = change(name, &admin.0, db, handle, move |options| options.rename(&value, &label)).await?;
    Ok(Json(told(&option)))
}

#[delete("/options/<name>/<value>")]
pub async fn remove(name: &str, value: &str, admin: SettingsAdmin, db: &State<Db>, handle: &State<Arc<EngineHandle>>) -> Result<Status> {
    let value = value.to_owned();
    change(name, &admin.0, db, handle, move |options| options.remove(&value)).await?;
    Ok(Status::NoContent)
}

fn told(option: &AddedOption) -> Value {
    json!({ "value": option.value, "label": option.label, "added": true })
}

/// Changes the options of a field, which is told as its object and its name, and lets everybody work with them.
async fn change<T: Send + 'static>(
    name: &str,
    actor: &Actor,
    db: &Db,
    handle: &Arc<EngineHandle>,
    what: impl FnOnce(&mut Options<'_, '_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let engine = handle.pin();
    let (object, name) = name.split_once('.').ok_or_else(Error::not_found)?;
    let (object, name) = (engine.object(object)?.clone(), name.to_owned());
    let changed = move |tx: &mut Tx<'_>| {
        let field = object.field(&name).ok_or_else(Error::not_found)?;
        what(&mut Options::of(tx, &engine, &object, field)?)
    };
    let answer = db.write(actor, changed).await?;
    let (handle, db) = (handle.clone(), db.clone());
    rocket::tokio::task::spawn_blocking(move || handle.read_options(&db)).await.map_err(Error::internal)??;
    Ok(answer)
}

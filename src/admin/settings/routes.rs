//! The settings over HTTP.

use std::sync::Arc;

use rocket::data::{Data, ToByteUnit};
use rocket::http::ContentType;
use rocket::serde::json::{Json, Value};
use rocket::{Route, State, delete, get, patch, put, routes as list};
use serde::Deserialize;
use serde_json::json;

use super::{change, logo, modules, test_mail, version};
use crate::actor::{Actor, Language};
use crate::auth::setup::organisation;
use crate::config::Config;
use crate::db::{Db, Reader, Tx};
use crate::error::{Error, Result};
use crate::http::{IfMatch, Input};
use crate::mail::Mail;
use crate::model::Catalog;
use crate::people::{SettingsAdmin, settings};
use crate::records::PinnedEngine;

pub fn routes() -> Vec<Route> {
    list![show, rename, switch_modules, picture, put_picture, drop_picture, test_mail::send]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsInput {
    organisation: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModulesInput {
    /// All others are on.
    off: Vec<String>,
}

#[get("/settings")]
async fn show(
    admin: SettingsAdmin,
    db: &State<Db>,
    config: &State<Arc<Config>>,
    mail: &State<Mail>,
    engine: PinnedEngine,
) -> Result<Json<Value>> {
    let (config, mail, language) = (Arc::clone(config), mail.is_on(), admin.0.language);
    db.read(move |reader| shown(reader, &config, mail, &engine.catalog, language)).await.map(Json)
}

fn shown(reader: &mut Reader<'_>, config: &Config, mail: bool, catalog: &Catalog, language: Language) -> Result<Value> {
    let (session, server) = (&config.session, &config.mail);
    Ok(json!({
        "organisation": settings::get(reader.conn, settings::ORGANISATION)?.unwrap_or_default(),
        "logo": settings::get(reader.conn, settings::LOGO_DIGEST)?,
        "version": version(reader.conn)?,
        "modules": modules::list(reader.conn, catalog, language)?,
        // What the configuration file says; the password stays in it.
        "mail": {
            "on": mail, "host": server.host, "port": server.host.as_ref().map(|_| server.port()),
            "from": server.from.as_ref().map(ToString::to_string), "user": server.user,
            "public_url": config.public_url.as_ref().map(|url| url.origin()),
        },
        "time_zone": config.time_zone.name(), "locale": config.locale.tag(), "area_code": config.area_code,
        "session": { "idle_minutes": session.idle_minutes, "absolute_hours": session.absolute_hours },
    }))
}

/// The company's name.
#[patch("/settings", data = "<input>")]
async fn rename(
    admin: SettingsAdmin,
    seen: IfMatch,
    db: &State<Db>,
    config: &State<Arc<Config>>,
    mail: &State<Mail>,
    engine: PinnedEngine,
    input: Input<SettingsInput>,
) -> Result<Json<Value>> {
    let name = organisation(&input.into_inner().organisation).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let (seen, config, mail, language) = (seen.version()?, Arc::clone(config), mail.is_on(), admin.0.language);
    let changed = move |tx: &mut Tx<'_>| {
        let before = settings::get(tx.conn, settings::ORGANISATION)?.unwrap_or_default();
        settings::set(tx, settings::ORGANISATION, &name)?;
        change(tx, seen, "organisation", [("from", &*before), ("to", &*name)]).map(drop)
    };
    db.write(&admin.0, changed).await?;
    db.read(move |reader| shown(reader, &config, mail, &engine.catalog, language)).await.map(Json)
}

/// The modules that the company uses.
#[put("/settings/modules", data = "<input>")]
async fn switch_modules(
    admin: SettingsAdmin,
    seen: IfMatch,
    db: &State<Db>,
    engine: PinnedEngine,
    input: Input<ModulesInput>,
) -> Result<Json<Value>> {
    let (seen, off) = (seen.version()?, input.into_inner().off);
    let version = db.write(&admin.0, move |tx| modules::switch(tx, seen, &engine.catalog, &off)).await?;
    Ok(Json(json!({ "version": version })))
}

/// The logo, for the shell of whoever is signed in.
#[get("/logo")]
async fn picture(_actor: Actor, db: &State<Db>) -> Result<(ContentType, Vec<u8>)> {
    let (kind, bytes) = db.read(|reader| logo::get(reader.conn)).await?.ok_or_else(Error::not_found)?;
    Ok((kind.media_type(), bytes))
}

#[put("/settings/logo", data = "<data>")]
async fn put_picture(admin: SettingsAdmin, seen: IfMatch, db: &State<Db>, data: Data<'_>) -> Result<Json<Value>> {
    let body = data.open(logo::LARGEST.bytes()).into_bytes().await?;
    if !body.is_complete() {
        return Err(Error::TooLarge { limit: logo::LARGEST });
    }
    let (seen, bytes) = (seen.version()?, body.into_inner());
    let version = db.write(&admin.0, move |tx| logo::put(tx, seen, Some(&bytes))).await?;
    Ok(Json(json!({ "version": version })))
}

#[delete("/settings/logo")]
async fn drop_picture(admin: SettingsAdmin, seen: IfMatch, db: &State<Db>) -> Result<Json<Value>> {
    let seen = seen.version()?;
    let version = db.write(&admin.0, move |tx| logo::put(tx, seen, None)).await?;
    Ok(Json(json!({ "version": version })))
}

//! By which rule numbers are given, field by field: as shipped, until the company says otherwise.

use chrono::NaiveDate;
use rocket::serde::json::{Json, Value};
use rocket::{State, get, put};
use serde::Deserialize;
use serde_json::json;

use crate::actor::Language;
use crate::audit::{self, Event, EventKind};
use crate::db::{Db, Reader, Tx};
use crate::error::{Error, Invalid, Result};
use crate::http::Input;
use crate::model::{Field, NoSerialRule, Object, SerialRule};
use crate::people::{SettingsAdmin, settings};
use crate::records::{PinnedEngine, serial_setting};

/// In whose place a rule that cannot be read is told to look.
const EXAMPLE: &str = "QT-{yyyy}{mm}-{0000}";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SerialInput {
    /// Nothing for the shipped rule.
    rule: Option<String>,
}

#[get("/serials")]
pub async fn list(admin: SettingsAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Vec<Value>>> {
    let language = admin.0.language;
    let shown = move |reader: &mut Reader<'_>| {
        let mut all = Vec::new();
        for object in engine.catalog.iter() {
            for (field, shipped) in object.fields.iter().filter_map(|field| Some((field, field.serial?))) {
                let own = settings::get(reader.conn, &serial_setting(object, field))?;
                all.push(show(object, field, shipped, own.as_deref(), language, reader.now.with_timezone(&engine.zone).date_naive()));
            }
        }
        Ok(all)
    };
    db.read(shown).await.map(Json)
}

/// Numbers that were given stay; the next one follows the new rule.
#[put("/serials/<name>", data = "<input>")]
pub async fn change(
    name: &str,
    admin: SettingsAdmin,
    db: &State<Db>,
    engine: PinnedEngine,
    input: Input<SerialInput>,
) -> Result<Json<Value>> {
    let language = admin.0.language;
    let rule = input.into_inner().rule.map(|rule| rule.trim().to_owned());
    if let Some(why) = rule.as_deref().and_then(|rule| SerialRule::parse(rule).err()) {
        return Err(Error::Rejected(vec![refusal(why)]));
    }
    let (object, field) = name.split_once('.').ok_or_else(Error::not_found)?;
    let (object, name) = (engine.object(object)?.clone(), field.to_owned());
    let shipped = object.field(&name).and_then(|field| field.serial).ok_or_else(Error::not_found)?;
    let changed = move |tx: &mut Tx<'_>| {
        let field = object.field(&name).ok_or_else(Error::not_found)?;
        let setting = serial_setting(&object, field);
        let before = settings::get(tx.conn, &setting)?;
        let rule = rule.filter(|rule| rule != shipped);
        if before != rule {
            match &rule {
                Some(rule) => settings::set(tx, &setting, rule)?,
                None => settings::remove(tx, &setting)?,
            }
            let from_to = [before.as_deref().unwrap_or(shipped), rule.as_deref().unwrap_or(shipped)];
            let event = Event::new(EventKind::SerialChange).with("object", &*object.name).with("field", &*field.name);
            audit::append(tx, event.with("from", from_to[0]).with("to", from_to[1]))?;
        }
        Ok(show(&object, field, shipped, rule.as_deref(), language, tx.now.with_timezone(&engine.zone).date_naive()))
    };
    db.write(&admin.0, changed).await.map(Json)
}

fn show(object: &Object, field: &Field, shipped: &str, own: Option<&str>, language: Language, today: NaiveDate) -> Value {
    let rule = own.unwrap_or(shipped);
    json!({
        "name": format!("{}.{}", object.name, field.name), "object": object.name, "object_label": object.label(language), "field": field.name, "label": field.label(language),
        "rule": rule, "shipped": shipped, "example": SerialRule::parse(rule).ok().map(|rule| rule.number(today, 1)),
    })
}

fn refusal(why: NoSerialRule) -> Invalid {
    Invalid::new("rule", why.code()).with("example", EXAMPLE).with("allowed", SerialRule::PLACEHOLDERS)
}

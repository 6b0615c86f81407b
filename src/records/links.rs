//! The titles of what records point to: one query per table, and only of what the asker may see.

use std::collections::{BTreeMap, BTreeSet};

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::Engine;
use crate::actor::Actor;
use crate::db::Row;
use crate::db::sql::{Column, Name, Predicate, Select};
use crate::error::Result;
use crate::i18n::short;
use crate::model::{Refers, Value, Verb};

/// First asked what is wanted, then loaded, then asked for titles.
#[derive(Debug, Default)]
pub struct Titles {
    wanted: BTreeMap<Name, BTreeSet<i64>>,
    found: BTreeMap<Name, BTreeMap<i64, String>>,
}

/// By what the titles of one kind are kept: the object's name, or the table of people and departments.
fn group(refers: Refers, target: Option<&str>) -> Option<Name> {
    match refers {
        Refers::Nothing => None,
        Refers::Record => target.map(|t| Name::from(t.to_owned())),
        Refers::User => Some("user".into()),
        Refers::Department => Some("department".into()),
    }
}

impl Titles {
    pub fn want(&mut self, refers: Refers, target: Option<&str>, id: i64) {
        if let Some(group) = group(refers, target) {
            self.wanted.entry(group).or_default().insert(id);
        }
    }

    pub fn load(&mut self, engine: &Engine, conn: &mut SqliteConnection, actor: &Actor) -> Result<()> {
        self.load_as(engine, conn, actor, short)
    }

    /// The same without shortening any: for files that somebody may bring again.
    pub fn load_whole(&mut self, engine: &Engine, conn: &mut SqliteConnection, actor: &Actor) -> Result<()> {
        self.load_as(engine, conn, actor, str::to_owned)
    }

    fn load_as(&mut self, engine: &Engine, conn: &mut SqliteConnection, actor: &Actor, told: fn(&str) -> String) -> Result<()> {
        for (name, ids) in std::mem::take(&mut self.wanted) {
            let (table, title, sight) = match engine.catalog.get(&name) {
                None if ["user", "department"].contains(&&*name) => (&*name, Column::plain("name"), Predicate::True),
                Some(object) if engine.may(actor, object, &Verb::Read) => {
                    let title = object.field(&object.title).map_or(Column::plain("id"), |f| f.column());
                    let alive = Predicate::Empty(Column::plain("deleted_at"));
                    (object.table(), title, alive.and(engine.rows(actor, object, &Verb::Read)?))
                }
                _ => continue,
            };
            let ids = ids.into_iter().map(Value::Int).collect();
            let predicate = Predicate::In(Column::plain("id"), ids).and(sight);
            let columns = [Column::plain("id"), title];
            let rows: Vec<Row> = Select { table, columns: &columns, predicate: &predicate, order: &[], limit: None }.load(conn)?;
            let titles = rows.into_iter().filter_map(|row| match row.0.as_slice() {
                [Value::Int(id), Value::Text(title)] => Some((*id, told(title))),
                _ => None,
            });
            self.found.entry(name).or_default().extend(titles);
        }
        Ok(())
    }

    pub fn title(&self, refers: Refers, target: Option<&str>, id: i64) -> Option<&str> {
        self.found.get(&group(refers, target)?)?.get(&id).map(String::as_str)
    }

    pub fn link(&self, refers: Refers, target: Option<&str>, id: i64) -> ShownLink<'_> {
        ShownLink { id: id.to_string(), title: self.title(refers, target, id) }
    }
}

/// A link as the API gives it.
#[derive(Debug, Serialize)]
pub struct ShownLink<'a> {
    pub id: String,
    pub title: Option<&'a str>,
}

//! Options that the company adds to those of its choices that can be extended ([`Field::extensible`]). They are kept as one setting per
//! field and laid over the shipped ones when the catalog is made; whoever is at work ends with the catalog that it began with.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::actor::Language;
use crate::audit::{self, Event, EventKind};
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Error, Invalid, Reason, Result};
use crate::model::{Catalog, Choice, Field, Name, Object, Wording};
use crate::people::settings;

/// Characters of a label.
const LONGEST: usize = 40;
/// Options that a company adds to one field.
const MOST: usize = 200;

/// An option that the company added. Records keep its value; what it is called may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedOption {
    pub value: String,
    pub label: String,
}

fn setting(object: &Object, field: &Field) -> String {
    format!("options.{}.{}", object.name, field.short())
}

fn added(conn: &mut SqliteConnection, object: &Object, field: &Field) -> Result<Vec<AddedOption>> {
    let kept = settings::get(conn, &setting(object, field))?;
    kept.map_or(Ok(Vec::new()), |kept| serde_json::from_str(&kept).map_err(Error::internal))
}

/// As a choice knows it.
pub fn choice(option: &AddedOption) -> Choice {
    Choice::new(option.value.clone()).called(Wording::new(Language::Chinese, option.label.clone())).added()
}

/// The catalog with the options that the company has by now.
pub fn laid_over(catalog: &Catalog, conn: &mut SqliteConnection) -> Result<Catalog> {
    let mut own: HashMap<(Name, Name), Vec<Choice>> = HashMap::new();
    for object in catalog.iter() {
        for field in object.fields.iter().filter(|field| field.extensible) {
            // A later version may ship what somebody had added; then theirs is the shipped one.
            let shipped = |value: &str| field.options.iter().any(|choice| !choice.added && choice.value == value);
            let options = added(conn, object, field)?;
            let options = options.iter().filter(|option| !shipped(&option.value)).map(choice).collect();
            own.insert((object.name.clone(), field.name.clone()), options);
        }
    }
    Ok(catalog.with_options(|object, field| own.get(&(object.name.clone(), field.name.clone())).cloned().unwrap_or_default()))
}

/// The label as it is kept.
pub fn label(text: &str) -> Result<String, Reason> {
    let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match label.chars().count() {
        0 => Err(Reason::new("option.empty")),
        length if length > LONGEST => Err(Reason::new("option.long").with("max", LONGEST).with("length", length)),
        _ => Ok(label),
    }
}

/// One field's options in a transaction.
pub struct Options<'a, 't> {
    tx: &'a mut Tx<'t>,
    engine: &'a Engine,
    object: &'a Object,
    field: &'a Field,
    added: Vec<AddedOption>,
}

impl<'a, 't> Options<'a, 't> {
    pub fn of(tx: &'a mut Tx<'t>, engine: &'a Engine, object: &'a Object, field: &'a Field) -> Result<Self> {
        if !field.extensible {
            return Err(Error::not_found());
        }
        let added = added(tx.conn, object, field)?;
        Ok(Self { tx, engine, object, field, added })
    }

    /// Adds one, where none is called so in any language.
    pub fn add(&mut self, text: &str) -> Result<AddedOption> {
        let label = self.free(text, None)?;
        if self.added.len() >= MOST {
            return Err(Error::Rejected(vec![Invalid::new("label", "option.limit").with("max", MOST)]));
        }
        let option = AddedOption { value: label.clone(), label };
        self.added.push(option.clone());
        self.keep(None, Some(&option.label))?;
        Ok(option)
    }

    /// Calls one otherwise.
    pub fn rename(&mut self, value: &str, text: &str) -> Result<AddedOption> {
        let at = self.place(value)?;
        let label = self.free(text, Some(value))?;
        let before = std::mem::replace(&mut self.added[at].label, label.clone());
        if before != label {
            self.keep(Some(&before), Some(&label))?;
        }
        Ok(self.added[at].clone())
    }

    /// Takes one away that no record has, not even in the recycle bin.
    pub fn remove(&mut self, value: &str) -> Result<()> {
        let at = self.place(value)?;
        let (columns, predicate) = ([Column::plain("id")], Predicate::Compare(self.field.column(), Compare::Eq, value.into()));
        let select = Select { table: self.object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
        let having: Vec<Row> = select.load(self.tx.conn)?;
        let removed = self.added.remove(at);
        if !having.is_empty() {
            return Err(Error::Conflict(Reason::new("option.in_use").with("label", removed.label)));
        }
        self.keep(Some(&removed.label), None)
    }

    fn place(&self, value: &str) -> Result<usize> {
        self.added.iter().position(|option| option.value == value).ok_or_else(Error::not_found)
    }

    /// A label that means none of the options, but perhaps the one of this value.
    fn free(&self, text: &str, except: Option<&str>) -> Result<String> {
        let refused = |reason| Error::Rejected(vec![Invalid { field: "label".into(), reason, clash: None }]);
        let label = label(text).map_err(refused)?;
        let mut field = self.field.clone();
        field.options.retain(|choice| !choice.added);
        field.options.extend(self.added.iter().filter(|option| Some(&*option.value) != except).map(choice));
        let context = self.engine.context(self.tx.actor, self.tx.now);
        match field.kind.read(&field, &label, &context) {
            Ok(known) => {
                let known = field.kind.words(&field, &known, &context);
                Err(refused(Reason::new("option.exists").with("label", known)))
            }
            Err(_) => Ok(label),
        }
    }

    fn keep(&mut self, from: Option<&str>, to: Option<&str>) -> Result<()> {
        let kept = serde_json::to_string(&self.added).map_err(Error::internal)?;
        settings::set(self.tx, &setting(self.object, self.field), &kept)?;
        let event = Event::new(EventKind::OptionChange).with("object", &*self.object.name).with("field", &*self.field.name);
        let event = from.into_iter().fold(event, |event, from| event.with("from", from));
        audit::append(self.tx, to.into_iter().fold(event, |event, to| event.with("to", to)))?;
        Ok(())
    }
}

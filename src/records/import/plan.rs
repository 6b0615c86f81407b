//! What is to become of a file: which column is which field, and what happens to rows that are there already.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::error::{Error, Invalid, Result};
use crate::ids::UserId;
use crate::model::{Field, Lines, Name, Object, Verb};
use crate::records::Engine;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    pub object: String,
    /// Heading to field; a dot leads into an object that hangs on this one (`contact.name`) or into the record's lines
    /// (`lines.product`). Headings that are not here are ignored.
    pub mapping: BTreeMap<String, String>,
    #[serde(default)]
    pub on_duplicate: OnDuplicate,
    /// Whose the records are where the file names nobody, or somebody unknown.
    #[serde(default)]
    pub default_owner: Option<UserId>,
    /// Everything is done and undone again.
    #[serde(default)]
    pub dry_run: bool,
}

/// What happens to a row whose record is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// The row is rejected and names the record.
    #[default]
    Reject,
    /// The record stays as it is, without a word.
    Skip,
    /// The record takes over what the row has to say; empty cells say nothing.
    Update,
}

/// The columns of one file, understood.
pub(super) struct ImportColumns {
    pub object: Arc<Object>,
    pub mapped: Vec<ImportColumn>,
    pub children: Vec<Child>,
    /// The sets of lines of which the file has any column.
    pub sets: Vec<Lines>,
    /// Headings of columns that are not read.
    pub ignored: Vec<String>,
}

pub(super) struct ImportColumn {
    /// Its place in the file, from 0.
    pub at: usize,
    pub heading: String,
    pub part: RowPart,
    pub field: Field,
}

impl ImportColumn {
    pub fn is_of_lines(&self) -> bool {
        matches!(self.part, RowPart::Lines(_))
    }
}

/// What of a row a column speaks of: the record itself, one of the children or one of the sets of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowPart {
    Record,
    Child(usize),
    Lines(usize),
}

/// An object that hangs on this one, created along with it.
pub(super) struct Child {
    pub object: Arc<Object>,
    /// Its link to the record.
    pub link: Name,
}

impl ImportColumns {
    /// Holds the plan against the file's headings. Every wrong target is named.
    pub fn new(engine: &Engine, actor: &Actor, plan: &ImportPlan, headings: &[String]) -> Result<Self> {
        let object = engine.object(&plan.object)?.clone();
        let mut columns = Self { object, mapped: Vec::new(), children: Vec::new(), sets: Vec::new(), ignored: Vec::new() };
        let mut wrong: Vec<Invalid> = unknown_headings(plan, headings);
        for (at, heading) in headings.iter().enumerate() {
            let target = plan.mapping.get(heading);
            match target.map(|target| columns.take(engine, actor, at, heading, target)) {
                Some(Ok(())) => {}
                Some(Err(code)) => wrong.push(Invalid::new(heading, code)),
                None => columns.ignored.push(heading.clone()),
            }
        }
        if wrong.is_empty() && columns.mapped.is_empty() {
            return Err(Error::refused("import.no_columns"));
        }
        if wrong.is_empty() { Ok(columns) } else { Err(Error::Rejected(wrong)) }
    }

    fn take(&mut self, engine: &Engine, actor: &Actor, at: usize, heading: &str, target: &str) -> Result<(), &'static str> {
        let (part, name) = match target.split_once('.') {
            None => (RowPart::Record, target),
            Some((set, name)) if self.object.line_set(set).is_some() => {
                (RowPart::Lines(self.set(set).ok_or("import.target_unknown")?), name)
            }
            Some((object, name)) => (RowPart::Child(self.child(engine, object).ok_or("import.target_unknown")?), name),
        };
        let field = self.field(part, name).ok_or("import.target_unknown")?;
        let is_open = match part {
            RowPart::Record => importable(engine, actor, &self.object, field),
            RowPart::Child(child) => writable(engine, actor, &self.children[child].object, field),
            RowPart::Lines(_) => writable(engine, actor, &self.object, field),
        };
        if !is_open {
            return Err("field.readonly");
        }
        if self.mapped.iter().any(|column| column.part == part && column.field.short() == name) {
            return Err("import.target_twice");
        }
        let field = field.clone();
        self.mapped.push(ImportColumn { at, heading: heading.to_owned(), part, field });
        Ok(())
    }

    fn field(&self, part: RowPart, name: &str) -> Option<&Field> {
        match part {
            RowPart::Record => self.object.field(name),
            RowPart::Child(child) => self.children[child].object.field(name),
            RowPart::Lines(set) => self.sets[set].field(name),
        }
    }

    fn set(&mut self, name: &str) -> Option<usize> {
        if let Some(known) = self.sets.iter().position(|set| set.name == name) {
            return Some(known);
        }
        self.sets.push(self.object.line_set(name)?.clone());
        Some(self.sets.len() - 1)
    }

    /// The columns that tell one record from another, the surest first: its number, what is unique, its title. In their places of
    /// the file.
    pub fn keys(&self) -> Vec<usize> {
        let own = || self.mapped.iter().filter(|column| column.part == RowPart::Record);
        let numbers = own().filter(|column| column.field.serial.is_some());
        let unique = own().filter(|column| column.field.serial.is_none() && column.field.duplicate.is_some());
        let title = own()
            .filter(|column| column.field.name == self.object.title && column.field.serial.is_none() && column.field.duplicate.is_none());
        numbers.chain(unique).chain(title).map(|column| column.at).collect()
    }

    fn child(&mut self, engine: &Engine, name: &str) -> Option<usize> {
        if let Some(known) = self.children.iter().position(|child| child.object.name == name) {
            return Some(known);
        }
        let (object, link) = children(engine, &self.object).find(|(object, _)| object.name == name)?;
        let child = Child { object: object.clone(), link: link.name.clone() };
        self.children.push(child);
        Some(self.children.len() - 1)
    }

    /// The heading under which a field's value stands; the field's label where no column was mapped to it.
    pub fn heading(&self, part: RowPart, name: &str, actor: &Actor) -> String {
        if let Some(column) = self.mapped.iter().find(|column| column.part == part && column.field.short() == name) {
            return column.heading.clone();
        }
        self.field(part, name).map_or_else(String::new, |field| field.label(actor.language))
    }
}

/// A heading that the file does not have is most likely mistyped; passing over it would lose a column.
fn unknown_headings(plan: &ImportPlan, headings: &[String]) -> Vec<Invalid> {
    let missing = plan.mapping.keys().filter(|heading| !headings.contains(heading));
    missing.map(|heading| Invalid::new(heading, "import.heading_unknown")).collect()
}

/// The objects that hang on this one, each with the link by which it does.
pub(super) fn children<'e>(engine: &'e Engine, object: &'e Object) -> impl Iterator<Item = (&'e Arc<Object>, &'e Field)> {
    engine.catalog.links_to(&object.name).filter(|(child, link)| child.parent.as_ref() == Some(&link.name))
}

/// What a file may say of a record: what people may write, and a number that the record has borne elsewhere.
pub(super) fn importable(engine: &Engine, actor: &Actor, object: &Object, field: &Field) -> bool {
    let rights = engine.fields(actor, object, &Verb::Create);
    rights.may_write(field) || field.comes_along() && engine.may(actor, object, &Verb::Create) && rights.may_read(field)
}

pub(super) fn writable(engine: &Engine, actor: &Actor, object: &Object, field: &Field) -> bool {
    !field.readonly && engine.fields(actor, object, &Verb::Create).may_write(field)
}

//! What is to become of a file: which column is which field, and what happens to rows that are there already.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::headings;
use super::match_key::MatchKey;
use super::targets::{children, importable, writable};
use crate::actor::Actor;
use crate::error::{Error, Invalid, Result};
use crate::ids::UserId;
use crate::model::{Choice, Context, Field, Lines, Name, Object, Refers};
use crate::records::Engine;
use crate::records::options::{self, AddedOption};
use crate::text::amount::HeadingUnit;
use crate::text::normal::fold;
use crate::text::phone;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    pub object: String,
    /// Heading to field; a dot leads into an object that hangs on this one (`contact.name`) or into the record's lines
    /// (`lines.product`), a colon to what somebody is known by besides the name (`owner:login`). Headings that are not here are ignored.
    pub mapping: BTreeMap<String, String>,
    #[serde(default)]
    pub on_duplicate: OnDuplicate,
    /// The field by which a record is known that is there already; where none is said, its number, else its name.
    #[serde(default)]
    pub match_by: Option<String>,
    /// By heading, what happens to its cells.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnRules>,
    /// Whose the records are where the file names nobody, or somebody unknown.
    #[serde(default)]
    pub default_owner: Option<UserId>,
    /// Why records may stand beside others that have the same value in another field: a switchboard, a namesake. Needs the right to that.
    #[serde(default)]
    pub allow_duplicates: Option<String>,
    /// The area code of telephone numbers that are told without one, where it is another than the company's; nothing leaves them as they are.
    #[serde(default)]
    pub area_code: Option<String>,
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
    /// The record stays as it is, and the row is listed as skipped.
    Skip,
    /// The record takes over what the row has to say; empty cells say nothing.
    Update,
}

/// What was decided about the cells of one column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnRules {
    /// In what its numbers count, whatever its heading says: `万元`.
    pub unit: Option<String>,
    /// What words of the file mean that are no options: the value of an option, or nothing.
    pub words: BTreeMap<String, Option<String>>,
    /// Words of the file that become options, by whoever may add some.
    pub options: BTreeSet<String>,
    /// A cell that cannot be taken leaves the row without it, instead of refusing the row.
    pub leave_out: bool,
    /// Values that are asked about are meant as they stand.
    pub confirmed: bool,
    /// Of several telephone numbers in one cell, the others go into the record's other fields for them.
    pub spread: bool,
}

impl ImportPlan {
    /// The headings of which it says anything.
    pub(super) fn headings(&self) -> Vec<String> {
        let named: BTreeSet<&String> = self.mapping.keys().chain(self.columns.keys()).collect();
        named.into_iter().cloned().collect()
    }

    /// How cells are read.
    pub(super) fn context(&self, engine: &Engine, actor: &Actor, now: DateTime<Utc>) -> Context {
        let context = engine.context(actor, now);
        match &self.area_code {
            None => context,
            Some(code) => Context { area_code: Some(code.trim().into()).filter(|code: &Arc<str>| !code.is_empty()), ..context },
        }
    }
}

/// The columns of one file, understood.
pub(super) struct ImportColumns {
    pub object: Arc<Object>,
    pub mapped: Vec<ImportColumn>,
    pub children: Vec<Child>,
    /// The sets of lines of which the file has any column.
    pub sets: Vec<Lines>,
    /// How a record is known that is there already.
    pub key: MatchKey,
    /// Headings of columns that are not read.
    pub ignored: Vec<String>,
    /// Whoever imports may add options.
    pub may_add_options: bool,
}

pub(super) struct ImportColumn {
    /// Its place in the file, from 0.
    pub at: usize,
    pub heading: String,
    pub part: RowPart,
    pub field: Field,
    pub rules: ColumnRules,
    /// The power of ten in which its numbers count.
    pub power: u32,
    /// It has the login of somebody whose name another column may have.
    pub is_login: bool,
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
        let (children, sets, ignored) = (Vec::new(), Vec::new(), Vec::new());
        let mut columns = Self {
            object,
            mapped: Vec::new(),
            children,
            sets,
            key: MatchKey::default(),
            ignored,
            may_add_options: engine.may_add_options(actor),
        };
        let mut wrong: Vec<Invalid> = unknown_headings(plan, headings);
        for (at, heading) in headings.iter().enumerate() {
            let target = plan.mapping.get(heading);
            match target.map(|target| columns.take(engine, actor, plan, at, heading, target)) {
                Some(Ok(())) => {}
                Some(Err(code)) => wrong.push(Invalid::new(heading, code)),
                None => columns.ignored.push(heading.clone()),
            }
        }
        if wrong.is_empty() && columns.mapped.is_empty() {
            return Err(Error::refused("import.no_columns"));
        }
        if plan.area_code.as_deref().is_some_and(|code| !code.trim().is_empty() && !phone::is_area_code(code.trim())) {
            wrong.push(Invalid::new("area_code", "import.area_code"));
        }
        match MatchKey::of(&columns.object, &columns.own_names(), plan.match_by.as_deref()) {
            Ok(key) => columns.key = key,
            Err(invalid) => wrong.push(invalid),
        }
        if wrong.is_empty() { Ok(columns) } else { Err(Error::Rejected(wrong)) }
    }

    fn take(
        &mut self,
        engine: &Engine,
        actor: &Actor,
        plan: &ImportPlan,
        at: usize,
        heading: &str,
        target: &str,
    ) -> Result<(), &'static str> {
        let (target, is_login) = match target.split_once(':') {
            None => (target, false),
            Some((target, "login")) => (target, true),
            Some(_) => return Err("import.target_unknown"),
        };
        let (part, name) = match target.split_once('.') {
            None => (RowPart::Record, target),
            Some((set, name)) if self.object.line_set(set).is_some() => {
                (RowPart::Lines(self.set(set).ok_or("import.target_unknown")?), name)
            }
            Some((object, name)) => (RowPart::Child(self.child(engine, object).ok_or("import.target_unknown")?), name),
        };
        let field = self.field(part, name).filter(|field| !is_login || field.kind.refers() == Refers::User);
        let field = field.ok_or("import.target_unknown")?;
        let is_open = match part {
            RowPart::Record => importable(engine, actor, &self.object, field),
            RowPart::Child(child) => writable(engine, actor, &self.children[child].object, field),
            RowPart::Lines(_) => writable(engine, actor, &self.object, field),
        };
        if !is_open {
            return Err("field.readonly");
        }
        if self.mapped.iter().any(|column| column.part == part && column.field.short() == name && column.is_login == is_login) {
            return Err("import.target_twice");
        }
        let rules = plan.columns.get(heading).cloned().unwrap_or_default();
        let power = power(field, heading, rules.unit.as_deref())?;
        if !rules.options.is_empty() && !self.may_add_options {
            return Err("import.option_forbidden");
        }
        let field = with_words(field, &rules)?;
        self.mapped.push(ImportColumn { at, heading: heading.to_owned(), part, field, rules, power, is_login });
        Ok(())
    }

    /// What the plan adds to which field and is no option yet; of words that mean the same the first.
    pub fn missing_options(&self, engine: &Engine, actor: &Actor, now: DateTime<Utc>) -> Vec<(Arc<Object>, Name, String)> {
        let context = engine.context(actor, now);
        let (mut missing, mut known) = (Vec::new(), HashSet::new());
        for column in &self.mapped {
            let object = match column.part {
                RowPart::Child(child) => &self.children[child].object,
                RowPart::Record | RowPart::Lines(_) => &self.object,
            };
            let Some(field) = object.field(&column.field.name) else { continue };
            let unknown = column.rules.options.iter().filter(|word| {
                field.kind.read(field, word, &context).is_err() && known.insert((object.name.clone(), field.name.clone(), fold(word)))
            });
            missing.extend(unknown.map(|word| (object.clone(), field.name.clone(), word.clone())));
        }
        missing
    }

    /// The fields of the record itself that the file has.
    fn own_names(&self) -> HashSet<Name> {
        self.mapped.iter().filter(|column| column.part == RowPart::Record).map(|column| column.field.name.clone()).collect()
    }

    pub fn field(&self, part: RowPart, name: &str) -> Option<&Field> {
        match part {
            RowPart::Record => self.object.field(name),
            RowPart::Child(child) => self.children[child].object.field(name),
            RowPart::Lines(set) => self.sets[set].field(name),
        }
    }

    /// The fields of a part of the row, where it has any besides those of the file.
    pub fn fields(&self, part: RowPart) -> &[Field] {
        match part {
            RowPart::Record => &self.object.fields,
            RowPart::Child(child) => &self.children[child].object.fields,
            RowPart::Lines(set) => &self.sets[set].fields,
        }
    }

    fn set(&mut self, name: &str) -> Option<usize> {
        if let Some(known) = self.sets.iter().position(|set| set.name == name) {
            return Some(known);
        }
        self.sets.push(self.object.line_set(name)?.clone());
        Some(self.sets.len() - 1)
    }

    /// The columns that tell one record from another, the surest first; in their places of the file.
    pub fn keys(&self) -> Vec<usize> {
        let own = |name: &Name| self.mapped.iter().find(|column| column.part == RowPart::Record && column.field.name == *name);
        let title = Some(&self.object.title).filter(|title| !self.key.fields.contains(title));
        self.key.fields.iter().chain(title).filter_map(own).map(|column| column.at).collect()
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

/// In what the numbers of a column count: as was said of it, else as its heading says. A heading that nobody understands needs a word.
fn power(field: &Field, heading: &str, said: Option<&str>) -> Result<u32, &'static str> {
    if !field.kind.is_counted() {
        return if said.is_none() { Ok(0) } else { Err("import.unit_none") };
    }
    let unit = match said {
        Some(said) => crate::text::amount::heading_unit(said),
        None => headings::unit_of(heading, field),
    };
    match unit {
        HeadingUnit::Power(power) => Ok(power),
        HeadingUnit::Unsaid => Ok(0),
        HeadingUnit::Foreign => Err("import.unit_foreign"),
        // Pieces, boxes, ten thousands of tons: whoever sends the column there says what they are.
        HeadingUnit::Unknown => Err("import.unit_unknown"),
    }
}

/// The field as it reads the words of this file.
fn with_words(field: &Field, rules: &ColumnRules) -> Result<Field, &'static str> {
    let mut field = field.clone();
    for (word, value) in &rules.words {
        let known = |value: &String| field.options.iter().map(|option: &Choice| &option.value).find(|known| **known == *value).cloned();
        let value = match value {
            None => None,
            Some(value) => Some(known(value).ok_or("import.option_unknown")?),
        };
        field.aliases.insert(fold(word), value);
    }
    if !rules.options.is_empty() && !field.extensible {
        return Err("import.option_closed");
    }
    for word in &rules.options {
        let label = options::label(word).map_err(|_| "import.option_name")?;
        if !field.options.iter().any(|choice| choice.value == label) {
            field.options.push(options::choice(&AddedOption { value: label.clone(), label }));
        }
    }
    Ok(field)
}

/// A heading that the file does not have is most likely mistyped; passing over it would lose a column.
fn unknown_headings(plan: &ImportPlan, headings: &[String]) -> Vec<Invalid> {
    let missing = plan.headings().into_iter().filter(|heading| !headings.contains(heading));
    missing.map(|heading| Invalid::new(heading, "import.heading_unknown")).collect()
}

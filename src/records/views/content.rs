//! What a view says, and whether somebody can ask it.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::audience::Audience;
use crate::access::FieldRights;
use crate::actor::Actor;
use crate::db::Reader;
use crate::error::{Error, Reason, Result};
use crate::model::{Object, Verb, system_field};
use crate::people::named;
use crate::records::query::{ListQuery, Sort};
use crate::records::{Engine, read};

/// The longest filter, in bytes of JSON; what it may cost is bounded where it is read.
const LONGEST_FILTER: usize = 16 * 1024;
const MOST_COLUMNS: usize = 100;
const WIDTHS: std::ops::RangeInclusive<u16> = 60..=640;

/// How close together the rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    Comfortable,
    Compact,
}

impl Density {
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    pub fn name(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|density| density.name() == name)
    }
}

/// A column, and how wide it is in pixels where that is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    pub field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u16>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ViewContent {
    pub name: String,
    pub filter: Json,
    /// As in `sort=`; the object's own order where there is none.
    pub sort: Option<String>,
    /// Nothing leaves the columns to whoever looks.
    pub columns: Option<Vec<ViewColumn>>,
    /// The same.
    pub density: Option<Density>,
    pub audience: Audience,
}

impl ViewContent {
    /// The filter that leaves nothing out.
    pub fn everything() -> Json {
        json!({ "and": [] })
    }

    /// With a name as people read it, or what of it cannot be.
    pub(super) fn checked(mut self, engine: &Engine, reader: &Reader<'_>, actor: &Actor, object: &Object) -> Result<Self> {
        self.name = named("name", &self.name).map_err(|invalid| Error::Rejected(vec![invalid]))?;
        self.sort = self.sort.filter(|sort| !sort.trim().is_empty());
        if self.filter.to_string().len() > LONGEST_FILTER {
            return Err(Error::refused("filter.too_large"));
        }
        self.ask(engine, reader, actor, object)?;
        if let Some(columns) = &self.columns {
            check_columns(columns, object, &engine.fields(actor, object, &Verb::Read))?;
        }
        Ok(self)
    }

    /// Refuses what the actor could not ask of a list.
    pub(super) fn ask(&self, engine: &Engine, reader: &Reader<'_>, actor: &Actor, object: &Object) -> Result<()> {
        let asked = ListQuery { filter: Some(self.filter.clone()), ..ListQuery::default() };
        read::wanted(engine, reader, actor, object, &asked, &Verb::Read)?;
        Sort::parse(self.sort.as_deref(), object, |field| engine.may_sort_by(actor, object, field))?;
        Ok(())
    }
}

fn check_columns(columns: &[ViewColumn], object: &Object, rights: &FieldRights) -> Result<()> {
    let seen = |name: &str| system_field(name).is_some() || object.field(name).is_some_and(|field| rights.may_read(field));
    if let Some(unknown) = columns.iter().find(|column| !seen(&column.field)) {
        return Err(Error::Refused(Reason::new("query.field").with("field", &unknown.field)));
    }
    let twice = columns.iter().enumerate().any(|(at, column)| columns[..at].iter().any(|other| other.field == column.field));
    let fit = columns.iter().filter_map(|column| column.width).all(|width| WIDTHS.contains(&width));
    if twice || !fit || columns.is_empty() || columns.len() > MOST_COLUMNS {
        return Err(Error::rejected("columns", "view.columns"));
    }
    Ok(())
}

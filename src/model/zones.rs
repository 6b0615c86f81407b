//! Where an object stands in the navigation, and what stands where on its records' page. Description only: what of it somebody may
//! see is decided where it is shown.

use serde_json::{Value as Json, json};

use super::{Name, Wording};
use crate::actor::Language;
use crate::i18n;

/// The first level of the navigation: `objects.domains.<name>`.
#[derive(Debug, Clone)]
pub struct Domain {
    pub name: Name,
    /// Icon name of the console's icon set.
    pub icon: Name,
    wording: Option<Wording>,
}

impl Domain {
    pub fn new(name: impl Into<Name>, icon: impl Into<Name>) -> Self {
        Self { name: name.into(), icon: icon.into(), wording: None }
    }

    /// Brings its label along.
    pub fn called(self, wording: Wording) -> Self {
        Self { wording: Some(wording), ..self }
    }

    pub fn label(&self, language: Language) -> String {
        let key = format!("objects.domains.{}", self.name);
        self.wording.as_ref().map_or_else(|| i18n::text(language, &key).into_owned(), |own| own.text(language).to_owned())
    }

    pub fn describe(&self, language: Language) -> Json {
        json!({ "name": self.name, "label": self.label(language), "icon": self.icon })
    }
}

/// The zones of a record's page. What is named nowhere still stands among all fields and all that hangs on it.
#[derive(Debug, Clone, Default)]
pub struct Zones {
    /// The few fields of the head, five at most.
    pub facts: Vec<Name>,
    /// Figures below the head: sums over what hangs on it, and what else is read as a figure.
    pub summary: Vec<Name>,
    pub related: Vec<Placement>,
}

/// How records of another object, which hang on this one by a link, are shown.
#[derive(Debug, Clone)]
pub struct Placement {
    pub object: Name,
    /// They are few, and stand on the page itself instead of behind a tab.
    pub inline: bool,
    /// What is heavier stands first; what is not placed weighs nothing.
    pub weight: u8,
}

impl Zones {
    /// More would not fit on one line.
    pub const MOST_FACTS: usize = 5;

    pub fn new<const N: usize>(facts: [&'static str; N]) -> Self {
        Self { facts: facts.map(Into::into).into(), ..Self::default() }
    }

    pub fn summary<const N: usize>(self, fields: [&'static str; N]) -> Self {
        Self { summary: fields.map(Into::into).into(), ..self }
    }

    pub fn inline(self, object: &'static str, weight: u8) -> Self {
        self.place(object, true, weight)
    }

    pub fn tab(self, object: &'static str, weight: u8) -> Self {
        self.place(object, false, weight)
    }

    fn place(mut self, object: &'static str, inline: bool, weight: u8) -> Self {
        self.related.push(Placement { object: object.into(), inline, weight });
        self
    }

    pub fn placement(&self, object: &str) -> Placement {
        let found = self.related.iter().find(|placement| placement.object == object).cloned();
        found.unwrap_or_else(|| Placement { object: object.to_owned().into(), inline: false, weight: 0 })
    }
}

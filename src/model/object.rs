//! One object: what it is called, what it holds, what can be done with it.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::rules::{NoRules, RuleContext, Rules};
use super::{Draft, Field, Name, Record};
use crate::actor::Language;
use crate::error::Result;
use crate::i18n;

#[derive(Clone)]
pub struct Object {
    /// Singular, snake case; also the table's name, the word in URLs and in permissions.
    pub name: Name,
    /// Icon name of the console's icon set.
    pub icon: Name,
    /// Navigation group: `objects.groups.<group>`.
    pub group: Name,
    /// The field that names a record.
    pub title: Name,
    pub fields: Vec<Field>,
    pub header: Vec<Name>,
    pub badges: Vec<Name>,
    /// Order of a list that asks for none, as in `sort=`.
    pub sort: Name,
    pub views: Vec<View>,
    pub actions: Vec<Action>,
    pub rules: Arc<dyn Rules>,
    /// The user field whose person the record belongs to.
    pub owner: Option<Name>,
    /// The link on which it hangs: whoever may see that record may see this one. It is fixed once the record is there.
    pub parent: Option<Name>,
    /// The object that is written from a record's timeline (follow-ups).
    pub timeline: Option<Name>,
    /// Has an entry of its own in the navigation.
    pub main: bool,
}

/// A named filter that everybody finds as a tab: `objects.<object>.views.<name>`.
#[derive(Debug, Clone)]
pub struct View {
    pub name: Name,
    pub filter: Json,
    pub sort: Option<Name>,
}

/// What an action does: reads the record and its input, may write further records, and returns what changes in the record itself.
pub type Step = fn(&mut dyn RuleContext, &Record, &Draft) -> Result<Draft>;

/// A named business step (transfer, sign, claim) with a form, a permission and an audit event of its own.
#[derive(Clone)]
pub struct Action {
    pub name: Name,
    pub icon: Name,
    /// May be done to many records at once.
    pub bulk: bool,
    pub input: Vec<Field>,
    pub run: Step,
}

/// What somebody does to a record. Permission and audit know it by this word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Verb {
    Read,
    Create,
    Update,
    Delete,
    Restore,
    Import,
    Export,
    /// See a masked value in full.
    Reveal,
    /// Let others see a record, or work on it.
    Share,
    /// A named action of the object.
    Act(Name),
    /// What follows from another act; done in the app's name.
    Follow,
    /// Gives what somebody owns to others when they leave, and takes it back. The right to administer users is asked before.
    HandOver,
    TakeBack,
    /// Puts back what an act had changed. The rights for that are asked before.
    Undo,
}

impl Verb {
    pub fn name(&self) -> &str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Import => "import",
            Self::Export => "export",
            Self::Reveal => "reveal",
            Self::Share => "share",
            Self::Act(name) => name,
            Self::Follow => "follow",
            Self::HandOver => "hand_over",
            Self::TakeBack => "take_back",
            Self::Undo => "undo",
        }
    }

    /// Whether whoever does it has to see the record: that is so for all that is done to one which is there.
    pub fn needs_sight(&self) -> bool {
        !matches!(self, Self::Read | Self::Create | Self::Import)
    }

    /// Whether it is the app's own: no policy speaks of it, because what led to it was permitted.
    pub fn is_of_the_house(&self) -> bool {
        matches!(self, Self::Follow | Self::HandOver | Self::TakeBack | Self::Undo)
    }
}

impl Object {
    pub fn new(name: impl Into<Name>, group: impl Into<Name>, icon: impl Into<Name>) -> Self {
        Self {
            name: name.into(),
            icon: icon.into(),
            group: group.into(),
            title: "name".into(),
            fields: Vec::new(),
            header: Vec::new(),
            badges: Vec::new(),
            sort: "-id".into(),
            views: Vec::new(),
            actions: Vec::new(),
            rules: Arc::new(NoRules),
            owner: None,
            parent: None,
            timeline: None,
            main: true,
        }
    }

    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields = fields.into_iter().map(|f| Field { object: self.name.clone(), ..f }).collect();
        self
    }

    pub fn actions(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        let own = |f: Field| Field { object: self.name.clone(), ..f };
        self.actions = actions.into_iter().map(|a| Action { input: a.input.into_iter().map(own).collect(), ..a }).collect();
        self
    }

    /// The table that holds it.
    pub fn table(&self) -> &str {
        &self.name
    }

    /// The full-text table, where any field is searched.
    pub fn search_table(&self) -> Option<Name> {
        self.fields.iter().any(|f| f.indexed.is_some()).then(|| format!("{}_search", self.name).into())
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// Whether a role may hide or mask a field. Titles stand in links everywhere, and what search finds by cannot be told apart
    /// unless it is personal.
    pub fn may_hide(&self, field: &Field) -> bool {
        field.name != self.title && (field.indexed.is_none() || field.is_personal())
    }

    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|a| a.name == name)
    }

    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.iter().find(|v| v.name == name)
    }

    pub fn label(&self, language: Language) -> String {
        i18n::text(language, &format!("objects.{}.label", self.name)).into_owned()
    }

    fn word(&self, language: Language, path: &str) -> String {
        i18n::text(language, &format!("objects.{}.{path}", self.name)).into_owned()
    }

    /// The verbs that a policy can speak of.
    pub fn verbs(&self) -> Vec<Verb> {
        let fixed =
            [Verb::Read, Verb::Create, Verb::Update, Verb::Delete, Verb::Restore, Verb::Import, Verb::Export, Verb::Reveal, Verb::Share];
        fixed.into_iter().chain(self.actions.iter().map(|a| Verb::Act(a.name.clone()))).collect()
    }

    /// How the catalog shows it; `may` are the verbs one may use, `fields` those one may see and whether to write.
    pub fn describe(&self, language: Language, may: &[Verb], fields: &[(&Field, bool)], related: &[Json]) -> Json {
        let mut groups: Vec<&Name> = Vec::new();
        for (field, _) in fields {
            if !groups.contains(&&field.group) {
                groups.push(&field.group);
            }
        }
        let actions = self.actions.iter().filter(|a| may.contains(&Verb::Act(a.name.clone()))).map(|action| {
            json!({
                "name": action.name, "icon": action.icon, "bulk": action.bulk,
                "label": self.word(language, &format!("actions.{}", action.name)),
                "input": action.input.iter().map(|f| f.describe(language, true)).collect::<Vec<_>>(),
            })
        });
        let mut description = json!({
            "name": self.name, "label": self.label(language), "icon": self.icon, "group": self.group,
            "group_label": i18n::text(language, &format!("objects.groups.{}", self.group)), "title": self.title,
            "verbs": may.iter().filter(|v| !matches!(v, Verb::Read | Verb::Act(_))).map(Verb::name).collect::<Vec<_>>(),
            "fields": fields.iter().map(|(f, writable)| f.describe(language, *writable)).collect::<Vec<_>>(),
            "field_groups": groups.iter().map(|g| json!({ "name": g, "label": self.word(language, &format!("groups.{g}")) })).collect::<Vec<_>>(),
            "header": self.header, "badges": self.badges, "sort": self.sort,
            "views": self.views.iter().map(|v| json!({
                "name": v.name, "label": self.word(language, &format!("views.{}", v.name)), "filter": v.filter, "sort": v.sort,
            })).collect::<Vec<_>>(),
            "actions": actions.collect::<Vec<_>>(), "related": related, "main": self.main, "parent": self.parent,
        });
        if let (Some(timeline), Some(map)) = (&self.timeline, description.as_object_mut()) {
            map.insert("timeline".into(), json!(timeline));
            map.insert("timeline_label".into(), self.word(language, "timeline").into());
        }
        description
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({})", self.name)
    }
}

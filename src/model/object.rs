//! One object: what it is called, what it holds, what can be done with it.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::rules::{NoRules, Rules};
use super::system;
use super::{Action, Domain, Field, Frozen, Lines, Name, OwnWords, Refers, Rollup, States, Verb, VerbSet, Wording, Zones};
use crate::actor::Language;
use crate::text::pinyin;

#[derive(Clone)]
pub struct Object {
    /// Singular, snake case; the word in URLs, in permissions and in the log.
    pub name: Name,
    /// What it brings along; the rest stands in `locales/`.
    pub words: OwnWords,
    /// The table that holds its records.
    pub table: Name,
    /// Icon name of the console's icon set.
    pub icon: Name,
    /// Where the navigation has it; within it, the objects of one group stand together.
    pub domain: Domain,
    /// Navigation group: `objects.groups.<group>`.
    pub group: Name,
    /// The field that names a record.
    pub title: Name,
    pub fields: Vec<Field>,
    pub badges: Vec<Name>,
    pub zones: Zones,
    /// Order of a list that asks for none, as in `sort=`.
    pub sort: Name,
    pub views: Vec<View>,
    pub actions: Vec<Action>,
    pub rules: Arc<dyn Rules>,
    /// The user field whose person the record belongs to.
    pub owner: Option<Name>,
    /// The link on which it hangs: whoever may see that record may see this one. It is fixed once the record is there.
    pub parent: Option<Name>,
    /// The field by which an import knows one of these among those on the same parent, where no field tells them all apart.
    pub known_by: Option<Name>,
    /// What is asked for first when a record is made, in this order and at most [`MOST_SHORT`]; everything where it names nothing.
    pub short: Vec<Name>,
    /// Objects of which one may be made together with a record, hanging on it by their parent.
    pub along: Vec<Name>,
    /// The object that is written from a record's timeline (follow-ups).
    pub timeline: Option<Name>,
    /// The fields that say when and by whom what it tells of was done; otherwise that is when and by whom it was entered.
    pub occurrence: Option<Occurrence>,
    /// When its owner is to be told to look at it again.
    pub reminder: Option<Reminder>,
    /// Has an entry of its own in the navigation.
    pub main: bool,
    pub verbs: VerbSet,
    /// The sets of lines that belong to a record.
    pub lines: Vec<Lines>,
    pub states: Option<States>,
    /// What may still be written while something holds; what several say holds together.
    pub frozen: Vec<Frozen>,
}

/// How many fields a short form asks for.
pub const MOST_SHORT: usize = 6;

/// What is made together with a record, in the draft of that.
pub const ALONG: &str = "along";

/// A named filter that everybody finds as a tab: `objects.<object>.views.<name>`.
#[derive(Debug, Clone)]
pub struct View {
    pub name: Name,
    pub filter: Json,
    pub sort: Option<Name>,
}

/// The field that says when, and the view that shows what is due.
#[derive(Debug, Clone)]
pub struct Reminder {
    pub at: Name,
    pub view: Name,
}

/// When and by whom something was done, by the names of the fields that say so.
#[derive(Debug, Clone)]
pub struct Occurrence {
    pub at: Name,
    pub by: Name,
}

impl Object {
    pub fn new(name: impl Into<Name>, group: impl Into<Name>, icon: impl Into<Name>) -> Self {
        let (name, group) = (name.into(), group.into());
        Self {
            table: name.clone(),
            name,
            words: OwnWords::default(),
            icon: icon.into(),
            domain: Domain::new(group.clone(), "box"),
            group,
            title: "name".into(),
            fields: Vec::new(),
            badges: Vec::new(),
            zones: Zones::default(),
            sort: "-id".into(),
            views: Vec::new(),
            actions: Vec::new(),
            rules: Arc::new(NoRules),
            owner: None,
            parent: None,
            known_by: None,
            short: Vec::new(),
            along: Vec::new(),
            timeline: None,
            occurrence: None,
            reminder: None,
            main: true,
            verbs: VerbSet::all(),
            lines: Vec::new(),
            states: None,
            frozen: Vec::new(),
        }
    }

    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields = fields.into_iter().map(|f| Field { object: self.name.clone(), ..f }).collect();
        self
    }

    /// Lines take their words from `objects.<object>.<lines>`.
    pub fn lines(mut self, sets: impl IntoIterator<Item = Lines>) -> Self {
        let own = |lines: &Lines| Name::from(format!("{}.{}", self.name, lines.name));
        self.lines = sets.into_iter().collect();
        for set in &mut self.lines {
            let object = own(set);
            set.fields.iter_mut().for_each(|field| field.object = object.clone());
        }
        self
    }

    pub fn actions(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        let own = |f: Field| Field { object: self.name.clone(), ..f };
        self.actions = actions.into_iter().map(|a| Action { input: a.input.into_iter().map(own).collect(), ..a }).collect();
        self
    }

    /// Brings its label along.
    pub fn called(self, wording: Wording) -> Self {
        self.worded("label", wording)
    }

    /// Brings other words along, by the path that they would have in `locales/`: `views.open`, `groups.basic`, `actions.close`. That of
    /// its group in the navigation is `group`.
    pub fn worded(mut self, path: impl Into<Name>, wording: Wording) -> Self {
        self.words.put(path, wording);
        self
    }

    /// Stands in another table than one of its own name.
    pub fn in_table(mut self, table: impl Into<Name>) -> Self {
        self.table = table.into();
        self
    }

    /// Puts it into a domain of the navigation.
    pub fn within(self, domain: Domain) -> Self {
        Self { domain, ..self }
    }

    pub fn table(&self) -> &str {
        &self.table
    }

    /// The full-text table, where any field is searched.
    pub fn search_table(&self) -> Option<Name> {
        self.fields.iter().any(|f| f.indexed.is_some()).then(|| format!("{}_search", self.table).into())
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// Its lines of that name.
    pub fn line_set(&self, name: &str) -> Option<&Lines> {
        self.lines.iter().find(|lines| lines.name == name)
    }

    /// Everything over which somebody can have rights of their own: its fields, and those of its lines.
    pub fn guardable(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.inner).chain(self.lines.iter().flat_map(|lines| &lines.fields))
    }

    /// The figures that it keeps about others' records.
    pub fn figures(&self) -> impl Iterator<Item = (&Field, &Rollup)> {
        self.fields.iter().filter_map(|field| Some((field, field.rollup.as_ref()?)))
    }

    /// Nobody's, and hanging on nothing: units, currencies, categories.
    pub fn is_reference(&self) -> bool {
        self.owner.is_none() && self.parent.is_none()
    }

    /// The field that says in which state a record is.
    pub fn state_field(&self) -> Option<&Field> {
        self.states.as_ref().and_then(|states| self.field(&states.field))
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
        self.word(language, "label")
    }

    /// What one of its records is called within a sentence: “customer”. In Chinese as anywhere.
    pub fn one(&self, language: Language) -> String {
        self.within_sentence(language, "one")
    }

    /// What several of its records are called within a sentence: “customers”.
    pub fn many(&self, language: Language) -> String {
        self.within_sentence(language, "many")
    }

    /// What so many of its records are called within a sentence.
    pub fn counted(&self, language: Language, count: u64) -> String {
        if count == 1 { self.one(language) } else { self.many(language) }
    }

    /// One that was made at run time has its label alone.
    fn within_sentence(&self, language: Language, path: &str) -> String {
        let key = format!("objects.{}.{path}", self.name);
        self.words.find(language, path, &key).map_or_else(|| self.label(language), str::to_owned)
    }

    /// What one of its actions is called.
    pub fn action_label(&self, action: &str, language: Language) -> String {
        self.word(language, &format!("actions.{action}"))
    }

    /// What one of its sets of lines is called.
    pub fn line_set_label(&self, set: &Lines, language: Language) -> String {
        self.word(language, &format!("{}.label", set.name))
    }

    /// What else it is found by than its label: what it is called in the other language, and its pinyin, in full and by initials.
    fn keywords(&self, language: Language) -> Vec<String> {
        let mut keywords: Vec<String> =
            Language::ALL.into_iter().filter(|other| *other != language).map(|other| self.label(other)).collect();
        let chinese = self.label(Language::Chinese);
        keywords.extend(pinyin::spellings(&chinese));
        keywords.extend(pinyin::initials(&chinese));
        keywords
    }

    /// What its group in the navigation is called.
    pub fn group_label(&self, language: Language) -> String {
        self.worded_as(language, "group", &format!("objects.groups.{}", self.group))
    }

    fn word(&self, language: Language, path: &str) -> String {
        self.worded_as(language, path, &format!("objects.{}.{path}", self.name))
    }

    /// A key without words shows as the key itself.
    fn worded_as(&self, language: Language, path: &str, key: &str) -> String {
        self.words.find(language, path, key).unwrap_or(key).to_owned()
    }

    /// The verbs that a policy can speak of.
    pub fn verbs(&self) -> Vec<Verb> {
        self.verbs.iter().cloned().chain(self.actions.iter().map(|a| Verb::Act(a.name.clone()))).collect()
    }

    /// How the catalog shows it; `may` are the verbs one may use, `fields` those one may see and whether to write, those of its
    /// lines among them.
    pub fn describe(&self, language: Language, may: &[Verb], fields: &[(&Field, bool)], related: &[Json]) -> Json {
        let lines: Vec<Json> = self.lines.iter().filter_map(|set| self.describe_lines(set, language, fields)).collect();
        let fields: Vec<&(&Field, bool)> = fields.iter().filter(|(field, _)| self.field(&field.name).is_some()).collect();
        let mut groups: Vec<&Name> = Vec::new();
        for (field, _) in &fields {
            if !groups.contains(&&field.group) {
                groups.push(&field.group);
            }
        }
        let actions = self.actions.iter().filter(|a| may.contains(&Verb::Act(a.name.clone()))).map(|action| {
            json!({
                "name": action.name, "icon": action.icon, "bulk": action.bulk, "from": action.from, "to": action.to,
                "secondary": action.secondary,
                "label": self.word(language, &format!("actions.{}", action.name)),
                "input": action.input.iter().map(|f| self.describe_field(f, language, true)).collect::<Vec<_>>(),
            })
        });
        let mut description = json!({
            "name": self.name, "label": self.label(language), "icon": self.icon,
            "one": self.one(language), "many": self.many(language),
            "domain": self.domain.describe(language), "keywords": self.keywords(language), "group": self.group,
            "group_label": self.group_label(language), "title": self.title,
            "verbs": may.iter().filter(|v| !matches!(v, Verb::Read | Verb::Act(_))).map(Verb::name).collect::<Vec<_>>(),
            "fields": fields.iter().map(|(f, writable)| self.describe_field(f, language, *writable)).collect::<Vec<_>>(),
            "field_groups": groups.iter().map(|g| json!({ "name": g, "label": self.word(language, &format!("groups.{g}")) })).collect::<Vec<_>>(),
            "badges": self.badges, "sort": self.sort, "system": system::describe(language),
            "page": { "facts": self.zones.facts, "summary": self.zones.summary, "related": related },
            "views": self.views.iter().map(|v| json!({
                "name": v.name, "label": self.word(language, &format!("views.{}", v.name)), "filter": v.filter, "sort": v.sort,
            })).collect::<Vec<_>>(),
            "actions": actions.collect::<Vec<_>>(), "main": self.main, "parent": self.parent,
        });
        if let Some(map) = description.as_object_mut() {
            if let Some(owner) = &self.owner {
                map.insert("owner".into(), json!(owner));
            }
            let short: Vec<&Name> = self.short.iter().filter(|name| fields.iter().any(|(field, _)| field.name == **name)).collect();
            if !short.is_empty() {
                map.insert("short".into(), json!(short));
            }
            if !self.along.is_empty() {
                map.insert(ALONG.into(), json!(self.along));
            }
            if let Some(states) = &self.states {
                map.insert("state".into(), json!({ "field": states.field, "final": states.finals }));
            }
            if !lines.is_empty() {
                map.insert("lines".into(), lines.into());
            }
        }
        if let (Some(timeline), Some(map)) = (&self.timeline, description.as_object_mut()) {
            map.insert("timeline".into(), json!(timeline));
            map.insert("timeline_label".into(), self.word(language, "timeline").into());
        }
        description
    }
}

impl Object {
    /// One of its fields, or of what one of its actions asks for. Not everybody can be given a record: where an owner is asked for, it says
    /// of which object they have to be able to have one.
    fn describe_field(&self, field: &Field, language: Language, writable: bool) -> Json {
        let mut description = field.describe(language, writable);
        if field.kind.refers() == Refers::User && self.owner.as_ref() == Some(&field.name) {
            description["holds"] = json!(self.name);
        }
        description
    }

    fn describe_lines(&self, set: &Lines, language: Language, fields: &[(&Field, bool)]) -> Option<Json> {
        let own = |field: &Field| set.fields.iter().any(|f| f.name == field.name);
        let shown: Vec<_> = fields.iter().filter(|(field, _)| own(field)).map(|(f, writable)| f.describe(language, *writable)).collect();
        let label = self.line_set_label(set, language);
        (!shown.is_empty()).then(|| json!({ "name": set.name, "label": label, "max": set.max, "fields": shown, "totals": set.totals }))
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({})", self.name)
    }
}

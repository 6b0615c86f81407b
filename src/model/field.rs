//! One field of an object, and the short words by which objects are described.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::kinds::{self, Kind, Shape};
use super::{Doubt, Name, Rollup, Value, Wording};
use crate::actor::Language;
use crate::db::sql::Column;
use crate::i18n;
use crate::text::pinyin::{self, sort_key};

/// A field as people know it. Its label is the word `objects.<object>.fields.<name>`, unless it brings one along.
#[derive(Debug, Clone)]
pub struct Field {
    /// The object it belongs to; set when the object takes it in.
    pub object: Name,
    pub name: Name,
    /// Its label, where it brings one along, and what else headings of a table may call it.
    pub(super) wording: Option<Wording>,
    pub(super) synonyms: Vec<Name>,
    pub kind: &'static dyn Kind,
    pub place: Place,
    /// Set where the column has another name than the kind would give it.
    pub(super) column: Option<Name>,
    pub required: bool,
    /// Kept by the object's rules; nobody types it.
    pub readonly: bool,
    pub indexed: Option<Indexed>,
    /// Values must differ from those of other records; the key is kept in this column.
    pub duplicate: Option<Name>,
    /// Shown in lists unless one chooses otherwise.
    pub list: bool,
    pub sortable: bool,
    /// Heading under which forms and pages show it: `objects.<object>.groups.<group>`.
    pub group: Name,
    pub options: Vec<Choice>,
    /// Choices may be extended by typing (tags).
    pub open: bool,
    /// The company may add options of its own; the app's own code depends on none of them.
    pub extensible: bool,
    /// The object that a link points to.
    pub target: Option<Name>,
    /// Characters at most; 0 leaves it to the kind.
    pub max: usize,
    /// Decimals of a number.
    pub scale: u32,
    /// Value of a new record where none is given.
    pub default: Option<Value>,
    /// Says how a person can be reached or told apart, though its kind does not.
    pub personal: bool,
    /// Kept for the object's rules: nobody sees it, asks for it or writes it.
    pub inner: bool,
    /// Kept by the app; what is brought in from elsewhere may bring it along.
    pub brought: bool,
    /// What of its values is asked about.
    pub doubt: Option<Doubt>,
    /// Of telephone numbers: those of mobile phones belong here.
    pub for_mobiles: bool,
    /// What other words of a file mean, by [`fold`](crate::text::normal::fold): a value, or nothing at all. Set by an import alone.
    pub aliases: BTreeMap<String, Option<Name>>,
    /// Kept by the app beside what people write: it has no version, no history and no event of its own.
    pub derived: bool,
    /// The figure about children that a derived field keeps.
    pub rollup: Option<Rollup>,
    /// The rule by which a new record is given its number, unless the company has set another.
    pub serial: Option<Name>,
    /// Writable only while the record fulfils this, as in `filter=`.
    pub writable_when: Option<Json>,
    /// Of a link: what becomes of this record when the one that it points to is deleted.
    pub on_delete: OnDelete,
}

/// What a link does when the record that it points to goes into the recycle bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDelete {
    /// Goes along if it is the parent, else stays and points to something deleted.
    #[default]
    Follow,
    /// Holds it back: the other cannot be deleted while this is there.
    Restrict,
}

/// Where the value stands: a column of its own, or a key of the JSON column `custom`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Column,
    Custom,
}

/// How search finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    Text,
    /// Text and the pinyin initials of it.
    Name,
    /// Digits only.
    Phone,
}

/// One value of a choice. Its label is what it brings along, else `objects.<object>.choices.<field>.<value>`, else the value itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub value: Name,
    /// Colour name of the console's theme.
    pub color: Option<Name>,
    /// The company added it.
    pub added: bool,
    pub(super) wording: Option<Wording>,
}

impl Choice {
    pub fn new(value: impl Into<Name>) -> Self {
        Self { value: value.into(), color: None, added: false, wording: None }
    }

    pub fn called(self, wording: Wording) -> Self {
        Self { wording: Some(wording), ..self }
    }

    pub fn added(self) -> Self {
        Self { added: true, ..self }
    }
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $kind:ident),* $(,)?) => { impl Field { $(
        $(#[$doc])*
        pub fn $name(name: impl Into<Name>) -> Self { Self::new(name, &kinds::$kind) }
    )* } };
}

constructors! {
    text => TextKind, long_text => LongTextKind, number => NumberKind, money => MoneyKind, percent => PercentKind, boolean => BooleanKind,
    date => DateKind, datetime => DateTimeKind, choice => ChoiceKind, choices => ChoicesKind, link => LinkKind, user => UserKind,
    department => DepartmentKind, phone => PhoneKind, email => EmailKind, url => UrlKind, address => AddressKind, credit_code => CreditCodeKind,
}

impl Field {
    pub fn new(name: impl Into<Name>, kind: &'static dyn Kind) -> Self {
        Self {
            object: Name::default(),
            name: name.into(),
            wording: None,
            synonyms: Vec::new(),
            kind,
            place: Place::Column,
            column: None,
            required: false,
            readonly: false,
            indexed: None,
            duplicate: None,
            list: false,
            sortable: false,
            group: "basic".into(),
            options: Vec::new(),
            open: false,
            extensible: false,
            target: None,
            max: 0,
            scale: 2,
            default: None,
            personal: false,
            inner: false,
            brought: false,
            doubt: None,
            for_mobiles: false,
            aliases: BTreeMap::new(),
            derived: false,
            rollup: None,
            serial: None,
            writable_when: None,
            on_delete: OnDelete::Follow,
        }
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// Kept for the object's rules alone.
    pub fn inner(mut self) -> Self {
        (self.inner, self.readonly) = (true, true);
        self
    }

    /// Kept by the app, unless an import brings it along.
    pub fn brought(mut self) -> Self {
        (self.brought, self.readonly) = (true, true);
        self
    }

    /// What an import may say although nobody types it: a number, an author.
    pub fn comes_along(&self) -> bool {
        self.brought || self.serial.is_some()
    }

    pub fn asks(self, doubt: Doubt) -> Self {
        Self { doubt: Some(doubt), ..self }
    }

    /// Where a record keeps two numbers, that of a mobile phone belongs here.
    pub fn for_mobiles(self) -> Self {
        Self { for_mobiles: true, ..self }
    }

    /// Kept by the app, without a version of its own.
    pub fn derived(mut self) -> Self {
        (self.derived, self.readonly) = (true, true);
        self
    }

    /// Keeps a figure about what hangs on the record.
    pub fn rollup(self, rollup: Rollup) -> Self {
        Self { rollup: Some(rollup), ..self.derived() }
    }

    /// A number that the app gives by a rule; see [`super::SerialRule`].
    pub fn serial(name: impl Into<Name>, rule: impl Into<Name>) -> Self {
        Self { serial: Some(rule.into()), ..Self::text(name).readonly() }
    }

    pub fn writable_when(mut self, filter: Json) -> Self {
        self.writable_when = Some(filter);
        self
    }

    /// While a record points to another by this link, the other cannot be deleted.
    pub fn restrict(mut self) -> Self {
        self.on_delete = OnDelete::Restrict;
        self
    }

    /// As a field of lines: known by a longer name, in a column of its own.
    pub(super) fn of_lines(mut self, lines: &str) -> Self {
        self.column = Some(self.column_name());
        self.name = format!("{lines}.{}", self.name).into();
        self
    }

    /// The name by which it stands in JSON: without the name of its lines.
    pub fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    pub fn indexed(mut self, how: Indexed) -> Self {
        self.indexed = Some(how);
        self
    }

    /// Blocks a second record with the same key, which is kept in `column`.
    pub fn unique_by(mut self, column: impl Into<Name>) -> Self {
        self.duplicate = Some(column.into());
        self
    }

    pub fn list(mut self) -> Self {
        self.list = true;
        self
    }

    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    pub fn group(mut self, group: impl Into<Name>) -> Self {
        self.group = group.into();
        self
    }

    pub fn options(mut self, values: &[(&'static str, Option<&'static str>)]) -> Self {
        self.options = values.iter().map(|(value, color)| Choice { color: color.map(Into::into), ..Choice::new(*value) }).collect();
        self
    }

    /// The values of a choice that somebody described.
    pub fn choices_of(self, options: impl IntoIterator<Item = Choice>) -> Self {
        Self { options: options.into_iter().collect(), ..self }
    }

    /// Brings its label along.
    pub fn called(self, wording: Wording) -> Self {
        Self { wording: Some(wording), ..self }
    }

    /// What headings of a table that is imported may call it besides.
    pub fn also_called<N: Into<Name>>(self, synonyms: impl IntoIterator<Item = N>) -> Self {
        Self { synonyms: synonyms.into_iter().map(Into::into).collect(), ..self }
    }

    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    pub fn extensible(mut self) -> Self {
        self.extensible = true;
        self
    }

    pub fn to(mut self, object: impl Into<Name>) -> Self {
        self.target = Some(object.into());
        self
    }

    pub fn max(mut self, characters: usize) -> Self {
        self.max = characters;
        self
    }

    pub fn scale(mut self, decimals: u32) -> Self {
        self.scale = decimals;
        self
    }

    pub fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// Says how a person can be reached or told apart. Such fields are indexed apart, so that those to whom they are masked
    /// do not find by them.
    pub fn is_personal(&self) -> bool {
        self.personal || self.kind.is_personal()
    }

    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Stands in another column than its kind would have it.
    pub fn in_column(mut self, column: impl Into<Name>) -> Self {
        self.column = Some(column.into());
        self
    }

    pub fn column(&self) -> Column {
        match self.place {
            Place::Column => Column::Plain(self.column_name()),
            Place::Custom => Column::Custom(self.name.clone()),
        }
    }

    /// The column by which lists are sorted.
    pub fn sort_column(&self) -> Column {
        self.sort_key_column().map_or_else(|| self.column(), Column::Plain)
    }

    /// Names are sorted by their sound, which is kept beside them.
    pub fn sort_key_column(&self) -> Option<Name> {
        let keeps = self.sortable && self.indexed == Some(Indexed::Name) && self.place == Place::Column;
        keeps.then(|| format!("{}_sort", self.column_name()).into())
    }

    /// What is kept beside a value in columns of its own: the key of the duplicate check, the key by which names are sorted.
    pub fn companions(&self, value: &Value) -> impl Iterator<Item = (Name, Value)> {
        let duplicate = self.duplicate.clone().filter(|column| *column != self.column_name());
        let duplicate = duplicate.map(|column| (column, self.kind.duplicate_key(value).into()));
        let sort = self.sort_key_column().map(|column| (column, value.text().map(sort_key).into()));
        duplicate.into_iter().chain(sort)
    }

    /// The column in SQL: the field's name, with `_id` where it is the number of something.
    pub fn column_name(&self) -> Name {
        match (&self.column, self.kind.refers()) {
            (Some(column), _) => column.clone(),
            (None, kinds::Refers::Nothing) => self.name.clone(),
            (None, _) => format!("{}_id", self.name).into(),
        }
    }

    pub fn label(&self, language: Language) -> String {
        match &self.wording {
            Some(own) => own.text(language).to_owned(),
            None => i18n::text(language, &format!("objects.{}.fields.{}", self.object, self.short())).into_owned(),
        }
    }

    /// What else headings of a table call it, in either language.
    pub fn synonyms(&self) -> impl Iterator<Item = &str> {
        /// Between the words of a key in `locales/`.
        const SEPARATOR: char = '、';
        let key = format!("objects.{}.synonyms.{}", self.object, self.short());
        let shipped = Language::ALL.into_iter().filter_map(move |language| i18n::find(language, &key));
        self.synonyms.iter().map(AsRef::as_ref).chain(shipped.flat_map(|list| list.split(SEPARATOR)))
    }

    /// The word for one of its choices; the value itself where it needs none.
    pub fn option_label(&self, value: &str, language: Language) -> String {
        self.choice_word(value, language).unwrap_or(value).to_owned()
    }

    /// The word for one of its choices, if it has one.
    pub fn choice_word(&self, value: &str, language: Language) -> Option<&str> {
        let own = self.options.iter().find(|choice| choice.value == value).and_then(|choice| choice.wording.as_ref());
        if let Some(own) = own {
            return Some(own.text(language));
        }
        i18n::find(language, &format!("objects.{}.choices.{}.{value}", self.object, self.short()))
    }

    /// How the catalog shows it to the console and to scripts.
    pub fn describe(&self, language: Language, writable: bool) -> serde_json::Value {
        let mut description = json!({
            "name": self.short(), "label": self.label(language), "kind": self.kind.name(), "group": self.group,
            "required": self.required, "writable": writable && !self.readonly, "searchable": self.indexed.is_some(),
            "sortable": self.sortable, "list": self.list, "unique": self.duplicate.is_some(),
            "ops": self.kind.ops().iter().map(|op| op.name()).collect::<Vec<_>>(),
            "keywords": keywords(&self.label(Language::Chinese)),
        });
        let kind = self.kind;
        if let Some(map) = description.as_object_mut() {
            if !self.options.is_empty() || kind.shape() == Shape::Choices {
                let options = self.options.iter().map(
                    |choice| json!({ "value": choice.value, "label": self.option_label(&choice.value, language), "color": choice.color }),
                );
                map.insert("options".into(), options.collect());
                map.insert("open".into(), self.open.into());
                map.insert("extensible".into(), self.extensible.into());
            }
            if let Some(default) = &self.default {
                map.insert("default".into(), kind.json(self, default).into());
            }
            if let Some(doubt) = self.doubt {
                map.insert("asks".into(), doubt.name().into());
            }
            if let Some(target) = &self.target {
                map.insert("target".into(), json!(target));
            }
            if let Some(checks) = kind.checks() {
                map.insert("checks".into(), checks.into());
            }
            if let Some(max) = kind.max(self) {
                map.insert("max".into(), max.into());
            }
            if kind.shape() == Shape::Decimal {
                map.insert("scale".into(), self.scale.into());
            }
            if let Some(hint) = i18n::find(language, &format!("objects.{}.hints.{}", self.object, self.short())) {
                map.insert("hint".into(), hint.into());
            }
        }
        description
    }
}

/// What else a field is found by in a menu than its label: its pinyin, in full and by initials.
fn keywords(label: &str) -> Vec<String> {
    pinyin::spellings(label).into_iter().chain(pinyin::initials(label)).collect()
}

//! Which heading means which field, as far as that can be told without asking.
//!
//! A heading is matched by the field's label in either language, by its name, and by the synonyms that people use
//! ([`Field::synonyms`](crate::model::Field::synonyms)). An object that hangs on this one is meant by its own name: `联系人` is the
//! contact's name, `联系人手机` its mobile. A field of lines is meant by `明细.产品`, and by `产品` where nothing else is called so. Width, case, spaces, stars and what stands in brackets make no difference.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::targets::{children, importable, writable};
use crate::actor::{Actor, Language};
use crate::error::Reason;
use crate::i18n;
use crate::model::{Field, Object, Refers, Shape, Verb};
use crate::records::{Engine, words_of};
use crate::text::amount::{HeadingUnit, heading_unit};
use crate::text::normal::name_key;

/// Bytes of a heading that can mean something; comparing longer ones would take long.
const LONGEST: usize = 300;

/// Characters at the end of a heading among which a unit is looked for.
const LONGEST_UNIT: usize = 16;

/// Heading to target, for the headings that are understood. Each target is given once, to the first heading that means it.
pub fn suggest(engine: &Engine, actor: &Actor, object: &Object, headings: &[String]) -> BTreeMap<String, String> {
    look_into(engine, actor, object, headings).mapping
}

/// What headings may mean, for asking about several rows of a file.
pub struct HeadingWords(HashMap<String, String>);

impl HeadingWords {
    pub fn of(engine: &Engine, actor: &Actor, object: &Object) -> Self {
        Self(meanings(engine, actor, object))
    }

    /// How many of a row's cells mean something, each something else.
    pub fn count(&self, cells: &[String]) -> usize {
        let mut taken = HashSet::new();
        let short = cells.iter().filter(|cell| cell.len() <= LONGEST);
        short
            .filter_map(|cell| spellings(cell).into_iter().find_map(|(key, _)| self.0.get(&key)))
            .filter(|target| taken.insert(*target))
            .count()
    }
}

/// What headings tell.
#[derive(Debug, Default)]
pub struct HeadingsRead {
    pub mapping: BTreeMap<String, String>,
    /// In what the numbers of a column count, where its heading says so: a power of ten.
    pub powers: BTreeMap<String, u32>,
    /// Headings that name a field and count in something that nobody here understands: they are mapped to nothing, for this reason.
    pub unclear: BTreeMap<String, UnclearHeading>,
}

/// Why a heading is mapped to nothing.
#[derive(Debug)]
pub struct UnclearHeading {
    /// The field that it would be.
    pub target: String,
    pub reason: Reason,
}

impl UnclearHeading {
    pub fn words(&self, language: Language) -> String {
        words_of(language, &self.reason)
    }
}

/// The same with what the headings say of units: a column that counts in something unknown, or in another currency, is left alone.
pub fn look_into(engine: &Engine, actor: &Actor, object: &Object, headings: &[String]) -> HeadingsRead {
    let meant = meanings(engine, actor, object);
    let (mut read, mut taken) = (HeadingsRead::default(), HashSet::new());
    for heading in headings.iter().filter(|heading| heading.len() <= LONGEST) {
        let found = spellings(heading).into_iter().find_map(|(key, additions)| Some((meant.get(&key)?, additions)));
        let Some((target, additions)) = found else {
            // Whoever sends it to an amount by hand is shown what it says.
            let amount = object.fields.iter().find(|field| field.kind.shape() == Shape::Money);
            if let Some(HeadingUnit::Power(power)) = amount.map(|field| unit_of(heading, field)) {
                read.powers.insert(heading.clone(), power);
            }
            continue;
        };
        let unit = field_of(engine, object, target).map_or(HeadingUnit::Unsaid, |field| unit_among(&additions, field));
        let code = match unit {
            HeadingUnit::Foreign => "import.heading_foreign",
            HeadingUnit::Unknown => "import.heading_unit",
            HeadingUnit::Unsaid | HeadingUnit::Power(_) => {
                if taken.insert(target) {
                    read.mapping.insert(heading.clone(), target.clone());
                    read.powers.extend(if let HeadingUnit::Power(power) = unit { Some((heading.clone(), power)) } else { None });
                }
                continue;
            }
        };
        read.unclear.insert(heading.clone(), UnclearHeading { target: target.clone(), reason: Reason::new(code).typed(heading) });
    }
    read
}

/// What a heading says of the unit of a field to which somebody sends it.
pub(super) fn unit_of(heading: &str, field: &Field) -> HeadingUnit {
    let words: Vec<String> = labels(field).iter().map(|word| name_key(word)).collect();
    let spellings = spellings(heading);
    let named = spellings.iter().find(|(key, _)| words.contains(key));
    if let Some((_, additions)) = named {
        return unit_among(additions, field);
    }
    // Sent to a field of another name, it says what it says in brackets, behind a mark or at its end.
    let said = spellings.iter().map(|(_, additions)| unit_among(additions, field));
    said.reduce(|first, next| if first == HeadingUnit::Unsaid { next } else { first }).unwrap_or(HeadingUnit::Unsaid)
}

fn unit_among(additions: &[String], field: &Field) -> HeadingUnit {
    if !field.kind.is_counted() {
        return HeadingUnit::Unsaid;
    }
    let said = additions.iter().map(|addition| heading_unit(addition)).filter(|unit| *unit != HeadingUnit::Unsaid);
    // Two that say something different are not understood.
    said.reduce(|a, b| if a == b || b == HeadingUnit::Power(0) { a } else { HeadingUnit::Unknown }).unwrap_or(HeadingUnit::Unsaid)
}

/// The heading as it stands, and without what is added to it: `年采购额（元）`, `年采购额/万元`, `年采购额万元`. With what is added.
fn spellings(heading: &str) -> Vec<(String, Vec<String>)> {
    // Marks are no part of what a heading is known by; that of a currency says something all the same.
    let marks: String = heading.chars().filter(|c| "$€£¥￥".contains(*c)).collect();
    let mut found = vec![(heading.to_owned(), Some(marks).filter(|marks| !marks.is_empty()).into_iter().collect())];
    let bracket = ['（', '(', '[', '【', '〔', '{'];
    let closing = ['）', ')', ']', '】', '〕', '}'];
    let (bare, behind) = heading.split_at(heading.find(bracket).unwrap_or(heading.len()));
    let additions: Vec<String> = behind.split(bracket).flat_map(|part| part.split(closing)).map(str::to_owned).collect();
    found.push((bare.to_owned(), additions.into_iter().filter(|addition| !addition.trim().is_empty()).collect()));
    let says = |addition: &str| !matches!(heading_unit(addition), HeadingUnit::Unsaid | HeadingUnit::Unknown);
    let behind = bare.char_indices().rev().nth(LONGEST_UNIT).map_or(0, |(at, _)| at);
    for (at, mark) in bare.char_indices().filter(|(at, c)| *at >= behind && !c.is_alphanumeric()) {
        let (name, addition) = (&bare[..at], &bare[at + mark.len_utf8()..]);
        if says(addition) {
            found.push((name.to_owned(), vec![addition.to_owned()]));
        }
    }
    // Without anything between: the longest end that is a unit.
    for (at, _) in bare.char_indices().skip(1).filter(|(at, _)| *at >= behind) {
        if says(&bare[at..]) {
            found.push((bare[..at].to_owned(), vec![bare[at..].to_owned()]));
        }
    }
    let keyed = found.into_iter().map(|(name, additions)| (name_key(&name), additions));
    keyed.filter(|(key, _)| !key.is_empty()).collect()
}

/// All that headings call a field.
fn labels(field: &Field) -> Vec<String> {
    let own = [field.short().to_owned()].into_iter().chain(Language::ALL.map(|language| field.label(language)));
    own.chain(field.synonyms().map(str::to_owned)).collect()
}

fn field_of<'e>(engine: &'e Engine, object: &'e Object, target: &str) -> Option<&'e Field> {
    match target.split_once('.') {
        None => object.field(target).or_else(|| object.lines.iter().find_map(|set| set.field(target))),
        Some((set, name)) if object.line_set(set).is_some() => object.line_set(set)?.field(name),
        Some((child, name)) => engine.catalog.get(child)?.field(name),
    }
}

fn meanings(engine: &Engine, actor: &Actor, object: &Object) -> HashMap<String, String> {
    let mut meant = HashMap::new();
    let mut add = |word: &str, target: &str| {
        let key = name_key(word);
        if !key.is_empty() {
            meant.entry(key).or_insert_with(|| target.to_owned());
        }
    };
    let own = || object.fields.iter().filter(|field| importable(engine, actor, object, field));
    // Labels of all fields come before synonyms of any: what a field is called outranks what another may be called.
    for field in own() {
        add(&field.name, &field.name);
        Language::ALL.into_iter().for_each(|language| add(&field.label(language), &field.name));
    }
    for field in own() {
        field.synonyms().for_each(|word| add(word, &field.name));
    }
    for field in own().filter(|field| field.kind.refers() == Refers::User) {
        let target = format!("{}:login", field.name);
        add(&target, &target);
        Language::ALL.into_iter().for_each(|language| add(&login_label(field, language), &target));
    }
    for (child, link) in children(engine, object).filter(|(child, _)| engine.may(actor, child, &Verb::Create)) {
        for field in child.fields.iter().filter(|f| f.name != link.name && writable(engine, actor, child, f)) {
            let target = format!("{}.{}", child.name, field.name);
            add(&target, &target);
            for language in Language::ALL {
                if field.name == child.title {
                    add(&child.label(language), &target);
                }
                add(&format!("{}{}", child.label(language), field.label(language)), &target);
                field.synonyms().for_each(|word| add(&format!("{}{word}", child.label(language)), &target));
            }
        }
    }
    for set in &object.lines {
        for field in set.fields.iter().filter(|field| writable(engine, actor, object, field)) {
            add(&field.name, &field.name);
            for language in Language::ALL {
                let label = field.label(language);
                add(&format!("{}.{label}", object.line_set_label(set, language)), &field.name);
                add(&label, &field.name);
            }
        }
    }
    meant
}

/// The heading of the logins of the people that a field names: where two are called the same, they tell who is meant.
pub fn login_label(field: &Field, language: Language) -> String {
    i18n::fill(language, "import.login_of", &[("label", field.label(language))])
}

//! Which heading means which field, as far as that can be told without asking.
//!
//! A heading is matched by the field's label in either language, by its name, and by the synonyms that people use
//! ([`Field::synonyms`](crate::model::Field::synonyms)). An object that hangs on this one is meant by its own name: `联系人` is the
//! contact's name, `联系人手机` its mobile. A field of lines is meant by `明细.产品`, and by `产品` where nothing else is called so. Width, case, spaces, stars and what stands in brackets make no difference.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::plan::{children, importable, writable};
use crate::actor::{Actor, Language};
use crate::model::{Object, Verb};
use crate::records::Engine;
use crate::text::normal::name_key;

/// Heading to target, for the headings that are understood. Each target is given once, to the first heading that means it.
pub fn suggest(engine: &Engine, actor: &Actor, object: &Object, headings: &[String]) -> BTreeMap<String, String> {
    let words = HeadingWords::of(engine, actor, object);
    words.meant(headings).map(|(heading, target)| (heading.clone(), target.clone())).collect()
}

/// What headings may mean, for asking about several rows of a file.
pub struct HeadingWords(HashMap<String, String>);

/// Longer texts are no headings; comparing them would take long.
const LONGEST: usize = 300;

impl HeadingWords {
    pub fn of(engine: &Engine, actor: &Actor, object: &Object) -> Self {
        Self(meanings(engine, actor, object))
    }

    /// How many of a row's cells mean something, each something else.
    pub fn count(&self, cells: &[String]) -> usize {
        self.meant(cells).count()
    }

    fn meant<'w, 'h: 'w>(&'w self, headings: &'h [String]) -> impl Iterator<Item = (&'h String, &'w String)> {
        let mut taken = HashSet::new();
        headings.iter().filter(|heading| heading.len() <= LONGEST).filter_map(move |heading| {
            let target = spellings(heading).into_iter().find_map(|key| self.0.get(&key))?;
            taken.insert(target).then_some((heading, target))
        })
    }
}

/// The heading as it stands, and without what is in brackets: `年采购额（元）`.
fn spellings(heading: &str) -> Vec<String> {
    let bare = heading.split(['（', '(', '[', '【']).next().unwrap_or_default();
    [heading, bare].into_iter().map(name_key).filter(|key| !key.is_empty()).collect()
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
    for (child, link) in children(engine, object).filter(|(child, _)| engine.may(actor, child, &Verb::Create)) {
        for field in child.fields.iter().filter(|f| f.name != link.name && writable(engine, actor, child, f)) {
            let target = format!("{}.{}", child.name, field.name);
            add(&target, &target);
            for language in Language::ALL {
                if field.name == child.title {
                    add(&child.label(language), &target);
                }
                add(&format!("{}{}", child.label(language), field.label(language)), &target);
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

//! The catalog in Cedar's words: an entity type per object, an action per object and verb.
//!
//! An action `customer.read` belongs to the groups `read` and `customer`; one that an object names itself
//! (`customer.transfer`) belongs to `act` as well. The house's own actions are about the one entity `House::"house"`.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use cedar_policy::Schema;

use super::attributes::{Attributes, DEPARTMENT, HOUSE, REPORTS, ROLE, USER};
use super::error::PolicyError;
use crate::db::sql::Name;
use crate::model::{Catalog, Verb};
use crate::people::AdminRight;

/// Rights over a field, as policies speak of them.
pub(super) const FIELD_VERBS: [&str; 3] = ["read", "masked", "write"];

/// Stands for every action wherever it makes no difference which one is asked about, and it makes one only to policies that speak
/// of it in a condition: Cedar copies all actions of a schema into each question, and checks a policy against each of them.
pub(super) const ASK: &str = "ask";

/// The group of all actions that objects name themselves.
const ACT: &str = "act";
const ADMINISTRATION: &str = "house";

/// The fields that the name of an action over fields, or of a group of such actions, stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldsNamed<'n> {
    /// All objects if there is none.
    pub object: Option<&'n str>,
    /// All fields if there is none.
    pub field: Option<&'n str>,
    pub verb: &'n str,
}

impl<'n> FieldsNamed<'n> {
    /// None if it is the name of something else.
    pub fn read(name: &'n str) -> Option<Self> {
        let (place, verb) = name.rsplit_once('.').filter(|(_, verb)| FIELD_VERBS.contains(verb))?;
        match place.split_once('.') {
            None if place == "fields" => Some(Self { object: None, field: None, verb }),
            Some((object, "fields")) => Some(Self { object: Some(object), field: None, verb }),
            Some((object, field)) => Some(Self { object: Some(object), field: Some(field), verb }),
            None => None,
        }
    }

    pub fn of(&self, object: &str) -> bool {
        self.object.is_none_or(|own| own == object)
    }

    pub fn stands_for(&self, field: &str) -> bool {
        self.field.is_none_or(|own| own == field)
    }
}

/// What is done to a record: `customer.read`.
pub(super) fn action(object: &str, verb: &Verb) -> String {
    format!("{object}.{}", verb.name())
}

/// An action's name in policies, then its groups.
pub(super) fn action_and_groups(object: &str, verb: &Verb) -> Vec<String> {
    let named = matches!(verb, Verb::Act(_)).then(|| ACT.to_owned());
    [action(object, verb), verb.name().to_owned(), object.to_owned()].into_iter().chain(named).collect()
}

/// What is done to one field of a record: `customer.mobile.masked`.
pub(super) fn field_action(object: &str, field: &str, verb: &str) -> String {
    format!("{object}.{field}.{verb}")
}

pub(super) fn field_action_and_groups(object: &str, field: &str, verb: &str) -> Vec<String> {
    vec![field_action(object, field, verb), format!("{object}.fields.{verb}"), format!("fields.{verb}")]
}

pub(super) fn admin_action_and_groups(action: AdminRight) -> Vec<String> {
    vec![action.action().to_owned(), ADMINISTRATION.to_owned()]
}

/// All actions on an object, or on the app: each by its name and its groups.
pub(super) fn actions_of(catalog: &Catalog, target: &str) -> Vec<Vec<String>> {
    let Some(object) = catalog.get(target) else {
        return if target == HOUSE { AdminRight::ALL.map(admin_action_and_groups).into() } else { Vec::new() };
    };
    let verbs = object.verbs();
    let fields = object.guardable().flat_map(|field| FIELD_VERBS.map(|verb| field_action_and_groups(&object.name, &field.name, verb)));
    verbs.iter().map(|verb| action_and_groups(&object.name, verb)).chain(fields).collect()
}

/// Every name by which a policy may call actions, other than those over fields (see [`FieldsNamed`]), with the objects that have such an
/// action. The app is one of them.
pub(super) fn action_names(catalog: &Catalog) -> Result<HashMap<String, Vec<Name>>, PolicyError> {
    let mut names: HashMap<String, Vec<Name>> = [(ACT.to_owned(), Vec::new())].into();
    for object in catalog.iter() {
        for name in object.verbs().iter().flat_map(|verb| action_and_groups(&object.name, verb)) {
            let having = names.entry(name).or_default();
            if having.last() != Some(&object.name) {
                having.push(object.name.clone());
            }
        }
    }
    for name in AdminRight::ALL.iter().flat_map(|right| admin_action_and_groups(*right)) {
        names.entry(name).or_insert_with(|| vec![HOUSE.into()]);
    }
    let verb = |name: &str| catalog.iter().any(|object| object.verbs().iter().any(|verb| verb.name() == name));
    match catalog.iter().find(|object| [ACT, ADMINISTRATION].contains(&&*object.name) || verb(&object.name)) {
        Some(object) => Err(PolicyError::catalog(format!("{} is the name of an object and of a verb", object.name))),
        None => Ok(names),
    }
}

/// The schema in which policies are written, with every action. It is large: it is made only to say what is wrong with a policy, or if
/// one asks in a condition which action it is.
pub(super) fn schema(catalog: &Catalog, attributes: &Attributes) -> Result<Schema, PolicyError> {
    let mut text = entities(catalog, attributes);
    let mut groups = BTreeSet::from([ADMINISTRATION.to_owned(), ACT.to_owned()]);
    for object in catalog.iter() {
        groups.insert(object.name.to_string());
        for verb in object.verbs() {
            line(&mut text, declared(&action_and_groups(&object.name, &verb), &object.name));
            groups.insert(verb.name().to_owned());
        }
        for (field, verb) in object.guardable().flat_map(|field| FIELD_VERBS.map(|verb| (field, verb))) {
            let names = field_action_and_groups(&object.name, &field.name, verb);
            line(&mut text, declared(&names, &object.name));
            groups.extend(names.into_iter().skip(1));
        }
    }
    for house in AdminRight::ALL {
        line(&mut text, declared(&admin_action_and_groups(house), HOUSE));
    }
    groups.iter().for_each(|group| line(&mut text, format_args!("action \"{group}\";")));
    parse(&text)
}

/// The schema in which policies are checked and questions asked: the same things, one action on all of them.
pub(super) fn asking_schema(catalog: &Catalog, attributes: &Attributes) -> Result<Schema, PolicyError> {
    let all: Vec<&str> = catalog.iter().map(|object| &*object.name).chain([HOUSE]).collect();
    let mut text = entities(catalog, attributes);
    line(&mut text, declared(&[ASK.to_owned()], &format!("[{}]", all.join(", "))));
    parse(&text)
}

fn entities(catalog: &Catalog, attributes: &Attributes) -> String {
    let mut text = format!("entity {ROLE};\nentity {REPORTS};\nentity {HOUSE};\nentity {DEPARTMENT} in [{DEPARTMENT}];\n");
    line(&mut text, format_args!("entity {USER} in [{ROLE}, {DEPARTMENT}, {REPORTS}] {};", record(attributes, USER)));
    for object in catalog.iter() {
        line(&mut text, format_args!("entity {} {};", object.name, record(attributes, &object.name)));
    }
    // Whatever a policy may ask of the moment is listed here, and given in `moment.rs`.
    line(&mut text, "type Moment = { hour: Long, weekday: Long, network: String, device_trusted: Bool, factor_age?: Long, rows?: Long };");
    text
}

fn record(attributes: &Attributes, entity: &str) -> String {
    let list: Vec<_> =
        attributes.of_type(entity).map(|(name, a)| format!("\"{name}\"{}: {}", if a.always { "" } else { "?" }, a.sort.cedar())).collect();
    format!("{{ {} }}", list.join(", "))
}

fn declared(names: &[String], resource: &str) -> String {
    let mut groups = names.iter().skip(1).map(|group| format!("Action::\"{group}\"")).collect::<Vec<_>>().join(", ");
    if !groups.is_empty() {
        groups = format!(" in [{groups}]");
    }
    let name = names.first().map_or("", String::as_str);
    format!("action \"{name}\"{groups} appliesTo {{ principal: {USER}, resource: {resource}, context: Moment }};")
}

fn line(text: &mut String, line: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

fn parse(text: &str) -> Result<Schema, PolicyError> {
    // Its warnings are about names like those of built-in types, which resolve as we mean them.
    Schema::from_cedarschema_str(text).map(|(schema, _)| schema).map_err(PolicyError::catalog)
}

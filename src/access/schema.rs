//! The catalog in Cedar's words: an entity type per object, an action per object and verb.
//!
//! An action `customer.read` belongs to the groups `read` and `customer`; one that an object names itself
//! (`customer.transfer`) belongs to `act` as well. The house's own actions are about the one entity `House::"house"`.

use std::collections::BTreeSet;
use std::fmt::Write;

use cedar_policy::Schema;

use super::attributes::{Attributes, DEPARTMENT, HOUSE, REPORTS, ROLE, USER};
use super::error::PolicyError;
use crate::model::{Catalog, Verb};
use crate::people::AdminRight;

/// Rights over a field, as policies speak of them.
pub(super) const FIELD_VERBS: [&str; 3] = ["read", "masked", "write"];

/// Stands for every action once the rehearsal has settled what follows from the real one: Cedar copies all actions of
/// a schema into each question.
pub(super) const ASK: &str = "ask";

/// An action's name in policies, then its groups.
pub(super) fn action_and_groups(object: &str, verb: &Verb) -> Vec<String> {
    let named = matches!(verb, Verb::Act(_)).then(|| "act".to_owned());
    [format!("{object}.{}", verb.name()), verb.name().to_owned(), object.to_owned()].into_iter().chain(named).collect()
}

/// What is done to one field of a record: `customer.mobile.masked`.
pub(super) fn field_action(object: &str, field: &str, verb: &str) -> String {
    format!("{object}.{field}.{verb}")
}

pub(super) fn field_action_and_groups(object: &str, field: &str, verb: &str) -> Vec<String> {
    vec![field_action(object, field, verb), format!("{object}.fields.{verb}"), format!("fields.{verb}")]
}

pub(super) fn admin_action_and_groups(action: AdminRight) -> Vec<String> {
    vec![action.action().to_owned(), "house".to_owned()]
}

/// The schema in which policies are written.
pub(super) fn schema(catalog: &Catalog, attributes: &Attributes) -> Result<Schema, PolicyError> {
    let mut text = entities(catalog, attributes);
    let mut groups = BTreeSet::from(["house".to_owned(), "act".to_owned()]);
    for object in catalog.iter() {
        for verb in object.verbs() {
            line(&mut text, action(&action_and_groups(&object.name, &verb), &object.name));
            groups.insert(verb.name().to_owned());
        }
        for (field, verb) in object.fields.iter().flat_map(|field| FIELD_VERBS.map(|verb| (field, verb))) {
            let names = field_action_and_groups(&object.name, &field.name, verb);
            line(&mut text, action(&names, &object.name));
            groups.extend(names.into_iter().skip(1));
        }
    }
    for house in AdminRight::ALL {
        line(&mut text, action(&admin_action_and_groups(house), HOUSE));
    }
    for object in catalog.iter() {
        if !groups.insert(object.name.clone().into_owned()) {
            return Err(PolicyError::catalog(format!("{} is the name of an object and of a verb", object.name)));
        }
    }
    groups.iter().for_each(|group| line(&mut text, format_args!("action \"{group}\";")));
    parse(&text)
}

/// The schema in which questions are asked: the same things, one action on all of them.
pub(super) fn asking_schema(catalog: &Catalog, attributes: &Attributes) -> Result<Schema, PolicyError> {
    let all: Vec<&str> = catalog.iter().map(|object| &*object.name).chain([HOUSE]).collect();
    let mut text = entities(catalog, attributes);
    line(&mut text, action(&[ASK.to_owned()], &format!("[{}]", all.join(", "))));
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

fn action(names: &[String], resource: &str) -> String {
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

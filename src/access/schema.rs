//! The catalog in Cedar's words: an entity type per object, an action per object and verb.
//!
//! An action `customer.read` belongs to the groups `read` and `customer`; one that an object names itself
//! (`customer.transfer`) belongs to `act` as well. The house's own actions are about the one entity `House::"house"`.

use std::collections::BTreeSet;
use std::fmt::Write;

use cedar_policy::Schema;

use super::attributes::{Attributes, DEPARTMENT, HOUSE, ROLE, USER};
use super::error::PolicyError;
use crate::model::{Catalog, Verb};

/// What can be done to the house itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HouseAction {
    AuditRead,
    UsersManage,
    SettingsManage,
}

impl HouseAction {
    pub const ALL: [Self; 3] = [Self::AuditRead, Self::UsersManage, Self::SettingsManage];

    /// The action's name in policies.
    pub fn name(self) -> &'static str {
        match self {
            Self::AuditRead => "audit.read",
            Self::UsersManage => "users.manage",
            Self::SettingsManage => "settings.manage",
        }
    }
}

/// The action's name in policies.
pub(super) fn action_name(object: &str, verb: &Verb) -> String {
    format!("{object}.{}", verb.name())
}

pub(super) fn schema(catalog: &Catalog, attributes: &Attributes) -> Result<Schema, PolicyError> {
    let text = schema_text(catalog, attributes)?;
    // Warnings are about names that shadow built-in types, and Cedar's own resolution of them is what we mean.
    Schema::from_cedarschema_str(&text).map(|(schema, _)| schema).map_err(PolicyError::catalog)
}

fn schema_text(catalog: &Catalog, attributes: &Attributes) -> Result<String, PolicyError> {
    let mut text = format!(
        "entity {ROLE};\nentity {HOUSE};\nentity {DEPARTMENT} in [{DEPARTMENT}];\nentity {USER} in [{ROLE}, {DEPARTMENT}] {};\n",
        record(attributes, USER)
    );
    let mut actions = String::new();
    let mut groups = BTreeSet::from(["house".to_owned(), "act".to_owned()]);
    for object in catalog.iter() {
        let name = &*object.name;
        line(&mut text, format_args!("entity {name} {};", record(attributes, name)));
        for verb in object.verbs() {
            let named = if matches!(verb, Verb::Act(_)) { ", Action::\"act\"" } else { "" };
            let groups_of = format!("Action::\"{}\", Action::\"{name}\"{named}", verb.name());
            line(&mut actions, action(&action_name(name, &verb), &groups_of, name));
            groups.insert(verb.name().to_owned());
        }
    }
    for house in HouseAction::ALL {
        line(&mut actions, action(house.name(), "Action::\"house\"", HOUSE));
    }
    for object in catalog.iter() {
        if !groups.insert(object.name.clone().into_owned()) {
            return Err(PolicyError::catalog(format!("{} is the name of an object and of a verb", object.name)));
        }
    }
    // Whatever a policy may ask of the moment is listed here, and given in `moment.rs`.
    line(&mut text, "type Moment = { hour: Long, weekday: Long };");
    groups.iter().for_each(|group| line(&mut text, format_args!("action \"{group}\";")));
    Ok(text + &actions)
}

fn record(attributes: &Attributes, entity: &str) -> String {
    let list: Vec<_> = attributes.of_type(entity).map(|(name, a)| format!("\"{name}\"?: {}", a.sort.cedar())).collect();
    format!("{{ {} }}", list.join(", "))
}

fn action(name: &str, groups: &str, resource: &str) -> String {
    format!("action \"{name}\" in [{groups}] appliesTo {{ principal: {USER}, resource: {resource}, context: Moment }};")
}

fn line(text: &mut String, line: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

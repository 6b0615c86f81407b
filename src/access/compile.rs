//! From roles to policies: the same text that an administrator could have written, so that one set of policies decides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::role::{Definition, FieldRight, Roles, Scope};
use super::schema::field_action;
use crate::model::{Catalog, Field, Object, Verb};
use crate::people::Role;

/// The policies of all roles. `guarded` says which fields any policy speaks of; the others need no words.
pub(super) fn policies(roles: &Roles, catalog: &Catalog, guarded: &BTreeSet<(String, String)>) -> String {
    let mut text = String::new();
    for (role, definition) in roles {
        if !definition.house.is_empty() {
            let actions: Vec<_> = definition.house.iter().map(|action| format!("Action::\"{}\"", action.action())).collect();
            permit(&mut text, role, "house", &actions, "House", None);
        }
        for object in catalog.iter() {
            of_object(&mut text, role, definition, object, catalog, guarded);
        }
    }
    text
}

fn of_object(
    text: &mut String,
    role: &Role,
    definition: &Definition,
    object: &Object,
    catalog: &Catalog,
    guarded: &BTreeSet<(String, String)>,
) {
    let mut scopes: BTreeMap<Scope, Vec<String>> = BTreeMap::new();
    for verb in object.verbs() {
        if let Some(scope) = definition.scope(object, &verb) {
            scopes.entry(scope).or_default().push(format!("Action::\"{}.{}\"", object.name, verb.name()));
        }
    }
    for (scope, actions) in &scopes {
        permit(text, role, &format!("{}.{}", object.name, scope.name()), actions, &object.name, condition(*scope, object, catalog));
    }
    // Nobody sees more of a field than of the record: with two roles, one may show the record and the other the field.
    let Some(sight) = definition.scope(object, &Verb::Read) else { return };
    // Looking and writing apart: a share may allow the one without the other.
    let mut fields: BTreeMap<(Scope, &str), Vec<String>> = BTreeMap::new();
    for field in object.fields.iter().filter(|f| guarded.contains(&(object.name.to_string(), f.name.to_string()))) {
        let rule = definition.rule(object, field);
        let right = rule.map_or(FieldRight::Write, |rule| rule.right);
        let clear = rule.and_then(|rule| rule.clear).map(|clear| clear.min(sight));
        let mut add = |scope: Scope, verb: &str| {
            let team = match verb {
                // Clear within a scope, and nowhere else: a share lifts no mask.
                _ if right == FieldRight::Masked && verb != "masked" => "",
                "write" => "writers",
                _ => "readers",
            };
            fields.entry((scope, team)).or_default().push(uid(object, field, verb));
        };
        if right >= FieldRight::Masked {
            add(sight, "masked");
        }
        match clear {
            _ if right >= FieldRight::Read => add(sight, "read"),
            Some(clear) if right == FieldRight::Masked => {
                add(clear, "read");
                add(clear, "write");
            }
            _ => {}
        }
        if right == FieldRight::Write {
            add(sight, "write");
        }
    }
    for ((scope, team), actions) in &fields {
        let whose = condition(*scope, object, catalog);
        let whose = if team.is_empty() { whose } else { whose.map(|whose| format!("({whose}) || {}", shared(team))) };
        let name = format!("{}.fields.{}.{}", object.name, scope.name(), if team.is_empty() { "clear" } else { team });
        permit(text, role, &name, actions, &object.name, whose);
    }
}

/// A field looks on a shared record as it looks on one's own; only where a role shows it clear within a scope alone it does not.
fn shared(team: &str) -> String {
    format!("resource.{team}.contains(principal)")
}

fn uid(object: &Object, field: &Field, verb: &str) -> String {
    format!("Action::\"{}\"", field_action(&object.name, &field.name, verb))
}

fn permit(text: &mut String, role: &Role, name: &str, actions: &[String], resource: &str, condition: Option<String>) {
    let (role, actions) = (role.name(), actions.join(", "));
    let when = condition.map_or_else(String::new, |condition| format!("\nwhen {{ {condition} }}"));
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "@id(\"role.{role}.{name}\")\npermit (principal in Role::\"{role}\", action in [{actions}], resource is {resource}){when};\n"
    );
}

/// Whose a record is: its owner's, or that of the record on which it hangs, or whoever entered it.
fn condition(scope: Scope, object: &Object, catalog: &Catalog) -> Option<String> {
    let owner = if catalog.scope_column(object).is_some() { "belongs_to" } else { "created_by" };
    let own = format!("resource.{owner} == principal");
    // A record counts to its owner's own department, not to those where they only help out.
    let (has, department) = (format!("resource has {owner}.department"), format!("resource.{owner}.department"));
    let whose = match scope {
        Scope::All => return None,
        Scope::Own => own,
        Scope::Reports => format!("({own} || resource.{owner} in principal.reports)"),
        Scope::Department => format!("({own} || ({has} && principal.departments.contains({department})))"),
        Scope::DepartmentTree => format!("({own} || ({has} && {department} in principal.departments))"),
    };
    Some(format!("resource has {owner} && {whose}"))
}

//! From roles to policies: the same that an administrator could have written, so that one set of policies decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attributes::HOUSE;
use super::role::{Definition, FieldRight, Roles, Scope};
use super::schema::{action, field_action};
use crate::db::sql::Name;
use crate::model::{Catalog, Object, Verb};

/// The fields that some role or policy treats otherwise than the record, by object.
pub(super) type GuardedNames = BTreeMap<Name, BTreeSet<Name>>;

/// What a role may do to the records of one object within one scope. No person writes it, so as a policy it is right or none is: what
/// can be said in a condition is looked at for each object (see `PolicyVocabulary::role_conditions`).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RolePolicy {
    pub name: String,
    pub role: Arc<str>,
    pub target: Name,
    pub actions: Vec<String>,
    condition: Option<String>,
}

impl RolePolicy {
    pub fn condition(&self) -> &str {
        self.condition.as_deref().unwrap_or("true")
    }

    /// As somebody would have written it.
    pub fn text(&self) -> String {
        let Self { name, role, target, .. } = self;
        let actions = self.actions.iter().map(|action| format!("Action::\"{action}\"")).collect::<Vec<_>>().join(", ");
        let condition = self.condition();
        format!(
            "@id(\"{name}\")\npermit (principal in Role::\"{role}\", action in [{actions}], resource is {target})\nwhen {{ {condition} }};"
        )
    }
}

/// The policies of all roles. `guarded` says which fields any policy speaks of; the others need no words.
pub(super) fn policies(roles: &Roles, catalog: &Catalog, guarded: &GuardedNames) -> Vec<RolePolicy> {
    let mut all = Vec::new();
    for (role, definition) in roles {
        let role: Arc<str> = role.name().into();
        if !definition.house.is_empty() {
            let actions = definition.house.iter().map(|action| action.action().to_owned()).collect();
            all.push(permit(&role, "house", actions, HOUSE.into(), None));
        }
        for object in catalog.iter() {
            of_object(&mut all, &role, definition, object, catalog, guarded);
        }
    }
    all
}

fn of_object(
    all: &mut Vec<RolePolicy>,
    role: &Arc<str>,
    definition: &Definition,
    object: &Object,
    catalog: &Catalog,
    guarded: &GuardedNames,
) {
    let mut scopes: BTreeMap<Scope, Vec<String>> = BTreeMap::new();
    for verb in object.verbs() {
        if let Some(scope) = definition.scope(object, &verb) {
            scopes.entry(scope).or_default().push(action(&object.name, &verb));
        }
    }
    for (scope, actions) in scopes {
        let name = format!("{}.{}", object.name, scope.name());
        all.push(permit(role, &name, actions, object.name.clone(), condition(scope, object, catalog)));
    }
    // Nobody sees more of a field than of the record: with two roles, one may show the record and the other the field.
    let Some(sight) = definition.scope(object, &Verb::Read) else { return };
    // Looking and writing apart: a share may allow the one without the other.
    let mut fields: BTreeMap<(Scope, &str), Vec<String>> = BTreeMap::new();
    let guarded = guarded.get(&object.name);
    for field in object.guardable().filter(|field| guarded.is_some_and(|names| names.contains(&field.name))) {
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
            fields.entry((scope, team)).or_default().push(field_action(&object.name, &field.name, verb));
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
    for ((scope, team), actions) in fields {
        let whose = condition(scope, object, catalog);
        let whose = if team.is_empty() { whose } else { whose.map(|whose| format!("({whose}) || {}", shared(team, object))) };
        let name = format!("{}.fields.{}.{}", object.name, scope.name(), if team.is_empty() { "clear" } else { team });
        all.push(permit(role, &name, actions, object.name.clone(), whose));
    }
}

/// A field looks on a shared record as it looks on one's own; only where a role shows it clear within a scope alone it does not.
fn shared(team: &str, object: &Object) -> String {
    let above = if object.parent.is_some() {
        format!(" || (resource has hangs_on && resource.hangs_on.{team}.contains(principal))")
    } else {
        String::new()
    };
    format!("resource.{team}.contains(principal){above}")
}

fn permit(role: &Arc<str>, name: &str, actions: Vec<String>, target: Name, condition: Option<String>) -> RolePolicy {
    RolePolicy { name: format!("role.{role}.{name}"), role: role.clone(), target, actions, condition }
}

/// Whose a record is: its owner's, or that of the record on which it hangs, or whoever entered it.
fn condition(scope: Scope, object: &Object, catalog: &Catalog) -> Option<String> {
    let (mut path, mut at) = (String::new(), object);
    while at.owner.is_none() {
        let above = at.parent.as_ref().and_then(|link| at.field(link)?.target.as_ref()).and_then(|target| catalog.get(target));
        match above {
            // A circle of parents has no owner to be found.
            Some(above) if path.len() < 100 => {
                path.push_str("hangs_on.");
                at = above;
            }
            _ => break,
        }
    }
    let owner = if at.owner.is_some() { format!("{path}belongs_to") } else { "created_by".to_owned() };
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

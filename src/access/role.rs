//! What a role allows, as data: object × verb × scope, and rights over fields. The console edits it, `compile.rs` turns
//! it into policies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::Invalid;
use crate::model::{Catalog, Field, Object, Verb};
use crate::people::AdminRight;
use crate::people::Role;

/// All objects that have no line of their own, and whose group has none.
pub const ANY: &str = "*";
/// All named actions that have no line of their own.
pub const ACT: &str = "act";

/// Whose records, from narrow to wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One's own.
    #[serde(rename = "self")]
    Own,
    /// One's own and those of the people below.
    Reports,
    /// Those of the departments that one belongs to.
    Department,
    /// Those of one's departments and of all below.
    DepartmentTree,
    All,
}

/// What a role may do with a field, from less to more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRight {
    Hidden,
    Masked,
    Read,
    Write,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    pub right: FieldRight,
    /// Where a masked field is clear all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear: Option<Scope>,
}

pub type Grants = BTreeMap<String, BTreeMap<String, Scope>>;
pub type FieldRules = BTreeMap<String, BTreeMap<String, FieldRule>>;

/// A role's definition. Whatever stands not in it is not allowed; a field without a rule may be written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Definition {
    /// What it is called; shipped roles have words of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    pub house: BTreeSet<AdminRight>,
    pub grants: Grants,
    pub fields: FieldRules,
}

/// All roles, by name.
pub type Roles = BTreeMap<Role, Definition>;

static SHIPPED: LazyLock<Result<Roles, String>> = LazyLock::new(|| {
    let parsed: BTreeMap<String, Definition> = toml::from_str(include_str!("../../policies/roles.toml")).map_err(|e| e.to_string())?;
    parsed.into_iter().map(|(name, definition)| Ok((name.parse().map_err(|_| name)?, definition))).collect()
});

/// The roles as the binary has them; a test reads them, so they can be read.
pub fn shipped() -> Roles {
    SHIPPED.clone().unwrap_or_default()
}

impl Scope {
    pub const ALL: [Self; 5] = [Self::Own, Self::Reports, Self::Department, Self::DepartmentTree, Self::All];

    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Reports => "reports",
            Self::Department => "department",
            Self::DepartmentTree => "department_tree",
            Self::All => "all",
        }
    }
}

impl Definition {
    /// The scope in which the role may do a verb to an object. What is said of the object counts, else what is said of its group, else
    /// what is said of all. Reference data, which is nobody's and hangs on nothing, is seen whole by whoever may see it.
    pub fn scope(&self, object: &Object, verb: &Verb) -> Option<Scope> {
        let named = [&*object.name, &*object.group, ANY];
        let grants = named.iter().find_map(|name| self.grants.get(*name))?;
        let scope = Self::of(grants, verb);
        if *verb == Verb::Read && object.is_reference() { scope.map(|_| Scope::All) } else { scope }
    }

    fn of(grants: &BTreeMap<String, Scope>, verb: &Verb) -> Option<Scope> {
        let act = matches!(verb, Verb::Act(_)).then(|| grants.get(ACT)).flatten();
        grants.get(verb.name()).or(act).copied()
    }

    pub fn rule(&self, object: &Object, field: &Field) -> Option<&FieldRule> {
        self.fields.get(&*object.name)?.get(&*field.name)
    }

    /// What of it cannot be: unknown names, and fields that must stay readable.
    pub fn check(&self, role: &Role, catalog: &Catalog) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        let mut say = |place: String, code: &'static str| wrong.push(Invalid::new(place, code));
        if role.is_office() {
            say("name".into(), "role.office_fixed");
        } else if self.house.iter().any(|action| *action != AdminRight::Explain) {
            // The offices of the administration exclude each other, so their rights are theirs alone.
            say("house".into(), "role.house");
        }
        for (object, verbs) in &self.grants {
            let known = |verb: &str| match catalog.get(object) {
                Some(object) => verb == ACT || object.verbs().iter().any(|v| v.name() == verb),
                None => verb == ACT || catalog.iter().filter(|o| object == ANY || o.group == *object).any(|o| o.verbs().iter().any(|v| v.name() == verb)),
            };
            if object != ANY && catalog.get(object).is_none() && !catalog.iter().any(|o| o.group == *object) {
                say(format!("grants.{object}"), "role.object_unknown");
            } else {
                verbs.keys().filter(|verb| !known(verb)).for_each(|verb| say(format!("grants.{object}.{verb}"), "role.verb_unknown"));
            }
        }
        for (name, rules) in &self.fields {
            let Some(object) = catalog.get(name) else {
                say(format!("fields.{name}"), "role.object_unknown");
                continue;
            };
            for (field, rule) in rules {
                let place = format!("fields.{name}.{field}");
                match object.guardable().find(|known| known.name == *field) {
                    None => say(place, "role.field_unknown"),
                    Some(_) if rule.right > FieldRight::Masked => {}
                    Some(field) if !object.may_hide(field) => say(place, "role.field_open"),
                    Some(_) => {}
                }
            }
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_roles_can_be_read_and_are_all_there() {
        let roles = SHIPPED.clone().unwrap();
        assert_eq!(roles.keys().cloned().collect::<BTreeSet<_>>(), Role::SHIPPED.into_iter().chain([Role::BREAK_GLASS]).collect());
        let catalog = Catalog::new(crate::crm::objects());
        for (role, definition) in roles.iter().filter(|(role, _)| !role.is_office()) {
            assert_eq!(definition.check(role, &catalog), [], "{}", role.name());
        }
    }

    /// A new object falls open to nobody but whoever is meant to have everything.
    #[test]
    fn shipped_roles_speak_of_groups() {
        for (role, definition) in shipped() {
            let all = [Role::ADMIN, Role::BOSS, Role::BREAK_GLASS].contains(&role);
            assert!(all || !definition.grants.contains_key(ANY), "{}", role.name());
        }
    }

    #[test]
    fn the_object_counts_before_its_group_and_the_group_before_all() {
        let line = |verb: &str, scope| BTreeMap::from([(verb.to_owned(), scope)]);
        let grants = [(ANY, Scope::All), ("stock", Scope::Department), ("receipt", Scope::Own)];
        let grants = grants.map(|(name, scope)| (name.to_owned(), line("read", scope))).into();
        let definition = Definition { grants, ..Definition::default() };
        let of = |name: &'static str, group: &'static str| Object { owner: Some("owner".into()), ..Object::new(name, group, "box") };
        assert_eq!(definition.scope(&of("receipt", "stock"), &Verb::Read), Some(Scope::Own));
        assert_eq!(definition.scope(&of("transfer", "stock"), &Verb::Read), Some(Scope::Department));
        assert_eq!(definition.scope(&of("voucher", "finance"), &Verb::Read), Some(Scope::All));
        assert_eq!(definition.scope(&Object::new("unit", "stock", "ruler"), &Verb::Read), Some(Scope::All));
        assert_eq!(definition.scope(&of("receipt", "stock"), &Verb::Update), None);
    }

    #[test]
    fn no_two_offices_share_a_right() {
        let roles = shipped();
        let explain = BTreeSet::from([AdminRight::Explain]);
        let rights: Vec<_> = Role::OFFICES.iter().map(|office| &roles[office].house - &explain).collect();
        assert!(rights[0].is_disjoint(&rights[1]) && rights[0].is_disjoint(&rights[2]) && rights[1].is_disjoint(&rights[2]));
    }
}

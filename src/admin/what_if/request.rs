//! What shall be supposed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::change::{self, refused};
use crate::access::role::{self, Definition};
use crate::access::{Access, Member, People, PolicySource};
use crate::db::Reader;
use crate::error::{Error, Invalid, Result};
use crate::http::input;
use crate::ids::{DepartmentId, UserId};
use crate::people::Role;

/// Policies that can be supposed at once; each has its length bounded, too.
const MOST_TEXTS: usize = 20;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WhatIfRequest {
    /// Roles as they would be; null takes an own one away and makes a shipped one what was shipped.
    pub roles: BTreeMap<Role, Option<Definition>>,
    pub policies: Vec<PolicyTextChange>,
    pub users: Vec<SupposedUser>,
}

/// A policy as it would be.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyTextChange {
    /// The policy that it would replace; none for a new one.
    #[serde(default)]
    pub id: Option<String>,
    /// Null takes it away.
    pub text: Option<String>,
}

/// What would become of somebody; what is not named stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupposedUser {
    pub id: UserId,
    pub roles: Option<Vec<Role>>,
    #[serde(default, deserialize_with = "input::given", skip_serializing_if = "Option::is_none")]
    pub department: Option<Option<DepartmentId>>,
    pub departments: Option<Vec<DepartmentId>>,
    #[serde(default, deserialize_with = "input::given", skip_serializing_if = "Option::is_none")]
    pub superior: Option<Option<UserId>>,
    pub clearance: Option<i64>,
    pub active: Option<bool>,
    pub leaving: Option<bool>,
}

impl SupposedUser {
    fn put(&self, member: &mut Member) {
        if let Some(roles) = &self.roles {
            member.roles = roles.iter().map(|role| role.name().to_owned()).collect();
        }
        member.department = self.department.unwrap_or(member.department);
        if let Some(departments) = &self.departments {
            member.further.clone_from(departments);
        }
        member.superior = self.superior.unwrap_or(member.superior);
        member.clearance = self.clearance.unwrap_or(member.clearance);
        member.active = self.active.unwrap_or(member.active);
        member.leaving = self.leaving.unwrap_or(member.leaving);
    }
}

impl WhatIfRequest {
    /// Free text is a program: only those who may change policies have one run.
    pub fn has_free_text(&self) -> bool {
        self.policies.iter().any(|policy| policy.text.is_some())
    }

    /// The app as it would be.
    pub fn suppose(&self, access: &Access, reader: &mut Reader<'_>) -> Result<Access> {
        let (mut roles, mut further) = change::policy_set(reader.conn)?;
        for (name, definition) in &self.roles {
            match definition {
                Some(definition) if !name.is_office() => {
                    let wrong = definition.check(name, access.catalog());
                    if !wrong.is_empty() {
                        return Err(Error::Rejected(wrong));
                    }
                    roles.insert(name.clone(), definition.clone());
                }
                Some(_) => return Err(Error::rejected("name", "role.office_fixed")),
                None => match role::shipped().remove(name) {
                    Some(shipped) => drop(roles.insert(name.clone(), shipped)),
                    None => drop(roles.remove(name)),
                },
            }
        }
        if self.policies.len() > MOST_TEXTS {
            return Err(Error::Rejected(vec![Invalid::new("policies", "policy.many").with("max", MOST_TEXTS)]));
        }
        for (nth, policy) in self.policies.iter().enumerate() {
            let name = policy.id.as_ref().map_or_else(|| format!("policy.new{nth}"), |id| format!("policy.{id}"));
            further.retain(|source| source.name.as_ref() != Some(&name));
            further.extend(policy.text.clone().map(|text| PolicySource { name: Some(name), text }));
        }
        access.supposing(Some((&roles, &further)), self.people(access)?).map_err(refused)
    }

    /// The people as they would be, where anything would become of them.
    fn people(&self, access: &Access) -> Result<Option<People>> {
        if self.users.is_empty() {
            return Ok(None);
        }
        let mut people = (*access.people()).clone();
        for wanted in &self.users {
            let member = people.members.get_mut(&wanted.id).ok_or_else(Error::not_found)?;
            wanted.put(member);
        }
        Ok(Some(people))
    }
}

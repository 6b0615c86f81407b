//! Roles, a closed list, and the parts of the administration each opens. What a role may do with records is decided by `access`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Admin,
    Employee,
}

/// A part of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Read the audit log.
    Audit,
    /// Create, change and unlock users.
    Users,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Admin, Self::Employee];

    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Employee => "employee",
        }
    }

    fn rights(self) -> &'static [Right] {
        match self {
            Self::Admin => &[Right::Audit, Right::Users],
            Self::Employee => &[],
        }
    }
}

/// What these roles may administer, sorted. A role of a newer version opens nothing.
pub fn rights(roles: &[String]) -> Vec<Right> {
    let known = roles.iter().filter_map(|name| name.parse::<Role>().ok());
    let mut rights: Vec<_> = known.flat_map(|role| role.rights().iter().copied()).collect();
    rights.sort_unstable();
    rights.dedup();
    rights
}

impl Right {
    pub fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Users => "users",
        }
    }

    /// Goes on only when the actor has this right.
    pub fn demand(self, actor: &Actor) -> Result<()> {
        if rights(&actor.roles).contains(&self) { Ok(()) } else { Err(Error::forbidden("access.forbidden")) }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or(())
    }
}

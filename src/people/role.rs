//! Roles, a closed list, and the parts of the administration. What a role opens is decided by `access`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Department;
use crate::actor::Actor;

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
}

/// Whoever decides who may administer what: `access`, by the same policies that decide about records.
pub trait Administration: Send + Sync {
    fn may(&self, actor: &Actor, right: Right) -> bool;

    /// Hears how the departments stand, when that may be different.
    fn departments_are(&self, all: &[Department]);
}

impl Right {
    pub const ALL: [Self; 2] = [Self::Audit, Self::Users];

    pub fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Users => "users",
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or(())
    }
}

//! Roles by name, and the parts of the administration. What a role opens is decided by `access`.

use std::borrow::Cow;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::db::Reader;
use crate::error::Result;

/// A role's name: 2 to 40 of `a-z 0-9 _`. The shipped ones are listed here, the company's own stand in the table `role`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Role(Cow<'static, str>);

/// A part of the administration, as roles grant it and handlers demand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminRight {
    /// Read the audit log.
    Audit,
    /// Create, change and unlock users; found departments.
    Users,
    /// Say what roles and policies allow, give roles to people, review them.
    Access,
    /// Ask who may see what, and why.
    Explain,
    /// Change how the app is run.
    Settings,
}

impl Role {
    /// Runs the system.
    pub const ADMIN: Self = Self(Cow::Borrowed("admin"));
    /// Says who may what.
    pub const SECURITY: Self = Self(Cow::Borrowed("security"));
    /// Reads the audit log.
    pub const AUDITOR: Self = Self(Cow::Borrowed("auditor"));
    pub const BOSS: Self = Self(Cow::Borrowed("boss"));
    pub const SALES_MANAGER: Self = Self(Cow::Borrowed("sales_manager"));
    pub const SALES: Self = Self(Cow::Borrowed("sales"));
    pub const MARKETING: Self = Self(Cow::Borrowed("marketing"));
    pub const SERVICE: Self = Self(Cow::Borrowed("service"));
    pub const WAREHOUSE: Self = Self(Cow::Borrowed("warehouse"));
    pub const FINANCE: Self = Self(Cow::Borrowed("finance"));
    /// Works on what is their own, and nothing else.
    pub const EMPLOYEE: Self = Self(Cow::Borrowed("employee"));

    /// Held for an hour, by leave of a second person; nobody is given it otherwise.
    pub const BREAK_GLASS: Self = Self(Cow::Borrowed("break_glass"));

    pub const SHIPPED: [Self; 11] = [
        Self::ADMIN,
        Self::SECURITY,
        Self::AUDITOR,
        Self::BOSS,
        Self::SALES_MANAGER,
        Self::SALES,
        Self::MARKETING,
        Self::SERVICE,
        Self::WAREHOUSE,
        Self::FINANCE,
        Self::EMPLOYEE,
    ];

    /// The three offices of the administration: nobody holds two of them (等保: 三员分立).
    pub const OFFICES: [Self; 3] = [Self::ADMIN, Self::SECURITY, Self::AUDITOR];

    pub fn name(&self) -> &str {
        &self.0
    }

    pub fn is_shipped(&self) -> bool {
        Self::SHIPPED.contains(self)
    }

    pub fn is_office(&self) -> bool {
        Self::OFFICES.contains(self)
    }
}

/// Whoever decides who may administer what: `access`, by the same policies that decide about records.
pub trait Administration: Send + Sync {
    fn may(&self, actor: &Actor, right: AdminRight) -> bool;

    /// Hears that roles, policies or people may have changed, and reads anew what did.
    fn keep_up(&self, reader: &mut Reader<'_>) -> Result<()>;
}

impl AdminRight {
    pub const ALL: [Self; 5] = [Self::Audit, Self::Users, Self::Access, Self::Explain, Self::Settings];

    pub fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Users => "users",
            Self::Access => "access",
            Self::Explain => "explain",
            Self::Settings => "settings",
        }
    }

    /// The action's name in policies.
    pub fn action(self) -> &'static str {
        match self {
            Self::Audit => "audit.read",
            Self::Users => "users.manage",
            Self::Access => "access.manage",
            Self::Explain => "access.explain",
            Self::Settings => "settings.manage",
        }
    }
}

/// Not the form of a role's name.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a role's name has 2 to 40 of a-z, 0-9 and _")]
pub struct NoName;

impl FromStr for Role {
    type Err = NoName;

    fn from_str(name: &str) -> Result<Self, NoName> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if (2..=40).contains(&name.len()) && name.bytes().all(fits) { Ok(Self(Cow::Owned(name.to_owned()))) } else { Err(NoName) }
    }
}

impl TryFrom<String> for Role {
    type Error = NoName;

    fn try_from(name: String) -> Result<Self, NoName> {
        name.parse()
    }
}

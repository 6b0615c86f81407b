//! To whom a view is shown, and who may show one to others.

use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::model::Object;
use crate::people::{Role, departments};
use crate::records::Engine;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum Audience {
    /// Whoever made it.
    #[default]
    #[serde(rename = "self")]
    Maker,
    Everybody,
    /// Who belongs to a department or to one below it.
    Department {
        department: DepartmentId,
    },
    Role {
        role: Role,
    },
}

impl Audience {
    pub const NAMES: [&str; 4] = ["self", "everybody", "department", "role"];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Maker => "self",
            Self::Everybody => "everybody",
            Self::Department { .. } => "department",
            Self::Role { .. } => "role",
        }
    }

    /// Whether it takes the actor in, whoever made the view. `departments` are the actor's with all above them.
    pub(super) fn takes_in(&self, actor: &Actor, departments: &[DepartmentId]) -> bool {
        match self {
            Self::Maker => false,
            Self::Everybody => true,
            Self::Department { department } => departments.contains(department),
            Self::Role { role } => actor.has_role(role.name()),
        }
    }
}

/// To whom somebody may show views of an object.
#[derive(Debug, Default)]
pub(super) struct ShowRights {
    /// To everybody, to a role and to any department: who may share all its records, and who runs the app.
    pub everybody: bool,
    /// To these: whoever leads one, or one above it.
    pub departments: Vec<DepartmentId>,
}

impl ShowRights {
    pub fn of(engine: &Engine, conn: &mut SqliteConnection, actor: &Actor, object: &Object) -> Result<Self> {
        if engine.may_show_views_to_all(actor, object) {
            return Ok(Self {
                everybody: true,
                departments: departments::all(conn)?.into_iter().map(|department| department.id).collect(),
            });
        }
        let led = actor.user.map_or_else(|| Ok(Vec::new()), |user| departments::led_by(conn, user))?;
        let mut departments: Vec<_> = led.iter().flat_map(|department| engine.departments_below(department.id)).collect();
        departments.sort_unstable();
        departments.dedup();
        Ok(Self { everybody: false, departments })
    }

    pub fn cover(&self, audience: &Audience) -> bool {
        match audience {
            Audience::Maker => true,
            Audience::Department { department } => self.departments.contains(department),
            Audience::Everybody | Audience::Role { .. } => self.everybody,
        }
    }
}

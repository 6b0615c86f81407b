//! What policies can know of a record: one table of attributes, from which the Cedar schema and the SQL columns come.
//!
//! Every attribute of a record is optional, even that of a required field: a field that became required yesterday is empty in
//! older rows, and a policy that read it unguarded would err there. So strict validation demands `has` before each
//! use, and a validated condition has a value on every row. What policies
//! cannot speak of ([`Kind::policy_type`](crate::model::Kind::policy_type)) is left out.

use std::collections::{BTreeMap, HashMap};

use super::error::PolicyError;
use crate::db::sql::{Column, Name};
use crate::model::{Catalog, Field, Object, PolicyType, Refers};

pub(super) const USER: &str = "User";
pub(super) const DEPARTMENT: &str = "Department";
pub(super) const ROLE: &str = "Role";
pub(super) const HOUSE: &str = "House";
pub(super) const ACTION: &str = "Action";
/// The people below somebody, by that person's number.
pub(super) const REPORTS: &str = "Reports";

/// Whose a record is: its owner's, or where it has none the nearest owner's above it, copied to its own row.
pub(super) const BELONGS_TO: &str = "belongs_to";
/// The object's parent link, whatever its name.
pub(super) const HANGS_ON: &str = "hangs_on";
const CREATED_BY: &str = "created_by";
/// The people with whom a record or anything above it is shared, and those of them who may write.
pub(super) const READERS: &str = "readers";
pub(super) const WRITERS: &str = "writers";

/// What an attribute holds. Amounts and numbers are whole numbers of their smallest unit, moments are milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AttributeType {
    Bool,
    Long,
    Text,
    Texts,
    User,
    Department,
    Record(Name),
    /// The people with whom a record or anything above it is shared; of them, those who may write.
    Readers,
    Writers,
    /// What policies know of the person asking alone.
    Departments,
    Reports,
}

#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub column: Column,
    pub sort: AttributeType,
    /// Every row has it; no `has` is asked for.
    pub always: bool,
}

/// The attributes of each entity type.
#[derive(Debug)]
pub(super) struct Attributes {
    of: HashMap<Name, BTreeMap<Name, Attribute>>,
    /// The tables in which the objects stand.
    tables: HashMap<Name, Name>,
}

impl AttributeType {
    /// Its type in a Cedar schema.
    pub fn cedar(&self) -> &str {
        match self {
            Self::Bool => "Bool",
            Self::Long => "Long",
            Self::Text => "String",
            Self::Texts => "Set<String>",
            Self::Readers | Self::Writers => "Set<User>",
            Self::Departments => "Set<Department>",
            Self::Reports => REPORTS,
            other => other.entity().unwrap_or_default(),
        }
    }

    /// The entity type, where it refers to something.
    pub fn entity(&self) -> Option<&str> {
        match self {
            Self::User => Some(USER),
            Self::Department => Some(DEPARTMENT),
            Self::Record(object) => Some(object),
            _ => None,
        }
    }

    /// People with whom a record is shared.
    pub fn is_team(&self) -> bool {
        matches!(self, Self::Readers | Self::Writers)
    }

    fn of(field: &Field, catalog: &Catalog) -> Option<Self> {
        match field.kind.refers() {
            Refers::User => return Some(Self::User),
            Refers::Department => return Some(Self::Department),
            Refers::Record => return field.target.clone().filter(|target| catalog.get(target).is_some()).map(Self::Record),
            Refers::Nothing => {}
        }
        field.kind.policy_type().map(|policy_type| match policy_type {
            PolicyType::Bool => Self::Bool,
            PolicyType::Long => Self::Long,
            PolicyType::Text => Self::Text,
            PolicyType::Texts => Self::Texts,
        })
    }
}

impl Attributes {
    pub fn new(catalog: &Catalog) -> Result<Self, PolicyError> {
        let of_user = |column, sort, always| Attribute { column: Column::plain(column), sort, always };
        let user = [
            ("department", of_user("department_id", AttributeType::Department, false)),
            ("departments", of_user("id", AttributeType::Departments, true)),
            ("reports", of_user("id", AttributeType::Reports, true)),
            ("clearance", of_user("clearance", AttributeType::Long, true)),
            ("leaving", of_user("leaving", AttributeType::Bool, true)),
        ];
        let mut all = HashMap::from([
            (USER.into(), user.map(|(name, attribute)| (name.into(), attribute)).into()),
            (DEPARTMENT.into(), BTreeMap::new()),
            (HOUSE.into(), BTreeMap::new()),
        ]);
        for object in catalog.iter() {
            all.insert(object.name.clone(), of_object(object, catalog)?);
        }
        let tables = catalog.iter().map(|object| (object.name.clone(), object.table.clone())).collect();
        Ok(Self { of: all, tables })
    }

    /// The table of what an attribute refers to.
    pub fn table(&self, sort: &AttributeType) -> Option<Name> {
        match sort {
            AttributeType::User => Some("user".into()),
            AttributeType::Department => Some("department".into()),
            AttributeType::Record(object) => self.tables.get(object).cloned(),
            _ => None,
        }
    }

    pub fn of_type(&self, entity: &str) -> impl Iterator<Item = (&Name, &Attribute)> {
        self.of.get(entity).into_iter().flatten()
    }

    pub fn get(&self, entity: &str, name: &str) -> Option<&Attribute> {
        self.of.get(entity)?.get(name)
    }

    /// What a record of an object hangs on, nearest first: the link, and the table that it points to.
    pub fn above(&self, object: &Name) -> Vec<(Column, Name)> {
        let mut above: Vec<(Column, Name)> = Vec::new();
        let mut at = object.clone();
        while let Some(Attribute { column, sort: AttributeType::Record(next), .. }) = self.get(&at, HANGS_ON) {
            if next == object || above.iter().any(|(_, known)| known == next) {
                break;
            }
            above.push((column.clone(), next.clone()));
            at = next.clone();
        }
        above
    }
}

fn of_object(object: &Object, catalog: &Catalog) -> Result<BTreeMap<Name, Attribute>, PolicyError> {
    let team = |sort| Attribute { column: Column::plain("id"), sort, always: true };
    let created_by = Attribute { column: Column::plain(CREATED_BY), sort: AttributeType::User, always: false };
    let mut attributes = BTreeMap::from([
        (CREATED_BY.into(), created_by),
        (READERS.into(), team(AttributeType::Readers)),
        (WRITERS.into(), team(AttributeType::Writers)),
    ]);
    for field in object.fields.iter().filter(|field| !field.inner) {
        if [BELONGS_TO, HANGS_ON, READERS, WRITERS].contains(&&*field.name) {
            return Err(PolicyError::catalog(format!("{}.{} has a name that policies keep for themselves", object.name, field.name)));
        }
        if let Some(sort) = AttributeType::of(field, catalog) {
            attributes.insert(field.name.clone(), Attribute { column: field.column(), sort, always: false });
        }
    }
    for (role, field) in [(BELONGS_TO, &object.owner), (HANGS_ON, &object.parent)] {
        let Some(field) = field else { continue };
        let fits =
            |a: &&Attribute| if role == BELONGS_TO { a.sort == AttributeType::User } else { matches!(a.sort, AttributeType::Record(_)) };
        let Some(attribute) = attributes.get(field).filter(fits) else {
            return Err(PolicyError::catalog(format!("{} {role} its {field}, which cannot be", object.name)));
        };
        attributes.insert(role.into(), attribute.clone());
    }
    if let Some(column) = catalog.scope_column(object).filter(|_| object.owner.is_none()) {
        attributes.insert(BELONGS_TO.into(), Attribute { column, sort: AttributeType::User, always: false });
    }
    Ok(attributes)
}

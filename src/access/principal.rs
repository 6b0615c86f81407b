//! The actor in Cedar's words: one `User` whose ancestors are its roles, its department and all departments above.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use cedar_policy::{EntityId, EntityTypeName, EntityUid, PartialEntities, PartialEntity, PartialEntityUid, RestrictedExpression, Schema};

use super::attributes::{ACTION, DEPARTMENT, REPORTS, ROLE, USER};
use super::error::PolicyError;
use super::people::{Member, People};
use crate::actor::Actor;
use crate::ids::{DepartmentId, UserId};
use crate::people::Role;

/// Somebody who asks, or nobody in particular.
pub(super) struct Principal {
    pub principal: PartialEntityUid,
    pub entities: PartialEntities,
    pub roles: Arc<[String]>,
}

impl Principal {
    /// What the snapshot knows of somebody counts more than what the actor brought along: a session or a job may be older.
    pub fn new(actor: &Actor, people: &People, schema: &Schema, emergency: bool) -> Result<Self, PolicyError> {
        // The server's own hand is user 0, whom no record belongs to.
        let id = actor.user.unwrap_or(UserId(0));
        let member = actor.user.and_then(|id| people.members.get(&id)).cloned().unwrap_or_else(|| stranger(actor));
        let mut roles = effective(&member, people);
        if emergency && member.active {
            roles.push(Role::BREAK_GLASS.name().to_owned());
        }
        let user = uid(USER, &id.to_string())?;
        let mut above: Vec<DepartmentId> = Vec::new();
        member.departments().flat_map(|own| people.above(own)).for_each(|id| {
            if !above.contains(&id) {
                above.push(id);
            }
        });
        let departments = above.iter().map(|id| uid(DEPARTMENT, &id.to_string())).collect::<Result<Vec<_>, _>>()?;
        let superiors = people.superiors(id).into_iter().map(|above| uid(REPORTS, &above.to_string())).collect::<Result<Vec<_>, _>>()?;
        let named = roles.iter().map(|role| uid(ROLE, role)).collect::<Result<Vec<_>, _>>()?;
        let ancestors = departments.iter().chain(&superiors).chain(&named).cloned().collect();
        let mut entities = vec![entity(&user, attributes(id, &member)?, ancestors, schema)?];
        // Departments are listed because `principal.department in …` asks for what is above them.
        for &department in &above {
            let further = people.above(department).into_iter().skip(1).map(|id| uid(DEPARTMENT, &id.to_string()));
            entities.push(entity(&uid(DEPARTMENT, &department.to_string())?, Vec::new(), further.collect::<Result<_, _>>()?, schema)?);
        }
        let entities = PartialEntities::from_partial_entities(entities, schema).map_err(PolicyError::undecided)?;
        Ok(Self { principal: PartialEntityUid::from_concrete(user), entities, roles: roles.into() })
    }

    /// For looking at policies before anybody asks.
    pub fn nobody(schema: &Schema) -> Result<Self, PolicyError> {
        let principal = PartialEntityUid::new(type_name(USER)?, None);
        // Cedar adds the actions and their groups, which even nobody's question needs.
        let entities = PartialEntities::from_partial_entities([], schema).map_err(PolicyError::undecided)?;
        Ok(Self { principal, entities, roles: Arc::new([]) })
    }
}

#[cfg(test)]
impl Principal {
    /// Somebody for tests that never ask anything in their name.
    pub fn unknown() -> Self {
        let schema = Schema::from_cedarschema_str("entity User;").unwrap().0;
        Self::nobody(&schema).unwrap()
    }
}

/// Of whom nothing is known but what they say themselves: the server's own hand.
fn stranger(actor: &Actor) -> Member {
    Member { department: actor.department, roles: actor.roles.to_vec(), active: true, ..Member::default() }
}

/// Somebody's roles. Whoever is disabled has none; the system administration stands in for offices that were never given.
pub(super) fn effective(member: &Member, people: &People) -> Vec<String> {
    if !member.active {
        return Vec::new();
    }
    let mut roles = member.roles.clone();
    if roles.iter().any(|role| role == Role::ADMIN.name()) {
        roles.extend(people.vacant());
        roles.sort_unstable();
        roles.dedup();
    }
    roles
}

pub(super) fn attributes(id: UserId, member: &Member) -> Result<Vec<(&'static str, RestrictedExpression)>, PolicyError> {
    let department = |id: DepartmentId| Ok(RestrictedExpression::new_entity_uid(uid(DEPARTMENT, &id.to_string())?));
    let all = member.departments().map(department).collect::<Result<Vec<_>, PolicyError>>()?;
    let mut attributes = vec![
        ("departments", RestrictedExpression::new_set(all)),
        ("reports", RestrictedExpression::new_entity_uid(uid(REPORTS, &id.to_string())?)),
        ("clearance", RestrictedExpression::new_long(member.clearance)),
        ("leaving", RestrictedExpression::new_bool(member.leaving)),
    ];
    if let Some(own) = member.department {
        attributes.push(("department", department(own)?));
    }
    Ok(attributes)
}

/// An entity of which all is known.
fn entity(
    uid: &EntityUid,
    attributes: Vec<(&'static str, RestrictedExpression)>,
    ancestors: HashSet<EntityUid>,
    schema: &Schema,
) -> Result<PartialEntity, PolicyError> {
    let attributes = attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
    PartialEntity::new(uid.clone(), Some(attributes), Some(ancestors), Some(BTreeMap::new()), schema).map_err(PolicyError::undecided)
}

pub(super) fn uid(entity: &str, id: &str) -> Result<EntityUid, PolicyError> {
    Ok(EntityUid::from_type_name_and_id(type_name(entity)?, EntityId::new(id)))
}

/// The types of which every question names some: Cedar has a parser of its own for a name.
static KNOWN: LazyLock<HashMap<&str, EntityTypeName>> =
    LazyLock::new(|| [USER, DEPARTMENT, REPORTS, ROLE, ACTION].iter().filter_map(|&name| Some((name, name.parse().ok()?))).collect());

pub(super) fn type_name(entity: &str) -> Result<EntityTypeName, PolicyError> {
    KNOWN.get(entity).cloned().map_or_else(|| entity.parse().map_err(PolicyError::catalog), Ok)
}

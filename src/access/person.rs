//! The actor in Cedar's words: one `User` whose ancestors are its roles, its department and all departments above.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use cedar_policy::{EntityId, EntityTypeName, EntityUid, PartialEntities, PartialEntity, PartialEntityUid, RestrictedExpression, Schema};

use super::attributes::{DEPARTMENT, ROLE, USER};
use super::departments::Departments;
use super::error::PolicyError;
use crate::actor::Actor;

/// Somebody who asks, or nobody in particular.
pub(super) struct Person {
    pub principal: PartialEntityUid,
    pub entities: PartialEntities,
    pub roles: Arc<[String]>,
}

impl Person {
    pub fn new(actor: &Actor, departments: &Departments, schema: &Schema) -> Result<Self, PolicyError> {
        // The server's own hand is user 0, whom no record belongs to.
        let user = uid(USER, &actor.user.map_or(0, |id| id.0).to_string())?;
        let above = actor.department.map(|own| departments.above(own)).unwrap_or_default();
        let above = above.iter().map(|id| uid(DEPARTMENT, &id.to_string())).collect::<Result<Vec<_>, _>>()?;
        let roles = actor.roles.iter().map(|role| uid(ROLE, role)).collect::<Result<Vec<_>, _>>()?;
        let mut entities = vec![known(&user, above.first(), above.iter().chain(&roles), schema)?];
        // Departments are listed because `principal.department in …` asks for what is above them.
        for (nth, department) in above.iter().enumerate() {
            entities.push(known(department, None, &above[nth + 1..], schema)?);
        }
        let entities = PartialEntities::from_partial_entities(entities, schema).map_err(PolicyError::undecided)?;
        Ok(Self { principal: PartialEntityUid::from_concrete(user), entities, roles: actor.roles.clone() })
    }

    /// For looking at policies before anybody asks.
    pub fn nobody(schema: &Schema) -> Result<Self, PolicyError> {
        let principal = PartialEntityUid::new(type_name(USER)?, None);
        // Cedar adds the actions and their groups, which even nobody's question needs.
        let entities = PartialEntities::from_partial_entities([], schema).map_err(PolicyError::undecided)?;
        Ok(Self { principal, entities, roles: Arc::new([]) })
    }
}

/// An entity of which all is known: its department, if it has one, and its ancestors.
fn known<'a>(
    uid: &EntityUid,
    department: Option<&EntityUid>,
    ancestors: impl IntoIterator<Item = &'a EntityUid>,
    schema: &Schema,
) -> Result<PartialEntity, PolicyError> {
    let attributes = department.map(|own| ("department".into(), RestrictedExpression::new_entity_uid(own.clone())));
    let ancestors: HashSet<_> = ancestors.into_iter().cloned().collect();
    PartialEntity::new(uid.clone(), Some(attributes.into_iter().collect()), Some(ancestors), Some(BTreeMap::new()), schema)
        .map_err(PolicyError::undecided)
}

pub(super) fn uid(entity: &str, id: &str) -> Result<EntityUid, PolicyError> {
    Ok(EntityUid::from_type_name_and_id(type_name(entity)?, EntityId::new(id)))
}

pub(super) fn type_name(entity: &str) -> Result<EntityTypeName, PolicyError> {
    entity.parse().map_err(PolicyError::catalog)
}

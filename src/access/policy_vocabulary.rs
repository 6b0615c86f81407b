//! The words in which policies are written, as we and Cedar know them. They follow from the catalog alone and are made once for it.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cedar_policy::{Policy, PolicyId, Schema};
use chrono::NaiveDate;

use super::attributes::{Attributes, HOUSE};
use super::error::PolicyError;
use super::people::People;
use super::principal::Principal;
use super::residue::{self, EvalContext, Residue, Target};
use super::schema::{self, FieldsNamed};
use crate::db::sql::Name;
use crate::model::Catalog;

pub(super) struct PolicyVocabulary {
    pub catalog: Arc<Catalog>,
    pub attributes: Attributes,
    /// With one action on everything: in it policies are checked and questions asked.
    pub asking: Schema,
    /// In whose name policies are looked at before anybody asks.
    nobody: Principal,
    targets: HashMap<Name, Arc<Target>>,
    /// All names by which actions may be called but those over fields, with the objects that have such an action.
    actions: HashMap<String, Vec<Name>>,
    /// What roles can say of an object: few sentences, the same for all of them.
    sentences: Mutex<HashMap<(Name, String), Arc<Residue>>>,
    whole: OnceLock<(Schema, Principal)>,
}

impl PolicyVocabulary {
    pub fn new(catalog: Arc<Catalog>) -> Result<Self, PolicyError> {
        let attributes = Attributes::new(&catalog)?;
        let (actions, asking) = (schema::action_names(&catalog)?, schema::asking_schema(&catalog, &attributes)?);
        let names = catalog.iter().map(|object| object.name.clone()).chain([HOUSE.into()]);
        let targets = names.map(|name| Ok((name.clone(), Arc::new(Target::new(name)?)))).collect::<Result<_, PolicyError>>()?;
        let nobody = Principal::nobody(&asking)?;
        Ok(Self { catalog, attributes, asking, nobody, targets, actions, sentences: Mutex::default(), whole: OnceLock::new() })
    }

    pub fn eval<'a>(&'a self, people: &'a People, today: NaiveDate) -> EvalContext<'a> {
        EvalContext { schema: &self.asking, attributes: &self.attributes, people, today }
    }

    pub fn target(&self, name: &str) -> Result<&Arc<Target>, PolicyError> {
        self.targets.get(name).ok_or_else(|| PolicyError::catalog(format!("{name} is no object")))
    }

    pub fn targets(&self) -> impl Iterator<Item = &Name> {
        self.targets.keys()
    }

    /// With every action. Made when it is first asked for, which most apps never do.
    pub fn whole(&self) -> Result<&Schema, PolicyError> {
        self.whole_and_nobody().map(|(schema, _)| schema)
    }

    fn whole_and_nobody(&self) -> Result<&(Schema, Principal), PolicyError> {
        if let Some(known) = self.whole.get() {
            return Ok(known);
        }
        let schema = schema::schema(&self.catalog, &self.attributes)?;
        let nobody = Principal::nobody(&schema)?;
        Ok(self.whole.get_or_init(|| (schema, nobody)))
    }

    /// The objects that have an action of that name or in that group; none where there is no such name.
    pub fn objects(&self, name: &str) -> Option<Vec<Name>> {
        if let Some(known) = self.actions.get(name) {
            return Some(known.clone());
        }
        let named = FieldsNamed::read(name)?;
        let fits =
            |object: &&Arc<crate::model::Object>| named.of(&object.name) && object.fields.iter().any(|field| named.stands_for(&field.name));
        let objects: Vec<Name> = self.catalog.iter().filter(fits).map(|object| object.name.clone()).collect();
        (!objects.is_empty()).then_some(objects)
    }

    /// What is left of a policy for an object, whatever is done to it.
    pub fn residue(&self, policy: &Policy, target: &Target) -> Result<Option<Residue>, PolicyError> {
        let nowhere = People::default();
        let policy = residue::of_any_action(policy)?;
        Residue::of(policy, &residue::ask()?, target, &self.nobody, &self.eval(&nowhere, NaiveDate::default()))
    }

    /// The same of one that asks in its conditions what is done.
    pub fn residue_for(&self, policy: &Policy, action: &str, target: &Target) -> Result<Option<Residue>, PolicyError> {
        let ((whole, nobody), nowhere) = (self.whole_and_nobody()?, People::default());
        let (action, eval) = (super::principal::uid(super::attributes::ACTION, action)?, self.eval(&nowhere, NaiveDate::default()));
        let policy = residue::of_any_action(policy)?;
        Residue::of(policy, &action, target, nobody, &EvalContext { schema: whole, ..eval })
    }

    /// What is left of a role's policy, by its condition: the role itself is looked at before anything is asked. It is looked at as
    /// strictly as any other, once in a catalog's life.
    pub fn sentence(&self, target: &Target, condition: Option<&str>) -> Result<Arc<Residue>, PolicyError> {
        let condition = condition.unwrap_or("true");
        let key = (target.name.clone(), condition.to_owned());
        let mut sentences = self.sentences.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = sentences.get(&key) {
            return Ok(known.clone());
        }
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = write!(text, "permit (principal, action, resource) when {{ {condition} }};");
        let policy: Policy = text.parse().map_err(PolicyError::catalog)?;
        let id = PolicyId::new(condition);
        let residue = self.residue(&policy.new_id(id.clone()), target)?;
        let residue = Arc::new(residue.ok_or_else(|| PolicyError::catalog(format!("{id} never holds of {}", target.name)))?);
        sentences.insert(key, residue.clone());
        Ok(residue)
    }
}

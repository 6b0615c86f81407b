//! The words in which policies are written, as we and Cedar know them. They follow from the catalog alone and are made once for it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cedar_policy::{EntityTypeName, Policy, PolicyId, PolicySet, Schema};
use chrono::NaiveDate;

use super::attributes::{ACTION, Attributes, HOUSE};
use super::error::PolicyError;
use super::people::People;
use super::principal::{Principal, uid};
use super::residual_policy::{self, EvalContext, ResidualPolicy, Target};
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
    /// What roles can say of an object: few role_conditions, the same for all of them.
    role_conditions: Mutex<HashMap<Name, HashMap<String, Arc<ResidualPolicy>>>>,
    whole: OnceLock<(Schema, Principal)>,
}

impl PolicyVocabulary {
    pub fn new(catalog: Arc<Catalog>) -> Result<Self, PolicyError> {
        let attributes = Attributes::new(&catalog)?;
        let (actions, asking) = (schema::action_names(&catalog)?, schema::asking_schema(&catalog, &attributes)?);
        // Cedar has parsed the names already.
        let types: HashMap<String, &EntityTypeName> = asking.entity_types().map(|name| (name.to_string(), name)).collect();
        let names = catalog.iter().map(|object| object.name.clone()).chain([HOUSE.into()]);
        let target = |name: Name| {
            let resource = types.get(&*name).ok_or_else(|| PolicyError::catalog(format!("{name} is in no schema")))?;
            Ok((name.clone(), Arc::new(Target::new(name, (*resource).clone()))))
        };
        let targets = names.map(target).collect::<Result<_, PolicyError>>()?;
        let nobody = Principal::nobody(&asking)?;
        Ok(Self { catalog, attributes, asking, nobody, targets, actions, role_conditions: Mutex::default(), whole: OnceLock::new() })
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
            |object: &&Arc<crate::model::Object>| named.of(&object.name) && object.guardable().any(|field| named.stands_for(&field.name));
        let objects: Vec<Name> = self.catalog.iter().filter(fits).map(|object| object.name.clone()).collect();
        (!objects.is_empty()).then_some(objects)
    }

    /// What is left of a policy for an object, whatever is done to it.
    pub fn residual(&self, policy: &Policy, target: &Target) -> Result<Option<ResidualPolicy>, PolicyError> {
        let nowhere = People::default();
        Ok(self.residuals(vec![residual_policy::of_any_action(policy)?], target, &self.eval(&nowhere, NaiveDate::default()))?.pop())
    }

    fn residuals(&self, policies: Vec<Policy>, target: &Target, eval: &EvalContext<'_>) -> Result<Vec<ResidualPolicy>, PolicyError> {
        ResidualPolicy::of(policies, &residual_policy::ask()?, target, &self.nobody, eval)
    }

    /// The same of one that asks in its conditions what is done.
    pub fn residual_for(&self, policy: &Policy, action: &str, target: &Target) -> Result<Option<ResidualPolicy>, PolicyError> {
        let ((whole, nobody), nowhere) = (self.whole_and_nobody()?, People::default());
        let eval = EvalContext { schema: whole, ..self.eval(&nowhere, NaiveDate::default()) };
        Ok(ResidualPolicy::of(vec![residual_policy::of_any_action(policy)?], &uid(ACTION, action)?, target, nobody, &eval)?.pop())
    }

    /// What is left of the policies of roles, which differ in their conditions alone: the role is looked at before anything is asked.
    /// They are looked at as strictly as any other, but once in a catalog's life.
    pub fn role_conditions<'p>(
        &self,
        policies: impl Iterator<Item = (&'p Name, &'p str)>,
    ) -> Result<Vec<Arc<ResidualPolicy>>, PolicyError> {
        let wanted: Vec<(&Name, &str)> = policies.collect();
        let mut known = self.role_conditions.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = |(target, condition): &&(&Name, &str)| known.get(*target).is_none_or(|of| !of.contains_key(*condition));
        for (target, of) in self.make(wanted.iter().filter(is_new).copied().collect())? {
            known.entry(target.clone()).or_default().extend(of);
        }
        let find = |(target, condition): &(&Name, &str)| {
            let found = known.get(*target).and_then(|of| of.get(*condition)).cloned();
            found.ok_or_else(|| PolicyError::catalog(format!("{condition} never holds of {target}")))
        };
        wanted.iter().map(find).collect()
    }

    /// All at once: Cedar reads one long text many times faster than many short ones.
    fn make<'p>(&self, new: BTreeSet<(&'p Name, &'p str)>) -> Result<HashMap<&'p Name, HashMap<String, Arc<ResidualPolicy>>>, PolicyError> {
        let new: Vec<_> = new.into_iter().collect();
        let say = |(_, condition): &(&Name, &str)| format!("permit (principal, action, resource) when {{ {condition} }};\n");
        let text: String = new.iter().map(say).collect();
        let parsed: PolicySet = text.parse().map_err(PolicyError::catalog)?;
        let mut by_target: HashMap<&Name, Vec<Policy>> = HashMap::new();
        for (nth, (target, condition)) in new.iter().enumerate() {
            // So Cedar calls policies that have no name.
            let policy = parsed.policy(&PolicyId::new(format!("policy{nth}")));
            let policy = policy.ok_or_else(|| PolicyError::catalog(format!("{condition} is not one condition")))?;
            by_target.entry(*target).or_default().push(policy.new_id(PolicyId::new(condition)));
        }
        let (nowhere, mut made) = (People::default(), HashMap::new());
        let eval = self.eval(&nowhere, NaiveDate::default());
        for (target, policies) in by_target {
            let residuals = self.residuals(policies, self.target(target)?, &eval)?.into_iter();
            made.insert(target, residuals.map(|residual| (residual.id().to_string(), Arc::new(residual))).collect());
        }
        Ok(made)
    }
}

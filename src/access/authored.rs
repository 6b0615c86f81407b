//! Policies that somebody wrote, shipped or in the console: validated as strictly as Cedar can, and precompiled for each object that
//! they are about. That takes longer than anything else here, so it is done once for a text; a set that keeps the text keeps this.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cedar_policy::{Effect, Policy, ResourceConstraint};
use chrono::NaiveDate;

use super::action_policies::{ActionPolicies, NamedResidual};
use super::attributes::HOUSE;
use super::error::{PolicyError, PolicyProblem};
use super::making::TimeAllowed;
use super::moment::Occasion;
use super::people::People;
use super::policies::{ActionsNamed, Policies, PolicySource};
use super::policy_vocabulary::PolicyVocabulary;
use super::principal::Principal;
use super::residual_policy::{self, ActionTarget, ResidualPolicy};
use super::schema::{self, FIELD_VERBS, FieldsNamed};
use crate::actor::Actor;
use crate::db::sql::Name;
use crate::ids::{DepartmentId, UserId};
use crate::model::Object;

/// Those of [`FIELD_VERBS`] that show.
const LOOKS: [&str; 2] = ["read", "masked"];

/// The policies of one text.
pub(super) struct AuthoredPolicies {
    text: Policies,
    pub list: Vec<AuthoredPolicy>,
}

pub(super) struct AuthoredPolicy {
    name: Arc<str>,
    role: Option<Arc<str>>,
    pub actions: ActionsNamed,
    residuals: ResidualsByObject,
}

/// What is left of it, by object.
enum ResidualsByObject {
    Alike(HashMap<Name, Arc<ResidualPolicy>>),
    /// It asks in its conditions which action it is: by the action's name, too.
    ByAction(HashMap<Name, HashMap<String, Arc<ResidualPolicy>>>),
}

impl AuthoredPolicies {
    /// Refuses a text of which any policy could not be answered later.
    pub fn read(words: &PolicyVocabulary, source: PolicySource, until: TimeAllowed) -> Result<Self, PolicyError> {
        let text = Policies::read(source)?;
        let mut list = Vec::new();
        for policy in text.iter() {
            let actions = ActionsNamed::of(policy);
            let known = actions.names().is_none_or(|mut names| names.all(|name| words.objects(name).is_some()));
            let residuals =
                if known { residuals(words, policy, &actions, until) } else { Err(PolicyError::undecided("a name is unknown")) };
            let residuals = residuals.map_err(|error| match error.problem {
                // Cedar's own words are better, and need everything that there is.
                PolicyProblem::Undecided(_) => words.whole().map_or_else(|e| e, |whole| text.fault(policy, whole).unwrap_or(error)),
                _ => error.at(text.place(policy.id())),
            })?;
            let role = text.role(policy.id()).map(Arc::from);
            list.push(AuthoredPolicy { name: policy.id().to_string().into(), role, actions, residuals });
        }
        Ok(Self { text, list })
    }

    pub fn source(&self) -> &PolicySource {
        self.text.source()
    }

    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.text.iter()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|policy| &*policy.name)
    }

    pub fn depends_on_others_shares(&self) -> bool {
        self.list.iter().any(|policy| policy.residuals.iter().any(|residual| residual.depends_on_others_shares))
    }

    /// What only the shipped policies may do: who administers is said by the offices alone, nobody shuts the app with a policy or opens
    /// it. And `action == Action::"read"` is about nothing, `read` being a group: whoever wrote it would believe that it holds.
    pub fn is_of_records(&self, words: &PolicyVocabulary) -> Result<(), PolicyError> {
        for policy in self.text.iter() {
            let actions = ActionsNamed::of(policy);
            let house = match actions.names() {
                None => true,
                Some(mut names) => names.any(|name| words.objects(name).is_some_and(|objects| objects.iter().any(|o| o == HOUSE))),
            };
            if house && about(policy, HOUSE) {
                return Err(self.refused(policy, PolicyProblem::House));
            }
            if let ActionsNamed::One(name) = &actions
                && !is_action(words, name)
            {
                return Err(self.refused(policy, PolicyProblem::Group));
            }
        }
        Ok(())
    }

    /// Refuses policies that close what names are made of. Titles stand in links everywhere, and search finds by them: whoever closed
    /// one would believe that it is out of sight.
    pub fn leaves_names_open(&self, words: &PolicyVocabulary) -> Result<(), PolicyError> {
        for policy in self.text.iter().filter(|policy| policy.effect() == Effect::Forbid) {
            let actions = ActionsNamed::of(policy);
            let closes = |name: &&str| {
                FieldsNamed::read(name).filter(|named| LOOKS.contains(&named.verb)).is_some_and(|named| {
                    let open = |object: &Object| object.fields.iter().any(|f| named.stands_for(&f.name) && !object.may_hide(f));
                    words.catalog.iter().any(|object| named.of(&object.name) && about(policy, &object.name) && open(object))
                })
            };
            if let Some(name) = actions.names().and_then(|mut names| names.find(closes)) {
                let place = self.text.place_of(policy.id(), &format!("Action::\"{name}\""));
                return Err(PolicyError::of(policy.id(), PolicyProblem::Open).at(place.or_else(|| self.text.place(policy.id()))));
            }
        }
        Ok(())
    }

    /// Asks each policy in the name of each role that it names, and of none. Precompiling took for granted that partial evaluation
    /// settles whatever does not speak of the record; here it has to.
    pub fn try_every_role(&self, words: &PolicyVocabulary, until: TimeAllowed) -> Result<(), PolicyError> {
        let nowhere = People::default();
        let eval = words.eval(&nowhere, NaiveDate::default());
        for policy in &self.list {
            for (object, residual) in policy.residuals.by_object() {
                let right = NamedResidual { name: policy.name.clone(), role: None, residual: residual.clone() };
                let action = ActionPolicies::new(words.target(object)?.clone(), vec![right]);
                for roles in std::iter::once(Vec::new()).chain(residual.roles.iter().map(|role| vec![role.clone()])) {
                    until.check()?;
                    let roles = roles.into();
                    let actor = Actor { user: Some(UserId(1)), department: Some(DepartmentId(1)), roles, ..Actor::system("server") };
                    let principal = Principal::new(&actor, &nowhere, eval.schema, false)?;
                    for moment in [Occasion::Usual, Occasion::Bulk].iter().flat_map(|occasion| occasion.moments()) {
                        action.ask(&principal, *moment, &eval)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn refused(&self, policy: &Policy, problem: PolicyProblem) -> PolicyError {
        PolicyError::of(policy.id(), problem).at(self.text.place(policy.id()))
    }
}

impl AuthoredPolicy {
    /// What it leaves for an action on an object; nothing where it never holds.
    pub fn right(&self, action: &str, object: &str) -> Option<NamedResidual> {
        let residual = match &self.residuals {
            ResidualsByObject::Alike(all) => all.get(object)?,
            ResidualsByObject::ByAction(all) => all.get(object)?.get(action)?,
        };
        Some(NamedResidual { name: self.name.clone(), role: self.role.clone(), residual: residual.clone() })
    }
}

impl ResidualsByObject {
    fn by_object(&self) -> Box<dyn Iterator<Item = (&Name, &Arc<ResidualPolicy>)> + '_> {
        match self {
            Self::Alike(all) => Box::new(all.iter()),
            Self::ByAction(all) => Box::new(all.iter().flat_map(|(object, of)| of.values().map(move |residual| (object, residual)))),
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Arc<ResidualPolicy>> {
        self.by_object().map(|(_, residual)| residual)
    }
}

/// For every object with an action in the policy's scope.
fn residuals(
    words: &PolicyVocabulary,
    policy: &Policy,
    actions: &ActionsNamed,
    until: TimeAllowed,
) -> Result<ResidualsByObject, PolicyError> {
    let objects: BTreeSet<Name> = match actions.names() {
        None => words.targets().cloned().collect(),
        Some(names) => names.filter_map(|name| words.objects(name)).flatten().collect(),
    };
    let objects = objects.into_iter().filter(|object| about(policy, object));
    if !residual_policy::mentions_action(policy)? {
        let of = |object: Name| {
            until.check()?;
            Ok(words.residual(policy, &**words.target(&object)?)?.map(|residual| (object, Arc::new(residual))))
        };
        return objects.filter_map(|object| of(object).transpose()).collect::<Result<_, _>>().map(ResidualsByObject::Alike);
    }
    let mut all: HashMap<Name, HashMap<_, _>> = HashMap::new();
    for object in objects {
        let target: &ActionTarget = words.target(&object)?;
        for names in schema::actions_of(&words.catalog, &object).into_iter().filter(|names| actions.cover(names)) {
            until.check()?;
            if let (Some(residual), Some(own)) = (words.residual_for(policy, &names[0], target)?, names.first()) {
                all.entry(object.clone()).or_default().insert(own.clone(), Arc::new(residual));
            }
        }
    }
    Ok(ResidualsByObject::ByAction(all))
}

/// Whether a policy's scope lets records of that object in.
fn about(policy: &Policy, object: &str) -> bool {
    match policy.resource_constraint() {
        ResourceConstraint::Is(kind) | ResourceConstraint::IsIn(kind, _) => kind.to_string() == object,
        ResourceConstraint::Any | ResourceConstraint::Eq(_) | ResourceConstraint::In(_) => true,
    }
}

/// Whether it is an action, not a group of them.
fn is_action(words: &PolicyVocabulary, name: &str) -> bool {
    let own = |object: &Name| schema::actions_of(&words.catalog, object).iter().any(|names| names[0] == name);
    let one = FieldsNamed::read(name).is_none_or(|named| named.field.is_some() && FIELD_VERBS.contains(&named.verb));
    one && words.objects(name).is_some_and(|objects| objects.iter().any(own))
}

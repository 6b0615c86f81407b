//! A set of policies made ready: read, validated, precompiled. It decides nothing by itself; [`super::Access`] asks it.

use std::collections::{BTreeSet, HashMap};

use cedar_policy::{ActionConstraint, Effect, Policy, Schema};
use chrono::NaiveDate;

use super::action_policies::{ActionPolicies, EvalContext};
use super::attributes::{Attributes, HOUSE};
use super::compile;
use super::error::{PolicyError, PolicyProblem};
use super::people::People;
use super::policies::{Policies, PolicySource, SHIPPED};
use super::principal::{self, Principal};
use super::role::{FieldRight, Roles};
use super::schema::{self, FIELD_VERBS};
use crate::db::sql::Name;
use crate::model::{Catalog, Field, Verb};
use crate::people::AdminRight;

/// Those of [`FIELD_VERBS`] that show.
const LOOKS: [&str; 2] = ["read", "masked"];

/// The words in which policies are written; they follow from the catalog alone.
pub(super) struct PolicyVocabulary {
    pub attributes: Attributes,
    /// With every action, for reading policies.
    pub whole: Schema,
    /// With one action, for asking.
    pub asking: Schema,
}

/// The gates of a field's rights: read in the clear, see masked, write.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldActions {
    pub read: usize,
    pub masked: usize,
    pub write: usize,
}

/// The fields of one object of which a policy speaks; everybody who may do a thing to a record may do it to the others.
pub(super) struct GuardedFields {
    pub actions: HashMap<Name, FieldActions>,
    /// The number of the first gate: by that the whole is known.
    pub first: usize,
    /// A policy asks for the moment.
    pub timed: bool,
}

pub(super) struct CompiledPolicySet {
    pub policies: Policies,
    pub actions: Vec<ActionPolicies>,
    /// Each object's verbs, and the app's actions, by the number of their gate.
    pub records: HashMap<Name, HashMap<Verb, usize>>,
    pub house: HashMap<AdminRight, usize>,
    pub fields: HashMap<Name, GuardedFields>,
}

impl PolicyVocabulary {
    pub fn new(catalog: &Catalog) -> Result<Self, PolicyError> {
        let attributes = Attributes::new(catalog)?;
        let (whole, asking) = (schema::schema(catalog, &attributes)?, schema::asking_schema(catalog, &attributes)?);
        Ok(Self { attributes, whole, asking })
    }

    pub fn eval<'a>(&'a self, people: &'a People, today: NaiveDate) -> EvalContext<'a> {
        EvalContext { schema: &self.asking, attributes: &self.attributes, people, today }
    }
}

impl CompiledPolicySet {
    /// Refuses the whole set if any of its policies could not be answered later.
    pub fn new(words: &PolicyVocabulary, catalog: &Catalog, roles: &Roles, further: &[PolicySource]) -> Result<Self, PolicyError> {
        let own = Policies::read(further.to_vec(), &words.whole)?;
        leaves_the_house_alone(&own)?;
        names_real_actions(&own, catalog)?;
        let guarded = guarded(catalog, roles, &own);
        let text = |text: String| PolicySource { name: None, text };
        let sources = [text(SHIPPED.to_owned()), text(compile::policies(roles, catalog, &guarded))];
        Self::of(words, catalog, sources.into_iter().chain(further.iter().cloned()).collect(), &guarded)
    }

    /// Refuses further policies that close what names are made of. Titles stand in links everywhere, and search finds by them: whoever closed
    /// one would believe that it is out of sight. Asked where they are saved: what stood before this was asked goes on.
    pub fn leaves_names_open(words: &PolicyVocabulary, catalog: &Catalog, further: &[PolicySource]) -> Result<(), PolicyError> {
        let own = Policies::read(further.to_vec(), &words.whole)?;
        for object in catalog.iter() {
            let resource = principal::type_name(&object.name)?;
            for (field, verb) in
                object.fields.iter().filter(|field| !object.may_hide(field)).flat_map(|field| LOOKS.map(|verb| (field, verb)))
            {
                let names = schema::field_action_and_groups(&object.name, &field.name, verb);
                let names = names.iter().map(|name| principal::uid("Action", name)).collect::<Result<Vec<_>, _>>()?;
                let closing = |policy: &&Policy| policy.effect() == Effect::Forbid && policy.action_constraint() != ActionConstraint::Any;
                if let Some(policy) = own.about(&names, &resource).find(closing) {
                    let named = names.iter().find_map(|name| own.place_of(policy.id(), &name.to_string()));
                    return Err(PolicyError::of(policy.id(), PolicyProblem::Open).at(named.or_else(|| own.place(policy.id()))));
                }
            }
        }
        Ok(())
    }

    pub fn of(
        words: &PolicyVocabulary,
        catalog: &Catalog,
        sources: Vec<PolicySource>,
        guarded: &BTreeSet<(String, String)>,
    ) -> Result<Self, PolicyError> {
        let policies = Policies::read(sources, &words.whole)?;
        let (nobody, nowhere) = (Principal::nobody(&words.whole)?, People::default());
        let eval = EvalContext { schema: &words.whole, ..words.eval(&nowhere, NaiveDate::default()) };
        let mut actions = Vec::new();
        let mut open = |action: Vec<String>, target: &Name| {
            let action = action.iter().map(|name| principal::uid("Action", name)).collect::<Result<Vec<_>, _>>()?;
            actions.push(ActionPolicies::precompile(&action, target, &policies, &nobody, &eval)?);
            Ok::<_, PolicyError>(actions.len() - 1)
        };
        let (mut records, mut fields): (HashMap<Name, HashMap<_, _>>, HashMap<Name, HashMap<_, _>>) = Default::default();
        for object in catalog.iter() {
            for verb in object.verbs() {
                let compiled = open(schema::action_and_groups(&object.name, &verb), &object.name)?;
                records.entry(object.name.clone()).or_default().insert(verb, compiled);
            }
            for field in object.fields.iter().filter(|f| guarded.contains(&(object.name.to_string(), f.name.to_string()))) {
                let [read, masked, write] =
                    FIELD_VERBS.map(|verb| open(schema::field_action_and_groups(&object.name, &field.name, verb), &object.name));
                let actions = FieldActions { read: read?, masked: masked?, write: write? };
                fields.entry(object.name.clone()).or_default().insert(field.name.clone(), actions);
            }
        }
        let house = AdminRight::ALL.map(|action| Ok((action, open(schema::admin_action_and_groups(action), &HOUSE.into())?)));
        let house = house.into_iter().collect::<Result<_, PolicyError>>()?;
        let fields = fields.into_iter().map(|(object, of)| (object, GuardedFields::new(of, &actions))).collect();
        Ok(Self { policies, actions, records, house, fields })
    }
}

impl GuardedFields {
    fn new(of: HashMap<Name, FieldActions>, actions: &[ActionPolicies]) -> Self {
        let numbers = || of.values().flat_map(|of| [of.read, of.masked, of.write]);
        Self { first: numbers().min().unwrap_or_default(), timed: numbers().any(|number| actions[number].timed), actions: of }
    }
}

/// Who administers is said by the offices alone: nobody shuts the app with a policy, or opens it.
fn leaves_the_house_alone(own: &Policies) -> Result<(), PolicyError> {
    let house = principal::type_name(HOUSE)?;
    for action in AdminRight::ALL {
        let names = schema::admin_action_and_groups(action);
        let names = names.iter().map(|name| principal::uid("Action", name)).collect::<Result<Vec<_>, _>>()?;
        if let Some(policy) = own.about(&names, &house).next() {
            return Err(PolicyError::of(policy.id(), PolicyProblem::House).at(own.place(policy.id())));
        }
    }
    Ok(())
}

/// `action == Action::"read"` is about nothing: `read` is a group. Whoever wrote it would believe that it holds.
fn names_real_actions(own: &Policies, catalog: &Catalog) -> Result<(), PolicyError> {
    let real = |name: &str| {
        catalog.iter().any(|object| {
            let verb = |verb: Verb| schema::action_and_groups(&object.name, &verb)[0] == name;
            let field = |field: &Field| FIELD_VERBS.iter().any(|verb| schema::field_action(&object.name, &field.name, verb) == name);
            object.verbs().into_iter().any(verb) || object.fields.iter().any(field)
        })
    };
    for policy in own.iter() {
        if let ActionConstraint::Eq(one) = policy.action_constraint()
            && !real(one.id().unescaped())
        {
            return Err(PolicyError::of(policy.id(), PolicyProblem::Group).at(own.place(policy.id())));
        }
    }
    Ok(())
}

/// The fields that some role or policy treats otherwise than the record.
fn guarded(catalog: &Catalog, roles: &Roles, further: &Policies) -> BTreeSet<(String, String)> {
    let by_role = roles.values().flat_map(|role| &role.fields).flat_map(|(object, rules)| {
        rules.iter().filter(|(_, rule)| rule.right < FieldRight::Write).map(move |(field, _)| (object.clone(), field.clone()))
    });
    let mut all: BTreeSet<_> = by_role.collect();
    let named: Vec<String> = further
        .iter()
        .flat_map(|policy| match policy.action_constraint() {
            ActionConstraint::Any => Vec::new(),
            ActionConstraint::Eq(one) => vec![one.id().unescaped().to_owned()],
            ActionConstraint::In(several) => several.iter().map(|one| one.id().unescaped().to_owned()).collect(),
        })
        .collect();
    for object in catalog.iter() {
        for field in &object.fields {
            let words = FIELD_VERBS.map(|verb| schema::field_action_and_groups(&object.name, &field.name, verb));
            if words.iter().flatten().any(|word| named.contains(word)) {
                all.insert((object.name.to_string(), field.name.to_string()));
            }
        }
    }
    all
}

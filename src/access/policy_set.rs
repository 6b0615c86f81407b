//! A set of policies made ready. It decides nothing by itself; [`super::Access`] asks it.
//!
//! The set is put together from parts that are made once: what roles can say of an object ([`PolicyVocabulary::role_conditions`]), and what is
//! left of each policy that somebody wrote ([`AuthoredPolicies`]). So a change of a role costs no more than to say anew who may use which.

use std::collections::HashMap;
use std::sync::Arc;

use super::action_policies::{ActionPolicies, NamedResidual};
use super::attributes::HOUSE;
use super::authored::{AuthoredPolicies, AuthoredPolicy};
use super::compile::{self, GuardedNames};
use super::error::{PolicyError, PolicyProblem};
use super::making::TimeAllowed;
use super::policies::{PolicySource, SHIPPED};
use super::policy_vocabulary::PolicyVocabulary;
use super::role::{FieldRight, Roles};
use super::schema::{self, FIELD_VERBS, FieldsNamed};
use super::timing::Timing;
use crate::db::sql::Name;
use crate::model::{Object, Verb};
use crate::people::AdminRight;

/// The actions on a field, by their numbers: read in the clear, see masked, write.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldActions {
    pub read: usize,
    pub masked: usize,
    pub write: usize,
}

/// The fields of one object of which a policy speaks; everybody who may do a thing to a record may do it to the others.
pub(super) struct GuardedFields {
    pub actions: HashMap<Name, FieldActions>,
    /// The number of the first: by that the whole is known.
    pub first: usize,
    /// What its actions ask of the moment, together.
    pub timing: Timing,
}

pub(super) struct CompiledPolicySet {
    /// What it was made of.
    roles: Roles,
    authored: Vec<Arc<AuthoredPolicies>>,
    guarded: GuardedNames,
    pub actions: Vec<ActionPolicies>,
    /// Each object's verbs, and the app's actions, by their numbers. Where the same policies decide, it is the same number.
    pub records: HashMap<Name, HashMap<Verb, usize>>,
    pub house: HashMap<AdminRight, usize>,
    pub fields: HashMap<Name, GuardedFields>,
    /// What one person may do may hang on what is shared with another.
    pub depends_on_others_shares: bool,
}

impl CompiledPolicySet {
    /// Refuses the whole set if any of its policies could not be answered later. What `before` was made of is taken from there.
    pub fn new(
        words: &PolicyVocabulary,
        roles: &Roles,
        further: &[PolicySource],
        before: Option<&CompiledPolicySet>,
        until: TimeAllowed,
    ) -> Result<Self, PolicyError> {
        let shipped = PolicySource { name: None, text: SHIPPED.to_owned() };
        let mut authored = vec![read(words, &shipped, before, until)?];
        for source in further {
            let own = read(words, source, before, until)?;
            own.is_of_records(words)?;
            authored.push(own);
        }
        Self::of(words, roles, authored)
    }

    /// Under a text alone, whatever it says.
    #[cfg(test)]
    pub fn of_text(words: &PolicyVocabulary, text: &str) -> Result<Self, PolicyError> {
        let source = PolicySource { name: None, text: text.to_owned() };
        Self::of(words, &Roles::new(), vec![read(words, &source, None, TimeAllowed::default())?])
    }

    fn of(words: &PolicyVocabulary, roles: &Roles, authored: Vec<Arc<AuthoredPolicies>>) -> Result<Self, PolicyError> {
        named_once(&authored)?;
        let guarded = guarded(words, roles, &authored[1..]);
        let mut builder = SetBuilder { words, by_action: HashMap::new(), named: HashMap::new(), unnamed: Vec::new(), actions: Vec::new() };
        let of_roles = compile::policies(roles, &words.catalog, &guarded);
        let residuals = words.role_conditions(of_roles.iter().map(|policy| (&policy.target, policy.condition())))?;
        for (policy, residual) in of_roles.into_iter().zip(residuals) {
            let right = NamedResidual { name: policy.name.into(), role: Some(policy.role), residual };
            policy.actions.into_iter().for_each(|action| builder.by_action.entry(action).or_default().push(right.clone()));
        }
        authored.iter().flat_map(|text| &text.list).for_each(|policy| builder.index(policy));
        let (mut records, mut fields) = (HashMap::new(), HashMap::new());
        for object in words.catalog.iter() {
            let mut numbers = ActionNumbers::default();
            let mut open = |names: Vec<String>| builder.open(&mut numbers, &names, &object.name);
            let verbs = object.verbs().into_iter().map(|verb| Ok((verb.clone(), open(schema::action_and_groups(&object.name, &verb))?)));
            records.insert(object.name.clone(), verbs.collect::<Result<HashMap<_, _>, PolicyError>>()?);
            let mut of = HashMap::new();
            for field in guarded.get(&object.name).into_iter().flatten() {
                let [read, masked, write] = FIELD_VERBS.map(|verb| open(schema::field_action_and_groups(&object.name, field, verb)));
                of.insert(field.clone(), FieldActions { read: read?, masked: masked?, write: write? });
            }
            if !of.is_empty() {
                fields.insert(object.name.clone(), GuardedFields::new(of, &builder.actions));
            }
        }
        let mut numbers = ActionNumbers::default();
        let house = AdminRight::ALL
            .map(|right| Ok((right, builder.open(&mut numbers, &schema::admin_action_and_groups(right), HOUSE)?)))
            .into_iter()
            .collect::<Result<_, PolicyError>>()?;
        let actions = builder.actions;
        let depends_on_others_shares = authored.iter().any(|text| text.depends_on_others_shares());
        Ok(Self { roles: roles.clone(), authored, guarded, actions, records, house, fields, depends_on_others_shares })
    }

    /// By which nobody may do anything.
    pub fn nothing() -> Self {
        Self {
            roles: Roles::new(),
            authored: Vec::new(),
            guarded: GuardedNames::new(),
            actions: Vec::new(),
            records: HashMap::new(),
            house: HashMap::new(),
            fields: HashMap::new(),
            depends_on_others_shares: false,
        }
    }

    /// The roles and the company's own policies.
    pub fn made_of(&self) -> (&Roles, Vec<PolicySource>) {
        (&self.roles, self.authored.iter().skip(1).map(|text| text.source().clone()).collect())
    }

    /// Whether it has this text.
    pub fn has(&self, source: &PolicySource) -> bool {
        self.authored.iter().skip(1).any(|text| text.source() == source)
    }

    /// Whether it is made of these.
    pub fn is_of(&self, roles: &Roles, further: &[PolicySource]) -> bool {
        self.roles == *roles && self.authored.iter().skip(1).map(|text| text.source()).eq(further)
    }

    /// Refuses further policies that close names. Asked where they are saved: what stood before this was asked goes on. Texts that are
    /// not in the set at work are tried out, too.
    pub fn check_savable(&self, words: &PolicyVocabulary, at_work: &Self, until: TimeAllowed) -> Result<(), PolicyError> {
        let known = |text: &Arc<AuthoredPolicies>| at_work.authored.iter().any(|known| Arc::ptr_eq(known, text));
        self.authored.iter().skip(1).try_for_each(|text| text.leaves_names_open(words))?;
        self.authored.iter().filter(|text| !known(text)).try_for_each(|text| text.try_every_role(words, until))
    }

    /// All policies by name, in Cedar's words.
    pub fn texts(&self, words: &PolicyVocabulary) -> Vec<(String, String)> {
        let authored = self.authored.iter().flat_map(|text| text.policies());
        let authored = authored.map(|policy| (policy.id().to_string(), policy.to_cedar().unwrap_or_default()));
        let of_roles = compile::policies(&self.roles, &words.catalog, &self.guarded).into_iter();
        authored.chain(of_roles.map(|policy| (policy.name.clone(), policy.text()))).collect()
    }
}

impl GuardedFields {
    fn new(of: HashMap<Name, FieldActions>, actions: &[ActionPolicies]) -> Self {
        let numbers = || of.values().flat_map(|of| [of.read, of.masked, of.write]);
        let mut timing = Timing::default();
        numbers().for_each(|number| timing.join(&actions[number].timing));
        Self { first: numbers().min().unwrap_or_default(), timing, actions: of }
    }
}

/// The actions of an object that were opened, by the policies that decide about them: which, and what they leave for it.
type ActionNumbers = HashMap<Vec<(Arc<str>, usize)>, usize>;

/// Policies by the actions that they name, so that each action finds its own.
struct SetBuilder<'a> {
    words: &'a PolicyVocabulary,
    by_action: HashMap<String, Vec<NamedResidual>>,
    named: HashMap<&'a str, Vec<&'a AuthoredPolicy>>,
    /// Those that are about whatever is done.
    unnamed: Vec<&'a AuthoredPolicy>,
    actions: Vec<ActionPolicies>,
}

impl<'a> SetBuilder<'a> {
    fn index(&mut self, policy: &'a AuthoredPolicy) {
        match policy.actions.names() {
            None => self.unnamed.push(policy),
            Some(names) => names.for_each(|name| self.named.entry(name).or_default().push(policy)),
        }
    }

    /// The number of an action, given by its name and its groups.
    fn open(&mut self, numbers: &mut ActionNumbers, names: &[String], target: &str) -> Result<usize, PolicyError> {
        let own = names.first().map_or("", String::as_str);
        let named = names.iter().filter_map(|name| self.named.get(name.as_str())).flatten().chain(&self.unnamed);
        let named = named.filter(|policy| policy.actions.cover(names)).filter_map(|policy| policy.right(own, target));
        let mut rights: Vec<NamedResidual> = self.by_action.remove(own).into_iter().flatten().chain(named).collect();
        rights.sort_by(|one, other| one.name.cmp(&other.name));
        rights.dedup_by(|one, other| one.name == other.name);
        let key = rights.iter().map(|right| (right.name.clone(), Arc::as_ptr(&right.residual).addr())).collect();
        if let Some(&known) = numbers.get(&key) {
            return Ok(known);
        }
        self.actions.push(ActionPolicies::new(self.words.target(target)?.clone(), rights));
        numbers.insert(key, self.actions.len() - 1);
        Ok(self.actions.len() - 1)
    }
}

/// A text as it was read before, or anew.
fn read(
    words: &PolicyVocabulary,
    source: &PolicySource,
    before: Option<&CompiledPolicySet>,
    until: TimeAllowed,
) -> Result<Arc<AuthoredPolicies>, PolicyError> {
    let known = before.and_then(|before| before.authored.iter().find(|text| text.source() == source));
    if let Some(known) = known {
        return Ok(known.clone());
    }
    AuthoredPolicies::read(words, source.clone(), until).map(Arc::new)
}

fn named_once(authored: &[Arc<AuthoredPolicies>]) -> Result<(), PolicyError> {
    let mut names = std::collections::HashSet::new();
    match authored.iter().flat_map(|text| text.names()).find(|name| !names.insert(*name)) {
        Some(name) => Err(PolicyError::of(name, PolicyProblem::NamedTwice)),
        None => Ok(()),
    }
}

/// The fields that some role or policy treats otherwise than the record.
fn guarded(words: &PolicyVocabulary, roles: &Roles, further: &[Arc<AuthoredPolicies>]) -> GuardedNames {
    let mut all = GuardedNames::new();
    let mut guard = |object: &Object, guards: &dyn Fn(&str) -> bool| {
        let fields = object.guardable().filter(|field| guards(&field.name)).map(|field| field.name.clone());
        all.entry(object.name.clone()).or_default().extend(fields);
    };
    for (object, rules) in roles.values().flat_map(|role| &role.fields) {
        if let Some(object) = words.catalog.get(object) {
            guard(object, &|field| rules.get(field).is_some_and(|rule| rule.right < FieldRight::Write));
        }
    }
    for named in
        further.iter().flat_map(|text| &text.list).filter_map(|policy| policy.actions.names()).flatten().filter_map(FieldsNamed::read)
    {
        words.catalog.iter().filter(|object| named.of(&object.name)).for_each(|object| guard(object, &|field| named.stands_for(field)));
    }
    all
}

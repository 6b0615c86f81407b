//! Changing roles and policies: what is asked for is looked at as a whole, with everything that would stand beside it, before
//! anything of it is saved.
//!
//! Looking takes longer than writing, so it is done outside the writer; [`Checked`] says on what it rested, and is worth nothing once that
//! has changed. Where the company asks for two people, a checked change becomes a [`super::Proposal`] instead.

use std::collections::BTreeSet;

use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::people::People;
use super::policies::PolicySource;
use super::role::{self, Definition, Roles};
use super::store::{self, PolicyRow, Version};
use super::text_shape;
use super::{Access, PolicyError, PolicyProblem};
use crate::audit::{self, Event, EventKind};
use crate::clock::{from_millis, rfc3339};
use crate::config::Cidr;
use crate::db::Tx;
use crate::error::{Error, Invalid, Reason, Result};
use crate::i18n::short;
use crate::ids::UserId;
use crate::model::Catalog;
use crate::people::AdminRight;
use crate::people::settings::{OFFICE, TWO_PEOPLE};
use crate::people::{self, Role, named, settings};

/// More networks than this nobody looks over.
const MOST_NETWORKS: usize = 50;

/// What shall become of roles, policies or their rules. `seen` is the version that the asker saw, 0 where there was none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AccessChange {
    SaveRole {
        role: Role,
        seen: i64,
        definition: Definition,
    },
    /// One of the company's own goes; a changed shipped one is again as it was shipped.
    DropRole {
        role: Role,
        seen: i64,
    },
    AddPolicy {
        name: String,
        text: String,
        active: bool,
    },
    SavePolicy {
        id: i64,
        seen: i64,
        name: String,
        text: String,
        active: bool,
    },
    DropPolicy {
        id: i64,
        seen: i64,
    },
    TwoPeople {
        on: bool,
    },
    /// Which networks count as the office, beside those of the configuration.
    Office {
        networks: Vec<String>,
    },
    /// What somebody may do becomes another.
    Person {
        user: UserId,
        before: Trust,
        after: Trust,
    },
}

/// What somebody is given to do, and what they are trusted with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    pub roles: BTreeSet<Role>,
    pub clearance: i64,
}

impl AccessChange {
    /// Whom it is about.
    pub fn person(&self) -> Option<UserId> {
        if let Self::Person { user, .. } = self { Some(*user) } else { None }
    }
}

/// A change that could be saved, as long as nothing else changes first.
#[derive(Debug, Clone)]
pub struct Checked {
    change: AccessChange,
    rests_on: Version,
    /// The name of what it is about, for the log.
    name: String,
    /// What the asker thinks becomes of it, for the log.
    act: &'static str,
    /// Who says who may what as things stand: whoever else could sign it.
    signers: Vec<UserId>,
}

/// One of the company's own policies, as the API shows it.
#[derive(Debug, Clone)]
pub struct Policy {
    pub id: i64,
    pub name: String,
    pub text: String,
    pub active: bool,
    pub version: i64,
    pub updated_at: i64,
    pub updated_by: Option<i64>,
}

/// A role with what one has to know to change it.
#[derive(Debug, Clone)]
pub struct StoredRole {
    pub role: Role,
    pub definition: Definition,
    /// 0 while it is as it was shipped.
    pub version: i64,
    pub bearers: i64,
}

/// All roles: the shipped ones, changed or not, and the company's own.
pub fn roles(conn: &mut SqliteConnection) -> Result<Vec<StoredRole>> {
    let (own, bearers) = (store::own_roles(conn)?, store::bearers(conn)?);
    let version = |role: &Role| own.iter().find(|row| row.name == *role).map_or(0, |row| row.version);
    // Emergency access is nobody's to change or to give.
    let snapshot = |(role, definition): (Role, Definition)| StoredRole {
        version: version(&role),
        bearers: bearers.get(role.name()).copied().unwrap_or_default(),
        role,
        definition,
    };
    Ok(store::roles(conn)?.into_iter().filter(|(role, _)| *role != Role::BREAK_GLASS).map(snapshot).collect())
}

/// Roles and further policies as they are at work, for supposing others.
pub fn policy_set(conn: &mut SqliteConnection) -> Result<(Roles, Vec<PolicySource>)> {
    Ok((store::roles(conn)?, store::policies(conn)?))
}

/// All further policies, those that are switched off, too.
pub fn policies(conn: &mut SqliteConnection) -> Result<Vec<Policy>> {
    let own = |row: PolicyRow| {
        let PolicyRow { id, name, text, active, version, updated_at, updated_by } = row;
        Policy { id, name, text, active, version, updated_at, updated_by }
    };
    Ok(store::all_policies(conn)?.into_iter().map(own).collect())
}

/// Whether changes of roles and policies need two people.
pub fn needs_two(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(settings::get(conn, TWO_PEOPLE)?.is_some())
}

/// The networks that the company counts as its office, beside those of the configuration.
pub fn office(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(store::office(conn)?.iter().map(Cidr::to_string).collect())
}

impl Access {
    /// Refuses what could not be saved: wrong in itself, not decidable beside the rest, or nobody left to administer.
    pub fn check(&self, conn: &mut SqliteConnection, change: AccessChange) -> Result<Checked> {
        let rests_on = store::version(conn)?;
        let (mut roles, mut policies) = (store::roles(conn)?, store::all_policies(conn)?);
        let (change, name, act) = self.suppose(conn, change, &mut roles, &mut policies)?;
        let further: Vec<PolicySource> = policies.into_iter().filter(|policy| policy.active).map(source).collect();
        let candidate = self.supposing(Some((&roles, &further)), self.people_after(&change)).map_err(refused)?;
        let signers = self.holders(AdminRight::Access)?;
        for action in [AdminRight::Users, AdminRight::Access] {
            let before = if action == AdminRight::Access { signers.len() } else { self.holders(action)?.len() };
            let after = candidate.holders(action)?.len();
            if after == 0 && before > 0 {
                return Err(Error::refused("access.nobody_left"));
            }
            if action == AdminRight::Access && after < before && after < 2 && needs_two(conn)? {
                // Where administrators stand in, the first security officer would be alone.
                let first = matches!(&change, AccessChange::Person { after, .. } if after.roles.contains(&Role::SECURITY));
                return Err(Error::Conflict(Reason::new(if first { "user.two_officers" } else { "user.two_needed" })));
            }
        }
        Ok(Checked { change, rests_on, name, act, signers })
    }

    fn people_after(&self, change: &AccessChange) -> Option<People> {
        let AccessChange::Person { user, after, .. } = change else { return None };
        let mut people = (*self.people()).clone();
        let member = people.members.get_mut(user)?;
        member.roles = after.roles.iter().map(|role| role.name().to_owned()).collect();
        member.clearance = after.clearance;
        Some(people)
    }

    /// Puts the change into what would stand, and says how the log calls it.
    fn suppose(
        &self,
        conn: &mut SqliteConnection,
        change: AccessChange,
        roles: &mut Roles,
        policies: &mut Vec<PolicyRow>,
    ) -> Result<(AccessChange, String, &'static str)> {
        match change {
            AccessChange::SaveRole { role, seen, mut definition } => {
                role_as_seen(conn, &role, seen)?;
                let mut wrong = definition.check(&role, &self.environment.words.catalog);
                if role == Role::BREAK_GLASS {
                    wrong.push(Invalid::new("name", "role.office_fixed"));
                }
                if role.is_shipped() {
                    definition.label = None;
                } else {
                    match named("label", definition.label.as_deref().unwrap_or_default()) {
                        Ok(label) => definition.label = Some(label),
                        Err(invalid) => wrong.push(invalid),
                    }
                }
                if !wrong.is_empty() {
                    return Err(Error::Rejected(wrong));
                }
                let act = if roles.insert(role.clone(), definition.clone()).is_some() { "update" } else { "create" };
                let name = role.name().to_owned();
                Ok((AccessChange::SaveRole { role, seen, definition }, name, act))
            }
            AccessChange::DropRole { role, seen } => {
                if role.is_office() {
                    return Err(Error::rejected("name", "role.office_fixed"));
                }
                role_as_seen(conn, &role, seen)?;
                let act = match role::shipped().remove(&role) {
                    Some(shipped) => {
                        roles.insert(role.clone(), shipped);
                        "shipped"
                    }
                    None => {
                        let bearers = store::bearers(conn)?.get(role.name()).copied().unwrap_or_default();
                        if bearers > 0 {
                            return Err(Error::Conflict(Reason::new("role.held").with("count", bearers)));
                        }
                        roles.remove(&role).ok_or_else(|| Error::NotFound(Reason::new("role.unknown_role")))?;
                        "delete"
                    }
                };
                let name = role.name().to_owned();
                Ok((AccessChange::DropRole { role, seen }, name, act))
            }
            AccessChange::AddPolicy { name, text, active } => {
                let name = policy_named(&name, &text, None, policies)?;
                // It has no number yet. Switched off it is looked at all the same.
                let row = PolicyRow { id: 0, name: name.clone(), text, active: true, version: 0, updated_at: 0, updated_by: None };
                let text = row.text.clone();
                policies.push(row);
                Ok((AccessChange::AddPolicy { name: name.clone(), text, active }, name, "create"))
            }
            AccessChange::SavePolicy { id, seen, name, text, active } => {
                policy_as_seen(policies, id, seen)?;
                let name = policy_named(&name, &text, Some(id), policies)?;
                let row = policies.iter_mut().find(|policy| policy.id == id).ok_or_else(no_policy)?;
                // Switched off it is looked at all the same, unless that is all that happens: what no longer fits can be switched off.
                row.active = active || row.text != text;
                row.text.clone_from(&text);
                Ok((AccessChange::SavePolicy { id, seen, name: name.clone(), text, active }, name, "update"))
            }
            AccessChange::DropPolicy { id, seen } => {
                let name = policy_as_seen(policies, id, seen)?.name.clone();
                policies.retain(|policy| policy.id != id);
                Ok((AccessChange::DropPolicy { id, seen }, name, "delete"))
            }
            AccessChange::TwoPeople { on } => {
                if on && self.holders(AdminRight::Access)?.len() < 2 {
                    return Err(Error::refused("access.two_people"));
                }
                Ok((AccessChange::TwoPeople { on }, TWO_PEOPLE.to_owned(), if on { "on" } else { "off" }))
            }
            AccessChange::Office { networks } => {
                if networks.len() > MOST_NETWORKS {
                    return Err(Error::Rejected(vec![Invalid::new("office", "access.networks").with("max", MOST_NETWORKS)]));
                }
                let read = |text: &String| {
                    let network: Result<Cidr, ()> = text.parse();
                    network
                        .map(|network| network.to_string())
                        .map_err(|()| Invalid::new("office", "access.network").with("network", short(text)))
                };
                let networks: Result<BTreeSet<String>, Invalid> = networks.iter().map(read).collect();
                let networks = networks.map_err(|invalid| Error::Rejected(vec![invalid]))?.into_iter().collect();
                Ok((AccessChange::Office { networks }, OFFICE.to_owned(), "update"))
            }
            AccessChange::Person { user, before, after } => {
                let stands = people::find(conn, user)?.ok_or_else(Error::not_found)?;
                if (&stands.roles, stands.clearance) != (&before.roles, before.clearance) {
                    return Err(Error::Conflict(Reason::new("access.changed_meanwhile")));
                }
                people::check_trust(conn, &after.roles, after.clearance)?;
                Ok((AccessChange::Person { user, before, after }, stands.login, "update"))
            }
        }
    }

    /// What is wrong with a policy's text, beside all that stands; `id` is the policy that it would replace.
    pub fn try_policy(&self, conn: &mut SqliteConnection, id: Option<i64>, text: &str) -> Result<Option<PolicyError>> {
        let (roles, mut further) = policy_set(conn)?;
        let name = store::own_name(id.unwrap_or_default());
        further.retain(|source| source.name.as_ref() != Some(&name));
        further.push(PolicySource { name: Some(name), text: text.to_owned() });
        Ok(self.supposing(Some((&roles, &further)), None).err())
    }
}

/// Saves a change, and returns the number of the policy that it made.
pub fn apply(tx: &mut Tx<'_>, checked: &Checked) -> Result<Option<i64>> {
    still_stands(tx, checked)?;
    let mut made = None;
    let kind = match &checked.change {
        AccessChange::SaveRole { role, seen, definition } => {
            store::put_role(tx, role, definition, seen + 1)?;
            EventKind::RoleChange
        }
        AccessChange::DropRole { role, .. } => {
            store::delete_role(tx, role)?;
            EventKind::RoleChange
        }
        AccessChange::AddPolicy { name, text, active } => {
            made = Some(store::insert_policy(tx, name, text, *active)?);
            EventKind::PolicyChange
        }
        AccessChange::SavePolicy { id, seen, name, text, active } => {
            store::update_policy(tx, *id, name, text, *active, seen + 1)?;
            EventKind::PolicyChange
        }
        AccessChange::DropPolicy { id, .. } => {
            store::delete_policy(tx, *id)?;
            EventKind::PolicyChange
        }
        AccessChange::TwoPeople { on } => {
            if *on {
                settings::set(tx, TWO_PEOPLE, "on")?
            } else {
                settings::remove(tx, TWO_PEOPLE)?
            };
            EventKind::AccessSetting
        }
        AccessChange::Office { networks } => {
            if networks.is_empty() {
                settings::remove(tx, OFFICE)?
            } else {
                settings::set(tx, OFFICE, &networks.join(","))?
            };
            EventKind::AccessSetting
        }
        // Says for itself in the log what became of whom.
        AccessChange::Person { user, after, .. } => return people::update(tx, *user, &wanted(after)).map(|_| None),
    };
    audit::append(tx, Event::new(kind).with("name", checked.name.clone()).with("action", checked.act))?;
    Ok(made)
}

/// Adds a role that nobody wrote: a part of one that is there. It compiles because the whole does, so it is not looked at beside the rest.
pub fn add_smaller_role(tx: &mut Tx<'_>, catalog: &Catalog, role: &Role, definition: &Definition) -> Result<()> {
    let wrong = definition.check(role, catalog);
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    role_as_seen(tx.conn, role, 0)?;
    store::put_role(tx, role, definition, 1)?;
    let event = Event::new(EventKind::RoleChange).with("name", role.name()).with("action", "create");
    audit::append(tx, event).map(drop)
}

fn wanted(after: &Trust) -> people::UserChange {
    people::UserChange { roles: Some(after.roles.clone()), clearance: Some(after.clearance), ..people::UserChange::default() }
}

/// What was looked at outside the writer must not have changed meanwhile.
pub(super) fn still_stands(tx: &mut Tx<'_>, checked: &Checked) -> Result<()> {
    // What is shared with whom has no say in it.
    if store::version(tx.conn)?.is_like(checked.rests_on) { Ok(()) } else { Err(Error::Conflict(Reason::new("access.changed_meanwhile"))) }
}

impl Checked {
    pub(super) fn change(&self) -> &AccessChange {
        &self.change
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Who could sign it: not whoever it is about.
    pub(super) fn signers(&self) -> impl Iterator<Item = UserId> {
        let about = self.change.person();
        self.signers.iter().copied().filter(move |signer| about != Some(*signer))
    }
}

fn source(policy: PolicyRow) -> PolicySource {
    PolicySource { name: Some(store::own_name(policy.id)), text: policy.text }
}

/// A policy's text is one field of a form.
pub fn refused(error: PolicyError) -> Error {
    match error.problem {
        PolicyProblem::Busy => Error::TooMany { retry_after: std::time::Duration::from_secs(5) },
        _ => Error::Rejected(vec![error.invalid()]),
    }
}

fn role_as_seen(conn: &mut SqliteConnection, role: &Role, seen: i64) -> Result<()> {
    let snapshot = roles(conn)?.into_iter().find(|snapshot| snapshot.role == *role);
    let version = snapshot.as_ref().map_or(0, |snapshot| snapshot.version);
    if version == seen {
        return Ok(());
    }
    let current = snapshot.map(|snapshot| json!({ "name": role, "version": version, "definition": snapshot.definition }));
    Err(Error::Stale(Box::new(current.unwrap_or(Json::Null))))
}

fn policy_as_seen(policies: &[PolicyRow], id: i64, seen: i64) -> Result<&PolicyRow> {
    let policy = policies.iter().find(|policy| policy.id == id).ok_or_else(no_policy)?;
    if policy.version == seen {
        return Ok(policy);
    }
    let PolicyRow { name, text, active, version, .. } = policy;
    let moment = rfc3339(from_millis(policy.updated_at));
    let current = json!({ "id": id.to_string(), "name": name, "text": text, "active": active, "version": version, "updated_at": moment });
    Err(Error::Stale(Box::new(current)))
}

fn no_policy() -> Error {
    Error::NotFound(Reason::new("policy.gone"))
}

/// A policy's name, if name and text can be kept.
fn policy_named(name: &str, text: &str, id: Option<i64>, policies: &[PolicyRow]) -> Result<String> {
    let mut wrong = Vec::new();
    let name = named("name", name).map_err(|invalid| wrong.push(invalid)).unwrap_or_default();
    if policies.iter().any(|policy| policy.name == name && Some(policy.id) != id) {
        wrong.push(Invalid::new("name", "policy.name_taken"));
    }
    if text.chars().count() > text_shape::LONGEST {
        wrong.push(Invalid::new("text", "policy.long").with("max", text_shape::LONGEST));
    }
    if wrong.is_empty() { Ok(name) } else { Err(Error::Rejected(wrong)) }
}

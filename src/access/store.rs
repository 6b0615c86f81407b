//! The typed queries of this floor, and the only place that writes roles, policies and proposals.

#![expect(clippy::disallowed_methods, reason = "this floor's own door to its tables")]

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::people::{EmergencyAccess, Member, People, SharedRecord, Shares};
use super::policies::PolicySource;
use super::role::{self, Definition, Roles};
use crate::clock::from_millis;
use crate::config::Cidr;
use crate::db::Tx;
use crate::db::sql::Name;
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::people::Role;
use crate::people::schema::{department, role as own_role, user, user_department, user_role};
use crate::people::settings::{self, OFFICE};

diesel::table! {
    policy (id) {
        id -> BigInt,
        name -> Text,
        text -> Text,
        active -> Bool,
        version -> BigInt,
        created_at -> BigInt,
        created_by -> Nullable<BigInt>,
        updated_at -> BigInt,
        updated_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    access_proposal (id) {
        id -> BigInt,
        change -> Text,
        state -> Text,
        created_at -> BigInt,
        created_by -> BigInt,
        decided_at -> Nullable<BigInt>,
        decided_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    record_team (object, record_id, user_id) {
        object -> Text,
        record_id -> BigInt,
        user_id -> BigInt,
        may -> Text,
        until -> Nullable<Text>,
        created_at -> BigInt,
        created_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    access_version (id) {
        id -> BigInt,
        policies -> BigInt,
        people -> BigInt,
        shares -> BigInt,
    }
}

diesel::table! {
    share_version (user_id) {
        user_id -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    break_glass (id) {
        id -> BigInt,
        user_id -> BigInt,
        reason -> Text,
        asked_at -> BigInt,
        approved_by -> Nullable<BigInt>,
        until -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<BigInt>,
        objects -> Nullable<Text>,
        minutes -> BigInt,
    }
}

/// How often what decisions rest on has changed. All numbers only grow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd)]
pub(super) struct Version {
    pub policies: i64,
    pub people: i64,
    /// What is shared with somebody; with whom says `share_version`.
    pub shares: i64,
}

impl Version {
    /// Whether it is the same but for what is shared.
    pub fn is_like(self, other: Self) -> bool {
        (self.policies, self.people) == (other.policies, other.people)
    }
}

pub(super) fn version(conn: &mut SqliteConnection) -> Result<Version> {
    let columns = (access_version::policies, access_version::people, access_version::shares);
    let (policies, people, shares) = access_version::table.find(1).select(columns).first(conn)?;
    Ok(Version { policies, people, shares })
}

/// The shipped roles, and in their place or beside them the company's own.
pub(super) fn roles(conn: &mut SqliteConnection) -> Result<Roles> {
    let mut roles = role::shipped();
    roles.extend(own_roles(conn)?.into_iter().map(|row| (row.name, row.definition)));
    Ok(roles)
}

/// A role that the company made or changed.
pub(super) struct OwnRole {
    pub name: Role,
    pub definition: Definition,
    pub version: i64,
}

pub(super) fn own_roles(conn: &mut SqliteConnection) -> Result<Vec<OwnRole>> {
    let columns = (own_role::name, own_role::definition, own_role::version);
    let rows = own_role::table.select(columns).load::<(String, String, i64)>(conn)?;
    let own = |(name, definition, version): (String, String, i64)| {
        Ok(OwnRole { name: name.parse().map_err(Error::internal)?, definition: serde_json::from_str(&definition)?, version })
    };
    rows.into_iter().map(own).collect()
}

pub(super) fn put_role(tx: &mut Tx<'_>, name: &Role, definition: &Definition, version: i64) -> Result<()> {
    let values = (
        own_role::name.eq(name.name()),
        own_role::definition.eq(serde_json::to_string(definition)?),
        own_role::version.eq(version),
        own_role::updated_at.eq(tx.now.timestamp_millis()),
        own_role::updated_by.eq(tx.actor.user),
    );
    diesel::replace_into(own_role::table).values(values).execute(tx.conn)?;
    Ok(())
}

pub(super) fn delete_role(tx: &mut Tx<'_>, name: &Role) -> Result<()> {
    diesel::delete(own_role::table.find(name.name())).execute(tx.conn)?;
    Ok(())
}

/// How many people bear each role, whether they are active or not.
pub(super) fn bearers(conn: &mut SqliteConnection) -> Result<HashMap<String, i64>> {
    let mut bearers = HashMap::new();
    for role in user_role::table.select(user_role::role).load::<String>(conn)? {
        *bearers.entry(role).or_default() += 1;
    }
    Ok(bearers)
}

#[derive(Queryable)]
pub(super) struct PolicyRow {
    pub id: i64,
    pub name: String,
    pub text: String,
    pub active: bool,
    pub version: i64,
    pub updated_at: i64,
    pub updated_by: Option<i64>,
}

pub(super) fn all_policies(conn: &mut SqliteConnection) -> Result<Vec<PolicyRow>> {
    let columns =
        (policy::id, policy::name, policy::text, policy::active, policy::version, policy::updated_at, policy::updated_by.nullable());
    Ok(policy::table.order(policy::id).select(columns).load(conn)?)
}

pub(super) fn insert_policy(tx: &mut Tx<'_>, name: &str, text: &str, active: bool) -> Result<i64> {
    let (now, by) = (tx.now.timestamp_millis(), tx.actor.user.map(|user| user.0));
    let values = (
        (policy::name.eq(name), policy::text.eq(text), policy::active.eq(active)),
        (policy::created_at.eq(now), policy::created_by.eq(by), policy::updated_at.eq(now), policy::updated_by.eq(by)),
    );
    Ok(diesel::insert_into(policy::table).values(values).returning(policy::id).get_result(tx.conn)?)
}

pub(super) fn update_policy(tx: &mut Tx<'_>, id: i64, name: &str, text: &str, active: bool, version: i64) -> Result<()> {
    let (now, by) = (tx.now.timestamp_millis(), tx.actor.user.map(|user| user.0));
    let values = (
        (policy::name.eq(name), policy::text.eq(text), policy::active.eq(active), policy::version.eq(version)),
        (policy::updated_at.eq(now), policy::updated_by.eq(by)),
    );
    diesel::update(policy::table.find(id)).set(values).execute(tx.conn)?;
    Ok(())
}

pub(super) fn delete_policy(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(policy::table.find(id)).execute(tx.conn)?;
    Ok(())
}

#[derive(Queryable)]
pub(super) struct ProposalRow {
    pub id: i64,
    pub change: String,
    pub state: String,
    pub created_at: i64,
    pub created_by: i64,
    pub decided_at: Option<i64>,
    pub decided_by: Option<i64>,
}

/// The open ones first, then the latest; a hundred at most.
pub(super) fn proposals(conn: &mut SqliteConnection) -> Result<Vec<ProposalRow>> {
    let order = (access_proposal::state.eq("open").desc(), access_proposal::id.desc());
    Ok(access_proposal::table.order(order).limit(100).load(conn)?)
}

pub(super) fn proposal(conn: &mut SqliteConnection, id: i64) -> Result<Option<ProposalRow>> {
    Ok(access_proposal::table.find(id).first(conn).optional()?)
}

pub(super) fn insert_proposal(tx: &mut Tx<'_>, change: &str, by: UserId) -> Result<i64> {
    let values = (
        access_proposal::change.eq(change),
        access_proposal::created_at.eq(tx.now.timestamp_millis()),
        access_proposal::created_by.eq(by.0),
    );
    Ok(diesel::insert_into(access_proposal::table).values(values).returning(access_proposal::id).get_result(tx.conn)?)
}

/// `false` when somebody else decided first.
pub(super) fn decide_proposal(tx: &mut Tx<'_>, id: i64, state: &str, by: UserId) -> Result<bool> {
    let open = access_proposal::table.find(id).filter(access_proposal::state.eq("open"));
    let values =
        (access_proposal::state.eq(state), access_proposal::decided_at.eq(tx.now.timestamp_millis()), access_proposal::decided_by.eq(by.0));
    Ok(diesel::update(open).set(values).execute(tx.conn)? == 1)
}

/// The policies that are switched on.
pub(super) fn policies(conn: &mut SqliteConnection) -> Result<Vec<PolicySource>> {
    let rows: Vec<(i64, String)> =
        policy::table.filter(policy::active.eq(true)).order(policy::id).select((policy::id, policy::text)).load(conn)?;
    Ok(rows.into_iter().map(|(id, text)| PolicySource { name: Some(own_name(id)), text }).collect())
}

/// By what name decisions and the log speak of a policy that a person wrote.
pub(super) fn own_name(id: i64) -> String {
    format!("policy.{id}")
}

/// The number of such a policy; none for one that comes with the app or follows from a role.
pub(super) fn own_number(name: &str) -> Option<i64> {
    name.strip_prefix("policy.")?.parse().ok()
}

/// The office networks that the company named, beside those of the configuration.
pub(super) fn office(conn: &mut SqliteConnection) -> Result<Vec<Cidr>> {
    let named = settings::get(conn, OFFICE)?.unwrap_or_default();
    Ok(named.split(',').filter_map(|network| network.parse().ok()).collect())
}

type MemberRow = (UserId, Option<DepartmentId>, Option<UserId>, i64, bool, bool);
type ShareRow = (String, i64, UserId, String, Option<String>);

pub(super) fn people(conn: &mut SqliteConnection) -> Result<People> {
    let columns = (user::id, user::department_id, user::superior_id, user::clearance, user::leaving, user::active);
    let mut members = HashMap::new();
    for (id, department, superior, clearance, leaving, active) in user::table.select(columns).load::<MemberRow>(conn)? {
        members.insert(id, Member { department, superior, clearance, leaving, active, ..Member::default() });
    }
    for (id, role) in user_role::table.select((user_role::user_id, user_role::role)).load::<(UserId, String)>(conn)? {
        members.entry(id).or_default().roles.push(role);
    }
    let further = user_department::table.select((user_department::user_id, user_department::department_id));
    for (id, department) in further.load::<(UserId, DepartmentId)>(conn)? {
        members.entry(id).or_default().further.push(department);
    }
    let departments = department::table.select((department::id, department::parent_id)).load(conn)?.into_iter().collect();
    let allowed = break_glass::table.filter(break_glass::ended_at.is_null()).filter(break_glass::until.is_not_null());
    let columns = (break_glass::user_id, break_glass::until.assume_not_null(), break_glass::objects);
    // One is open at a time: of those that ran out by themselves the latest is told.
    let rows = allowed.select(columns).order(break_glass::until).load::<(i64, i64, Option<String>)>(conn)?;
    let emergency = |(user, until, objects): (i64, i64, Option<String>)| {
        let objects = objects.as_deref().map(serde_json::from_str::<HashSet<String>>).transpose()?;
        let objects = objects.map(|names| names.into_iter().map(Name::from).collect());
        Ok((UserId(user), EmergencyAccess { until: from_millis(until), objects }))
    };
    let emergencies = rows.into_iter().map(emergency).collect::<Result<_>>()?;
    Ok(People { members, departments, shares: shares(conn, None)?, emergencies })
}

/// What is shared, with everybody or with one person.
pub(super) fn shares(conn: &mut SqliteConnection, with: Option<UserId>) -> Result<Shares> {
    let columns = (record_team::object, record_team::record_id, record_team::user_id, record_team::may, record_team::until);
    let all = record_team::table.select(columns);
    let rows: Vec<ShareRow> = match with {
        Some(user) => all.filter(record_team::user_id.eq(user)).load(conn)?,
        None => all.load(conn)?,
    };
    let mut shares: HashMap<UserId, HashMap<Name, Vec<SharedRecord>>> = HashMap::new();
    for (object, record, user, may, until) in rows {
        // A day that cannot be read is over.
        let until = until.map(|day| day.parse().unwrap_or(NaiveDate::MIN));
        shares.entry(user).or_default().entry(object.into()).or_default().push(SharedRecord { record, write: may == "write", until });
    }
    Ok(shares.into_iter().map(|(user, of)| (user, Arc::new(of))).collect())
}

/// The people with whom something was shared, or no longer is, since a version.
pub(super) fn shared_since(conn: &mut SqliteConnection, version: i64) -> Result<HashSet<UserId>> {
    let since = share_version::table.filter(share_version::version.gt(version)).select(share_version::user_id);
    Ok(since.load::<i64>(conn)?.into_iter().map(UserId).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::change::{AccessChange, apply};
    use super::super::role::Scope;
    use super::super::tests::{catalog, clock};
    use super::super::{Access, Arc};
    use super::*;
    use crate::actor::Actor;
    use crate::config::Networks;
    use crate::db::sql::{Column, Compare, Predicate};
    use crate::db::{DatabaseKey, Db, Mode, Value};
    use crate::model::Verb;
    use crate::people::{Login, NewUser, PasswordHash, users};

    /// With lin 1 and wu 2, who sell.
    struct Office {
        db: Db,
        access: Access,
        _directory: tempfile::TempDir,
    }

    impl Office {
        fn new() -> Self {
            let (directory, clock) = (tempfile::tempdir().unwrap(), Arc::new(clock()));
            let db = Db::open(directory.path(), &DatabaseKey::new([7; 32]), Mode::Create, 2, clock.clone()).unwrap();
            for login in ["lin", "wu"] {
                let (login, roles, password) = (Login::parse(login).unwrap(), BTreeSet::from([Role::SALES]), PasswordHash("!".to_owned()));
                let new = NewUser { login, name: "somebody".to_owned(), roles, department: None, password };
                db.write_blocking(&Actor::system("test"), move |tx| users::create(tx, new)).unwrap();
            }
            let zone = chrono_tz::Asia::Shanghai;
            let access = db.read_blocking(|reader| Access::open(catalog(), clock, zone, Networks::default(), reader)).unwrap();
            Self { db, access, _directory: directory }
        }

        fn write(&self, change: impl FnOnce(&mut SqliteConnection) -> QueryResult<usize> + Send + 'static) {
            self.db.write_unaudited_blocking(move |tx| Ok(change(tx.conn)?)).unwrap();
        }

        /// What somebody sees, after whatever has changed.
        fn sees(&self, user: i64) -> Arc<Predicate> {
            self.db.read_blocking(|reader| self.access.read_anew(reader)).unwrap();
            let actor = Actor { user: Some(UserId(user)), ..Actor::system("somebody") };
            self.access.predicate(&actor, catalog().get("customer").unwrap(), &Verb::Read).unwrap()
        }
    }

    fn own(user: i64) -> Predicate {
        Predicate::Compare(Column::plain("owner_id"), Compare::Eq, Value::Int(user))
    }

    fn share(user: i64) -> impl Fn(&mut SqliteConnection) -> QueryResult<usize> {
        let of = (record_team::object.eq("customer"), record_team::record_id.eq(5), record_team::user_id.eq(user));
        move |conn| {
            let values = (of, record_team::may.eq("read"), record_team::created_at.eq(0));
            diesel::insert_or_ignore_into(record_team::table).values(values).execute(conn)
        }
    }

    #[test]
    fn what_is_shared_with_somebody_concerns_nobody_else() {
        let office = Office::new();
        let (lin, wu) = (office.sees(1), office.sees(2));
        let policies = office.access.snapshot().policy_set.clone();
        assert_eq!((&*lin, &*wu), (&own(1), &own(2)));

        // Once more is ignored; only the first time counts, and it has to.
        (0..2).for_each(|_| office.write(share(2)));
        assert_eq!(*office.sees(2), own(2).or(Predicate::id(5)));
        assert!(Arc::ptr_eq(&lin, &office.sees(1)));

        office.write(|conn| diesel::update(record_team::table).set(record_team::until.eq("2000-01-01")).execute(conn));
        assert_eq!(*office.sees(2), own(2));
        office.write(|conn| diesel::update(record_team::table).set(record_team::user_id.eq(1)).execute(conn));
        office.write(|conn| diesel::update(record_team::table).set(record_team::until.eq(None::<String>)).execute(conn));
        assert_eq!(*office.sees(1), own(1).or(Predicate::id(5)));
        let wu = office.sees(2);
        office.write(|conn| diesel::delete(record_team::table).execute(conn));
        assert_eq!(*office.sees(1), own(1));
        assert!(Arc::ptr_eq(&wu, &office.sees(2)) && Arc::ptr_eq(&policies, &office.access.snapshot().policy_set));
    }

    #[test]
    fn where_a_policy_names_somebody_what_is_shared_with_them_concerns_everybody() {
        let office = Office::new();
        let text =
            "permit (principal, action in [Action::\"read\"], resource is customer) when { resource.readers.contains(User::\"2\") };";
        office.write(move |conn| {
            let at = (policy::created_at.eq(0), policy::updated_at.eq(0));
            diesel::insert_into(policy::table)
                .values((policy::name.eq("wu"), policy::text.eq(text), policy::active.eq(true), at))
                .execute(conn)
        });
        assert_eq!(*office.sees(1), own(1));
        office.write(share(2));
        assert_eq!(*office.sees(1), Predicate::id(5).or(own(1)));
    }

    #[test]
    fn what_was_looked_at_before_it_is_saved_is_not_made_again() {
        let office = Office::new();
        assert_eq!(*office.sees(1), own(1));
        let mut definition = role::shipped()[&Role::SALES].clone();
        definition.grants.insert("customer".to_owned(), [("read".to_owned(), Scope::All)].into());
        let change = AccessChange::SaveRole { role: Role::SALES, seen: 0, definition };
        let checked = office.db.read_blocking(|reader| office.access.check(reader.conn, change)).unwrap();
        let made = office.access.environment.made.lock().unwrap().clone().unwrap();
        // What is shared meanwhile does not stand in the way.
        office.write(share(2));
        office.db.write_blocking(&Actor::system("test"), move |tx| apply(tx, &checked)).unwrap();
        assert_eq!(*office.sees(1), Predicate::True);
        assert!(Arc::ptr_eq(&made, &office.access.snapshot().policy_set));
    }
}

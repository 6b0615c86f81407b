//! The typed queries of this floor.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::people::{Member, People, Share};
use super::policies::Source;
use super::role::{self, Roles};
use crate::clock::from_millis;
use crate::error::{Error, Result};
use crate::ids::{DepartmentId, UserId};
use crate::people::schema::{department, role as own_role, user, user_department, user_role};

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
    }
}

/// How often what decisions rest on has changed. Both numbers only grow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd)]
pub(super) struct Version {
    pub policies: i64,
    pub people: i64,
}

pub(super) fn version(conn: &mut SqliteConnection) -> Result<Version> {
    let (policies, people) = access_version::table.find(1).select((access_version::policies, access_version::people)).first(conn)?;
    Ok(Version { policies, people })
}

/// The shipped roles, and in their place or beside them the company's own.
pub(super) fn roles(conn: &mut SqliteConnection) -> Result<Roles> {
    let mut roles = role::shipped();
    for (name, definition) in own_role::table.select((own_role::name, own_role::definition)).load::<(String, String)>(conn)? {
        let name = name.parse().map_err(Error::internal)?;
        roles.insert(name, serde_json::from_str(&definition)?);
    }
    Ok(roles)
}

/// The policies that are switched on.
pub(super) fn policies(conn: &mut SqliteConnection) -> Result<Vec<Source>> {
    let rows: Vec<(i64, String)> =
        policy::table.filter(policy::active.eq(true)).order(policy::id).select((policy::id, policy::text)).load(conn)?;
    Ok(rows.into_iter().map(|(id, text)| Source { name: Some(own_name(id)), text }).collect())
}

/// By what name decisions and the log speak of a policy that a person wrote.
pub(super) fn own_name(id: i64) -> String {
    format!("policy.{id}")
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
    let mut shares: HashMap<_, Vec<Share>> = HashMap::new();
    let columns = (record_team::object, record_team::record_id, record_team::user_id, record_team::may, record_team::until);
    for (object, record, user, may, until) in record_team::table.select(columns).load::<ShareRow>(conn)? {
        // A day that cannot be read is over.
        let until = until.map(|day| day.parse().unwrap_or(NaiveDate::MIN));
        shares.entry((object.into(), user)).or_default().push(Share { record, write: may == "write", until });
    }
    let allowed = break_glass::table.filter(break_glass::ended_at.is_null()).filter(break_glass::until.is_not_null());
    let emergencies = allowed.select((break_glass::user_id, break_glass::until.assume_not_null())).load::<(i64, i64)>(conn)?;
    let emergencies = emergencies.into_iter().map(|(user, until)| (UserId(user), from_millis(until))).collect();
    Ok(People { members, departments, shares, emergencies })
}

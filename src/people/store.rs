//! The typed queries of this floor, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this floor's own door to its tables")]

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::role::Role;
use super::schema::{department, reveal, role, setting, user, user_role};
use super::search::Search;
use crate::db::sql::like_contains;
use crate::ids::{DepartmentId, UserId};

/// SQLite takes 32,766 variables; lists of ids are asked for in pieces of this size.
const PIECE: usize = 1000;
/// With a name that so many bear nobody is found by it anyway.
const MOST_NAMESAKES: i64 = 200;

#[derive(Queryable, Selectable)]
#[diesel(table_name = user)]
pub(super) struct Known {
    pub id: UserId,
}

#[derive(Insertable)]
#[diesel(table_name = user)]
pub(super) struct NewRow<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub password_hash: &'a str,
    pub department_id: Option<DepartmentId>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Queryable)]
pub(super) struct FoundRow {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub active: bool,
    pub department_id: Option<DepartmentId>,
    pub department: Option<String>,
}

pub(super) fn setting(conn: &mut SqliteConnection, name: &str) -> QueryResult<Option<String>> {
    setting::table.find(name).select(setting::value).first(conn).optional()
}

pub(super) fn set_setting(conn: &mut SqliteConnection, name: &str, value: &str) -> QueryResult<()> {
    diesel::replace_into(setting::table).values((setting::name.eq(name), setting::value.eq(value))).execute(conn)?;
    Ok(())
}

pub(super) fn remove_setting(conn: &mut SqliteConnection, name: &str) -> QueryResult<()> {
    diesel::delete(setting::table.find(name)).execute(conn)?;
    Ok(())
}

pub(super) fn user_by_login(conn: &mut SqliteConnection, login: &str) -> QueryResult<Option<Known>> {
    // Logins are stored in lower case; the index is over lower(login).
    let login = login.to_ascii_lowercase();
    user::table.filter(lower(user::login).eq(login)).select(Known::as_select()).first(conn).optional()
}

diesel::define_sql_function! {
    /// Over ASCII, as SQLite does it.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

pub(super) fn insert_user(conn: &mut SqliteConnection, row: &NewRow<'_>) -> QueryResult<UserId> {
    diesel::insert_into(user::table).values(row).returning(user::id).get_result(conn)
}

pub(super) fn update_user(
    conn: &mut SqliteConnection,
    id: UserId,
    name: &str,
    department: Option<DepartmentId>,
    active: bool,
    now: i64,
) -> QueryResult<()> {
    let values = (user::name.eq(name), user::department_id.eq(department), user::active.eq(active), user::updated_at.eq(now));
    diesel::update(user::table.find(id)).set(values).execute(conn)?;
    Ok(())
}

pub(super) fn set_password(conn: &mut SqliteConnection, id: UserId, hash: &str, now: i64) -> QueryResult<()> {
    diesel::update(user::table.find(id)).set((user::password_hash.eq(hash), user::updated_at.eq(now))).execute(conn)?;
    Ok(())
}

pub(super) fn set_roles(conn: &mut SqliteConnection, id: UserId, roles: &BTreeSet<Role>) -> QueryResult<()> {
    diesel::delete(user_role::table.filter(user_role::user_id.eq(id))).execute(conn)?;
    for role in roles {
        diesel::insert_into(user_role::table).values((user_role::user_id.eq(id), user_role::role.eq(role.name()))).execute(conn)?;
    }
    Ok(())
}

pub(super) fn count_reveal(conn: &mut SqliteConnection, user: UserId, day: &str) -> QueryResult<i64> {
    diesel::insert_into(reveal::table)
        .values((reveal::user_id.eq(user), reveal::day.eq(day), reveal::count.eq(1)))
        .on_conflict((reveal::user_id, reveal::day))
        .do_update()
        .set(reveal::count.eq(reveal::count + 1))
        .returning(reveal::count)
        .get_result(conn)
}

/// The roles that the company made or changed.
pub(super) fn own_roles(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    role::table.select(role::name).load(conn)
}

pub(super) fn count_active_with(conn: &mut SqliteConnection, role: &Role) -> QueryResult<i64> {
    user::table.inner_join(user_role::table).filter(user::active.eq(true)).filter(user_role::role.eq(role.name())).count().get_result(conn)
}

/// Asked at every write that names a person, so it is a statement that SQLite plans once.
pub(super) fn user(conn: &mut SqliteConnection, id: UserId) -> QueryResult<Option<FoundRow>> {
    let columns = (user::id, user::login, user::name, user::active, user::department_id, department::name.nullable());
    user::table.left_join(department::table).filter(user::id.eq(id)).select(columns).get_result(conn).optional()
}

pub(super) fn search_users(conn: &mut SqliteConnection, search: &Search) -> QueryResult<Vec<FoundRow>> {
    let columns = (user::id, user::login, user::name, user::active, user::department_id, department::name.nullable());
    let mut query = user::table.left_join(department::table).select(columns).order((user::name, user::id)).into_boxed();
    if let Some(text) = search.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        // One character more than any name has: SQLite refuses patterns without end.
        let text: String = text.chars().take(super::LONGEST_NAME + 1).collect();
        let pattern = like_contains(&text);
        query = query.filter(user::name.like(pattern.clone()).escape('\\').or(user::login.like(pattern).escape('\\')));
    }
    if let Some(ids) = &search.ids {
        query = query.filter(user::id.eq_any(ids.iter().take(PIECE).copied().collect::<Vec<_>>()));
    }
    if let Some(after) = search.after {
        let Some(last) = user::table.find(after).select(user::name).first::<String>(conn).optional()? else { return Ok(Vec::new()) };
        query = query.filter(user::name.gt(last.clone()).or(user::name.eq(last).and(user::id.gt(after))));
    }
    query.limit(search.page()).load(conn)
}

pub(super) fn ids_by_name(conn: &mut SqliteConnection, name: &str) -> QueryResult<Vec<UserId>> {
    user::table.filter(user::name.eq(name)).filter(user::active.eq(true)).select(user::id).limit(MOST_NAMESAKES).load(conn)
}

pub(super) fn roles_of(conn: &mut SqliteConnection, ids: &[UserId]) -> QueryResult<Vec<(UserId, String)>> {
    if let [id] = ids {
        return user_role::table.filter(user_role::user_id.eq(id)).select((user_role::user_id, user_role::role)).load(conn);
    }
    user_role::table.filter(user_role::user_id.eq_any(ids)).select((user_role::user_id, user_role::role)).load(conn)
}

pub(super) fn user_names(conn: &mut SqliteConnection, ids: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    let mut names = Vec::with_capacity(ids.len());
    for piece in ids.chunks(PIECE) {
        names.extend(user::table.filter(user::id.eq_any(piece)).select((user::id, user::name)).load::<(i64, String)>(conn)?);
    }
    Ok(names)
}

pub(super) fn insert_department(
    conn: &mut SqliteConnection,
    name: &str,
    parent: Option<DepartmentId>,
    now: i64,
) -> QueryResult<DepartmentId> {
    let values = (department::name.eq(name), department::parent_id.eq(parent), department::created_at.eq(now));
    diesel::insert_into(department::table).values(values).returning(department::id).get_result(conn)
}

pub(super) fn departments(conn: &mut SqliteConnection) -> QueryResult<Vec<(DepartmentId, String, Option<DepartmentId>)>> {
    department::table.select((department::id, department::name, department::parent_id)).order((department::name, department::id)).load(conn)
}

pub(super) fn department_names(conn: &mut SqliteConnection, ids: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    let mut names = Vec::with_capacity(ids.len());
    for piece in ids.chunks(PIECE) {
        let query = department::table.filter(department::id.eq_any(piece)).select((department::id, department::name));
        names.extend(query.load::<(i64, String)>(conn)?);
    }
    Ok(names)
}

//! The typed queries of this floor, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this floor's own door to its tables")]

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use diesel::sqlite::SqliteConnection;

use super::role::Role;
use super::schema::{department, reveal, role, setting, user, user_department, user_role};
use super::search::Search;
use crate::db::sql::like_contains;
use crate::ids::{DepartmentId, UserId};
use crate::text::pinyin;

/// SQLite takes 32,766 variables; lists of ids are asked for in pieces of this size.
const PIECE: usize = 1000;
/// With a name that so many bear nobody is found by it anyway.
const MOST_NAMESAKES: i64 = 200;

#[derive(Queryable, Selectable)]
#[diesel(table_name = user)]
pub(super) struct UserExists {
    pub id: UserId,
}

#[derive(Insertable)]
#[diesel(table_name = user)]
pub(super) struct NewUserRow<'a> {
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
    pub leaving: bool,
    pub post: Option<String>,
    pub email: Option<String>,
    pub superior_id: Option<UserId>,
    pub clearance: i64,
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

pub(super) fn user_by_login(conn: &mut SqliteConnection, login: &str) -> QueryResult<Option<UserExists>> {
    // Logins are stored in lower case; the index is over lower(login).
    let login = login.to_ascii_lowercase();
    user::table.filter(lower(user::login).eq(login)).select(UserExists::as_select()).first(conn).optional()
}

diesel::define_sql_function! {
    /// Over ASCII, as SQLite does it.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

pub(super) fn insert_user(conn: &mut SqliteConnection, row: &NewUserRow<'_>) -> QueryResult<UserId> {
    diesel::insert_into(user::table).values(row).returning(user::id).get_result(conn)
}

/// What may change of a user, all of it.
#[derive(AsChangeset)]
#[diesel(table_name = user, treat_none_as_null = true)]
pub(super) struct UserChangeset<'a> {
    pub name: &'a str,
    pub department_id: Option<DepartmentId>,
    pub post: Option<&'a str>,
    pub email: Option<&'a str>,
    pub superior_id: Option<UserId>,
    pub clearance: i64,
    pub active: bool,
    pub leaving: bool,
    pub updated_at: i64,
}

pub(super) fn update_user(conn: &mut SqliteConnection, id: UserId, changed: &UserChangeset<'_>) -> QueryResult<()> {
    diesel::update(user::table.find(id)).set(changed).execute(conn)?;
    Ok(())
}

pub(super) fn set_further_departments(conn: &mut SqliteConnection, id: UserId, departments: &BTreeSet<DepartmentId>) -> QueryResult<()> {
    diesel::delete(user_department::table.filter(user_department::user_id.eq(id))).execute(conn)?;
    for department in departments {
        let row = (user_department::user_id.eq(id), user_department::department_id.eq(department));
        diesel::insert_into(user_department::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Whose, which, and its name.
pub(super) fn further_departments(conn: &mut SqliteConnection, ids: &[UserId]) -> QueryResult<Vec<(UserId, DepartmentId, String)>> {
    let named = user_department::table.inner_join(department::table.on(department::id.eq(user_department::department_id)));
    let named = named.filter(user_department::user_id.eq_any(ids)).order((department::name, department::id));
    named.select((user_department::user_id, department::id, department::name)).load(conn)
}

pub(super) fn superior_of(conn: &mut SqliteConnection, id: UserId) -> QueryResult<Option<UserId>> {
    Ok(user::table.find(id).select(user::superior_id).first(conn).optional()?.flatten())
}

pub(super) fn reports(conn: &mut SqliteConnection, superior: UserId) -> QueryResult<Vec<UserId>> {
    user::table.filter(user::superior_id.eq(superior)).order(user::id).select(user::id).load(conn)
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

pub(super) fn used_reveals(conn: &mut SqliteConnection, user: UserId, day: &str) -> QueryResult<i64> {
    let count: Option<i64> = reveal::table.find((user, day)).select(reveal::count).first(conn).optional()?;
    Ok(count.unwrap_or_default())
}

/// The roles that the company made or changed.
pub(super) fn own_roles(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    role::table.select(role::name).load(conn)
}

pub(super) fn count_active_with(conn: &mut SqliteConnection, role: &Role) -> QueryResult<i64> {
    user::table.inner_join(user_role::table).filter(user::active.eq(true)).filter(user_role::role.eq(role.name())).count().get_result(conn)
}

type UserColumns = (
    user::id,
    user::login,
    user::name,
    user::active,
    user::leaving,
    user::post,
    user::email,
    user::superior_id,
    user::clearance,
    user::department_id,
    diesel::dsl::Nullable<department::name>,
);

fn found() -> UserColumns {
    (
        user::id,
        user::login,
        user::name,
        user::active,
        user::leaving,
        user::post,
        user::email,
        user::superior_id,
        user::clearance,
        user::department_id,
        department::name.nullable(),
    )
}

/// Asked at every write that names a person, so it is a statement that SQLite plans once.
pub(super) fn user(conn: &mut SqliteConnection, id: UserId) -> QueryResult<Option<FoundRow>> {
    user::table.left_join(department::table).filter(user::id.eq(id)).select(found()).get_result(conn).optional()
}

pub(super) fn search_users(conn: &mut SqliteConnection, search: &Search) -> QueryResult<Vec<FoundRow>> {
    let mut query = user::table.left_join(department::table).select(found()).order((user::name, user::id)).into_boxed();
    if let Some(text) = search.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        // One character more than any name has: SQLite refuses patterns without end.
        let text: String = text.chars().take(super::LONGEST_NAME + 1).collect();
        let pattern = like_contains(&text);
        let named = user::name.like(pattern.clone()).escape('\\').or(user::id.eq_any(sounding(conn, &text)?));
        query = if search.by_login { query.filter(named.or(user::login.like(pattern).escape('\\'))) } else { query.filter(named) };
    }
    if let Some(ids) = &search.ids {
        query = query.filter(user::id.eq_any(ids.iter().take(PIECE).copied().collect::<Vec<_>>()));
    }
    if let Some(departments) = &search.departments {
        let further = user_department::table.filter(user_department::department_id.eq_any(departments)).select(user_department::user_id);
        query = query.filter(user::department_id.eq_any(departments).or(user::id.nullable().eq_any(further.nullable())));
    }
    if let Some(after) = search.after {
        let Some(last) = user::table.find(after).select(user::name).first::<String>(conn).optional()? else { return Ok(Vec::new()) };
        query = query.filter(user::name.gt(last.clone()).or(user::name.eq(last).and(user::id.gt(after))));
    }
    query.limit(search.page()).load(conn)
}

/// Those whose name sounds as letters say: spelled out from its beginning, or by its initials. There are few enough people to ask each.
fn sounding(conn: &mut SqliteConnection, text: &str) -> QueryResult<Vec<UserId>> {
    let letters: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect::<String>().to_ascii_lowercase();
    if letters.is_empty() || !letters.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return Ok(Vec::new());
    }
    let sounds = |name: &str| {
        let begins = |spelled: &String| spelled.starts_with(&letters);
        pinyin::initials(name).iter().any(begins) || pinyin::spellings(name).iter().any(begins)
    };
    let all: Vec<(UserId, String)> = user::table.select((user::id, user::name)).load(conn)?;
    Ok(all.into_iter().filter(|(_, name)| sounds(name)).map(|(id, _)| id).take(PIECE).collect())
}

pub(super) fn ids_by_name(conn: &mut SqliteConnection, name: &str) -> QueryResult<Vec<UserId>> {
    user::table.filter(user::name.eq(name)).filter(user::active.eq(true)).select(user::id).limit(MOST_NAMESAKES).load(conn)
}

pub(super) fn former_ids_by_name(conn: &mut SqliteConnection, name: &str) -> QueryResult<Vec<UserId>> {
    user::table.filter(user::name.eq(name)).filter(user::active.eq(false)).select(user::id).limit(MOST_NAMESAKES).load(conn)
}

/// Whether any two are called the same, whoever of them is still at work.
pub(super) fn any_namesakes(conn: &mut SqliteConnection) -> QueryResult<bool> {
    let names = user::table.group_by(user::name).having(diesel::dsl::count_star().gt(1)).select(user::name).limit(1);
    Ok(names.first::<String>(conn).optional()?.is_some())
}

pub(super) fn logins(conn: &mut SqliteConnection, ids: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    let mut logins = Vec::with_capacity(ids.len());
    for piece in ids.chunks(PIECE) {
        logins.extend(user::table.filter(user::id.eq_any(piece)).select((user::id, user::login)).load::<(i64, String)>(conn)?);
    }
    Ok(logins)
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

/// A department and who leads it.
#[derive(Queryable)]
pub(super) struct DepartmentRow {
    pub id: DepartmentId,
    pub name: String,
    pub parent: Option<DepartmentId>,
    pub leader: Option<UserId>,
    pub leader_name: Option<String>,
}

pub(super) fn departments(conn: &mut SqliteConnection) -> QueryResult<Vec<DepartmentRow>> {
    let led = department::table.left_join(user::table.on(department::leader_id.eq(user::id.nullable())));
    let columns = (department::id, department::name, department::parent_id, department::leader_id, user::name.nullable());
    led.select(columns).order((department::name, department::id)).load(conn)
}

/// How many people who are here belong to each department with their own.
pub(super) fn headcounts(conn: &mut SqliteConnection) -> QueryResult<Vec<(Option<DepartmentId>, i64)>> {
    let here = user::table.filter(user::active.eq(true)).group_by(user::department_id);
    here.select((user::department_id, diesel::dsl::count_star())).load(conn)
}

/// Everybody who belongs to a department, disabled or not, with their own or a further one.
pub(super) fn count_people_of(conn: &mut SqliteConnection, id: DepartmentId) -> QueryResult<i64> {
    let further = user_department::table.filter(user_department::department_id.eq(id)).select(user_department::user_id);
    user::table.filter(user::department_id.eq(id).or(user::id.eq_any(further))).count().get_result(conn)
}

pub(super) fn update_department(
    conn: &mut SqliteConnection,
    id: DepartmentId,
    name: &str,
    parent: Option<DepartmentId>,
    leader: Option<UserId>,
) -> QueryResult<()> {
    let values = (department::name.eq(name), department::parent_id.eq(parent), department::leader_id.eq(leader));
    diesel::update(department::table.find(id)).set(values).execute(conn)?;
    Ok(())
}

/// `false` when something else in the app still points to it.
pub(super) fn delete_department(conn: &mut SqliteConnection, id: DepartmentId) -> QueryResult<bool> {
    match diesel::delete(department::table.find(id)).execute(conn) {
        Ok(_) => Ok(true),
        Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn department_names(conn: &mut SqliteConnection, ids: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    let mut names = Vec::with_capacity(ids.len());
    for piece in ids.chunks(PIECE) {
        let query = department::table.filter(department::id.eq_any(piece)).select((department::id, department::name));
        names.extend(query.load::<(i64, String)>(conn)?);
    }
    Ok(names)
}

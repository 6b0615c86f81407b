//! The typed queries of views, and the only place that writes their table.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its table")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use serde_json::Value as Json;

use super::audience::Audience;
use super::content::{Density, ViewContent};
use crate::ids::{DepartmentId, UserId};
use crate::people::Role;

diesel::table! {
    list_view (id) {
        id -> BigInt,
        object -> Text,
        name -> Text,
        filter -> Text,
        sort -> Nullable<Text>,
        shown -> Nullable<Text>,
        density -> Nullable<Text>,
        audience -> Text,
        department_id -> Nullable<BigInt>,
        role -> Nullable<Text>,
        owner_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = list_view)]
pub(super) struct ListViewRow {
    pub id: i64,
    pub name: String,
    pub filter: String,
    pub sort: Option<String>,
    pub shown: Option<String>,
    pub density: Option<String>,
    pub audience: String,
    pub department_id: Option<DepartmentId>,
    pub role: Option<String>,
    pub owner_id: UserId,
    pub version: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = list_view, treat_none_as_null = true)]
struct ContentRow<'a> {
    name: &'a str,
    filter: String,
    sort: Option<&'a str>,
    shown: Option<String>,
    density: Option<&'static str>,
    audience: &'static str,
    department_id: Option<DepartmentId>,
    role: Option<&'a str>,
    updated_at: i64,
}

impl<'a> ContentRow<'a> {
    fn of(content: &'a ViewContent, now: i64) -> Self {
        let (department_id, role) = match &content.audience {
            Audience::Department { department } => (Some(*department), None),
            Audience::Role { role } => (None, Some(role.name())),
            Audience::Maker | Audience::Everybody => (None, None),
        };
        Self {
            name: &content.name,
            filter: content.filter.to_string(),
            sort: content.sort.as_deref(),
            shown: content.columns.as_ref().map(|columns| serde_json::json!(columns).to_string()),
            density: content.density.map(Density::name),
            audience: content.audience.name(),
            department_id,
            role,
            updated_at: now,
        }
    }
}

impl ListViewRow {
    /// What it says. Of whom it was shown to and is no more, nobody is left but its maker.
    pub fn content(&self) -> ViewContent {
        let audience = match (&*self.audience, self.department_id, self.role.as_deref().map(str::parse::<Role>)) {
            ("everybody", ..) => Audience::Everybody,
            ("department", Some(department), _) => Audience::Department { department },
            ("role", _, Some(Ok(role))) => Audience::Role { role },
            _ => Audience::Maker,
        };
        let read = |text: &str| serde_json::from_str::<Json>(text).ok();
        ViewContent {
            name: self.name.clone(),
            filter: read(&self.filter).unwrap_or_else(ViewContent::everything),
            sort: self.sort.clone(),
            columns: self.shown.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            density: self.density.as_deref().and_then(Density::named),
            audience,
        }
    }
}

/// All of an object that are shown to others or belong to somebody, in the order in which they were made.
pub(super) fn within_reach(conn: &mut SqliteConnection, object: &str, user: UserId) -> QueryResult<Vec<ListViewRow>> {
    let mine = list_view::owner_id.eq(user).or(list_view::audience.ne("self"));
    let alive = list_view::object.eq(object).and(list_view::deleted_at.is_null());
    list_view::table.filter(alive).filter(mine).order(list_view::id).select(ListViewRow::as_select()).load(conn)
}

pub(super) fn find(conn: &mut SqliteConnection, object: &str, id: i64) -> QueryResult<Option<ListViewRow>> {
    list_view::table.find(id).filter(list_view::object.eq(object)).select(ListViewRow::as_select()).first(conn).optional()
}

/// How many somebody keeps of an object.
pub(super) fn count(conn: &mut SqliteConnection, object: &str, user: UserId) -> QueryResult<i64> {
    let alive = list_view::object.eq(object).and(list_view::deleted_at.is_null());
    list_view::table.filter(alive).filter(list_view::owner_id.eq(user)).count().get_result(conn)
}

pub(super) fn insert(conn: &mut SqliteConnection, object: &str, user: UserId, content: &ViewContent, now: i64) -> QueryResult<i64> {
    let made = (list_view::object.eq(object), list_view::owner_id.eq(user), list_view::created_at.eq(now));
    diesel::insert_into(list_view::table).values((made, ContentRow::of(content, now))).returning(list_view::id).get_result(conn)
}

/// The version grows with each change.
pub(super) fn update(conn: &mut SqliteConnection, id: i64, content: &ViewContent, now: i64) -> QueryResult<()> {
    let change = (ContentRow::of(content, now), list_view::version.eq(list_view::version + 1));
    diesel::update(list_view::table.find(id)).set(change).execute(conn)?;
    Ok(())
}

/// Takes it away, or puts it back.
pub(super) fn set_deleted(conn: &mut SqliteConnection, id: i64, at: Option<i64>) -> QueryResult<()> {
    diesel::update(list_view::table.find(id)).set(list_view::deleted_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Forgets what was deleted before a moment.
pub(super) fn forget(conn: &mut SqliteConnection, before: i64) -> QueryResult<()> {
    diesel::delete(list_view::table.filter(list_view::deleted_at.lt(before))).execute(conn)?;
    Ok(())
}

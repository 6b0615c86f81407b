//! The routes of users (docs/API.md): anyone may look a colleague up by name; the rest is administration.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rocket::response::status::{Created, NoContent};
use rocket::serde::json::Json;
use rocket::{Route, State, get, patch, post, routes};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Auth, Password, accounts, sign_in};
use crate::actor::Actor;
use crate::clock::rfc3339;
use crate::db::{Db, Reader, Tx};
use crate::error::{Error, Result};
use crate::http::Input;
use crate::ids::{DepartmentId, UserId};
use crate::people::users::{self, Titled};
use crate::people::{Change, Login, NewUser, PasswordHash, Right, Role, Search, StaffAdmin, User, UserAdmin, demand};

#[derive(Serialize)]
struct Items {
    items: Vec<Listed>,
    /// The `cursor` of the next page, where there may be one.
    next: Option<UserId>,
}

#[derive(Serialize)]
struct Listed {
    id: UserId,
    name: String,
    department: Option<Titled<DepartmentId>>,
    active: bool,
    #[serde(flatten)]
    administration: Option<Administration>,
}

/// What only the administration sees.
#[derive(Serialize)]
struct Administration {
    login: String,
    roles: BTreeSet<Role>,
    locked_until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    login: String,
    name: String,
    roles: BTreeSet<Role>,
    #[serde(default)]
    department: Option<DepartmentId>,
    password: Password,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    name: Option<String>,
    /// `null` takes somebody out of a department; absent leaves it.
    #[serde(default, deserialize_with = "given")]
    department: Option<Option<DepartmentId>>,
    roles: Option<BTreeSet<Role>>,
    active: Option<bool>,
    password: Option<Password>,
}

fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<DepartmentId>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Looks colleagues up.
#[get("/users?<q>&<limit>&<ids>&<cursor>")]
async fn list(
    actor: Actor,
    db: &State<Db>,
    auth: &State<Auth>,
    q: Option<String>,
    limit: Option<u32>,
    ids: Option<String>,
    cursor: Option<String>,
) -> Result<Json<Items>> {
    let ids = ids.map(|ids| ids.split(',').filter_map(|id| id.trim().parse().ok()).collect());
    let after = cursor.map(|last| last.parse().map_err(|_| Error::refused("query.cursor"))).transpose()?;
    let search = Search { text: q, ids, limit, after };
    let administers = auth.administration.may(&actor, Right::Users);
    db.read(move |reader| found(reader, administers, &search)).await.map(Json)
}

fn found(reader: &mut Reader<'_>, administers: bool, search: &Search) -> Result<Items> {
    let users = users::search(reader.conn, search)?;
    let next = search.next(&users);
    if !administers {
        return Ok(Items { items: users.into_iter().map(listed).collect(), next });
    }
    let logins: Vec<String> = users.iter().map(|user| user.login.clone()).collect();
    let locks = accounts::locks(reader.conn, &logins, reader.now)?;
    let in_full = |user: User| {
        let until = locks.get(&user.login).copied();
        in_full(user, until)
    };
    Ok(Items { items: users.into_iter().map(in_full).collect(), next })
}

fn listed(user: User) -> Listed {
    Listed { id: user.id, department: user.department_link(), name: user.name, active: user.active, administration: None }
}

fn in_full(user: User, locked_until: Option<DateTime<Utc>>) -> Listed {
    let administration = Administration { login: user.login.clone(), roles: user.roles.clone(), locked_until: locked_until.map(rfc3339) };
    Listed { administration: Some(administration), ..listed(user) }
}

/// Creates a user.
#[post("/users", data = "<input>")]
async fn create(admin: UserAdmin, db: &State<Db>, auth: &State<Auth>, input: Input<Create>) -> Result<Created<Json<Listed>>> {
    let input = input.into_inner();
    // Somebody without a role sees nothing until the security officer gives them one.
    if !input.roles.is_empty() {
        demand(db, &*auth.administration, &admin.0, Right::Access).await?;
    }
    let login = Login::parse(&input.login).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let password = auth.passwords.make(input.password, sign_in::about(db, login.as_str(), &input.name).await?).await?;
    let new = NewUser { login, name: input.name, roles: input.roles, department: input.department, password };
    let created = db.write(&admin.0, move |tx| {
        let id = users::create(tx, new)?;
        shown(tx, id)
    });
    let created = created.await?;
    Ok(Created::new(format!("/api/users/{}", created.id)).body(Json(created)))
}

/// Changes a user: name, department, roles, active, and a new password for somebody who forgot theirs.
#[patch("/users/<id>", data = "<input>")]
async fn update(id: UserId, admin: StaffAdmin, db: &State<Db>, auth: &State<Auth>, input: Input<Update>) -> Result<Json<Listed>> {
    let input = input.into_inner();
    if input.roles.is_some() {
        demand(db, &*auth.administration, &admin.0, Right::Access).await?;
    }
    if input.name.is_some() || input.department.is_some() || input.active.is_some() || input.password.is_some() {
        demand(db, &*auth.administration, &admin.0, Right::Users).await?;
    }
    let password = new_password(db, auth, id, input.password).await?;
    let change = Change { name: input.name, department: input.department, roles: input.roles, active: input.active };
    let changed = db.write(&admin.0, move |tx| {
        accounts::update(tx, id, &change)?;
        if let Some(password) = password {
            accounts::reset_password(tx, id, &password)?;
        }
        shown(tx, id)
    });
    changed.await.map(Json)
}

async fn new_password(db: &Db, auth: &Auth, id: UserId, password: Option<Password>) -> Result<Option<PasswordHash>> {
    let Some(password) = password else { return Ok(None) };
    let user = db.read(move |reader| users::find(reader.conn, id)).await?.ok_or_else(Error::not_found)?;
    let about = sign_in::about(db, &user.login, &user.name).await?;
    auth.passwords.make(password, about).await.map(Some)
}

fn shown(tx: &mut Tx<'_>, id: UserId) -> Result<Listed> {
    let user = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    let until = accounts::locks(tx.conn, std::slice::from_ref(&user.login), tx.now)?.remove(&user.login);
    Ok(in_full(user, until))
}

/// Forgives failed sign-ins.
#[post("/users/<id>/unlock")]
async fn unlock(id: UserId, admin: UserAdmin, db: &State<Db>) -> Result<NoContent> {
    db.write(&admin.0, move |tx| accounts::unlock(tx, id)).await.map(|()| NoContent)
}

/// For `/api`.
pub(super) fn routes() -> Vec<Route> {
    routes![list, create, update, unlock]
}

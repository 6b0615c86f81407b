//! The routes of users (docs/API.md): anyone may look a colleague up by name; the rest is administration.

use std::collections::BTreeSet;
use std::sync::Arc;

use rand::rngs::SysRng;
use rocket::response::status::{Created, NoContent};
use rocket::serde::json::{Json, Value};
use rocket::{Route, State, get, http, patch, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::directory::{self, DirectoryPage, ListedPerson, Status};
use super::{Auth, Password, Token, accounts, invitation, sign_in};
use crate::access::change::{Checked, Trust};
use crate::access::{self, Access, PinnedAccess, Proposal};
use crate::actor::Actor;
use crate::clock::rfc3339;
use crate::db::{Db, Tx};
use crate::error::{Error, Invalid, Reason, Result};
use crate::http::{Input, QueryValue, input};
use crate::ids::{DepartmentId, UserId};
use crate::mail::Mail;
use crate::people::{
    self, AdminRight, Login, NewUser, PasswordHash, Role, Search, StaffAdmin, UserAdmin, UserChange, demand, departments, users,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    login: String,
    name: String,
    #[serde(default)]
    roles: BTreeSet<Role>,
    department: Option<DepartmentId>,
    departments: Option<BTreeSet<DepartmentId>>,
    post: Option<String>,
    email: Option<String>,
    superior: Option<UserId>,
    clearance: Option<i64>,
    /// Without one the person is invited, and chooses it.
    password: Option<Password>,
    /// How the invitation reaches them.
    #[serde(default)]
    invite: Way,
}

/// How an invitation reaches somebody.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    /// Whoever invites hands the link over.
    #[default]
    Link,
    Mail,
}

/// `null` takes away what may be missing; absent leaves it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserUpdate {
    name: Option<String>,
    #[serde(default, deserialize_with = "input::given")]
    department: Option<Option<DepartmentId>>,
    departments: Option<BTreeSet<DepartmentId>>,
    #[serde(default, deserialize_with = "input::given")]
    post: Option<Option<String>>,
    #[serde(default, deserialize_with = "input::given")]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "input::given")]
    superior: Option<Option<UserId>>,
    clearance: Option<i64>,
    roles: Option<BTreeSet<Role>>,
    status: Option<Status>,
    /// In short: disabled, or not.
    active: Option<bool>,
    password: Option<Password>,
}

/// What a new user is told of, once.
#[derive(Serialize)]
struct Made {
    #[serde(flatten)]
    user: ListedPerson,
    invitation: Option<IssuedInvitation>,
    /// Where two people are asked for: that what is given to them waits.
    proposal: Option<String>,
}

#[derive(Serialize)]
struct IssuedInvitation {
    /// Where the console opens it; nobody but the invited sees one that is mailed.
    path: Option<String>,
    expires_at: String,
    mailed_to: Option<String>,
}

impl Way {
    fn invite(self, tx: &mut Tx<'_>, mail: &Mail, id: UserId) -> Result<IssuedInvitation> {
        Ok(match self {
            Self::Link => {
                let made = invitation::issue(tx, id)?;
                IssuedInvitation { path: Some(made.path()), expires_at: rfc3339(made.expires_at), mailed_to: None }
            }
            Self::Mail => {
                let (expires_at, address) = invitation::send(tx, mail, id)?;
                IssuedInvitation { path: None, expires_at: rfc3339(expires_at), mailed_to: Some(address) }
            }
        })
    }
}

impl Create {
    /// What is not there from the beginning.
    fn rest(&mut self) -> UserChange {
        UserChange {
            departments: self.departments.take(),
            post: self.post.take().map(Some),
            email: self.email.take().map(Some),
            superior: self.superior.map(Some),
            clearance: self.clearance,
            ..UserChange::default()
        }
    }
}

impl UserUpdate {
    fn change(self) -> (UserChange, Option<Password>) {
        let (active, leaving) = match self.status {
            Some(Status::Active) => (Some(true), Some(false)),
            Some(Status::Leaving) => (Some(true), Some(true)),
            Some(Status::Disabled) => (Some(false), None),
            None => (self.active, None),
        };
        let Self { name, department, departments, post, email, superior, clearance, roles, status: _, active: _, password } = self;
        (UserChange { name, department, departments, post, email, superior, clearance, roles, active, leaving }, password)
    }
}

/// Looks colleagues up.
#[get("/users?<q>&<limit>&<ids>&<department>&<cursor>")]
#[expect(clippy::too_many_arguments, reason = "a handler's signature says what it needs")]
async fn list(
    actor: Actor,
    db: &State<Db>,
    auth: &State<Auth>,
    q: Option<String>,
    limit: QueryValue<u32>,
    ids: Option<String>,
    department: Option<String>,
    cursor: Option<String>,
) -> Result<Json<DirectoryPage>> {
    let ids = ids.map(|ids| ids.split(',').filter_map(|id| id.trim().parse().ok()).collect());
    let limit = limit.read("limit")?;
    let after = cursor.map(|last| last.parse().map_err(|_| Error::refused("query.cursor"))).transpose()?;
    let wrong = || Error::Refused(Reason::new("filter.value").with("field", "department"));
    let department: Option<DepartmentId> = department.map(|id| id.parse().map_err(|_| wrong())).transpose()?;
    let administers = [AdminRight::Users, AdminRight::Access].iter().any(|right| auth.administration.may(&actor, *right));
    let search = Search { text: q, by_login: administers, ids, departments: None, limit, after };
    db.read(move |reader| {
        let departments = department.map(|id| departments::below(reader.conn, id)).transpose()?;
        directory::found(reader, administers, &Search { departments, ..search })
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleNames {
    names: Vec<String>,
}

#[derive(Serialize)]
struct ProposedLogins {
    logins: Vec<String>,
}

/// As many as are invited at once.
const MOST_NAMES: usize = 200;

/// What people of these names could sign in as, in their order; nobody has these logins yet.
#[post("/users/logins", data = "<input>")]
async fn logins(_admin: UserAdmin, db: &State<Db>, input: Input<PeopleNames>) -> Result<Json<ProposedLogins>> {
    let PeopleNames { names } = input.into_inner();
    if names.len() > MOST_NAMES {
        return Err(Error::Rejected(vec![Invalid::new("names", "login.names").with("max", MOST_NAMES)]));
    }
    db.read(move |reader| {
        let mut taken = users::all(reader.conn)?.into_iter().map(|user| user.login).collect();
        Ok(Json(ProposedLogins { logins: people::propose_logins(&names, &mut taken) }))
    })
    .await
}

/// Creates a user, with a password or with an invitation.
#[post("/users", data = "<input>")]
async fn create(
    admin: UserAdmin,
    db: &State<Db>,
    auth: &State<Auth>,
    mail: &State<Mail>,
    access: PinnedAccess,
    input: Input<Create>,
) -> Result<Created<Json<Made>>> {
    let (mut input, mail) = (input.into_inner(), mail.inner().clone());
    let (way, mut rest) = (input.invite, input.rest());
    // Somebody without a role sees nothing until the security officer gives them one.
    if !input.roles.is_empty() || rest.concerns_access() {
        demand(db, &*auth.administration, &admin.0, AdminRight::Access).await?;
    }
    let login = Login::parse(&input.login).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let invited = input.password.is_none();
    let password = match input.password {
        Some(password) => auth.passwords.make(password, sign_in::about(db, login.as_str(), &input.name).await?).await?,
        // Nobody is told this one, so it opens nothing; being a real hash, it takes as long as anybody's.
        None => auth.passwords.make(Password::new(Token::random(&mut SysRng)?.reveal()), Vec::new()).await?,
    };
    // Where two people are asked for, nobody comes with a role: what is given to them waits for the second.
    let mut waits = None;
    if db.read(|reader| access::change::needs_two(reader.conn)).await? {
        let wanted = Trust { roles: std::mem::take(&mut input.roles), clearance: rest.clearance.take().unwrap_or_default() };
        waits = Some(wanted.clone());
        db.read(move |reader| people::check_trust(reader.conn, &wanted.roles, wanted.clearance)).await?;
    }
    let new = NewUser { login, name: input.name, roles: input.roles, department: input.department, password };
    let access = Arc::clone(&access);
    let created = db.write(&admin.0, move |tx| {
        let id = users::create(tx, new)?;
        accounts::update(tx, id, &rest)?;
        let invitation = if invited { Some(way.invite(tx, &mail, id)?) } else { None };
        let proposal = match waits.filter(|wanted| *wanted != Trust::default()) {
            Some(after) => {
                let change = access::change::AccessChange::Person { user: id, before: Trust::default(), after };
                let checked = access.check(tx.conn, change)?;
                Some(Proposal::make(tx, &checked)?.to_string())
            }
            None => None,
        };
        Ok(Made { user: directory::shown(tx, id)?, invitation, proposal })
    });
    let created = created.await?;
    Ok(Created::new(format!("/api/users/{}", created.user.id)).body(Json(created)))
}

/// Changes a user. Roles and clearance are the security officer's, everything else the administration's. Where two people are asked for,
/// the former wait for the second.
#[patch("/users/<id>", data = "<input>")]
async fn update(
    id: UserId,
    admin: StaffAdmin,
    db: &State<Db>,
    auth: &State<Auth>,
    access: PinnedAccess,
    input: Input<UserUpdate>,
) -> Result<(http::Status, Json<Value>)> {
    let (mut change, password) = input.into_inner().change();
    if change.concerns_access() {
        demand(db, &*auth.administration, &admin.0, AdminRight::Access).await?;
    }
    if change.concerns_staff() || password.is_some() {
        demand(db, &*auth.administration, &admin.0, AdminRight::Users).await?;
    }
    if password.is_some() {
        office_is_anothers(db, auth, &access, &admin.0, id).await?;
    }
    let password = new_password(db, auth, id, password).await?;
    let waits = propose(db, &access, id, &mut change).await?;
    let changed = db.write(&admin.0, move |tx| {
        accounts::update(tx, id, &change)?;
        if let Some(password) = password {
            accounts::reset_password(tx, id, &password)?;
        }
        match waits {
            Some(checked) => Ok((http::Status::Accepted, json!({ "proposal": Proposal::make(tx, &checked)?.to_string() }))),
            None => Ok((http::Status::Ok, serde_json::to_value(directory::shown(tx, id)?)?)),
        }
    });
    changed.await.map(|(status, shown)| (status, Json(shown)))
}

/// Takes out of a change what a second person has to approve, looked at as it would be then.
async fn propose(db: &Db, access: &Arc<Access>, id: UserId, change: &mut UserChange) -> Result<Option<Checked>> {
    if !change.concerns_access() {
        return Ok(None);
    }
    let (access, wanted) = (access.clone(), change.clone());
    let looked = db.read(move |reader| {
        if !access::change::needs_two(reader.conn)? {
            return Ok(None);
        }
        let user = users::find(reader.conn, id)?.ok_or_else(Error::not_found)?;
        let before = Trust { roles: user.roles, clearance: user.clearance };
        let after =
            Trust { roles: wanted.roles.unwrap_or_else(|| before.roles.clone()), clearance: wanted.clearance.unwrap_or(before.clearance) };
        if before == after {
            return Ok(Some(None));
        }
        access.check(reader.conn, access::change::AccessChange::Person { user: id, before, after }).map(|checked| Some(Some(checked)))
    });
    let Some(waits) = looked.await? else { return Ok(None) };
    (change.roles, change.clearance) = (None, None);
    Ok(waits)
}

/// Whoever can set the password of a security officer or auditor can be one: that takes somebody who gives the offices anyway, or
/// the server's own console. Where two people are asked for, nobody may be both of them.
async fn office_is_anothers(db: &Db, auth: &Auth, access: &Arc<Access>, actor: &Actor, id: UserId) -> Result<()> {
    if actor.user != Some(id) && db.read(|reader| access::change::needs_two(reader.conn)).await? {
        let access = access.clone();
        if db.read(move |_| access.somebody(id)?.may(AdminRight::Access)).await? {
            return Err(Error::Conflict(Reason::new("user.second_person")));
        }
    }
    let user = db.read(move |reader| users::find(reader.conn, id)).await?.ok_or_else(Error::not_found)?;
    if user.roles.iter().any(|role| *role == Role::SECURITY || *role == Role::AUDITOR) {
        demand(db, &*auth.administration, actor, AdminRight::Access).await?;
    }
    Ok(())
}

async fn new_password(db: &Db, auth: &Auth, id: UserId, password: Option<Password>) -> Result<Option<PasswordHash>> {
    let Some(password) = password else { return Ok(None) };
    let user = db.read(move |reader| users::find(reader.conn, id)).await?.ok_or_else(Error::not_found)?;
    let about = sign_in::about(db, &user.login, &user.name).await?;
    auth.passwords.make(password, about).await.map(Some)
}

/// Makes a one-time link by which somebody chooses a new password; the one before ends.
#[post("/users/<id>/invite?<by>")]
async fn invite(
    id: UserId,
    admin: UserAdmin,
    db: &State<Db>,
    auth: &State<Auth>,
    mail: &State<Mail>,
    access: PinnedAccess,
    by: Option<String>,
) -> Result<Json<IssuedInvitation>> {
    let way = match by.as_deref() {
        None | Some("link") => Way::Link,
        Some("mail") => Way::Mail,
        Some(_) => return Err(Error::Refused(Reason::new("filter.value").with("field", "by"))),
    };
    office_is_anothers(db, auth, &access, &admin.0, id).await?;
    let mail = mail.inner().clone();
    db.write(&admin.0, move |tx| way.invite(tx, &mail, id)).await.map(Json)
}

/// Forgives failed sign-ins.
#[post("/users/<id>/unlock")]
async fn unlock(id: UserId, admin: UserAdmin, db: &State<Db>) -> Result<NoContent> {
    db.write(&admin.0, move |tx| accounts::unlock(tx, id)).await.map(|()| NoContent)
}

/// For `/api`.
pub(super) fn routes() -> Vec<Route> {
    routes![list, logins, create, update, invite, unlock]
}

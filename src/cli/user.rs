//! `kedun user`: account rescue at the server's own console.

use std::sync::Arc;

use clap::Subcommand;
use serde_json::json;

use super::init::password_from_stdin;
use super::{Common, Failure};
use crate::actor::Actor;
use crate::app::{self, App, Purpose};
use crate::auth::accounts;
use crate::clock::{SystemClock, rfc3339};
use crate::error::{Error, Reason};
use crate::people::{Login, NewUser, Role, User, departments, users};

#[derive(Subcommand)]
pub enum UserCommand {
    /// Lists all accounts, their roles and locks.
    List,
    /// Adds an employee; the password is read from standard input.
    Add {
        login: String,
        #[arg(long)]
        name: String,
        /// May be given more than once: admin, employee.
        #[arg(long, default_value = "employee")]
        role: Vec<String>,
        /// The department's name; it is made when there is none of that name.
        #[arg(long)]
        department: Option<String>,
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Takes the lock off an account.
    Unlock { login: String },
    /// Sets a new password, read from standard input, and ends the account's sessions.
    ResetPassword {
        login: String,
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

pub fn run(common: &Common, command: &UserCommand) -> Result<(), Failure> {
    let app = app::open(Arc::new(common.config(Vec::new())?), Purpose::Command, Arc::new(SystemClock))?;
    match command {
        UserCommand::List => list(common, &app),
        UserCommand::Add { login, name, role, department, .. } => add(common, &app, login, name, role, department.as_deref()),
        UserCommand::Unlock { login } => {
            let user = known(&app, login)?;
            app.db.write_blocking(&Actor::system("cli"), move |tx| accounts::unlock(tx, user.id))?;
            done(common, login, "is unlocked")
        }
        UserCommand::ResetPassword { login, .. } => {
            let user = known(&app, login)?;
            let password = password_from_stdin()?;
            let hash = app.passwords.make_blocking(&password, &[user.login.to_string(), user.name.clone()])?;
            app.db.write_blocking(&Actor::system("cli"), move |tx| accounts::reset_password(tx, user.id, &hash))?;
            done(common, login, "has a new password, and its sessions are over")
        }
    }
}

fn done(common: &Common, login: &str, what: &str) -> Result<(), Failure> {
    common.say(&json!({ "login": login, "done": true }), || format!("{login} {what}."));
    Ok(())
}

fn known(app: &App, login: &str) -> Result<User, Failure> {
    let found = app.db.read_blocking(|reader| users::find_by_login(reader.conn, login))?;
    found.ok_or_else(|| Error::NotFound(Reason::new("user.nobody").typed(login)).into())
}

fn list(common: &Common, app: &App) -> Result<(), Failure> {
    let (found, locks) = app.db.read_blocking(|reader| {
        let found = users::all(reader.conn)?;
        let locks = accounts::locks(reader.conn, &found, reader.now)?;
        Ok((found, locks))
    })?;
    for user in found {
        let login = user.login.to_string();
        let locked = locks.get(&user.id).map(|until| rfc3339(*until));
        let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
        let line = json!({ "login": login, "name": user.name, "roles": roles, "active": user.active, "locked_until": locked });
        common.say(&line, || {
            let state = match (&locked, user.active) {
                (Some(until), _) => format!("locked until {until}"),
                (None, false) => "disabled".to_owned(),
                (None, true) => "active".to_owned(),
            };
            format!("{login}\t{}\t{}\t{state}", user.name, roles.join(","))
        });
    }
    Ok(())
}

fn add(common: &Common, app: &App, login: &str, name: &str, roles: &[String], department: Option<&str>) -> Result<(), Failure> {
    let parsed = Login::parse(login).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    let roles = roles.iter().map(|role| role.parse::<Role>().map_err(|_| Error::rejected("roles", "role.unknown")));
    let roles = roles.collect::<Result<_, Error>>()?;
    let password = app.passwords.make_blocking(&password_from_stdin()?, &[login.to_owned(), name.to_owned()])?;
    let (name, department) = (name.to_owned(), department.map(str::to_owned));
    app.db.write_blocking(&Actor::system("cli"), move |tx| {
        let department = match department {
            None => None,
            Some(name) => Some(match departments::find_by_name(tx.conn, &name)?.first() {
                Some(found) => found.id,
                None => departments::create(tx, &name, None)?.id,
            }),
        };
        users::create(tx, NewUser { login: parsed, name, roles, department, password }).map(drop)
    })?;
    done(common, login, "was added")
}

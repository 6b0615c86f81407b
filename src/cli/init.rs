//! `kedun init`: the set-up without a browser.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::failure::written;
use super::{Common, Exit, Failure};
use crate::actor::Actor;
use crate::app::{self, App, Slots};
use crate::auth::setup::{self, Founded, Founding};
use crate::auth::{Password, Recovery};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::error::Error;
use crate::people::Login;

#[derive(Args)]
pub struct InitArguments {
    /// The organisation's name.
    #[arg(long, value_name = "NAME")]
    org: String,
    /// The first administrator's login.
    #[arg(long, value_name = "LOGIN")]
    admin: String,
    /// The administrator's name for people to read; the login unless said otherwise.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Reads the password from standard input.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// File for the recovery code (made new, readable by its owner alone). Without it the code is printed.
    #[arg(long, value_name = "FILE")]
    recovery_out: Option<PathBuf>,
}

pub fn run(common: &Common, arguments: &InitArguments) -> Result<(), Failure> {
    let config = Arc::new(common.config(Vec::new())?);
    let password = password_from_stdin()?;
    let login = Login::parse(&arguments.admin).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    match &arguments.recovery_out {
        // The file is there before the app is: where it cannot be made, nothing is set up.
        Some(path) => written(path, |file| {
            found(&config, arguments, login, &password, |code| {
                writeln!(file, "{code}").and_then(|()| file.sync_all()).map_err(Failure::file(path))
            })
        })?,
        None => found(&config, arguments, login, &password, |code| {
            common
                .say(&json!({ "recovery_code": code }), || format!("Recovery code, shown this once. Print it and lock it away:\n  {code}"));
            Ok(())
        })?,
    }
    common.say(&json!({ "data": config.data, "organisation": arguments.org, "admin": arguments.admin }), || {
        format!("{} is ready in {}. Start it with: kedun serve --data {}", arguments.org, config.data.display(), config.data.display())
    });
    Ok(())
}

/// Sets the app up and hands its recovery code over; what fails leaves the directory as it was.
fn found(
    config: &Arc<Config>,
    arguments: &InitArguments,
    login: Login,
    password: &Password,
    hand_over: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let site = app::Site::look(config)?;
    let app = app::found(config.clone(), Arc::new(SystemClock))?;
    let done = people(&app, arguments, login, password).and_then(|founded| hand_over(&founded.recovery_code));
    if done.is_err() {
        // Nobody has been let in yet.
        drop(app);
        site.clear();
    }
    done
}

fn people(app: &App, arguments: &InitArguments, login: Login, password: &Password) -> Result<Founded, Failure> {
    let organisation = arguments.org.clone();
    let name = arguments.name.clone().unwrap_or_else(|| arguments.admin.clone());
    let password = app.passwords.make_blocking(password, &[arguments.admin.clone(), name.clone(), organisation.clone()])?;
    let founding = Founding { organisation, login, name, password };
    let recovery = Slots::new(&app.config);
    Ok(app.db.write_blocking(&Actor::system("init"), move |tx| setup::found(tx, founding, &recovery as &dyn Recovery))?)
}

pub(super) fn password_from_stdin() -> Result<Password, Failure> {
    let mut text = zeroize::Zeroizing::new(String::new());
    std::io::stdin().take(4096).read_to_string(&mut text)?;
    let password = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if password.is_empty() {
        return Err(Failure::new(Exit::Usage, "standard input holds no password", "Write it to standard input: printf '%s' … | kedun …"));
    }
    Ok(Password::new(password))
}

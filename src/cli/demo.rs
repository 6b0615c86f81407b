//! `kedun demo`: a sample company, made anew at every start, on this machine only.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::serve::{port_is_free, serve, start_log};
use super::{Common, Exit, Failure};
use crate::app::{self, Purpose};
use crate::clock::{Clock, FixedClock, SystemClock};
use crate::config::Config;
use crate::demo::{self, Account};
use crate::keys::write_atomically;

/// Says that a directory holds nothing but a sample company, and may be cleared.
const MARK: &str = "SAMPLE-DATA-ONLY";

#[derive(Args)]
pub struct DemoArguments {
    /// Port on localhost.
    #[arg(long, default_value = "8080")]
    port: u16,
}

pub fn run(common: &Common, arguments: &DemoArguments) -> Result<(), Failure> {
    let mut flags = vec![("listen", format!("127.0.0.1:{}", arguments.port)), ("tls.mode", "off".to_owned())];
    if common.data.is_none() {
        flags.push(("data", own_directory()?.display().to_string()));
    }
    let config = Arc::new(common.config(flags)?);
    start_log(&config);
    app::keep_memory_private();
    port_is_free(&config, "Choose another port with --port (make run PORT=8081), or stop what uses it.")?;
    clear(&config.data)?;
    if !common.json {
        println!("Making the sample company …");
    }
    let accounts = make(&config)?;
    let app = app::open(config, Purpose::Serve, Arc::new(SystemClock))?;
    let common = common.clone();
    serve(app, move |address, _| {
        let list: Vec<_> =
            accounts.iter().map(|a| json!({ "login": a.login, "password": a.password, "name": a.name, "role": roles(a) })).collect();
        common.say(&json!({ "address": address, "accounts": list }), || in_words(address, &accounts));
    })
}

/// The company is made while a clock of its own runs through its history; then the app is opened anew, in our time.
fn make(config: &Arc<Config>) -> Result<Vec<Account>, Failure> {
    let now = SystemClock.now();
    let clock = FixedClock::at(now);
    let app = app::found(config.clone(), Arc::new(clock.clone()))?;
    write_atomically(&config.data.join(MARK), b"This directory is cleared whenever kedun demo starts.\n")?;
    Ok(demo::make(&app.db, &app.engine.pin(), &app.passwords, &clock, demo::FULL, now)?)
}

/// Where the sample company lives unless said otherwise.
fn own_directory() -> Result<PathBuf, Failure> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    let base =
        state.or_else(home).ok_or_else(|| Failure::new(Exit::Usage, "there is no home directory", "Name a directory with --data."))?;
    Ok(base.join("kedun-demo"))
}

/// Clears a directory that holds a sample company; any other that holds something is left alone.
fn clear(directory: &Path) -> Result<(), Failure> {
    let Ok(mut entries) = fs::read_dir(directory) else { return Ok(()) };
    if entries.next().is_none() {
        return Ok(());
    }
    if !directory.join(MARK).exists() {
        let what = format!("{} holds something that is not marked as a sample company", directory.display());
        // A start that was broken off before it could leave its mark.
        let advice =
            "If it is a demo that was interrupted while it was being made, delete this directory. Else choose an empty one with --data.";
        return Err(Failure::new(Exit::InUse, what, advice));
    }
    match crate::db::DirectoryLock::acquire(directory)? {
        Some(_free) => Ok(fs::remove_dir_all(directory)?),
        None => Err(app::Closed::InUse(directory.to_owned()).into()),
    }
}

fn roles(account: &Account) -> String {
    account.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(",")
}

fn in_words(address: &str, accounts: &[Account]) -> String {
    let mut text = format!("\nKedun demo is ready: {address}\n\n  {:<14}{:<22}{:<12}{}", "login", "password", "role", "name");
    for account in accounts {
        text.push_str(&format!("\n  {:<14}{:<22}{:<12}{}", account.login, account.password, roles(account), account.name));
    }
    text.push_str("\n\nThe data is made up and is made anew at every start. Stop with Ctrl+C.");
    text
}

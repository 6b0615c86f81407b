//! `kedun demo`: a server over a sample company that is made anew at each start and taken away at the end.
//!
//! Plain HTTP, on this machine only. With `--data` the company is made in that directory, which has to be empty, and stays there.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::serve::{serve, start_log};
use super::{Common, Failure};
use crate::actor::Actor;
use crate::audit;
use crate::clock::{Clock, FixedClock, SystemClock};
use crate::config::Config;
use crate::demo::{self, Account};
use crate::house::{self, Purpose};

#[derive(Args)]
pub struct Arguments {
    /// Address and port to listen on; this machine's own addresses only.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: String,
}

pub fn run(common: &Common, arguments: &Arguments) -> Result<(), Failure> {
    let passing = common.data.is_none().then(Passing::choose);
    let data = passing.as_ref().map_or_else(|| common.data.clone().unwrap_or_default(), |passing| passing.0.clone());
    let config = Arc::new(common.config(vec![
        ("listen", arguments.listen.clone()),
        ("tls.mode", "off".into()),
        ("data", data.display().to_string()),
        ("key.file", data.join("master.key").display().to_string()),
    ])?);
    start_log(&config);
    let accounts = make(common, &config)?;
    let house = house::open(config, Purpose::Serve, Arc::new(SystemClock))?;
    let common = common.clone();
    serve(&house, move |address, _| {
        let list: Vec<_> = accounts.iter().map(|a| json!({ "login": a.login, "name": a.name, "roles": a.roles, "password": a.password })).collect();
        common.say(&json!({ "address": address, "organisation": demo::ORGANISATION, "accounts": list }), || words(address, &accounts));
    })
}

/// Makes the company under a clock of its own; the house is opened again by the machine's clock.
fn make(common: &Common, config: &Arc<Config>) -> Result<Vec<Account>, Failure> {
    let now = SystemClock.now();
    let clock = FixedClock::at(now);
    let house = house::found(config.clone(), Arc::new(clock.clone()))?;
    if !common.json {
        eprintln!("Making the sample company {} in {} …", demo::ORGANISATION, config.data.display());
    }
    let accounts = demo::make(&house.db, &house.engine, &house.passwords, &clock, demo::FULL, now)?;
    let signer = house.signer.clone();
    house.db.write_blocking(&Actor::system("demo"), move |tx| audit::make_checkpoint(tx, &signer))?;
    Ok(accounts)
}

fn words(address: &str, accounts: &[Account]) -> String {
    let mut text = format!("The sample company {} is open at {address}\nSign in as one of these; the passwords are good for this run:\n", demo::ORGANISATION);
    for account in accounts {
        let roles: Vec<_> = account.roles.iter().map(|role| role.name()).collect();
        text += &format!("\n  {:<9} {:<12} {}   ({})", roles.join(", "), account.login, account.password, account.name);
    }
    text
}

/// A directory that goes when the demo ends.
struct Passing(PathBuf);

impl Passing {
    fn choose() -> Self {
        Self(std::env::temp_dir().join(format!("kedun-demo-{}", std::process::id())))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

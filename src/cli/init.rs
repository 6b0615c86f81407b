//! `kedun init`: the set-up without a browser.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::{Common, Exit, Failure};
use crate::actor::Actor;
use crate::auth::setup::{self, Founding};
use crate::auth::{Password, Recovery};
use crate::clock::SystemClock;
use crate::error::Error;
use crate::house::{self, KeyringRecovery};
use crate::people::Login;

#[derive(Args)]
pub struct Arguments {
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

pub fn run(common: &Common, arguments: &Arguments) -> Result<(), Failure> {
    let config = Arc::new(common.config(Vec::new())?);
    let password = password_from_stdin()?;
    let login = Login::parse(&arguments.admin).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    if let Some(path) = arguments.recovery_out.as_ref().filter(|path| path.exists()) {
        return Err(Failure::new(
            Exit::InUse,
            format!("{} exists already", path.display()),
            "Choose another file; nothing is overwritten.",
        ));
    }
    let name = arguments.name.clone().unwrap_or_else(|| arguments.admin.clone());
    let site = house::Site::look(&config)?;
    let house = house::found(config.clone(), Arc::new(SystemClock))?;
    let about = [arguments.admin.clone(), name.clone(), arguments.org.clone()];
    let done = house.passwords.make_blocking(&password, &about).and_then(|password| {
        let founding = Founding { organisation: arguments.org.clone(), login, name, password };
        let recovery = KeyringRecovery::new(&config);
        house.db.write_blocking(&Actor::system("init"), move |tx| setup::found(tx, founding, &recovery as &dyn Recovery))
    });
    let founded = match done {
        Ok(founded) => founded,
        Err(error) => {
            // Nobody has been let in yet: the directory goes back to being empty.
            drop(house);
            site.clear();
            return Err(error.into());
        }
    };
    match &arguments.recovery_out {
        Some(path) => write_private(path, &founded.recovery_code)?,
        None => common.say(&json!({ "recovery_code": founded.recovery_code }), || {
            format!("Recovery code, shown this once. Print it and lock it away:\n  {}", founded.recovery_code)
        }),
    }
    common.say(&json!({ "data": config.data, "organisation": arguments.org, "admin": arguments.admin }), || {
        format!("{} is ready in {}. Start it with: kedun serve --data {}", arguments.org, config.data.display(), config.data.display())
    });
    Ok(())
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

fn write_private(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    Ok(())
}

//! `kedun key`: which ways lead to the master key.

use std::io::Read;
use std::sync::Arc;

use clap::Subcommand;
use rand::rngs::SysRng;
use serde_json::json;

use super::{Common, Exit, Failure};
use crate::actor::Actor;
use crate::app::{self, KEYRING, Purpose, Slots};
use crate::audit::{self, Event, EventKind};
use crate::auth::Recovery;
use crate::clock::{Clock, SystemClock};
use crate::keys::{Keyring, Passphrase, RecoveryCode, Unlock, create_key_file};

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Lists the slots of the keyring.
    Status,
    /// Makes a new recovery code and prints it once; the old one opens nothing any more.
    Recovery,
    /// Makes a passphrase, read from standard input, a way in beside the key file; the old one opens nothing any more.
    Passphrase,
    /// Tries a recovery code, read from standard input, without changing anything.
    Check,
    /// Makes a new key file with the recovery code, read from standard input, when the old one is lost.
    Rescue,
}

pub fn run(common: &Common, command: &KeyCommand) -> Result<(), Failure> {
    let config = common.config(Vec::new())?;
    let path = config.data.join(KEYRING);
    match command {
        KeyCommand::Status => {
            let keyring = Keyring::load(&path)?;
            for slot in keyring.slots()? {
                let kind = slot.kind.map_or("unknown".to_owned(), |kind| kind.name().to_owned());
                let made = slot.created_at.map(crate::clock::rfc3339);
                common.say(&json!({ "id": slot.id, "kind": kind, "created_at": made }), || {
                    format!("{}\t{kind}\t{}", slot.id, made.as_deref().unwrap_or("-"))
                });
            }
        }
        KeyCommand::Recovery => {
            let config = Arc::new(config);
            let app = app::open(config.clone(), Purpose::Command, Arc::new(SystemClock))?;
            let slots = Slots::new(&config);
            let code = app.db.write_blocking(&Actor::system("cli"), move |tx| {
                audit::append(tx, Event::new(EventKind::KeyChange).with("action", "recovery"))?;
                slots.issue(tx)
            })?;
            common
                .say(&json!({ "recovery_code": code }), || format!("Recovery code, shown this once. Print it and lock it away:\n  {code}"));
        }
        KeyCommand::Passphrase => {
            let passphrase = Passphrase::parse(&typed()?)?;
            let config = Arc::new(config);
            let app = app::open(config.clone(), Purpose::Command, Arc::new(SystemClock))?;
            let slots = Slots::new(&config);
            app.db.write_blocking(&Actor::system("cli"), move |tx| {
                audit::append(tx, Event::new(EventKind::KeyChange).with("action", "passphrase"))?;
                slots.replace(tx, &Unlock::Passphrase(&passphrase))
            })?;
            common.say(&json!({ "opens": true }), || {
                "This passphrase opens the keyring; name a file that holds it with key.passphrase_file.".to_owned()
            });
        }
        KeyCommand::Check => {
            Keyring::load(&path)?.verify_recovery_code(&typed()?)?;
            common.say(&json!({ "opens": true }), || "This code opens the keyring.".to_owned());
        }
        KeyCommand::Rescue => {
            let code = RecoveryCode::parse(&typed()?).map_err(crate::keys::KeyError::from)?;
            let mut keyring = Keyring::load(&path)?;
            let master = keyring.unlock(&Unlock::Recovery(&code))?;
            let key_file = config.key_file();
            if key_file.exists() {
                return Err(Failure::new(
                    Exit::InUse,
                    format!("{} exists already", key_file.display()),
                    "Move it away first; keys are never overwritten.",
                ));
            }
            create_key_file(&key_file, &mut SysRng)?;
            let added = keyring.add_slot(&master, &Unlock::KeyFile(&key_file), SystemClock.now(), &mut SysRng);
            if let Err(error) = added.and_then(|_| keyring.save(&path)) {
                // A key that opens nothing would be taken for the one that is missed.
                let _ = std::fs::remove_file(&key_file);
                return Err(error.into());
            }
            common.say(&json!({ "key_file": key_file }), || format!("{} opens the keyring again.", key_file.display()));
            let app = app::open(Arc::new(config), Purpose::Command, Arc::new(SystemClock))?;
            let event = Event::new(EventKind::KeyChange).with("action", "rescue");
            app.db.write_blocking(&Actor::system("cli"), move |tx| audit::append(tx, event).map(drop))?;
        }
    }
    Ok(())
}

fn typed() -> Result<zeroize::Zeroizing<String>, Failure> {
    let mut text = zeroize::Zeroizing::new(String::new());
    std::io::stdin().take(Passphrase::LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

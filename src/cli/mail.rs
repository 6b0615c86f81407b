//! `kedun mail`: whether the app can write to people.

use clap::Subcommand;
use serde_json::json;

use super::{Common, Exit, Failure};
use crate::clock::{Clock, SystemClock};
use crate::mail::{self, MailRefusal, Why};

#[derive(Subcommand)]
pub enum MailCommand {
    /// Sends one mail at once, with the mail server of the configuration.
    Test { address: String },
}

pub fn run(common: &Common, command: &MailCommand) -> Result<(), Failure> {
    let MailCommand::Test { address } = command;
    let config = common.config(Vec::new())?;
    if config.mail.host.is_none() {
        return Err(Failure::new(Exit::Failed, "mail is not set up", "Set mail.host, mail.from and public_url in the configuration."));
    }
    let runtime = rocket::tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(mail::test(&config, address, SystemClock.now()))?;
    common.say(&json!({ "sent": address }), || format!("The mail server has taken a mail to {address}. See whether it arrives."));
    Ok(())
}

impl From<MailRefusal> for Failure {
    fn from(refusal: MailRefusal) -> Self {
        let advice = match refusal.why {
            Why::Unreachable => "Nobody answers there. Look at mail.host, mail.port and the firewall.",
            Why::Insecure => {
                "The connection could not be protected. Look at mail.security and mail.port, and whether this machine trusts the server's certificate."
            }
            Why::SignIn => {
                "The mail server refuses the sign-in. Look at mail.user and the password; many providers want one made for programs."
            }
            Why::Address => "The mail server does not take mail for, or from, this address. Look at it, and at mail.from.",
            Why::Other => "The mail server refuses in these words. Look at mail.security, mail.from, and what its log says.",
        };
        Self::new(Exit::Failed, format!("the mail was not sent: {refusal}"), advice)
    }
}

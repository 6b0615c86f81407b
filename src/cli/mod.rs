//! The command line: one file per command, one way to fail.
//!
//! Commands that look or repair run beside a serving process: SQLite keeps two writers apart, and the log goes on from
//! wherever it stands. Only `serve` and `demo` hold the directory for themselves.

mod audit;
mod demo;
mod export;
mod failure;
mod import;
mod init;
mod key;
mod mail;
mod openapi;
mod serve;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use failure::{Exit, Failure};

use crate::config::{Config, Sources, load};

#[derive(Parser)]
#[command(name = "kedun", version, about = "Kedun 客盾: a self-hosted CRM over one encrypted file.", max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Clone)]
pub struct Common {
    /// Data directory.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Configuration file.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Answers as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server; on an empty data directory it prints a one-time set-up link.
    Serve(serve::ServeArguments),
    /// Sets the app up without a browser.
    Init(init::InitArguments),
    /// Serves a generated sample company on localhost.
    Demo(demo::DemoArguments),
    /// Rescues accounts.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Looks after the log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Looks after the keys.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Looks after the mail.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Takes records in from a CSV or XLSX file.
    Import(Box<import::ImportArguments>),
    /// Writes records to a CSV or XLSX file.
    Export(export::ExportArguments),
    /// Prints the description of the HTTP interface.
    Openapi(openapi::OpenapiArguments),
}

impl Common {
    /// The configuration, with these flags on top.
    fn config(&self, flags: Vec<(&'static str, String)>) -> Result<Config, Failure> {
        let mut all = flags;
        if let Some(data) = &self.data {
            all.push(("data", data.display().to_string()));
        }
        Ok(load(&Sources::of_process(self.config.clone(), all))?)
    }

    /// One line of the answer: JSON for scripts, words for people.
    fn say(&self, json: &serde_json::Value, words: impl FnOnce() -> String) {
        let line = if self.json { json.to_string() } else { words() };
        println!("{line}");
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS };
        }
    };
    let common = cli.common;
    let done = match cli.command {
        Command::Serve(arguments) => serve::run(&common, &arguments),
        Command::Init(arguments) => init::run(&common, &arguments),
        Command::Demo(arguments) => demo::run(&common, &arguments),
        Command::User(command) => user::run(&common, &command),
        Command::Audit(command) => audit::run(&common, &command),
        Command::Key(command) => key::run(&common, &command),
        Command::Mail(command) => mail::run(&common, &command),
        Command::Import(arguments) => import::run(&common, &arguments),
        Command::Export(arguments) => export::run(&common, &arguments),
        Command::Openapi(arguments) => openapi::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(common.json),
    }
}

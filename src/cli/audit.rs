//! `kedun audit`: is the log what it was?

use std::fs;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use data_encoding::BASE64;
use serde_json::json;

use super::failure::written;
use super::{Common, Exit, Failure};
use crate::actor::Actor;
use crate::app::{self, App, Closed};
use crate::audit::{self, Checkpoint, Event, EventKind};
use crate::clock::SystemClock;

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Recomputes the whole log and compares it with its signatures.
    Verify {
        /// A checkpoint that was kept outside the server.
        #[arg(long, value_name = "FILE")]
        since: Option<PathBuf>,
    },
    /// Signs the log as it stands and prints the checkpoint; keep it outside the server.
    Checkpoint,
    /// Writes all events, one JSON object a line.
    Export {
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub fn run(common: &Common, command: &AuditCommand) -> Result<(), Failure> {
    let config = Arc::new(common.config(Vec::new())?);
    // A log that does not verify keeps a server closed, and must not keep away those who look for the reason.
    let app = app::open_unverified(config, Arc::new(SystemClock))?;
    match command {
        AuditCommand::Verify { since } => verify(common, &app, since.as_ref()),
        AuditCommand::Checkpoint => {
            let (signer, verifier) = (app.signer.clone(), app.signer.verifier());
            app.db.read_blocking(|reader| Ok(audit::verify_tail(reader.conn, &verifier)))?.map_err(Closed::Log)?;
            let note = app.db.write_blocking(&Actor::system("cli"), move |tx| audit::make_checkpoint(tx, &signer))?;
            common.say(&json!({ "checkpoint": note, "key": app.signer.verifier().to_string() }), || note.trim_end().to_owned());
            Ok(())
        }
        AuditCommand::Export { out } => export(&app, out.as_ref()),
    }
}

fn verify(common: &Common, app: &App, since: Option<&PathBuf>) -> Result<(), Failure> {
    let verifier = app.signer.verifier();
    let since = match since {
        None => None,
        Some(path) => {
            let note = fs::read_to_string(path).map_err(Failure::file(path))?;
            let bad = |error| {
                Failure::new(
                    Exit::BadSignature,
                    format!("{}: {error}", path.display()),
                    "This checkpoint was not signed by this installation.",
                )
            };
            Some(Checkpoint::open(&note, &verifier).map_err(bad)?)
        }
    };
    let report = app.db.read_blocking(|reader| Ok(audit::verify(reader.conn, since.as_ref(), &verifier, &mut |_, _| {})))?;
    let report = report.map_err(|finding| {
        let seq = finding.seq();
        if common.json {
            println!("{}", json!({ "verified": false, "finding": finding.to_string(), "seq": seq }));
        }
        Failure::from(Closed::Log(finding))
    })?;
    let root = BASE64.encode(&report.root);
    common.say(&json!({ "verified": true, "events": report.events, "checkpoints": report.checkpoints, "root": root }), || {
        format!("The log verifies: {} events, {} checkpoints, root {root}", report.events, report.checkpoints)
    });
    Ok(())
}

fn export(app: &App, out: Option<&PathBuf>) -> Result<(), Failure> {
    match out {
        Some(path) if path.exists() => {
            Err(Failure::new(Exit::InUse, format!("{} exists already", path.display()), "Choose another file; nothing is overwritten."))
        }
        Some(path) => written(path, |file| write_all(app, BufWriter::new(file))),
        None => write_all(app, BufWriter::new(std::io::stdout().lock())),
    }
}

fn write_all(app: &App, mut sink: impl Write) -> Result<(), Failure> {
    tell(app, Event::new(EventKind::ExportStart))?;
    let (mut seq, mut rows) = (0, 0_i64);
    loop {
        let events = app.db.read_blocking(|reader| audit::read_after(reader.conn, seq, 1000))?;
        let Some(last) = events.last() else { break };
        seq = u64::try_from(last.seq).unwrap_or_default();
        for event in &events {
            serde_json::to_writer(&mut sink, event).map_err(std::io::Error::from)?;
            writeln!(sink)?;
            rows += 1;
        }
    }
    sink.flush()?;
    tell(app, Event::new(EventKind::ExportDone).with("rows", rows))
}

/// That the log is taken out stands in it, as with any export; but nothing more is written to one that does not verify.
fn tell(app: &App, event: Event) -> Result<(), Failure> {
    let verifier = app.signer.verifier();
    if app.db.read_blocking(|reader| Ok(audit::verify_tail(reader.conn, &verifier)))?.is_ok() {
        let event = event.object("audit").with("format", "jsonl");
        app.db.write_blocking(&Actor::system("cli"), move |tx| audit::append(tx, event).map(drop))?;
    }
    Ok(())
}

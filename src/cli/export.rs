//! `kedun export`: records to a file, as their labels and words.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::failure::written;
use super::{Common, Exit, Failure};
use crate::actor::Actor;
use crate::app::{self, Purpose};
use crate::clock::SystemClock;
use crate::records::export::{self, ExportRequest};
use crate::sheet::Format;

#[derive(Args)]
pub struct ExportArguments {
    /// The object: customer, contact, follow_up.
    object: String,
    /// Only records that fulfil this filter.
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    #[arg(long, value_enum, default_value = "csv")]
    format: FileFormat,
    /// One row for each line of that set (of a quote, say) instead of one for a record.
    #[arg(long, value_name = "NAME")]
    lines: Option<String>,
    /// The file to write; it must not exist yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum FileFormat {
    Csv,
    Xlsx,
}

pub fn run(common: &Common, arguments: &ExportArguments) -> Result<(), Failure> {
    let app = app::open(Arc::new(common.config(Vec::new())?), Purpose::Command, Arc::new(SystemClock))?;
    let actor = Actor { language: app.config.locale, ..Actor::system("cli") };
    let wrong = |error| Failure::new(Exit::Usage, format!("--filter: {error}"), "Write it as one JSON object.");
    let filter = arguments.filter.as_deref().map(serde_json::from_str).transpose().map_err(wrong)?;
    let format = match arguments.format {
        FileFormat::Csv => Format::Csv,
        FileFormat::Xlsx => Format::Xlsx,
    };
    let request = ExportRequest { filter, lines: arguments.lines.clone(), ..ExportRequest::new(arguments.object.clone(), format) };
    if arguments.out.exists() {
        return Err(Failure::new(
            Exit::InUse,
            format!("{} exists already", arguments.out.display()),
            "Choose another file; nothing is overwritten.",
        ));
    }
    let rows = written(&arguments.out, |file| {
        let exported = export::run(&app.engine.pin(), &app.db, &actor, &request, file, &mut |_, _| Ok(()))?;
        Ok(exported.rows)
    })?;
    common.say(&json!({ "rows": rows, "file": arguments.out }), || format!("{rows} rows written to {}", arguments.out.display()));
    Ok(())
}

//! `kedun import`: records from a file, through the same write path as everybody's.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroUsize;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Common, Exit, Failure};
use crate::actor::Actor;
use crate::app::{self, App, Purpose};
use crate::clock::SystemClock;
use crate::error::{Error, Reason};
use crate::ids::UserId;
use crate::people::users;
use crate::records::import::{self, HeadingWords, ImportPlan, ImportReport, OnDuplicate, RowError};
use crate::sheet::{Sheet, SheetChoice, SheetFile, SheetFound, SheetLimits, TextEncoding};

#[derive(Args)]
pub struct ImportArguments {
    /// The object: customer, contact, follow_up.
    object: String,
    /// CSV or XLSX.
    file: PathBuf,
    /// The encoding of a CSV file: utf-8, utf-16, gb18030 (gbk), big5, shift_jis, windows-1252 (latin1). Found by its content otherwise.
    #[arg(long)]
    encoding: Option<TextEncoding>,
    /// The sheet of a workbook, by its name. The one whose headings are understood best otherwise.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The row with the headings, as a spreadsheet counts. The one that is understood best otherwise.
    #[arg(long, value_name = "ROW")]
    heading_row: Option<NonZeroUsize>,
    /// Says which field a heading is; headings are otherwise matched by label or field name. May be given more than once.
    #[arg(long, value_name = "HEADING=FIELD")]
    map: Vec<String>,
    /// What happens to rows that are there already.
    #[arg(long, value_enum, default_value = "reject")]
    on_duplicate: OnDuplicateArgument,
    /// Whose the records are where the file names nobody, or somebody unknown.
    #[arg(long, value_name = "LOGIN")]
    default_owner: Option<String>,
    /// Says what would happen, and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// File for the rows that were not imported, with their reasons; beside the input unless said otherwise.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum OnDuplicateArgument {
    Reject,
    Skip,
    Update,
}

pub fn run(common: &Common, arguments: &ImportArguments) -> Result<(), Failure> {
    let app = app::open(Arc::new(common.config(Vec::new())?), Purpose::Command, Arc::new(SystemClock))?;
    let actor = Actor { language: app.config.locale, ..Actor::system("cli") };
    let bytes = read(&arguments.file).map_err(Failure::file(&arguments.file))?;
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut sheet = open(&app, &actor, arguments, bytes, &name)?;
    let quiet = common.json;
    let found = sheet.found().clone();
    if !quiet {
        eprintln!("{}", found_in_words(&found));
    }
    let plan = plan(&app, &actor, arguments, sheet.headings())?;
    let report = import::run(&app.engine.pin(), &app.db, &actor, &mut sheet, &name, plan, &mut |progress| {
        if !quiet {
            eprint!("\r{} / {}", progress.done(), progress.rows);
        }
    })?;
    if !quiet {
        eprintln!();
    }
    let rejects = keep_rejects(arguments, &report)?;
    let path = rejects.as_ref().map(|path| path.display().to_string());
    let mut told = report.to_json(path.as_deref());
    told["reading"] = json!({
        "encoding": found.encoding, "guessed": found.guessed, "sheet": found.sheet, "sheets": found.sheets, "heading_row": found.heading_row,
    });
    common.say(&told, || in_words(&report, path.as_deref()));
    Ok(())
}

/// The table as the arguments say; what they do not say is found out.
fn open(app: &App, actor: &Actor, arguments: &ImportArguments, bytes: Vec<u8>, name: &str) -> Result<Sheet, Failure> {
    let engine = app.engine.pin();
    let words = HeadingWords::of(&engine, actor, engine.object(&arguments.object)?);
    let choice = SheetChoice {
        encoding: arguments.encoding,
        sheet: arguments.sheet.clone(),
        heading_row: arguments.heading_row.map(NonZeroUsize::get),
    };
    let file = SheetFile::new(bytes, name, SheetLimits::default()).map_err(Error::from)?;
    Ok(file.open(&choice, &|cells| words.count(cells)).map_err(Error::from)?)
}

/// How the file is read, and how to have it read otherwise.
fn found_in_words(found: &SheetFound) -> String {
    let mut text = match (&found.encoding, &found.sheet) {
        (Some(encoding), _) if found.guessed => {
            format!("Read as {}, judged by its content (--encoding reads it otherwise)", encoding.name())
        }
        (Some(encoding), _) => format!("Read as {}", encoding.name()),
        (None, Some(sheet)) if found.sheets.len() > 1 => {
            format!("Read sheet {sheet}, one of {} (--sheet reads another)", found.sheets.len())
        }
        (None, sheet) => format!("Read sheet {}", sheet.as_deref().unwrap_or_default()),
    };
    if found.heading_row > 1 {
        text.push_str(&format!("; headings in row {} (--heading-row takes another)", found.heading_row));
    }
    text
}

/// No more than shows that the file is too large.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(SheetLimits::default().bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn plan(app: &App, actor: &Actor, arguments: &ImportArguments, headings: &[String]) -> Result<ImportPlan, Failure> {
    let engine = app.engine.pin();
    let object = engine.object(&arguments.object)?;
    let mut mapping: BTreeMap<String, String> = import::suggest(&engine, actor, object, headings);
    for pair in &arguments.map {
        let wrong = || Failure::new(Exit::Usage, format!("--map {pair}: write HEADING=FIELD"), "An empty field leaves the column out.");
        let (heading, field) = pair.split_once('=').ok_or_else(wrong)?;
        mapping.remove(heading);
        // One heading per field: what is said outright counts more than what was guessed.
        mapping.retain(|_, mapped| mapped != field);
        if !field.is_empty() {
            mapping.insert(heading.to_owned(), field.to_owned());
        }
    }
    let on_duplicate = match arguments.on_duplicate {
        OnDuplicateArgument::Reject => OnDuplicate::Reject,
        OnDuplicateArgument::Skip => OnDuplicate::Skip,
        OnDuplicateArgument::Update => OnDuplicate::Update,
    };
    let default_owner = arguments.default_owner.as_deref().map(|login| owner(app, login)).transpose()?;
    Ok(ImportPlan { object: arguments.object.clone(), mapping, on_duplicate, default_owner, dry_run: arguments.dry_run })
}

fn owner(app: &App, login: &str) -> Result<UserId, Failure> {
    let found = app.db.read_blocking(|reader| users::find_by_login(reader.conn, login))?;
    let unknown = || Error::NotFound(Reason::new("user.nobody").typed(login));
    Ok(found.filter(|user| user.active).ok_or_else(unknown)?.id)
}

/// The rejected rows, beside the input and never over another file.
fn keep_rejects(arguments: &ImportArguments, report: &ImportReport) -> Result<Option<PathBuf>, Failure> {
    let Some(rejects) = &report.rejects else { return Ok(None) };
    let folder = arguments.file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = arguments.rejects.clone().unwrap_or_else(|| folder.join(&rejects.name));
    let numbered = |n: u32| {
        let stem = wanted.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let ending = wanted.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
        wanted.with_file_name(format!("{stem} ({n}){ending}"))
    };
    let mut path = wanted.clone();
    for n in 2.. {
        // For its owner alone: it is customers' data in the clear.
        match File::options().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => {
                file.write_all(&rejects.bytes).and_then(|()| file.sync_all()).map_err(Failure::file(&path))?;
                return Ok(Some(path));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => path = numbered(n),
            // A read-only folder must not lose the report: it is in the answer as well.
            Err(error) => {
                eprintln!("kedun: {}: {error}; the rejected rows are only in this answer", path.display());
                return Ok(None);
            }
        }
    }
    Ok(None)
}

fn in_words(report: &ImportReport, rejects: Option<&str>) -> String {
    let counts = &report.counts;
    let mut text = format!(
        "{} rows: {} imported, {} updated, {} skipped, {} blank, {} rejected",
        counts.rows, counts.imported, counts.updated, counts.skipped, counts.blank, counts.rejected
    );
    if counts.continued > 0 {
        text.push_str(&format!(", {} further rows of these", counts.continued));
    }
    list(&mut text, &report.rejected);
    if !report.taken.is_empty() {
        text.push_str("\nTaken without some of their cells:");
        list(&mut text, &report.taken);
    }
    if let Some(path) = rejects {
        text.push_str(&format!("\nThe rejected rows with their reasons: {path}"));
    }
    text
}

/// The first things that are told of rows.
fn list(text: &mut String, told: &[RowError]) {
    for one in told.iter().take(20) {
        text.push_str(&format!("\n  line {}: {}: {}", one.line, one.column, one.message));
    }
    if told.len() > 20 {
        text.push_str(&format!("\n  and {} more", told.len() - 20));
    }
}

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
use crate::jobs::NewFile;
use crate::people::users;
use crate::records::import::{self, ColumnRules, HeadingWords, ImportPlan, ImportReport, OnDuplicate, RowFate};
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
    /// The field by which a record is known that is there already; its number or name unless said otherwise.
    #[arg(long, value_name = "FIELD")]
    match_by: Option<String>,
    /// In what the numbers of a column count, where its heading does not say it: 万元, 千元, 元. May be given more than once.
    #[arg(long, value_name = "HEADING=UNIT")]
    unit: Vec<String>,
    /// Which option a word of the file means; without one such cells are left empty. May be given more than once.
    #[arg(long, value_name = "HEADING:WORD=OPTION")]
    word: Vec<String>,
    /// A word of the file that becomes an option of the field. May be given more than once.
    #[arg(long, value_name = "HEADING=WORD")]
    new_option: Vec<String>,
    /// Takes rows without the cells of this column that cannot be taken. May be given more than once.
    #[arg(long, value_name = "HEADING")]
    leave_out: Vec<String>,
    /// Values of this column that are asked about (a negative volume, a past date, somebody who has left) are meant as they stand. May be
    /// given more than once.
    #[arg(long, value_name = "HEADING")]
    confirm: Vec<String>,
    /// Of several telephone numbers in a cell of this column, the others go into the record's other telephone fields. May be given more
    /// than once.
    #[arg(long, value_name = "HEADING")]
    spread: Vec<String>,
    /// Why records may stand beside others that have the same telephone or another such value: a switchboard, a namesake. They are told as
    /// possible duplicates otherwise.
    #[arg(long, value_name = "REASON")]
    allow_duplicates: Option<String>,
    /// The area code of telephone numbers that are told without one; "" leaves them as they are, whatever the configuration says.
    #[arg(long, value_name = "CODE")]
    area_code: Option<String>,
    /// Whose the records are where the file names nobody, or somebody unknown.
    #[arg(long, value_name = "LOGIN")]
    default_owner: Option<String>,
    /// Says what would happen, and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// File for the rows that were not imported, with their reasons; beside the input unless said otherwise.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// File for the rows whose records were there already; beside the input unless said otherwise.
    #[arg(long, value_name = "FILE")]
    skipped: Option<PathBuf>,
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
    let report = import::run(
        &import::with_options(&app.engine, &app.db, &actor, &plan)?,
        &app.db,
        &actor,
        &mut sheet,
        &name,
        plan,
        &mut |progress| {
            if !quiet {
                eprint!("\r{} / {}", progress.done(), progress.rows);
            }
        },
    )?;
    if !quiet {
        eprintln!();
    }
    let mut files = BTreeMap::new();
    let made = [
        (RowFate::Rejected, &report.rejects, arguments.rejects.as_ref()),
        (RowFate::Skipped, &report.skips, arguments.skipped.as_ref()),
        (RowFate::Taken, &report.taken_file, None),
    ];
    for (fate, file, wanted) in made {
        if let Some(path) = file.as_ref().map_or(Ok(None), |file| keep(arguments, file, wanted))? {
            files.insert(fate, path.display().to_string());
        }
    }
    let unclear = unclear(&app, &actor, arguments, sheet.headings())?;
    let mut json = report.to_json(&files);
    json["unclear"] = json!(unclear);
    json["reading"] = json!({
        "encoding": found.encoding, "guessed": found.guessed, "sheet": found.sheet, "sheets": found.sheets, "heading_row": found.heading_row,
    });
    common.say(&json, || in_words(&report, &files, &unclear));
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
    Ok(ImportPlan {
        object: arguments.object.clone(),
        mapping,
        on_duplicate,
        match_by: arguments.match_by.clone(),
        columns: columns(arguments)?,
        default_owner,
        allow_duplicates: arguments.allow_duplicates.clone(),
        area_code: arguments.area_code.clone(),
        dry_run: arguments.dry_run,
    })
}

/// What was said about single columns.
fn columns(arguments: &ImportArguments) -> Result<BTreeMap<String, ColumnRules>, Failure> {
    let mut columns: BTreeMap<String, ColumnRules> = BTreeMap::new();
    let wrong = |flag: &str, said: &str, form: &str| {
        Failure::new(
            Exit::Usage,
            format!("{flag} {said}: write {form}"),
            "Write the heading as the file has it; --heading-row says in which row the headings stand.",
        )
    };
    for said in &arguments.unit {
        let (heading, unit) = said.split_once('=').ok_or_else(|| wrong("--unit", said, "HEADING=UNIT"))?;
        columns.entry(heading.to_owned()).or_default().unit = Some(unit.to_owned());
    }
    for said in &arguments.word {
        let parts = said.split_once(':').and_then(|(heading, rest)| Some((heading, rest.split_once('=')?)));
        let (heading, (word, option)) = parts.ok_or_else(|| wrong("--word", said, "HEADING:WORD=OPTION"))?;
        let option = Some(option.to_owned()).filter(|option| !option.is_empty());
        columns.entry(heading.to_owned()).or_default().words.insert(word.to_owned(), option);
    }
    for said in &arguments.new_option {
        let (heading, word) = said.split_once('=').ok_or_else(|| wrong("--new-option", said, "HEADING=WORD"))?;
        columns.entry(heading.to_owned()).or_default().options.insert(word.to_owned());
    }
    for heading in &arguments.leave_out {
        columns.entry(heading.clone()).or_default().leave_out = true;
    }
    for heading in &arguments.confirm {
        columns.entry(heading.clone()).or_default().confirmed = true;
    }
    for heading in &arguments.spread {
        columns.entry(heading.clone()).or_default().spread = true;
    }
    Ok(columns)
}

/// Headings that were left out because nobody understands their unit, and that nobody spoke of.
fn unclear(app: &App, actor: &Actor, arguments: &ImportArguments, headings: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let engine = app.engine.pin();
    let read = import::look_into(&engine, actor, engine.object(&arguments.object)?, headings);
    let spoken_of = |heading: &String| arguments.map.iter().any(|pair| pair.split_once('=').is_some_and(|(named, _)| named == heading));
    let unclear = read.unclear.into_iter().filter(|(heading, _)| !spoken_of(heading));
    Ok(unclear.map(|(heading, unclear)| (heading, unclear.words(actor.language))).collect())
}

fn owner(app: &App, login: &str) -> Result<UserId, Failure> {
    let found = app.db.read_blocking(|reader| users::find_by_login(reader.conn, login))?;
    let unknown = || Error::NotFound(Reason::new("user.nobody").typed(login));
    Ok(found.filter(|user| user.active).ok_or_else(unknown)?.id)
}

/// Rows that were not taken in, beside the input and never over another file.
fn keep(arguments: &ImportArguments, rows: &NewFile, wanted: Option<&PathBuf>) -> Result<Option<PathBuf>, Failure> {
    let folder = arguments.file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = wanted.cloned().unwrap_or_else(|| folder.join(&rows.name));
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
                file.write_all(&rows.bytes).and_then(|()| file.sync_all()).map_err(Failure::file(&path))?;
                return Ok(Some(path));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => path = numbered(n),
            // A read-only folder must not lose the report: it is in the answer as well.
            Err(error) => {
                eprintln!("kedun: {}: {error}; these rows are only in this answer", path.display());
                return Ok(None);
            }
        }
    }
    Ok(None)
}

fn in_words(report: &ImportReport, files: &BTreeMap<RowFate, String>, unclear: &BTreeMap<String, String>) -> String {
    let counts = &report.counts;
    let mut text = format!(
        "{} rows: {} imported, {} updated, {} skipped, {} blank, {} rejected",
        counts.rows, counts.imported, counts.updated, counts.skipped, counts.blank, counts.rejected
    );
    if counts.continued > 0 {
        text.push_str(&format!(", {} further rows of these", counts.continued));
    }
    if !report.ignored_columns.is_empty() {
        text.push_str(&format!("\nColumns left out: {}", report.ignored_columns.join(", ")));
    }
    unclear.values().for_each(|why| text.push_str(&format!("\n  {why}")));
    let lists = [
        ("Rejected:", RowFate::Rejected, &report.rejected),
        ("Skipped:", RowFate::Skipped, &report.skipped),
        ("Taken, but:", RowFate::Taken, &report.taken),
    ];
    for (title, fate, told) in lists {
        let unlisted = report.unlisted.iter().filter(|row| row.fate == fate).count();
        if told.len() + unlisted == 0 {
            continue;
        }
        text.push_str(&format!("\n{title}"));
        for error in told.iter().take(20) {
            text.push_str(&format!("\n  line {}: {}: {}", error.line, error.column, error.message));
        }
        let more = told.len().saturating_sub(20) + unlisted;
        if more > 0 {
            text.push_str(&format!("\n  and {more} more"));
        }
    }
    for (fate, words) in [(RowFate::Rejected, "rejected"), (RowFate::Skipped, "skipped"), (RowFate::Taken, "taken")] {
        if let Some(path) = files.get(&fate) {
            text.push_str(&format!("\nThe {words} rows with their reasons: {path}"));
        }
    }
    text
}

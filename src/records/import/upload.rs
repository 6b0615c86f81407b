//! A file that was brought, looked into before anything is done with it.

use std::collections::BTreeMap;

use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::gate::{self, Pass};
use super::match_key::match_fields;
use super::{headings, run, store};
use crate::actor::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::jobs::{self, StoredFile};
use crate::model::{Object, Verb};
use crate::records::Engine;
use crate::sealed::{SealedDirectory, SealedDraft};
use crate::sheet::{Format, Sheet, SheetChoice, SheetFile, SheetFound, SheetLimits, cut};

/// Rows shown for choosing columns, and what of each cell.
const SAMPLES: usize = 5;
const SHOWN: usize = 100;

#[derive(Debug, Serialize)]
pub(super) struct Upload {
    pub id: String,
    pub object: String,
    pub file: String,
    /// Below the heading, blank ones included.
    pub rows: u64,
    pub headings: Vec<String>,
    /// What the headings seem to mean.
    pub mapping: BTreeMap<String, String>,
    pub samples: Vec<Vec<String>>,
    /// In what the numbers of a column count, where its heading says so: a power of ten.
    pub powers: BTreeMap<String, u32>,
    /// Headings that are mapped to nothing, and why: their unit is not understood.
    pub unclear: BTreeMap<String, String>,
    /// By which of its fields a record can be known that is there already; the first is taken where none is chosen.
    pub match_fields: Vec<String>,
    /// How the file is read.
    pub reading: SheetFound,
}

/// A stored file and the object it is for.
pub(super) struct Brought {
    pub file: StoredFile,
    pub object: String,
}

impl Upload {
    /// Reads the whole file, so that one that cannot be imported is refused when it is brought.
    pub fn look(engine: &Engine, actor: &Actor, brought: Brought, choice: &SheetChoice) -> Result<Self> {
        let Brought { file, object: name } = brought;
        let object = engine.object(&name)?;
        engine.demand(actor, object, &Verb::Import)?;
        let (fit, _pass) = admit(file.bytes, &file.name)?;
        let mut sheet = read(fit, engine, actor, object, choice)?;
        let rows = run::count(&mut sheet)?;
        let samples = sheet.rows().flatten().filter(|row| !row.is_blank()).take(SAMPLES);
        let samples = samples.map(|row| row.into_cells().iter().map(|cell| cut(cell, SHOWN)).collect()).collect();
        let headings = sheet.headings().to_vec();
        let read = headings::look_into(engine, actor, object, &headings);
        let unclear = read.unclear.iter().map(|(heading, unclear)| (heading.clone(), unclear.words(actor.language))).collect();
        let mut match_fields: Vec<String> = match_fields(object).map(|field| field.name.to_string()).collect();
        // Sorted by what is taken where nobody says: a number, then the name.
        match_fields.sort_by_key(|name| (object.field(name).is_none_or(|field| field.serial.is_none()), *name != *object.title));
        let (mapping, powers, id, reading) = (read.mapping, read.powers, file.id.to_string(), sheet.found().clone());
        Ok(Self { id, object: name, file: file.name, rows, headings, mapping, samples, powers, unclear, match_fields, reading })
    }
}

/// The size was bounded when the file was taken in.
pub(super) fn fit(bytes: Vec<u8>, name: &str) -> Result<SheetFile> {
    let limits = SheetLimits { bytes: bytes.len().max(SheetLimits::default().bytes), ..SheetLimits::default() };
    Ok(SheetFile::new(bytes, name, limits)?)
}

/// The same for somebody who waits for an answer: two files at a time are found fit, and then as many are read as there is room for.
pub(super) fn admit(bytes: Vec<u8>, name: &str) -> Result<(SheetFile, Pass<'static>)> {
    let first = gate::LOOKS.enter(gate::LEAST_LOOK, gate::patience())?;
    let file = fit(bytes, name)?;
    drop(first);
    let pass = gate::LOOKS.enter(file.weight().max(gate::LEAST_LOOK), gate::patience())?;
    Ok((file, pass))
}

/// The table in a file. Which row is its heading, is told by what means something for this object.
pub(super) fn read(file: SheetFile, engine: &Engine, actor: &Actor, object: &Object, choice: &SheetChoice) -> Result<Sheet> {
    let words = headings::HeadingWords::of(engine, actor, object);
    Ok(file.open(choice, &|cells| words.count(cells))?)
}

pub(super) fn keep(tx: &mut Tx<'_>, object: &str, name: &str, draft: SealedDraft, format: Format) -> Result<i64> {
    let id = jobs::keep_upload(tx, draft, name, format.media_type())?;
    tx.unaudited(|conn| Ok(store::insert(conn, id, object)?))?;
    Ok(id)
}

/// One of the actor's own.
pub(super) fn brought(conn: &mut SqliteConnection, files: &SealedDirectory, actor: &Actor, id: i64) -> Result<Brought> {
    let file = jobs::upload(conn, files, actor, id)?;
    let object = store::object(conn, id)?.ok_or_else(Error::not_found)?;
    Ok(Brought { file, object })
}

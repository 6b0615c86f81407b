//! A file that was brought, looked into before anything is done with it.

use std::collections::BTreeMap;

use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::match_key::match_fields;
use super::{headings, run, store};
use crate::actor::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::jobs::{self, StoredFile};
use crate::model::Verb;
use crate::records::Engine;
use crate::sealed::{SealedDirectory, SealedDraft};
use crate::sheet::{Format, Sheet, SheetLimits};

/// Rows shown for choosing columns.
const SAMPLES: usize = 5;

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
}

/// A stored file and the object it is for.
pub(super) struct Brought {
    pub file: StoredFile,
    pub object: String,
}

impl Upload {
    /// Reads the whole file, so that one that cannot be imported is refused when it is brought.
    pub fn look(engine: &Engine, actor: &Actor, brought: Brought) -> Result<Self> {
        let Brought { file, object: name } = brought;
        let object = engine.object(&name)?;
        engine.demand(actor, object, &Verb::Import)?;
        let mut sheet = open(file.bytes, &file.name)?;
        let rows = run::count(&mut sheet)?;
        let samples = sheet.rows().flatten().filter(|row| !row.is_blank()).take(SAMPLES).map(|row| row.cells).collect();
        let headings = sheet.headings().to_vec();
        let read = headings::look_into(engine, actor, object, &headings);
        let unclear = read.unclear.iter().map(|(heading, unclear)| (heading.clone(), unclear.words(actor.language))).collect();
        let mut match_fields: Vec<String> = match_fields(object).map(|field| field.name.to_string()).collect();
        // Sorted by what is taken where nobody says: a number, then the name.
        match_fields.sort_by_key(|name| (object.field(name).is_none_or(|field| field.serial.is_none()), *name != *object.title));
        let (mapping, powers, id) = (read.mapping, read.powers, file.id.to_string());
        Ok(Self { id, object: name, file: file.name, rows, headings, mapping, samples, powers, unclear, match_fields })
    }
}

/// The size was bounded when the file was taken in.
pub(super) fn open(bytes: Vec<u8>, name: &str) -> Result<Sheet> {
    let limits = SheetLimits { bytes: bytes.len().max(SheetLimits::default().bytes), ..SheetLimits::default() };
    Ok(Sheet::open(bytes, name, limits)?)
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

//! One row's way into the database: looked up, held against what is there, written through the door or rejected.
//!
//! A savepoint for each row would be the simple way to keep a refused one from leaving half of itself behind, but each
//! makes the full-text index write itself out. Nearly every refusal comes before anything is written, so a batch is
//! tried without any first; only when a row is refused half written is the batch undone and done again row by row.

use std::sync::Arc;

use super::finder::Finder;
use super::further::{self, Further};
use super::in_file_duplicates::{DuplicateKey, FileRecord, InFileDuplicate, InFileDuplicates, keys};
use super::match_key::{KnownRecord, RowKey};
use super::people::{self, Lookup};
use super::plan::{ImportColumns, ImportPlan, OnDuplicate, RowPart};
use super::row::ImportRow;
use super::scope::importable;
use super::told::{RowError, RowFate};
use super::{children, lines};
use crate::db::Tx;
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::{OperationId, RecordId};
use crate::model::{Draft, Line, Object};
use crate::records::{Engine, dedupe, operations, write};

/// What came of a row.
#[derive(Debug, PartialEq)]
pub(super) enum RowOutcome {
    Imported,
    Updated,
    /// It says something more of a record that an earlier row has made.
    Continued,
    Skipped(RowError),
    Rejected(Vec<RowError>),
}

/// How a batch is protected from its refused rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Savepoint {
    None,
    OfRow,
}

/// What a running import knows; goes into each batch's transaction and comes back with it.
pub(super) struct Steps {
    pub engine: Arc<Engine>,
    pub plan: Arc<ImportPlan>,
    pub columns: Arc<ImportColumns>,
    pub finder: Finder,
    pub in_file_duplicates: InFileDuplicates,
    /// What has written something already when an import goes on after a stop: what it has made counts as made by the file.
    pub resumed: Option<OperationId>,
    /// What is told of the row under way although it is taken in.
    told: Vec<RowError>,
    /// Counts the batches: what a dry run has made stands within its batch alone.
    batch: u64,
    /// A batch without savepoints failed because a row was refused half written: it has to be undone and done again with them.
    pub half_written: bool,
}

impl Steps {
    pub fn new(engine: Arc<Engine>, plan: ImportPlan, columns: Arc<ImportColumns>) -> Self {
        Self {
            engine,
            plan: Arc::new(plan),
            columns,
            finder: Finder::default(),
            in_file_duplicates: InFileDuplicates::default(),
            resumed: None,
            told: Vec::new(),
            batch: 0,
            half_written: false,
        }
    }

    /// What came of each row, and what is told of it besides. After a dry run nothing of it stands; after an error nothing of it may stand.
    pub fn batch(&mut self, tx: &mut Tx<'_>, rows: &[&ImportRow], savepoint: Savepoint) -> Result<Vec<(RowOutcome, Vec<RowError>)>> {
        // Of a batch that was undone.
        self.in_file_duplicates.forget();
        self.half_written = false;
        self.batch += 1;
        let mut outcomes = Vec::with_capacity(rows.len());
        if self.plan.dry_run && savepoint == Savepoint::None {
            let undone = tx.attempt(|tx| {
                self.take_all(tx, rows, savepoint, &mut outcomes)?;
                Err::<(), _>(undo())
            });
            // Undone on purpose when every row had its outcome.
            if outcomes.len() < rows.len() {
                undone?;
            }
        } else {
            self.take_all(tx, rows, savepoint, &mut outcomes)?;
        }
        self.in_file_duplicates.keep();
        Ok(outcomes)
    }

    fn take_all(
        &mut self,
        tx: &mut Tx<'_>,
        rows: &[&ImportRow],
        savepoint: Savepoint,
        outcomes: &mut Vec<(RowOutcome, Vec<RowError>)>,
    ) -> Result<()> {
        for row in rows {
            match self.take(tx, (*row).clone(), savepoint)? {
                Some(outcome) => outcomes.push((outcome, std::mem::take(&mut self.told))),
                None => {
                    self.half_written = true;
                    return Err(undo());
                }
            }
        }
        Ok(())
    }

    /// The outcome of a row; none when it was refused half written and had no savepoint of its own.
    fn take(&mut self, tx: &mut Tx<'_>, mut row: ImportRow, savepoint: Savepoint) -> Result<Option<RowOutcome>> {
        let (engine, plan, columns) = (&self.engine, &self.plan, &self.columns);
        people::look_up(&mut Lookup { engine, plan, columns, finder: &mut self.finder }, tx, &mut row)?;
        self.told.clone_from(&row.told);
        if !row.wrong.is_empty() {
            return self.complain(tx, row).map(Some);
        }
        let key = self.columns.key.of_row(&self.columns.object, &row.draft);
        let first = key.as_ref().and_then(|key| self.in_file_duplicates.record(key)).cloned();
        let keys = keys(&self.columns.object, &row.draft);
        // What else has a value of this row, and is another record.
        let others: Vec<Invalid> = self
            .in_file_duplicates
            .of(&keys)
            .into_iter()
            .filter(|twin| {
                key.as_ref().is_none_or(|key| key.field != twin.field) && first.as_ref().is_none_or(|first| first.line != twin.line)
            })
            .map(|twin| twin.invalid())
            .collect();
        // What may stand beside others is left to the write door, which keeps the reason.
        let others = if self.plan.allow_duplicates.is_some() { Vec::new() } else { others };
        let found = FoundBefore { key, keys, others };
        match first {
            Some(first) => self.repeat(tx, row, found, first, savepoint),
            None => self.first_of_its_key(tx, row, found, savepoint),
        }
    }

    /// A row whose record no earlier row has spoken of.
    fn first_of_its_key(
        &mut self,
        tx: &mut Tx<'_>,
        row: ImportRow,
        found: FoundBefore,
        savepoint: Savepoint,
    ) -> Result<Option<RowOutcome>> {
        let known = match &found.key {
            None => KnownRecord::New,
            Some(key) => self.columns.clone().key.find(tx, &self.engine, &self.columns.object, &row.draft, key)?,
        };
        if let (KnownRecord::One { id, .. }, Some(operation)) = (&known, self.resumed)
            && operations::took_part(tx.conn, &self.columns.object.name, *id, operation)?
        {
            let stands = write::record(tx, &self.engine, &self.columns.object, *id)?;
            let first = further::of_record(&self.columns, &stands, row.line, (self.batch, *id));
            if matches!(Further::of(&self.columns, &row, &first), Further::Children { .. }) {
                return self.go_on(tx, &row, found, first, savepoint);
            }
        }
        let of_key = |reason: Reason| {
            let field = found.key.as_ref().map(|key| key.field.to_string()).unwrap_or_default();
            Invalid { field, reason, clash: None }
        };
        match (known, self.plan.on_duplicate) {
            (KnownRecord::One { .. }, OnDuplicate::Reject) => return self.complain(tx, row).map(Some),
            (KnownRecord::One { title, .. }, OnDuplicate::Skip) => {
                let invalid = of_key(self.standing_reason(found.key.as_ref(), &row.draft, title));
                return Ok(Some(self.skip(tx, &row, &invalid)));
            }
            (KnownRecord::One { id, .. }, OnDuplicate::Update) if found.others.is_empty() => {
                return self.update(tx, &row, found, id, row.line, savepoint);
            }
            (KnownRecord::Several, _) => return Ok(Some(self.reject(tx, &row, &[of_key(Reason::new("import.match_several"))]))),
            (KnownRecord::Elsewhere, _) => return Ok(Some(self.reject(tx, &row, &[of_key(Reason::new("duplicate.elsewhere"))]))),
            (KnownRecord::New | KnownRecord::One { .. }, _) => {}
        }
        if !found.others.is_empty() {
            let others = found.others;
            return Ok(Some(self.reject(tx, &row, &others)));
        }
        self.create(tx, &row, found, savepoint)
    }

    /// A row whose record an earlier row has spoken of: it says more of what hangs on it, or says it again.
    fn repeat(
        &mut self,
        tx: &mut Tx<'_>,
        row: ImportRow,
        found: FoundBefore,
        first: FileRecord,
        savepoint: Savepoint,
    ) -> Result<Option<RowOutcome>> {
        let further = Further::of(&self.columns, &row, &first);
        if let Further::Children { differs: None, .. } = further {
            return self.go_on(tx, &row, found, first, savepoint);
        }
        let invalid = found.key.as_ref().map(|key| Invalid::new(key.field.to_string(), "duplicate.in_file").with("line", first.line));
        match (self.plan.on_duplicate, &further) {
            (OnDuplicate::Reject | OnDuplicate::Skip, Further::Children { differs: Some((child, line)), .. }) => {
                let title = self.columns.children[*child].object.title.to_string();
                let invalid = Invalid::new(title, "duplicate.in_file").with("line", *line);
                return Ok(Some(RowOutcome::Rejected(self.say(tx, &row, RowPart::Child(*child), &[invalid]))));
            }
            // What hangs on it is new, and would be lost with a row that is only skipped.
            (OnDuplicate::Skip | OnDuplicate::Reject, Further::Contradicts(fields))
                if row.children.iter().any(|child| !child.is_empty()) =>
            {
                let differing = |name: &String| Invalid::new(name.clone(), "import.differs").with("line", first.line);
                let told: Vec<Invalid> = invalid.into_iter().chain(fields.iter().map(differing)).collect();
                return Ok(Some(self.reject(tx, &row, &told)));
            }
            (OnDuplicate::Skip, _) => return Ok(invalid.map(|invalid| self.skip(tx, &row, &invalid))),
            (OnDuplicate::Reject, _) => return self.complain(tx, row).map(Some),
            (OnDuplicate::Update, _) => {}
        }
        if !found.others.is_empty() {
            let others = found.others;
            return Ok(Some(self.reject(tx, &row, &others)));
        }
        match self.standing(&first, savepoint) {
            Some(id) => self.update(tx, &row, found, id, first.line, savepoint),
            // It would stand there now, were this not a dry run.
            None => Ok(Some(self.settle(&row, found, first.line, first.stands, RowOutcome::Updated, Vec::new()))),
        }
    }

    /// Adds what hangs on a record that stands by this file.
    fn go_on(
        &mut self,
        tx: &mut Tx<'_>,
        row: &ImportRow,
        found: FoundBefore,
        first: FileRecord,
        savepoint: Savepoint,
    ) -> Result<Option<RowOutcome>> {
        let written = match self.standing(&first, savepoint) {
            Some(id) => self.write(tx, row, savepoint, |_| Ok(id))?,
            None => Some(self.lacking(tx, row)),
        };
        Ok(written.map(|wrong| self.settle(row, found, first.line, first.stands, RowOutcome::Continued, wrong)))
    }

    /// The record of an earlier row, unless a dry run has undone it.
    fn standing(&self, first: &FileRecord, savepoint: Savepoint) -> Option<RecordId> {
        let (batch, id) = first.stands?;
        let stands = !self.plan.dry_run || batch == self.batch && savepoint == Savepoint::None;
        stands.then_some(id)
    }

    /// What the children of a row lack, told without writing them.
    fn lacking(&self, tx: &Tx<'_>, row: &ImportRow) -> Vec<RowError> {
        let mut wrong = Vec::new();
        for (nth, (draft, child)) in row.children.iter().zip(&self.columns.children).enumerate().filter(|(_, (draft, _))| !draft.is_empty())
        {
            let missing = child.object.fields.iter().filter(|field| {
                field.required && field.name != child.link && field.default.is_none() && draft.given(&field.name).is_none()
            });
            let missing: Vec<Invalid> = missing
                .map(|field| Invalid::new(field.name.to_string(), "field.required").with("label", field.label(tx.actor.language)))
                .collect();
            wrong.extend(self.say(tx, row, RowPart::Child(nth), &missing));
        }
        wrong
    }

    /// All that is wrong with a row that will not be written: its cells, what it lacks, and whom it repeats.
    fn complain(&self, tx: &mut Tx<'_>, mut row: ImportRow) -> Result<RowOutcome> {
        let language = tx.actor.language;
        for column in &self.columns.mapped {
            let named = |wrong: &RowError| wrong.column == column.heading;
            let field = &column.field;
            let missing =
                field.required && column.part == RowPart::Record && field.default.is_none() && row.draft.given(&field.name).is_none();
            // A cell that could not be understood is not missing, and a row moved out of its columns lacks nothing.
            if missing && !row.wrong.iter().any(|wrong| named(wrong) || wrong.column.is_empty()) {
                let reason = Reason::new("field.required").with("label", field.label(language));
                row.wrong.push(RowError::new(row.line, &column.heading, &reason, language));
            }
        }
        if self.plan.on_duplicate == OnDuplicate::Reject {
            let repeated = self.repeated(tx, &row.draft)?;
            let told = self.say(tx, &row, RowPart::Record, &repeated);
            row.wrong.extend(told);
        }
        Ok(RowOutcome::Rejected(row.wrong))
    }

    /// The lines and records that a draft repeats; a line is named rather than the record that it became.
    fn repeated(&self, tx: &mut Tx<'_>, draft: &Draft) -> Result<Vec<Invalid>> {
        let object = &self.columns.object;
        let mut repeated = Vec::new();
        if let Some(key) = self.columns.key.of_row(object, draft) {
            if let Some(first) = self.in_file_duplicates.record(&key) {
                repeated.push(Invalid::new(key.field.to_string(), "duplicate.in_file").with("line", first.line));
            } else if let KnownRecord::One { title, .. } = self.columns.key.find(tx, &self.engine, object, draft, &key)? {
                let reason = self.standing_reason(Some(&key), draft, title);
                repeated.push(Invalid { field: key.field.to_string(), reason, clash: None });
            }
        }
        let is_new = |repeated: &[Invalid], field: &str| repeated.iter().all(|known| known.field != field);
        for twin in self.in_file_duplicates.of(&keys(object, draft)) {
            if is_new(&repeated, &twin.field) {
                repeated.push(InFileDuplicate::invalid(&twin));
            }
        }
        for found in dedupe::duplicates(tx.conn, &self.engine, tx.actor, object, None, draft)? {
            if is_new(&repeated, &found.field) {
                repeated.push(dedupe::invalid(object, found));
            }
        }
        Ok(repeated)
    }

    /// That a record stands already: by its number, or by what it is called.
    fn standing_reason(&self, key: Option<&RowKey>, draft: &Draft, title: String) -> Reason {
        let field = key.and_then(|key| self.columns.object.field(&key.field)).filter(|field| field.serial.is_some());
        match field.and_then(|field| draft.given(&field.name)?.text()) {
            Some(number) => Reason::new("duplicate.number").with("number", number),
            None => Reason::new("duplicate.exists").with("title", title),
        }
    }

    fn reject(&self, tx: &Tx<'_>, row: &ImportRow, wrong: &[Invalid]) -> RowOutcome {
        RowOutcome::Rejected(self.say(tx, row, RowPart::Record, wrong))
    }

    fn skip(&self, tx: &Tx<'_>, row: &ImportRow, invalid: &Invalid) -> RowOutcome {
        let column = self.columns.heading(RowPart::Record, &invalid.field, tx.actor);
        RowOutcome::Skipped(RowError::new(row.line, column, &invalid.reason, tx.actor.language).with_fate(RowFate::Skipped))
    }

    fn create(&mut self, tx: &mut Tx<'_>, row: &ImportRow, found: FoundBefore, savepoint: Savepoint) -> Result<Option<RowOutcome>> {
        let mut draft = self.draft(row);
        if let (Some(owner), Some(default)) = (&self.columns.object.owner, self.plan.default_owner)
            && draft.given(owner).is_none()
        {
            draft.put(owner.clone(), default);
        }
        let (engine, object) = (self.engine.clone(), self.columns.object.clone());
        let mut made = None;
        let written = self.write(tx, row, savepoint, |tx| {
            let id = write::create_numbered(tx, &engine, &object, draft)?;
            made = Some(id);
            importable(tx, &engine, &object, id).map(|()| id)
        })?;
        let stands = made.map(|id| (self.batch, id));
        Ok(written.map(|wrong| self.settle(row, found, row.line, stands, RowOutcome::Imported, wrong)))
    }

    /// The line is that of the row which first spoke of the record.
    fn update(
        &mut self,
        tx: &mut Tx<'_>,
        row: &ImportRow,
        found: FoundBefore,
        id: RecordId,
        line: usize,
        savepoint: Savepoint,
    ) -> Result<Option<RowOutcome>> {
        let (engine, object) = (self.engine.clone(), self.columns.object.clone());
        let (mut draft, columns) = (self.draft(row), self.columns.clone());
        let written = self.write(tx, row, savepoint, |tx| {
            importable(tx, &engine, &object, id)?;
            lines::adopt(tx, &columns, id, &mut draft)?;
            drop_own_number(tx, &engine, &object, id, &mut draft)?;
            drop_parent(&object, &columns, &mut draft);
            write::update(tx, &engine, &object, id, None, draft)?;
            importable(tx, &engine, &object, id).map(|()| id)
        })?;
        // What stood there before the file stands behind every batch, in a dry run too.
        let stands = Some((self.batch, id));
        Ok(written.map(|wrong| self.settle(row, found, line, stands, RowOutcome::Updated, wrong)))
    }

    /// Keeps what a good row has said, for those that repeat it.
    fn settle(
        &mut self,
        row: &ImportRow,
        found: FoundBefore,
        line: usize,
        stands: Option<(u64, RecordId)>,
        good: RowOutcome,
        wrong: Vec<RowError>,
    ) -> RowOutcome {
        if !wrong.is_empty() {
            return RowOutcome::Rejected(wrong);
        }
        self.in_file_duplicates.remember(found.keys, line);
        if let Some(key) = found.key {
            let former = self.in_file_duplicates.record(&key).cloned();
            let record = further::record(&self.columns, row, former, line, stands);
            self.in_file_duplicates.remember_record(key, record);
        }
        good
    }

    /// Writes the record and its children, and returns what is wrong with the row; none when a part of it stands.
    fn write(
        &self,
        tx: &mut Tx<'_>,
        row: &ImportRow,
        savepoint: Savepoint,
        record: impl FnOnce(&mut Tx<'_>) -> Result<RecordId>,
    ) -> Result<Option<Vec<RowError>>> {
        let mut child = None;
        let all = |tx: &mut Tx<'_>| {
            let id = record(tx)?;
            for (i, draft) in row.children.iter().enumerate().filter(|(_, draft)| !draft.is_empty()) {
                child = Some(i);
                self.write_child(tx, i, id, draft)?;
            }
            Ok(())
        };
        let before = tx.changes()?;
        let (outcome, stands) = match savepoint {
            Savepoint::None => {
                let outcome = all(tx);
                let stands = outcome.is_err() && tx.changes()? != before;
                (outcome, stands)
            }
            Savepoint::OfRow => {
                let mut done = false;
                let outcome = tx.attempt(|tx| {
                    all(tx)?;
                    done = true;
                    if self.plan.dry_run { Err(undo()) } else { Ok(()) }
                });
                (if done { Ok(()) } else { outcome }, false)
            }
        };
        let wrong = match outcome {
            Ok(()) => Vec::new(),
            Err(Error::Rejected(wrong)) => self.say(tx, row, child.map_or(RowPart::Record, RowPart::Child), &wrong),
            // Whoever updates what is out of sight learns that it is there, and no more.
            Err(Error::NotFound(_)) => vec![RowError::new(row.line, "", &Reason::new("duplicate.elsewhere"), tx.actor.language)],
            Err(Error::Refused(reason) | Error::Forbidden(reason) | Error::Conflict(reason)) => {
                vec![RowError::new(row.line, "", &reason, tx.actor.language)]
            }
            Err(fault) => return Err(fault),
        };
        Ok((!stands).then_some(wrong))
    }

    fn write_child(&self, tx: &mut Tx<'_>, child: usize, parent: RecordId, draft: &Draft) -> Result<()> {
        children::write(tx, &self.engine, &self.columns.children[child], parent, draft, self.plan.on_duplicate)
    }

    /// What the row wants of its record, its lines included. A row without any leaves them as they are.
    fn draft(&self, row: &ImportRow) -> Draft {
        let mut draft = row.draft.clone();
        if let Some(reason) = &self.plan.allow_duplicates {
            draft = draft.beside(reason);
        }
        for (nth, set) in self.columns.sets.iter().enumerate() {
            let wanted: Vec<Line> = row.lines.iter().filter(|line| line.set == nth).map(|line| line.values.clone()).collect();
            if !wanted.is_empty() {
                draft.put_lines(set.name.clone(), wanted);
            }
        }
        draft
    }

    fn say(&self, tx: &Tx<'_>, row: &ImportRow, part: RowPart, wrong: &[Invalid]) -> Vec<RowError> {
        let told = |invalid: &Invalid| {
            let (line, heading) = lines::place(&self.columns, row, &invalid.field, tx.actor)
                .unwrap_or_else(|| (row.line, self.columns.heading(part, &invalid.field, tx.actor)));
            RowError::new(line, heading, &invalid.reason, tx.actor.language)
        };
        wrong.iter().map(told).collect()
    }
}

/// What is known of a row before it is written: by what its record is known, the keys of its unique fields, and what else has one of these.
struct FoundBefore {
    key: Option<RowKey>,
    keys: Vec<DuplicateKey>,
    others: Vec<Invalid>,
}

/// The number by which a record is known is no change of it; any other is, and nobody writes it.
fn drop_own_number(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, draft: &mut Draft) -> Result<()> {
    for field in object.fields.iter().filter(|field| field.serial.is_some()) {
        let Some(number) = draft.given(&field.name).cloned() else { continue };
        if dedupe::numbered(tx.conn, engine, tx.actor, object, field, &number)? == Some(id) {
            draft.remove(&field.name);
        }
    }
    Ok(())
}

/// The parent within which a record was found is no change of it.
fn drop_parent(object: &Object, columns: &ImportColumns, draft: &mut Draft) {
    if let Some(parent) = object.parent.as_deref().filter(|_| columns.key.is_within_parent()) {
        draft.remove(parent);
    }
}

/// Undoes a savepoint without anything being wrong.
fn undo() -> Error {
    Error::refused("import.dry_run")
}

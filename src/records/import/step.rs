//! One row's way into the database: looked up, held against what is there, written through the door or rejected.
//!
//! A savepoint for each row would be the simple way to keep a refused one from leaving half of itself behind, but each
//! makes the full-text index write itself out. Nearly every refusal comes before anything is written, so a batch is
//! tried without any first; only when a row is refused half written is the batch undone and done again row by row.

use std::sync::Arc;

use super::finder::Finder;
use super::in_file_duplicates::{DuplicateKey, InFileDuplicate, InFileDuplicates, keys};
use super::lines;
use super::plan::{ImportColumns, ImportPlan, OnDuplicate, RowPart};
use super::report::RowError;
use super::row::ImportRow;
use crate::db::Tx;
use crate::db::sql::{Compare, Predicate};
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Line, Object, Value, Verb};
use crate::records::{Engine, dedupe, read, write};

/// What came of a row.
#[derive(Debug, PartialEq)]
pub(super) enum RowOutcome {
    Imported,
    Updated,
    Skipped,
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
            half_written: false,
        }
    }

    /// What came of each row. After a dry run nothing of it stands; after an error nothing of it may stand.
    pub fn batch(&mut self, tx: &mut Tx<'_>, rows: &[&ImportRow], savepoint: Savepoint) -> Result<Vec<RowOutcome>> {
        // Of a batch that was undone.
        self.in_file_duplicates.forget();
        self.half_written = false;
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

    fn take_all(&mut self, tx: &mut Tx<'_>, rows: &[&ImportRow], savepoint: Savepoint, outcomes: &mut Vec<RowOutcome>) -> Result<()> {
        for row in rows {
            match self.take(tx, (*row).clone(), savepoint)? {
                Some(outcome) => outcomes.push(outcome),
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
        self.look_up(tx, &mut row)?;
        if !row.wrong.is_empty() {
            return self.complain(tx, row).map(Some);
        }
        let keys = keys(&self.columns.object, &row.draft);
        let in_file_duplicates = self.in_file_duplicates.of(&keys);
        match self.plan.on_duplicate {
            OnDuplicate::Reject if !in_file_duplicates.is_empty() => return self.complain(tx, row).map(Some),
            OnDuplicate::Skip if !in_file_duplicates.is_empty() => return Ok(Some(RowOutcome::Skipped)),
            OnDuplicate::Update => {
                if let Some(known) = self.known(tx, &row.draft)? {
                    return self.update(tx, &row, keys, known, savepoint);
                }
                // The twin would stand there now, were this not a dry run; and no row can update two records at once. (Where one of
                // the two stands in this very batch, only the real run finds the other.)
                if let Some(first) = in_file_duplicates.first().map(|twin| twin.line) {
                    let other: Vec<Invalid> =
                        in_file_duplicates.iter().filter(|twin| twin.line != first).map(InFileDuplicate::invalid).collect();
                    let wrong = self.say(tx, &row, RowPart::Record, &other);
                    return Ok(Some(self.settle(first, keys, RowOutcome::Updated, wrong)));
                }
            }
            OnDuplicate::Reject | OnDuplicate::Skip => {}
        }
        self.create(tx, &row, keys, savepoint)
    }

    fn look_up(&mut self, tx: &mut Tx<'_>, row: &mut ImportRow) -> Result<()> {
        let columns = self.columns.clone();
        for named in std::mem::take(&mut row.named) {
            let column = &columns.mapped[named.column];
            match self.finder.find(tx, &self.engine, &column.field, &named.text)? {
                Ok(value) => row.put(&columns, named.column, named.line, value),
                Err(reason) if self.falls_to_default(column.part, &column.field.name, &reason) => {}
                Err(reason) => row.wrong.push(RowError::new(named.line, &column.heading, &reason, tx.actor.language)),
            }
        }
        Ok(())
    }

    fn falls_to_default(&self, part: RowPart, field: &str, reason: &Reason) -> bool {
        let is_owner = part == RowPart::Record && self.columns.object.owner.as_deref() == Some(field);
        is_owner && self.plan.default_owner.is_some() && reason.code == "user.unknown"
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
        let in_file_duplicates = self.in_file_duplicates.of(&keys(object, draft));
        let mut repeated: Vec<Invalid> = in_file_duplicates.iter().map(InFileDuplicate::invalid).collect();
        for found in dedupe::duplicates(tx.conn, &self.engine, tx.actor, object, None, draft)? {
            if in_file_duplicates.iter().all(|twin| twin.field != found.field) {
                repeated.push(dedupe::invalid(object, found));
            }
        }
        Ok(repeated)
    }

    fn known(&self, tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<RecordId>> {
        for field in self.columns.object.fields.iter().filter(|field| field.serial.is_some()) {
            let Some(number) = draft.given(&field.name) else { continue };
            if let Some(found) = dedupe::numbered(tx.conn, &self.engine, tx.actor, &self.columns.object, field, number)? {
                return Ok(Some(found));
            }
        }
        let found = dedupe::duplicates(tx.conn, &self.engine, tx.actor, &self.columns.object, None, draft)?;
        // What one does not see one does not find by either: such a row is a duplicate of something elsewhere.
        Ok(found.first().filter(|duplicate| duplicate.seen).map(|duplicate| duplicate.record))
    }

    fn create(&mut self, tx: &mut Tx<'_>, row: &ImportRow, keys: Vec<DuplicateKey>, savepoint: Savepoint) -> Result<Option<RowOutcome>> {
        let mut draft = self.draft(row);
        if let (Some(owner), Some(default)) = (&self.columns.object.owner, self.plan.default_owner)
            && draft.given(owner).is_none()
        {
            draft.put(owner.clone(), default);
        }
        let (engine, object) = (self.engine.clone(), self.columns.object.clone());
        let written = self.write(tx, row, savepoint, |tx| {
            let id = write::create_numbered(tx, &engine, &object, draft)?;
            importable(tx, &engine, &object, id).map(|()| id)
        })?;
        Ok(written.map(|wrong| {
            let all_repeat = !wrong.is_empty() && wrong.iter().all(|wrong| wrong.code.starts_with("duplicate."));
            if all_repeat && self.plan.on_duplicate == OnDuplicate::Skip {
                RowOutcome::Skipped
            } else {
                self.settle(row.line, keys, RowOutcome::Imported, wrong)
            }
        }))
    }

    fn update(
        &mut self,
        tx: &mut Tx<'_>,
        row: &ImportRow,
        keys: Vec<DuplicateKey>,
        id: RecordId,
        savepoint: Savepoint,
    ) -> Result<Option<RowOutcome>> {
        let (engine, object) = (self.engine.clone(), self.columns.object.clone());
        let (mut draft, columns) = (self.draft(row), self.columns.clone());
        let written = self.write(tx, row, savepoint, |tx| {
            importable(tx, &engine, &object, id)?;
            lines::adopt(tx, &columns, id, &mut draft)?;
            drop_own_number(tx, &engine, &object, id, &mut draft)?;
            write::update(tx, &engine, &object, id, None, draft)?;
            importable(tx, &engine, &object, id).map(|()| id)
        })?;
        let line = self.in_file_duplicates.of(&keys).first().map_or(row.line, |twin| twin.line);
        Ok(written.map(|wrong| self.settle(line, keys, RowOutcome::Updated, wrong)))
    }

    /// The line is that of the row which first spoke of the record.
    fn settle(&mut self, line: usize, keys: Vec<DuplicateKey>, good: RowOutcome, wrong: Vec<RowError>) -> RowOutcome {
        if !wrong.is_empty() {
            return RowOutcome::Rejected(wrong);
        }
        self.in_file_duplicates.remember(keys, line);
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

    /// A child that stands there already under its title is not doubled.
    fn write_child(&self, tx: &mut Tx<'_>, child: usize, parent: RecordId, draft: &Draft) -> Result<()> {
        let child = &self.columns.children[child];
        let draft = draft.clone().set(child.link.clone(), Value::from(parent));
        if self.stands(tx, &child.object, &child.link, parent, &draft)? {
            return Ok(());
        }
        let id = write::create(tx, &self.engine, &child.object, draft)?;
        importable(tx, &self.engine, &child.object, id)
    }

    fn stands(&self, tx: &mut Tx<'_>, object: &Object, link: &str, parent: RecordId, draft: &Draft) -> Result<bool> {
        let (Some(link), Some(title), Some(value)) = (object.field(link), object.field(&object.title), draft.given(&object.title)) else {
            return Ok(false);
        };
        if self.plan.on_duplicate != OnDuplicate::Update {
            return Ok(false);
        }
        let hangs = Predicate::Compare(link.column(), Compare::Eq, parent.into());
        let called = Predicate::Compare(title.column(), Compare::Eq, value.clone());
        read::exists(tx.conn, object, &hangs.and(called).and(read::alive()))
    }

    /// What the row wants of its record, its lines included. A row without any leaves them as they are.
    fn draft(&self, row: &ImportRow) -> Draft {
        let mut draft = row.draft.clone();
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

/// What a file brings in has a scope of its own, narrower perhaps than that of writing by hand.
fn importable(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    let rows = engine.rows(tx.actor, object, &Verb::Import)?;
    if rows == Predicate::True || read::exists(tx.conn, object, &Predicate::id(id.0).and(rows))? {
        return Ok(());
    }
    Err(Error::Forbidden(Reason::new("access.out_of_sight").with("object", object.label(tx.actor.language))))
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

/// Undoes a savepoint without anything being wrong.
fn undo() -> Error {
    Error::refused("import.dry_run")
}

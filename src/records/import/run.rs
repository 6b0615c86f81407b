//! The whole way of a file: counted, read in batches, written, reported.

use std::collections::{BTreeSet, HashMap};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::error_budget::{ErrorBudget, LeftOut};
use super::issues::issues;
use super::mark::ImportMark;
use super::plan::{ImportColumns, ImportPlan};
use super::rejects;
use super::report::{ImportProgress, ImportReport};
use super::row::{ImportRow, Understood};
use super::row_groups::RowGroups;
use super::step::{RowOutcome, Savepoint, Steps};
use super::told::{RowError, RowFate, ToldRows};
use crate::actor::{Actor, Language};
use crate::audit::{self, Event, EventKind};
use crate::db::{Db, Tx};
use crate::error::{Error, Reason, Result};
use crate::jobs::Progress;
use crate::model::{Context, Verb};
use crate::records::Engine;
use crate::records::dedupe::hits;
use crate::records::operations::{NewOperation, OperationKind, part_of};
use crate::sheet::{Sheet, SheetRow};

/// Rows that share a transaction: enough to make the flush to disk cheap, few enough that others hardly wait.
const BATCH: usize = 500;

/// Of a record's wrong rows, how many the others name.
const MOST_NAMED: usize = 10;

/// And so much text at most: long rows are fewer.
const BATCH_TEXT: usize = 4 << 20;

/// Imports a file in the actor's name. `progress` hears of every batch.
pub fn run(
    engine: &Arc<Engine>,
    db: &Db,
    actor: &Actor,
    sheet: &mut Sheet,
    file_name: &str,
    plan: ImportPlan,
    progress: &mut dyn FnMut(ImportProgress),
) -> Result<ImportReport> {
    let start =
        Start { file_name, mark: None, reached: ImportProgress::default(), told: ToldRows::default(), left_out: LeftOut::default() };
    go(engine, db, actor, sheet, plan, start, progress)
}

/// Where an import begins, and where it keeps how far it has come.
pub(super) struct Start<'a> {
    pub file_name: &'a str,
    pub mark: Option<Progress>,
    pub reached: ImportProgress,
    /// What was told of rows up to there.
    pub told: ToldRows,
    pub left_out: LeftOut,
}

pub(super) fn go(
    engine: &Arc<Engine>,
    db: &Db,
    actor: &Actor,
    sheet: &mut Sheet,
    plan: ImportPlan,
    start: Start<'_>,
    progress: &mut dyn FnMut(ImportProgress),
) -> Result<ImportReport> {
    let columns = Arc::new(permitted(engine, actor, &plan, sheet)?);
    let fresh = start.reached.line == 0;
    let counts = if fresh { ImportProgress { rows: count(sheet)?, ..ImportProgress::default() } } else { start.reached };
    if fresh {
        tell(db, actor, &plan, EventKind::ImportStart, audit::Outcome::Done, counts)?;
    }
    let mut steps = Steps::new(engine.clone(), plan, columns.clone());
    steps.resumed = counts.operation.filter(|_| !fresh);
    let plan = steps.plan.clone();
    let mut batches = Batches {
        db,
        actor,
        mark: start.mark,
        steps: Arc::new(Mutex::new(steps)),
        counts,
        budget: ErrorBudget::of(start.told.listed(), start.left_out),
        told: start.told,
    };
    if let Err(error) = batches.all(sheet, progress) {
        // An import that goes on after the restart is not over; any other end is told, whatever came of it.
        if error.code() != "job.stopped" {
            tell(db, actor, &plan, EventKind::ImportDone, audit::Outcome::Failed, batches.counts)?;
        }
        return Err(error);
    }
    let Batches { counts, told, budget, .. } = batches;
    // The rows are in, whatever becomes of the file about the others.
    tell(db, actor, &plan, EventKind::ImportDone, audit::Outcome::Done, counts)?;
    if !plan.dry_run && counts.imported + counts.updated > 0 {
        engine.note_use(actor, engine.object(&plan.object)?, &Verb::Import);
    }
    let mut report = ImportReport::of(counts, told);
    report.ignored_columns.clone_from(&columns.ignored);
    report.issues = issues(&columns, &report.rejected, &budget.left_out);
    report.rejects = rejects::file(sheet, start.file_name, &report, RowFate::Rejected, actor.language)?;
    report.skips = rejects::file(sheet, start.file_name, &report, RowFate::Skipped, actor.language)?;
    report.taken_file = rejects::file(sheet, start.file_name, &report, RowFate::Taken, actor.language)?;
    Ok(report)
}

/// The columns, when the actor may import at all.
pub(super) fn permitted(engine: &Engine, actor: &Actor, plan: &ImportPlan, sheet: &Sheet) -> Result<ImportColumns> {
    let object = engine.object(&plan.object)?;
    engine.demand(actor, object, &Verb::Import)?;
    if plan.allow_duplicates.is_some() {
        engine.demand(actor, object, &Verb::Duplicate)?;
    }
    ImportColumns::new(engine, actor, plan, sheet.headings())
}

/// Reads the file to its end: a fault in its last line is found before its first is written.
pub(super) fn count(sheet: &mut Sheet) -> Result<u64> {
    let mut rows = 0;
    for row in sheet.rows() {
        match row {
            Err(error) if !error.is_of_one_row() => return Err(error.into()),
            _ => rows += 1,
        }
    }
    Ok(rows)
}

fn tell(db: &Db, actor: &Actor, plan: &ImportPlan, kind: EventKind, outcome: audit::Outcome, counts: ImportProgress) -> Result<()> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut event = Event::new(kind).outcome(outcome).object(plan.object.clone()).with("rows", number(counts.rows));
    if plan.dry_run {
        event = event.with("mode", "dry_run");
    }
    if kind == EventKind::ImportDone {
        let told = [("imported", counts.imported), ("updated", counts.updated), ("skipped", counts.skipped), ("rejected", counts.rejected)];
        event = told.into_iter().fold(event, |event, (name, n)| event.with(name, number(n)));
    }
    db.write_blocking(actor, move |tx| audit::append(tx, event).map(drop))
}

/// The running import, batch by batch.
struct Batches<'a> {
    db: &'a Db,
    actor: &'a Actor,
    mark: Option<Progress>,
    steps: Arc<Mutex<Steps>>,
    counts: ImportProgress,
    told: ToldRows,
    budget: ErrorBudget,
}

impl Batches<'_> {
    /// The next batch is read while one is being written.
    fn all(&mut self, sheet: &mut Sheet, progress: &mut dyn FnMut(ImportProgress)) -> Result<()> {
        let (columns, context) = {
            let steps = steps_of(&self.steps);
            (steps.columns.clone(), steps.plan.context(&steps.engine, self.actor, self.db.now()))
        };
        let behind = self.counts.line;
        let (send, batches) = sync_channel::<Vec<ImportRow>>(1);
        let (tell, heard) = channel::<ImportProgress>();
        thread::scope(|scope| {
            let writer = scope.spawn(move || {
                batches.iter().try_for_each(|batch| {
                    self.write(batch)?;
                    // Nobody listens any more when the reader has given up.
                    let _ = tell.send(self.counts);
                    Ok(())
                })
            });
            let read = read(sheet, &columns, &context, behind, &mut |batch| {
                heard.try_iter().for_each(&mut *progress);
                send.send(batch).is_ok()
            });
            drop(send);
            let written = writer.join().unwrap_or_else(|_| Err(Error::internal("the import panicked")));
            heard.try_iter().for_each(&mut *progress);
            written.and(read)
        })
    }

    fn write(&mut self, batch: Vec<ImportRow>) -> Result<()> {
        let batch = Arc::new(batch);
        let (counts, budget, told) = match self.try_to_write(&batch, Savepoint::None) {
            Err(_) if steps_of(&self.steps).half_written => self.try_to_write(&batch, Savepoint::OfRow)?,
            written => written?,
        };
        (self.counts, self.budget) = (counts, budget);
        self.told.extend(told);
        Ok(())
    }

    fn try_to_write(&self, batch: &Arc<Vec<ImportRow>>, savepoint: Savepoint) -> Result<(ImportProgress, ErrorBudget, Vec<RowError>)> {
        let (steps, batch, mark) = (self.steps.clone(), batch.clone(), self.mark.clone());
        let (mut counts, mut budget) = (self.counts, self.budget.clone());
        self.db.write_blocking(self.actor, move |tx| {
            let (mut steps, mut told) = (steps_of(&steps), Vec::new());
            counts.line = batch.last().map_or(counts.line, |row| row.end());
            let rows: Vec<&ImportRow> = batch.iter().filter(|row| !row.blank).collect();
            counts.blank += (batch.len() - rows.len()) as u64;
            let outcomes = if steps.plan.dry_run {
                steps.batch(tx, &rows, savepoint)?
            } else {
                let new = NewOperation::new(OperationKind::Import).on(&steps.plan.object).by(mark.as_ref().map(Progress::job));
                part_of(tx, &mut counts.operation, &new, |tx| steps.batch(tx, &rows, savepoint))?
            };
            for (row, (outcome, besides)) in rows.iter().zip(outcomes) {
                counts.continued += row.further.len() as u64;
                let taken = !matches!(outcome, RowOutcome::Rejected(_) | RowOutcome::Skipped(_));
                match outcome {
                    RowOutcome::Imported => counts.imported += 1,
                    RowOutcome::Updated => counts.updated += 1,
                    RowOutcome::Continued => counts.continued += 1,
                    RowOutcome::Skipped(reason) => {
                        counts.skipped += 1;
                        let further = row.further.iter().map(|line| RowError { line: *line, ..reason.clone() }).collect::<Vec<_>>();
                        told.extend([reason].into_iter().chain(further));
                    }
                    RowOutcome::Rejected(wrong) => {
                        counts.rejected += 1;
                        budget.left_out.add(&row.left_out);
                        let wrong = counted(tx, &steps, row, wrong)?;
                        told.extend(with_others(row, wrong, tx.actor.language));
                    }
                }
                told.extend(besides.into_iter().filter(|_| taken));
            }
            let told = budget.cut(told);
            if let Some(mark) = mark {
                keep(&mark, tx, &ImportMark { counts, left_out: budget.left_out.clone() }, &told, steps.plan.dry_run)?;
            }
            Ok((counts, budget, told))
        })
    }
}

/// A batch that panicked was undone, and with it whatever its steps had begun.
fn steps_of(steps: &Mutex<Steps>) -> MutexGuard<'_, Steps> {
    steps.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A row that is refused because of what is out of sight tells of it, and costs a look of the day's allowance. Beyond that the import ends:
/// if the others were still taken, which is refused would be the answer.
fn counted(tx: &mut Tx<'_>, steps: &Steps, row: &ImportRow, wrong: Vec<RowError>) -> Result<Vec<RowError>> {
    if !wrong.iter().any(|wrong| hits::tells(&wrong.code)) {
        return Ok(wrong);
    }
    hits::count_refused(tx, &steps.engine, &steps.columns.object, None, &row.draft)?;
    Ok(wrong)
}

/// A record is refused with all its rows: those that are good themselves name the ones because of which, the first of them where there are
/// many.
fn with_others(row: &ImportRow, mut wrong: Vec<RowError>, language: Language) -> Vec<RowError> {
    let faulty: BTreeSet<usize> = wrong.iter().map(|wrong| wrong.line).collect();
    let mut named: Vec<String> = faulty.iter().take(MOST_NAMED).map(ToString::to_string).collect();
    if faulty.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    let reason = Reason::new("import.with_others").with("lines", named.join(", "));
    let others = [row.line].into_iter().chain(row.further.iter().copied()).filter(|line| !faulty.contains(line));
    let others: Vec<_> = others.map(|line| RowError::new(line, "", &reason, language)).collect();
    wrong.extend(others);
    wrong
}

/// Reads the rows behind a line and hands them on in batches, for as long as they are taken.
pub(super) fn read(
    sheet: &mut Sheet,
    columns: &ImportColumns,
    context: &Context,
    behind: usize,
    hand_on: &mut dyn FnMut(Vec<ImportRow>) -> bool,
) -> Result<()> {
    let groups = if columns.sets.is_empty() { RowGroups::default() } else { RowGroups::find(sheet, columns)? };
    let (mut open, mut budget): (HashMap<usize, ImportRow>, _) = (HashMap::new(), ErrorBudget::default());
    let (mut batch, mut rows, mut length) = (Vec::with_capacity(BATCH), 0, 0);
    let mut words = Understood::default();
    let mut line = sheet.found().heading_row;
    for row in sheet.rows() {
        // Lines have no gaps, so a row that could not be delivered is the one after the last.
        line = row.as_ref().map_or(line + 1, |row| row.line);
        let group = groups.of(line);
        if group.map_or(line, |(_, end)| end) <= behind {
            continue;
        }
        length += row.as_ref().map_or(0, SheetRow::length);
        let row = match row {
            Ok(row) => ImportRow::read(&row, columns, context, &mut words),
            Err(error) if error.is_of_one_row() => ImportRow::unreadable(line, &error, columns, context),
            Err(error) => return Err(error.into()),
        };
        rows += 1;
        match group {
            None => batch.push(row),
            Some((group, end)) => {
                let whole = match open.remove(&group) {
                    None => row.bounded(&mut budget),
                    Some(mut former) => {
                        former.absorb(row, columns, context, &mut budget);
                        former
                    }
                };
                if line == end {
                    batch.push(sound(whole, columns, groups.unsound(group), context));
                } else {
                    open.insert(group, whole);
                }
            }
        }
        if (rows >= BATCH || length >= BATCH_TEXT) && !batch.is_empty() {
            (rows, length) = (0, 0);
            if !hand_on(std::mem::take(&mut batch)) {
                return Ok(());
            }
        }
    }
    hand_on(batch);
    Ok(())
}

/// Refuses a record that may lack a line which could not be read, or has too many.
fn sound(mut row: ImportRow, columns: &ImportColumns, unreadable: Option<usize>, context: &Context) -> ImportRow {
    row.bound(columns, context);
    if let Some(line) = unreadable.filter(|line| row.line != *line && !row.further.contains(line)) {
        let reason = Reason::new("import.with_others").with("lines", line);
        row.wrong.push(RowError::new(row.line, "", &reason, context.language));
    }
    row
}

/// A dry run has written nothing, so there is nothing to go on from: taken up again, it starts anew.
fn keep(mark: &Progress, tx: &mut crate::db::Tx<'_>, reached: &ImportMark, told: &[RowError], dry_run: bool) -> Result<()> {
    let (done, total) = (reached.counts.done(), Some(reached.counts.rows));
    if dry_run {
        return mark.set::<&[RowError]>(tx, done, total, &serde_json::json!({}), &[]);
    }
    let note = [told];
    mark.set(tx, done, total, reached, if told.is_empty() { &note[..0] } else { &note })
}

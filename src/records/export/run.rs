//! Page by page from the read door into the file.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

use super::ExportRequest;
use super::lines::LineColumns;
use super::page::{ExportScope, PAGE, PageRow, cell};
use super::rights::ExportRights;
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind, Outcome};
use crate::db::sql::{CappedCount, Column, Compare, Order, Predicate, Run, Select};
use crate::db::{Db, Row};
use crate::error::{Error, Reason, Result};
use crate::i18n;
use crate::model::{Context, Field, Object, Refers, Value, Verb};
use crate::people::users;
use crate::records::import::login_label;
use crate::records::links::Titles;
use crate::records::mask::VisibleFields;
use crate::records::{Engine, show};
use crate::sheet::{Cell, Format, TableWriter};

/// What one file may hold. A workbook is kept in memory cell by cell until it is whole (measured: 5 kB for a row of twenty texts), a CSV
/// file goes out as it is made.
fn most_rows(format: Format) -> i64 {
    match format {
        Format::Csv => 1_000_000,
        Format::Xlsx => 50_000,
    }
}

pub struct Exported {
    pub rows: u64,
    pub(super) rights: ExportRights,
    pub name: String,
    pub media_type: &'static str,
}

/// Exports to `out` in the actor's name. `progress` hears of every page with the rows done and the rows in all; its error ends the export.
pub fn run(
    engine: &Arc<Engine>,
    db: &Db,
    actor: &Actor,
    request: &ExportRequest,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<Exported> {
    let object = engine.object(&request.object)?.clone();
    let seen = request.fields(engine, actor, &object)?;
    let predicate = db.read_blocking(|reader| request.predicate(engine, reader, actor, &object))?;
    let most = most_rows(request.format);
    let total: i64 = db.read_blocking(|reader| {
        Ok(Run::Long.of(CappedCount { table: object.table(), predicate: &predicate, cap: most }).get_result(reader.conn)?)
    })?;
    let lines = request.line_columns(engine, actor, &object)?;
    let of_lines = lines.as_ref().map_or(Ok(0), |lines| db.read_blocking(|reader| lines.count(reader, &object, &predicate, most)))?;
    if total.max(of_lines) > most {
        let code = if request.format == Format::Xlsx { "export.too_many_xlsx" } else { "export.too_many" };
        return Err(Error::Refused(Reason::new(code).with("max", most)));
    }
    // Policies may have a word to say about so many.
    let so_many = engine.rows_of(actor, &object, &Verb::Export, total)?;
    if so_many == Predicate::False {
        tell(db, actor, request, EventKind::ExportStart, Outcome::Refused, total)?;
        return Err(Error::Forbidden(Reason::new("access.rows").with("count", total)));
    }
    let predicate = predicate.and(so_many);
    let rights = ExportRights::of(engine, actor, request, &object, total)?;
    tell(db, actor, request, EventKind::ExportStart, Outcome::Done, total)?;
    let with_logins = db.read_blocking(|reader| users::any_namesakes(reader.conn))?;
    let pages = Pages { engine, db, actor, object: &object, seen: &seen, lines, predicate: &predicate, rights, with_logins };
    let written = pages.write(request, u64::try_from(total.max(of_lines)).unwrap_or_default(), out, progress);
    let outcome = if written.is_ok() { Outcome::Done } else { Outcome::Failed };
    let rows = written.as_ref().map_or(0, |exported| i64::try_from(exported.rows).unwrap_or(i64::MAX));
    tell(db, actor, request, EventKind::ExportDone, outcome, rows)?;
    if written.is_ok() {
        engine.note_use(actor, &object, &Verb::Export);
    }
    written
}

fn tell(db: &Db, actor: &Actor, request: &ExportRequest, kind: EventKind, outcome: Outcome, rows: i64) -> Result<()> {
    let event = Event::new(kind).outcome(outcome).object(request.object.clone()).with("rows", rows).with("format", request.format.name());
    db.write_blocking(actor, move |tx| audit::append(tx, event).map(drop))
}

struct Pages<'a> {
    engine: &'a Engine,
    db: &'a Db,
    actor: &'a Actor,
    object: &'a Object,
    seen: &'a VisibleFields<'a>,
    lines: Option<LineColumns<'a>>,
    predicate: &'a Predicate,
    rights: ExportRights,
    /// Some people are called the same: who is meant is told by a login in a further column.
    with_logins: bool,
}

/// A field that names somebody.
fn login_of(field: &Field) -> Option<&Field> {
    Some(field).filter(|field| field.kind.refers() == Refers::User)
}

impl Pages<'_> {
    fn write(
        &self,
        request: &ExportRequest,
        total: u64,
        out: &mut dyn Write,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<Exported> {
        let language = self.actor.language;
        let own = self.seen.fields.iter().flat_map(|field| {
            let login = self.with_logins.then(|| login_of(field)).flatten();
            [field.label(language)].into_iter().chain(login.map(|field| login_label(field, language)))
        });
        let of_lines = self.lines.iter().flat_map(|lines| lines.headings(self.object, language));
        let headings: Vec<String> = own.chain(of_lines).collect();
        let mut writer = TableWriter::into(request.format, &headings, out)?;
        let (mut rows, mut last) = (0, 0);
        // A list that grows faster than it is read ends at the bound all the same.
        while rows < most_rows(request.format).unsigned_abs() {
            // A right that is taken away ends an export on its way, too.
            self.engine.demand(self.actor, self.object, &Verb::Export)?;
            let page = self.page(last)?;
            last = page.last().map_or(last, |row| row.id);
            let mut put = |cells: &[Cell]| {
                rows += 1;
                writer.row(cells)
            };
            match &self.lines {
                None => page.iter().try_for_each(|row| put(&row.cells))?,
                Some(lines) => {
                    let scope = ExportScope { engine: self.engine, db: self.db, actor: self.actor, object: self.object };
                    lines.write(scope, &page, &mut put)?;
                }
            }
            progress(rows, total.max(rows))?;
            if page.len() < PAGE as usize {
                break;
            }
        }
        let moment = self.db.now().with_timezone(&self.engine.zone).format("%Y%m%d-%H%M").to_string();
        let args = [("object", self.object.label(language)), ("moment", moment), ("ending", request.format.name().to_owned())];
        let name = i18n::fill(language, "export.file_name", &args);
        writer.finish()?;
        Ok(Exported { rows, rights: self.rights.clone(), name, media_type: request.format.media_type() })
    }

    /// The rows behind record `last`, as cells.
    fn page(&self, last: i64) -> Result<Vec<PageRow>> {
        let id = Column::plain("id");
        let behind = Predicate::Compare(id.clone(), Compare::Gt, last.into());
        let predicate = self.predicate.clone().and(behind);
        let (mut columns, fields) = (self.seen.columns(), &self.seen.fields);
        let own = columns.len();
        columns.extend(self.lines.iter().flat_map(|lines| lines.seen.flags()));
        let order = [Order { column: id, descending: false }];
        let select = Select { table: self.object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(PAGE) };
        let select = Run::Long.of(select);
        self.db.read_blocking(|reader| {
            let mut rows: Vec<Row> = select.load(reader.conn)?;
            let mut flags: Vec<Vec<Value>> = rows.iter_mut().map(|row| row.0.split_off(own.min(row.0.len()))).collect();
            self.seen.mask(&mut rows);
            let mut titles = Titles::default();
            show::collect(fields, &rows, &mut titles);
            titles.load_whole(self.engine, reader.conn, self.actor)?;
            let logins = self.logins(reader.conn, fields, &rows)?;
            let context = self.engine.context(self.actor, reader.now);
            let shown = rows.iter().zip(&mut flags).map(|(row, flags)| {
                let (id, cells) = (show::record(fields, row).id.0, self.cells(row, &titles, &logins, &context));
                PageRow { id, cells, flags: std::mem::take(flags) }
            });
            Ok(shown.collect())
        })
    }

    /// What tells namesakes apart: their logins, or `#` and their numbers where these are not for the actor to know.
    fn logins(&self, conn: &mut SqliteConnection, fields: &[&Field], rows: &[Row]) -> Result<HashMap<i64, String>> {
        let people = if self.with_logins { people_of(fields, rows) } else { Vec::new() };
        if self.engine.may_know_logins(self.actor) {
            return users::logins(conn, &people);
        }
        Ok(people.into_iter().map(|id| (id, format!("#{id}"))).collect())
    }

    fn cells(&self, row: &Row, titles: &Titles, logins: &HashMap<i64, String>, context: &Context) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(row.0.len());
        for (field, value) in self.seen.fields.iter().zip(&row.0) {
            cells.push(cell(field, value, titles, context));
            if self.with_logins && login_of(field).is_some() {
                let login = value.int().and_then(|id| logins.get(&id));
                cells.push(login.map_or(Cell::Empty, |login| Cell::Text(login.clone())));
            }
        }
        cells
    }
}

/// Everybody who is named in some rows.
fn people_of(fields: &[&Field], rows: &[Row]) -> Vec<i64> {
    let named = fields.iter().enumerate().filter(|(_, field)| login_of(field).is_some());
    let mut ids: Vec<i64> = named.flat_map(|(at, _)| rows.iter().filter_map(move |row| row.0[at].int())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

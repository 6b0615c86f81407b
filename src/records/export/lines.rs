//! One row a line: the record's columns are repeated, then come those of the line. A record without lines has one row.
//!
//! Lines are read so many at a time, whatever number of them a record has. What is masked or hidden on a record's page is so here.

use diesel::RunQueryDsl;

use super::page::{ExportScope, PAGE, PageRow, cell};
use crate::actor::Language;
use crate::db::sql::{CappedCount, Column, Compare, Order, Predicate, Run, Select};
use crate::db::{Reader, Row, Value};
use crate::error::Result;
use crate::model::{Lines, Object};
use crate::records::lines::record_column;
use crate::records::links::Titles;
use crate::records::mask::VisibleFields;
use crate::sheet::{Cell, SheetError};

/// The lines that are exported, and which of their fields somebody sees.
pub(super) struct LineColumns<'o> {
    pub set: &'o Lines,
    pub seen: VisibleFields<'o>,
}

/// Where a line stands among all lines: its record, its place, its number.
type LineKey = [i64; 3];

impl LineColumns<'_> {
    /// `明细.产品`: what an import takes for the lines' product.
    pub fn headings(&self, object: &Object, language: Language) -> Vec<String> {
        let set = object.line_set_label(self.set, language);
        self.seen.fields.iter().map(|field| format!("{set}.{}", field.label(language))).collect()
    }

    /// How many lines the records have, up to `most`.
    pub fn count(&self, reader: &mut Reader<'_>, object: &Object, records: &Predicate, most: i64) -> Result<i64> {
        let table = object.table().to_owned().into();
        let of_them = Predicate::Through(Column::Plain(record_column(object)), table, Box::new(records.clone()));
        Ok(Run::Long.of(CappedCount { table: &self.set.table, predicate: &of_them, cap: most }).get_result(reader.conn)?)
    }

    /// Puts the lines of a page of records, in the order of the records.
    pub fn write(
        &self,
        scope: ExportScope<'_>,
        page: &[PageRow],
        put: &mut dyn FnMut(&[Cell]) -> std::result::Result<(), SheetError>,
    ) -> Result<()> {
        let empty = vec![Cell::Empty; self.seen.fields.len()];
        let mut records = page.iter().peekable();
        let mut is_bare = true;
        let mut behind = None;
        loop {
            let lines = self.chunk(scope, page, behind)?;
            for (key, cells) in &lines {
                while let Some(passed) = records.next_if(|record| record.id < key[0]) {
                    if std::mem::replace(&mut is_bare, true) {
                        put(&[passed.cells.as_slice(), &empty].concat())?;
                    }
                }
                if let Some(record) = records.peek() {
                    is_bare = false;
                    put(&[record.cells.as_slice(), cells].concat())?;
                }
            }
            behind = lines.last().map(|(key, _)| *key);
            if lines.len() < PAGE as usize {
                break;
            }
        }
        for passed in records {
            if std::mem::replace(&mut is_bare, true) {
                put(&[passed.cells.as_slice(), &empty].concat())?;
            }
        }
        Ok(())
    }

    /// The next lines of a page, each as its cells.
    fn chunk(&self, scope: ExportScope<'_>, page: &[PageRow], behind: Option<LineKey>) -> Result<Vec<(LineKey, Vec<Cell>)>> {
        let fields = &self.seen.fields;
        let key = [Column::Plain(record_column(scope.object)), Column::plain("position"), Column::plain("id")];
        let columns: Vec<Column> = key.iter().cloned().chain(fields.iter().map(|field| field.column())).collect();
        let from = behind.map_or(i64::MIN, |key| key[0]);
        let records = page.iter().filter(|record| record.id >= from).map(|record| Value::Int(record.id)).collect();
        let predicate = Predicate::In(key[0].clone(), records).and(behind.map_or(Predicate::True, |last| after(&key, last)));
        let order = key.map(|column| Order { column, descending: false });
        let select = Select { table: &self.set.table, columns: &columns, predicate: &predicate, order: &order, limit: Some(PAGE) };
        scope.db.read_blocking(|reader| {
            let rows: Vec<Row> = Run::Long.of(select).load(reader.conn)?;
            let mut lines = Vec::with_capacity(rows.len());
            let mut titles = Titles::default();
            for mut row in rows {
                let mut values = row.0.split_off(order.len());
                let key: LineKey = std::array::from_fn(|nth| row.0.get(nth).and_then(Value::int).unwrap_or_default());
                let Ok(at) = page.binary_search_by_key(&key[0], |record| record.id) else { continue };
                self.seen.mask_values(&mut values, &page[at].flags);
                for (field, value) in fields.iter().zip(&values) {
                    value.int().into_iter().for_each(|id| titles.want(field.kind.refers(), field.target.as_deref(), id));
                }
                lines.push((key, values));
            }
            titles.load_whole(scope.engine, reader.conn, scope.actor)?;
            let context = scope.engine.context(scope.actor, reader.now);
            let cells = |values: &[Value]| fields.iter().zip(values).map(|(field, value)| cell(field, value, &titles, &context)).collect();
            Ok(lines.iter().map(|(key, values)| (*key, cells(values))).collect())
        })
    }
}

/// Behind a line, in the order of all of them.
fn after(key: &[Column; 3], last: LineKey) -> Predicate {
    let compare = |nth: usize, how| Predicate::Compare(key[nth].clone(), how, last[nth].into());
    let within = |nth| compare(nth, Compare::Eq);
    let further = compare(1, Compare::Gt).or(within(1).and(compare(2, Compare::Gt)));
    compare(0, Compare::Gt).or(within(0).and(further))
}

//! What stands upon a record that would go: something that hangs on it by now, or was changed since.

use diesel::RunQueryDsl;

use super::plan::Reversal;
use super::step::RecordUndo;
use super::store;
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Field, Object, Value};
use crate::records::{read, timeline};

/// As many are looked at at once. The newest come first, because what stands upon a record is newer than it.
const LOOK: usize = 100;

impl RecordUndo<'_> {
    /// The first thing that hangs on a record and neither came with it nor did before, or was changed since.
    pub(super) fn hangs(&self, tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<Option<String>> {
        let catalog = self.engine.catalog.clone();
        for (child, link) in catalog.links_to(&object.name) {
            let is_part = child.parent.as_ref() == Some(&link.name);
            let mut below = RecordId(i64::MAX);
            loop {
                let records = self.pointing(tx, child, link, id, below)?;
                for record in &records {
                    let stands = match self.came_along(tx, child, *record)? {
                        true => is_part && self.hangs(tx, child, *record)?.is_some(),
                        false => self.is_newer(tx, child, link, *record)?,
                    };
                    if stands {
                        return Ok(Some(child.one(tx.actor.language)));
                    }
                }
                match records.last() {
                    Some(last) if records.len() == LOOK => below = *last,
                    _ => break,
                }
            }
        }
        Ok(None)
    }

    fn pointing(&self, tx: &mut Tx<'_>, child: &Object, link: &Field, id: RecordId, below: RecordId) -> Result<Vec<RecordId>> {
        let older = Predicate::Compare(Column::plain("id"), Compare::Lt, below.into());
        let points = Predicate::Compare(link.column(), Compare::Eq, id.0.into()).and(read::alive()).and(older);
        let (columns, order) = ([Column::plain("id")], [Order { column: Column::plain("id"), descending: true }]);
        let select = Select { table: child.table(), columns: &columns, predicate: &points, order: &order, limit: Some(LOOK as i64) };
        let rows: Vec<Row> = select.load(tx.conn)?;
        Ok(rows.iter().filter_map(|row| row.0[0].int()).map(RecordId).collect())
    }

    /// Made by the same operation, and as it left it.
    fn came_along(&self, tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<bool> {
        let Some((Reversal::Delete, first)) = self.plan.reversal(&object.name, id) else { return Ok(false) };
        let known: Vec<_> = [self.undoable.id].into_iter().chain(tx.operation()).collect();
        Ok(!store::is_touched_by_others(tx.conn, &object.name, id, first, &known)?)
    }

    /// Whether it has come to hang here only since the operation began: a link that was there before stands upon nothing of it.
    fn is_newer(&self, tx: &mut Tx<'_>, object: &Object, link: &Field, id: RecordId) -> Result<bool> {
        let history = store::history(tx.conn, &object.name, id, self.plan.begins)?;
        let mut since = history.iter().filter(|row| Some(row.operation()) != tx.operation());
        let hangs = |row: &store::HistoryRow| {
            let changes = || timeline::parse_changes(&Value::Text(row.changes.clone()));
            matches!(row.verb.as_str(), "create" | "restore") || changes().iter().any(|change| change.field == link.name)
        };
        Ok(since.any(hangs))
    }
}

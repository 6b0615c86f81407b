//! What goes into the recycle bin, or comes out of it, together with a record; and what is looked at once all of it has.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Writing;
use crate::db::sql::{Column, Compare, Predicate};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Name, Object, Record};

/// Children that are held in memory at once.
const BATCH: i64 = 500;

/// Kept while a cascade runs.
#[derive(Default)]
pub(super) struct Cascade {
    /// Whether the record that all else follows has gone or come.
    begun: bool,
    /// What has gone or come so far and is to be looked at in the end: then nothing is in the way any more that only comes later.
    pub moved: Vec<(Arc<Object>, RecordId)>,
    /// The records that keep figures about any of it. Each is counted once, however many children it has.
    pub stale: BTreeSet<(Name, RecordId)>,
}

impl Writing<'_, '_> {
    /// Goes through what hangs on a record, as many at a time as are good to hold. What `f` does to one must not bring it behind others.
    pub(super) fn for_each_child(
        &mut self,
        object: &Object,
        id: RecordId,
        which: &Predicate,
        mut f: impl FnMut(&mut Self, &Arc<Object>, &Record) -> Result<()>,
    ) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        for (child, field) in catalog.links_to(&object.name).filter(|(child, field)| child.parent.as_ref() == Some(&field.name)) {
            let hangs = Predicate::Compare(field.column(), Compare::Eq, id.0.into()).and(which.clone());
            let mut last = 0;
            loop {
                let next = hangs.clone().and(Predicate::Compare(Column::plain("id"), Compare::Gt, last.into()));
                let records = self.load_some(child, &next, BATCH)?;
                for record in &records {
                    f(self, child, record)?;
                }
                let Some(record) = records.last() else { break };
                last = record.id.0;
            }
        }
        Ok(())
    }

    /// Has the figures about a record counted: about the first at once, so that its rules see how they are then, about what follows it
    /// in the end.
    pub(super) fn refresh_about(&mut self, object: &Object, record: &Record, cascade: &mut Cascade) -> Result<()> {
        let keepers = self.keepers(object, record).into_iter();
        if std::mem::replace(&mut cascade.begun, true) {
            cascade.stale.extend(keepers);
            return Ok(());
        }
        self.settle(keepers.collect())
    }

    /// Refreshes what a cascade has left stale.
    pub(super) fn settle(&mut self, stale: BTreeSet<(Name, RecordId)>) -> Result<()> {
        for (keeper, id) in stale {
            let keeper = self.engine.object(&keeper)?.clone();
            self.refresh_figures(&keeper, id)?;
        }
        Ok(())
    }
}

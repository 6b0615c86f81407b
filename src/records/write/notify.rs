//! Tells people what a change means for them.

use super::Writing;
use crate::db::sql::Predicate;
use crate::error::Result;
use crate::ids::{RecordId, UserId};
use crate::model::{Object, Record, Verb};
use crate::notices::{self, NewNotice, NoticeKind};
use crate::records::read;

impl Writing<'_, '_> {
    /// Tells whoever a record belongs to now, and did not before. Of what lies in the recycle bin nobody is told.
    pub(super) fn tell_owner(&mut self, object: &Object, verb: &Verb, before: Option<&Record>, after: &Record) -> Result<()> {
        let Some(owner) = object.owner.as_deref() else { return Ok(()) };
        let of = |record: Option<&Record>| record.and_then(|record| record.get(owner).int()).map(UserId);
        let (former, next) = (of(before), of(Some(after)));
        let Some(next) = next.filter(|next| former != Some(*next)) else { return Ok(()) };
        let handed_over = *verb == Verb::HAND_OVER;
        if (handed_over || *verb == Verb::TAKE_BACK) && !self.stands(object, after.id)? {
            return Ok(());
        }
        let kind = if handed_over { NoticeKind::Handover } else { NoticeKind::Assigned };
        let notice = NewNotice::new(kind, &object.name).on(after.id.0);
        // Whose it was says where it comes from; only a handover is about that.
        let from = former.filter(|_| handed_over);
        notices::tell(self.tx, next, &from.into_iter().fold(notice, |notice, from| notice.with("from", from.0)))
    }

    fn stands(&mut self, object: &Object, id: RecordId) -> Result<bool> {
        read::exists(self.tx.conn, object, &Predicate::id(id.0).and(read::alive()))
    }
}

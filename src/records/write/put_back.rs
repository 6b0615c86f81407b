//! Former values, given back with the rights of the acts that had changed them.

use super::Writing;
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Draft, Object, Verb};
use crate::records::read;

impl Writing<'_, '_> {
    /// Each part bears the verb whose right it takes: [`Verb::Update`] with the right to each field, or an action. What followed from
    /// an act ([`Verb::Follow`]) asks no permission of its own. Read-only fields go back, too: the act had set them.
    pub(super) fn put_back(&mut self, object: &Object, id: RecordId, parts: Vec<(Verb, Draft)>) -> Result<()> {
        let (mut sight, mut guarded, mut draft) = (read::alive(), Vec::new(), Draft::new());
        for (verb, part) in parts {
            sight = sight.and(self.sight(object, &verb)?);
            if verb == Verb::Update {
                let typed = part.iter().filter(|(name, _)| object.field(name).is_none_or(|field| !field.readonly));
                let typed: Draft = typed.map(|(name, value)| (name.clone(), value.clone())).collect();
                guarded.extend(self.writable(object, &verb, &typed)?);
            }
            part.iter().for_each(|(name, value)| draft.put(name.clone(), value.clone()));
        }
        let before = self.before(object, id, sight, None)?;
        self.written_here(object, id, guarded)?;
        self.change(object, &before, &Verb::Undo, draft)
    }
}

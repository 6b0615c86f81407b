//! Former values, given back with the rights of the acts that had changed them.

use super::Writing;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Name, Object, Verb};
use crate::records::read;

impl Writing<'_, '_> {
    /// Each part bears the verb whose right it takes: [`Verb::Update`] with the right to each field, or an action. What followed from
    /// an act ([`Verb::FOLLOW`]) asks no permission of its own. Read-only fields go back, too: the act had set them.
    pub(super) fn put_back(&mut self, object: &Object, id: RecordId, parts: Vec<(Verb, Draft)>) -> Result<()> {
        let (mut sight, mut guarded, mut edited, mut all) = (read::alive(), Vec::new(), Draft::new(), Draft::new());
        for (verb, part) in parts {
            sight = sight.and(self.sight(object, &verb)?);
            if verb == Verb::Update {
                let typed = part.iter().filter(|(name, _)| object.field(name).is_none_or(|field| !field.readonly));
                edited = typed.map(|(name, value)| (name.clone(), value.clone())).collect();
                guarded = self.writable(object, &verb, &edited)?;
                guarded.extend(self.guarded_lines(object, &verb, self.fields_of_lines(object, &part)?));
                part.line_sets().for_each(|name| edited.put_lines(name.clone(), part.lines(name).unwrap_or_default().to_vec()));
            }
            part.line_sets().for_each(|name| all.put_lines(name.clone(), part.lines(name).unwrap_or_default().to_vec()));
            part.iter().for_each(|(name, value)| all.put(name.clone(), value.clone()));
        }
        let before = self.before(object, id, sight, None)?;
        self.written_here(object, &before, guarded)?;
        self.not_frozen(object, &before, &edited)?;
        self.lines_writable(object, &Verb::UNDO, Some(&before), &all)?;
        self.change(object, &before, &Verb::UNDO, all)
    }

    /// What may be written of the lines that go back; whoever may not write all of a line gives none back.
    fn fields_of_lines(&self, object: &Object, part: &Draft) -> Result<Vec<Name>> {
        let rights = self.engine.fields(self.tx.actor, object, &Verb::Update);
        let mut fields = Vec::new();
        for set in part.line_sets().filter_map(|name| object.line_set(name)) {
            let typed = || set.fields.iter().filter(|field| !field.readonly);
            if typed().any(|field| !rights.may_write(field)) {
                return Err(Error::rejected(set.name.to_string(), "field.readonly"));
            }
            fields.extend(typed().map(|field| field.name.clone()));
        }
        Ok(fields)
    }
}

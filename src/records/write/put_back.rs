//! Former values, given back with the rights of the acts that had changed them.

use super::Writing;
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Name, Object, Record, Verb};
use crate::records::read;

/// Fields that go back by the right to one verb.
#[derive(Debug)]
pub struct PutBackPart {
    pub verb: Verb,
    /// The act is done anew, because an undo of it is undone.
    pub again: bool,
    pub draft: Draft,
}

impl Writing<'_, '_> {
    /// Each part bears the verb whose right it takes: [`Verb::Update`] with the right to each field, or an action. What followed from
    /// an act ([`Verb::FOLLOW`]) asks no permission of its own. Read-only fields go back, too: the act had set them. An act that is
    /// done anew has to be lawful as the record stands.
    pub(super) fn put_back(&mut self, object: &Object, id: RecordId, parts: Vec<PutBackPart>) -> Result<()> {
        let (mut sight, mut guarded, mut edited, mut all) = (read::alive(), Vec::new(), Draft::new(), Draft::new());
        for PutBackPart { verb, draft: part, .. } in &parts {
            sight = sight.and(self.sight(object, verb)?);
            if *verb == Verb::Update {
                let typed = part.iter().filter(|(name, _)| object.field(name).is_none_or(|field| !field.readonly));
                edited = typed.map(|(name, value)| (name.clone(), value.clone())).collect();
                guarded = self.writable(object, verb, &edited)?;
                guarded.extend(self.guarded_lines(object, verb, self.fields_of_lines(object, part)?));
                part.line_sets().for_each(|name| edited.put_lines(name.clone(), part.lines(name).unwrap_or_default().to_vec()));
            }
            part.line_sets().for_each(|name| all.put_lines(name.clone(), part.lines(name).unwrap_or_default().to_vec()));
            part.iter().for_each(|(name, value)| all.put(name.clone(), value.clone()));
        }
        let before = self.before(object, id, sight, None)?;
        for part in parts.iter().filter(|part| part.again) {
            self.lawful_again(object, &before, part)?;
        }
        self.written_here(object, &before, guarded)?;
        self.not_frozen(object, &before, &edited)?;
        self.lines_writable(object, &Verb::UNDO, Some(&before), &all)?;
        self.change(object, &before, &Verb::UNDO, all)
    }

    /// An act that is done anew leads out of the state in which the record is, and to where it leads today.
    fn lawful_again(&self, object: &Object, before: &Record, part: &PutBackPart) -> Result<()> {
        let Verb::Act(name) = &part.verb else { return Ok(()) };
        let action = object.action(name).ok_or_else(|| Error::NotFound(Reason::new("action.unknown").with("action", name)))?;
        self.lawful(object, action, before)?;
        let state = object.state_field().map(|field| &field.name);
        match state.and_then(|state| Some((state, part.draft.get(state)?))) {
            Some((state, value)) if value.text() != action.to.as_deref() => Err(Error::rejected(state.to_string(), "field.readonly")),
            _ => Ok(()),
        }
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

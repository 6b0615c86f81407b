//! A named step of the object.

use super::complete::required;
use super::{ExpectedVersion, Writing};
use crate::error::{Error, Invalid, Reason, Result};
use crate::i18n;
use crate::ids::RecordId;
use crate::model::{Action, Draft, Object, Record, Value, Verb};
use crate::records::read;

impl Writing<'_, '_> {
    pub(super) fn act(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion, name: &str, input: Draft) -> Result<()> {
        let action = object.action(name).ok_or_else(|| Error::NotFound(Reason::new("action.unknown").with("action", name)))?.clone();
        let verb = Verb::Act(action.name.clone());
        let sight = self.sight(object, &verb)?;
        let before = self.before(object, id, read::alive().and(sight), seen)?;
        self.lawful(object, &action, &before)?;
        self.input_is_good(&action, &input)?;
        let mut draft = (action.run)(self, &before, &input)?;
        if let (Some(states), Some(to)) = (&object.states, &action.to) {
            draft.put(states.field.clone(), to.as_ref());
        }
        self.change(object, &before, &verb, draft)
    }

    /// An act from a state that it does not lead out of is refused with those from which it does.
    pub(super) fn lawful(&self, object: &Object, action: &Action, before: &Record) -> Result<()> {
        let state = object.state_field();
        let stands = state.and_then(|field| before.get(&field.name).text());
        if action.is_lawful(stands) {
            return Ok(());
        }
        let language = self.tx.actor.language;
        let label = |value: &str| state.map_or_else(|| value.to_owned(), |field| field.option_label(value, language));
        let allowed: Vec<_> = action.from.iter().map(|from| label(from)).collect();
        let reason = Reason::new("action.state").with("action", object.action_label(&action.name, language));
        Err(Error::Conflict(reason.with("state", label(stands.unwrap_or_default())).with("allowed", i18n::listed(language, &allowed))))
    }

    /// Required input is there, and its links lead to what is in sight.
    fn input_is_good(&mut self, action: &Action, input: &Draft) -> Result<()> {
        let mut wrong = Vec::new();
        for field in &action.input {
            if field.required && input.given(&field.name).is_none() {
                wrong.push(required(field, self.tx.actor));
            }
            if let Some(Value::Int(id)) = input.get(&field.name)
                && !self.link_is_good(field, *id, &Verb::Update)?
            {
                wrong.push(Invalid::new(field.name.to_string(), "link.unknown"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Rejected(wrong)) }
    }
}

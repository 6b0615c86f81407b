//! A named step of the object.

use super::Writing;
use super::complete::required;
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Object, Verb};
use crate::records::read;

impl Writing<'_, '_> {
    pub(super) fn act(&mut self, object: &Object, id: RecordId, name: &str, input: Draft) -> Result<()> {
        let action = object.action(name).ok_or_else(|| Error::NotFound(Reason::new("action.unknown").with("action", name)))?.clone();
        let verb = Verb::Act(action.name.clone());
        let sight = self.sight(object, &verb)?;
        let before = self.before(object, id, read::alive().and(sight), None)?;
        let missing: Vec<_> = action.input.iter().filter(|f| f.required && input.given(&f.name).is_none()).collect();
        if !missing.is_empty() {
            return Err(Error::Rejected(missing.into_iter().map(|f| required(f, self.tx.actor)).collect()));
        }
        let draft = (action.run)(self, &before, &input)?;
        self.change(object, &before, &verb, draft)
    }
}

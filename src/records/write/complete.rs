//! Whether what is wanted makes a whole record.

use diesel::RunQueryDsl;

use super::Writing;
use crate::actor::Actor;
use crate::db::Row;
use crate::db::sql::{Column, Predicate, Select};
use crate::error::{Error, Invalid, Result};
use crate::model::{Draft, Field, Object, Record, Refers, Value, Verb};
use crate::records::read;

impl Writing<'_, '_> {
    /// Required fields are there, links lead to records in sight.
    pub(super) fn complete(&mut self, object: &Object, before: Option<&Record>, verb: &Verb, draft: &Draft) -> Result<()> {
        let mut wrong = Vec::new();
        for field in &object.fields {
            // The app writes what follows from an act; what is missing elsewhere in the record is nobody's fault then.
            let stands =
                || if verb.is_of_the_app() && before.is_some() { None } else { Some(before.map_or(&Value::Null, |b| b.get(&field.name))) };
            let value = draft.get(&field.name).or_else(stands);
            if field.required && value.is_some_and(Value::is_null) {
                wrong.push(required(field, self.tx.actor));
            }
            if let Some(Value::Int(id)) = draft.get(&field.name)
                && !self.link_is_good(field, *id, verb)?
            {
                wrong.push(Invalid::new(field.name.to_string(), "link.unknown"));
            }
        }
        wrong.extend(self.complete_lines(object, before, verb, draft)?);
        if wrong.is_empty() { Ok(()) } else { Err(Error::Rejected(wrong)) }
    }

    /// Whether a link leads to something that is there; for people, to something in their sight.
    pub(super) fn link_is_good(&mut self, field: &Field, id: i64, verb: &Verb) -> Result<bool> {
        let (table, sight) = match (field.kind.refers(), field.target.as_deref()) {
            (Refers::Nothing, _) => return Ok(true),
            (Refers::User, _) => ("user".to_owned(), Predicate::True),
            (Refers::Department, _) => ("department".to_owned(), Predicate::True),
            (Refers::Record, None) => return Ok(false),
            (Refers::Record, Some(target)) => {
                let target = self.engine.object(target)?;
                let seen = if verb.is_of_the_app() { Predicate::True } else { self.engine.sight(self.tx.actor, target, &Verb::Read)? };
                (target.table().to_owned(), read::alive().and(seen))
            }
        };
        let predicate = Predicate::id(id).and(sight);
        let select = Select { table: &table, columns: &[Column::plain("id")], predicate: &predicate, order: &[], limit: Some(1) };
        Ok(!select.load::<Row>(self.tx.conn)?.is_empty())
    }
}

pub(super) fn required(field: &Field, actor: &Actor) -> Invalid {
    Invalid::new(field.name.to_string(), "field.required").with("label", field.label(actor.language))
}

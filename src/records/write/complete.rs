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
    pub(super) fn complete(&mut self, object: &Object, before: Option<&Record>, draft: &Draft) -> Result<()> {
        let mut wrong = Vec::new();
        for field in &object.fields {
            let value = draft.get(&field.name).or_else(|| before.map(|b| b.get(&field.name)));
            if field.required && value.is_none_or(Value::is_null) {
                wrong.push(required(field, self.tx.actor));
            }
            if let Some(Value::Int(id)) = draft.get(&field.name)
                && !self.link_is_good(field, *id)?
            {
                wrong.push(Invalid::new(field.name.to_string(), "link.unknown"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Rejected(wrong)) }
    }

    pub(super) fn link_is_good(&mut self, field: &Field, id: i64) -> Result<bool> {
        let (table, sight) = match (field.kind.refers(), field.target.as_deref()) {
            (Refers::Nothing, _) => return Ok(true),
            (Refers::User, _) => ("user".to_owned(), Predicate::True),
            (Refers::Department, _) => ("department".to_owned(), Predicate::True),
            (Refers::Record, None) => return Ok(false),
            (Refers::Record, Some(target)) => {
                let target = self.engine.object(target)?;
                (target.table().to_owned(), read::alive().and(self.engine.sight(self.tx.actor, target, &Verb::Read)?))
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

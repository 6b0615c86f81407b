//! Numbers by rule, drawn just before the record is inserted: whatever is refused burns none.

use diesel::RunQueryDsl;

use super::Writing;
use crate::db::Row;
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::error::{Error, Invalid, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Object, SerialRule};
use crate::people::settings;
use crate::records::read;

/// A number that was brought along (an import, say) is passed over; so many in a row are an error in the rule.
const TRIES: i64 = 10_000;

/// The setting in which a company keeps its own rule for a field.
pub fn serial_setting(object: &Object, field: &Field) -> String {
    format!("serial.{}.{}", object.name, field.name)
}

impl Writing<'_, '_> {
    /// Takes over numbers that were brought along, unless another record bears one of them, be it in the recycle bin.
    pub(super) fn take_numbers(&mut self, object: &Object, draft: &mut Draft, numbers: Draft) -> Result<()> {
        let mut wrong = Vec::new();
        for (name, number) in numbers.iter() {
            let Some(field) = object.field(name) else { continue };
            if read::exists(self.tx.conn, object, &Predicate::Compare(field.column(), Compare::Eq, number.clone()))? {
                wrong.push(Invalid::new(name.to_string(), "duplicate.number").with("number", number.text().unwrap_or_default()));
            }
            draft.put(name.clone(), number.clone());
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Rejected(wrong)) }
    }

    /// Gives each numbered field its next number, unless one was brought along.
    pub(super) fn draw_numbers(&mut self, object: &Object, draft: &mut Draft) -> Result<()> {
        for (field, shipped) in object.fields.iter().filter_map(|field| Some((field, field.serial.as_deref()?))) {
            if draft.given(&field.name).is_some() {
                continue;
            }
            let own = settings::get(self.tx.conn, &serial_setting(object, field))?;
            let rule = SerialRule::parse(own.as_deref().unwrap_or(shipped)).map_err(|why| Error::internal(why.code()))?;
            let number = self.draw(object, field, &rule)?;
            draft.put(field.name.clone(), number);
        }
        Ok(())
    }

    fn draw(&mut self, object: &Object, field: &Field, rule: &SerialRule) -> Result<String> {
        let day = self.tx.now.with_timezone(&self.engine.zone).date_naive();
        let period = rule.period(day);
        let of = |column: &'static str, value: &str| Predicate::Compare(Column::plain(column), Compare::Eq, value.into());
        let counter = of("object", &object.name).and(of("field", &field.name)).and(of("period", &period));
        let columns = ["id", "next"].map(Column::plain);
        let select = Select { table: "serial", columns: &columns, predicate: &counter, order: &[], limit: Some(1) };
        let rows: Vec<Row> = select.load(self.tx.conn)?;
        let known = rows.first().and_then(|row| Some((RecordId(row.0[0].int()?), row.0[1].int()?)));
        let first = known.map_or(1, |(_, next)| next);
        for next in first..first + TRIES {
            let number = rule.number(day, next);
            let taken = Predicate::Compare(field.column(), Compare::Eq, number.as_str().into());
            if !read::exists(self.tx.conn, object, &taken)? {
                let after = ("next", (next + 1).into());
                match known {
                    Some((id, _)) => drop(self.tx.update("serial", id, None, &[after])?),
                    None => {
                        let of =
                            [("object", object.name.as_ref().into()), ("field", field.name.as_ref().into()), ("period", period.into())];
                        self.tx.insert("serial", &of.into_iter().chain([after]).collect::<Vec<_>>())?;
                    }
                }
                return Ok(number);
            }
        }
        Err(Error::internal(format!("no free number for {}.{}", object.name, field.name)))
    }
}

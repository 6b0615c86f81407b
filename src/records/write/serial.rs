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

/// The highest counter behind which a number that was brought along has others go on; beyond it somebody has mistyped.
const MOST: i64 = 999_999_999;

/// The setting in which a company keeps its own rule for a field.
pub fn serial_setting(object: &Object, field: &Field) -> String {
    format!("serial.{}.{}", object.name, field.name)
}

impl Writing<'_, '_> {
    /// Takes over numbers that were brought along, unless another record bears one of them, be it in the recycle bin. Those that follow
    /// the rule in force are gone on from.
    pub(super) fn take_numbers(&mut self, object: &Object, draft: &mut Draft, numbers: Draft) -> Result<()> {
        let mut wrong = Vec::new();
        for (name, number) in numbers.iter() {
            let Some(field) = object.field(name) else { continue };
            let text = number.text().unwrap_or_default();
            if self.is_taken(object, field, text)? {
                wrong.push(Invalid::new(name.to_string(), "duplicate.number").with("number", text));
            }
            draft.put(name.clone(), number.clone());
        }
        if !wrong.is_empty() {
            return Err(Error::Rejected(wrong));
        }
        numbers.iter().try_for_each(|(name, number)| match object.field(name) {
            Some(field) => self.go_on_from(object, field, number.text().unwrap_or_default()),
            None => Ok(()),
        })
    }

    fn go_on_from(&mut self, object: &Object, field: &Field, number: &str) -> Result<()> {
        let counted = self.rule(object, field)?.and_then(|rule| rule.counted(number));
        let Some((period, counter)) = counted.filter(|(_, counter)| *counter <= MOST) else { return Ok(()) };
        match self.counter(object, field, &period)? {
            Some((_, next)) if next > counter => Ok(()),
            known => self.count_on(object, field, period, known, counter + 1),
        }
    }

    /// Gives each numbered field its next number, unless one was brought along.
    pub(super) fn draw_numbers(&mut self, object: &Object, draft: &mut Draft) -> Result<()> {
        for field in object.fields.iter().filter(|field| field.serial.is_some()) {
            if draft.given(&field.name).is_none()
                && let Some(rule) = self.rule(object, field)?
            {
                draft.put(field.name.clone(), self.draw(object, field, &rule)?);
            }
        }
        Ok(())
    }

    /// The company's own rule, or the one that is shipped.
    fn rule(&mut self, object: &Object, field: &Field) -> Result<Option<SerialRule>> {
        let Some(shipped) = field.serial.as_deref() else { return Ok(None) };
        let own = settings::get(self.tx.conn, &serial_setting(object, field))?;
        SerialRule::parse(own.as_deref().unwrap_or(shipped)).map(Some).map_err(|why| Error::internal(why.code()))
    }

    fn draw(&mut self, object: &Object, field: &Field, rule: &SerialRule) -> Result<String> {
        let day = self.tx.now.with_timezone(&self.engine.zone).date_naive();
        let period = rule.period(day);
        let known = self.counter(object, field, &period)?;
        let taken = |work: &mut Self, counter: i64| work.is_taken(object, field, &rule.number(day, counter));
        let mut free = known.map_or(1, |(_, next)| next);
        if taken(self, free)? {
            // Numbers that came by under another rule: in steps that double to one that is free, then to the first behind a taken one.
            let (mut last, mut step) = (free, 1);
            loop {
                free =
                    last.checked_add(step).ok_or_else(|| Error::internal(format!("no free number for {}.{}", object.name, field.name)))?;
                if !taken(self, free)? {
                    break;
                }
                (last, step) = (free, step * 2);
            }
            while free - last > 1 {
                let between = last + (free - last) / 2;
                if taken(self, between)? { last = between } else { free = between }
            }
        }
        self.count_on(object, field, period, known, free + 1)?;
        Ok(rule.number(day, free))
    }

    fn is_taken(&mut self, object: &Object, field: &Field, number: &str) -> Result<bool> {
        read::exists(self.tx.conn, object, &Predicate::Compare(field.column(), Compare::Eq, number.into()))
    }

    /// The row in which a period is counted, and its next counter.
    fn counter(&mut self, object: &Object, field: &Field, period: &str) -> Result<Option<(RecordId, i64)>> {
        let of = |column: &'static str, value: &str| Predicate::Compare(Column::plain(column), Compare::Eq, value.into());
        let counter = of("object", &object.name).and(of("field", &field.name)).and(of("period", period));
        let columns = ["id", "next"].map(Column::plain);
        let select = Select { table: "serial", columns: &columns, predicate: &counter, order: &[], limit: Some(1) };
        let rows: Vec<Row> = select.load(self.tx.conn)?;
        Ok(rows.first().and_then(|row| Some((RecordId(row.0[0].int()?), row.0[1].int()?))))
    }

    fn count_on(&mut self, object: &Object, field: &Field, period: String, known: Option<(RecordId, i64)>, next: i64) -> Result<()> {
        let next = ("next", next.into());
        match known {
            Some((id, _)) => self.tx.update("serial", id, None, &[next]).map(drop),
            None => {
                let of = [("object", object.name.as_ref().into()), ("field", field.name.as_ref().into()), ("period", period.into())];
                self.tx.insert("serial", &of.into_iter().chain([next]).collect::<Vec<_>>()).map(drop)
            }
        }
    }
}

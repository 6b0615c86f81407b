//! Which fields somebody sees, and on which rows clearly. Values are masked as they leave the database: what comes after
//! (a list, a page, an export, a timeline) never holds what it must not show.

use super::show;
use crate::access::FieldRights;
use crate::db::Row;
use crate::db::sql::{Column, Predicate};
use crate::model::{Field, Value};

/// The fields of an object as somebody sees them.
pub struct VisibleFields<'o> {
    pub fields: Vec<&'o Field>,
    masks: Vec<FieldMask>,
    /// What the database is asked beside the values: whether these hold on the row.
    flags: Vec<Predicate>,
}

struct FieldMask {
    field: usize,
    clear: Flag,
    masked: Flag,
}

#[derive(Clone, Copy)]
enum Flag {
    Always,
    Never,
    /// The number of the flag that says.
    Asked(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    Clear,
    Masked,
    Hidden,
}

impl<'o> VisibleFields<'o> {
    /// Of the given fields those that may be seen on any row.
    pub fn new(fields: impl IntoIterator<Item = &'o Field>, rights: &FieldRights) -> Self {
        let fields: Vec<_> = fields.into_iter().filter(|field| rights.may_read(field)).collect();
        let (mut masks, mut flags) = (Vec::new(), Vec::new());
        let mut flag = |predicate: &Predicate| match predicate {
            Predicate::True => Flag::Always,
            Predicate::False => Flag::Never,
            asked => {
                let known = flags.iter().position(|known| known == asked);
                Flag::Asked(known.unwrap_or_else(|| {
                    flags.push(asked.clone());
                    flags.len() - 1
                }))
            }
        };
        for (nth, field) in fields.iter().enumerate() {
            if let Some(guarded) = rights.guarded(field).filter(|guarded| *guarded.clear != Predicate::True) {
                masks.push(FieldMask { field: nth, clear: flag(&guarded.clear), masked: flag(&guarded.masked) });
            }
        }
        Self { fields, masks, flags }
    }

    /// The columns to select; [`Self::mask`] takes the last of them away again.
    pub fn columns(&self) -> Vec<Column> {
        show::columns(&self.fields).into_iter().chain(self.flags()).collect()
    }

    /// Puts masks over what is not clear, and empties what is not to be seen at all.
    pub fn mask(&self, rows: &mut [Row]) {
        let width = show::width(&self.fields);
        for row in rows {
            let flags = row.0.split_off(width.min(row.0.len()));
            self.mask_values(&mut row.0, &flags);
        }
    }

    /// What has to be asked of a record so that values which stand elsewhere (in its lines) can be masked as its own are.
    pub fn flags(&self) -> impl Iterator<Item = Column> + '_ {
        self.flags.iter().map(|flag| Column::Holds(Box::new(flag.clone())))
    }

    /// The same for the values of the fields, in their order, when the answers to [`Self::flags`] are at hand.
    pub fn mask_values(&self, values: &mut [Value], flags: &[Value]) {
        for mask in &self.masks {
            let (field, Some(value)) = (self.fields[mask.field], values.get_mut(mask.field)) else { continue };
            match mask.look(flags) {
                _ if value.is_null() => {}
                Visibility::Clear => {}
                Visibility::Masked => *value = Value::Masked(field.kind.mask(field, value)),
                Visibility::Hidden => *value = Value::Null,
            }
        }
    }

    /// How a field looks on a row as it came from the database.
    pub fn look(&self, row: &Row, field: &Field) -> Visibility {
        let mask = self.masks.iter().find(|mask| self.fields[mask.field].name == field.name);
        mask.map_or(Visibility::Clear, |mask| mask.look(row.0.get(show::width(&self.fields)..).unwrap_or_default()))
    }
}

impl FieldMask {
    fn look(&self, flags: &[Value]) -> Visibility {
        let holds = |flag| match flag {
            Flag::Always => true,
            Flag::Never => false,
            Flag::Asked(nth) => flags.get(nth) == Some(&Value::Int(1)),
        };
        match (holds(self.clear), holds(self.masked)) {
            (true, _) => Visibility::Clear,
            (false, true) => Visibility::Masked,
            (false, false) => Visibility::Hidden,
        }
    }
}

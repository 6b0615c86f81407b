//! Which fields somebody sees, and on which rows clearly. Values are veiled as they leave the database: what comes after
//! (a list, a page, an export, a timeline) never holds what it must not show.

use super::show;
use crate::access::FieldRights;
use crate::db::Row;
use crate::db::sql::{Column, Predicate};
use crate::model::{Field, Value};

/// The fields of an object as somebody sees them.
pub struct Seen<'o> {
    pub fields: Vec<&'o Field>,
    veils: Vec<Veil>,
    /// What the database is asked beside the values: whether these hold on the row.
    flags: Vec<Predicate>,
}

struct Veil {
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
pub enum Look {
    Clear,
    Masked,
    Hidden,
}

impl<'o> Seen<'o> {
    /// Of the given fields those that may be seen on any row.
    pub fn new(fields: impl IntoIterator<Item = &'o Field>, rights: &FieldRights) -> Self {
        let fields: Vec<_> = fields.into_iter().filter(|field| rights.may_read(field)).collect();
        let (mut veils, mut flags) = (Vec::new(), Vec::new());
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
                veils.push(Veil { field: nth, clear: flag(&guarded.clear), masked: flag(&guarded.masked) });
            }
        }
        Self { fields, veils, flags }
    }

    /// The columns to select; [`Self::veil`] takes the last of them away again.
    pub fn columns(&self) -> Vec<Column> {
        let flags = self.flags.iter().map(|flag| Column::Holds(Box::new(flag.clone())));
        show::columns(&self.fields).into_iter().chain(flags).collect()
    }

    /// Puts masks over what is not clear, and empties what is not to be seen at all.
    pub fn veil(&self, rows: &mut [Row]) {
        let width = show::width(&self.fields);
        for row in rows {
            for veil in &self.veils {
                let look = veil.look(row, width);
                let field = self.fields[veil.field];
                let value = &mut row.0[veil.field];
                match look {
                    _ if value.is_null() => {}
                    Look::Clear => {}
                    Look::Masked => *value = Value::Masked(field.kind.mask(field, value)),
                    Look::Hidden => *value = Value::Null,
                }
            }
            row.0.truncate(width);
        }
    }

    /// How a field looks on a row as it came from the database.
    pub fn look(&self, row: &Row, field: &Field) -> Look {
        let veil = self.veils.iter().find(|veil| self.fields[veil.field].name == field.name);
        veil.map_or(Look::Clear, |veil| veil.look(row, show::width(&self.fields)))
    }
}

impl Veil {
    fn look(&self, row: &Row, width: usize) -> Look {
        let holds = |flag| match flag {
            Flag::Always => true,
            Flag::Never => false,
            Flag::Asked(nth) => row.0.get(width + nth) == Some(&Value::Int(1)),
        };
        match (holds(self.clear), holds(self.masked)) {
            (true, _) => Look::Clear,
            (false, true) => Look::Masked,
            (false, false) => Look::Hidden,
        }
    }
}

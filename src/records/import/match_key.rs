//! By what a row is known to speak of a record that is there already.
//!
//! By one field, which somebody chose or which is the object's own way: its number, its name. That another field has the same value (the
//! same switchboard) makes it a possible duplicate, which is reported, and never the same record.

use std::collections::HashSet;

use diesel::RunQueryDsl;

use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Invalid, Result};
use crate::i18n::short;
use crate::ids::RecordId;
use crate::model::{Draft, Field, Name, Object, Value, Verb};
use crate::records::{Engine, read};

/// So many records on one parent are looked at by spelling; beyond them a name has to be spelled alike.
const MOST_SIBLINGS: i64 = 500;

/// The fields that tell which record is meant: the first of them that a row has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct MatchKey {
    pub fields: Vec<Name>,
    /// The link within which they do.
    within: Option<Name>,
}

/// A field, and what makes two of its values the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct RowKey {
    pub field: Name,
    key: String,
}

/// Which record a row speaks of.
#[derive(Debug, PartialEq)]
pub(super) enum KnownRecord {
    New,
    One {
        id: RecordId,
        title: String,
    },
    /// More than one is called so.
    Several,
    /// There is one, out of sight.
    Elsewhere,
}

/// The fields by which somebody may have records of an object known.
pub fn match_fields(object: &Object) -> impl Iterator<Item = &Field> {
    let tells = |field: &&Field| {
        let is_own_name = field.name == object.title && (field.duplicate.is_some() || object.known_by.as_ref() == Some(&field.name));
        let identifies = field.duplicate.is_some() || field.is_personal() && field.kind.name() != "address";
        field.serial.is_some() || is_own_name || identifies && !field.readonly
    };
    object.fields.iter().filter(tells)
}

impl MatchKey {
    /// The chosen field has to be one that tells records apart, and one that the file has.
    pub fn of(object: &Object, mapped: &HashSet<Name>, chosen: Option<&str>) -> std::result::Result<Self, Invalid> {
        let within = object.known_by.as_ref().and(object.parent.clone());
        let fields: Vec<Name> = match chosen {
            Some(chosen) => {
                let field = match_fields(object).find(|field| field.name == chosen);
                let field = field.ok_or_else(|| Invalid::new("match_by", "import.match_unknown"))?;
                if !mapped.contains(&field.name) {
                    return Err(Invalid::new("match_by", "import.match_unmapped"));
                }
                vec![field.name.clone()]
            }
            None => {
                let numbers = object.fields.iter().filter(|field| field.serial.is_some());
                let named = object.fields.iter().filter(|field| field.name == object.title && field.serial.is_none());
                let named = named.filter(|field| field.duplicate.is_some() || object.known_by.as_ref() == Some(&field.name));
                numbers.chain(named).filter(|field| mapped.contains(&field.name)).map(|field| field.name.clone()).collect()
            }
        };
        Ok(Self { fields, within })
    }

    pub fn is_within_parent(&self) -> bool {
        self.within.is_some()
    }

    /// By what this row is known; none where it has nothing to be known by.
    pub fn of_row(&self, object: &Object, draft: &Draft) -> Option<RowKey> {
        let within = match &self.within {
            None => String::new(),
            Some(link) => format!("{}/", draft.given(link)?.int()?),
        };
        self.fields.iter().find_map(|name| {
            let key = key_of(object.field(name)?, draft.given(name)?)?;
            Some(RowKey { field: name.clone(), key: format!("{within}{key}") })
        })
    }

    /// The record that is meant, within sight and where the value is clear to the actor.
    pub fn find(&self, tx: &mut Tx<'_>, engine: &Engine, object: &Object, draft: &Draft, of: &RowKey) -> Result<KnownRecord> {
        let (Some(field), Some(value)) = (object.field(&of.field), draft.given(&of.field)) else { return Ok(KnownRecord::New) };
        let parent = self.within.as_ref().and_then(|link| Some((object.field(link)?, draft.given(link)?)));
        let same = match (parent, &field.duplicate, key_of(field, value)) {
            (Some((link, parent)), ..) => {
                let siblings = Predicate::Compare(link.column(), Compare::Eq, parent.clone()).and(read::alive());
                one_of(siblings_called(tx, object, field, value, siblings)?)
            }
            (None, Some(column), Some(key)) => Predicate::Compare(Column::plain(column.clone()), Compare::Eq, key.into()),
            _ => Predicate::Compare(field.column(), Compare::Eq, value.clone()),
        };
        let same = same.and(read::alive());
        let shown = engine.rows(tx.actor, object, &Verb::Read)?.and(engine.clear(tx.actor, object, field));
        let title = object.field(&object.title).map_or(Column::plain("id"), Field::column);
        let columns = [Column::plain("id"), title];
        let seen = same.clone().and(shown);
        let select = Select { table: object.table(), columns: &columns, predicate: &seen, order: &[], limit: Some(2) };
        let rows: Vec<Row> = select.load(tx.conn)?;
        match &rows[..] {
            [row] => {
                let id = RecordId(row.0[0].int().unwrap_or_default());
                Ok(KnownRecord::One { id, title: row.0[1].text().map(short).unwrap_or_default() })
            }
            // What has to be unlike everything may clash with what is out of sight; of the rest nobody is told that it is there.
            [] if field.duplicate.is_some() && read::exists(tx.conn, object, &same)? => Ok(KnownRecord::Elsewhere),
            [] => Ok(KnownRecord::New),
            _ => Ok(KnownRecord::Several),
        }
    }
}

/// What makes two values of a field the same: numbers stand as they are, names as the duplicate check reads them.
pub(super) fn key_of(field: &Field, value: &Value) -> Option<String> {
    if field.serial.is_some() { value.text().map(str::to_owned) } else { field.kind.duplicate_key(value) }
}

/// Those among siblings that have the same value, however it is spelled.
pub(super) fn siblings_called(
    tx: &mut Tx<'_>,
    object: &Object,
    field: &Field,
    value: &Value,
    siblings: Predicate,
) -> Result<Vec<RecordId>> {
    let columns = [Column::plain("id"), field.column()];
    let mut among = |predicate: &Predicate| -> Result<Vec<Row>> {
        let select = Select { table: object.table(), columns: &columns, predicate, order: &[], limit: Some(MOST_SIBLINGS) };
        Ok(select.load(tx.conn)?)
    };
    let mut rows = among(&siblings)?;
    if rows.len() >= MOST_SIBLINGS as usize {
        rows = among(&siblings.and(Predicate::Compare(field.column(), Compare::Eq, value.clone())))?;
    }
    let key = key_of(field, value);
    let same = |row: &&Row| row.0[1] == *value || key.is_some() && key_of(field, &row.0[1]) == key;
    Ok(rows.iter().filter(same).filter_map(|row| row.0[0].int()).map(RecordId).collect())
}

fn one_of(ids: Vec<RecordId>) -> Predicate {
    Predicate::In(Column::plain("id"), ids.into_iter().map(|id| Value::Int(id.0)).collect())
}

//! A value as the database stores it. What it means (a date, an amount, a tag list) is known to its kind, not here.

use diesel::QueryableByName;
use diesel::deserialize::{self, FromSql};
use diesel::row::{Field, NamedRow};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::{Sqlite, SqliteType};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Value {
    #[default]
    Null,
    Int(i64),
    Text(String),
    /// What is shown in place of a value that is not for everybody's eyes. It is never stored.
    Masked(String),
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(i) => Some(*i),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<chrono::DateTime<chrono::Utc>> for Value {
    fn from(moment: chrono::DateTime<chrono::Utc>) -> Self {
        Self::Int(moment.timestamp_millis())
    }
}

macro_rules! from_id {
    ($($id:ident),*) => { $(impl From<crate::ids::$id> for Value { fn from(id: crate::ids::$id) -> Self { Self::Int(id.0) } })* };
}
from_id!(RecordId, UserId, DepartmentId, OperationId);

/// One row, its values in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Value>);

impl QueryableByName<Sqlite> for Row {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let mut values = Vec::with_capacity(row.field_count());
        for index in 0..row.field_count() {
            let Some(field) = diesel::row::Row::get(row, index) else { return Err("a column went missing".into()) };
            let Some(value) = field.value() else {
                values.push(Value::Null);
                continue;
            };
            values.push(match value.value_type() {
                Some(SqliteType::Text) => Value::Text(<String as FromSql<Text, Sqlite>>::from_sql(value)?),
                Some(SqliteType::Long | SqliteType::Integer | SqliteType::SmallInt) => {
                    Value::Int(<i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?)
                }
                other => return Err(format!("a column holds {other:?}, which no kind of field uses").into()),
            });
        }
        Ok(Self(values))
    }
}

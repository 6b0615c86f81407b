//! Where a policy's words stand in the database: `resource.customer.owner` is a column behind a link.

use cedar_policy::pst::{Expr, Literal, Var};

use super::attributes::{Attribute, AttributeType, Attributes};
use super::refusal::Refusal;
use crate::db::Value;
use crate::db::sql::{Column, Compare, Name, Predicate};

/// An attribute of the row, or the row itself.
#[derive(Debug, Clone)]
pub(super) struct AttributePath {
    /// Links to follow, each with the table that it points to.
    links: Vec<(Column, Name)>,
    /// What the last of them points to.
    linked: Option<Name>,
    pub column: Column,
    pub sort: AttributeType,
    is_row: bool,
}

impl AttributePath {
    /// The row that is asked about.
    fn row(object: &Name) -> Self {
        Self { links: Vec::new(), linked: None, column: Column::plain("id"), sort: AttributeType::Record(object.clone()), is_row: true }
    }

    /// What an expression means, if it is a path from the row.
    pub fn of(expr: &Expr, object: &Name, attributes: &Attributes) -> Result<Option<Self>, Refusal> {
        match expr {
            Expr::Var(Var::Resource) => Ok(Some(Self::row(object))),
            Expr::GetAttr { expr, attr } => Self::of(expr, object, attributes)?.map(|base| base.step(attr, attributes)).transpose(),
            _ => Ok(None),
        }
    }

    /// An attribute of what stands here.
    pub fn step(self, name: &str, attributes: &Attributes) -> Result<Self, Refusal> {
        let found = self.sort.entity().and_then(|entity| attributes.get(entity, name));
        let Attribute { column, sort, .. } = found.ok_or(Refusal::NoAttribute)?.clone();
        if self.is_row {
            return Ok(Self { column, sort, is_row: false, ..self });
        }
        let linked = self.sort.entity().map(|entity| entity.to_owned().into());
        let table = attributes.table(&self.sort).ok_or(Refusal::NoAttribute)?;
        let mut links = self.links;
        links.push((self.column, table));
        Ok(Self { links, linked, column, sort, is_row: false })
    }

    /// What is asked of the column, asked of the row.
    pub fn ask(self, leaf: impl FnOnce(Column) -> Predicate) -> Predicate {
        through(self.links, leaf(self.column))
    }

    /// The object whose record it is of; `asked` is the one whose rows are asked about.
    pub fn object(&self, asked: &Name) -> Name {
        self.linked.clone().unwrap_or_else(|| asked.clone())
    }

    /// A literal as the column would hold it; none where it can never be there.
    pub fn value(&self, literal: &Literal) -> Result<Option<Value>, Refusal> {
        match (&self.sort, literal) {
            (AttributeType::Bool, Literal::Bool(yes)) => Ok(Some(Value::Int((*yes).into()))),
            (AttributeType::Long, Literal::Long(number)) => Ok(Some(Value::Int(*number))),
            (AttributeType::Text, Literal::String(text)) => Ok(Some(Value::Text(text.to_string()))),
            (sort, Literal::EntityUID(uid)) if sort.entity() == Some(&uid.ty.to_string()) => number(&uid.eid).map(Some),
            (sort, Literal::EntityUID(_)) if sort.entity().is_some() => Ok(None),
            _ => Err(Refusal::Compared),
        }
    }
}

/// Entities are named by the numbers of their rows.
pub(super) fn number(id: &str) -> Result<Value, Refusal> {
    let number: i64 = id.parse().map_err(|_| Refusal::Number)?;
    if number.to_string() == id { Ok(Value::Int(number)) } else { Err(Refusal::Number) }
}

/// What is asked of the row behind the links, asked of the row before them.
pub(super) fn through(links: Vec<(Column, Name)>, predicate: Predicate) -> Predicate {
    links.into_iter().rev().fold(predicate, |inner, (column, table)| Predicate::Through(column, table, Box::new(inner)))
}

pub(super) fn one_of(column: Column, mut values: Vec<Value>) -> Predicate {
    values.sort_unstable();
    values.dedup();
    match values.len() {
        0 => Predicate::False,
        1 => values.pop().map_or(Predicate::False, |value| Predicate::Compare(column, Compare::Eq, value)),
        _ => Predicate::In(column, values),
    }
}

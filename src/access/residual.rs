//! What is left of a policy once the person is known, as a predicate over rows.
//!
//! Cedar's partial evaluation leaves a condition over `resource` alone. Here is the subset that the database can
//! answer exactly as Cedar would: comparisons of an attribute with a constant, `has`, `in` for users, departments and
//! records, membership in sets, `like` (see `like.rs`), `is`, if-then-else, and, or, not; attributes of linked records
//! included. Everything else is refused, and refused when the policies are loaded: the precompilation walks each condition
//! with the person still unknown and takes for constant whatever will be known when somebody asks.

use cedar_policy::pst::{BinaryOp, Expr, Literal, UnaryOp};
use chrono::NaiveDate;

use super::attribute_path::{AttributePath, one_of};
use super::attributes::{AttributeType, Attributes};
use super::combine::Condition;
use super::like::Pattern;
use super::people::People;
use super::refusal::{EvalStage, Refusal, Translation, refused};
use super::walk::{decidable, mentions_row};
use crate::db::Value;
use crate::db::sql::{Column, Compare, Name, Predicate};

pub(super) struct Translator<'a> {
    pub attributes: &'a Attributes,
    pub people: &'a People,
    pub today: NaiveDate,
    /// The object whose rows are asked about.
    pub object: &'a Name,
    pub stage: EvalStage,
}

impl Translator<'_> {
    /// On which rows a condition holds, and on which it errs.
    pub fn condition(&self, expr: &Expr) -> Translation<Condition> {
        if self.known(expr)? {
            return Ok(Predicate::True.into());
        }
        match expr {
            Expr::UnaryOp { op: UnaryOp::Not, expr: inner } => match &**inner {
                // `a > b` reaches us as `!(a <= b)`; turned back, it finds its index. Strict validation sees to it that
                // an attribute is compared only where there is one, so it does not matter what emptiness comes to.
                Expr::BinaryOp { op: BinaryOp::Less, left, right } => Ok(self.relation(inner, BinaryOp::GreaterEq, left, right)?.into()),
                Expr::BinaryOp { op: BinaryOp::LessEq, left, right } => Ok(self.relation(inner, BinaryOp::Greater, left, right)?.into()),
                inner => Ok(self.condition(inner)?.not()),
            },
            Expr::BinaryOp { op: BinaryOp::And, left, right } => Ok(self.condition(left)?.and(self.condition(right)?)),
            Expr::BinaryOp { op: BinaryOp::Or, left, right } => Ok(self.condition(left)?.or(self.condition(right)?)),
            Expr::IfThenElse { cond, then_expr, else_expr } => {
                Ok(self.condition(cond)?.choose(self.condition(then_expr)?, self.condition(else_expr)?))
            }
            Expr::ResidualError => Ok(Condition::error()),
            leaf => self.leaf(leaf).map(Condition::from),
        }
    }

    fn leaf(&self, expr: &Expr) -> Translation<Predicate> {
        match expr {
            Expr::Literal(Literal::Bool(yes)) => Ok(if *yes { Predicate::True } else { Predicate::False }),
            Expr::BinaryOp { op, left, right } => self.relation(expr, *op, left, right),
            Expr::HasAttr { expr: base, attrs } => {
                let base = self.attribute_path(base)?.ok_or_else(|| refused(expr, Refusal::NotAsked))?;
                match attrs.iter().try_fold(base, |place, attr| place.step(attr, self.attributes)) {
                    Ok(place) => Ok(self.ask(place, |column| Predicate::Empty(column).negate())),
                    // Generic policies ask of every object what only some have.
                    Err(Refusal::NoAttribute) => Ok(Predicate::False),
                    Err(refusal) => Err(refused(expr, refusal)),
                }
            }
            Expr::GetAttr { .. } => match self.attribute_path(expr)? {
                Some(place) if place.sort == AttributeType::Bool => Ok(self.ask(place, |column| one_of(column, vec![Value::Int(1)]))),
                _ => Err(refused(expr, Refusal::NotAsked)),
            },
            Expr::Like { expr: base, pattern } => match self.attribute_path(base)? {
                Some(place) if place.sort == AttributeType::Text => {
                    let pattern = Pattern::read(pattern).map_err(|r| refused(expr, r))?;
                    Ok(self.ask(place, |column| pattern.predicate(column)))
                }
                _ => Err(refused(expr, Refusal::NotAsked)),
            },
            Expr::Is { expr: base, entity_type, in_expr } => match (self.attribute_path(base)?, in_expr) {
                (Some(place), _) if place.sort.entity() != Some(&entity_type.to_string()) => Ok(Predicate::False),
                (Some(place), Some(group)) => self.is_in(expr, place, self.term(group)?),
                (Some(_), None) => Ok(Predicate::True),
                (None, _) => Err(refused(expr, Refusal::NotAsked)),
            },
            _ => Err(refused(expr, Refusal::NotAsked)),
        }
    }

    pub(super) fn attribute_path(&self, expr: &Expr) -> Translation<Option<AttributePath>> {
        AttributePath::of(expr, self.object, self.attributes).map_err(|r| refused(expr, r))
    }

    /// What is asked of the column, asked of the row.
    pub(super) fn ask(&self, place: AttributePath, leaf: impl FnOnce(Column) -> Predicate) -> Predicate {
        self.settled(place.ask(leaf))
    }

    /// Who somebody is was settled before the question: behind a link to a user stand the numbers of all who qualify.
    pub(super) fn settled(&self, predicate: Predicate) -> Predicate {
        match predicate {
            Predicate::Through(column, table, inner) if table == "user" && self.stage == EvalStage::Query => {
                one_of(column, self.people.who(&inner).into_iter().map(Value::from).collect())
            }
            Predicate::Through(column, table, inner) => match self.settled(*inner) {
                Predicate::False => Predicate::False,
                // Which record a link points to stands in the link itself.
                Predicate::Compare(id, Compare::Eq, number) if id == Column::plain("id") => one_of(column, vec![number]),
                Predicate::In(id, numbers) if id == Column::plain("id") => one_of(column, numbers),
                inner => Predicate::Through(column, table, Box::new(inner)),
            },
            other => other,
        }
    }

    /// Whether the precompilation may leave an expression to partial evaluation.
    pub(super) fn known(&self, expr: &Expr) -> Translation<bool> {
        if self.stage == EvalStage::Query || mentions_row(expr) {
            return Ok(false);
        }
        decidable(expr).map(|()| true).map_err(|(part, refusal)| refused(part, refusal))
    }
}

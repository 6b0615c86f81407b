//! Looking through a condition: what it speaks of, and whether partial evaluation will settle it.

use cedar_policy::pst::{BinaryOp, EntityUID, Expr, Literal, Var};

use super::attributes::{ACTION, READERS, ROLE, WRITERS};
use super::refusal::Refusal;

/// The parts of an expression, one level down.
pub(super) fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::UnaryOp { expr, .. } | Expr::GetAttr { expr, .. } | Expr::HasAttr { expr, .. } | Expr::Like { expr, .. } => vec![expr],
        Expr::Is { expr, in_expr, .. } => std::iter::once(expr).chain(in_expr).map(|e| &**e).collect(),
        Expr::BinaryOp { left, right, .. } => vec![left, right],
        Expr::IfThenElse { cond, then_expr, else_expr } => vec![cond, then_expr, else_expr],
        Expr::Set(items) => items.iter().map(|item| &**item).collect(),
        Expr::Record(fields) => fields.values().map(|field| &**field).collect(),
        _ => Vec::new(),
    }
}

fn any(expr: &Expr, test: &dyn Fn(&Expr) -> bool) -> bool {
    test(expr) || parts(expr).into_iter().any(|part| any(part, test))
}

pub(super) fn mentions_row(expr: &Expr) -> bool {
    any(expr, &|e| *e == Expr::Var(Var::Resource))
}

/// Whether it says which action it is about, or compares that with one.
pub(super) fn mentions_action(expr: &Expr) -> bool {
    any(expr, &|e| *e == Expr::Var(Var::Action) || is_of(e, ACTION))
}

/// Whether it asks what is shared with somebody who is not the person asking.
pub(super) fn depends_on_others_shares(expr: &Expr) -> bool {
    any(expr, &|e| match e {
        Expr::BinaryOp { op: BinaryOp::Contains, left, right } => {
            matches!(&**left, Expr::GetAttr { attr, .. } if [READERS, WRITERS].contains(&attr.as_str()))
                && **right != Expr::Var(Var::Principal)
        }
        _ => false,
    })
}

fn is_of(expr: &Expr, entity: &str) -> bool {
    matches!(expr, Expr::Literal(Literal::EntityUID(EntityUID { ty, .. })) if ty.to_string() == entity)
}

/// Adds the roles that an expression names.
pub(super) fn roles(expr: &Expr, found: &mut Vec<String>) {
    if let Expr::Literal(Literal::EntityUID(EntityUID { ty, eid })) = expr
        && ty.to_string() == ROLE
        && !found.iter().any(|role| role == eid.as_str())
    {
        found.push(eid.to_string());
    }
    parts(expr).into_iter().for_each(|part| roles(part, found));
}

/// Whether an expression without the row is settled once the person and the moment are known. Of other people and
/// departments nothing is known: partial evaluation would leave the question standing.
pub(super) fn decidable(expr: &Expr) -> Result<(), (&Expr, Refusal)> {
    let settled = match expr {
        Expr::GetAttr { expr, .. } | Expr::HasAttr { expr, .. } => own(expr),
        Expr::BinaryOp { op: BinaryOp::In, left, .. } => own(left),
        Expr::Is { expr, in_expr: Some(_), .. } => own(expr),
        Expr::ResidualError => return Err((expr, Refusal::Errs)),
        _ => true,
    };
    if !settled {
        return Err((expr, Refusal::Stranger));
    }
    parts(expr).into_iter().try_for_each(decidable)
}

/// The person, the moment, the action, or something of theirs.
fn own(expr: &Expr) -> bool {
    match expr {
        Expr::Var(var) => *var != Var::Resource,
        Expr::GetAttr { expr, .. } => own(expr),
        Expr::Record(_) => true,
        _ => false,
    }
}

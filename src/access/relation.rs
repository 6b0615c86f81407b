//! What stands between two sides: equal, less, in, contains. One side is a place of the row, the other is constant.

use cedar_policy::pst::{BinaryOp, EntityUID, Expr, Literal};

use super::attribute_path::{AttributePath, number, one_of, through};
use super::attributes::{AttributeType, DEPARTMENT, REPORTS, USER};
use super::combine::{both, either};
use super::refusal::{Refusal, Translation, refused};
use super::residual::Translator;
use crate::db::Value;
use crate::db::sql::{Compare, Name, Predicate};
use crate::ids::{DepartmentId, UserId};

/// One side of a comparison.
pub(super) enum Term<'e> {
    AttributePath(AttributePath),
    Constant(&'e Literal),
    Constants(Vec<&'e Literal>),
    /// Will be constant when somebody asks.
    Known,
}

impl Translator<'_> {
    pub(super) fn relation(&self, whole: &Expr, op: BinaryOp, left: &Expr, right: &Expr) -> Translation<Predicate> {
        let (left, right) = (self.term(left)?, self.term(right)?);
        match op {
            BinaryOp::Eq => self.compare(whole, Compare::Eq, left, right),
            BinaryOp::NotEq => self.compare(whole, Compare::Eq, left, right).map(Predicate::negate),
            BinaryOp::Less => self.compare(whole, Compare::Lt, left, right),
            BinaryOp::LessEq => self.compare(whole, Compare::Lte, left, right),
            BinaryOp::Greater => self.compare(whole, Compare::Gt, left, right),
            BinaryOp::GreaterEq => self.compare(whole, Compare::Gte, left, right),
            BinaryOp::In => match left {
                Term::AttributePath(place) => self.is_in(whole, place, right),
                _ => Err(refused(whole, Refusal::Stranger)),
            },
            BinaryOp::Contains | BinaryOp::ContainsAny | BinaryOp::ContainsAll => self.contains(whole, op, left, right),
            _ => Err(refused(whole, Refusal::NotAsked)),
        }
    }

    fn compare(&self, whole: &Expr, how: Compare, left: Term<'_>, right: Term<'_>) -> Translation<Predicate> {
        let (place, literal, how) = match (left, right) {
            (Term::AttributePath(_), Term::AttributePath(_)) => return Err(refused(whole, Refusal::TwoPlaces)),
            (Term::AttributePath(place), Term::Known) | (Term::Known, Term::AttributePath(place)) if place.sort != AttributeType::Texts => {
                return Ok(Predicate::True);
            }
            (Term::AttributePath(place), Term::Constant(literal)) => (place, literal, how),
            (Term::Constant(literal), Term::AttributePath(place)) => (place, literal, turned(how)),
            _ => return Err(refused(whole, Refusal::Compared)),
        };
        let value = place.value(literal).map_err(|r| refused(whole, r))?;
        Ok(value.map_or(Predicate::False, |value| self.ask(place, |column| Predicate::Compare(column, how, value))))
    }

    /// `resource.department in Department::"5"`: in itself or, for departments and their people, in what is above.
    pub(super) fn is_in(&self, whole: &Expr, place: AttributePath, group: Term<'_>) -> Translation<Predicate> {
        let literals = match group {
            Term::Known => return Ok(Predicate::True),
            Term::Constant(literal) => vec![literal],
            Term::Constants(literals) => literals,
            Term::AttributePath(_) => return Err(refused(whole, Refusal::TwoPlaces)),
        };
        let (mut same, mut departments, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for literal in literals {
            let Literal::EntityUID(EntityUID { ty, eid }) = literal else { return Err(refused(whole, Refusal::Compared)) };
            let id = || number(eid).map_err(|r| refused(whole, r));
            match (place.sort.entity(), ty.to_string().as_str()) {
                (Some(USER | DEPARTMENT), DEPARTMENT) => departments.push(DepartmentId(id()?.int().unwrap_or_default())),
                (Some(USER), REPORTS) => people.extend(self.people.reports(UserId(id()?.int().unwrap_or_default()))),
                (Some(own), other) if own == other => same.push(id()?),
                (Some(USER), _) => return Err(refused(whole, Refusal::Roles)),
                _ => {}
            }
        }
        if place.sort == AttributeType::User {
            people.extend(self.people.of_departments(&departments));
            same.extend(people.into_iter().map(Value::from));
        } else {
            same.extend(departments.iter().flat_map(|&id| self.people.below(id)).map(Value::from));
        }
        Ok(self.ask(place, |column| one_of(column, same)))
    }

    /// `resource.readers.contains(principal)`: with whom a record is shared is settled before the question. A share reaches what hangs
    /// on the record at any depth: the row itself is asked, then its link to each record above it.
    fn is_shared(&self, whole: &Expr, place: AttributePath, with: &Literal) -> Translation<Predicate> {
        let Literal::EntityUID(EntityUID { ty, eid }) = with else { return Err(refused(whole, Refusal::Compared)) };
        if ty.to_string() != USER {
            return Ok(Predicate::False);
        }
        let user = UserId(number(eid).map_err(|r| refused(whole, r))?.int().unwrap_or_default());
        let object = place.object(self.object);
        let shared = |object: &Name| {
            let records = self.people.shared(object, user, place.sort == AttributeType::Writers, self.today);
            records.into_iter().map(Value::Int).collect()
        };
        let mut found = self.ask(place.clone(), |column| one_of(column, shared(&object)));
        let mut links = Vec::new();
        for (link, above) in self.attributes.above(&object) {
            let hangs = through(links.clone(), one_of(link.clone(), shared(&above)));
            found = either(found, self.ask(place.clone(), |_| hangs));
            links.push((link, above));
        }
        Ok(found)
    }

    fn contains(&self, whole: &Expr, op: BinaryOp, left: Term<'_>, right: Term<'_>) -> Translation<Predicate> {
        let text = |literal: &Literal| match literal {
            Literal::String(text) => Ok(Value::Text(text.to_string())),
            _ => Err(refused(whole, Refusal::Compared)),
        };
        let (place, wanted) = match (op, left, right) {
            (_, Term::AttributePath(_), Term::AttributePath(_)) => return Err(refused(whole, Refusal::TwoPlaces)),
            (BinaryOp::Contains, Term::AttributePath(place), Term::Known) if place.sort.is_team() => return Ok(Predicate::True),
            (BinaryOp::Contains, Term::AttributePath(place), Term::Constant(with)) if place.sort.is_team() => {
                return self.is_shared(whole, place, with);
            }
            (BinaryOp::Contains, Term::Known, Term::AttributePath(place)) if place.sort != AttributeType::Texts => {
                return Ok(Predicate::True);
            }
            (BinaryOp::Contains, Term::Constants(literals), Term::AttributePath(place)) => {
                let values = literals.into_iter().map(|l| place.value(l)).collect::<std::result::Result<Vec<_>, _>>();
                let values = values.map_err(|r| refused(whole, r))?.into_iter().flatten().collect();
                return Ok(self.ask(place, |column| one_of(column, values)));
            }
            (BinaryOp::Contains, Term::AttributePath(place), Term::Constant(item)) => (place, vec![text(item)?]),
            (BinaryOp::ContainsAny | BinaryOp::ContainsAll, Term::AttributePath(place), Term::Constants(items))
            | (BinaryOp::ContainsAny, Term::Constants(items), Term::AttributePath(place)) => {
                (place, items.into_iter().map(text).collect::<Translation<_>>()?)
            }
            (_, Term::AttributePath(place), Term::Known) | (BinaryOp::ContainsAny, Term::Known, Term::AttributePath(place)) => {
                (place, Vec::new())
            }
            _ => return Err(refused(whole, Refusal::NotAsked)),
        };
        if place.sort != AttributeType::Texts {
            return Err(refused(whole, Refusal::Compared));
        }
        Ok(self.ask(place, |column| {
            let has = wanted.into_iter().map(|item| Predicate::HasItem(column.clone(), item));
            if op == BinaryOp::ContainsAll { has.fold(Predicate::True, both) } else { has.fold(Predicate::False, either) }
        }))
    }

    pub(super) fn term<'e>(&self, expr: &'e Expr) -> Translation<Term<'e>> {
        if self.known(expr)? {
            // A constant that is written down is looked at even in the precompilation.
            return Ok(constant(expr).unwrap_or(Term::Known));
        }
        if let Some(place) = self.attribute_path(expr)? {
            return Ok(Term::AttributePath(place));
        }
        constant(expr).ok_or_else(|| refused(expr, Refusal::NotAsked))
    }
}

fn constant(expr: &Expr) -> Option<Term<'_>> {
    match expr {
        Expr::Set(items) => items.iter().map(|item| literal(item)).collect::<Option<_>>().map(Term::Constants),
        other => literal(other).map(Term::Constant),
    }
}

fn literal(expr: &Expr) -> Option<&Literal> {
    if let Expr::Literal(literal) = expr { Some(literal) } else { None }
}

fn turned(how: Compare) -> Compare {
    match how {
        Compare::Eq => Compare::Eq,
        Compare::Lt => Compare::Gt,
        Compare::Lte => Compare::Gte,
        Compare::Gt => Compare::Lt,
        Compare::Gte => Compare::Lte,
    }
}

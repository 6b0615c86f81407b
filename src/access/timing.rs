//! How much of the moment an answer hangs on, so that it is kept for as long as it stands: not for a second, but until the age of the
//! second factor passes a bound that some policy names.

use cedar_policy::pst::{BinaryOp, Expr, Literal, UnaryOp, Var};

/// The parts of the moment that are numbers without bound; all others have few values.
pub(super) const FACTOR_AGE: &str = "factor_age";
pub(super) const ROWS: &str = "rows";

/// What is asked of the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Timing {
    /// Anything at all.
    pub asked: bool,
    pub factor_age: Bounds,
    pub rows: Bounds,
}

/// With which numbers a number is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bounds {
    /// With these, sorted: between two of them it makes no difference.
    Steps(Vec<i64>),
    /// Something is reckoned with it.
    Exact,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::Steps(Vec::new())
    }
}

impl Bounds {
    /// The same for all numbers of which policies say the same.
    pub fn step(&self, number: i64) -> i64 {
        let Self::Steps(bounds) = self else { return number };
        let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        // On a bound is a step of its own.
        match bounds.binary_search(&number) {
            Ok(at) => place(2 * at + 1),
            Err(at) => place(2 * at),
        }
    }

    fn add(&mut self, bound: Option<i64>) {
        match (self, bound) {
            (Self::Steps(bounds), Some(bound)) => {
                if let Err(at) = bounds.binary_search(&bound) {
                    bounds.insert(at, bound);
                }
            }
            (exact, _) => *exact = Self::Exact,
        }
    }

    fn join(&mut self, other: &Self) {
        match other {
            Self::Steps(bounds) => bounds.iter().for_each(|&bound| self.add(Some(bound))),
            Self::Exact => *self = Self::Exact,
        }
    }
}

impl Timing {
    pub fn of(condition: &Expr) -> Self {
        let mut timing = Self::default();
        timing.look(condition);
        timing
    }

    pub fn join(&mut self, other: &Self) {
        self.asked |= other.asked;
        self.factor_age.join(&other.factor_age);
        self.rows.join(&other.rows);
    }

    fn look(&mut self, expr: &Expr) {
        match expr {
            Expr::Var(Var::Context) => {
                // The moment as a whole, in a way that nobody has thought of.
                *self = Self { asked: true, factor_age: Bounds::Exact, rows: Bounds::Exact };
            }
            // Whether there is one is part of every question.
            Expr::HasAttr { expr, .. } if is_moment(expr) => self.asked = true,
            Expr::GetAttr { expr, attr } if is_moment(expr) => self.found(attr, None),
            Expr::BinaryOp { op, left, right } if compares(*op) => match (part(left), part(right)) {
                (Some(attr), None) if constant(right).is_some() => self.found(attr, constant(right)),
                (None, Some(attr)) if constant(left).is_some() => self.found(attr, constant(left)),
                _ => self.look_into(expr),
            },
            _ => self.look_into(expr),
        }
    }

    fn look_into(&mut self, expr: &Expr) {
        super::walk::parts(expr).into_iter().for_each(|part| self.look(part));
    }

    fn found(&mut self, attr: &str, bound: Option<i64>) {
        self.asked = true;
        match attr {
            FACTOR_AGE => self.factor_age.add(bound),
            ROWS => self.rows.add(bound),
            _ => {}
        }
    }
}

fn is_moment(expr: &Expr) -> bool {
    *expr == Expr::Var(Var::Context)
}

/// The part of the moment that an expression is.
fn part(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::GetAttr { expr, attr } if is_moment(expr) => Some(attr),
        _ => None,
    }
}

fn compares(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::NotEq | BinaryOp::Less | BinaryOp::LessEq | BinaryOp::Greater | BinaryOp::GreaterEq)
}

/// What a sum of constants comes to: `5 * 60`.
fn constant(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(Literal::Long(number)) => Some(*number),
        Expr::UnaryOp { op: UnaryOp::Neg, expr } => constant(expr)?.checked_neg(),
        Expr::BinaryOp { op, left, right } => {
            let (left, right) = (constant(left)?, constant(right)?);
            match op {
                BinaryOp::Add => left.checked_add(right),
                BinaryOp::Sub => left.checked_sub(right),
                BinaryOp::Mul => left.checked_mul(right),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use cedar_policy::Policy;
    use cedar_policy::pst::Clause;

    use super::*;

    fn timing(condition: &str) -> Timing {
        let policy: Policy = format!("permit (principal, action, resource) when {{ {condition} }};").parse().unwrap();
        let tree = policy.to_pst().unwrap();
        let [Clause::When(condition)] = tree.body().clauses().as_slice() else { panic!("{condition}") };
        Timing::of(condition)
    }

    #[test]
    fn between_two_bounds_it_makes_no_difference() {
        let timing = timing("context has factor_age && context.factor_age < 5 * 60 && !(60 >= context.factor_age) && context.hour < 8");
        assert_eq!(timing, Timing { asked: true, factor_age: Bounds::Steps(vec![60, 300]), rows: Bounds::default() });
        let steps = [0, 59, 60, 61, 299, 300, 301, 9999].map(|age| timing.factor_age.step(age));
        assert_eq!(steps, [0, 0, 1, 2, 2, 3, 4, 4]);
    }

    #[test]
    fn what_is_reckoned_with_is_kept_to_the_number() {
        for condition in ["context.factor_age + 1 < 5", "context.factor_age < context.rows", "[1, 2].contains(context.factor_age)"] {
            assert_eq!(timing(condition).factor_age, Bounds::Exact, "{condition}");
        }
        let whole = timing("context == {}");
        assert!(whole.asked && whole.factor_age == Bounds::Exact && whole.rows == Bounds::Exact);
        assert_ne!(whole.rows.step(7), whole.rows.step(8));
    }

    #[test]
    fn a_condition_on_the_record_asks_nothing_of_the_moment() {
        assert_eq!(timing("resource has level && resource.level == \"A\""), Timing::default());
        assert!(timing("context.network == \"office\"").asked);
    }
}

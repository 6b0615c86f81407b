//! Why a condition cannot be asked of the database, and when that is found out.

use cedar_policy::pst::Expr;

/// Why an expression cannot be asked of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("cannot be asked of the database")]
    NotAsked,
    #[error("compares two values of the record; one side must be a constant or come from the person or the moment")]
    TwoPlaces,
    #[error("compares what cannot be equal or ordered in the database")]
    Compared,
    #[error("asks for the attributes or the place of somebody who is not the person asking")]
    Stranger,
    #[error("asks for roles of a user in the record; only the person's own roles can be asked for")]
    Roles,
    #[error("must name a record, user or department by its number")]
    Number,
    #[error("asks for an attribute that is not in the database")]
    NoAttribute,
    #[error("may have a * only at its end, or one at each end")]
    LikeShape,
    #[error("has ASCII letters between two *, which the database would match in small and capital alike")]
    LikeLetters,
    #[error("can only end in an error")]
    Errs,
}

impl Refusal {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NotAsked => "policy.not_asked",
            Self::TwoPlaces => "policy.two_places",
            Self::Compared => "policy.compared",
            Self::Stranger => "policy.stranger",
            Self::Roles => "policy.roles",
            Self::Number => "policy.number",
            Self::NoAttribute => "policy.no_attribute",
            Self::LikeShape => "policy.like_shape",
            Self::LikeLetters => "policy.like_letters",
            Self::Errs => "policy.errs",
        }
    }
}

#[derive(Debug)]
pub(super) struct Untranslatable {
    pub expression: String,
    pub refusal: Refusal,
}

pub(super) type Translation<T> = std::result::Result<T, Untranslatable>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EvalStage {
    /// The person and the moment are not known yet; the predicate means nothing, only whether there is one.
    Precompile,
    Query,
}

pub(super) fn refused(expr: &Expr, refusal: Refusal) -> Untranslatable {
    Untranslatable { expression: expr.to_string(), refusal }
}

//! Values that are allowed and seldom meant: whoever types one is asked.

use super::{Shape, Value};

/// What of a field's values is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A moment that has passed.
    Past,
}

impl Doubt {
    /// How the catalog calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Past => "past",
        }
    }

    /// Whether a value of that shape is one that is asked about.
    pub fn is_about(self, shape: Shape, value: &Value, now: chrono::DateTime<chrono::Utc>) -> bool {
        match self {
            Self::Past => shape == Shape::Moment && value.int().is_some_and(|at| at < now.timestamp_millis()),
        }
    }
}

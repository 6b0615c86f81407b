//! Where a job stands, and where it may go from there.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Waiting or under way.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::Running | Self::Cancelled),
            // Queued again when the server ended under it.
            Self::Running => next != Self::Running,
            Self::Done | Self::Failed | Self::Cancelled => false,
        }
    }

    /// The states from which a job may come to this one.
    pub(super) fn from(self) -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|before| before.may_become(self)).map(Self::name).collect()
    }
}

impl FromStr for State {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| format!("no state of a job is called {name}"))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn what_is_over_stays_over() {
        for over in [State::Done, State::Failed, State::Cancelled] {
            assert!(State::ALL.into_iter().all(|next| !over.may_become(next)), "{over}");
        }
        assert_eq!(State::Cancelled.from(), ["queued", "running"]);
        assert_eq!(State::Running.from(), ["queued"]);
        assert_eq!(State::Done.from(), ["running"]);
    }
}

//! Whose job is next: a decision over what waits, what runs and who was served last.
//!
//! Short work goes before long work. Within a lane people take turns: whoever has the fewest jobs under way, then whoever has waited
//! longest since one of theirs was begun, so that nobody's twenty exports keep another's one waiting.

use std::collections::HashMap;

use crate::ids::{JobId, UserId};

/// How long a kind of work keeps a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Moments.
    Short,
    /// Minutes or more, or nobody knows.
    Long,
}

impl Lane {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
        }
    }

    /// What is not known is long.
    pub(super) fn named(name: &str) -> Self {
        if name == Self::Short.name() { Self::Short } else { Self::Long }
    }
}

/// A job that waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueuedJob {
    pub id: JobId,
    pub user: Option<UserId>,
    pub lane: Lane,
}

/// What was done for each person.
#[derive(Debug, Default)]
pub(super) struct Served {
    /// Jobs under way.
    pub running: HashMap<Option<UserId>, usize>,
    /// When one was last begun.
    pub last: HashMap<Option<UserId>, i64>,
}

/// The job that a thread takes which does nothing longer than `longest`.
pub(super) fn next(queued: &[QueuedJob], served: &Served, longest: Lane) -> Option<JobId> {
    let turn = |job: &&QueuedJob| {
        let running = served.running.get(&job.user).copied().unwrap_or_default();
        (job.lane, running, served.last.get(&job.user).copied(), job.id.0)
    };
    queued.iter().filter(|job| job.lane <= longest).min_by_key(turn).map(|job| job.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queued(id: i64, user: i64, lane: Lane) -> QueuedJob {
        QueuedJob { id: JobId(id), user: Some(UserId(user)), lane }
    }

    #[test]
    fn short_work_goes_before_long_work() {
        let waits = [queued(1, 7, Lane::Long), queued(2, 7, Lane::Short)];
        assert_eq!(next(&waits, &Served::default(), Lane::Long), Some(JobId(2)));
        assert_eq!(next(&waits[..1], &Served::default(), Lane::Short), None, "one thread never takes long work");
    }

    #[test]
    fn people_take_turns() {
        let waits = [queued(1, 7, Lane::Long), queued(2, 7, Lane::Long), queued(3, 8, Lane::Long)];
        let served = |running: &[(i64, usize)], last: &[(i64, i64)]| Served {
            running: running.iter().map(|&(user, count)| (Some(UserId(user)), count)).collect(),
            last: last.iter().map(|&(user, at)| (Some(UserId(user)), at)).collect(),
        };
        assert_eq!(next(&waits, &served(&[], &[]), Lane::Long), Some(JobId(1)), "first come, first served");
        assert_eq!(next(&waits, &served(&[(7, 1)], &[(8, 50)]), Lane::Long), Some(JobId(3)), "the other has none under way");
        assert_eq!(next(&waits, &served(&[], &[(7, 40)]), Lane::Long), Some(JobId(3)), "the other was never served");
        assert_eq!(next(&waits, &served(&[], &[(7, 40), (8, 50)]), Lane::Long), Some(JobId(1)), "the other was served later");
    }
}

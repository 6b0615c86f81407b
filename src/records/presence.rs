//! Who has a record open at this moment, so that two do not write over each other without knowing.
//!
//! It lives in memory and is gone with the server. Whoever asks has shown before that they see the record, and is told only of those who
//! have done the same a moment ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::ids::{RecordId, UserId};
use crate::model::Name;

/// Somebody who has not been heard of for so long has it open no more. The console tells of itself twice in that time.
const FRESH: TimeDelta = TimeDelta::seconds(45);

/// What somebody does with the record that is before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    Looking,
    Editing,
    Leaving,
}

/// Somebody who has a record open.
#[derive(Debug, Clone, PartialEq)]
pub struct Present {
    pub user: UserId,
    pub name: Arc<str>,
    pub doing: Doing,
    pub seen: DateTime<Utc>,
}

/// One per server.
#[derive(Default)]
pub struct Presence(Mutex<HashMap<(Name, RecordId), Vec<Present>>>);

impl Presence {
    /// Notes what somebody does with a record, and answers who else has it open, by name.
    pub fn tell(&self, object: &Name, id: RecordId, who: Present) -> Vec<Present> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, present| {
            present.retain(|one| who.seen - one.seen < FRESH);
            !present.is_empty()
        });
        let present = places.entry((object.clone(), id)).or_default();
        present.retain(|one| one.user != who.user);
        let mut others = present.clone();
        if who.doing != Doing::Leaving {
            present.push(who);
        }
        others.sort_by(|one, other| one.name.cmp(&other.name).then(one.user.0.cmp(&other.user.0)));
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(presence: &Presence, user: i64, doing: Doing, second: i64) -> Vec<(i64, Doing)> {
        let seen = DateTime::from_timestamp(second, 0).unwrap();
        let who = Present { user: UserId(user), name: format!("{user}").into(), doing, seen };
        let others = presence.tell(&"customer".into(), RecordId(7), who);
        others.into_iter().map(|other| (other.user.0, other.doing)).collect()
    }

    #[test]
    fn one_is_told_of_the_others_while_they_are_there() {
        let presence = Presence::default();
        assert_eq!(told(&presence, 1, Doing::Looking, 0), []);
        assert_eq!(told(&presence, 2, Doing::Looking, 10), [(1, Doing::Looking)]);
        assert_eq!(told(&presence, 1, Doing::Editing, 20), [(2, Doing::Looking)]);
        assert_eq!(told(&presence, 2, Doing::Looking, 30), [(1, Doing::Editing)]);
        assert_eq!(told(&presence, 1, Doing::Leaving, 31), [(2, Doing::Looking)]);
        assert_eq!(told(&presence, 2, Doing::Looking, 40), []);
    }

    #[test]
    fn whoever_is_not_heard_of_any_more_is_gone_and_leaves_nothing() {
        let presence = Presence::default();
        told(&presence, 1, Doing::Editing, 0);
        assert_eq!(told(&presence, 2, Doing::Looking, 44), [(1, Doing::Editing)]);
        assert_eq!(told(&presence, 2, Doing::Leaving, 46), []);
        assert_eq!(told(&presence, 3, Doing::Leaving, 200), []);
        told(&presence, 3, Doing::Leaving, 400);
        assert!(presence.0.lock().unwrap().values().all(Vec::is_empty));
    }
}

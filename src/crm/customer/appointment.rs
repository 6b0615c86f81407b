//! When a customer is to be contacted next, worked out from what was typed and what was said since. Pure: the same follow-ups always come to
//! the same, in whichever order they were entered, deleted and brought back.

use crate::crm::follow_up::{Appointment, Said};

/// An appointment, or none, that somebody typed into the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypedPlan {
    pub at: Option<i64>,
    pub since: i64,
}

/// The next contact, in milliseconds. `said` is ordered by when it was held.
///
/// What a follow-up agreed takes the place of what stood. Where it agreed nothing it says what becomes of that; said nothing, an appointment
/// that was due is settled and a later one stands. What was past already on the day when it was entered comes from an older system
/// ([`Said::next`] leaves it out): it is told, and calls nobody to the telephone today.
pub(super) fn next_contact(typed: Option<TypedPlan>, said: &[Said]) -> Option<i64> {
    let mut stands = typed.and_then(|plan| plan.at);
    for one in said.iter().filter(|one| typed.is_none_or(|plan| one.is_newer_than(plan.since))) {
        stands = match (one.next, one.appointment) {
            (Some(next), _) => Some(next),
            (None, Some(Appointment::Settled)) => None,
            (None, Some(Appointment::Kept)) => stands,
            (None, None) => stands.filter(|at| *at > one.at),
        };
    }
    stands
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    const DAY: i64 = 24 * HOUR;

    fn said(at: i64, next: Option<i64>, appointment: Option<Appointment>) -> Said {
        Said { at, entered: at, next, appointment }
    }

    #[test]
    fn the_latest_that_agreed_something_says_when() {
        let first = said(10 * DAY, Some(20 * DAY), None);
        let second = said(11 * DAY, Some(15 * DAY), None);
        assert_eq!(next_contact(None, &[first, second]), Some(15 * DAY));
        assert_eq!(next_contact(None, &[first]), Some(20 * DAY));
        assert_eq!(next_contact(None, &[]), None);
    }

    #[test]
    fn what_agreed_nothing_says_what_becomes_of_it() {
        let typed = Some(TypedPlan { at: Some(20 * DAY + 10 * HOUR), since: 10 * DAY });
        let at = 20 * DAY + 9 * HOUR;
        assert_eq!(next_contact(typed, &[said(at, None, None)]), Some(20 * DAY + 10 * HOUR), "an hour early, and nobody asked");
        assert_eq!(next_contact(typed, &[said(at, None, Some(Appointment::Settled))]), None);
        assert_eq!(next_contact(typed, &[said(at + 2 * HOUR, None, None)]), None);
        assert_eq!(next_contact(typed, &[said(at + 2 * HOUR, None, Some(Appointment::Kept))]), Some(20 * DAY + 10 * HOUR));
    }

    #[test]
    fn what_was_past_when_it_was_entered_moves_nothing() {
        let old = Said { at: DAY, entered: 100 * DAY, next: None, appointment: None };
        assert_eq!(next_contact(None, &[old]), None);
        let typed = Some(TypedPlan { at: Some(120 * DAY), since: 90 * DAY });
        assert_eq!(next_contact(typed, &[old]), Some(120 * DAY));
        let settles = Said { appointment: Some(Appointment::Settled), ..old };
        assert_eq!(next_contact(typed, &[settles]), Some(120 * DAY));
    }

    #[test]
    fn what_was_typed_meanwhile_gives_way_to_what_is_entered_later_of_the_same_day() {
        let typed = Some(TypedPlan { at: Some(20 * DAY), since: 10 * DAY + 12 * HOUR });
        let entered_later = Said { entered: 10 * DAY + 13 * HOUR, ..said(10 * DAY + 9 * HOUR, Some(15 * DAY), None) };
        assert_eq!(next_contact(typed, &[entered_later]), Some(15 * DAY));
        assert_eq!(next_contact(typed, &[said(10 * DAY + 9 * HOUR, Some(15 * DAY), None)]), Some(20 * DAY));
    }
}

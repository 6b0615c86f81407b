//! How long somebody may take to say what they want, on a connection of which nobody here reads what is said.
//!
//! ```text
//! first ── a request is in ──▶ answering ── it is answered ──▶ between ── bytes come ──▶ coming
//!   └ ten seconds                 ▲                              ▲  the server speaks ──────┤
//!                                 └────────────── a request is in ──────────────────────────┤
//!                                                              twenty seconds, or it flows ┘
//! ```
//!
//! Pure: the moment is passed in. Between two requests a connection may rest; what has begun to come must become a request. Under TLS and
//! in HTTP/2 a client also speaks without wanting anything, and then the server has spoken before or answers: that is why it has more than the
//! fifteen seconds between two beats of a stream of events. A file that is refused while it is still being sent is no request
//! either; it flows, and goes on to its end.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rocket::tokio::sync::Notify;
use rocket::tokio::{self, select};

/// How long the first request may take to come in.
const FIRST_REQUEST: Duration = Duration::from_secs(10);
/// How long a later one may take.
const LATER_REQUEST: Duration = Duration::from_secs(20);
/// Bytes in that time that are no trickle. The head of a request has no room for many times as much.
const FLOWS: u64 = 64 * 1024;

/// The pace of one connection.
pub(super) struct RequestPace {
    phase: Mutex<Phase>,
    changed: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    First { since: Instant },
    Answering,
    Between,
    Coming { since: Instant, bytes: u64 },
}

/// Until when whoever is speaking has to have said it.
#[derive(Debug, PartialEq, Eq)]
enum Due {
    Never,
    At(Instant),
    Over,
}

impl Phase {
    fn comes(self, length: u64, now: Instant) -> Self {
        match self {
            Self::Between => Self::Coming { since: now, bytes: length },
            Self::Coming { since, bytes } => Self::Coming { since, bytes: bytes.saturating_add(length) },
            Self::First { .. } | Self::Answering => self,
        }
    }

    fn server_speaks(self) -> Self {
        if matches!(self, Self::Coming { .. }) { Self::Between } else { self }
    }

    fn answered(self) -> Self {
        if self == Self::Answering { Self::Between } else { self }
    }

    /// What has flowed so far gets another while.
    fn going_on(self, now: Instant) -> Self {
        match self {
            Self::Coming { since, bytes } if now >= since + LATER_REQUEST && bytes >= FLOWS => Self::Coming { since: now, bytes: 0 },
            _ => self,
        }
    }

    fn due(self, now: Instant) -> Due {
        let at = match self {
            Self::First { since } => since + FIRST_REQUEST,
            Self::Coming { since, .. } => since + LATER_REQUEST,
            Self::Answering | Self::Between => return Due::Never,
        };
        if now >= at { Due::Over } else { Due::At(at) }
    }
}

impl RequestPace {
    pub fn new() -> Self {
        Self { phase: Mutex::new(Phase::First { since: Instant::now() }), changed: Notify::new() }
    }

    /// The client has sent so many bytes.
    pub fn comes(&self, length: usize) {
        let now = Instant::now();
        self.step(|phase| phase.comes(length as u64, now));
    }

    pub fn server_speaks(&self) {
        self.step(Phase::server_speaks);
    }

    /// A request is in.
    pub fn request_is_in(&self) {
        self.step(|_| Phase::Answering);
    }

    pub fn answered(&self) {
        self.step(Phase::answered);
    }

    /// Ends when somebody has taken too long.
    pub async fn is_over(&self) {
        loop {
            let now = Instant::now();
            self.step(|phase| phase.going_on(now));
            let due = self.phase().due(now);
            match due {
                Due::Over => return,
                Due::Never => self.changed.notified().await,
                Due::At(at) => select! {
                    () = tokio::time::sleep_until(at.into()) => {}
                    () = self.changed.notified() => {}
                },
            }
        }
    }

    fn step(&self, next: impl FnOnce(Phase) -> Phase) {
        let mut phase = self.phase();
        let former = *phase;
        *phase = next(former);
        // How much has come makes no difference to when it is due.
        if std::mem::discriminant(&former) != std::mem::discriminant(&*phase) {
            self.changed.notify_one();
        }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_request_has_ten_seconds_however_it_comes() {
        let began = Instant::now();
        let first = Phase::First { since: began }.comes(FLOWS * 2, began).server_speaks().answered();
        assert_eq!(first.due(began), Due::At(began + FIRST_REQUEST));
        assert_eq!(first.going_on(began + FIRST_REQUEST).due(began + FIRST_REQUEST), Due::Over);
    }

    #[test]
    fn a_connection_rests_between_requests_and_a_later_request_may_not_trickle() {
        let now = Instant::now();
        let rests = Phase::Answering.comes(9, now).answered();
        assert_eq!((rests, rests.due(now + LATER_REQUEST * 9)), (Phase::Between, Due::Never));
        let trickles = (0..19).fold(rests, |phase, second| phase.comes(1, now + Duration::from_secs(second)));
        assert_eq!(trickles.due(now + Duration::from_secs(19)), Due::At(now + LATER_REQUEST));
        assert_eq!(trickles.going_on(now + LATER_REQUEST).due(now + LATER_REQUEST), Due::Over);
    }

    #[test]
    fn what_the_server_answers_and_what_flows_is_no_trickle() {
        let now = Instant::now();
        assert_eq!(Phase::Between.comes(9, now).server_speaks(), Phase::Between);
        let flows = Phase::Between.comes(FLOWS, now).going_on(now + LATER_REQUEST);
        assert_eq!(flows.due(now + LATER_REQUEST), Due::At(now + LATER_REQUEST * 2));
        assert_eq!(flows.going_on(now + LATER_REQUEST * 2).due(now + LATER_REQUEST * 2), Due::Over);
    }
}

//! What policies can know of the moment in which they are asked: Cedar's `context`.

use std::net::IpAddr;

use cedar_policy::{Context, RestrictedExpression};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use super::error::PolicyError;
use super::timing::{FACTOR_AGE, ROWS, Timing};
use crate::actor::Actor;
use crate::config::Networks;

/// In the company's zone. Its parts are declared as `Moment` in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// 0 to 23.
    hour: u32,
    /// Monday is 1, Sunday is 7 (ISO 8601).
    weekday: u32,
    network: Network,
    device_trusted: bool,
    /// Seconds since the second factor was shown; none where it was not.
    factor_age: Option<i64>,
    /// How many records are asked for at once, where that is known.
    rows: Option<i64>,
}

/// A moment as far as policies tell it from others: by this answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct MomentStep {
    hour: u32,
    weekday: u32,
    network: Network,
    device_trusted: bool,
    factor_age: Option<i64>,
    rows: Option<i64>,
}

/// From where somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
    /// The server itself.
    Server,
    Office,
    Vpn,
    Other,
}

/// When and from where somebody might ask, for whoever looks ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// The office, working hours, the second factor just shown: whatever hangs on the moment is at its best.
    Usual,
    /// From another network.
    Away,
    /// At night and at the weekend: what is allowed throughout.
    Late,
    /// Without a second factor, from a device that nobody knows.
    Unproven,
    /// The same, and for very many records at once.
    Bulk,
}

const DESK: Moment = Moment { hour: 10, weekday: 3, network: Network::Office, device_trusted: true, factor_age: Some(0), rows: None };
const UNPROVEN: Moment = Moment { device_trusted: false, factor_age: None, ..DESK };

impl Occasion {
    pub const ELSEWHERE: [Self; 4] = [Self::Away, Self::Late, Self::Unproven, Self::Bulk];

    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "desk",
            Self::Away => "away",
            Self::Late => "late",
            Self::Unproven => "unproven",
            Self::Bulk => "bulk",
        }
    }

    pub(super) fn moments(self) -> &'static [Moment] {
        match self {
            Self::Usual => &[DESK],
            Self::Away => &[Moment { network: Network::Other, ..DESK }],
            Self::Late => &[Moment { hour: 23, weekday: 7, ..DESK }, Moment { hour: 3, weekday: 1, ..DESK }],
            Self::Unproven => &[UNPROVEN],
            Self::Bulk => &[Moment { rows: Some(1_000_000), ..UNPROVEN }],
        }
    }
}

impl Network {
    fn of(ip: Option<IpAddr>, networks: &Networks) -> Self {
        match ip {
            None => Self::Server,
            Some(ip) if networks.office.iter().any(|network| network.contains(ip)) => Self::Office,
            Some(ip) if networks.vpn.iter().any(|network| network.contains(ip)) => Self::Vpn,
            Some(_) => Self::Other,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Office => "office",
            Self::Vpn => "vpn",
            Self::Other => "other",
        }
    }
}

impl Moment {
    /// At the moment `now`, or in which what is done now was asked for.
    pub fn new(now: DateTime<Utc>, zone: Tz, actor: &Actor, networks: &Networks, rows: Option<i64>) -> Self {
        let now = actor.proof.asked_at.unwrap_or(now);
        let local = now.with_timezone(&zone);
        Self {
            hour: local.hour(),
            weekday: local.weekday().number_from_monday(),
            network: Network::of(actor.ip, networks),
            device_trusted: actor.proof.device_trusted,
            factor_age: actor.proof.factor_at.map(|at| (now - at).num_seconds().max(0)),
            rows,
        }
    }

    /// The step in which it stands for whoever asks these things of it.
    pub fn step(self, timing: &Timing) -> MomentStep {
        let Self { hour, weekday, network, device_trusted, factor_age, rows } = self;
        let (factor_age, rows) = (factor_age.map(|age| timing.factor_age.step(age)), rows.map(|rows| timing.rows.step(rows)));
        MomentStep { hour, weekday, network, device_trusted, factor_age, rows }
    }

    pub fn at_a_desk() -> Self {
        DESK
    }

    pub fn today(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
        now.with_timezone(&zone).date_naive()
    }

    pub fn context(self) -> Result<Context, PolicyError> {
        let long = RestrictedExpression::new_long;
        let mut pairs = vec![
            ("hour".to_owned(), long(self.hour.into())),
            ("weekday".to_owned(), long(self.weekday.into())),
            ("network".to_owned(), RestrictedExpression::new_string(self.network.name().to_owned())),
            ("device_trusted".to_owned(), RestrictedExpression::new_bool(self.device_trusted)),
        ];
        pairs.extend(self.factor_age.map(|age| (FACTOR_AGE.to_owned(), long(age))));
        pairs.extend(self.rows.map(|rows| (ROWS.to_owned(), long(rows))));
        Context::from_pairs(pairs).map_err(PolicyError::undecided)
    }
}

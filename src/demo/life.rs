//! What becomes of one customer: when it is entered, how often it is spoken to, how it ends, and when it is to be called again.

use chrono::{DateTime, Duration, Utc};

use super::calendar::Calendar;
use super::dice::Dice;
use super::talk::SalesStage;

/// How a customer stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    New,
    Following,
    Won,
    Dormant,
    Lost,
}

/// One talk: when, at which stage, and when they agreed to speak again.
#[derive(Debug, Clone)]
pub struct Talk {
    pub at: DateTime<Utc>,
    pub stage: SalesStage,
    pub next: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone)]
pub struct Life {
    pub entered: DateTime<Utc>,
    pub talks: Vec<Talk>,
    /// The step that a person takes by hand: which status, and when.
    pub turn: Option<(DateTime<Utc>, &'static str)>,
}

impl Fate {
    pub fn draw(dice: &mut Dice, level: &str, is_returning: bool) -> Self {
        let by_level: &[(i64, Self)] = match level {
            _ if is_returning => &[(78, Self::Won), (10, Self::Following), (12, Self::Dormant)],
            "A" => &[(58, Self::Won), (34, Self::Following), (3, Self::Dormant), (5, Self::Lost)],
            "B" => &[(36, Self::Won), (42, Self::Following), (10, Self::Dormant), (8, Self::Lost), (4, Self::New)],
            "C" => &[(18, Self::Won), (40, Self::Following), (20, Self::Dormant), (10, Self::Lost), (12, Self::New)],
            _ => &[(6, Self::Won), (30, Self::Following), (34, Self::Dormant), (12, Self::Lost), (18, Self::New)],
        };
        dice.weighted(by_level)
    }

    /// How many talks, before all are brought to the number wanted.
    pub fn talks(self, dice: &mut Dice, level: &str) -> usize {
        let (least, most) = match (self, level) {
            (Self::New, _) => return 0,
            (Self::Won, "A") => (14, 34),
            (Self::Won, "B") => (9, 20),
            (Self::Won, _) => (5, 12),
            (Self::Following, "A" | "B") => (4, 13),
            (Self::Following, _) => (2, 8),
            (Self::Dormant, _) => (2, 6),
            (Self::Lost, _) => (2, 7),
        };
        dice.index(most - least) + least
    }

    /// Where the business stands at each of so many talks.
    fn stages(self, count: usize, is_returning: bool, dice: &mut Dice) -> Vec<SalesStage> {
        use SalesStage::{Bargain, Delivery, First, Lost, Needs, Order, Quiet, Quote, Service};
        let opening: &[SalesStage] = if is_returning { &[Service, Needs, Quote] } else { &[First, Needs, Needs, Quote, Bargain, Quote] };
        let stage = |n: usize, dice: &mut Dice| match self {
            Self::Won => match n {
                0 | 1 => opening[n],
                2 => Quote,
                3 => Order,
                4 => Delivery,
                _ => dice.weighted(&[(44, Service), (16, Order), (16, Delivery), (14, Quote), (10, Needs)]),
            },
            Self::Lost if n + 1 == count => Lost,
            Self::Dormant if n > 0 && n + 2 >= count => Quiet,
            _ => opening.get(n).copied().unwrap_or_else(|| dice.weighted(&[(30, Needs), (30, Quote), (30, Bargain), (10, Quiet)])),
        };
        (0..count).map(|n| stage(n, dice)).collect()
    }
}

impl Life {
    /// Lives through what happens from `start` until now.
    pub fn live(fate: Fate, count: usize, is_returning: bool, calendar: &Calendar, start: DateTime<Utc>, dice: &mut Dice) -> Self {
        let now = calendar.now() - Duration::minutes(5);
        let span = now - start;
        let share = |thousandths: i64| Duration::milliseconds(span.num_milliseconds() / 1000 * thousandths);
        // Whoever is still new came in lately; whoever went quiet did so a while ago.
        let (first, last) = match fate {
            Fate::New => (now - Duration::days(35), now - Duration::minutes(30)),
            Fate::Following => (start, now - Duration::days(3)),
            Fate::Won => (start, now - Duration::days(25)),
            Fate::Dormant => (start, now - Duration::days(130)),
            Fate::Lost => (start, now - Duration::days(40)),
        };
        let entered = calendar.between(dice, first, last);
        let end = match fate {
            Fate::New | Fate::Following | Fate::Won => now,
            Fate::Dormant => now - Duration::days(60) - share(dice.range(0, 60)),
            Fate::Lost => calendar.between(dice, entered + Duration::days(3), now - Duration::days(1)),
        };
        let mut moments: Vec<_> = (0..count).map(|_| calendar.between(dice, entered + Duration::minutes(20), end)).collect();
        if let Some(soon) = moments.first_mut() {
            *soon = calendar.between(dice, entered + Duration::minutes(15), (entered + Duration::days(4)).min(end));
        }
        moments.sort_unstable();
        let stages = fate.stages(count, is_returning, dice);
        let talks: Vec<Talk> = (0..count)
            .map(|n| {
                let expected = match moments.get(n + 1) {
                    Some(next) => Some(Calendar::half_hour_before(*next)).filter(|_| dice.percent(85)),
                    None => fate.appointment(calendar, dice),
                };
                Talk { at: moments[n], stage: stages[n], next: expected.filter(|next| *next > moments[n]) }
            })
            .collect();
        Self { entered, turn: fate.turn(&talks, now, dice), talks }
    }
}

impl Fate {
    /// When they are to be called next, counted from today; a few are overdue.
    fn appointment(self, calendar: &Calendar, dice: &mut Dice) -> Option<DateTime<Utc>> {
        let wanted = match self {
            Self::Following => 88,
            Self::Won => 72,
            Self::New | Self::Dormant | Self::Lost => 0,
        };
        let (first, last) = dice.weighted(&[(8, (-6, 0)), (9, (0, 1)), (19, (1, 4)), (40, (4, 15)), (24, (15, 46))]);
        let days = dice.range(first, last);
        dice.percent(wanted).then(|| calendar.appointment(dice, days))
    }

    fn turn(self, talks: &[Talk], now: DateTime<Utc>, dice: &mut Dice) -> Option<(DateTime<Utc>, &'static str)> {
        let soon_after = |talk: &Talk, minutes: i64| (talk.at + Duration::minutes(minutes)).min(now);
        match self {
            Self::New | Self::Following => None,
            Self::Won => {
                let order = talks.iter().find(|talk| talk.stage == SalesStage::Order).or(talks.last())?;
                Some((soon_after(order, dice.range(2, 50)), "won"))
            }
            Self::Dormant => talks.last().map(|last| (soon_after(last, dice.range(20_000, 60_000)), "dormant")),
            Self::Lost => talks.last().map(|last| (soon_after(last, dice.range(2, 2_000)), "lost")),
        }
    }
}

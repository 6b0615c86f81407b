//! When people work: weekdays from half past eight to six, with a lunch; seldom a Saturday morning.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use super::dice::Dice;

/// Minutes of the day between which people are at work, each with its share.
const WEEKDAY: [(i64, (i64, i64)); 2] = [(55, (510, 715)), (45, (800, 1080))];
const SATURDAY: [(i64, (i64, i64)); 2] = [(100, (540, 700)), (0, (0, 0))];

#[derive(Debug, Clone)]
pub struct Calendar {
    zone: Tz,
    now: DateTime<Utc>,
}

impl Calendar {
    pub fn new(zone: Tz, now: DateTime<Utc>) -> Self {
        Self { zone, now }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A working moment between two others; where there is none, any.
    pub fn between(&self, dice: &mut Dice, from: DateTime<Utc>, to: DateTime<Utc>) -> DateTime<Utc> {
        let any = |dice: &mut Dice| from + Duration::milliseconds(dice.range(0, (to - from).num_milliseconds()));
        for _ in 0..12 {
            let day = self.day(any(dice));
            let works = match day.weekday() {
                Weekday::Sun => false,
                Weekday::Sat => dice.percent(12),
                _ => true,
            };
            let (first, last) = dice.weighted(&if day.weekday() == Weekday::Sat { SATURDAY } else { WEEKDAY });
            let minutes = dice.range(first, last);
            let moment = self.at(day, minutes) + Duration::milliseconds(dice.range(0, 60_000));
            if works && from < moment && moment < to {
                return moment;
            }
        }
        any(dice)
    }

    /// So many days from today, on a half hour of the working day.
    pub fn appointment(&self, dice: &mut Dice, days: i64) -> DateTime<Utc> {
        let today = self.day(self.now);
        let day = if days < 0 { today - Days::new(days.unsigned_abs()) } else { today + Days::new(days.unsigned_abs()) };
        self.at(day, dice.range(18, 36) * 30)
    }

    /// The half hour at which a moment was expected.
    pub fn half_hour_before(moment: DateTime<Utc>) -> DateTime<Utc> {
        moment - Duration::milliseconds(moment.timestamp_millis().rem_euclid(30 * 60_000))
    }

    pub fn day(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.zone).date_naive()
    }

    /// Where the clocks skip the moment, midnight in UTC serves as well.
    fn at(&self, day: NaiveDate, minutes: i64) -> DateTime<Utc> {
        let local = day.and_time(NaiveTime::MIN) + Duration::minutes(minutes);
        self.zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike;

    #[test]
    fn people_work_by_day() {
        let now = Utc.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap();
        let (calendar, mut dice) = (Calendar::new(Tz::Asia__Shanghai, now), Dice::new(3));
        for _ in 0..500 {
            let moment = calendar.between(&mut dice, now - Duration::days(60), now).with_timezone(&Tz::Asia__Shanghai);
            assert!(moment < now && (8..18).contains(&moment.hour()) && moment.weekday() != Weekday::Sun, "{moment}");
        }
        assert_eq!(calendar.day(calendar.appointment(&mut dice, -1)).to_string(), "2026-11-23");
    }
}

//! Days and instants as people write them.
//!
//! The year comes first or the text is refused: `3/4/2016` is March to one reader and April to
//! another. A day that the calendar does not have (30 February) is told apart from text that is
//! no day at all, because the advice differs.

use super::normal::{half_width, without_zero_decimals};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("no date")]
    Empty,
    #[error("not a date")]
    Invalid,
    /// Day and month could be either way round.
    #[error("day and month are ambiguous")]
    Ambiguous,
    /// Well formed, but not in the calendar or not on the clock.
    #[error("no such day or time")]
    Impossible,
    #[error("year {year} is not within 1900 to 2200")]
    OutOfRange { year: i32 },
}

impl DateError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "date.empty",
            Self::Invalid => "date.invalid",
            Self::Ambiguous => "date.ambiguous",
            Self::Impossible => "date.impossible",
            Self::OutOfRange { .. } => "date.out_of_range",
        }
    }
}

/// A day: `2016-03-04`, `2016/3/4`, `2016.3.4`, `2016年3月4日`, `20160304`. A time of day behind
/// it must be a sound one and is dropped.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateError> {
    parts(without_zero_decimals(&half_width(text))).map(|(day, _)| day)
}

/// An instant: RFC 3339, or a day with a time of the clock in `zone`. A day alone means its
/// first instant there.
pub fn parse_datetime(text: &str, zone: Tz) -> Result<DateTime<Utc>, DateError> {
    let text = half_width(text);
    if let Ok(instant) = DateTime::parse_from_rfc3339(&text) {
        in_range(instant.year())?;
        return Ok(instant.to_utc());
    }
    match parts(&text)? {
        (day, Some(time)) => {
            zone.from_local_datetime(&day.and_time(time)).earliest().map(|instant| instant.to_utc()).ok_or(DateError::Impossible)
        }
        (day, None) => start_of_day(day, zone),
    }
}

/// An instant by the clocks of `zone`, as precise as it is: `2026-03-04 14:00`, `2026-03-04 14:00:05.250`. Where clocks were put back and
/// show the time twice, the second of the two bears its offset. [`parse_datetime`] gives it back.
pub fn format_datetime(instant: DateTime<Utc>, zone: Tz) -> String {
    let local = instant.with_timezone(&zone);
    if zone.from_local_datetime(&local.naive_local()).earliest() != Some(local) {
        return local.to_rfc3339_opts(SecondsFormat::AutoSi, false);
    }
    let precise = match (local.second(), local.timestamp_subsec_millis()) {
        (0, 0) => "%Y-%m-%d %H:%M",
        (_, 0) => "%Y-%m-%d %H:%M:%S",
        _ => "%Y-%m-%d %H:%M:%S%.3f",
    };
    local.format(precise).to_string()
}

/// The first instant of a day. Where clocks were put forward at midnight, that is later than
/// 00:00; some places have even skipped a whole day.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Result<DateTime<Utc>, DateError> {
    let midnight = day.and_time(NaiveTime::MIN);
    let next = day.checked_add_days(Days::new(1)).ok_or(DateError::Impossible)?;
    (0..96)
        .map(|quarter| midnight + TimeDelta::minutes(15 * quarter))
        .take_while(|local| local.date() < next)
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|instant| instant.to_utc())
        .ok_or(DateError::Impossible)
}

fn parts(text: &str) -> Result<(NaiveDate, Option<NaiveTime>), DateError> {
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let (year, month, rest) = match text.split_once('年') {
        Some((year, rest)) => {
            let (month, rest) = rest.split_once('月').ok_or(DateError::Invalid)?;
            (year.trim(), month.trim(), rest.trim_start())
        }
        None => by_separator(text)?,
    };
    let (day, rest) = leading_digits(rest);
    let after_day = rest.trim_start().strip_prefix(['日', '号']);
    let rest = after_day.filter(|_| text.contains('年')).unwrap_or(rest);
    let year = number(year, 4..=4)?;
    let date = (number(month, 1..=2)?, number(day, 1..=2)?);
    let time = clock(rest)?;
    let year = i32::try_from(year).map_err(|_| DateError::Invalid)?;
    in_range(year)?;
    let day = NaiveDate::from_ymd_opt(year, date.0, date.1).ok_or(DateError::Impossible)?;
    Ok((day, time))
}

/// Year, month and what follows, of `2016-3-4…` or `20160304…`.
fn by_separator(text: &str) -> Result<(&str, &str, &str), DateError> {
    let (first, rest) = leading_digits(text);
    if first.len() == 8 {
        return Ok((&text[..4], &text[4..6], &text[6..]));
    }
    let separator = rest.chars().next().filter(|c| "-/.".contains(*c)).ok_or(DateError::Invalid)?;
    let (month, rest) = leading_digits(&rest[1..]);
    let rest = rest.strip_prefix(separator).ok_or(DateError::Invalid)?;
    if matches!(first.len(), 1 | 2) && leading_digits(rest).0.len() == 4 {
        return Err(DateError::Ambiguous);
    }
    Ok((first, month, rest))
}

/// The time of day behind a date: nothing, `14:00`, `14:00:05`, `T14:00:05.250`.
fn clock(text: &str) -> Result<Option<NaiveTime>, DateError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let text = text.strip_prefix(['T', 't']).unwrap_or(text).trim();
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateError::Invalid);
    }
    let fields: Vec<u32> = seconds.split(':').map(|field| number(field, 1..=2)).collect::<Result<_, _>>()?;
    let (hour, minute, second) = match fields[..] {
        [hour, minute] if fraction == "0" => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return Err(DateError::Invalid),
    };
    // Databases and scripts write more places than a clock of thousandths has.
    let thousandths = &fraction[..fraction.len().min(3)];
    let milli = format!("{thousandths:0<3}").parse().map_err(|_| DateError::Invalid)?;
    NaiveTime::from_hms_milli_opt(hour, minute, second, milli).map(Some).ok_or(DateError::Impossible)
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Result<u32, DateError> {
    let sound = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if sound { text.parse().map_err(|_| DateError::Invalid) } else { Err(DateError::Invalid) }
}

fn in_range(year: i32) -> Result<(), DateError> {
    if (1900..=2200).contains(&year) { Ok(()) } else { Err(DateError::OutOfRange { year }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Shanghai;
    use proptest::prelude::*;

    #[test]
    fn one_day_in_many_spellings() {
        let day = NaiveDate::from_ymd_opt(2016, 3, 4);
        #[rustfmt::skip]
        let cases = [
            "2016-03-04", "2016/3/4", "2016.3.4", "2016年3月4日", "2016年03月04号", "2016 年 3 月 4 日", "20160304",
            "２０１６－０３－０４", "２０１６年３月４日", " 2016-03-04 00:00:00", "2016/3/4 0:00", "2016-03-04T08:30:00.000", "2016年3月4日 14:00", "20160304.0",
        ];
        for text in cases {
            assert_eq!(parse_date(text).ok(), day, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_says_why() {
        use DateError::*;
        #[rustfmt::skip]
        let cases = [
            ("", Empty), ("明天", Invalid), ("3/4/2016", Ambiguous), ("13-4-2016", Ambiguous), ("2023-02-30", Impossible),
            ("2023年2月30日", Impossible), ("2023-13-01", Impossible), ("1899-12-31", OutOfRange { year: 1899 }),
            ("2201/1/1", OutOfRange { year: 2201 }), ("16-3-4", Invalid), ("2016-3/4", Invalid), ("2016-3", Invalid),
            ("2016年3月", Invalid), ("201634", Invalid), ("2016-03-04 25:00", Impossible), ("2016-03-04 x", Invalid), ("2016-03-04 14", Invalid),
            ("42433", Invalid), ("2016-3-4日", Invalid), ("2016年3月4日号", Invalid), ("2016-03-04-05", Invalid), ("2016-003-04", Invalid),
        ];
        for (text, error) in cases {
            assert_eq!(parse_date(text), Err(error), "{text}");
        }
    }

    #[test]
    fn instants_in_a_zone() {
        let utc = |text: &str| parse_datetime(text, Shanghai).map(|t| t.to_rfc3339());
        let two = Ok("2026-11-24T06:00:00+00:00".to_owned());
        #[rustfmt::skip]
        let cases = [
            "2026-11-24 14:00", "2026-11-24T14:00", "2026/11/24 14:00:00", "2026年11月24日 14:00", "2026年11月24日14:00", "２０２６-11-24　14：00",
            "2026-11-24T06:00:00Z", "2026-11-24T14:00:00+08:00",
        ];
        for text in cases {
            assert_eq!(utc(text), two, "{text}");
        }
        assert_eq!(utc("2026/11/24 14:00:05"), Ok("2026-11-24T06:00:05+00:00".into()));
        assert_eq!(utc("2026-11-24"), Ok("2026-11-23T16:00:00+00:00".into()));
        assert_eq!(utc("2026-11-24 24:00"), Err(DateError::Impossible));
    }

    #[test]
    fn clocks_put_forward_leave_holes() {
        // Shanghai, 1940-06-01 00:00 became 01:00.
        assert_eq!(parse_datetime("1940-06-01 00:30", Shanghai), Err(DateError::Impossible));
        let start = parse_datetime("1940-06-01", Shanghai).map(|t| t.to_rfc3339());
        assert_eq!(start, Ok("1940-05-31T16:00:00+00:00".into()));
        // Clocks put back show an hour twice, and both of its halves come back as they were.
        for second in
            ["1989-09-16T14:30:00Z", "1989-09-16T15:30:00Z", "2026-03-04T06:00:05Z", "2026-03-04T06:00:05.250Z", "2026-03-04T06:00:00Z"]
        {
            let instant: DateTime<Utc> = second.parse().unwrap();
            assert_eq!(parse_datetime(&format_datetime(instant, Shanghai), Shanghai), Ok(instant), "{second}");
        }
        // Samoa had no 30 December 2011.
        assert_eq!(parse_datetime("2011-12-30", chrono_tz::Pacific::Apia), Err(DateError::Impossible));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[0-9０-９年月日号:./ T+Z\\-\\PC]{0,20}") {
            if let Ok(day) = parse_date(&text) {
                prop_assert_eq!(parse_date(&day.to_string()), Ok(day));
            }
            let _ = parse_datetime(&text, Shanghai);
        }
    }
}

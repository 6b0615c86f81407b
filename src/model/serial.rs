//! Numbers by rule: `QT-{yyyy}{mm}-{0000}` gives QT-202611-0001, and begins anew each month.
//!
//! A rule is text with one counter (`{0}`, `{0000}`: at least so many digits) and parts of the day in the company's zone (`{yyyy}`,
//! `{yy}`, `{mm}`, `{dd}`). The counter belongs to what the rest of the rule comes to, so it begins anew whenever that changes, and
//! another rule never gives a number twice.

use chrono::{Datelike, NaiveDate};

/// Longest rule and longest number.
const MAX: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialRule(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    ShortYear,
    Month,
    Day,
    Counter(usize),
}

/// Why a text is no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSerialRule {
    /// None, or more than one.
    Counter,
    /// Something else between braces, or a brace alone.
    Placeholder,
    TooLong,
}

impl NoSerialRule {
    /// The code of its refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Counter => "serial.counter",
            Self::Placeholder => "serial.placeholder",
            Self::TooLong => "serial.long",
        }
    }
}

impl SerialRule {
    /// What may stand between braces.
    pub const PLACEHOLDERS: &str = "{yyyy} {yy} {mm} {dd} {0000}";

    pub fn parse(text: &str) -> Result<Self, NoSerialRule> {
        if text.chars().count() > MAX - 20 {
            return Err(NoSerialRule::TooLong);
        }
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some(open) = rest.find(['{', '}']) {
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            let inner = rest[open..].strip_prefix('{').and_then(|r| r.split_once('}')).ok_or(NoSerialRule::Placeholder)?;
            parts.push(match inner.0 {
                "yyyy" => Part::Year,
                "yy" => Part::ShortYear,
                "mm" => Part::Month,
                "dd" => Part::Day,
                zeros if (1..=12).contains(&zeros.len()) && zeros.bytes().all(|b| b == b'0') => Part::Counter(zeros.len()),
                _ => return Err(NoSerialRule::Placeholder),
            });
            rest = inner.1;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let counters = parts.iter().filter(|part| matches!(part, Part::Counter(_))).count();
        if counters == 1 { Ok(Self(parts)) } else { Err(NoSerialRule::Counter) }
    }

    /// What the counter belongs to: the rule on that day, the counter left open.
    pub fn period(&self, day: NaiveDate) -> String {
        self.text(day, |digits| format!("{{{}}}", "0".repeat(digits)))
    }

    /// The number itself.
    pub fn number(&self, day: NaiveDate, counter: i64) -> String {
        self.text(day, |digits| format!("{counter:0digits$}"))
    }

    fn text(&self, day: NaiveDate, counter: impl Fn(usize) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Year => format!("{:04}", day.year()),
            Part::ShortYear => format!("{:02}", day.year().rem_euclid(100)),
            Part::Month => format!("{:02}", day.month()),
            Part::Day => format!("{:02}", day.day()),
            Part::Counter(digits) => counter(*digits),
        };
        self.0.iter().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_gives_numbers_of_its_day() {
        let (rule, day) = (SerialRule::parse("QT-{yyyy}{mm}-{0000}").unwrap(), NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        assert_eq!(rule.number(day, 7), "QT-202611-0007");
        assert_eq!(rule.number(day, 123_456), "QT-202611-123456");
        assert_eq!(rule.period(day), "QT-202611-{0000}");
        let rule = SerialRule::parse("合同{yy}年{dd}日{0}号").unwrap();
        assert_eq!(rule.number(day, 3), "合同26年30日3号");
    }

    #[test]
    fn what_is_no_rule_says_why() {
        assert_eq!(SerialRule::parse("QT-{yyyy}"), Err(NoSerialRule::Counter));
        assert_eq!(SerialRule::parse("{0}{00}"), Err(NoSerialRule::Counter));
        for text in ["{year}-{0}", "{0", "0}", "{{0}}", "{}{0}"] {
            assert_eq!(SerialRule::parse(text), Err(NoSerialRule::Placeholder), "{text}");
        }
        assert_eq!(SerialRule::parse(&format!("{}{{0}}", "长".repeat(60))), Err(NoSerialRule::TooLong));
    }
}

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

    /// What a number that follows this rule on some day belongs to, and its counter; none where it does not follow it.
    pub fn counted(&self, number: &str) -> Option<(String, i64)> {
        let at = self.0.iter().position(|part| matches!(part, Part::Counter(_)))?;
        let digits = if let Part::Counter(digits) = self.0[at] { digits } else { return None };
        let behind: usize = self.0[at + 1..].iter().map(Part::width).sum();
        let (mut rest, before) = (number, &self.0[..at]);
        for part in before {
            rest = part.strip(rest)?;
        }
        let width = rest.chars().count().checked_sub(behind)?;
        let end = rest.char_indices().nth(width).map_or(rest.len(), |(at, _)| at);
        let (counter, tail) = rest.split_at(end);
        let mut rest = tail;
        for part in &self.0[at + 1..] {
            rest = part.strip(rest)?;
        }
        // As it would be written, so that the number is one that the rule can give.
        let value: i64 = counter.parse().ok().filter(|value| format!("{value:0digits$}") == counter)?;
        let front = &number[..number.len() - counter.len() - tail.len()];
        rest.is_empty().then(|| (format!("{front}{{{}}}{tail}", "0".repeat(digits)), value))
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

impl Part {
    /// Characters that it takes at least.
    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::Year => 4,
            Self::ShortYear | Self::Month | Self::Day => 2,
            Self::Counter(digits) => *digits,
        }
    }

    /// What follows it, in a text that begins with it.
    fn strip<'t>(&self, text: &'t str) -> Option<&'t str> {
        if let Self::Text(own) = self {
            return text.strip_prefix(own.as_str());
        }
        let (digits, rest) = text.split_at_checked(self.width())?;
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(rest)
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
    fn a_number_tells_its_counter_where_it_follows_the_rule() {
        let rule = SerialRule::parse("QT-{yyyy}{mm}-{0000}").unwrap();
        let period = || "QT-202609-{0000}".to_owned();
        assert_eq!(rule.counted("QT-202609-0042"), Some((period(), 42)));
        assert_eq!(rule.counted("QT-202609-12345"), Some((period(), 12_345)));
        for other in
            ["QT-202609-042", "QT-202609-00042", "QT-202609-", "QT-2026-0001", "Q-202609-0001", "QT-202609-+001", "QT-2026报9-0001", ""]
        {
            assert_eq!(rule.counted(other), None, "{other}");
        }
        let rule = SerialRule::parse("合同{yy}年{0}{dd}").unwrap();
        assert_eq!(rule.counted("合同26年1230"), Some(("合同26年{0}30".to_owned(), 12)));
        assert_eq!(rule.counted("合同26年30"), None);
        let day = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();
        assert_eq!(rule.counted(&rule.number(day, 7)), Some((rule.period(day), 7)));
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

//! What somebody did in a week, from the log: numbers, and a line for each thing worth a look.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::sqlite::SqliteConnection;

use super::WEEK;
use crate::actor::Language;
use crate::audit::EventKind;
use crate::audit::list::{EventEntry, Filter, LARGEST_PAGE, list, seq_at};
use crate::error::{Error, Result};
use crate::i18n;
use crate::ids::UserId;
use crate::records::Engine;
use crate::text::date::start_of_day;

/// What is counted.
const COUNTED: [EventKind; 16] = [
    EventKind::SessionStart,
    EventKind::RecordRead,
    EventKind::RecordReveal,
    EventKind::RecordCreate,
    EventKind::RecordUpdate,
    EventKind::RecordDelete,
    EventKind::RecordRestore,
    EventKind::RecordAction,
    EventKind::RecordShare,
    EventKind::RecordUnshare,
    EventKind::ImportStart,
    EventKind::ImportDone,
    EventKind::ExportStart,
    EventKind::ExportDone,
    EventKind::FileRead,
    EventKind::AccessRefused,
];
/// What is told one by one, beside everything that was refused.
const NOTABLE: [EventKind; 5] =
    [EventKind::RecordDelete, EventKind::RecordAction, EventKind::RecordShare, EventKind::ExportDone, EventKind::FileRead];
const SLACK: Duration = Duration::days(1);
/// Whoever did more is a case for the log itself.
const MOST: usize = 100;

pub(super) struct LeavingReport {
    pub week: NaiveDate,
    /// By kind, object and outcome.
    counts: BTreeMap<(usize, Option<String>, String), u64>,
    /// The newest first.
    pub notable: Vec<EventEntry>,
    /// Further ones.
    pub more: usize,
}

impl LeavingReport {
    pub fn of(conn: &mut SqliteConnection, engine: &Engine, user: UserId, week: NaiveDate) -> Result<Self> {
        let moment = |day| start_of_day(day, engine.zone).map_err(Error::internal);
        let (from, to) = (moment(week)?, moment(week + WEEK)?);
        let mut filter = Filter {
            kinds: COUNTED.to_vec(),
            user: Some(user),
            from: Some(from),
            to: Some(to),
            // A day more on either side, because the clock may have been set back.
            first: Some(seq_at(conn, from - SLACK)?),
            cursor: Some(seq_at(conn, to + SLACK)?),
            limit: Some(LARGEST_PAGE),
            ..Filter::default()
        };
        let mut report = Self { week, counts: BTreeMap::new(), notable: Vec::new(), more: 0 };
        loop {
            let page = list(conn, &filter)?;
            page.items.into_iter().for_each(|entry| report.add(entry));
            match page.next {
                Some(next) => filter.cursor = next.parse().ok(),
                None => return Ok(report),
            }
        }
    }

    fn add(&mut self, entry: EventEntry) {
        let Some(place) = COUNTED.iter().position(|kind| kind.name() == entry.kind) else { return };
        // What was begun in good order is told when it is done.
        let (kind, done) = (COUNTED[place], entry.outcome == "done");
        if matches!(kind, EventKind::ExportStart | EventKind::ImportStart) && done {
            return;
        }
        *self.counts.entry((place, entry.object.clone(), entry.outcome.clone())).or_default() += 1;
        if NOTABLE.contains(&kind) || !done {
            if self.notable.len() < MOST { self.notable.push(entry) } else { self.more += 1 }
        }
    }

    pub fn last_day(&self) -> NaiveDate {
        (self.week + WEEK).pred_opt().unwrap_or(self.week)
    }

    /// How often what was done: one line each.
    pub fn summary(&self, engine: &Engine, language: Language) -> Vec<String> {
        let line = |((place, object, outcome), n): (&(usize, Option<String>, String), &u64)| {
            let what = deed(COUNTED[*place].name(), object.as_deref(), outcome, engine, language);
            i18n::fill(language, "leaving.count", &[("what", what), ("n", n.to_string())])
        };
        self.counts.iter().map(line).collect()
    }

    /// The whole as a mail tells it: no record by its name.
    pub fn text(&self, engine: &Engine, language: Language) -> String {
        let mut lines = self.summary(engine, language);
        if lines.is_empty() {
            lines.push(i18n::text(language, "leaving.nothing").into_owned());
        }
        if !self.notable.is_empty() {
            lines.extend([String::new(), i18n::text(language, "leaving.notable").into_owned()]);
            lines.extend(
                self.notable.iter().map(|entry| format!("{}  {}", local(&entry.at, engine.zone), told(entry, None, engine, language))),
            );
        }
        if self.more > 0 {
            lines.push(i18n::fill(language, "leaving.more", &[("n", self.more.to_string())]));
        }
        lines.join("\n")
    }
}

/// One thing worth a look; the record by its name where that is known, else by its number.
pub(super) fn told(entry: &EventEntry, title: Option<&str>, engine: &Engine, language: Language) -> String {
    let mut text = deed(&entry.kind, entry.object.as_deref(), &entry.outcome, engine, language);
    match (title, entry.record) {
        (Some(title), _) => text = format!("{text} · {title}"),
        (None, Some(record)) => text = format!("{text} #{record}"),
        _ => {}
    }
    let fact = |name: &str| entry.detail.get(name);
    for action in ["action", "verb"].into_iter().filter_map(|name| fact(name)?.as_str()) {
        text = format!("{text} · {}", i18n::find(language, &format!("audit.values.{action}")).unwrap_or(action));
    }
    if let Some(rows) = fact("rows").and_then(serde_json::Value::as_i64) {
        text = format!("{text} · {}", i18n::fill(language, "leaving.rows", &[("n", rows.to_string())]));
    }
    text
}

/// A kind of event in words, with its object, and how it ended where that was not well.
fn deed(kind: &str, object: Option<&str>, outcome: &str, engine: &Engine, language: Language) -> String {
    let mut text = i18n::find(language, &format!("audit.kinds.{kind}")).unwrap_or(kind).to_owned();
    if let Some(object) = object.and_then(|name| engine.catalog.get(name)) {
        text = format!("{text} · {}", object.label(language));
    }
    match i18n::find(language, &format!("leaving.outcomes.{outcome}")) {
        Some(outcome) => i18n::fill(language, "leaving.ended", &[("what", text), ("outcome", outcome.to_owned())]),
        None => text,
    }
}

fn local(at: &str, zone: Tz) -> String {
    at.parse::<DateTime<Utc>>().map_or_else(|_| at.to_owned(), |at| at.with_timezone(&zone).format("%m-%d %H:%M").to_string())
}

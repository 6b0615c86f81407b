//! The figures, for the terminal and for `docs/PERFORMANCE.md`.

use std::time::Duration;

use super::deciding::Deciding;
use super::endurance::Endurance;
use super::figures::Figures;
use super::importing;
use super::policies::{OBJECTS, PolicyFigures};
use super::sample::{CONTACTS_EACH, CUSTOMERS, FOLLOW_UPS_EACH, OWNERS};
use super::writing;

/// What was measured before the engine was made ready for many objects, on the same kind of machine: customers alone, nobody writing.
const EARLIER: &str = include_str!("earlier.md");

pub struct Line {
    pub work: String,
    pub connections: usize,
    pub kedun: Figures,
    /// The same while somebody writes.
    pub under_writes: Option<Figures>,
    pub bare: Option<Figures>,
    /// For the list: a hand-made Rocket route.
    pub bare_route: Option<Figures>,
}

pub struct Report {
    pub lines: Vec<Line>,
    pub started: Duration,
    pub stopped_cleanly: bool,
    pub idle: u64,
    pub loaded: u64,
    pub endurance: Endurance,
    pub binary: u64,
    /// Rows a second among a million customers, by the bare stack there, and into an empty app.
    pub import: f64,
    pub import_bare: f64,
    pub import_first: f64,
    /// The list under a scope to that of somebody who sees all.
    pub scoped: f64,
    pub deciding: Deciding,
    pub policies: PolicyFigures,
}

pub fn progress(line: &Line) {
    let say = |who: &str, figures: &Figures| println!("{who:<11} {:<54} {:>2} at a time  {}", line.work, line.connections, words(figures));
    say("Kedun", &line.kedun);
    for (who, figures) in [("with writes", &line.under_writes), ("bare", &line.bare), ("bare route", &line.bare_route)] {
        if let Some(figures) = figures {
            say(who, figures);
        }
    }
}

pub fn of_policies(figures: &PolicyFigures) -> String {
    format!(
        "Policies of {OBJECTS} objects (20 fields, 3 actions each): the set from the database {} · a change of role until it holds {} · whoever asks \
         meanwhile waits {} (99 of 100), {} at the longest\n",
        time(figures.build),
        time(figures.change),
        time(figures.reader),
        time(figures.longest)
    )
}

pub fn of_endurance(endurance: &Endurance) -> String {
    let memory: Vec<String> = endurance.memory.iter().map(|&bytes| megabytes(bytes)).collect();
    format!(
        "{} lists with filters that nobody asked for before, by eight people in ten minutes, {} writes a second beside them: memory after each minute {}\n",
        endurance.requests,
        writing::A_SECOND,
        memory.join(", ")
    )
}

fn words(figures: &Figures) -> String {
    format!("p50 {:>9}  p95 {:>9}  {:>7.0}/s  ({} requests)", time(figures.p50), time(figures.p95), figures.per_second, figures.count)
}

fn time(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1024.0 / 1024.0)
}

impl Report {
    pub fn print(&self) {
        println!("\n{}", self.table());
        println!("{}", self.rest());
    }

    pub fn markdown(&self, machine: &str) -> String {
        format!(
            "# Speed\n\nWritten by `make bench`; {CUSTOMERS} customers of {OWNERS} people, {} contacts, {} follow-ups; release build, over HTTP on loopback, one \
             session per connection. The cells are half of the requests within / 95 of 100 within / requests a second.\n\nMachine: {machine}\n\n{}\n{}\n\
             *Bare* is the same SQL through Diesel on the same encrypted file in the same run, without rights, rules, titles, JSON and HTTP; writes commit one by one. *Bare route* puts a \
             minimal Rocket route before it. The ratio is Kedun's requests a second to those of the bare route where there is one, else to bare. \
             *With writes*: while somebody changes customers and enters follow-ups, {} a second.\n\n{EARLIER}",
            CUSTOMERS * CONTACTS_EACH,
            CUSTOMERS * FOLLOW_UPS_EACH,
            self.table(),
            self.rest(),
            writing::A_SECOND,
        )
    }

    fn table(&self) -> String {
        let mut table =
            String::from("| work | at a time | Kedun | with writes | bare | bare route | ratio |\n|---|--:|--:|--:|--:|--:|--:|\n");
        let cell = |figures: &Option<Figures>| {
            figures.as_ref().map(|f| format!("{} / {} / {:.0}", time(f.p50), time(f.p95), f.per_second)).unwrap_or_default()
        };
        for line in &self.lines {
            let beside = line.bare_route.as_ref().or(line.bare.as_ref());
            let ratio = beside.map(|beside| format!("{:.2}", line.kedun.per_second / beside.per_second.max(f64::EPSILON)));
            table += &format!(
                "| {} | {} | {} | {} | {} | {} | {} |\n",
                line.work,
                line.connections,
                cell(&Some(line.kedun.clone())),
                cell(&line.under_writes),
                cell(&line.bare),
                cell(&line.bare_route),
                ratio.unwrap_or_default(),
            );
        }
        table
    }

    fn rest(&self) -> String {
        let deciding = format!(
            "Deciding: the list under a scope runs at {:.2} of the same list as system admin · a predicate from the cache {:.2} µs, worked out anew under \
             100 policies {:.0} µs · what a change of role would do to {OWNERS} people over {CUSTOMERS} customers {:.1} s\n",
            self.scoped,
            self.deciding.cached.as_secs_f64() * 1e6,
            self.deciding.anew.as_secs_f64() * 1e6,
            self.deciding.what_if.as_secs_f64(),
        );
        let rest = format!(
            "Start until it listens: {:.2} s · memory idle: {} · after the load: {} · binary: {} · import of {} rows: {:.0} rows/s into an empty house, {:.0} among the million (bare: {:.0}) · stopped {}\n",
            self.started.as_secs_f64(),
            megabytes(self.idle),
            megabytes(self.loaded),
            megabytes(self.binary),
            importing::ROWS,
            self.import_first,
            self.import,
            self.import_bare,
            if self.stopped_cleanly { "cleanly" } else { "with an error" },
        );
        format!("{rest}\n{}\n{deciding}\n{}", of_endurance(&self.endurance), of_policies(&self.policies))
    }
}

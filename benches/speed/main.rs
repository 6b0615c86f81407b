//! How fast is it on a million customers, and how much of the bare machine's speed is left?
//!
//! The release binary serves a directory with 1,000,000 customers of 200 people, 3,000,000 contacts and 5,000,000 follow-ups; requests are
//! made over loopback, as a browser would make them, and timed one by one. Beside each stands the same work done by the bare stack in the same run: the same SQL through
//! Diesel on the same encrypted file, without rights, rules, history, titles, JSON and HTTP. The ratio is what the app costs.
//!
//! `make bench` runs it; `cargo bench --bench speed -- search` only what is called so, without writing the page;
//! `-- policies` only what policies cost with sixty objects, `-- import` only bringing in a file, `-- endurance` only ten minutes of filters that nobody asked for before. The customers are made once and kept in `bench-data/`; each run measures on a copy.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on has nothing to tell")]
#![expect(clippy::disallowed_methods, reason = "the bare stack goes past the doors")]

mod bare;
mod bare_route;
mod client;
mod dataset;
mod deciding;
mod endurance;
mod figures;
mod importing;
mod machine;
mod policies;
mod report;
mod sample;
mod server;
mod works;
mod writing;

use std::path::{Path, PathBuf};

use dataset::People;
use figures::Figures;
use report::{Line, Report};
use works::{OWN_LIST, Work};

/// Where everything lies, from the project's root.
const DATA: &str = "bench-data";
/// The word that measures these alone, without any customers.
const POLICIES: &str = "policies";
/// The words that measure these alone.
const ENDURANCE: &str = "endurance";
const IMPORT: &str = "import";
const READS_AT: [usize; 2] = [1, 16];
const CREATES_AT: [usize; 3] = [1, 8, 16];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo passes `--bench`; tests of all targets pass other flags and have no use for this.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(DATA);
    if arguments.iter().any(|argument| argument == POLICIES) {
        println!("{}", report::of_policies(&policies::figures(&root.join("sixty"))));
        return;
    }
    let pristine = dataset::ready(&root.join("million"));
    // The bare stack writes past the log, so it has a copy of its own.
    let (ours, bare) = (copy(&pristine, &root.join("ours")), copy(&pristine, &root.join("bare")));
    let people = dataset::sign_in(&ours, CREATES_AT.into_iter().chain(READS_AT).max().unwrap());

    let (server, started) = server::start(&ours);
    server.settle();
    let idle = server.resident();
    let words: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let chosen = |work: &Work| words.is_empty() || words.iter().any(|word| work.title().contains(word.as_str()));
    let mut lines = Vec::new();
    for (work, connections) in order().filter(|(work, _)| chosen(work)) {
        let drive = |turn| client::drive(server.port, work, work.askers(&people), connections, turn);
        let drive_bare = |turn| work.has_bare().then(|| bare::drive(&bare, work, &people.owners, connections, turn));
        let turns = if work.writes() { works::TURNS } else { 1 };
        let (kedun, without_app) = median((0..turns).map(|turn| (drive(turn), drive_bare(turn))).collect());
        let line = Line {
            work: work.title(),
            connections,
            kedun,
            under_writes: matches!(work, Work::List(..)).then(|| writing::meanwhile(server.port, &people.writer, || drive(0))),
            bare: without_app,
            bare_route: (work == OWN_LIST).then(|| bare_route::drive(&bare, &people.owners, connections)),
        };
        report::progress(&line);
        lines.push(line);
    }
    let loaded = server.resident();
    let scoped = if words.is_empty() { scoped_to_all(server.port, &people) } else { 1.0 };
    let endures = words.is_empty() || words.iter().any(|word| *word == ENDURANCE);
    let endurance = endures.then(|| endurance::figures(&server, &people));
    if let (Some(endurance), false) = (&endurance, words.is_empty()) {
        println!("{}", report::of_endurance(endurance));
    }
    let stopped_cleanly = server.stop();
    if words.iter().any(|word| *word == IMPORT) {
        println!("import: {:.0} rows/s, bare {:.0}", importing::rate(&ours), bare::import_rate(&bare, &people.owners));
    }
    let (true, Some(endurance)) = (words.is_empty(), endurance) else { return };
    let (deciding, policies) = (deciding::figures(&ours), policies::figures(&root.join("sixty")));
    let (import, import_bare) = (importing::rate(&ours), bare::import_rate(&bare, &people.owners));
    let import_first = importing::rate_into_nothing(&root.join("empty"));
    let report = Report {
        lines,
        started,
        stopped_cleanly,
        idle,
        loaded,
        endurance,
        binary: server::binary_size(),
        import,
        import_bare,
        import_first,
        scoped,
        deciding,
        policies,
    };
    report.print();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PERFORMANCE.md");
    std::fs::write(page, report.markdown(&machine::describe())).expect("docs/PERFORMANCE.md is written");
    for used in ["ours", "bare", "empty", "sixty"] {
        std::fs::remove_dir_all(root.join(used)).expect("the copies go");
    }
}

/// The turn whose ratio is the middle one.
fn median(mut turns: Vec<(Figures, Option<Figures>)>) -> (Figures, Option<Figures>) {
    let ratio = |(ours, bare): &(Figures, Option<Figures>)| bare.as_ref().map_or(0.0, |bare| ours.per_second / bare.per_second);
    turns.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    let middle = turns.len() / 2;
    turns.swap_remove(middle)
}

/// The list under a scope to the same list of somebody who sees all, at the highest load: by turns, as the machine is not equally
/// fast all the time; the middle one of the ratios.
fn scoped_to_all(port: u16, people: &People) -> f64 {
    let connections = READS_AT[1];
    let per_second = |work: Work| client::drive(port, work, work.askers(people), connections, 0).per_second;
    let mut ratios = [0; 5].map(|_| per_second(OWN_LIST) / per_second(Work::AdminList).max(f64::EPSILON));
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn order() -> impl Iterator<Item = (Work, usize)> {
    works::ALL.into_iter().flat_map(|work| {
        let at: &[usize] = if work == Work::Create { &CREATES_AT } else { &READS_AT };
        at.iter().map(move |&connections| (work, connections))
    })
}

/// A fresh copy, so that what is measured never changes what will be measured.
fn copy(from: &Path, to: &Path) -> PathBuf {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).expect("the customers").flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
    to.to_owned()
}

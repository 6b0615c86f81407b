//! How fast is it on a million customers, and how much of the bare machine's speed is left?
//!
//! The release binary serves a directory with 1,000,000 customers of 200 people; requests are made over loopback, as a browser would make
//! them, and timed one by one. Beside each stands the same work done by the bare stack in the same run: the same SQL through
//! Diesel on the same encrypted file, without rights, rules, history, titles, JSON and HTTP. The ratio is what the house costs.
//!
//! `make bench` runs it. The customers are made once and kept in `bench-data/`; each run measures on a copy.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on has nothing to tell")]
#![expect(clippy::disallowed_methods, reason = "the bare stack goes past the doors")]

mod bare;
mod bare_route;
mod client;
mod dataset;
mod figures;
mod importing;
mod machine;
mod report;
mod sample;
mod server;
mod works;

use std::path::{Path, PathBuf};

use figures::Figures;
use report::{Line, Report};
use works::Work;

/// Where everything lies, from the project's root.
const DATA: &str = "bench-data";
const READS_AT: [usize; 2] = [1, 16];
const CREATES_AT: [usize; 3] = [1, 8, 16];

fn main() {
    // Cargo passes `--bench`; tests of all targets pass other flags and have no use for this.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pristine = dataset::ready(&root.join(DATA).join("million"));
    let scratch = copy(&pristine, &root.join(DATA).join("scratch"));
    let people = dataset::sign_in(&scratch, *READS_AT.iter().chain(&CREATES_AT).max().unwrap());

    let (server, started) = server::start(&scratch);
    let idle = server.resident();
    let mut lines = Vec::new();
    for work in works::ALL {
        let at: &[usize] = if work == Work::Create { &CREATES_AT } else { &READS_AT };
        for &connections in at {
            let kedun = client::drive(server.port, work, &people, connections);
            report::progress(work, connections, &kedun);
            lines.push(Line { work: work.title(), connections, kedun, bare: Figures::default(), bare_route: None });
        }
    }
    let loaded = server.resident();
    let last = server.stop();

    // First what still needs an honest log; then the bare stack, which writes past it.
    let import = importing::rate(&scratch);
    for (line, (work, connections)) in lines.iter_mut().zip(order()) {
        line.bare = bare::drive(&scratch, work, &people, connections);
        if work == Work::OwnList {
            line.bare_route = Some(bare_route::drive(&scratch, &people, connections));
        }
        report::progress_bare(line);
    }
    let report = Report { lines, started, stopped_cleanly: last, idle, loaded, binary: server::binary_size(), import };
    report.print();
    std::fs::write(root.join("docs/PERFORMANCE.md"), report.markdown(&machine::describe())).expect("docs/PERFORMANCE.md is written");
    std::fs::remove_dir_all(&scratch).expect("the copy goes");
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

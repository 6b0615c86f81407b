//! The release binary as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

pub struct Server {
    child: Child,
    pub port: u16,
}

/// Cargo builds it beside this bench (`make bench` sees to it that it is the newest).
pub fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_kedun"))
}

pub fn binary_size() -> u64 {
    fs::metadata(binary()).expect("the binary").len()
}

/// Starts it and returns how long it took until it said that it listens.
pub fn start(directory: &Path) -> (Server, Duration) {
    let since = Instant::now();
    let mut child = Command::new(binary())
        .args(["serve", "--json", "--listen", "127.0.0.1:18999", "--data"])
        .arg(directory)
        .env("KEDUN_TLS__MODE", "off")
        .env("KEDUN_LIMITS__REQUESTS_PER_SECOND", "1000000")
        .env("KEDUN_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let started = since.elapsed();
    let ready: Json = serde_json::from_str(&line).expect("a JSON line");
    let port = ready["address"].as_str().and_then(|address| address.rsplit(':').next()?.parse().ok()).expect("a port");
    (Server { child, port }, started)
}

impl Server {
    /// Waits until it has nothing more to do by itself: behind the start a large file is looked through, and full-text tables are merged.
    pub fn settle(&self) {
        let mut before = self.ticks();
        for _ in 0..600 {
            std::thread::sleep(Duration::from_millis(500));
            let now = self.ticks();
            if now <= before + 1 {
                return;
            }
            before = now;
        }
    }

    /// Processor time spent so far, in hundredths of a second.
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("its state");
        let after_name = stat.rsplit(") ").next().expect("what comes behind its name");
        after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
    }

    /// Memory that is really in use, in bytes.
    pub fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    /// Tells it to stop; whether it ended well.
    pub fn stop(mut self) -> bool {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(told.success());
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

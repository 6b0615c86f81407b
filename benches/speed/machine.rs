//! On which machine the figures were measured.

use std::fs;
use std::process::Command;

pub fn describe() -> String {
    let model = find("/proc/cpuinfo", "model name").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory =
        find("/proc/meminfo", "MemTotal").and_then(|kb| kb.trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024 / 1024;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!(
        "{model}, {cores} cores, {memory} GB of memory, Linux {}, {}. Server and clients share the machine; load average when the figures were written: {}.",
        kernel.trim(),
        said_by("rustc", "--version"),
        load.split(' ').next().unwrap_or_default()
    )
}

fn find(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix(key)?.split_once(':').map(|(_, value)| value.trim().to_owned()))
        .or_else(|| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':').map(|value| value.trim().to_owned())))
}

fn said_by(program: &str, argument: &str) -> String {
    Command::new(program).arg(argument).output().map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default()
}

//! `kedun serve` as a process of its own. It ends with the test, whatever becomes of the test.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value as Json;

use super::Installation;
use super::http::Browser;

pub struct Server {
    child: Child,
    /// The administrator's.
    pub browser: Browser,
}

impl Server {
    /// Starts it and waits until it says that it is ready.
    pub fn start(installation: &Installation) -> Self {
        Self::try_start(installation).unwrap_or_else(|| panic!("{}", log(installation)))
    }

    fn try_start(installation: &Installation) -> Option<Self> {
        let mut child = Self::spawn(installation);
        let Some(port) = Self::port(&mut child) else {
            child.wait().expect("it is gone");
            return None;
        };
        Some(Self { child, browser: Browser { port, cookie: installation.cookie.clone(), from: Ipv4Addr::LOCALHOST } })
    }

    /// Where it says that it listens.
    fn port(child: &mut Child) -> Option<u16> {
        let mut line = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
        let ready: Json = serde_json::from_str(&line).ok()?;
        ready["address"].as_str()?.rsplit(':').next()?.parse().ok()
    }

    /// Starts it and does not wait.
    pub fn spawn(installation: &Installation) -> Child {
        let log = File::options().create(true).append(true).open(installation.beside("log")).expect("a log");
        installation.command(&["serve", "--json"]).stdout(Stdio::piped()).stderr(log).spawn().expect("the binary runs")
    }

    /// The memory that it has, in kilobytes.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The ports of loopback on which it listens.
    pub fn listening(&self) -> Vec<u16> {
        let links = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("its files").flatten();
        let inodes: Vec<String> = links
            .filter_map(|link| {
                std::fs::read_link(link.path()).ok()?.to_str()?.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned)
            })
            .collect();
        let table = std::fs::read_to_string(format!("/proc/{}/net/tcp", self.child.id())).expect("its sockets");
        let listening = table.lines().skip(1).filter_map(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let port = u16::from_str_radix(columns[1].rsplit(':').next()?, 16).ok()?;
            (columns[3] == "0A" && inodes.iter().any(|inode| inode == columns[9])).then_some(port)
        });
        listening.collect()
    }

    /// The power goes out.
    pub fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
    }

    /// It is told to stop, and does.
    pub fn stop(mut self) -> ExitStatus {
        let told = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status().expect("a shell");
        assert!(told.success());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the server has written to its log.
pub fn log(installation: &Installation) -> String {
    std::fs::read_to_string(installation.beside("log")).unwrap_or_default()
}

//! How fast a file of customers is taken in, among a million that are there.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::dataset;
use super::sample::{CUSTOMERS, mobile};
use super::server::binary;

pub const ROWS: usize = 20_000;
/// Rows to a transaction, as in the app.
pub const PIECE: usize = 500;

/// The same into an app that has a login to own them, and nothing else.
pub fn rate_into_nothing(directory: &Path) -> f64 {
    dataset::found_with_one_owner(directory);
    rate(directory)
}

/// Rows a second, start of the command included.
pub fn rate(directory: &Path) -> f64 {
    let file = directory.join("customers.csv");
    let mut text = String::from("客户名称,客户级别,手机,省市\n");
    for n in 0..ROWS {
        writeln!(text, "导入第{n}号机械有限公司,C,{},江苏省苏州市", mobile(60 * CUSTOMERS + n)).expect("a line");
    }
    std::fs::write(&file, text).expect("a file");
    let since = Instant::now();
    let done = Command::new(binary())
        .args(["import", "customer"])
        .arg(&file)
        .args(["--default-owner", "owner000", "--json", "--data"])
        .arg(directory)
        .output()
        .expect("the binary runs");
    let took = since.elapsed();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let report: serde_json::Value = text.lines().last().and_then(|line| serde_json::from_str(line).ok()).expect("a report");
    assert_eq!(report["imported"], ROWS, "{report}");
    ROWS as f64 / took.as_secs_f64()
}

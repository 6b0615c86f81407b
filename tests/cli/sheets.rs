//! Records in and out by the command line, beside a running server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kedun::people::Role;
use serde_json::{Value as Json, json};

use crate::support::installation::{Said, add, number};
use crate::support::{Installation, eventually, samples};

/// Copies a sample to where its rejects may lie beside it, and employs its owners.
fn with_sample(name: &str) -> (Installation, String) {
    let installation = Installation::new();
    let server = installation.server();
    for (i, owner) in samples::owners().iter().enumerate() {
        add(&server, &format!("owner{i}"), owner, Role::EMPLOYEE);
    }
    let copy = installation.beside(name);
    fs::write(&copy, samples::read(name)).unwrap();
    (installation, copy.display().to_string())
}

fn assert_exactly_the_deserving_are_rejected(said: &Said, rows: u64) {
    let (report, deserving) = (said.json(), samples::deserving());
    let mut rejected: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for wrong in report["rejected"].as_array().unwrap() {
        assert!(["column", "code", "message"].iter().all(|name| wrong[name].is_string()), "{wrong}");
        rejected.entry(wrong["line"].as_u64().unwrap() as usize).or_default().insert(wrong["code"].as_str().unwrap());
    }
    assert_eq!(rejected.keys().collect::<Vec<_>>(), deserving.keys().collect::<Vec<_>>());
    for (line, codes) in &deserving {
        let told = |code: &&&str| rejected[line].iter().any(|told| told.starts_with(**code));
        assert_eq!(codes.iter().find(|code| !told(code)), None, "line {line}: {:?}", rejected[line]);
    }
    let counts = ["rows", "imported", "updated", "skipped"].map(|name| report[name].as_u64().unwrap());
    assert_eq!(counts, [rows, rows - 22 - deserving.len() as u64, 0, 0], "22 rows are blank");
    assert_eq!(report["ignored_columns"], json!([]));
    let rejects = fs::read(report["rejects_file"].as_str().unwrap()).unwrap();
    let mut sheet = samples::table(rejects);
    assert_eq!(sheet.rows().filter(|row| !row.as_ref().unwrap().is_blank()).count(), deserving.len());
}

#[test]
fn a_messy_file_is_taken_in_beside_a_running_server() {
    let (installation, file) = with_sample("customers.csv");
    let server = installation.serve();
    let total = || server.browser.get("/api/records/customer?limit=1").body["total"]["count"].clone();
    assert_eq!(total(), 0);
    let trial = installation.kedun(&["import", "customer", &file, "--dry-run", "--json"]).exits(0);
    assert_exactly_the_deserving_are_rejected(&trial, 5000);
    assert_eq!(number(&mut installation.raw(), "SELECT count(*) AS number FROM customer"), 0);

    // Others go on saving meanwhile.
    let mut import = installation.command(&["import", "customer", &file, "--json"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut saved = 0;
    let done = || number(&mut installation.raw(), "SELECT count(*) AS number FROM audit_event WHERE kind = 'import.done'") == 2;
    while !done() && import.try_wait().unwrap().is_none() {
        let made = server.browser.post("/api/records/customer", &json!({ "name": format!("同时{saved}号") }));
        assert_eq!(made.status, 201, "{}", made.body);
        saved += 1;
    }
    let output = import.wait_with_output().unwrap();
    let said = Said { exit: output.status.code().unwrap(), out: String::from_utf8(output.stdout).unwrap(), err: String::new() };
    assert_exactly_the_deserving_are_rejected(&said.exits(0), 5000);
    let there = 5000 - 22 - samples::deserving().len() + saved;
    eventually("the server's own count", || (total() == there).then_some(()));
    assert_eq!(number(&mut installation.raw(), "SELECT count(*) AS number FROM customer_search"), there as i64);

    // Once more: everything is there already.
    let again = installation.kedun(&["import", "customer", &file, "--on-duplicate", "skip", "--json"]).exits(0).json();
    assert_eq!((&again["imported"], again["skipped"].as_u64() > Some(4000)), (&json!(0), true), "{}", again["imported"]);
    assert!(server.stop().success());
    installation.kedun(&["audit", "verify"]).exits(0);
}

#[test]
fn the_same_file_as_a_workbook_gives_the_same() {
    let (installation, file) = with_sample("customers.xlsx");
    let said = installation.kedun(&["import", "customer", &file, "--dry-run", "--json"]).exits(0);
    assert_exactly_the_deserving_are_rejected(&said, 5000);
}

const SMALL: &str = "公司,电话号码,级别\n苏州恒通贸易有限公司,13800138000,A\n无锡佳康有限公司,13800138001,B\n=1+1,13800138002,Z\n";

#[test]
fn what_went_in_comes_out_again() {
    let installation = Installation::new();
    let (file, out) = (installation.beside("small.csv"), installation.beside("out.csv"));
    let (file, out) = (file.to_str().unwrap(), out.to_str().unwrap());
    fs::write(file, SMALL).unwrap();
    let import =
        ["import", "customer", file, "--map", "公司=name", "--map", "电话号码=mobile", "--map", "级别=level", "--default-owner", "boss"];
    let words = installation.kedun(&import).exits(0);
    assert!(
        words.out.starts_with("3 rows: 2 imported, 0 updated, 0 skipped, 0 blank, 1 rejected") && words.out.contains("line 4"),
        "{words:?}"
    );
    let said = installation.kedun(&["export", "customer", "--out", out, "--json"]).exits(0).json();
    assert_eq!((&said["rows"], &said["file"]), (&json!(2), &json!(out)));
    let text = fs::read_to_string(out).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("苏州恒通贸易有限公司") && text.contains("王总"), "{text}");

    let filter = r#"{"field":"level","op":"eq","value":"B"}"#;
    let xlsx = installation.beside("out.xlsx");
    let export = ["export", "customer", "--filter", filter, "--format", "xlsx", "--out", xlsx.to_str().unwrap(), "--json"];
    assert_eq!(installation.kedun(&export).exits(0).json()["rows"], 1);
    let sheet = samples::table(fs::read(&xlsx).unwrap());
    assert!(sheet.headings().contains(&"客户名称".to_owned()), "{:?}", sheet.headings());
    // Who took what out stands in the log.
    let exports =
        number(&mut installation.raw(), "SELECT count(*) AS number FROM audit_event WHERE kind LIKE 'export%' AND object = 'customer'");
    assert!(exports >= 2, "{exports}");
}

#[test]
fn a_command_that_cannot_be_done_leaves_everything_as_it_was() {
    let installation = Installation::new();
    let file = installation.beside("small.csv");
    fs::write(&file, SMALL).unwrap();
    let (file, before) = (file.to_str().unwrap(), installation.files());
    for (arguments, exit, what) in [
        (vec!["import", "planet", file], 1, ""),
        (vec!["import", "customer", "/nowhere.csv"], 1, "/nowhere.csv"),
        (vec!["import", "customer", "/dev/zero"], 1, "20 MB"),
        (vec!["import", "customer", file, "--map", "公司"], 2, "HEADING=FIELD"),
        (vec!["import", "customer", file, "--map", "公司=wings"], 1, ""),
        (vec!["import", "customer", file, "--default-owner", "nobody"], 1, "nobody"),
        (vec!["import", "customer", file, "--map", "公司=", "--map", "电话号码=", "--map", "级别="], 1, ""),
        (vec!["export", "customer", "--out", file], 15, "exists already"),
        (vec!["export", "planet", "--out", "/tmp/kedun-never-made.csv"], 1, ""),
        (vec!["export", "customer", "--filter", "{", "--out", "/tmp/kedun-never-made.csv"], 2, "--filter"),
        (vec!["export", "customer", "--out", "/nowhere/out.csv"], 1, "/nowhere/out.csv"),
    ] {
        let said = installation.kedun(&arguments).advises(exit, what);
        assert!(!said.err.contains("errors."), "{said:?}");
        let json: Json = installation.kedun(&[&arguments[..], &["--json"]].concat()).exits(exit).json();
        assert_eq!(json["exit"], exit, "{json}");
        assert_eq!(installation.files(), before, "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(file).unwrap(), SMALL);
    assert!(!std::path::Path::new("/tmp/kedun-never-made.csv").exists());
}

//! Files as firms send them, from the console's route and from the command line: both come out the same.

use std::fs;

use diesel::sqlite::SqliteConnection;
use diesel::{QueryableByName, RunQueryDsl};
use serde_json::{Value as Json, json};

use crate::support::{Installation, Server, eventually, samples};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Each customer with their mobile number and remarks.
fn customers(conn: &mut SqliteConnection) -> Vec<String> {
    let query = "SELECT name || '|' || coalesce(mobile, '') || '|' || coalesce(remarks, '') AS line FROM customer ORDER BY id";
    let lines: Vec<Line> = diesel::sql_query(query).load(conn).unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

/// Brings the file in as the console does, with what it found out; returns how it was read and what came of it.
fn by_console(server: &Server, file: &str) -> (Json, Json) {
    let path = format!("/api/imports?object=customer&filename={file}");
    let brought = server.browser.send("POST", &path, &[], &samples::read(&format!("odd/{file}"))).expect("an answer");
    assert_eq!(brought.status, 201, "{file}: {}", brought.body);
    let reading = &brought.body["reading"];
    let mut choice = json!({ "heading_row": reading["heading_row"] });
    ["encoding", "sheet"].into_iter().filter(|name| !reading[name].is_null()).for_each(|name| choice[name] = reading[name].clone());
    let asked = json!({ "mapping": brought.body["mapping"], "on_duplicate": "update", "reading": choice });
    let run = server.browser.post(&format!("/api/imports/{}/run", brought.body["id"].as_str().unwrap()), &asked);
    assert_eq!(run.status, 202, "{file}: {}", run.body);
    let path = format!("/api/jobs/{}", run.body["job"].as_str().unwrap());
    let job = eventually("the end of the import", || {
        let job = server.browser.get(&path).body;
        (job["state"] != "running" && job["state"] != "queued").then_some(job)
    });
    assert_eq!(job["state"], "done", "{file}: {job}");
    (reading.clone(), job["result"].clone())
}

#[test]
fn files_as_firms_send_them_come_out_right_from_the_console_and_the_command_line() {
    let (console, command) = (Installation::new(), Installation::new());
    let server = console.serve();
    let mut came = Vec::new();
    for file in [
        "western.csv",
        "separator-line.csv",
        "guarded-numbers.csv",
        "title-row.xlsx",
        "cover-sheet.xlsx",
        "error-cells.xlsx",
        "merged-cells.xlsx",
    ] {
        let (reading, result) = by_console(&server, file);
        let copy = command.beside(file);
        fs::write(&copy, samples::read(&format!("odd/{file}"))).unwrap();
        let said = command.kedun(&["import", "customer", copy.to_str().unwrap(), "--on-duplicate", "update", "--json"]).exits(0).json();
        for name in ["rows", "imported", "updated", "rejected_count", "taken_count"] {
            assert_eq!(said[name], result[name], "{file}: {name}");
        }
        for name in ["encoding", "guessed", "sheet", "heading_row"] {
            assert_eq!(said["reading"][name], reading[name], "{file}: {name}");
        }
        assert_eq!(said["rejected"], result["rejected"], "{file}");
        came.push(reading);
    }
    let expected = [
        "Jürgen Müller GmbH||Núñez",
        "分号一号公司|13700137001|",
        "防护一号公司|13600136001|",
        "防护二号公司|13600136002|",
        "标题一号公司|13500135001|",
        "封面一号公司|13500135002|",
        "错误二号公司||正常",
        "合并一号公司||",
    ];
    assert_eq!(customers(&mut command.raw()), expected);
    assert_eq!(customers(&mut console.raw()), expected);
    let taken: Vec<_> = came.iter().map(|reading| (&reading["encoding"], &reading["guessed"], &reading["heading_row"])).collect();
    assert_eq!(taken[0], (&json!("windows-1252"), &json!(true), &json!(1)));
    assert_eq!(taken[3], (&Json::Null, &json!(false), &json!(3)));
    assert_eq!(came[4]["sheet"], "客户");
}

#[test]
fn the_command_line_says_how_it_read_a_file_and_reads_it_otherwise() {
    let installation = Installation::new();
    let file = |name: &str| {
        let copy = installation.beside(name);
        fs::write(&copy, samples::read(&format!("odd/{name}"))).unwrap();
        copy.display().to_string()
    };
    let (western, covered) = (file("western.csv"), file("cover-sheet.xlsx"));
    let said = installation.kedun(&["import", "customer", &western, "--dry-run"]).exits(0);
    assert!(said.err.contains("windows-1252") && said.err.contains("--encoding"), "{said:?}");
    let said = installation.kedun(&["import", "customer", &western, "--dry-run", "--encoding", "latin1"]).exits(0);
    assert!(said.err.contains("windows-1252") && !said.err.contains("--encoding"), "{said:?}");
    let said = installation.kedun(&["import", "customer", &covered, "--dry-run"]).exits(0);
    assert!(said.err.contains("客户, one of 2") && said.err.contains("--sheet"), "{said:?}");
    installation.kedun(&["import", "customer", &western, "--encoding", "klingon"]).exits(2);
    installation.kedun(&["import", "customer", &western, "--encoding", "utf-8"]).advises(1, "utf-8");
    installation.kedun(&["import", "customer", &covered, "--sheet", "没有"]).advises(1, "没有");
    installation.kedun(&["import", "customer", &covered, "--heading-row", "7"]).advises(1, "7");
}

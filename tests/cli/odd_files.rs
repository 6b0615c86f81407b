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

/// A copy of the file, where the installation may write beside it.
fn copy(installation: &Installation, name: &str) -> String {
    let copy = installation.beside(name);
    fs::write(&copy, samples::read(&format!("odd/{name}"))).unwrap();
    copy.display().to_string()
}

fn import(installation: &Installation, name: &str, flags: &[&str]) -> Json {
    let file = copy(installation, name);
    let arguments = [&["import", "customer", &file, "--json"], flags].concat();
    installation.kedun(&arguments).exits(0).json()
}

fn counted(report: &Json) -> [u64; 5] {
    ["imported", "updated", "continued", "skipped", "rejected_count"].map(|name| report[name].as_u64().unwrap())
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
        let said = import(&command, file, &["--on-duplicate", "update"]);
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
    let (western, covered) = (copy(&installation, "western.csv"), copy(&installation, "cover-sheet.xlsx"));
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

#[test]
fn each_odd_file_comes_out_as_its_readme_says() {
    let installation = Installation::new();
    let switchboard = import(&installation, "same-switchboard.csv", &["--on-duplicate", "update"]);
    assert_eq!(counted(&switchboard), [1, 0, 0, 0, 2], "{switchboard}");
    let contacts = import(&installation, "one-contact-a-row.csv", &["--on-duplicate", "skip"]);
    assert_eq!(counted(&contacts), [1, 0, 2, 0, 0], "{contacts}");
    assert_eq!(counted(&import(&installation, "unit-in-heading.csv", &[])), [2, 0, 0, 0, 0]);
    let phones = import(&installation, "phones.csv", &["--area-code", "0512", "--leave-out", "座机"]);
    assert_eq!((counted(&phones), &phones["taken_rows"][0]["code"]), ([7, 0, 0, 0, 0], &json!("phone.invalid")), "{phones}");
    assert_eq!(counted(&import(&installation, "nothing-words.csv", &[])), [1, 0, 0, 0, 0]);

    // Once more: known by its telephone, the first of them takes another's name; what is there already is listed and kept as a file.
    let by_phone = ["--on-duplicate", "update", "--match-by", "phone"];
    assert_eq!(counted(&import(&installation, "same-switchboard.csv", &by_phone)), [0, 3, 0, 0, 0]);
    let again = import(&installation, "unit-in-heading.csv", &["--on-duplicate", "skip"]);
    assert_eq!((counted(&again), again["skipped_rows"].as_array().map(Vec::len)), ([0, 0, 0, 2, 0], Some(2)), "{again}");
    assert!(fs::read_to_string(again["skipped_file"].as_str().unwrap()).unwrap().contains("单位一号公司"));

    let out = installation.beside("out.csv");
    installation.kedun(&["export", "customer", "--out", out.to_str().unwrap()]).exits(0);
    let text = fs::read_to_string(out).unwrap();
    assert!(["宏图贸易子公司", "120000.00", "35000.00", "0512-62345678-801", "95511"].iter().all(|said| text.contains(said)), "{text}");
    assert!(!text.contains("宏图集团总部"), "{text}");
}

#[test]
fn what_was_decided_is_said_by_flags_and_a_unit_that_is_not_understood_is_told() {
    let installation = Installation::new();
    let file = installation.beside("a.csv");
    fs::write(&file, "客户名称,年采购额（万美元）,级别,手机\n甲,12,重要,13800138000/0512-62345678\n乙,1,?,\n").unwrap();
    let file = file.to_str().unwrap();
    let words = installation.kedun(&["import", "customer", file, "--dry-run"]).exits(0);
    assert!(words.out.contains("Columns left out: 年采购额（万美元）") && words.out.contains("不是人民币"), "{words:?}");
    let flags = ["--word", "级别:重要=A", "--word", "级别:?=", "--spread", "手机", "--json"];
    let report = installation.kedun(&[&["import", "customer", file][..], &flags].concat()).exits(0).json();
    assert_eq!(counted(&report), [2, 0, 0, 0, 0], "{report}");
    for (flag, wrong) in [("--unit", "级别"), ("--word", "级别=A"), ("--match-by", "wings")] {
        let exit = if flag == "--match-by" { 1 } else { 2 };
        installation.kedun(&["import", "customer", file, flag, wrong]).exits(exit);
    }
}

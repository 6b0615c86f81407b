//! What customers entrust to the app never lies on the disk in the clear, however the server ended.

use std::fs;

use serde_json::json;

use crate::support::{Installation, eventually, server};

/// Appears nowhere but in what the test saves.
const MARKS: [&str; 3] = ["恒通密语zq81", "marker-zq81-plain", "13800138277"];
const PLAIN: &str = "SQLite format 3";

#[test]
fn nothing_on_the_disk_can_be_read() {
    let installation = Installation::new();
    let server = installation.serve();
    let customer = json!({ "name": MARKS[0], "remarks": MARKS[1].repeat(100), "mobile": MARKS[2] });
    let made = server.browser.post("/api/records/customer", &customer);
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(server.browser.get("/api/search?q=13800138277").body["groups"].as_array().map(Vec::len), Some(1));
    // A file that is brought, and one that a job makes.
    let file = format!("客户名称,备注\n{}甲,{}\n{}", MARKS[0], MARKS[1], "x,y\n".repeat(20_000));
    let brought = server.browser.send("POST", "/api/imports?object=customer&filename=marker-zq81-plain.csv", &[], file.as_bytes()).unwrap();
    assert_eq!(brought.status, 201, "{}", brought.body);
    let job = server.browser.post("/api/exports", &json!({ "object": "customer", "format": "xlsx" }));
    assert_eq!(job.status, 202, "{}", job.body);
    let path = format!("/api/jobs/{}", job.body["job"].as_str().unwrap());
    eventually("the export", || (server.browser.get(&path).body["state"] == "done").then_some(()));
    // Sorting more than fits into memory must not spill either.
    assert_eq!(server.browser.get("/api/records/customer?q=marker&sort=name").status, 200);

    assert_unreadable(&installation);
    assert_private(&installation);
    server.kill();
    assert!(installation.file("kedun.db-wal").exists(), "a killed server leaves its journal");
    assert_unreadable(&installation);

    assert!(installation.serve().stop().success());
    assert!(!installation.file("kedun.db-wal").exists(), "a stopped server leaves none");
    assert_unreadable(&installation);
    assert_private(&installation);
    let log = server::log(&installation);
    assert!(MARKS.iter().all(|mark| !log.contains(mark)), "{log}");
}

/// What the set-up makes is its owner's alone, TLS material included.
#[test]
fn a_house_set_up_by_the_command_is_private() {
    let installation = Installation::empty();
    let nowhere = ["init", "--org", "恒信工业", "--admin", "lin", "--password-stdin", "--recovery-out", "/no/such/directory/code"];
    installation.kedun_hears(&nowhere, "seven purple trams hum").advises(1, "/no/such/directory/code");
    assert!(!installation.data().exists(), "without a place for the code nothing is set up");
    let code = installation.beside("recovery");
    let init = ["init", "--org", "恒信工业", "--admin", "lin", "--password-stdin", "--recovery-out", code.to_str().unwrap()];
    installation.kedun_hears(&init, "seven purple trams hum").exits(0);
    fs::write(installation.beside("kedun.toml"), "listen = '127.0.0.1:0'").unwrap();
    assert!(installation.serve().stop().success());
    assert_private(&installation);
    assert_eq!(mode(&code), 0o600);
}

#[test]
fn what_an_import_rejects_is_its_owners_alone() {
    let installation = Installation::new();
    let (sheet, rejects) = (installation.beside("sheet.csv"), installation.beside("rejects.csv"));
    fs::write(&sheet, "客户名称,手机\n苏州恒通,1\n").unwrap();
    let import = ["import", "customer", sheet.to_str().unwrap(), "--rejects", rejects.to_str().unwrap()];
    installation.kedun(&import);
    assert_eq!(mode(&rejects), 0o600);
}

#[track_caller]
fn assert_unreadable(installation: &Installation) {
    for path in installation.files().keys().filter(|path| path.is_file()) {
        let bytes = fs::read(path).unwrap();
        for word in MARKS.iter().chain([&PLAIN]) {
            let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for needle in [word.as_bytes(), &wide] {
                assert!(!contains(&bytes, needle), "{} holds {word} in the clear", path.display());
            }
        }
    }
}

#[track_caller]
fn assert_private(installation: &Installation) {
    for (path, (mode, _)) in installation.files() {
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
}

fn mode(path: &std::path::Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == needle[0]) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

//! No space: what cannot be done is refused with advice, what was there stays, and work goes on when there is space again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::http::Browser;
use crate::support::{Installation, eventually};

/// A disk of its own, in memory; gone with the test. Root may make one, where the machine allows it.
struct Disk(PathBuf);

impl Disk {
    fn of(installation: &Installation, kilobytes: u32) -> Option<Self> {
        fs::create_dir_all(installation.data()).unwrap();
        let options = format!("size={kilobytes}k,mode=0700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(installation.data()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(installation.data()));
        }
        eprintln!("skipped: this user may not mount a small disk");
        None
    }

    /// Leaves no byte free; returns the file that takes it all.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("kedun.filler");
        let mut file = fs::File::create(&path).unwrap();
        for size in [4096, 1] {
            while file.write_all(&vec![7; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn a_set_up_on_a_disk_that_is_too_small_leaves_it_as_it_was() {
    let installation = Installation::empty();
    for kilobytes in [4, 12, 64, 256] {
        let Some(_disk) = Disk::of(&installation, kilobytes) else { return };
        let before = installation.files();
        let init = ["init", "--org", "恒信工业", "--admin", "lin", "--password-stdin"];
        installation.kedun_hears(&init, "seven purple trams hum").advises(14, "");
        assert_eq!(installation.files(), before, "{kilobytes} kB");
    }
}

#[test]
fn a_start_on_a_full_disk_is_refused() {
    let (installation, template) = (Installation::empty(), Installation::new());
    let Some(disk) = Disk::of(&installation, 4096) else { return };
    installation.copy_from(&template.data());
    let filler = disk.fill();
    let before = installation.files();
    installation.kedun(&["serve"]).advises(14, "");
    installation.kedun_hears(&["user", "add", "lin", "--name", "林晓东", "--password-stdin"], "seven purple trams hum").advises(14, "");
    // SQLite makes its side files, empty, before it knows that there is no room for anything in them.
    let mut after = installation.files();
    after.retain(|path, _| before.contains_key(path) || !["-wal", "-shm"].iter().any(|side| path.display().to_string().ends_with(side)));
    assert_eq!(after, before);
    fs::remove_file(filler).unwrap();
    installation.kedun(&["audit", "verify"]).exits(0);
}

#[test]
fn a_disk_that_fills_up_under_a_server_costs_no_record_that_was_acknowledged() {
    let (mut installation, template) = (Installation::empty(), Installation::new());
    installation.cookie = template.cookie.clone();
    let Some(disk) = Disk::of(&installation, 8192) else { return };
    installation.copy_from(&template.data());
    let server = installation.serve();
    let save = |name: &str| server.browser.post("/api/records/customer", &json!({ "name": name }));
    assert_eq!(save("有地方").status, 201);
    let filler = disk.fill();
    let mut acknowledged = 1;
    // The journal may have some room of its own left.
    let refused = (0..500).map(|n| save(&format!("满了{n}"))).find(|answer| {
        acknowledged += usize::from(answer.status == 201);
        answer.status != 201
    });
    let refused = refused.expect("the disk is full");
    refused.assert_code(507, "storage.full");
    assert!(refused.body["advice"].as_str().is_some_and(|advice| !advice.is_empty()), "{refused:?}");
    let listed = server.browser.get("/api/records/customer?limit=1");
    assert_eq!(listed.body["total"]["count"], acknowledged, "reading goes on");
    assert_eq!(server.browser.get("/api/health").body["status"], "disk_full");
    remove(&filler);
    assert_eq!(save("又有地方").status, 201);
    assert_eq!(server.browser.get("/api/health").body["status"], "ok");
    server.kill();
    installation.kedun(&["audit", "verify"]).exits(0);
    let server = installation.serve();
    assert_eq!(server.browser.get("/api/records/customer?limit=1").body["total"]["count"], acknowledged + 1);
}

#[test]
fn people_sign_in_and_read_while_the_disk_is_full_and_nothing_else_is_written() {
    let (mut installation, template) = (Installation::empty(), Installation::new());
    let secret = "seven purple trams hum";
    template.kedun_hears(&["user", "add", "lin", "--name", "林晓东", "--password-stdin"], secret).exits(0);
    installation.cookie = template.cookie.clone();
    let Some(disk) = Disk::of(&installation, 16384) else { return };
    installation.copy_from(&template.data());
    let server = installation.serve();
    let boss = &server.browser;
    assert_eq!(boss.post("/api/records/customer", &json!({ "name": "恒通" })).status, 201);
    let filler = disk.fill();
    eventually("the server notices", || (boss.get("/api/health").body["status"] == "disk_full").then_some(()));
    for n in 0..5 {
        let entered = boss.post("/api/session", &json!({ "login": "lin", "password": secret }));
        assert_eq!(entered.status, 200, "sign-in {n}: {}", entered.body);
        let token = entered.headers.iter().find_map(|(name, value)| (name == "set-cookie").then(|| value.strip_prefix("kedun="))?);
        let lin = Browser { cookie: token.unwrap().split(';').next().unwrap().to_owned(), ..boss.clone() };
        assert_eq!(lin.get("/api/session").status, 200);
        lin.post("/api/records/customer", &json!({ "name": "远海" })).assert_code(507, "storage.full");
        let upload = lin.send("POST", "/api/imports?object=customer&filename=a.csv", &[("Content-Type", "text/csv")], b"a,b");
        upload.unwrap().assert_code(507, "storage.full");
        assert_eq!(lin.send("DELETE", "/api/session", &[], b"").unwrap().status, 204);
    }
    assert_eq!(boss.post("/api/session", &json!({ "login": "lin", "password": "wrong horses run far" })).status, 401, "refusals as well");
    assert_eq!(boss.get("/api/records/customer?limit=1").body["total"]["count"], 1);
    // What needs an event that cannot be written is not done either.
    boss.post("/api/departments", &json!({ "name": "总部" })).assert_code(507, "storage.full");
    remove(&filler);
    eventually("there is room again", || (boss.get("/api/health").body["status"] == "ok").then_some(()));
    assert_eq!(boss.post("/api/records/customer", &json!({ "name": "远海" })).status, 201);
    assert!(server.stop().success());
    installation.kedun(&["audit", "verify"]).exits(0);
}

fn remove(path: &Path) {
    fs::remove_file(path).unwrap();
}

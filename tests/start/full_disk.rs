//! No space: what cannot be done is refused with advice, what was there stays, and work goes on when there is space again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::Installation;

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
    assert!(refused.status >= 500 && refused.body["advice"].as_str().is_some_and(|advice| !advice.is_empty()), "{refused:?}");
    let listed = server.browser.get("/api/records/customer?limit=1");
    assert_eq!(listed.body["total"]["count"], acknowledged, "reading goes on");
    remove(&filler);
    assert_eq!(save("又有地方").status, 201);
    server.kill();
    installation.kedun(&["audit", "verify"]).exits(0);
    let server = installation.serve();
    assert_eq!(server.browser.get("/api/records/customer?limit=1").body["total"]["count"], acknowledged + 1);
}

fn remove(path: &Path) {
    fs::remove_file(path).unwrap();
}

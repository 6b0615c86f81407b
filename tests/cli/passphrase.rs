//! A app whose key file is kept elsewhere: it opens with the passphrase, and with nothing like it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use crate::support::Installation;
use crate::support::installation::number;

const FIRST: &str = "seven purple trams hum";
const SECOND: &str = "客盾 八匹马 慢慢走过 青石桥头";

#[test]
fn it_opens_where_the_key_file_is_missing() {
    let installation = Installation::new();
    let untouched = installation.files();
    installation.kedun_hears(&["key", "passphrase"], "fourteen chars\n").advises(10, "at least 15 characters");
    assert_eq!(installation.files(), untouched);
    for passphrase in [FIRST, SECOND] {
        installation.kedun_hears(&["key", "passphrase"], &format!("{passphrase}\n")).exits(0);
    }
    let slots = installation.kedun(&["key", "status"]).exits(0).out;
    assert_eq!((slots.matches("\tkey_file\t").count(), slots.matches("\tpassphrase\t").count()), (1, 1), "{slots}");
    let told = number(&mut installation.raw(), "SELECT count(*) AS number FROM audit_event WHERE detail LIKE '%\"passphrase\"%'");
    assert_eq!(told, 2);

    fs::rename(installation.file("master.key"), installation.beside("master.key")).unwrap();
    installation.kedun(&["user", "list"]).advises(10, "master.key does not exist");
    let file = installation.beside("passphrase");
    let mut config = fs::OpenOptions::new().append(true).open(installation.beside("kedun.toml")).unwrap();
    writeln!(config, "[key]\npassphrase_file = {file:?}").unwrap();
    installation.kedun(&["user", "list"]).advises(10, "passphrase does not exist");

    let untouched = installation.files();
    for (wrong, what) in [(FIRST, "does not open"), ("", "at least 15 characters")] {
        fs::write(&file, wrong).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        installation.kedun(&["user", "list"]).advises(10, what);
        installation.kedun(&["serve"]).advises(10, what);
        installation.kedun_hears(&["key", "passphrase"], "another one of many letters").advises(10, what);
    }
    fs::write(&file, SECOND).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    installation.kedun(&["user", "list"]).advises(1, "may be read by others");
    assert_eq!(installation.files(), untouched);

    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let server = installation.serve();
    assert_eq!(server.browser.get("/api/session").status, 200);
    assert!(server.stop().success());
    // Paper can be made with it, too, and the key file opens as ever where it is put back.
    let code = installation.kedun(&["key", "recovery", "--json"]).exits(0).json()["recovery_code"].clone();
    installation.kedun_hears(&["key", "check"], code.as_str().unwrap()).exits(0);
    installation.kedun(&["audit", "verify"]).exits(0);
    fs::rename(installation.beside("master.key"), installation.file("master.key")).unwrap();
    fs::remove_file(&file).unwrap();
    installation.kedun(&["user", "list"]).exits(0);
}

#[test]
fn it_is_of_no_use_before_it_is_made() {
    let installation = Installation::new();
    fs::remove_file(installation.file("master.key")).unwrap();
    let file = installation.beside("passphrase");
    fs::write(&file, FIRST).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let said = installation.command(&["user", "list"]).env("KEDUN_KEY__PASSPHRASE_FILE", &file).output().unwrap();
    assert_eq!(said.status.code(), Some(10), "{said:?}");
}

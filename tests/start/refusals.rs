//! A app that is not in order stays closed: one exit code and one piece of advice for each reason, and not a byte is changed.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{FileExt, PermissionsExt};

use crate::support::Installation;

/// Serving is refused with this exit code, says what is wrong and what to do, and leaves every file as it was.
#[track_caller]
fn refused(installation: &Installation, exit: i32, what: &str) {
    refused_to(installation, &["serve"], exit, what);
}

#[track_caller]
fn refused_to(installation: &Installation, arguments: &[&str], exit: i32, what: &str) {
    let before = installation.files();
    let said = installation.kedun(arguments).advises(exit, what);
    assert_eq!(installation.files(), before, "{said:?}");
    // Scripts are told the same.
    let json = installation.kedun(&[arguments, &["--json"]].concat()).exits(exit).json();
    assert!(json["exit"] == exit && json["error"].as_str().is_some_and(|error| error.contains(what)) && json["advice"] != "", "{json}");
    assert_eq!(installation.files(), before, "{said:?}");
}

#[test]
fn a_plain_database() {
    let installation = Installation::new();
    for wal in ["kedun.db-wal", "kedun.db-shm"] {
        assert!(!installation.file(wal).exists());
    }
    fs::write(installation.file("kedun.db"), [b"SQLite format 3\0".as_slice(), &[1; 4080]].concat()).unwrap();
    refused(&installation, 12, "is a plain SQLite file");
    refused_to(&installation, &["user", "list"], 12, "is a plain SQLite file");
}

#[test]
fn a_key_file_of_another_house() {
    let installation = Installation::new();
    fs::write(installation.file("master.key"), [7; 32]).unwrap();
    refused(&installation, 10, "does not open the keyring");
    refused_to(&installation, &["audit", "verify"], 10, "does not open the keyring");
}

#[test]
fn keyring_and_key_file_of_another_house() {
    let (installation, other) = (Installation::new(), Installation::empty());
    other.kedun_hears(&["init", "--org", "别家", "--admin", "lin", "--password-stdin"], "seven purple trams hum").exits(0);
    for name in ["keyring.json", "master.key"] {
        fs::copy(other.file(name), installation.file(name)).unwrap();
    }
    refused(&installation, 10, "does not open with this key");
}

#[test]
fn no_key_file() {
    let installation = Installation::new();
    fs::remove_file(installation.file("master.key")).unwrap();
    refused(&installation, 10, "master.key does not exist");
}

#[test]
fn a_key_file_that_others_may_read() {
    let installation = Installation::new();
    fs::set_permissions(installation.file("master.key"), fs::Permissions::from_mode(0o640)).unwrap();
    refused(&installation, 1, "may be read by others");
}

#[test]
fn a_key_file_cut_short() {
    let installation = Installation::new();
    fs::write(installation.file("master.key"), [7; 31]).unwrap();
    refused(&installation, 12, "does not hold 32 bytes");
}

#[test]
fn a_damaged_keyring() {
    let installation = Installation::new();
    let text = fs::read_to_string(installation.file("keyring.json")).unwrap();
    let swapped = text.replacen("\"nonce\": \"", "\"nonce\": \"0", 1);
    assert_ne!(swapped, text);
    for damaged in ["", "{", &text[..text.len() / 2], &swapped] {
        fs::write(installation.file("keyring.json"), damaged).unwrap();
        refused(&installation, 12, "damaged");
    }
    fs::remove_file(installation.file("keyring.json")).unwrap();
    refused(&installation, 12, "keyring.json does not exist");
}

#[test]
fn a_keyring_of_a_newer_version() {
    let installation = Installation::new();
    let text = fs::read_to_string(installation.file("keyring.json")).unwrap();
    fs::write(installation.file("keyring.json"), text.replacen("\"version\": 1", "\"version\": 2", 1)).unwrap();
    refused(&installation, 13, "newer version");
}

#[test]
fn a_database_of_a_newer_version() {
    let installation = Installation::new();
    installation.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')");
    refused(&installation, 13, "99991231000000");
    refused_to(&installation, &["user", "list"], 13, "newer version");
}

#[test]
fn no_database() {
    let installation = Installation::new();
    fs::remove_file(installation.file("kedun.db")).unwrap();
    refused(&installation, 12, "kedun.db does not exist");
}

#[test]
fn an_empty_a_short_and_a_cut_database() {
    let installation = Installation::new();
    let whole = fs::read(installation.file("kedun.db")).unwrap();
    for length in [0, 1000, whole.len() / 4096 / 2 * 4096, whole.len() - 4096, whole.len() - 100] {
        fs::write(installation.file("kedun.db"), &whole[..length]).unwrap();
        refused(&installation, 12, "kedun.db");
    }
}

/// Wherever the disk forgets a bit: no page is too far back to be noticed. Up to 64 MB that is before somebody works with it.
#[test]
fn a_flipped_bit_in_any_page() {
    let installation = Installation::new();
    let file = fs::OpenOptions::new().read(true).write(true).open(installation.file("kedun.db")).unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    for page in [0, 1, 2, pages / 3, pages / 2, pages - 1] {
        let (place, mut byte) = (page * 4096 + 1234, [0]);
        file.read_exact_at(&mut byte, place).unwrap();
        file.write_all_at(&[byte[0] ^ 4], place).unwrap();
        refused(&installation, 12, "damaged");
        file.write_all_at(&byte, place).unwrap();
    }
    installation.kedun(&["audit", "verify"]).exits(0);
}

/// A large file would keep everybody waiting, so it is read while the server works.
#[test]
fn a_flipped_bit_in_a_large_file_stops_the_server() {
    let installation = Installation::new();
    installation.tamper("CREATE TABLE ballast AS SELECT zeroblob(70000000)");
    let file = fs::OpenOptions::new().read(true).write(true).open(installation.file("kedun.db")).unwrap();
    let place = file.metadata().unwrap().len() / 2;
    let mut byte = [0];
    file.read_exact_at(&mut byte, place).unwrap();
    file.write_all_at(&[byte[0] ^ 4], place).unwrap();
    installation.kedun(&["serve"]).advises(12, "damaged");
    file.write_all_at(&byte, place).unwrap();
    let server = installation.serve();
    assert_eq!(server.browser.get("/api/health").status, 200);
    // Nor does it keep a server waiting that stops, or the file from being closed.
    let stopped = server.stop();
    assert!(stopped.success(), "{stopped}: {}", crate::support::server::log(&installation));
    assert!(!installation.file("kedun.db-wal").exists());
}

#[test]
fn an_older_schema_under_a_running_server() {
    let installation = Installation::new();
    let server = installation.serve();
    installation.tamper(include_str!("../../migrations/20261124000500_job_note/down.sql"));
    installation.tamper("DELETE FROM __diesel_schema_migrations WHERE version = '20261124000500'");
    installation.kedun(&["user", "list"]).advises(15, "another process uses");
    assert!(server.stop().success());
    installation.kedun(&["audit", "verify"]).advises(1, "older version");
    installation.kedun(&["user", "list"]).exits(0);
    installation.kedun(&["audit", "verify"]).exits(0);
}

/// systemd shows a credential with a right for the group, which stands for the service itself.
#[test]
fn a_key_file_that_is_a_credential_opens() {
    let installation = Installation::new();
    let directory = installation.beside("credentials");
    fs::create_dir(&directory).unwrap();
    let key = directory.join("kedun.key");
    fs::rename(installation.file("master.key"), &key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o440)).unwrap();
    let list = |credentials: &[(&str, &std::path::Path)]| {
        let mut command = installation.command(&["user", "list"]);
        command.env("KEDUN_KEY__FILE", &key).envs(credentials.iter().copied()).output().unwrap().status.code()
    };
    assert_eq!(list(&[]), Some(1));
    assert_eq!(list(&[("CREDENTIALS_DIRECTORY", &directory)]), Some(0));
    assert_eq!(list(&[("CREDENTIALS_DIRECTORY", &installation.data())]), Some(1));
}

#[test]
fn a_certificate_that_cannot_be_used() {
    let installation = Installation::new();
    let pem = |name: &str, what: &str| {
        let path = installation.beside(name);
        fs::write(&path, format!("-----BEGIN {what}-----\nAAAA\n-----END {what}-----\n")).unwrap();
        path
    };
    let (cert, key) = (pem("cert.pem", "CERTIFICATE"), pem("key.pem", "PRIVATE KEY"));
    let serve = |key: &std::path::Path| {
        let mut command = installation.command(&["serve"]);
        command.env("KEDUN_TLS__MODE", "files").env("KEDUN_TLS__CERT", &cert).env("KEDUN_TLS__KEY", key);
        let said = command.output().unwrap();
        (said.status.code(), String::from_utf8_lossy(&said.stderr).into_owned())
    };
    for (key, what) in [(&cert, "KEDUN_TLS__KEY"), (&key, "tls.cert and tls.key")] {
        let (exit, said) = serve(key);
        assert!(exit == Some(2) && said.contains(what), "{said}");
    }
}

#[test]
fn a_directory_in_use() {
    let installation = Installation::new();
    let _server = installation.serve();
    let said = installation.kedun(&["serve"]).advises(15, "another process uses");
    assert!(said.err.contains("one server per directory"), "{said:?}");
}

#[test]
fn a_set_up_over_a_house_or_over_something_else() {
    let init = ["init", "--org", "恒信工业", "--admin", "lin", "--password-stdin"];
    let hears = |installation: &Installation| installation.kedun_hears(&init, "seven purple trams hum");
    let installation = Installation::new();
    let before = installation.files();
    hears(&installation).advises(15, "set up already");
    assert_eq!(installation.files(), before);

    let foreign = Installation::empty();
    fs::create_dir(foreign.data()).unwrap();
    fs::set_permissions(foreign.data(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(foreign.file("accounts.xls"), "somebody's").unwrap();
    let before = foreign.files();
    hears(&foreign).advises(15, "not empty");
    refused(&foreign, 15, "not empty");
    assert_eq!(foreign.files(), before);

    // A key that was there before is never overwritten, and what came before it is taken back.
    let half = Installation::empty();
    fs::create_dir(half.data()).unwrap();
    fs::write(half.file("master.key"), [7; 32]).unwrap();
    let before = half.files();
    hears(&half).advises(15, "");
    assert_eq!(half.files(), before);
}

#[test]
fn a_set_up_that_is_refused_leaves_nothing() {
    let installation = Installation::empty();
    let init = |login, password| installation.kedun_hears(&["init", "--org", "恒信工业", "--admin", login, "--password-stdin"], password);
    init("lin", "123456").advises(1, "");
    init("林", "seven purple trams hum").advises(1, "");
    init("lin", "").advises(2, "no password");
    assert_eq!(installation.files().len(), 0);
    init("lin", "seven purple trams hum").exits(0);
}

#[test]
fn a_wrong_configuration_is_named() {
    let installation = Installation::new();
    let file = installation.beside("kedun.toml");
    for (text, problem) in [
        ("lisen = '127.0.0.1:1'", "lisen: unknown key, expected one of data, listen"),
        ("listen = 'everywhere'", "listen: found string \"everywhere\", expected an address"),
        ("[tls]\nmode = 'maybe'", "tls.mode: found \"maybe\", expected one of auto, files, off"),
        ("listen = '0.0.0.0:8080'\n[tls]\nmode = 'off'", "tls.mode: plain HTTP is served on loopback only"),
        ("[tls]\nmode = 'files'", "tls.cert: expected a file"),
        ("listen = ", "TOML: TOML parse error at line 1, column 10"),
    ] {
        fs::write(&file, text).unwrap();
        refused(&installation, 2, problem);
        let said = installation.kedun(&["user", "list"]).exits(2);
        assert!(said.err.contains(file.to_str().unwrap()) || problem.starts_with("tls.cert"), "{said:?}");
    }
    fs::remove_file(&file).unwrap();
    refused(&installation, 2, "there is no such file");
}

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let installation = Installation::new();
    refused_to(&installation, &["serve", "--listen", &address], 1, "the address cannot be used");
    let empty = Installation::empty();
    refused_to(&empty, &["serve", "--listen", &address], 1, "the address cannot be used");
    // The demo has no --listen.
    let said = empty.kedun(&["demo", "--port", address.rsplit(':').next().unwrap()]).exits(1);
    assert!(said.err.contains("--port") && !said.err.contains("--listen"), "{said:?}");
}

//! Rescue at the server's own console: accounts and keys, beside a running server that sees it at once.

use std::fs;

use kedun::actor::Actor;
use kedun::app::Slots;
use kedun::auth::Recovery;
use kedun::error::Error;
use serde_json::json;

use crate::support::installation::number;
use crate::support::{Installation, Server};

const FIRST: &str = "seven purple trams hum";
const SECOND: &str = "quiet harbours sell maps";

fn signs_in(server: &Server, login: &str, password: &str) -> u16 {
    server.browser.post("/api/session", &json!({ "login": login, "password": password })).status
}

#[test]
fn an_account_from_its_first_day_to_a_new_password() {
    let installation = Installation::new();
    let server = installation.serve();
    let add = ["user", "add", "lin", "--name", "林晓东", "--department", "销售部", "--password-stdin"];
    installation.kedun_hears(&add, FIRST).exits(0);
    installation.kedun_hears(&add, FIRST).advises(1, "login");
    let signed_in = server.browser.post("/api/session", &json!({ "login": "lin", "password": FIRST }));
    assert_eq!((signed_in.status, &signed_in.body["user"]["department"]["title"]), (200, &json!("销售部")), "{}", signed_in.body);
    let mut cookies = signed_in.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value);
    let cookie = cookies.find_map(|value| value.strip_prefix("kedun=")?.split(';').next()).unwrap();
    let mut lin = server.browser.clone();
    lin.cookie = cookie.to_owned();
    assert_eq!(lin.post("/api/records/customer", &json!({ "name": "苏州恒通" })).status, 201);

    let weak = installation.kedun_hears(&["user", "reset-password", "lin", "--password-stdin"], "12345678").exits(1);
    assert!(weak.err.contains("password"), "{weak:?}");
    assert_eq!(lin.get("/api/session").status, 200, "a refused reset ends no session");
    installation.kedun_hears(&["user", "reset-password", "lin", "--password-stdin"], SECOND).exits(0);
    assert_eq!(lin.get("/api/session").status, 401);
    assert_eq!((signs_in(&server, "lin", FIRST), signs_in(&server, "lin", SECOND)), (401, 200));

    let lines = installation.kedun(&["user", "list", "--json"]).exits(0).out;
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lin = lines.iter().find(|line| line["login"] == "lin").unwrap();
    assert_eq!(*lin, json!({ "login": "lin", "name": "林晓东", "roles": ["employee"], "active": true, "locked_until": null }));
    installation.kedun(&["user", "unlock", "nobody"]).advises(1, "nobody");
    assert!(server.stop().success());
    installation.kedun(&["audit", "verify"]).exits(0);
    // Every step at the console stands in the log.
    let events = number(&mut installation.raw(), "SELECT count(*) AS number FROM audit_event WHERE login = 'cli'");
    assert!(events >= 3, "{events}");
}

#[test]
fn a_lost_key_file_is_replaced_with_the_recovery_code() {
    let installation = Installation::new();
    let code = |said: crate::support::installation::Said| said.json()["recovery_code"].as_str().unwrap().to_owned();
    let first = code(installation.kedun(&["key", "recovery", "--json"]).exits(0));
    let second = code(installation.kedun(&["key", "recovery", "--json"]).exits(0));
    let keyring = fs::read(installation.file("keyring.json")).unwrap();
    installation.kedun_hears(&["key", "check"], &second).exits(0);
    installation.kedun_hears(&["key", "check"], &first).advises(10, "does not open");
    installation.kedun_hears(&["key", "check"], "").advises(10, "not a recovery code");
    installation
        .kedun_hears(&["key", "check"], &second.replacen(&second[..1], if second.starts_with('7') { "8" } else { "7" }, 1))
        .advises(10, "");
    installation.kedun_hears(&["key", "rescue"], &second).advises(15, "exists already");
    assert_eq!(fs::read(installation.file("keyring.json")).unwrap(), keyring);

    fs::rename(installation.file("master.key"), installation.beside("lost.key")).unwrap();
    installation.kedun(&["user", "list"]).exits(10);
    installation.kedun_hears(&["key", "rescue"], &first).advises(10, "does not open");
    assert!(!installation.file("master.key").exists());
    installation.kedun_hears(&["key", "rescue"], &second).exits(0);
    installation.kedun(&["user", "list"]).exits(0);
    let kinds: Vec<serde_json::Value> =
        installation.kedun(&["key", "status", "--json"]).exits(0).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |kind: &str| kinds.iter().filter(|slot| slot["kind"] == kind).count();
    assert_eq!((count("key_file"), count("recovery")), (2, 1), "{kinds:?}");
    let told = number(&mut installation.raw(), "SELECT count(*) AS number FROM audit_event WHERE kind = 'key.change'");
    assert_eq!(told, 3);

    // A code that is undone before anybody sees it does not replace the one on paper.
    let recovery = Slots::new(&installation.config());
    let undone = installation.server().db.write_blocking(&Actor::system("test"), move |tx| {
        recovery.issue(tx)?;
        Err::<(), _>(Error::refused("job.stopped"))
    });
    assert!(undone.is_err());
    installation.kedun_hears(&["key", "check"], &second).exits(0);
}

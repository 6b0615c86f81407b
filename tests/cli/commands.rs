//! What the command line offers, and how it says no.

use std::fs;

use crate::support::Installation;

#[test]
fn help_lists_what_there_is() {
    let help = Installation::empty().kedun(&["--help"]).exits(0).out;
    for command in ["serve", "init", "demo", "user", "audit", "key", "mail", "import", "export", "openapi", "--data", "--config", "--json"]
    {
        assert!(help.contains(&format!(" {command} ")) || help.contains(&format!("{command}\n")), "{command}: {help}");
    }
    for (command, verbs) in [
        ("user", &["list", "add", "unlock", "reset-password"][..]),
        ("audit", &["verify", "checkpoint", "export"]),
        ("mail", &["test"]),
        ("key", &["status", "recovery", "passphrase", "check", "rescue"]),
    ] {
        let help = Installation::empty().kedun(&[command, "--help"]).exits(0).out;
        assert!(verbs.iter().all(|verb| help.contains(&format!("  {verb} "))), "{help}");
    }
}

#[test]
fn what_is_not_understood_is_a_usage_error() {
    let installation = Installation::new();
    let before = installation.files();
    for arguments in
        [&["fly"][..], &["user"], &["import", "customer"], &["export", "customer"], &["serve", "--prot", "1"], &["audit", "verify", "x"]]
    {
        let said = installation.kedun(arguments).exits(2);
        assert!(said.err.contains("Usage") || said.err.contains("--help"), "{said:?}");
    }
    assert_eq!(installation.files(), before);
    let nowhere = Installation::empty();
    nowhere.kedun(&["user", "list"]).advises(1, "is not set up yet");
    nowhere.kedun(&["audit", "verify"]).advises(1, "is not set up yet");
    assert!(!nowhere.data().exists());
}

#[test]
fn the_log_is_signed_and_written_out() {
    let installation = Installation::new();
    let note = installation.kedun(&["audit", "checkpoint"]).exits(0).out;
    // Kept as it was printed, it is what a later look is held against.
    let kept = installation.beside("checkpoint");
    fs::write(&kept, &note).unwrap();
    installation.kedun(&["audit", "verify", "--since", kept.to_str().unwrap()]).exits(0);
    let lines: Vec<&str> = note.lines().collect();
    assert!(lines[0].starts_with("kedun/") && lines[3].is_empty() && lines[4].starts_with("— kedun/"), "{note}");
    let report = installation.kedun(&["audit", "verify", "--json"]).exits(0).json();
    assert_eq!(
        (report["verified"].as_bool(), report["events"].to_string(), &report["root"]),
        (Some(true), lines[1].to_owned(), &lines[2].into())
    );

    let printed = installation.kedun(&["audit", "export"]).exits(0).out;
    let events: Vec<serde_json::Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let before: usize = lines[1].parse().unwrap();
    assert_eq!((events.len(), events[0]["seq"].as_i64()), (before + 1, Some(1)), "{printed}");
    // Taking the log out is an export like any other.
    assert_eq!((events[before]["kind"].as_str(), events[before]["object"].as_str()), (Some("export.start"), Some("audit")));
    let out = installation.beside("events");
    let export = ["audit", "export", "--out", out.to_str().unwrap()];
    installation.kedun(&export).exits(0);
    assert!(fs::read_to_string(&out).unwrap().starts_with(&printed));
    installation.kedun(&export).advises(15, "exists already");
}

#[test]
fn a_house_set_up_by_the_command_opens_for_its_administrator() {
    let installation = Installation::empty();
    let init = ["init", "--org", "恒信工业", "--admin", "lin", "--name", "林晓东", "--password-stdin", "--json"];
    let said = installation.kedun_hears(&init, "seven purple trams hum\n").exits(0);
    let code: serde_json::Value = serde_json::from_str(said.out.lines().next().unwrap()).unwrap();
    assert_eq!(said.json()["admin"], "lin");
    installation.kedun_hears(&["key", "check"], code["recovery_code"].as_str().unwrap()).exits(0);
    let server = installation.serve();
    assert_eq!(server.browser.get("/api/health").body["setup"], false);
    let signed_in = server.browser.post("/api/session", &serde_json::json!({ "login": "lin", "password": "seven purple trams hum" }));
    assert_eq!((signed_in.status, signed_in.body["user"]["name"].as_str()), (200, Some("林晓东")), "{}", signed_in.body);
}

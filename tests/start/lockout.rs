//! Guessing passwords over HTTP: three guesses, then a lock that looks like nothing, that a restart does not lift and a command does.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::thread;

use kedun::app::App;
use kedun::auth::{HashCost, Passwords};
use serde_json::json;

use crate::support::Installation;
use crate::support::http::Browser;
use crate::support::person::Answer;

const RIGHT: &str = "seven purple trams hum";

fn try_in(browser: &Browser, password: &str) -> Answer {
    browser.post("/api/session", &json!({ "login": "lin", "password": password }))
}

fn with_lin() -> Installation {
    let installation = Installation::new();
    installation.kedun_hears(&["user", "add", "lin", "--name", "林晓东", "--password-stdin"], RIGHT).exits(0);
    installation
}

#[test]
fn the_third_wrong_password_locks_until_somebody_at_the_console_says_otherwise() {
    let installation = with_lin();
    let server = installation.serve();
    let unknown = server.browser.post("/api/session", &json!({ "login": "nobody", "password": RIGHT }));
    let wrong: Vec<Answer> = (0..3).map(|_| try_in(&server.browser, "wrong horses run far")).collect();
    let locked = try_in(&server.browser, RIGHT);
    for answer in wrong.iter().chain([&locked]) {
        assert_eq!((answer.status, &answer.body), (401, &unknown.body));
        assert_eq!(names(answer), names(&unknown));
    }
    assert_eq!(unknown.body["code"], "login.refused");
    assert!(server.stop().success());

    let server = installation.serve();
    assert_eq!(try_in(&server.browser, RIGHT).status, 401, "a restart lifts nothing");
    let listed = installation.kedun(&["user", "list"]).exits(0).out;
    assert!(listed.lines().any(|line| line.starts_with("lin\t") && line.contains("locked until")), "{listed}");
    installation.kedun(&["user", "unlock", "lin"]).exits(0);
    assert_eq!(try_in(&server.browser, RIGHT).status, 200);
}

/// A browser that keeps the cookie by which its device is known.
fn from_device(browser: &Browser, device: &str, password: &str) -> Answer {
    let body = json!({ "login": "lin", "password": password }).to_string();
    let cookie = format!("kedun-device={device}");
    browser.send("POST", "/api/session", &[("Content-Type", "application/json"), ("Cookie", &cookie)], body.as_bytes()).unwrap()
}

fn device_of(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    let device = cookies.into_iter().find_map(|(_, value)| value.strip_prefix("kedun-device="))?;
    device.split(';').next().map(str::to_owned)
}

#[test]
fn a_stranger_cannot_keep_the_owner_out_who_comes_from_a_known_device() {
    let installation = with_lin();
    installation.kedun_hears(&["user", "add", "wu", "--name", "吴", "--password-stdin"], RIGHT).exits(0);
    let server = installation.serve();
    let stranger = Browser { cookie: String::new(), ..server.browser.clone() };
    let device = device_of(&try_in(&stranger, RIGHT)).expect("a device cookie");
    assert_eq!(device_of(&from_device(&stranger, &device, RIGHT)).as_ref(), Some(&device), "a known device keeps its cookie");
    let of_wu = stranger.post("/api/session", &json!({ "login": "wu", "password": RIGHT }));
    let of_wu = device_of(&of_wu).expect("a device cookie");
    for _ in 0..5 {
        assert_eq!(try_in(&stranger, "wrong horses run far").status, 401);
    }
    assert_eq!(try_in(&stranger, RIGHT).status, 401, "the stranger is locked out");
    assert_eq!(from_device(&stranger, &device, RIGHT).status, 200, "the owner is not");
    assert_eq!(try_in(&stranger, RIGHT).status, 401, "which lets no stranger in");
    // Neither another's device nor a forged one helps.
    let forged = device.replacen('.', "0.", 1);
    for other in [of_wu.as_str(), forged.as_str(), "", "x.y.z"] {
        assert_eq!(from_device(&stranger, other, RIGHT).status, 401, "{other}");
    }
    // The device has three guesses of its own, and a lock of its own; a restart and a new binary lift neither.
    for _ in 0..3 {
        assert_eq!(from_device(&stranger, &device, "wrong horses run far").status, 401);
    }
    assert_eq!(from_device(&stranger, &device, RIGHT).status, 401);
    assert!(server.stop().success());
    let server = installation.serve();
    let stranger = Browser { cookie: String::new(), ..server.browser.clone() };
    assert_eq!(from_device(&stranger, &device, RIGHT).status, 401);
    installation.kedun(&["user", "unlock", "lin"]).exits(0);
    assert_eq!(from_device(&stranger, &device, RIGHT).status, 200);
    assert_eq!(try_in(&stranger, RIGHT).status, 200);
}

#[test]
fn two_hundred_guesses_at_once_are_three() {
    let installation = with_lin();
    // The app as it is, with passwords that cost next to nothing: two hundred real ones would take a minute.
    let server = installation.server();
    let passwords = Arc::new(Passwords::new([7; 32], HashCost { kibibytes: 64, passes: 1 }).unwrap());
    let server = App { passwords: passwords.clone(), ..server };
    let rocket = kedun::app::rocket(&server, false).unwrap();
    let (say, hear) = std::sync::mpsc::channel();
    let runtime = rocket::tokio::runtime::Runtime::new().unwrap();
    let served = runtime.spawn(async move {
        let ready = rocket::fairing::AdHoc::on_liftoff("ready", move |rocket| {
            say.send((rocket.config().port, rocket.shutdown())).unwrap();
            Box::pin(async {})
        });
        rocket.attach(ready).launch().await.map(drop)
    });
    let (port, shutdown) = hear.recv().unwrap();
    let browser = Browser { port, cookie: String::new(), from: Ipv4Addr::LOCALHOST };
    let answers: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = (0..200)
            .map(|n| {
                scope.spawn({
                    let browser = &browser;
                    move || try_in(browser, &format!("wrong horses {n}")).status
                })
            })
            .collect();
        tries.into_iter().map(|attempt| attempt.join().unwrap()).collect()
    });
    assert_eq!(answers, [401; 200]);
    assert_eq!(passwords.checks(), 3);
    shutdown.notify();
    runtime.block_on(served).unwrap().unwrap();
}

/// The headers but for what differs by nature.
fn names(answer: &Answer) -> Vec<&str> {
    answer.headers.iter().map(|(name, _)| name.as_str()).collect()
}

//! Guessing passwords over HTTP: three guesses, then a lock that looks like nothing, that a restart does not lift and a command does.

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
    let browser = Browser { port, cookie: String::new() };
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

//! Many at once: no extra guess, and nobody locked out by being right.

use std::sync::Arc;

use chrono::Duration;
use rocket::tokio;

use super::fixture::{Fixture, RIGHT, WRONG};
use crate::auth::KnownDevice;
use crate::ids::UserId;

async fn at_once(app: &Arc<Fixture>, count: usize, login: &'static str, password: &'static str) -> usize {
    from_devices(app, vec![None; count], login, password).await
}

async fn from_devices(app: &Arc<Fixture>, devices: Vec<Option<KnownDevice>>, login: &'static str, password: &'static str) -> usize {
    let tries: Vec<_> = devices
        .into_iter()
        .map(|device| {
            let app = Arc::clone(app);
            tokio::spawn(async move { app.sign_in_from(device, login, password).await.is_ok() })
        })
        .collect();
    let mut accepted = 0;
    for attempt in tries {
        accepted += usize::from(attempt.await.unwrap());
    }
    accepted
}

#[rocket::async_test]
async fn two_hundred_wrong_guesses_at_once_are_three() {
    let app = Arc::new(Fixture::new().await);
    for round in 0..5 {
        let before = app.auth.passwords.checks();
        assert_eq!(at_once(&app, 200, "lin", WRONG).await, 0);
        assert_eq!(app.auth.passwords.checks() - before, 3, "round {round}");
        assert!(app.sign_in("lin", RIGHT).await.is_err(), "locked, even with the right password");
        // The longest lock there is.
        app.clock.advance(Duration::hours(24));
    }
    assert!(app.sign_in("lin", RIGHT).await.is_ok());
}

#[rocket::async_test]
async fn fifty_right_sign_ins_at_once_all_succeed() {
    let app = Arc::new(Fixture::new().await);
    assert_eq!(at_once(&app, 50, "lin", RIGHT).await, 50);
    assert_eq!(at_once(&app, 50, " LIN ", RIGHT).await, 50);
}

#[rocket::async_test]
async fn sign_ins_from_devices_of_others_wait_for_each_other_as_strangers_do() {
    let app = Arc::new(Fixture::new().await);
    let devices = (0..20).map(|_| Some(KnownDevice::new(UserId(9_999)))).collect();
    assert_eq!(from_devices(&app, devices, "lin", RIGHT).await, 20);
}

#[rocket::async_test]
async fn an_unknown_login_never_reaches_a_real_hash() {
    let app = Arc::new(Fixture::new().await);
    assert_eq!(at_once(&app, 20, "nobody", RIGHT).await, 0);
    assert_eq!(app.auth.passwords.checks(), 0);
}

#[rocket::async_test]
async fn a_lock_survives_a_restart() {
    let app = Fixture::new().await;
    for _ in 0..3 {
        app.sign_in("lin", WRONG).await.unwrap_err();
    }
    let app = app.restarted();
    app.sign_in("lin", RIGHT).await.unwrap_err();
    assert_eq!(app.auth.passwords.checks(), 0, "the password is not even looked at");
    app.clock.advance(Duration::minutes(14));
    app.sign_in("lin", RIGHT).await.unwrap_err();
    app.clock.advance(Duration::minutes(1));
    app.sign_in("lin", RIGHT).await.unwrap();
}

#[rocket::async_test]
async fn an_attempt_that_died_with_the_process_was_a_guess() {
    let app = Arc::new(Fixture::new().await);
    for _ in 0..3 {
        let before = failures(&app).await;
        let dying = {
            let app = Arc::clone(&app);
            tokio::spawn(async move { app.sign_in("lin", WRONG).await.map(drop) })
        };
        // The reservation is durable before the password is looked at: wait for it, then pull the plug.
        let reserved = async {
            while failures(&app).await == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), reserved).await.unwrap();
        dying.abort();
        let _ = dying.await;
    }
    assert!(app.sign_in("lin", RIGHT).await.is_err());
}

async fn failures(app: &Fixture) -> u32 {
    app.db.read(|reader| Ok(crate::auth::store::lockout(reader.conn, "lin")?.map_or(0, |state| state.failures))).await.unwrap()
}

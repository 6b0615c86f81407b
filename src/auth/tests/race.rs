//! Many at once: no extra guess, and nobody locked out by being right.

use std::sync::Arc;

use chrono::Duration;
use rocket::tokio;

use super::house::{House, RIGHT, WRONG};

async fn at_once(house: &Arc<House>, count: usize, login: &'static str, password: &'static str) -> usize {
    let tries: Vec<_> = (0..count)
        .map(|_| {
            let house = Arc::clone(house);
            tokio::spawn(async move { house.sign_in(login, password).await.is_ok() })
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
    let house = Arc::new(House::new().await);
    for round in 0..5 {
        let before = house.auth.passwords.checks();
        assert_eq!(at_once(&house, 200, "lin", WRONG).await, 0);
        assert_eq!(house.auth.passwords.checks() - before, 3, "round {round}");
        assert!(house.sign_in("lin", RIGHT).await.is_err(), "locked, even with the right password");
        // The longest lock there is.
        house.clock.advance(Duration::hours(24));
    }
    assert!(house.sign_in("lin", RIGHT).await.is_ok());
}

#[rocket::async_test]
async fn fifty_right_sign_ins_at_once_all_succeed() {
    let house = Arc::new(House::new().await);
    assert_eq!(at_once(&house, 50, "lin", RIGHT).await, 50);
    assert_eq!(at_once(&house, 50, " LIN ", RIGHT).await, 50);
}

#[rocket::async_test]
async fn an_unknown_login_never_reaches_a_real_hash() {
    let house = Arc::new(House::new().await);
    assert_eq!(at_once(&house, 20, "nobody", RIGHT).await, 0);
    assert_eq!(house.auth.passwords.checks(), 0);
}

#[rocket::async_test]
async fn a_lock_survives_a_restart() {
    let house = House::new().await;
    for _ in 0..3 {
        house.sign_in("lin", WRONG).await.unwrap_err();
    }
    let house = house.restarted();
    house.sign_in("lin", RIGHT).await.unwrap_err();
    assert_eq!(house.auth.passwords.checks(), 0, "the password is not even looked at");
    house.clock.advance(Duration::minutes(14));
    house.sign_in("lin", RIGHT).await.unwrap_err();
    house.clock.advance(Duration::minutes(1));
    house.sign_in("lin", RIGHT).await.unwrap();
}

#[rocket::async_test]
async fn an_attempt_that_died_with_the_process_was_a_guess() {
    let house = Arc::new(House::new().await);
    for _ in 0..3 {
        let before = failures(&house).await;
        let dying = {
            let house = Arc::clone(&house);
            tokio::spawn(async move { house.sign_in("lin", WRONG).await.map(drop) })
        };
        // The reservation is durable before the password is looked at: wait for it, then pull the plug.
        let reserved = async {
            while failures(&house).await == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), reserved).await.unwrap();
        dying.abort();
        let _ = dying.await;
    }
    assert!(house.sign_in("lin", RIGHT).await.is_err());
}

async fn failures(house: &House) -> u32 {
    house.db.read(|reader| Ok(crate::auth::store::lockout(reader.conn, "lin")?.map_or(0, |state| state.failures))).await.unwrap()
}

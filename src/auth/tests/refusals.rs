//! What a refusal shows, and what it leaves in the log.

use chrono::Duration;
use diesel::prelude::*;

use super::house::{House, RIGHT, WRONG};
use crate::actor::Actor;
use crate::audit;
use crate::auth::accounts;
use crate::auth::schema::session;
use crate::auth::stage::sweep;
use crate::error::Error;
use crate::ids::UserId;
use crate::people::{Change, users};

async fn id_of(house: &House, login: &'static str) -> UserId {
    house.db.read(move |reader| users::find_by_login(reader.conn, login)).await.unwrap().unwrap().id
}

async fn change(house: &House, id: UserId, change: Change) -> crate::error::Result<()> {
    house.db.write(&Actor::system("test"), move |tx| accounts::update(tx, id, &change).map(drop)).await
}

async fn kinds(house: &House) -> Vec<String> {
    let events = house.db.read(|reader| audit::read_after(reader.conn, 0, 1000)).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

#[rocket::async_test]
async fn unknown_wrong_locked_and_disabled_look_alike() {
    let house = House::new().await;
    let boss = id_of(&house, "boss").await;
    house.user("wu", crate::people::Role::ADMIN).await;
    change(&house, boss, Change { active: Some(false), ..Change::default() }).await.unwrap();
    let mut refusals = Vec::new();
    for (login, password) in
        [("nobody", RIGHT), ("lin", WRONG), ("lin", WRONG), ("lin", WRONG), ("lin", RIGHT), ("boss", RIGHT), ("", ""), ("林", "x")]
    {
        let before = house.auth.passwords.comparisons();
        let error = house.sign_in(login, password).await.unwrap_err();
        assert!(matches!(error, Error::Unauthenticated(_)), "{error}");
        assert_eq!(house.auth.passwords.comparisons() - before, 1, "{login}: the same work, whoever it is");
        refusals.push(format!("{error:?}"));
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
}

#[rocket::async_test]
async fn every_attempt_is_in_the_log_and_no_login_that_nobody_has() {
    let house = House::new().await;
    house.sign_in("hunter2-my-password", "x").await.unwrap_err();
    for _ in 0..4 {
        house.sign_in("lin", WRONG).await.unwrap_err();
    }
    house.clock.advance(Duration::minutes(15));
    house.sign_in("lin", RIGHT).await.unwrap();
    let kinds = kinds(&house).await;
    assert_eq!(
        kinds[2..],
        ["session.refused", "session.refused", "session.refused", "session.refused", "session.locked", "session.refused", "session.start"]
    );
    let events = house.db.read(|reader| audit::read_after(reader.conn, 0, 1000)).await.unwrap();
    assert!(!format!("{events:?}").contains("hunter2"));
}

#[rocket::async_test]
async fn an_administrator_forgives() {
    let house = House::new().await;
    let lin = id_of(&house, "lin").await;
    for _ in 0..3 {
        house.sign_in("lin", WRONG).await.unwrap_err();
    }
    house.db.write(&Actor::system("test"), move |tx| accounts::unlock(tx, lin)).await.unwrap();
    house.sign_in("lin", RIGHT).await.unwrap();
    assert!(kinds(&house).await.contains(&"session.unlock".to_owned()));
}

#[rocket::async_test]
async fn the_last_administrator_stays() {
    let house = House::new().await;
    let boss = id_of(&house, "boss").await;
    for wrong in [
        Change { active: Some(false), ..Change::default() },
        Change { roles: Some([crate::people::Role::EMPLOYEE].into()), ..Change::default() },
    ] {
        let error = change(&house, boss, wrong).await.unwrap_err();
        assert_eq!(error.code(), "user.last_admin");
    }
    house.sign_in("boss", RIGHT).await.unwrap();
}

#[rocket::async_test]
async fn what_is_over_is_cleared_away() {
    let house = House::new().await;
    house.sign_in("lin", RIGHT).await.unwrap();
    house.sign_in("nobody", RIGHT).await.unwrap_err();
    let terms = crate::config::Session::default();
    sweep(&house.db, terms.clone()).await.unwrap();
    assert!(!kinds(&house).await.contains(&"session.expire".to_owned()));
    house.clock.advance(Duration::days(3));
    sweep(&house.db, terms).await.unwrap();
    assert!(kinds(&house).await.contains(&"session.expire".to_owned()));
}

#[rocket::async_test]
async fn what_opens_a_session_is_not_in_the_database() {
    let house = House::new().await;
    let token = house.sign_in("lin", RIGHT).await.unwrap().token;
    let kept: Vec<String> = house.db.read(|reader| Ok(session::table.select(session::token_hash).load(reader.conn)?)).await.unwrap();
    assert_eq!(kept, [token.hash()]);
    assert!(!kept[0].contains(token.reveal()));
}

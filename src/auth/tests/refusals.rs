//! What a refusal shows, and what it leaves in the log.

use chrono::Duration;
use diesel::prelude::*;

use super::fixture::{Fixture, RIGHT, WRONG};
use crate::actor::Actor;
use crate::audit;
use crate::auth::schema::{lockout, session};
use crate::auth::stage::sweep;
use crate::auth::{KnownDevice, accounts};
use crate::db::Reader;
use crate::error::Error;
use crate::ids::UserId;
use crate::people::{UserChange, users};

async fn id_of(app: &Fixture, login: &'static str) -> UserId {
    app.db.read(move |reader| users::find_by_login(reader.conn, login)).await.unwrap().unwrap().id
}

async fn change(app: &Fixture, id: UserId, change: UserChange) -> crate::error::Result<()> {
    app.db.write(&Actor::system("test"), move |tx| accounts::update(tx, id, &change).map(drop)).await
}

async fn kinds(app: &Fixture) -> Vec<String> {
    let events = app.db.read(|reader| audit::read_after(reader.conn, 0, 1000)).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

#[rocket::async_test]
async fn unknown_wrong_locked_and_disabled_look_alike() {
    let app = Fixture::new().await;
    let boss = id_of(&app, "boss").await;
    app.user("wu", crate::people::Role::ADMIN).await;
    change(&app, boss, UserChange { active: Some(false), ..UserChange::default() }).await.unwrap();
    let mut refusals = Vec::new();
    for (login, password) in
        [("nobody", RIGHT), ("lin", WRONG), ("lin", WRONG), ("lin", WRONG), ("lin", RIGHT), ("boss", RIGHT), ("", ""), ("林", "x")]
    {
        let before = app.auth.passwords.comparisons();
        let error = app.sign_in(login, password).await.unwrap_err();
        assert!(matches!(error, Error::Unauthenticated(_)), "{error}");
        assert_eq!(app.auth.passwords.comparisons() - before, 1, "{login}: the same work, whoever it is");
        refusals.push(format!("{error:?}"));
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
}

#[rocket::async_test]
async fn every_attempt_is_in_the_log_and_no_login_that_nobody_has() {
    let app = Fixture::new().await;
    app.sign_in("hunter2-my-password", "x").await.unwrap_err();
    for _ in 0..4 {
        app.sign_in("lin", WRONG).await.unwrap_err();
    }
    app.clock.advance(Duration::minutes(15));
    app.sign_in("lin", RIGHT).await.unwrap();
    let kinds = kinds(&app).await;
    assert_eq!(
        kinds[2..],
        ["session.refused", "session.refused", "session.refused", "session.refused", "session.locked", "session.refused", "session.start"]
    );
    let events = app.db.read(|reader| audit::read_after(reader.conn, 0, 1000)).await.unwrap();
    assert!(!format!("{events:?}").contains("hunter2"));
}

#[rocket::async_test]
async fn an_administrator_forgives() {
    let app = Fixture::new().await;
    let lin = id_of(&app, "lin").await;
    for _ in 0..3 {
        app.sign_in("lin", WRONG).await.unwrap_err();
    }
    app.db.write(&Actor::system("test"), move |tx| accounts::unlock(tx, lin)).await.unwrap();
    app.sign_in("lin", RIGHT).await.unwrap();
    assert!(kinds(&app).await.contains(&"session.unlock".to_owned()));
}

#[rocket::async_test]
async fn whoever_is_locked_at_their_own_device_is_seen_to_be_until_somebody_forgives() {
    let app = Fixture::new().await;
    let lin = id_of(&app, "lin").await;
    let (device, other) = (KnownDevice::new(lin), KnownDevice::new(lin));
    let locks = || {
        let of_all = |reader: &mut Reader<'_>| {
            let people = users::all(reader.conn)?;
            accounts::locks(reader.conn, &people, reader.now)
        };
        app.db.read_blocking(of_all).unwrap().into_iter().collect::<Vec<_>>()
    };
    for _ in 0..3 {
        app.sign_in_from(Some(device.clone()), "lin", WRONG).await.unwrap_err();
    }
    assert_eq!(locks(), [(lin, app.db.now() + Duration::minutes(15))]);
    app.sign_in_from(Some(other), "lin", RIGHT).await.unwrap();
    assert_eq!(locks().len(), 1, "another device of theirs forgives nothing");
    app.db.write(&Actor::system("test"), move |tx| accounts::unlock(tx, lin)).await.unwrap();
    assert_eq!(locks(), []);
    app.sign_in_from(Some(device), "lin", RIGHT).await.unwrap();
}

#[rocket::async_test]
async fn guesses_at_devices_are_forgotten_once_nobody_tries_any_more() {
    let app = Fixture::new().await;
    let lin = id_of(&app, "lin").await;
    app.sign_in_from(Some(KnownDevice::new(lin)), "lin", WRONG).await.unwrap_err();
    app.sign_in("lin", WRONG).await.unwrap_err();
    let count = || app.db.read_blocking(|reader| Ok(lockout::table.count().get_result::<i64>(reader.conn)?)).unwrap();
    let terms = crate::config::Session::default();
    sweep(&app.db, terms.clone()).await.unwrap();
    assert_eq!(count(), 2);
    app.clock.advance(Duration::days(2) + Duration::minutes(1));
    sweep(&app.db, terms).await.unwrap();
    assert_eq!(count(), 1, "what was guessed at the login itself stays");
}

#[rocket::async_test]
async fn the_last_administrator_stays() {
    let app = Fixture::new().await;
    let boss = id_of(&app, "boss").await;
    for wrong in [
        UserChange { active: Some(false), ..UserChange::default() },
        UserChange { roles: Some([crate::people::Role::EMPLOYEE].into()), ..UserChange::default() },
    ] {
        let error = change(&app, boss, wrong).await.unwrap_err();
        assert_eq!(error.code(), "user.last_admin");
    }
    app.sign_in("boss", RIGHT).await.unwrap();
}

#[rocket::async_test]
async fn what_is_over_is_cleared_away() {
    let app = Fixture::new().await;
    app.sign_in("lin", RIGHT).await.unwrap();
    app.sign_in("nobody", RIGHT).await.unwrap_err();
    let terms = crate::config::Session::default();
    sweep(&app.db, terms.clone()).await.unwrap();
    assert!(!kinds(&app).await.contains(&"session.expire".to_owned()));
    app.clock.advance(Duration::days(3));
    sweep(&app.db, terms).await.unwrap();
    assert!(kinds(&app).await.contains(&"session.expire".to_owned()));
}

#[rocket::async_test]
async fn what_opens_a_session_is_not_in_the_database() {
    let app = Fixture::new().await;
    let token = app.sign_in("lin", RIGHT).await.unwrap().token;
    let kept: Vec<String> = app.db.read(|reader| Ok(session::table.select(session::token_hash).load(reader.conn)?)).await.unwrap();
    assert_eq!(kept, [token.hash()]);
    assert!(!kept[0].contains(token.reveal()));
}

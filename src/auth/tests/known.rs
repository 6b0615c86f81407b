//! A session that is known stands while what it rests on does.

use super::fixture::{Fixture, RIGHT};
use crate::actor::Actor;
use crate::auth::known::{KnownSessions, RESTS_ON};
use crate::auth::session;
use crate::people::settings;

#[rocket::async_test]
async fn a_known_session_outlives_other_peoples_saves_and_not_a_right_that_is_taken_away() {
    let app = Fixture::new().await;
    let signed = app.sign_in("lin", RIGHT).await.unwrap();
    let hash = signed.token.hash();
    let look = |reader: &mut crate::db::Reader<'_>| Ok((session::find(reader, &hash)?.unwrap(), reader.generation.unwrap()));
    let (found, read_at) = app.db.read_blocking(look).unwrap();
    let known = KnownSessions::default();
    known.keep(hash.clone(), read_at, found);
    for _ in 0..20 {
        app.db.write_unaudited(|tx| settings::put(tx.conn, "x", "y")).await.unwrap();
    }
    assert!(app.db.stands(read_at, &RESTS_ON), "settings have nothing to do with it");
    let user = signed.actor.user.unwrap();
    app.db.write(&Actor::system("test"), move |tx| session::end_all(tx, user, None)).await.unwrap();
    assert!(!app.db.stands(read_at, &RESTS_ON));
    assert!(known.get(&hash, &app.db).is_none());
}

#[rocket::async_test]
async fn whatever_changes_a_right_ends_what_is_known() {
    let app = Fixture::new().await;
    let changes = [
        "UPDATE user SET name = 'x' WHERE login = 'lin'",
        "DELETE FROM user_role WHERE user_id = (SELECT id FROM user WHERE login = 'lin')",
        "UPDATE user SET active = FALSE WHERE login = 'lin'",
        "UPDATE access_version SET policies = policies + 1",
        "DELETE FROM session",
    ];
    for change in changes {
        app.sign_in("boss", RIGHT).await.unwrap();
        let read_at = app.db.read_blocking(|reader| Ok(reader.generation.unwrap())).unwrap();
        assert!(app.db.stands(read_at, &RESTS_ON));
        let write = move |tx: &mut crate::db::Tx<'_>| Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn, change)?);
        app.db.write_unaudited(write).await.unwrap();
        assert!(!app.db.stands(read_at, &RESTS_ON), "{change}");
    }
}

//! A small log in memory, for the tests of this module.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use ed25519_dalek::SigningKey;

use super::checkpoint::Checkpoint;
use super::event::Event;
use super::kind::{EventKind, Outcome};
use super::log::write;
use super::note::{NoteSigner, NoteVerifier};
use super::store;
use crate::actor::Actor;
use crate::clock::FixedClock;
use crate::db::{DatabaseKey, Db, Mode};
use crate::ids::{SessionId, UserId};

/// An empty log in memory, made by the migration itself.
pub(super) fn empty() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(include_str!("../../migrations/20261124000100_audit/up.sql")).unwrap();
    conn
}

pub(super) fn signer() -> NoteSigner {
    NoteSigner::new(Checkpoint::origin_of("test"), SigningKey::from_bytes(&[3; 32])).unwrap()
}

pub(super) fn verifier() -> NoteVerifier {
    signer().verifier()
}

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
}

pub(super) fn lin() -> Actor {
    Actor { user: Some(UserId(7)), session: Some(SessionId(1)), ip: "192.168.1.20".parse().ok(), ..Actor::system("lin") }
}

/// A real database with this log in it: encrypted, on disk, one writer.
pub(super) fn database(directory: &std::path::Path) -> Db {
    Db::open(directory, &DatabaseKey::new([1; 32]), Mode::Create, 1, Arc::new(FixedClock::at(at(0)))).unwrap()
}

/// Writes so many events, one a second, of a few kinds.
pub(super) fn fill(conn: &mut SqliteConnection, count: i64) {
    let before = store::number(store::head(conn).unwrap().now.size());
    for i in before..before + count {
        let event = match i % 4 {
            0 => Event::new(EventKind::RecordCreate).on("customer", i),
            1 => Event::new(EventKind::RecordUpdate).on("customer", i / 2).with("field", "level"),
            2 => Event::new(EventKind::RecordDelete).on("contact", i),
            _ => Event::new(EventKind::AccessRefused).outcome(Outcome::Refused),
        };
        write(conn, &lin(), at(i), &event).unwrap();
    }
}

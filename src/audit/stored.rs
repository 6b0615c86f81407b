//! An event as it is stored, and the bytes that its leaf hash covers.
//!
//! # Canonical bytes
//!
//! The leaf is `SHA-256(0x00 ‖ entry)`. The entry is these twelve fields in this order, each as a netstring `<bytes>:<field>,` with its length in
//! decimal, or as `-,` where there is none:
//!
//! | # | field | form |
//! |---|---|---|
//! | 1 | format | `kedun-event-1` |
//! | 2 | seq | decimal, from 1; the leaf's index is seq − 1 |
//! | 3 | at | milliseconds since 1970-01-01 UTC, decimal |
//! | 4 | kind | `record.update` … |
//! | 5 | outcome | `done`, `refused`, `failed` |
//! | 6 | user | id, decimal, or none: the server itself, or nobody yet |
//! | 7 | login | UTF-8 |
//! | 8 | ip | text, or none |
//! | 9 | session | number, decimal, or none |
//! | 10 | object | or none |
//! | 11 | record | id, decimal, or none |
//! | 12 | detail | the JSON text, byte for byte as stored |
//!
//! Netstrings need no parser to be reproduced: in Python an entry is
//! `b"".join(b"-," if f is None else b"%d:%s," % (len(f), f) for f in fields)`. A field cannot run into its neighbour, and absent is not empty.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;

use super::event::{Event, harmless};
use super::merkle::{Hash, leaf_hash};
use super::schema::audit_event;
use crate::actor::Actor;

const FORMAT: &str = "kedun-event-1";
/// The longest login that is kept: on a refused sign-in it is whatever somebody typed.
const LONGEST_LOGIN: usize = 64;

/// One row of `audit_event`.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, Serialize)]
#[diesel(table_name = audit_event)]
pub struct StoredEvent {
    pub seq: i64,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub kind: String,
    pub outcome: String,
    pub user_id: Option<i64>,
    pub login: String,
    pub ip: Option<String>,
    pub session_id: Option<i64>,
    pub object: Option<String>,
    pub record_id: Option<i64>,
    pub detail: String,
    /// Hexadecimal outside.
    #[serde(serialize_with = "hex")]
    pub leaf: Vec<u8>,
}

fn hex<S: serde::Serializer>(leaf: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&data_encoding::HEXLOWER.encode(leaf))
}

impl StoredEvent {
    /// The row for an event, with its leaf.
    pub(super) fn new(seq: i64, event: &Event, actor: &Actor, now: DateTime<Utc>) -> Self {
        let mut stored = Self {
            seq,
            at: now.timestamp_millis(),
            kind: event.kind.name().to_owned(),
            outcome: event.outcome.name().to_owned(),
            user_id: actor.user.map(|user| user.0),
            login: harmless(&actor.login, LONGEST_LOGIN),
            ip: actor.ip.map(|ip: IpAddr| ip.to_canonical().to_string()),
            session_id: actor.session.map(|session| session.0),
            object: event.object.clone(),
            record_id: event.record,
            detail: event.detail_json(),
            leaf: Vec::new(),
        };
        stored.leaf = stored.computed_leaf().to_vec();
        stored
    }

    /// The leaf hash that this row ought to have.
    pub fn computed_leaf(&self) -> Hash {
        self.leaf_at(self.seq)
    }

    /// Is the row what was once written?
    pub fn is_intact(&self) -> bool {
        self.computed_leaf()[..] == self.leaf[..]
    }

    /// The leaf hash of the same row with another number; shows where a moved row came from.
    pub(super) fn leaf_at(&self, seq: i64) -> Hash {
        leaf_hash(&self.canonical(seq))
    }

    fn canonical(&self, seq: i64) -> Vec<u8> {
        let mut entry = Vec::with_capacity(160 + self.detail.len());
        let mut put = |field: Option<&str>| match field {
            Some(field) => {
                entry.extend_from_slice(field.len().to_string().as_bytes());
                entry.push(b':');
                entry.extend_from_slice(field.as_bytes());
                entry.push(b',');
            }
            None => entry.extend_from_slice(b"-,"),
        };
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        put(Some(FORMAT));
        put(Some(&seq.to_string()));
        put(Some(&self.at.to_string()));
        put(Some(&self.kind));
        put(Some(&self.outcome));
        put(number(self.user_id).as_deref());
        put(Some(&self.login));
        put(self.ip.as_deref());
        put(number(self.session_id).as_deref());
        put(self.object.as_deref());
        put(number(self.record_id).as_deref());
        put(Some(&self.detail));
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::{EventKind, Outcome};
    use super::*;
    use crate::ids::{SessionId, UserId};

    fn sample() -> StoredEvent {
        let actor = Actor {
            user: Some(UserId(7)),
            session: Some(SessionId(31)),
            ip: Some("::ffff:192.168.1.20".parse().unwrap()),
            ..Actor::system("林晓")
        };
        let event = Event::new(EventKind::RecordUpdate).on("customer", 42).with("field", "phone").with("count", 2);
        StoredEvent::new(3, &event, &actor, DateTime::from_timestamp_millis(1_800_000_000_123).unwrap())
    }

    /// The hash was computed with Python, from the table above.
    #[test]
    fn the_canonical_form_never_changes() {
        let entry = "13:kedun-event-1,1:3,13:1800000000123,13:record.update,4:done,1:7,6:林晓,12:192.168.1.20,2:31,8:customer,2:42,27:{\"field\":\"phone\",\"count\":2},";
        assert_eq!(String::from_utf8(sample().canonical(3)).unwrap(), entry);
        assert_eq!(data_encoding::HEXLOWER.encode(&sample().leaf), "562c2671cfe34a3d20337c3fd2ee72dddac976d816b9b0d73bb04307ba540699");
        assert!(sample().is_intact());
    }

    #[test]
    fn the_servers_own_events_have_no_user() {
        let stored = StoredEvent::new(1, &Event::new(EventKind::ServerStart), &Actor::system("server"), DateTime::UNIX_EPOCH);
        assert_eq!(
            String::from_utf8(stored.canonical(1)).unwrap(),
            "13:kedun-event-1,1:1,1:0,12:server.start,4:done,-,6:server,-,-,-,-,2:{},"
        );
    }

    #[test]
    fn every_field_is_under_the_hash() {
        let changes: [fn(&mut StoredEvent); 11] = [
            |e| e.seq += 1,
            |e| e.at += 1,
            |e| e.kind = EventKind::RecordDelete.name().into(),
            |e| e.outcome = Outcome::Failed.name().into(),
            |e| e.user_id = None,
            |e| e.login.push(' '),
            |e| e.ip = None,
            |e| e.session_id = Some(32),
            |e| e.object = Some(String::new()),
            |e| e.record_id = Some(43),
            |e| e.detail.push(' '),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = sample();
            change(&mut changed);
            assert!(!changed.is_intact(), "change {i}");
        }
    }

    #[test]
    fn a_typed_login_cannot_flood_or_forge_the_log() {
        let stored = StoredEvent::new(1, &Event::new(EventKind::SessionRefused), &Actor::system(&"x\n".repeat(500)), DateTime::UNIX_EPOCH);
        assert!(stored.login.len() < 400 && !stored.login.contains('\n'));
    }
}

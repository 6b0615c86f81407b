//! The bare stack: the same SQL through Diesel on the same encrypted file, on as many threads as there were connections.
//!
//! Reads have a connection each. Writes share one, as SQLite has one writer, and commit one by one: sharing commits is the app's idea.

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use kedun::db::sql::{Column, Compare, Order, Predicate, Reindex, SearchMatch, Select};
use kedun::db::{FILE_NAME, Row, Value};
use kedun::keys::{Keyring, Label, Unlock};
use kedun::text::{bigram, normal};

use super::dataset::Asker;
use super::figures::{self, Figures};
use super::importing;
use super::sample::mobile;
use super::works::{self, Work};

diesel::table! {
    customer (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        level -> Text,
        industry -> Text,
        region -> Text,
        mobile -> Text,
        owner_id -> BigInt,
        remarks -> Nullable<Text>,
        created_at -> BigInt,
        created_by -> BigInt,
        updated_at -> BigInt,
        updated_by -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    record_change (id) {
        id -> BigInt,
        object -> Text,
        record_id -> BigInt,
        at -> BigInt,
        user_id -> BigInt,
        verb -> Text,
        changes -> Text,
    }
}

diesel::table! {
    audit_event (seq) {
        seq -> BigInt,
        at -> BigInt,
        kind -> Text,
        outcome -> Text,
        user_id -> BigInt,
        login -> Text,
        object -> Text,
        record_id -> BigInt,
        detail -> Text,
        leaf -> Binary,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        size -> BigInt,
        frontier -> Binary,
    }
}

/// A connection as the app opens them.
pub fn connect(directory: &Path) -> SqliteConnection {
    let keyring = Keyring::load(&directory.join("keyring.json")).expect("the keyring");
    let master = keyring.unlock(&Unlock::KeyFile(&directory.join("master.key"))).expect("the key");
    let path = directory.join(FILE_NAME);
    let mut conn = SqliteConnection::establish(&format!("file:{}?mode=rw", path.display())).expect("the database");
    let key = master.derive(Label::Database).to_hex();
    conn.batch_execute(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_memory_security = OFF; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; \
         PRAGMA wal_autocheckpoint = 16000;",
        *key
    ))
    .expect("its settings");
    conn
}

pub fn drive(directory: &Path, work: Work, people: &[Asker], connections: usize, turn: usize) -> Figures {
    let first = works::first_round(connections, turn) + works::BARE;
    let most = work.at_most(connections);
    match work {
        Work::Create | Work::Update => {
            let writer = Mutex::new(connect(directory));
            figures::together(connections, most, |n| {
                let (asker, writer) = (&people[n], &writer);
                move |round| {
                    let mut conn = writer.lock().expect("the writer");
                    let done = conn.immediate_transaction(|conn| {
                        if work == Work::Create { create(conn, asker, first + round) } else { update(conn, asker, first + round) }
                    });
                    done.expect("a write");
                }
            })
        }
        _ => figures::together(connections, most, |n| {
            let asker = &people[n];
            let mut conn = connect(directory);
            move |round| {
                read(&mut conn, work, asker, round);
            }
        }),
    }
}

/// Rows a second when as many customers are entered as an import has rows, as many to a transaction; nothing is read, understood or
/// validated before.
pub fn import_rate(directory: &Path, people: &[Asker]) -> f64 {
    let (mut conn, since) = (connect(directory), Instant::now());
    let first = works::IMPORT;
    for piece in 0..importing::ROWS / importing::PIECE {
        let rounds = first + piece * importing::PIECE..first + (piece + 1) * importing::PIECE;
        conn.immediate_transaction(|conn| rounds.into_iter().try_for_each(|round| create(conn, &people[0], round))).expect("rows");
    }
    importing::ROWS as f64 / since.elapsed().as_secs_f64()
}

pub const COLUMNS: [&str; 13] = [
    "id",
    "version",
    "name",
    "level",
    "status",
    "owner_id",
    "mobile",
    "yearly_volume",
    "next_contact_at",
    "last_follow_up_at",
    "created_at",
    "updated_at",
    "updated_by",
];

/// One page of a list, as the engine asks for it.
pub fn read(conn: &mut SqliteConnection, work: Work, asker: &Asker, round: usize) -> Vec<Row> {
    let equal = |column: &'static str, value: Value| Predicate::Compare(Column::plain(column), Compare::Eq, value);
    let own = Predicate::Empty(Column::plain("deleted_at")).and(equal("owner_id", asker.id.into()));
    let found = |text: &str| {
        let query = bigram::query(text).expect("a search text");
        Predicate::Match(SearchMatch {
            table: "customer_search".into(),
            query: format!("{{scope}} : (\"u{}\") AND {{tokens personal}} : ({query})", asker.id),
            among: None,
        })
    };
    let (predicate, by) = match work {
        Work::List(..) | Work::AdminList => (own, "updated_at"),
        Work::FilteredList => (own.and(equal("level", "B".into())).and(equal("status", "following".into())), "updated_at"),
        Work::TwoCharacters | Work::SharedSearch => (own.and(found(&works::two_characters(asker, round))), "id"),
        Work::SixDigits => (own.and(found(&works::six_digits(asker, round))), "id"),
        Work::Create | Work::Update => unreachable!("these write"),
    };
    let down = |column| Order { column: Column::plain(column), descending: true };
    let order = if by == "id" { vec![down("id")] } else { vec![down(by), down("id")] };
    let columns = COLUMNS.map(Column::plain);
    Select { table: "customer", columns: &columns, predicate: &predicate, order: &order, limit: Some(51) }.load(conn).expect("rows")
}

fn create(conn: &mut SqliteConnection, asker: &Asker, round: usize) -> QueryResult<()> {
    let name = works::new_name(asker, round);
    let (key, mobile) = (normal::name_key(&name), mobile(works::new_number(asker, round)));
    let alive = customer::deleted_at.is_null();
    let duplicates: Vec<i64> = customer::table.filter(customer::name_key.eq(&key).and(alive)).select(customer::id).load(conn)?;
    let others: Vec<i64> = customer::table.filter(customer::mobile.eq(&mobile).and(alive)).select(customer::id).load(conn)?;
    assert!(duplicates.is_empty() && others.is_empty());
    let at = 1_795_000_000_000 + round as i64;
    diesel::insert_into(customer::table)
        .values((
            customer::name.eq(&name),
            customer::name_key.eq(&key),
            customer::level.eq("C"),
            customer::industry.eq("machinery"),
            customer::region.eq("苏州市"),
            customer::mobile.eq(&mobile),
            customer::owner_id.eq(asker.id),
            customer::created_at.eq(at),
            customer::created_by.eq(asker.id),
            customer::updated_at.eq(at),
            customer::updated_by.eq(asker.id),
        ))
        .execute(conn)?;
    let id: i64 = diesel::select(last_insert_rowid()).get_result(conn)?;
    let personal = format!("{} zz0 {}", bigram::index_phone(&mobile), bigram::index(&["苏州市"]));
    Reindex { table: "customer_search", id, tokens: &bigram::index(&[&name]), personal: &personal, scope: &format!("u{}", asker.id) }
        .execute(conn)?;
    trace(conn, asker, id, at, "create", "[]")
}

fn update(conn: &mut SqliteConnection, asker: &Asker, round: usize) -> QueryResult<()> {
    let (id, at) = (works::own_record(asker, round) as i64, 1_795_000_000_000 + round as i64);
    let _before: (i64, String, String) =
        customer::table.find(id).select((customer::version, customer::name, customer::level)).get_result(conn)?;
    let remarks = format!("第 {round} 次修改");
    diesel::update(customer::table.find(id))
        .set((
            customer::level.eq(if round.is_multiple_of(2) { "A" } else { "B" }),
            customer::remarks.eq(&remarks),
            customer::version.eq(customer::version + 1),
            customer::updated_at.eq(at),
            customer::updated_by.eq(asker.id),
        ))
        .execute(conn)?;
    trace(conn, asker, id, at, "update", &serde_json::json!([{ "f": "remarks", "o": null, "n": remarks }]).to_string())
}

/// The rows of history and log; their content does not matter here, their number and indexes do.
fn trace(conn: &mut SqliteConnection, asker: &Asker, id: i64, at: i64, verb: &str, changes: &str) -> QueryResult<()> {
    diesel::insert_into(record_change::table)
        .values((
            record_change::object.eq("customer"),
            record_change::record_id.eq(id),
            record_change::at.eq(at),
            record_change::user_id.eq(asker.id),
            record_change::verb.eq(verb),
            record_change::changes.eq(changes),
        ))
        .execute(conn)?;
    let (size, frontier): (i64, Vec<u8>) = audit_head::table.find(1).select((audit_head::size, audit_head::frontier)).get_result(conn)?;
    diesel::insert_into(audit_event::table)
        .values((
            audit_event::seq.eq(size + 1),
            audit_event::at.eq(at),
            audit_event::kind.eq(format!("record.{verb}")),
            audit_event::outcome.eq("done"),
            audit_event::user_id.eq(asker.id),
            audit_event::login.eq("owner000"),
            audit_event::object.eq("customer"),
            audit_event::record_id.eq(id),
            audit_event::detail
                .eq(r#"{"level":"hmac:0123456789abcdef0123456789abcdef","remarks":"hmac:0123456789abcdef0123456789abcdef"}"#),
            audit_event::leaf.eq(vec![0_u8; 32]),
        ))
        .execute(conn)?;
    diesel::update(audit_head::table.find(1)).set((audit_head::size.eq(size + 1), audit_head::frontier.eq(frontier))).execute(conn)?;
    Ok(())
}

diesel::define_sql_function! {
    fn last_insert_rowid() -> BigInt;
}

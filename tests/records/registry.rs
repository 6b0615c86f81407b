//! Two descriptions of every table, the migration's and the object's, say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use kedun::actor::Language;
use kedun::clock::{Clock, SystemClock};
use kedun::db::sql::{Column, Predicate};
use kedun::db::{DatabaseKey, Db, Mode, Row, Value};
use kedun::ids::UserId;
use kedun::model::filter::parse;
use kedun::model::{Catalog, Context, Object, Place, Refers, SCOPE_OWNER, Storage, Zones};
use kedun::records::query::Sort;
use kedun::{app, i18n};

const SYSTEM: [&str; 9] = ["id", "version", "custom", "created_at", "created_by", "updated_at", "updated_by", "deleted_at", "deleted_by"];

/// Column name → (type, not null).
fn columns(db: &Db, table: &str) -> BTreeMap<String, (String, bool)> {
    let question = format!("SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')");
    db.read_blocking(|reader| {
        let rows: Vec<Row> = diesel::sql_query(question).load(reader.conn)?;
        let named = rows.into_iter().map(|row| {
            let text = |i: usize| row.0[i].text().unwrap_or_default().to_owned();
            (text(0), (text(1), row.0[2] == Value::Int(1)))
        });
        Ok(named.collect())
    })
    .expect("the table is described")
}

fn objects() -> (tempfile::TempDir, Db, Vec<Arc<Object>>) {
    let directory = tempfile::tempdir().expect("a directory");
    let db = Db::open(directory.path(), &DatabaseKey::new([1; 32]), Mode::Create, 1, Arc::new(SystemClock)).expect("a database");
    let objects = app::catalog().iter().cloned().collect();
    (directory, db, objects)
}

#[test]
fn every_field_has_its_column_and_every_column_its_field() {
    let (_directory, db, objects) = objects();
    for object in objects {
        let columns = columns(&db, object.table());
        let mut known: BTreeSet<String> = SYSTEM.iter().map(|s| (*s).to_owned()).collect();
        for field in object.fields.iter().filter(|f| f.place == Place::Column) {
            let name = field.column_name().into_owned();
            let (kind, not_null) = columns.get(&name).unwrap_or_else(|| panic!("{}.{name} has no column", object.name));
            let fits = match field.kind.storage() {
                Storage::Text => kind == "TEXT",
                Storage::Int => kind == "BIGINT" || kind == "BOOLEAN",
            };
            assert!(fits, "{}.{name} is {kind}", object.name);
            assert!(
                field.required || field.default.is_some() || !not_null,
                "{}.{name} must not be empty, and the object does not say so",
                object.name
            );
            known.insert(name);
            known.extend(field.duplicate.iter().map(|key| key.clone().into_owned()));
            if let Some(key) = field.sort_key_column() {
                let not_null = columns.get(&*key).map(|(_, not_null)| *not_null);
                assert_eq!(not_null, Some(field.required), "{}.{key} may be empty where the name may, and nowhere else", object.name);
                known.insert(key.into_owned());
            }
        }
        if is_below_an_owner(&object) {
            known.insert(SCOPE_OWNER.to_owned());
        }
        for name in &known {
            assert!(columns.contains_key(name), "{} lacks the column {name}", object.name);
        }
        for name in columns.keys() {
            assert!(known.contains(name), "{}.{name} is described nowhere", object.name);
        }
        if let Some(search) = object.search_table() {
            assert_eq!(self::columns(&db, &search).keys().collect::<Vec<_>>(), ["personal", "scope", "tokens"], "{search}");
        }
    }
}

/// Tables that hold no object's records are the app's own, and no object may ever stand there.
#[test]
fn no_object_can_take_a_table_of_the_app() {
    let (_directory, db, objects) = objects();
    let question =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\\_search%' ESCAPE '\\'";
    let rows: Vec<Row> = db.read_blocking(|reader| Ok(diesel::sql_query(question).load(reader.conn)?)).expect("the tables");
    app::catalog().check().expect("the objects serve together");
    for table in rows.iter().filter_map(|row| row.0[0].text()).filter(|table| objects.iter().all(|object| object.table() != *table)) {
        let object = Object::new("thing", "test", "box").in_table(table.to_owned());
        assert!(Catalog::new([object]).check().is_err(), "{table} (src/model/catalog.rs, TABLES)");
    }
}

#[test]
fn what_an_object_names_is_there() {
    let catalog = app::catalog();
    let context = Context { now: SystemClock.now(), zone: chrono_tz::Asia::Shanghai, user: Some(UserId(1)), language: Language::Chinese };
    for object in catalog.iter() {
        let named = object
            .zones
            .facts
            .iter()
            .chain(&object.zones.summary)
            .chain(&object.badges)
            .chain([&object.title])
            .chain(&object.owner)
            .chain(&object.parent);
        for name in named {
            assert!(object.field(name).is_some(), "{}.{name}", object.name);
        }
        assert!(object.zones.facts.len() <= Zones::MOST_FACTS, "{} has too many key facts", object.name);
        for placement in &object.zones.related {
            let hangs = catalog.links_to(&object.name).any(|(other, _)| other.name == placement.object);
            assert!(hangs, "no {} hangs on {}", placement.object, object.name);
        }
        for field in object.fields.iter().filter_map(|f| f.target.as_ref()) {
            assert!(catalog.get(field).is_some(), "{} points to {field}", object.name);
        }
        if let Some(timeline) = &object.timeline {
            assert!(catalog.get(timeline).is_some_and(|o| o.parent.is_some()), "{timeline}");
        }
        Sort::parse(Some(&object.sort), object, |field| field.sortable).unwrap_or_else(|e| panic!("{}: {e}", object.name));
        for view in &object.views {
            parse(&view.filter, object, &catalog, &context, &|_, _| Predicate::True, &|_| Ok(Predicate::True))
                .unwrap_or_else(|e| panic!("{}: {}: {e:?}", object.name, view.name));
            Sort::parse(view.sort.as_deref(), object, |field| field.sortable)
                .unwrap_or_else(|e| panic!("{}: {}: {e}", object.name, view.name));
        }
    }
}

#[test]
fn everything_has_words_in_both_languages() {
    let catalog = app::catalog();
    for language in Language::ALL {
        let has = |key: String| assert!(i18n::find(language, &key).is_some(), "{}: {key}", language.tag());
        for object in catalog.iter() {
            let of = |path: String| has(format!("objects.{}.{path}", object.name));
            has(format!("objects.domains.{}", object.domain.name));
            has(format!("objects.groups.{}", object.group));
            of("label".into());
            for field in &object.fields {
                of(format!("fields.{}", field.name));
                of(format!("groups.{}", field.group));
                // One capital letter is its own word in any language.
                field.options.iter().filter(|c| c.value.len() > 1).for_each(|c| of(format!("choices.{}.{}", field.name, c.value)));
            }
            object.views.iter().for_each(|view| of(format!("views.{}", view.name)));
            object.actions.iter().for_each(|action| of(format!("actions.{}", action.name)));
            object.timeline.iter().for_each(|_| of("timeline".into()));
        }
    }
    assert_eq!(i18n::keys(Language::Chinese), i18n::keys(Language::English));
}

/// `docs/decisions/0006`: who moves to another department takes the copies along.
#[test]
fn a_department_that_is_the_owners_follows_the_owner() {
    let (_directory, db, objects) = objects();
    let question = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'user'";
    let rows: Vec<Row> = db.read_blocking(|reader| Ok(diesel::sql_query(question).load(reader.conn)?)).expect("the triggers");
    let triggers: BTreeSet<String> = rows.into_iter().filter_map(|row| row.0[0].text().map(str::to_owned)).collect();
    for object in objects.iter().filter(|object| object.owner.is_some()) {
        let copies = object.fields.iter().any(|field| field.readonly && field.kind.refers() == Refers::Department);
        assert!(!copies || triggers.contains(&format!("{}_department_follows", object.name)), "{}", object.name);
    }
}

fn is_below_an_owner(object: &Object) -> bool {
    object.owner.is_none() && app::catalog().scope_column(object).is_some()
}

/// What the migration of an object below an owner has to say so that every row knows whose it is, in the words of
/// `docs/MODEL-ROOM.md`: the copy is made when a row comes or is hung elsewhere, and follows when the record above changes hands.
fn scope_triggers(table: &str, link: &str, above: &str, owner: &str) -> [String; 3] {
    let copied = format!("(SELECT {owner} FROM {above} WHERE id = NEW.{link})");
    let copies = format!("WHEN NEW.{SCOPE_OWNER} IS NOT {copied} BEGIN UPDATE {table} SET {SCOPE_OWNER} = {copied} WHERE id = NEW.id; END");
    let follows = |bin: &str| format!("UPDATE {table} SET {SCOPE_OWNER} = NEW.{owner} WHERE {link} = NEW.id AND deleted_at IS {bin};");
    [
        format!("CREATE TRIGGER {table}_scope_insert AFTER INSERT ON {table} {copies}"),
        format!("CREATE TRIGGER {table}_scope_link AFTER UPDATE OF {link} ON {table} {copies}"),
        format!(
            "CREATE TRIGGER {table}_scope_follows AFTER UPDATE OF {owner} ON {above} WHEN OLD.{owner} IS NOT NEW.{owner} BEGIN {} {} END",
            follows("NULL"),
            follows("NOT NULL")
        ),
    ]
}

/// The indexes behind the owner: one for the number, one for each column by which a list may be sorted, one for the trigger.
fn scope_indexes(object: &Object, link: &str) -> Vec<String> {
    let sorts = object.fields.iter().filter(|field| field.sortable && field.place == Place::Column).map(|field| field.column_name());
    let table = object.table();
    let index = |named: &str, columns: &str| format!("CREATE INDEX {table}_{named} ON {table} ({columns}) WHERE deleted_at IS NULL");
    let mut all = vec![index("scope", SCOPE_OWNER)];
    all.extend(sorts.chain(["updated_at".into()]).map(|sort| index(&format!("scope_{sort}"), &format!("{SCOPE_OWNER}, {sort}"))));
    all.push(format!("CREATE INDEX {table}_{link}_deleted ON {table} ({link}) WHERE deleted_at IS NOT NULL"));
    all
}

/// A statement in one line; of an index not its name, which does nothing.
fn plain(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match (line.starts_with("CREATE INDEX"), line.split_once(" ON ")) {
        (true, Some((_, on))) => format!("CREATE INDEX ON {on}"),
        _ => line,
    }
}

/// `docs/decisions/0010`: the predicate of a child never joins to its parent.
#[test]
fn what_hangs_below_an_owner_knows_whose_it_is() {
    let (_directory, db, objects) = objects();
    let question = "SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL";
    let rows: Vec<Row> = db.read_blocking(|reader| Ok(diesel::sql_query(question).load(reader.conn)?)).expect("the schema");
    let there: BTreeSet<String> = rows.iter().filter_map(|row| row.0[0].text().map(plain)).collect();
    let catalog = app::catalog();
    for object in objects.iter().filter(|object| is_below_an_owner(object)) {
        assert_eq!(columns(&db, object.table())[SCOPE_OWNER], ("BIGINT".to_owned(), false), "{}.{SCOPE_OWNER}", object.name);
        let (link, above) = catalog.above(object)[0];
        let (link, owner) = (link.column_name(), catalog.scope_column(above).expect("an owner"));
        let Column::Plain(owner) = owner else { panic!("an owner has a column of its own") };
        let wanted = scope_triggers(object.table(), &link, above.table(), &owner).into_iter().chain(scope_indexes(object, &link));
        let missing: Vec<String> = wanted.filter(|sql| !there.contains(&plain(sql))).map(|sql| format!("{sql};")).collect();
        assert!(missing.is_empty(), "the migration of {} lacks\n{}", object.name, missing.join("\n"));
    }
}

/// At every depth: what hangs on a contact would follow the customer's owner.
#[test]
fn a_grandchild_follows_the_owner_above() {
    let (_directory, db, _) = objects();
    let mut made = vec![format!(
        "CREATE TABLE note (id INTEGER PRIMARY KEY, contact_id BIGINT, {SCOPE_OWNER} BIGINT, deleted_at BIGINT);
         INSERT INTO user (id, login, name, password_hash, created_at, updated_at) VALUES (7, 'lin', 'Lin', '!', 0, 0), (8, 'wu', 'Wu', '!', 0, 0);
         INSERT INTO customer (id, name, owner_id, created_at, updated_at) VALUES (1, 'a', 7, 0, 0), (2, 'b', NULL, 0, 0);
         INSERT INTO contact (id, name, customer_id, created_at, updated_at) VALUES (1, 'x', 1, 0, 0), (2, 'y', 2, 0, 0)"
    )];
    made.extend(scope_triggers("note", "contact_id", "contact", SCOPE_OWNER));
    made.push("INSERT INTO note (id, contact_id, deleted_at) VALUES (1, 1, NULL), (2, 1, 5), (3, 2, NULL)".to_owned());
    let run = |sql: String| db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&sql)?)).expect("it runs");
    let owners = || -> Vec<Option<i64>> {
        let question = format!("SELECT {SCOPE_OWNER} FROM note ORDER BY id");
        let rows: Vec<Row> = db.read_blocking(|reader| Ok(diesel::sql_query(question).load(reader.conn)?)).expect("the notes");
        rows.iter().map(|row| row.0[0].int()).collect()
    };
    made.into_iter().for_each(run);
    assert_eq!(owners(), [Some(7), Some(7), None]);
    run("UPDATE customer SET owner_id = 8".to_owned());
    assert_eq!(owners(), [Some(8), Some(8), Some(8)]);
    run("UPDATE customer SET owner_id = NULL WHERE id = 1; UPDATE note SET contact_id = 2 WHERE id = 1".to_owned());
    assert_eq!(owners(), [Some(8), None, Some(8)]);
}

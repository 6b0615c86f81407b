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
use kedun::model::{Catalog, Context, Field, Fold, Object, Place, Refers, SCOPE_OWNER, SerialRule, Storage, Zones};
use kedun::records::query::Sort;
use kedun::{app, i18n};

use crate::documents;
use crate::support::app::catalog_with_documents;

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
    db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute(documents::TABLES)?)).expect("the tables of the tests' own documents");
    let objects = catalog_with_documents().iter().cloned().collect();
    (directory, db, objects)
}

/// The columns of every index of a table, in their order, and whether it is unique.
fn indices(db: &Db, table: &str) -> Vec<(Vec<String>, bool)> {
    let text = |row: &Row, i: usize| row.0[i].text().unwrap_or_default().to_owned();
    let load = |question: String| db.read_blocking(|reader| Ok(diesel::sql_query(question).load::<Row>(reader.conn)?)).expect("an answer");
    let all = load(format!("SELECT name, \"unique\" FROM pragma_index_list('{table}')"));
    let of = |index: String| {
        load(format!("SELECT name FROM pragma_index_info('{index}') ORDER BY seqno")).iter().map(|row| text(row, 0)).collect()
    };
    all.iter().map(|row| (of(text(row, 0)), row.0[1] == Value::Int(1))).collect()
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
                field.required || field.default.is_some() || field.serial.is_some() || !not_null,
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
    catalog_with_documents().check().expect("the objects serve together");
    let is_of = |object: &Object, table: &str| object.table() == table || object.lines.iter().any(|set| set.table == table);
    for table in rows.iter().filter_map(|row| row.0[0].text()).filter(|table| !objects.iter().any(|object| is_of(object, table))) {
        let object = Object::new("thing", "test", "box").in_table(table.to_owned());
        assert!(Catalog::new([object]).check().is_err(), "{table} (src/model/catalog.rs, TABLES)");
    }
}

#[test]
fn lines_stand_in_a_table_of_their_own_in_the_order_of_their_record() {
    let (_directory, db, objects) = objects();
    for (object, set) in objects.iter().flat_map(|object| object.lines.iter().map(move |set| (object, set))) {
        let columns = columns(&db, &set.table);
        let record = format!("{}_id", object.name);
        let mut known = BTreeSet::from(["id".to_owned(), record.clone(), "position".to_owned()]);
        for field in &set.fields {
            let name = field.column_name().into_owned();
            let (kind, not_null) = columns.get(&name).unwrap_or_else(|| panic!("{}.{name} has no column", set.table));
            let is_text = field.kind.storage() == Storage::Text;
            assert_eq!(kind, if is_text { "TEXT" } else { "BIGINT" }, "{}.{name}", set.table);
            assert!(field.required || field.default.is_some() || !not_null, "{}.{name} must not be empty", set.table);
            assert_eq!(field.place, Place::Column, "{}.{name}", set.table);
            known.insert(name);
        }
        assert_eq!(columns.keys().cloned().collect::<BTreeSet<_>>(), known, "{}", set.table);
        let in_order = |(columns, _): &(Vec<String>, bool)| columns.starts_with(&[record.clone(), "position".to_owned()]);
        assert!(indices(&db, &set.table).iter().any(in_order), "{} has no index over {record} and position", set.table);
        set.totals.iter().for_each(|total| assert!(set.field(total).is_some(), "{} sums up {total}", set.table));
        // Schemas of the description are called so.
        assert!(!["draft", "new", "list", "filter", "test", "sort", "view", "actions"].contains(&set.name.as_ref()), "{}", set.name);
        assert!(object.field(&set.name).is_none(), "{}.{} is a field as well", object.name, set.name);
    }
}

#[test]
fn states_are_reached_and_left_and_what_is_kept_by_the_app_is_kept_well() {
    let (_directory, db, objects) = objects();
    let catalog = catalog_with_documents();
    for object in &objects {
        assert_eq!(object.state_faults(), Vec::<String>::new());
        if let Some(states) = &object.states {
            let field = object.field(&states.field).unwrap_or_else(|| panic!("{} has no field for its state", object.name));
            assert!(field.readonly && field.default.is_some(), "{}.{}", object.name, field.name);
        }
        let indices = indices(&db, object.table());
        let leads = |field: &Field| indices.iter().any(|(columns, _)| columns.first() == Some(&field.column_name().into_owned()));
        for field in &object.fields {
            let what = format!("{}.{}", object.name, field.name);
            if field.serial.is_some() {
                let own = vec![field.column_name().into_owned()];
                assert!(indices.iter().any(|(columns, unique)| *unique && *columns == own), "{what} has no unique index");
                assert!(SerialRule::parse(field.serial.as_deref().unwrap_or_default()).is_ok(), "{what} is numbered by no rule");
            }
            if field.derived {
                assert!(field.readonly && field.place == Place::Column, "{what}");
                assert!(field.indexed.is_none(), "{what} changes without search hearing of it");
            }
            if let Some(rollup) = &field.rollup {
                let child = catalog.get(&rollup.child).unwrap_or_else(|| panic!("{what} asks for {}", rollup.child));
                let link = child.field(&rollup.link).unwrap_or_else(|| panic!("{what} asks by {}", rollup.link));
                assert_eq!(link.target.as_ref(), Some(&object.name), "{what}");
                let counted = rollup.fold == Fold::Count || SYSTEM.contains(&rollup.of.as_ref());
                assert!(counted || child.field(&rollup.of).is_some(), "{what} asks for {}", rollup.of);
            }
            // Whoever deletes, restores or undoes asks what points here; a list of what hangs on a record does, too.
            assert!(field.target.is_none() || leads(field), "{what} points to a record and is not indexed");
        }
        for name in object.frozen.iter().flat_map(|frozen| &frozen.writable) {
            assert!(object.field(name).is_some() || object.line_set(name).is_some(), "{}.{name}", object.name);
        }
    }
}

#[test]
fn what_an_object_names_is_there() {
    let catalog = catalog_with_documents();
    let context = Context {
        now: SystemClock.now(),
        zone: chrono_tz::Asia::Shanghai,
        user: Some(UserId(1)),
        language: Language::Chinese,
        area_code: None,
    };
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
    object.owner.is_none() && catalog_with_documents().scope_column(object).is_some()
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

/// The indexes of what hangs below an owner: those behind the owner and one for the trigger.
fn scope_indexes(object: &Object, link: &str) -> Vec<String> {
    let table = object.table();
    let deleted = format!("CREATE INDEX {table}_{link}_deleted ON {table} ({link}) WHERE deleted_at IS NOT NULL");
    owner_indexes(object, SCOPE_OWNER).into_iter().chain([deleted]).collect()
}

/// One for whose it is, and two for each column by which a list may be sorted: for those who see all or much, and behind the owner.
fn owner_indexes(object: &Object, owner: &str) -> Vec<String> {
    let table = object.table();
    let index = |named: &str, columns: &str| format!("CREATE INDEX {table}_{named} ON {table} ({columns}) WHERE deleted_at IS NULL");
    let sorts = object.fields.iter().filter(|field| field.sortable).filter_map(|field| match field.sort_column() {
        Column::Plain(column) => Some(column),
        _ => None,
    });
    let mut all = vec![index("scope", owner)];
    for sort in sorts.chain(["updated_at".into()]) {
        all.extend([index(&sort, &sort), index(&format!("scope_{sort}"), &format!("{owner}, {sort}"))]);
    }
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

/// All triggers and indexes, as [`plain`] writes them.
fn made(db: &Db) -> BTreeSet<String> {
    let question = "SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL";
    let rows: Vec<Row> = db.read_blocking(|reader| Ok(diesel::sql_query(question).load(reader.conn)?)).expect("the schema");
    rows.iter().filter_map(|row| row.0[0].text().map(plain)).collect()
}

fn assert_made(object: &Object, there: &BTreeSet<String>, wanted: impl IntoIterator<Item = String>) {
    let missing: Vec<String> = wanted.into_iter().filter(|sql| !there.contains(&plain(sql))).map(|sql| format!("{sql};")).collect();
    assert!(missing.is_empty(), "the migration of {} lacks\n{}", object.name, missing.join("\n"));
}

#[test]
fn a_list_of_what_has_an_owner_walks_an_index_in_every_order() {
    let (_directory, db, objects) = objects();
    let there = made(&db);
    for object in objects.iter().filter(|object| object.owner.is_some()) {
        let owner = object.owner.as_ref().and_then(|owner| object.field(owner)).expect("an owner").column_name();
        assert_made(object, &there, owner_indexes(object, &owner));
    }
}

/// `docs/decisions/0010`: the predicate of a child never joins to its parent.
#[test]
fn what_hangs_below_an_owner_knows_whose_it_is() {
    let (_directory, db, objects) = objects();
    let there = made(&db);
    let catalog = catalog_with_documents();
    for object in objects.iter().filter(|object| is_below_an_owner(object)) {
        assert_eq!(columns(&db, object.table())[SCOPE_OWNER], ("BIGINT".to_owned(), false), "{}.{SCOPE_OWNER}", object.name);
        let (link, above) = catalog.above(object)[0];
        let (link, owner) = (link.column_name(), catalog.scope_column(above).expect("an owner"));
        let Column::Plain(owner) = owner else { panic!("an owner has a column of its own") };
        let wanted = scope_triggers(object.table(), &link, above.table(), &owner).into_iter().chain(scope_indexes(object, &link));
        assert_made(object, &there, wanted);
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

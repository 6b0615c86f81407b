//! Two descriptions of every table, the migration's and the object's, say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::RunQueryDsl;
use kedun::actor::Language;
use kedun::clock::{Clock, SystemClock};
use kedun::db::sql::Predicate;
use kedun::db::{DatabaseKey, Db, Mode, Row, Value};
use kedun::ids::UserId;
use kedun::model::filter::parse;
use kedun::model::{Context, Object, Place, Refers, Storage, Zones};
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
        for view in &object.views {
            parse(&view.filter, object, &catalog, &context, &|_, _| Predicate::True, &|_| Ok(Predicate::True))
                .unwrap_or_else(|e| panic!("{}: {}: {e:?}", object.name, view.name));
            Sort::parse(view.sort.as_deref(), object, |_| true).unwrap_or_else(|e| panic!("{}: {}: {e}", object.name, view.name));
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

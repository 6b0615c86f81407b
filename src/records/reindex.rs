//! Filling again from the records what is kept beside them (full-text tables, sort keys, figures that are empty): all of it where a
//! migration or a restore left it empty, and the full-text tables of what hangs on a record that changed hands.
//!
//! It goes through the records by number, a batch at a time, and notes after each how far it came: an app that is closed meanwhile
//! goes on there when it is opened next.

use diesel::RunQueryDsl;

use super::figures::figure;
use super::{Engine, rows, search, show};
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Db, Row, Tx};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Catalog, Field, Name, Object, Record, Value};
use crate::people::settings;

/// `customer 1000`: the object and the number of its last record that is filled in; `customer 1000 only` where no object after it has
/// anything missing. There while there is something to do.
const FILLED_TO: &str = "records.filled_to";
const ONLY: &str = "only";
const BATCH: i64 = 2000;

/// Does nothing in an app where nothing is missing.
pub fn reindex(engine: &Engine, db: &Db) -> Result<()> {
    let Some(filled) = db.read_blocking(|reader| settings::get(reader.conn, FILLED_TO))? else { return Ok(()) };
    let mut words = filled.split(' ');
    let (at, mut last) = (words.next().unwrap_or_default(), words.next().and_then(|last| last.parse().ok()).unwrap_or_default());
    let only = words.next() == Some(ONLY);
    let done = engine.catalog.iter().position(|object| object.name == at).unwrap_or_default();
    let objects = if only { 1 } else { usize::MAX };
    for object in engine.catalog.iter().skip(done).take(objects) {
        loop {
            let (engine, object) = (engine.clone(), object.clone());
            let reached = db.write_unaudited_blocking(move |tx| {
                let records = next(tx, &object, Predicate::True, last)?;
                records.iter().try_for_each(|(record, stands)| fill(tx, &engine, &object, record, *stands))?;
                let reached = records.last().map(|(record, _)| record.id.0);
                let words = [&*object.name, &reached.unwrap_or(last).to_string(), ONLY];
                settings::set(tx, FILLED_TO, &words[..if only { 3 } else { 2 }].join(" "))?;
                Ok(reached)
            })?;
            let Some(reached) = reached else { break };
            tracing::info!(reached, "search index, sort keys and figures are filled again");
            last = reached;
        }
        last = 0;
    }
    db.write_unaudited_blocking(|tx| settings::remove(tx, FILLED_TO))
}

/// What hangs on a record that has changed hands bears the new owner's token, at every depth; what has an owner of its own stays as it is.
pub(super) fn below(tx: &mut Tx<'_>, catalog: &Catalog, object: &Object, id: RecordId) -> Result<()> {
    let hanging: Vec<_> = catalog.links_to(&object.name).filter(|(child, link)| child.parent.as_ref() == Some(&link.name)).collect();
    for (child, link) in hanging.into_iter().filter(|(child, _)| child.owner.is_none()) {
        let hangs = Predicate::Compare(link.column(), Compare::Eq, id.0.into()).and(rows::alive());
        let mut last = 0;
        loop {
            let records = next(tx, child, hangs.clone(), last)?;
            for (record, _) in &records {
                search::index(tx, catalog, child, record)?;
                below(tx, catalog, child, record.id)?;
            }
            let Some((record, _)) = records.last() else { break };
            last = record.id.0;
        }
    }
    Ok(())
}

/// The next of the records behind `last`, each with whether it stands.
fn next(tx: &mut Tx<'_>, object: &Object, which: Predicate, last: i64) -> Result<Vec<(Record, bool)>> {
    let fields: Vec<&Field> = object.fields.iter().collect();
    let (mut columns, id) = (show::columns(&fields), Column::plain("id"));
    columns.push(Column::plain("deleted_at"));
    let predicate = which.and(Predicate::Compare(id.clone(), Compare::Gt, last.into()));
    let order = [Order { column: id, descending: false }];
    let rows: Vec<Row> =
        Select { table: object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(BATCH) }.load(tx.conn)?;
    Ok(rows.iter().map(|row| (show::record(&fields, row), row.0.last().is_some_and(Value::is_null))).collect())
}

/// Fills in what is kept beside the values of one record. Figures that stand stay as they are: they were counted when something changed.
fn fill(tx: &mut Tx<'_>, engine: &Engine, object: &Object, record: &Record, stands: bool) -> Result<()> {
    let mut kept: Vec<(Name, Value)> = object.fields.iter().flat_map(|field| field.companions(record.get(&field.name))).collect();
    // What is in the recycle bin is not found, but may come back; then it is indexed, and its figures are counted.
    if stands {
        for (field, rollup) in object.figures().filter(|(field, _)| record.get(&field.name).is_null()) {
            kept.push((field.column_name(), figure(tx, engine, rollup, record.id)?));
        }
        search::index(tx, &engine.catalog, object, record)?;
    }
    if !kept.is_empty() {
        let kept: Vec<(&str, Value)> = kept.iter().map(|(column, value)| (&**column, value.clone())).collect();
        tx.update(object.table(), record.id, None, &kept)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use serde_json::json;

    use super::*;
    use crate::records::testing::Fixture;
    use crate::records::{ListQuery, draft_from_json, write};

    #[test]
    fn what_a_migration_emptied_is_found_again() {
        let app = Fixture::new();
        let customer = app.engine.object("customer").unwrap().clone();
        let (engine, object) = (app.engine.clone(), customer.clone());
        app.db
            .write_blocking(&app.admin, move |tx| {
                let draft = draft_from_json(
                    &object.fields,
                    &json!({ "name": "恒通贸易", "mobile": "13800001234" }),
                    &engine.context(tx.actor, tx.now),
                )?;
                write::create(tx, &engine, &object, draft).map(drop)
            })
            .unwrap();
        let found = |q: &str| {
            let asked = ListQuery { q: Some(q.to_owned()), ..ListQuery::default() };
            let page =
                app.db.read_blocking(|reader| crate::records::read::list(&app.engine, reader, &app.admin, &customer, &asked)).unwrap();
            String::from_utf8_lossy(&page.0).contains("恒通贸易")
        };
        assert!(found("恒通") && found("00001234"));
        // As each of the migrations asks for it that leave something to be filled.
        const MIGRATIONS: [&str; 2] = [
            include_str!("../../migrations/20261130000400_name_sort/up.sql"),
            include_str!("../../migrations/20261130000500_scope_owner/up.sql"),
        ];
        for migration in MIGRATIONS {
            let asks = migration.split(';').find(|statement| statement.contains("INTO setting")).unwrap();
            let empty = "INSERT INTO customer_search (customer_search) VALUES ('delete-all'); UPDATE customer SET name_sort = ''";
            app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&format!("{empty}; {asks}"))?)).unwrap();
            assert!(!found("恒通"));
            reindex(&app.engine, &app.db).unwrap();
            assert!(found("恒通") && found("00001234"));
            assert_eq!(app.db.read_blocking(|reader| settings::get(reader.conn, FILLED_TO)).unwrap(), None);
        }
        let (columns, predicate) = ([Column::plain("name_sort")], Predicate::True);
        let select = Select { table: "customer", columns: &columns, predicate: &predicate, order: &[], limit: None };
        let rows: Vec<Row> = app.db.read_blocking(|reader| Ok(select.load(reader.conn)?)).unwrap();
        assert_eq!(rows[0].0, [Value::from("heng2恒tong1通mao4贸yi4易")]);
    }

    /// Runs SQL, and tells the values of a column by number.
    fn sql(app: &Fixture, sql: &'static str, (table, column): (&'static str, &'static str)) -> Vec<Value> {
        app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?)).unwrap();
        let order = [Order { column: Column::plain("id"), descending: false }];
        let (columns, predicate) = ([Column::plain(column)], Predicate::True);
        let select = Select { table, columns: &columns, predicate: &predicate, order: &order, limit: None };
        let rows: Vec<Row> = app.db.read_blocking(|reader| Ok(select.load(reader.conn)?)).unwrap();
        rows.into_iter().map(|row| row.0[0].clone()).collect()
    }

    #[test]
    fn where_one_object_alone_is_asked_for_the_others_stay_as_they_are() {
        let app = Fixture::new();
        let migration = include_str!("../../migrations/20261130108000_duplicates/up.sql");
        let asks = migration.split(';').find(|statement| statement.contains("INTO setting")).unwrap();
        let made =
            "INSERT INTO customer (name, name_key, name_sort, status, created_at, updated_at) VALUES ('C# 工作室', '', '', 'new', 0, 0);
            INSERT INTO contact (name, name_sort, customer_id, created_at, updated_at) VALUES ('王敏', '', 1, 0, 0)";
        app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&format!("{made}; {asks}"))?)).unwrap();
        reindex(&app.engine, &app.db).unwrap();
        assert_ne!(sql(&app, "", ("customer", "name_key")), [Value::from("")]);
        assert_eq!(sql(&app, "", ("contact", "name_sort")), [Value::from("")]);
        assert_eq!(app.db.read_blocking(|reader| settings::get(reader.conn, FILLED_TO)).unwrap(), None);
    }

    #[test]
    fn a_figure_that_is_new_is_filled_and_one_that_stands_is_left_alone() {
        let app = Fixture::with(crate::documents::objects(), crate::documents::TABLES);
        let made = "INSERT INTO quote (number, name, state, parcels, created_at, updated_at) VALUES ('1', '一', 'draft', NULL, 0, 0),
                ('2', '二', 'draft', 7, 0, 0), ('3', '三', 'draft', NULL, 0, 0);
            INSERT INTO parcel (name, quote_id, weight, created_at, updated_at) VALUES ('甲', 1, 3, 0, 0), ('乙', 1, 4, 0, 0);
            INSERT INTO customer (name, name_key, name_sort, status, last_follow_up_at, created_at, updated_at) VALUES ('恒通', '恒通', '', 'new', 5, 0, 0);
            INSERT INTO setting VALUES ('records.filled_to', '')";
        sql(&app, made, ("quote", "parcels"));
        reindex(&app.engine, &app.db).unwrap();
        assert_eq!(sql(&app, "", ("quote", "parcels")), [2, 7, 0].map(Value::Int));
        assert_eq!(sql(&app, "", ("quote", "weight")), [Value::Int(7), Value::Null, Value::Null]);
        assert_eq!(sql(&app, "", ("customer", "last_follow_up_at")), [Value::Int(5)]);
    }

    #[test]
    fn a_change_of_hands_writes_nothing_to_what_hangs_on_a_record_but_whose_it_is() {
        let app = Fixture::new();
        let made = |object: &'static str, input: serde_json::Value| {
            let engine = app.engine.clone();
            let write = app.db.write_blocking(&app.admin, move |tx| {
                let object = engine.object(object)?.clone();
                let draft = draft_from_json(&object.fields, &input, &engine.context(tx.actor, tx.now))?;
                write::create(tx, &engine, &object, draft)
            });
            write.unwrap()
        };
        let customer = made("customer", json!({ "name": "恒通贸易" }));
        made("contact", json!({ "name": "王敏", "customer": customer.0.to_string() }));
        let lin = app.user("lin", "林", crate::people::Role::EMPLOYEE).user.unwrap();
        let trigger = "CREATE TABLE sorted (id INTEGER PRIMARY KEY, contact BIGINT);
            CREATE TRIGGER contact_sorted AFTER UPDATE OF name_sort ON contact BEGIN INSERT INTO sorted (contact) VALUES (NEW.id); END";
        sql(&app, trigger, ("sorted", "contact"));
        let (engine, draft) = (app.engine.clone(), crate::model::Draft::new().set("owner", lin));
        let given = app
            .db
            .write_blocking(&app.admin, move |tx| write::update(tx, &engine, &engine.object("customer")?.clone(), customer, None, draft));
        given.unwrap();
        assert_eq!(sql(&app, "", ("contact", "scope_owner_id")), [Value::from(lin)]);
        assert!(sql(&app, "", ("sorted", "contact")).is_empty());
    }
}

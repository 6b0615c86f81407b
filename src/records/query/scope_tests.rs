//! How lists find their rows, read from the database's own plans, and that every way finds the same.

use diesel::connection::SimpleConnection;
use diesel::query_builder::QueryFragment;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{QueryResult, RunQueryDsl};

use super::super::{ListRows, Sort, load};
use super::*;
use crate::db::Row;
use crate::db::sql::{CountMerged, Order, SearchMatch, Select, SelectMerged, SelectWalked};
use crate::records::testing::Fixture;

fn is(column: &'static str, id: i64) -> Predicate {
    Predicate::Compare(Column::plain(column), Compare::Eq, id.into())
}

fn among(column: &'static str, ids: impl IntoIterator<Item = i64>) -> Predicate {
    Predicate::In(Column::plain(column), ids.into_iter().map(Value::Int).collect())
}

fn alive() -> Predicate {
    Predicate::Empty(Column::plain("deleted_at"))
}

fn contacts(app: &Fixture) -> ScopeColumns {
    ScopeColumns::of(&app.engine.catalog, app.engine.object("contact").unwrap()).unwrap()
}

fn newest() -> Vec<Order> {
    [("updated_at", true), ("id", true)].map(|(column, descending)| Order { column: Column::plain(column), descending }).into()
}

/// What the database says how it would go about a statement.
fn explained(app: &Fixture, statement: impl QueryFragment<Sqlite>) -> String {
    let sql = diesel::debug_query::<Sqlite, _>(&statement).to_string();
    let question = format!("EXPLAIN QUERY PLAN {}", sql.split(" -- binds").next().unwrap());
    let look = |conn: &mut SqliteConnection| -> QueryResult<Vec<Row>> { diesel::sql_query(question).load(conn) };
    let rows = app.db.read_blocking(|reader| Ok(look(reader.conn)?)).unwrap();
    rows.iter().filter_map(|row| row.0[3].text()).collect::<Vec<_>>().join("\n")
}

fn explained_list(app: &Fixture, predicate: &Predicate, many: bool) -> String {
    let (table, columns, order, limit) = ("contact", [Column::plain("id"), Column::plain("name")], newest(), 51);
    match plan(Some(&contacts(app)), predicate, 51, many) {
        Plan::Whole => explained(app, Select { table, columns: &columns, predicate, order: &order, limit: Some(limit) }),
        Plan::Merged(branches) => explained(app, SelectMerged { table, columns: &columns, branches: &branches, order: &order, limit }),
        Plan::Walked(predicate, tested) => {
            explained(app, SelectWalked { table, columns: &columns, predicate: &predicate, tested: &tested, order: &order, limit })
        }
    }
}

#[test]
fn a_list_of_ones_own_is_read_from_the_index_of_its_order() {
    let app = Fixture::new();
    let plan = explained_list(&app, &alive().and(is("scope_owner_id", 7)), true);
    assert_eq!(plan, "SEARCH contact USING INDEX contact_scope_updated (scope_owner_id=?)");
}

#[test]
fn with_shares_each_way_has_its_index_and_nothing_is_read_through() {
    let app = Fixture::new();
    let shared = is("scope_owner_id", 7).or(among("id", [1, 2])).or(among("customer_id", [5, 6]));
    let plan = explained_list(&app, &alive().and(shared), true);
    for way in ["contact_scope_updated (scope_owner_id=?)", "INTEGER PRIMARY KEY (rowid=?)", "contact_customer (customer_id=?)"] {
        assert!(plan.contains(way), "{plan}");
    }
    assert!(!plan.contains("SCAN contact"), "{plan}");
}

#[test]
fn a_managers_list_takes_from_each_owner_only_what_comes_into_the_page() {
    let app = Fixture::new();
    let plan = explained_list(&app, &alive().and(among("scope_owner_id", 1..=20)), true);
    assert_eq!(plan.matches("MERGE (UNION ALL)").count(), 19, "{plan}");
    assert!(plan.contains("SEARCH contact USING INDEX contact_scope_updated (scope_owner_id=?)"), "{plan}");
    assert!(!plan.contains("SCAN contact"), "{plan}");
}

#[test]
fn for_hundreds_of_owners_of_many_rows_the_index_of_the_order_is_walked() {
    let app = Fixture::new();
    let all = alive().and(among("scope_owner_id", 1..=300));
    let plan = explained_list(&app, &all, true);
    assert!(plan.starts_with("SCAN contact USING INDEX contact_updated\n") && !plan.contains("SEARCH contact"), "{plan}");
    // Of few rows all are gathered: walking might go far before it meets them.
    assert!(explained_list(&app, &all, false).contains("contact_scope_updated (scope_owner_id=?)"));
}

#[test]
fn what_hangs_on_one_record_is_found_by_the_record_not_by_the_owner() {
    let app = Fixture::new();
    for whose in [is("scope_owner_id", 7), among("scope_owner_id", 1..=20), is("scope_owner_id", 7).or(among("customer_id", [5, 6]))] {
        let of_one = is("customer_id", 5).and(alive()).and(whose);
        let plan = explained_list(&app, &of_one, false);
        assert!(plan.starts_with("SEARCH contact USING INDEX contact_customer (customer_id=?)"), "{plan}");
        let branches = contacts(&app).counted(&of_one).unwrap();
        let plan = explained(&app, CountMerged { table: "contact", branches: &branches, cap: 10_000 });
        assert!(plan.contains("contact_customer (customer_id=?)") && !plan.contains("scope_owner_id"), "{plan}");
    }
}

#[test]
fn what_a_search_finds_is_asked_whose_it_is() {
    let app = Fixture::new();
    let found = Predicate::Match(SearchMatch { table: "contact_search".into(), query: "\"恒通\"".into(), among: None });
    let plan = explained_list(&app, &alive().and(among("scope_owner_id", 1..=20)).and(found), false);
    assert!(plan.contains("SEARCH contact USING INTEGER PRIMARY KEY (rowid=?)"), "{plan}");
    assert!(!plan.contains("SCAN contact\n"), "{plan}");
}

#[test]
fn a_count_reads_no_table_through() {
    let app = Fixture::new();
    let shared = alive().and(among("scope_owner_id", 1..=20).or(among("customer_id", [5, 6])));
    let branches = contacts(&app).counted(&shared).unwrap();
    let plan = explained(&app, CountMerged { table: "contact", branches: &branches, cap: 10_000 });
    assert!(plan.contains("(scope_owner_id=?)") && plan.contains("(customer_id=?)"), "{plan}");
    assert!(!plan.contains("SCAN contact"), "{plan}");
}

#[test]
fn a_predicate_is_told_in_ways_and_the_rest() {
    let app = Fixture::new();
    let scope = contacts(&app);
    let (own, shared, vip) = (is("scope_owner_id", 7), among("customer_id", [5, 6]), is("is_primary", 1));
    let whose = |predicate: &Predicate| {
        scope.split(predicate).map(|split| (split.ways.into_iter().map(|way| way.whose).collect::<Vec<_>>(), split.rest))
    };
    let (owner, records) = (Whose::Owners(vec![7]), Whose::Records(1, vec![5, 6]));
    assert_eq!(whose(&own), Some((vec![owner.clone()], Predicate::True)));
    let all = alive().and(own.clone().or(shared.clone())).and(vip.clone());
    assert_eq!(whose(&all), Some((vec![owner.clone(), records], alive().and(vip.clone()))));
    // The narrower of two, wherever it stands.
    let narrower = among("scope_owner_id", [7, 8]).and(own.clone());
    assert_eq!(whose(&narrower), Some((vec![owner], among("scope_owner_id", [7, 8]))));
    // What else one of them asks stays asked: a filter that names owners and records as the policies do lifts none of their conditions.
    let (narrow, wide) = (own.clone().and(vip.clone()).or(shared.clone()), own.clone().or(shared.clone()));
    for both in [narrow.clone().and(wide.clone()), wide.clone().and(narrow.clone())] {
        let split = scope.split(&both).unwrap();
        let asked = split.ways.iter().fold(split.rest.clone(), |rest, way| rest.and(way.rows.clone()));
        assert!(asked.implies(&vip) || split.rest.implies(&narrow), "{both:?}: {split:?}");
    }
    // What may be seen for another reason is not taken apart.
    for other in [own.clone().or(vip), own.negate(), Predicate::True, alive()] {
        assert_eq!(whose(&other), None, "{other:?}");
    }
}

/// Customers of six owners with contacts, some of them in the recycle bin.
fn fill(app: &Fixture) {
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6)
         INSERT INTO user (id, login, name, password_hash, created_at, updated_at) SELECT 100 + i, 'u' || i, 'u', '!', 0, 0 FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
         INSERT INTO customer (id, name, owner_id, created_at, updated_at) SELECT i, 'c', nullif(101 + i % 7, 107), 0, 0 FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
         INSERT INTO contact (name, customer_id, created_at, updated_at, deleted_at)
         SELECT 'n' || i * 31 % 17, 1 + i * 7 % 60, 0, i * 13 % 50, CASE WHEN i % 9 = 0 THEN 1 END FROM n;";
    app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?)).unwrap();
}

/// Only what was changed late, as a policy might say.
fn late(whose: Predicate) -> Predicate {
    whose.and(Predicate::Compare(Column::plain("updated_at"), Compare::Gte, 20.into()))
}

#[test]
fn every_way_finds_the_same_rows_in_the_same_order() {
    let app = Fixture::new();
    fill(&app);
    let object = app.engine.object("contact").unwrap().clone();
    let scopes = [
        is("scope_owner_id", 101),
        among("scope_owner_id", [101, 102, 103]),
        is("scope_owner_id", 101).or(among("id", [3, 4, 5])).or(among("customer_id", [1, 2, 7])),
        among("customer_id", [1, 2, 7]).or(among("scope_owner_id", [101, 104])),
        among("id", [3, 4, 5, 9]).or(among("customer_id", [1, 2, 7])),
        // So many that they are not looked up one by one.
        among("scope_owner_id", 1..=300),
        among("scope_owner_id", 1..=300).or(among("customer_id", [1, 2, 7])),
        // Conditions of policies beside whose they are, and a filter that names the same owner and records without them.
        late(is("scope_owner_id", 101)).or(among("customer_id", [1, 2, 7, 8])),
        late(is("scope_owner_id", 101)).or(late(among("customer_id", [1, 2, 7, 14, 21]))),
        late(is("scope_owner_id", 101))
            .or(among("customer_id", [1, 2, 7, 8]))
            .and(is("scope_owner_id", 101).or(among("customer_id", [1, 2, 7, 8]))),
        is("scope_owner_id", 101)
            .or(among("customer_id", [1, 2, 7, 8]))
            .and(late(is("scope_owner_id", 101)).or(among("customer_id", [1, 2, 7, 8]))),
        late(among("scope_owner_id", [101, 102]))
            .or(among("customer_id", [1, 2, 7, 8]))
            .and(among("scope_owner_id", [101, 102]).or(among("customer_id", [1, 2, 7, 8]))),
    ];
    for predicate in scopes.into_iter().map(|scope| alive().and(scope)) {
        for sort in ["-id", "-updated_at", "name", "-name"] {
            let sort = Sort::parse(Some(sort), &object, |_| true).unwrap();
            let wanted = ListRows::of(&app.engine.catalog, &object, &predicate);
            let (columns, order) = ([Column::plain("id")], sort.order());
            let whole = Select { table: "contact", columns: &columns, predicate: &predicate, order: &order, limit: None };
            let (paged, whole, count) = app
                .db
                .read_blocking(|reader| {
                    let (mut paged, mut cursor): (Vec<Row>, Option<String>) = Default::default();
                    loop {
                        let at = cursor.as_deref().map(|text| super::super::Cursor::parse(text, &sort)).transpose()?;
                        let (rows, next) = load(reader.conn, &wanted, &columns, &sort, at.as_ref(), 7, false)?;
                        paged.extend(rows);
                        cursor = next;
                        if cursor.is_none() {
                            break;
                        }
                    }
                    let counts = super::super::Counts::default();
                    Ok((paged, whole.load::<Row>(reader.conn)?, counts.of(reader, &wanted)?))
                })
                .unwrap();
            let ids = |rows: &[Row]| rows.iter().filter_map(|row| row.0[0].int()).collect::<Vec<_>>();
            assert!(whole.len() > 15);
            assert_eq!(ids(&paged), ids(&whole), "{predicate:?} {}", sort.text);
            assert_eq!((count.count, count.capped), (i64::try_from(whole.len()).unwrap(), false), "{predicate:?}");
        }
    }
}

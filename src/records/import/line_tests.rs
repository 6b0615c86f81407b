//! Rows that are one record with several lines, in a real encrypted database.

use serde_json::Value as Json;

use super::*;
use crate::documents::{TABLES, objects};
use crate::ids::RecordId;
use crate::records::read;
use crate::records::testing::Fixture;
use crate::sheet::{Sheet, SheetLimits};

const HEADINGS: &str = "number,name,remarks,lines.product,lines.quantity,lines.price\n";

fn import(app: &Fixture, rows: &str, change: impl FnOnce(&mut ImportPlan)) -> ImportReport {
    let bytes = format!("{HEADINGS}{rows}").into_bytes();
    let mut sheet = Sheet::open(bytes, "quotes.csv", SheetLimits::default()).unwrap();
    let quote = app.engine.object("quote").unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &quote, sheet.headings());
    assert_eq!(mapping.len(), 6);
    let mut plan = ImportPlan { object: "quote".into(), mapping, ..ImportPlan::default() };
    change(&mut plan);
    run(&app.engine, &app.db, &app.admin, &mut sheet, "quotes.csv", plan, &mut |_| {}).unwrap()
}

/// The name of a record, its number, and of each line what and how many.
fn quote(app: &Fixture, id: i64) -> (String, String, Vec<(String, String)>) {
    let (engine, actor) = (app.engine.clone(), app.admin.clone());
    let shown =
        app.db.read_blocking(move |reader| read::one(&engine, reader, &actor, &engine.object("quote")?.clone(), RecordId(id))).unwrap();
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let lines = shown["lines"].as_array().unwrap().iter().map(|line| (text(&line["product"]), text(&line["quantity"])));
    (text(&shown["name"]), text(&shown["number"]), lines.collect())
}

fn lines(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(product, quantity)| ((*product).to_owned(), (*quantity).to_owned())).collect()
}

fn told(report: &ImportReport) -> Vec<(usize, &str, &str)> {
    report.rejected.iter().map(|wrong| (wrong.line, wrong.column.as_str(), wrong.code.as_str())).collect()
}

#[test]
fn rows_of_one_record_may_stand_apart_and_say_what_it_is_only_once() {
    let app = Fixture::with(objects(), TABLES);
    let rows =
        "Q-1,年度报价,急,水泵,1,10\n,,,阀门,2,10\nQ-2,配件,,管件,3,1\n\nQ-1,,,软管,4,1\n,散单,,螺丝,5,1\n,,,螺母,6,1\n,散单,,垫片,7,1\n";
    let trial = import(&app, rows, |plan| plan.dry_run = true);
    let report = import(&app, rows, |_| {});
    assert_eq!(trial.counts, ImportProgress { operation: None, ..report.counts });
    assert_eq!((report.counts.imported, report.counts.continued, report.counts.blank), (3, 4, 1));
    assert_eq!(report.counts.done(), report.counts.rows);
    // In the order in which the last row of each was read.
    let of = |name: &str, number: &str, of: &[(&str, &str)]| (name.to_owned(), number.to_owned(), lines(of));
    let (first, second) = (quote(&app, 2), quote(&app, 1));
    assert_eq!(first, of("年度报价", "Q-1", &[("水泵", "1.000"), ("阀门", "2.000"), ("软管", "4.000")]));
    assert_eq!(second, of("配件", "Q-2", &[("管件", "3.000")]));
    let loose = quote(&app, 3);
    assert!(loose.1.starts_with("QT-"), "{loose:?}");
    assert_eq!(loose.2, lines(&[("螺丝", "5.000"), ("螺母", "6.000"), ("垫片", "7.000")]));
}

#[test]
fn a_wrong_line_refuses_its_whole_record_and_no_other() {
    let app = Fixture::with(objects(), TABLES);
    let rows = "Q-1,年度报价,,水泵,许多,10\n,,,阀门,2,10\nQ-2,配件,,,3,1\nQ-3,好的,,管件,1,1\n";
    let report = import(&app, rows, |_| {});
    assert_eq!((report.counts.imported, report.counts.rejected, report.counts.continued), (1, 2, 1));
    assert_eq!(
        told(&report),
        [(2, "lines.quantity", "amount.invalid"), (3, "", "import.with_others"), (4, "lines.product", "field.required")]
    );
    assert_eq!(app.count("quote"), 1);
    let rejects = report.rejects.unwrap();
    let mut sheet = Sheet::open(rejects.bytes, "x.csv", SheetLimits::default()).unwrap();
    assert_eq!(sheet.rows().count(), 3);
}

#[test]
fn rows_of_one_record_do_not_contradict_each_other() {
    let app = Fixture::with(objects(), TABLES);
    let report = import(&app, "Q-1,年度报价,急,水泵,1,10\nQ-1,年度报价,不急,阀门,2,10\n", |_| {});
    assert_eq!(told(&report), [(2, "", "import.with_others"), (3, "remarks", "import.differs")]);
    assert_eq!(app.count("quote"), 0);
}

#[test]
fn a_row_that_cannot_be_read_spoils_the_records_beside_it() {
    let app = Fixture::with(objects(), TABLES);
    let report = import(&app, "Q-1,一,,水泵,1,10\nQ-1,一,,阀门,2,10,多余\nQ-2,二,,管件,3,1\nQ-3,三,,软管,4,1\n", |_| {});
    assert_eq!(told(&report), [(2, "", "import.with_others"), (3, "", "import.surplus"), (4, "", "import.with_others")]);
    assert_eq!(app.count("quote"), 1);
}

#[test]
fn an_update_keeps_what_the_file_says_nothing_of_and_the_lines_that_stay() {
    let app = Fixture::with(objects(), TABLES);
    import(&app, "Q-1,年度报价,,水泵,1,10\n,,,阀门,2,10\n", |_| {});
    let rows = "Q-1,,加急,阀门,2,\n,,,水泵,3,\n,,,管件,1,1\n";
    let report = import(&app, rows, |plan| plan.on_duplicate = OnDuplicate::Update);
    assert_eq!((report.counts.updated, told(&report)), (1, vec![]));
    assert_eq!(quote(&app, 1), ("年度报价".into(), "Q-1".into(), lines(&[("阀门", "2.000"), ("水泵", "3.000"), ("管件", "1.000")])));
    let stands = app.db.read_blocking(|reader| {
        let (engine, set) = (&app.engine, app.engine.object("quote")?.lines[0].clone());
        crate::records::lines::rows(reader.conn, engine.object("quote")?, &set, RecordId(1))
    });
    let prices: Vec<Option<i64>> = stands.unwrap().iter().map(|row| row.0[3].int()).collect();
    assert_eq!(prices, [Some(1000), Some(1000), Some(100)]);
}

#[test]
fn lines_beyond_what_a_record_can_have_are_not_carried_to_the_writer() {
    let app = Fixture::with(objects(), TABLES);
    let rows: String = (1..=9).map(|n| format!("Q-1,年度报价,,货{n},1,1\n")).collect();
    let mut sheet = Sheet::open(format!("{HEADINGS}{rows}").into_bytes(), "quotes.csv", SheetLimits::default()).unwrap();
    let quote = app.engine.object("quote").unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &quote, sheet.headings());
    let plan = ImportPlan { object: "quote".into(), mapping, ..ImportPlan::default() };
    let columns = plan::ImportColumns::new(&app.engine, &app.admin, &plan, sheet.headings()).unwrap();
    let (context, mut words) = (app.engine.context(&app.admin, app.db.now()), row::Understood::default());
    let mut read = sheet.rows().map(|row| row::ImportRow::read(&row.unwrap(), &columns, &context, &mut words));
    let mut whole = read.next().unwrap();
    let mut budget = error_budget::ErrorBudget::default();
    read.for_each(|row| whole.absorb(row, &columns, &context, &mut budget));
    assert_eq!((whole.lines.len(), whole.further.len()), (5, 8));
    let report = import(&app, &format!("{rows}Q-2,好的,,管件,1,1\n"), |_| {});
    assert_eq!((report.counts.imported, app.count("quote")), (1, 1));
    let (line, column, code) = told(&report)[0];
    assert_eq!((line, column, code), (2, "objects.quote.lines.label", "lines.limit"));
    assert!(report.rejected[0].message.contains('9'), "{:?}", report.rejected[0]);
}

#[test]
fn a_record_of_endless_wrong_rows_is_kept_short_while_it_is_read_and_each_cell_of_it_is_counted() {
    let app = Fixture::with(objects(), TABLES);
    let rows = "Q-1,年度报价,,水泵,许多,面议\n".repeat(15_000);
    let mut sheet = Sheet::open(format!("{HEADINGS}{rows}").into_bytes(), "quotes.csv", SheetLimits::default()).unwrap();
    let quote = app.engine.object("quote").unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &quote, sheet.headings());
    let plan = ImportPlan { object: "quote".into(), mapping, ..ImportPlan::default() };
    let columns = plan::ImportColumns::new(&app.engine, &app.admin, &plan, sheet.headings()).unwrap();
    let context = app.engine.context(&app.admin, app.db.now());
    let mut handed = Vec::new();
    let take = &mut |batch: Vec<row::ImportRow>| {
        handed.extend(batch);
        true
    };
    run::read(&mut sheet, &columns, &context, 0, take).unwrap();
    let words = handed[0].wrong.iter().filter(|wrong| !wrong.message.is_empty()).count();
    assert!((handed.len(), handed[0].further.len()) == (1, 14_999) && words <= 20_001, "{words}");
    // Each row is accounted for, and each cell where something can be decided.
    let report = import(&app, &rows, |_| {});
    assert_eq!(report.rows_told(super::told::RowFate::Rejected), 15_000);
    let cells: Vec<_> = report.issues.iter().map(|issue| (issue.column.as_str(), issue.cells)).collect();
    assert_eq!(cells, [("lines.price", 15_000)]);
}

#[test]
fn good_rows_of_a_record_with_many_wrong_ones_name_the_first_of_these() {
    let app = Fixture::with(objects(), TABLES);
    let wrong = "Q-1,年度报价,,水泵,许多,1\n".repeat(300);
    let report = import(&app, &format!("{wrong}Q-1,年度报价,,水泵,1,1\n"), |_| {});
    let last = report.rejected.last().unwrap();
    assert_eq!((last.line, last.code.as_str()), (302, "import.with_others"));
    assert!(last.message.contains("2, 3") && last.message.contains('…') && last.message.chars().count() < 120, "{}", last.message);
}

#[test]
fn a_number_whose_unit_nobody_understands_is_left_out_until_somebody_says_what_it_counts() {
    let app = Fixture::with(objects(), TABLES);
    let quote = app.engine.object("quote").unwrap().clone();
    let headings = ["name", "lines.product", "lines.quantity（万吨）", "lines.price"].map(String::from);
    let found = look_into(&app.engine, &app.admin, &quote, &headings);
    assert_eq!(found.unclear.keys().collect::<Vec<_>>(), ["lines.quantity（万吨）"]);
    let by_hand = |unit: Option<&str>| {
        let mut plan = ImportPlan { object: "quote".into(), mapping: found.mapping.clone(), ..ImportPlan::default() };
        plan.mapping.insert("lines.quantity（万吨）".into(), "lines.quantity".into());
        plan.columns.insert("lines.quantity（万吨）".into(), ColumnRules { unit: unit.map(str::to_owned), ..ColumnRules::default() });
        match plan::ImportColumns::new(&app.engine, &app.admin, &plan, &headings) {
            Ok(columns) => columns.mapped[2].power.to_string(),
            Err(error) => format!("{error:?}"),
        }
    };
    assert!(by_hand(None).contains("import.unit_unknown"), "{}", by_hand(None));
    assert_eq!((by_hand(Some("1")).as_str(), by_hand(Some("万")).as_str()), ("0", "4"));
}

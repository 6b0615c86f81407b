//! The importer against messy files, in a real encrypted database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value as Json;

use super::*;
use crate::people::Role;
use crate::records::testing::Fixture;
use crate::samples::{owners, read as sample};
use crate::sheet::{Format, Sheet, SheetChoice, SheetLimits};

fn sheet(bytes: &[u8], name: &str) -> Sheet {
    Sheet::open(bytes.to_vec(), name, SheetLimits::default()).unwrap()
}

impl Fixture {
    fn with_owners(self) -> Self {
        for (i, name) in owners().iter().enumerate() {
            self.user(&format!("owner{i}"), name, Role::EMPLOYEE);
        }
        self
    }

    fn import(&self, bytes: &[u8], name: &str, change: impl FnOnce(&mut ImportPlan)) -> crate::error::Result<ImportReport> {
        let mut sheet = sheet(bytes, name);
        let customer = self.engine.object("customer")?.clone();
        let mapping = suggest(&self.engine, &self.admin, &customer, sheet.headings());
        let mut plan = ImportPlan { object: "customer".into(), mapping, ..ImportPlan::default() };
        change(&mut plan);
        run(&self.engine, &self.db, &self.admin, &mut sheet, name, plan, &mut |_| {})
    }
}

/// Which codes a line deserves, by column, where the truth says that it deserves any.
fn truth() -> BTreeMap<usize, BTreeSet<(&'static str, &'static str)>> {
    let truth: Json = serde_json::from_slice(&sample("truth.json")).unwrap();
    let kinds = [
        ("missing_name", "客户名称", "field.required"),
        ("invalid_phone", "手机", "phone."),
        ("invalid_amount", "年采购额", "amount."),
        ("invalid_date", "首次合作日期", "date."),
        ("unknown_choice", "", "choice.unknown"),
        ("invalid_email", "邮箱", "email."),
        ("too_long", "", "field.too_long"),
        ("unknown_owner", "负责人", "user.unknown"),
    ];
    let mut deserved: BTreeMap<usize, BTreeSet<_>> = BTreeMap::new();
    for (kind, column, code) in kinds {
        for line in truth["kinds"][kind]["lines"].as_array().unwrap() {
            deserved.entry(usize::try_from(line.as_u64().unwrap()).unwrap()).or_default().insert((column, code));
        }
    }
    // Some rows repeat a telephone that was invalid in the first place; it is no better there.
    let rows = rows(&sample("customers.csv"));
    let invalid: BTreeSet<&String> =
        rows.iter().filter(|(line, _)| names(&deserved, *line, "phone.")).map(|(_, cells)| &cells[4]).collect();
    let again = rows.iter().filter(|(_, cells)| invalid.contains(&cells[4])).map(|(line, _)| *line).collect::<Vec<_>>();
    for line in again {
        deserved.entry(line).or_default().insert(("手机", "phone."));
    }
    deserved
}

fn confirmed(heading: &str) -> BTreeMap<String, ColumnRules> {
    BTreeMap::from([(heading.to_owned(), ColumnRules { confirmed: true, ..ColumnRules::default() })])
}

fn names(deserved: &BTreeMap<usize, BTreeSet<(&str, &str)>>, line: usize, code: &str) -> bool {
    deserved.get(&line).is_some_and(|wrongs| wrongs.iter().any(|(_, c)| *c == code))
}

/// Lines that repeat an earlier accepted one, found without the importer's help: names by NFKC and letters alone.
fn repeats(rows: &[(usize, Vec<String>)], deserved: &BTreeMap<usize, BTreeSet<(&str, &str)>>) -> BTreeSet<usize> {
    use unicode_normalization::UnicodeNormalization;
    let name = |text: &str| text.nfkc().filter(|c| c.is_alphanumeric()).collect::<String>().replace("有限责任公司", "有限公司");
    let digits = |text: &str| {
        let digits: String = text.nfkc().filter(char::is_ascii_digit).collect();
        digits.strip_prefix("86").filter(|rest| rest.len() == 11).map_or(digits.clone(), str::to_owned)
    };
    let mut seen: HashMap<(usize, String), usize> = HashMap::new();
    let mut found = BTreeSet::new();
    for (line, cells) in rows {
        let keys: Vec<_> =
            [(0, name(&cells[0])), (4, digits(&cells[4])), (5, digits(&cells[5]))].into_iter().filter(|(_, k)| !k.is_empty()).collect();
        if keys.iter().any(|key| seen.contains_key(key)) {
            found.insert(*line);
        } else if !deserved.contains_key(line) {
            seen.extend(keys.into_iter().map(|key| (key, *line)));
        }
    }
    found
}

fn rows(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
    sheet(bytes, "x").rows().map(|row| row.unwrap()).filter(|row| !row.is_blank()).map(|row| (row.line, row.cells)).collect()
}

#[test]
fn exactly_the_rows_that_deserve_it_are_rejected() {
    let deserved = truth();
    let repeated = repeats(&rows(&sample("customers.csv")), &deserved);
    let expected: BTreeSet<usize> = deserved.keys().copied().chain(repeated.iter().copied()).collect();
    for name in ["customers.csv", "customers-gbk.csv", "customers.xlsx"] {
        let app = Fixture::new().with_owners();
        // Some first deals are still to come by the clock of the tests.
        let report = app.import(&sample(name), name, |plan| plan.columns = confirmed("首次合作日期")).unwrap();
        let rejected: BTreeSet<usize> = report.rejected.iter().map(|wrong| wrong.line).collect();
        let told = |lines: Vec<&usize>| report.rejected.iter().filter(|w| lines.contains(&&w.line)).take(20).cloned().collect::<Vec<_>>();
        assert_eq!(told(rejected.difference(&expected).collect()), [], "{name}: rejected without need");
        assert_eq!(expected.difference(&rejected).collect::<Vec<_>>(), Vec::<&usize>::new(), "{name}: taken in all the same");
        for (line, wrongs) in &deserved {
            for (column, code) in wrongs {
                let fits = |w: &&RowError| {
                    w.line == *line && w.code.starts_with(code) && (column.is_empty() || w.column == *column) && !w.column.is_empty()
                };
                assert!(report.rejected.iter().any(|w| fits(&w)), "{name} line {line}: {code} in {column} is missing");
            }
        }
        for line in &repeated {
            assert!(report.rejected.iter().any(|w| w.line == *line && w.code.starts_with("duplicate.")), "{name} line {line}: duplicate");
        }
        assert!(
            report.rejected.iter().all(|w| !w.message.contains("errors.") && !w.message.contains('{')),
            "{name}: a message without words"
        );
        let counts = report.counts;
        assert_eq!((counts.rows, counts.blank, counts.rejected), (5000, 22, expected.len() as u64), "{name}");
        assert_eq!(counts.imported, 5000 - 22 - counts.rejected);
        assert_eq!(app.count("customer") as u64, counts.imported);
        assert_eq!(app.count("contact") as u64, counts.imported, "联系人 becomes a contact");
        assert_eq!(report.ignored_columns, Vec::<String>::new());
        let rejects = report.rejects.unwrap();
        let back = rows(&rejects.bytes);
        assert_eq!(back.len(), expected.len());
        assert!(back.iter().all(|(_, cells)| cells.len() == 15 && !cells[14].is_empty()));
        assert!(rejects.name.starts_with("customers") && rejects.name.ends_with(&name[name.len() - 4..]), "{}", rejects.name);
    }
}

const SMALL: &str = "客户名称,手机,负责人,联系人,年采购额,备注\n\
    苏州恒通贸易有限公司,13800138000,林晓东,王芳,12.5万,<b>好</b>\n\
    ,,,,,\n\
    苏州恒通贸易有限责任公司,,林晓东,,,=1+1\n\
    无锡佳康有限公司,+86 138 0013 8000,林晓东,,,\n\
    常州盛通有限公司,,没有这人,李雷,,\n";

fn small() -> Fixture {
    let app = Fixture::new();
    app.user("lin", "林晓东", Role::EMPLOYEE);
    app
}

fn numbers(report: &ImportReport) -> [u64; 5] {
    let c = report.counts;
    [c.imported, c.updated, c.skipped, c.blank, c.rejected]
}

#[test]
fn a_repeated_row_is_told_with_the_line_that_it_repeats() {
    let app = small();
    let report = app.import(SMALL.as_bytes(), "客户.csv", |_| {}).unwrap();
    assert_eq!(numbers(&report), [1, 0, 0, 1, 3]);
    let told: Vec<_> = report.rejected.iter().map(|w| (w.line, w.column.as_str(), w.code.as_str(), w.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (4, "客户名称", "duplicate.in_file", "与第 2 行重复"),
            (5, "手机", "duplicate.in_file", "与第 2 行重复"),
            (6, "负责人", "user.unknown", "没有叫“没有这人”的员工"),
        ]
    );
    // A second import finds the record.
    let again = app.import(SMALL.as_bytes(), "客户.csv", |_| {}).unwrap();
    assert_eq!(again.rejected[0].code, "duplicate.exists");
    assert!(again.rejected[0].message.contains("苏州恒通贸易有限公司"));
}

#[test]
fn a_dry_run_says_what_the_real_run_will_and_leaves_nothing() {
    for on_duplicate in [OnDuplicate::Reject, OnDuplicate::Skip, OnDuplicate::Update] {
        let app = small();
        let with = |dry_run| move |plan: &mut ImportPlan| (plan.dry_run, plan.on_duplicate) = (dry_run, on_duplicate);
        let dry = app.import(SMALL.as_bytes(), "客户.csv", with(true)).unwrap();
        assert_eq!((app.count("customer"), app.count("contact")), (0, 0));
        let real = app.import(SMALL.as_bytes(), "客户.csv", with(false)).unwrap();
        assert_eq!(numbers(&dry), numbers(&real), "{on_duplicate:?}");
        assert_eq!(dry.rejected, real.rejected, "{on_duplicate:?}");
        let expected = match on_duplicate {
            OnDuplicate::Reject => [1, 0, 0, 1, 3],
            OnDuplicate::Skip => [1, 0, 1, 1, 2],
            OnDuplicate::Update => [1, 1, 0, 1, 2],
        };
        assert_eq!(numbers(&real), expected, "{on_duplicate:?}");
    }
}

#[test]
fn unknown_owners_fall_to_the_default_one_and_nobody_else() {
    let app = small();
    let admin = app.admin.user;
    let report = app.import(SMALL.as_bytes(), "客户.csv", |plan| plan.default_owner = admin).unwrap();
    assert_eq!(numbers(&report), [2, 0, 0, 1, 2]);
    app.user("lin2", "林晓东", Role::EMPLOYEE);
    let app = {
        app.import("客户名称,负责人\n甲有限公司,林晓东\n乙有限公司,lin2\n".as_bytes(), "a.csv", |_| {}).map(|r| (app, r)).unwrap()
    };
    assert_eq!((numbers(&app.1), app.1.rejected[0].code.as_str()), ([1, 0, 0, 0, 1], "user.ambiguous"));
}

#[test]
fn a_wrong_plan_is_refused_before_anything_is_written() {
    let app = small();
    let refused = |change: fn(&mut ImportPlan)| app.import(SMALL.as_bytes(), "客户.csv", change).map(|r| r.counts).unwrap_err().to_string();
    assert!(refused(|p| drop(p.mapping.insert("手机".into(), "wings".into()))).contains("import.target_unknown"));
    assert!(refused(|p| drop(p.mapping.insert("手机".into(), "name".into()))).contains("import.target_twice"));
    assert!(refused(|p| drop(p.mapping.insert("传真".into(), "phone".into()))).contains("import.heading_unknown"));
    assert!(refused(|p| drop(p.mapping.insert("备注".into(), "department".into()))).contains("field.readonly"));
    assert!(refused(|p| p.mapping.clear()).contains("import.no_columns"));
    let broken = app.import("客户名称\n甲有限公司\n\"乙".as_bytes(), "a.csv", |_| {});
    assert_eq!((broken.map(|r| r.counts).unwrap_err().code().to_owned(), app.count("customer")), ("sheet.unclosed_quote".into(), 0));
}

#[test]
fn headings_are_understood_by_label_name_and_synonym() {
    let app = Fixture::new();
    let customer = app.engine.object("customer").unwrap().clone();
    let headings = ["公司名称*", "Mobile", "owner", "联系人", "联系人手机", "年采购额（元）", "手机", "怪列"].map(String::from);
    let mapping = suggest(&app.engine, &app.admin, &customer, &headings);
    let expected = [
        ("公司名称*", "name"),
        ("Mobile", "mobile"),
        ("owner", "owner"),
        ("联系人", "contact.name"),
        ("联系人手机", "contact.mobile"),
        ("年采购额（元）", "yearly_volume"),
    ];
    assert_eq!(mapping, expected.into_iter().map(|(h, t)| (h.to_owned(), t.to_owned())).collect::<BTreeMap<_, _>>());
    let template = template(&app.engine, &app.admin, &customer).unwrap();
    let sheet = sheet(&template.bytes, &template.name);
    let understood = suggest(&app.engine, &app.admin, &customer, sheet.headings());
    assert_eq!(understood.len(), sheet.headings().len(), "the template is understood wholly: {:?}", sheet.headings());
}

/// Rows of which each repeats another from an earlier batch, where a dry run has nothing left standing to find them by.
#[test]
fn a_dry_run_knows_what_an_update_would_meet_in_earlier_batches() {
    let mut file = String::from("客户名称,手机\n甲有限公司,13800000001\n乙有限公司,13800000002\n甲有限公司,13800000003\n");
    (0..500).for_each(|n| file.push_str(&format!("丙{n}有限公司,\n")));
    file.push_str("甲有限公司,13800000003\n甲有限公司,13800000002\n");
    let told = [true, false].map(|dry_run| {
        let app = Fixture::new();
        let change = |plan: &mut ImportPlan| (plan.dry_run, plan.on_duplicate) = (dry_run, OnDuplicate::Update);
        let report = app.import(file.as_bytes(), "a.csv", change).unwrap();
        (numbers(&report), report.rejected.iter().map(|wrong| (wrong.line, wrong.column.clone())).collect::<Vec<_>>())
    });
    assert_eq!(told[0], told[1]);
    assert_eq!(told[1], ([502, 2, 0, 0, 1], vec![(506, "手机".to_owned())]));
}

#[test]
fn columns_of_one_heading_are_read_apart() {
    let app = Fixture::new();
    let file = "客户名称,电话,电话,\n甲有限公司,0512-12345678,13800138000,\n";
    let with = |plan: &mut ImportPlan| drop(plan.mapping.insert("电话 (2)".into(), "mobile".into()));
    let report = app.import(file.as_bytes(), "a.csv", with).unwrap();
    assert_eq!(numbers(&report), [1, 0, 0, 0, 0]);
    let again = app.import("客户名称,座机,,手机\n乙有限公司,0512-12345678,x,13800138000\n".as_bytes(), "b.csv", |_| {}).unwrap();
    assert_eq!(again.ignored_columns, ["#3"]);
    let repeated: Vec<_> = again.rejected.iter().filter(|wrong| wrong.code == "duplicate.exists").map(|wrong| &wrong.column).collect();
    assert_eq!(repeated, ["手机", "座机"]);
}

/// Whoever mends the file and brings it again must find in it what he brought.
#[test]
fn the_rejects_file_loses_nothing() {
    let app = Fixture::new();
    let report = app.import("客户名称,备注\n甲有限公司,1,2,3\n".as_bytes(), "a.csv", |_| {}).unwrap();
    let rejects = report.rejects.unwrap();
    let text = String::from_utf8(rejects.bytes).unwrap();
    let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows[0], r#""客户名称","备注","原因""#);
    assert!(rows[1].starts_with(r#""甲有限公司","1","第 2 行："#) && rows[1].ends_with(r#","2","3""#), "{}", rows[1]);
}

#[test]
fn cells_as_long_as_they_come_do_not_end_an_import() {
    let app = Fixture::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let table = book.add_worksheet();
    let formula = format!("={}", "1".repeat(32_766));
    let lines = [["客户名称", "手机", "备注"], ["甲有限公司", &"1".repeat(32_767), &formula], ["甲有限公司", "13800138000", ""]];
    for (line, cells) in (0..).zip(lines) {
        for (column, text) in (0..).zip(cells) {
            table.write_string(line, column, text).unwrap();
        }
    }
    let report = app.import(&book.save_to_buffer().unwrap(), "a.xlsx", |_| {}).unwrap();
    assert_eq!(numbers(&report), [1, 0, 0, 0, 1]);
    assert!(report.rejected.iter().all(|wrong| wrong.message.chars().count() < 100), "{:?}", report.rejected);
    assert_eq!(rows(&report.rejects.unwrap().bytes)[0].1[0], "甲有限公司");
}

#[test]
fn a_result_tells_all_errors_of_the_first_rows() {
    let app = Fixture::new();
    // Each row is wrong twice.
    let file: String = (0..250).map(|_| "甲有限公司,x,y\n").collect();
    let report = app.import(format!("客户名称,手机,邮箱\n{file}").as_bytes(), "a.csv", |_| {}).unwrap();
    let result = report.to_result();
    assert_eq!((result["shown_rows"].as_u64(), result["rejected_count"].as_u64()), (Some(200), Some(250)));
    assert_eq!(result["rejected"].as_array().unwrap().len(), 400);
    let few = app.import(format!("客户名称,手机,邮箱\n{}", &file[..file.len() / 2]).as_bytes(), "a.csv", |_| {}).unwrap().to_result();
    assert_eq!((few["shown_rows"].as_u64(), few["rejected"].as_array().unwrap().len()), (Some(125), 250));
}

#[test]
fn a_link_is_found_by_any_spelling_of_its_title() {
    let app = Fixture::new();
    app.import("客户名称\n苏州恒通（中国）有限公司\n".as_bytes(), "a.csv", |_| {}).unwrap();
    let mut contacts = sheet("姓名,客户\n王芳,苏州恒通(中国)有限责任公司\n李雷,无此公司\n".as_bytes(), "b.csv");
    let contact = app.engine.object("contact").unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &contact, contacts.headings());
    let plan = ImportPlan { object: "contact".into(), mapping, ..ImportPlan::default() };
    let report = run(&app.engine, &app.db, &app.admin, &mut contacts, "b.csv", plan, &mut |_| {}).unwrap();
    assert_eq!(report.counts.imported, 1, "{:?}", report.rejected);
    assert_eq!(report.rejected[0].message, "没有叫“无此公司”的客户");
}

/// Processor seconds of this process so far: on a busy machine they say more than the clock.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// Run alone and in release: `cargo test --release import::tests::speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn speed() {
    let app = Fixture::new().with_owners();
    for dry_run in [true, false] {
        let (start, busy) = (std::time::Instant::now(), processor_seconds());
        let report = app.import(&sample("customers.csv"), "customers.csv", |plan| plan.dry_run = dry_run).unwrap();
        let (seconds, busy) = (start.elapsed().as_secs_f64(), processor_seconds() - busy);
        let rows = report.counts.rows as f64;
        println!("dry_run {dry_run}: {:.0} rows/s, {:.0} per processor second", rows / seconds, rows / busy);
    }
}

#[test]
fn a_killed_import_goes_on_where_it_was() {
    use crate::jobs::{Registry, Workers, seal};
    let app = Fixture::new().with_owners();
    let (jobs, bytes) = (app.jobs(), sample("customers.csv"));
    let customer = app.engine.object("customer").unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &customer, sheet(&bytes, "x").headings());
    let plan = ImportPlan { object: "customer".into(), mapping, columns: confirmed("首次合作日期"), ..ImportPlan::default() };
    let draft = seal(&jobs.files, &bytes).unwrap();
    let import = app.db.write_blocking(&app.admin, move |tx| super::upload::keep(tx, "customer", "c.csv", draft, Format::Csv)).unwrap();
    let input = super::job::ImportInput { import, plan, reading: SheetChoice::default() };
    let runtime = rocket::tokio::runtime::Runtime::new().unwrap();
    let id = runtime.block_on(jobs.submit::<ImportJob>(&app.admin, "导入".into(), &input)).unwrap();

    let registry = || Registry::new().with(ImportJob::new(app.handle()));
    let mut changes = jobs.hub.listen();
    let first = Workers::new(jobs.clone(), registry());
    first.start();
    // Stopped after its first steps, so that nearly all of it is still to come when the word arrives.
    while changes.blocking_recv().unwrap().job["done"].as_u64() == Some(0) {}
    first.stop();
    let under_way = app.db.read_blocking(|r| crate::jobs::of_kind::<ImportJob>(r.conn, &app.admin, 1)).unwrap().remove(0).0;
    let reached = app.count("customer") as u64;
    assert_eq!(under_way.state.name(), "running", "the import was over before it could be stopped");
    assert!(reached > 0, "the import was stopped before it had begun");

    let second = Workers::new(jobs.clone(), registry());
    second.take_up().unwrap();
    second.work_off().unwrap();
    let (view, _) = app.db.read_blocking(|r| crate::jobs::of_kind::<ImportJob>(r.conn, &app.admin, 1)).unwrap().remove(0);
    assert_eq!((view.id, view.state.name()), (id, "done"));
    let result = view.result.unwrap();
    let confirm = |plan: &mut ImportPlan| plan.columns = confirmed("首次合作日期");
    let whole = Fixture::new().with_owners().import(&sample("customers.csv"), "c.csv", confirm).unwrap();
    assert_eq!(result["imported"].as_u64(), Some(whole.counts.imported));
    assert_eq!(result["rejected_count"].as_u64(), Some(whole.counts.rejected));
    assert_eq!(app.count("customer") as u64, whole.counts.imported);
    assert!(reached < whole.counts.imported);
    assert_eq!(result["rejects_file"], "c-未通过.csv");
}

//! What rows become: which record they speak of, what hangs on it, and cells that are not taken as they stand.

use serde_json::{Value as Json, json};

use super::*;
use crate::people::{Role, UserChange};
use crate::records::testing::Fixture;
use crate::records::{ListQuery, read};
use crate::samples::read as sample;
use crate::sheet::{Sheet, SheetLimits};

const EVERY_CHOICE: [OnDuplicate; 3] = [OnDuplicate::Reject, OnDuplicate::Skip, OnDuplicate::Update];

fn import_into(app: &Fixture, object: &str, file: &[u8], change: impl FnOnce(&mut ImportPlan)) -> ImportReport {
    let mut sheet = Sheet::open(file.to_vec(), "x.csv", SheetLimits::default()).unwrap();
    let object = app.engine.object(object).unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &object, sheet.headings());
    let mut plan = ImportPlan { object: object.name.to_string(), mapping, ..ImportPlan::default() };
    change(&mut plan);
    run(&app.engine, &app.db, &app.admin, &mut sheet, "x.csv", plan, &mut |_| {}).unwrap()
}

fn import(app: &Fixture, file: &str, change: impl FnOnce(&mut ImportPlan)) -> ImportReport {
    import_into(app, "customer", file.as_bytes(), change)
}

/// Some fields of all records, in the order in which they came.
fn shown(app: &Fixture, object: &str, fields: &[&str]) -> Vec<Vec<String>> {
    let (engine, actor, object) = (app.engine.clone(), app.admin.clone(), app.engine.object(object).unwrap().clone());
    let mut asked = ListQuery { limit: Some(200), sort: Some("id".into()), ..ListQuery::default() };
    asked.fields = Some(fields.iter().map(|field| (*field).to_owned()).collect());
    let page = app.db.read_blocking(|reader| read::list(&engine, reader, &actor, &object, &asked)).unwrap();
    let page: Json = serde_json::from_slice(&page.0).unwrap();
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        Json::Object(map) => map.get("title").or(map.get("amount")).and_then(Json::as_str).unwrap_or_default().to_owned(),
        Json::Null => String::new(),
        other => other.to_string(),
    };
    let records = page["items"].as_array().unwrap();
    records.iter().map(|record| fields.iter().map(|field| text(&record[*field])).collect()).collect()
}

/// Line, column and code of what is told.
type Told<'r> = Vec<(usize, &'r str, &'r str)>;

fn told(rows: &[RowError]) -> Told<'_> {
    rows.iter().map(|row| (row.line, row.column.as_str(), row.code.as_str())).collect()
}

fn counts(report: &ImportReport) -> [u64; 5] {
    let c = report.counts;
    [c.imported, c.updated, c.continued, c.skipped, c.rejected]
}

#[test]
fn the_same_switchboard_under_another_name_is_another_customer_and_reported() {
    for on_duplicate in EVERY_CHOICE {
        let app = Fixture::new();
        let file = sample("odd/same-switchboard.csv");
        for dry_run in [true, false] {
            let report = import_into(&app, "customer", &file, |plan| (plan.on_duplicate, plan.dry_run) = (on_duplicate, dry_run));
            assert_eq!(counts(&report), [1, 0, 0, 0, 2], "{on_duplicate:?}");
            assert_eq!(told(&report.rejected), [(3, "座机", "duplicate.in_file"), (4, "座机", "duplicate.in_file")], "{on_duplicate:?}");
        }
        // Whoever is there already under that number keeps its name and its level.
        let report = import(&app, "客户名称,座机,客户级别\n宏图物流子公司,400-822-6001,B\n", |plan| {
            plan.on_duplicate = on_duplicate
        });
        assert_eq!(told(&report.rejected), [(2, "座机", "duplicate.exists")], "{on_duplicate:?}");
        assert_eq!(shown(&app, "customer", &["name", "level"]), [["宏图集团总部", "A"]]);
    }
}

#[test]
fn records_are_known_by_the_field_that_somebody_chose() {
    let app = Fixture::new();
    import(&app, "客户名称,座机,手机\n宏图集团总部,400-822-6001,\n恒通,,13800138000\n", |_| {});
    let file = "客户名称,座机\n宏图集团,400-822-6001\n";
    let update = |field: &'static str| {
        move |plan: &mut ImportPlan| (plan.on_duplicate, plan.match_by) = (OnDuplicate::Update, Some(field.to_owned()))
    };
    let by_phone = import(&app, file, update("phone"));
    assert_eq!(counts(&by_phone), [0, 1, 0, 0, 0]);
    assert_eq!(shown(&app, "customer", &["name"]), [["宏图集团"], ["恒通"]]);
    // Only what tells records apart, and only what the file has.
    let mut sheet = Sheet::open(file.into(), "x.csv", SheetLimits::default()).unwrap();
    for (field, code) in [("remarks", "import.match_unknown"), ("mobile", "import.match_unmapped")] {
        let customer = app.engine.object("customer").unwrap().clone();
        let mapping = suggest(&app.engine, &app.admin, &customer, sheet.headings());
        let plan = ImportPlan { object: "customer".into(), mapping, match_by: Some(field.into()), ..ImportPlan::default() };
        let refused =
            run(&app.engine, &app.db, &app.admin, &mut sheet, "x.csv", plan, &mut |_| {}).map(|report| report.counts).unwrap_err();
        assert!(refused.to_string().contains(code), "{refused}");
    }
}

#[test]
fn one_contact_a_row_keeps_all_of_them_whatever_is_chosen() {
    for (on_duplicate, dry_run) in EVERY_CHOICE.into_iter().flat_map(|choice| [(choice, true), (choice, false)]) {
        let app = Fixture::new();
        // The customer's rows may stand far apart, so that they come in different batches.
        let mut file = String::from_utf8(sample("odd/one-contact-a-row.csv")).unwrap();
        (0..600).for_each(|n| file.push_str(&format!("别家{n}号公司,,\n")));
        file.push_str("云帆机电有限公司,李四光,13900100004\n云帆机电有限公司,,\n云帆机电有限公司,周一鸣,13900100001\n");
        let report = import(&app, &file, |plan| (plan.on_duplicate, plan.dry_run) = (on_duplicate, dry_run));
        // What only repeats is listed, never only counted.
        let repeats = match on_duplicate {
            OnDuplicate::Reject => [601, 0, 3, 0, 2],
            OnDuplicate::Skip => [601, 0, 3, 2, 0],
            OnDuplicate::Update => [601, 2, 3, 0, 0],
        };
        assert_eq!(counts(&report), repeats, "{on_duplicate:?} {dry_run}");
        assert_eq!(report.skipped.len() + report.rejected.len(), if on_duplicate == OnDuplicate::Update { 0 } else { 2 });
        let names = if dry_run { vec![] } else { vec!["周一鸣", "钱二宝", "孙三省", "李四光"] };
        let contacts = shown(&app, "contact", &["name"]).concat();
        assert_eq!(contacts, names, "{on_duplicate:?}");
    }
}

#[test]
fn a_further_row_that_contradicts_the_first_is_not_passed_over() {
    let file = "客户名称,客户级别,联系人,联系人手机\n云帆,A,周一鸣,13900100001\n云帆,B,钱二宝,\n云帆,A,周一鸣,13900100009\n";
    let expected: [(OnDuplicate, [u64; 5], Told<'_>); 3] = [
        (
            OnDuplicate::Reject,
            [1, 0, 0, 0, 2],
            vec![(3, "客户名称", "duplicate.in_file"), (3, "客户级别", "import.differs"), (4, "联系人", "duplicate.in_file")],
        ),
        (
            OnDuplicate::Skip,
            [1, 0, 0, 0, 2],
            vec![(3, "客户名称", "duplicate.in_file"), (3, "客户级别", "import.differs"), (4, "联系人", "duplicate.in_file")],
        ),
        (OnDuplicate::Update, [1, 2, 0, 0, 0], vec![]),
    ];
    for (on_duplicate, numbers, lines) in expected {
        let app = Fixture::new();
        let report = import(&app, file, |plan| plan.on_duplicate = on_duplicate);
        assert_eq!((counts(&report), told(&report.rejected)), (numbers, lines), "{on_duplicate:?}");
        if on_duplicate == OnDuplicate::Update {
            assert_eq!(shown(&app, "contact", &["name", "mobile"]), [["周一鸣", "13900100009"], ["钱二宝", ""]]);
        }
    }
}

#[test]
fn the_same_contacts_brought_twice_are_not_doubled() {
    let customers = "客户名称,联系人,联系人手机\n云帆,周一鸣,13900100001\n云帆,钱 二宝,\n";
    let contacts = "客户,姓名,手机\n云帆,周一鸣,13900100007\n云帆,钱二宝,\n云帆,孙三省,\n";
    for on_duplicate in EVERY_CHOICE {
        let app = Fixture::new();
        import(&app, customers, |_| {});
        import(&app, customers, |plan| plan.on_duplicate = on_duplicate);
        let report = import_into(&app, "contact", contacts.as_bytes(), |plan| plan.on_duplicate = on_duplicate);
        let (numbers, mobile) = match on_duplicate {
            OnDuplicate::Reject => ([1, 0, 0, 0, 2], "13900100001"),
            OnDuplicate::Skip => ([1, 0, 0, 2, 0], "13900100001"),
            OnDuplicate::Update => ([1, 2, 0, 0, 0], "13900100007"),
        };
        assert_eq!(counts(&report), numbers, "{on_duplicate:?} {:?}", report.rejected);
        let stand = shown(&app, "contact", &["name", "mobile"]);
        assert_eq!((stand.len(), stand[0][1].as_str()), (3, mobile), "{on_duplicate:?} {stand:?}");
        // Another customer's contact of that name is somebody else.
        let other = import(&app, "客户名称,联系人\n远航,周一鸣\n", |plan| plan.on_duplicate = on_duplicate);
        assert_eq!(counts(&other), [1, 0, 0, 0, 0]);
    }
}

#[test]
fn skipped_rows_come_back_as_a_file_with_what_they_repeat() {
    let app = Fixture::new();
    import(&app, "客户名称\n恒通\n", |_| {});
    let report =
        import(&app, "客户名称,备注\n恒通,第一行\n远航,\n远航,又一次\n", |plan| plan.on_duplicate = OnDuplicate::Skip);
    assert_eq!(counts(&report), [1, 0, 0, 2, 0]);
    assert_eq!(told(&report.skipped), [(2, "客户名称", "duplicate.exists"), (4, "客户名称", "duplicate.in_file")]);
    let file = report.skips.unwrap();
    assert_eq!(file.name, "x-已跳过.csv");
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains("恒通") && text.contains("第一行") && text.contains("又一次") && text.contains("与第 3 行重复"), "{text}");
    assert!(report.rejects.is_none());
}

#[test]
fn a_unit_in_the_heading_is_applied_or_leaves_the_column_alone() {
    let app = Fixture::new();
    let report = import_into(&app, "customer", &sample("odd/unit-in-heading.csv"), |_| {});
    assert_eq!(counts(&report), [2, 0, 0, 0, 0]);
    assert_eq!(shown(&app, "customer", &["yearly_volume"]), [["120000.00"], ["35000.00"]]);
    let customer = app.engine.object("customer").unwrap().clone();
    let cases = [
        ("年采购额/千元", Some(3)),
        ("年采购额 单位：万元", Some(4)),
        ("年采购额万元", Some(4)),
        ("采购额【人民币百万元】", Some(6)),
        ("Yearly volume (thousand CNY)", Some(3)),
        ("年采购额（元）（必填）", Some(0)),
        ("年采购额", None),
        ("年采购额（含税）", None),
    ];
    for (heading, power) in cases {
        let read = look_into(&app.engine, &app.admin, &customer, &[heading.to_owned()]);
        assert_eq!(read.mapping.get(heading).map(String::as_str), Some("yearly_volume"), "{heading}");
        assert_eq!(read.powers.get(heading).copied(), power, "{heading}");
    }
    for (heading, code) in [
        ("年采购额（USD）", "import.heading_foreign"),
        ("年采购额（万美元）", "import.heading_foreign"),
        ("年采购额 $", "import.heading_foreign"),
        ("年采购额（吨）", "import.heading_unit"),
        ("年采购额（2023）", "import.heading_unit"),
        ("年采购额（千元/万元）", "import.heading_unit"),
    ] {
        // Whatever else the file has.
        let read = look_into(&app.engine, &app.admin, &customer, &["年采购额（元）".to_owned(), heading.to_owned()]);
        assert_eq!(read.mapping.len(), 1, "{heading}");
        assert_eq!(read.unclear[heading].reason.code, code, "{heading}");
    }
}

#[test]
fn a_heading_of_another_name_says_its_unit_all_the_same() {
    let app = Fixture::new();
    let customer = app.engine.object("customer").unwrap().clone();
    for (name, heading) in [("戊", "全年合计万元"), ("己", "合同额（万元）"), ("庚", "合计/万元")] {
        let to = |plan: &mut ImportPlan| drop(plan.mapping.insert(heading.into(), "yearly_volume".into()));
        assert_eq!(told(&import(&app, &format!("客户名称,{heading}\n{name},12\n"), to).rejected), []);
        // The wizard shows it before anything is taken in.
        assert_eq!(look_into(&app.engine, &app.admin, &customer, &[heading.to_owned()]).powers[heading], 4);
    }
    assert_eq!(shown(&app, "customer", &["yearly_volume"]), [["120000.00"]; 3]);
}

#[test]
fn a_column_is_counted_in_what_somebody_says_it_is() {
    let app = Fixture::new();
    let with = |unit: &'static str, heading: &'static str| {
        move |plan: &mut ImportPlan| {
            plan.mapping.insert(heading.into(), "yearly_volume".into());
            plan.columns.insert(heading.into(), ColumnRules { unit: Some(unit.into()), ..ColumnRules::default() });
        }
    };
    import(&app, "客户名称,流水\n甲,3.5\n", with("万元", "流水"));
    import(&app, "客户名称,年采购额（2023）\n乙,3.5\n", with("元", "年采购额（2023）"));
    assert_eq!(shown(&app, "customer", &["yearly_volume"]), [["35000.00"], ["3.50"]]);
    let twice = import(&app, "客户名称,年采购额（万元）\n丙,3.5万\n丁,￥ 2\n", |_| {});
    assert_eq!(told(&twice.rejected), [(2, "年采购额（万元）", "amount.unit_twice")]);
    let dollars = import(&app, "客户名称,年采购额\n戊,$ 12\n", |_| {});
    assert_eq!(told(&dollars.rejected), [(2, "年采购额", "amount.currency")]);
}

#[test]
fn telephones_keep_what_they_mean() {
    let app = Fixture::new();
    let report = import_into(&app, "customer", &sample("odd/phones.csv"), |_| {});
    assert_eq!(told(&report.rejected), [(4, "座机", "phone.invalid")]);
    let stand = shown(&app, "customer", &["mobile", "phone"]);
    assert_eq!(
        stand,
        [["13800138011", ""], ["", "0512-62345611"], ["+14155550111", ""], ["", "95511"], ["", "+442079460911x12"], ["", "62345678-801"]]
    );
    let local = import(&app, "客户名称,座机\n本地,6234 5679\n", |plan| plan.area_code = Some("0512".into()));
    assert_eq!(counts(&local), [1, 0, 0, 0, 0]);
    assert_eq!(shown(&app, "customer", &["phone"]).last().unwrap(), &["0512-62345679"]);
    // Nobody is known by a number that everybody dials.
    assert_eq!(counts(&import(&app, "客户名称,座机\n另一家,95511\n", |_| {})), [1, 0, 0, 0, 0]);
}

#[test]
fn two_numbers_in_a_cell_are_told_and_kept_as_two_on_request() {
    let app = Fixture::new();
    let file = "客户名称,座机,联系人,联系人手机\n甲,13800138001/0512-62345601,王芳,13900139001、13900139002\n乙,13800138002；13800138003；13800138004,,\n";
    let trial = import(&app, file, |plan| plan.dry_run = true);
    assert_eq!(told(&trial.rejected), [(2, "座机", "phone.several"), (2, "联系人手机", "phone.several"), (3, "座机", "phone.several")]);
    let offered: Vec<_> = trial.issues.iter().map(|issue| (issue.column.as_str(), issue.cells, issue.remedies.as_slice())).collect();
    assert_eq!(offered, [("座机", 2, &[Remedy::Spread, Remedy::LeaveOut][..]), ("联系人手机", 1, &[Remedy::Spread, Remedy::LeaveOut][..])]);
    let report = import(&app, file, |plan| {
        for heading in ["座机", "联系人手机"] {
            plan.columns.insert(heading.into(), ColumnRules { spread: true, ..ColumnRules::default() });
        }
    });
    assert_eq!(told(&report.rejected), [(3, "座机", "phone.no_room")]);
    assert_eq!(shown(&app, "customer", &["mobile", "phone"]), [["13800138001", "0512-62345601"]]);
    assert_eq!(shown(&app, "contact", &["mobile", "phone"]), [["13900139001", "13900139002"]]);
}

#[test]
fn words_for_nothing_are_empty_where_they_can_be_no_value() {
    let app = Fixture::new();
    let report = import_into(&app, "customer", &sample("odd/nothing-words.csv"), |_| {});
    assert_eq!((counts(&report), told(&report.rejected)), ([1, 0, 0, 0, 0], vec![]));
    let fields = ["mobile", "email", "website", "yearly_volume", "first_deal_on", "level"];
    assert_eq!(shown(&app, "customer", &fields), [["", "", "", "", "", ""]]);
    let file = "客户名称,备注,联系人,省市,负责人,标签,简称\n甲,无,无,暂无,-,N/A,／\n无,,,,,,\n";
    let more = import(&app, file, |_| {});
    assert_eq!((counts(&more), told(&more.rejected)), ([1, 0, 0, 0, 1], vec![(3, "客户名称", "field.required")]));
    // A remark may say it; nobody is called so, and nobody's contact is.
    assert_eq!(shown(&app, "customer", &["remarks", "region", "short_name", "owner"])[1], ["无", "", "", "管理员"]);
    assert_eq!(app.count("contact"), 0);
    let contacts = import_into(&app, "contact", "客户,姓名,首要联系人,职务\n甲,王芳,无,无\n".as_bytes(), |_| {});
    assert_eq!(counts(&contacts), [1, 0, 0, 0, 0]);
    assert_eq!(shown(&app, "contact", &["is_primary", "position"]), [["false", "无"]]);
}

#[test]
fn what_is_seldom_meant_is_told_and_taken_by_choice() {
    let app = Fixture::new();
    let file = "客户名称,年采购额,首次合作日期,下次联系时间\n甲,-5,2999-01-01,2016-03-04\n乙,5,2016-03-04,2199-01-01 10:00\n";
    let trial = import(&app, file, |plan| plan.dry_run = true);
    let wrong = [(2, "年采购额", "doubt.negative"), (2, "首次合作日期", "date.out_of_range"), (2, "下次联系时间", "doubt.past")];
    assert_eq!(told(&trial.rejected), wrong);
    let file = file.replace("2999", "2199");
    let trial = import(&app, &file, |plan| plan.dry_run = true);
    assert_eq!(told(&trial.rejected)[1], (2, "首次合作日期", "doubt.future"));
    assert!(trial.issues.iter().all(|issue| issue.remedies == [Remedy::Confirmed, Remedy::LeaveOut]), "{:?}", trial.issues);
    let report = import(&app, &file, |plan| {
        for heading in ["年采购额", "首次合作日期", "下次联系时间"] {
            plan.columns.insert(heading.into(), ColumnRules { confirmed: true, ..ColumnRules::default() });
        }
    });
    assert_eq!(counts(&report), [2, 0, 0, 0, 0]);
    assert_eq!(shown(&app, "customer", &["yearly_volume", "first_deal_on"])[0], ["-5.00", "2199-01-01"]);
}

#[test]
fn an_unknown_option_is_mapped_or_left_out_without_losing_its_row() {
    let app = Fixture::new();
    let file = "客户名称,客户级别,来源\n甲,重要,老客户\n乙,重要,地推\n丙,普通,地推\n丁,A,\n";
    let trial = import(&app, file, |plan| plan.dry_run = true);
    let issue = |at: usize| {
        let issue = &trial.issues[at];
        let words: Vec<_> = issue.words.iter().map(|word| (word.word.as_str(), word.cells)).collect();
        (issue.column.as_str(), issue.field.as_str(), issue.code.as_str(), words)
    };
    assert_eq!(issue(0), ("客户级别", "level", "choice.unknown", vec![("重要", 2), ("普通", 1)]));
    assert_eq!(issue(1), ("来源", "source", "choice.unknown", vec![("地推", 2)]));
    let words = |pairs: &[(&str, Option<&str>)]| ColumnRules {
        words: pairs.iter().map(|(word, option)| ((*word).to_owned(), option.map(str::to_owned))).collect(),
        ..ColumnRules::default()
    };
    let report = import(&app, file, |plan| {
        plan.columns.insert("客户级别".into(), words(&[("重要", Some("A")), ("普通", None)]));
        plan.columns.insert("来源".into(), ColumnRules { leave_out: true, ..ColumnRules::default() });
    });
    assert_eq!((counts(&report), told(&report.rejected)), ([4, 0, 0, 0, 0], vec![]));
    // Nothing is dropped without a word.
    assert_eq!(told(&report.taken), [(3, "来源", "choice.unknown"), (4, "来源", "choice.unknown")]);
    assert_eq!(shown(&app, "customer", &["level", "source"]), [["A", "returning"], ["A", ""], ["", ""], ["A", ""]]);
}

#[test]
fn a_row_is_taken_without_a_cell_unless_it_needs_it() {
    let app = Fixture::new();
    let leave_out = |plan: &mut ImportPlan| {
        for heading in ["客户名称", "邮箱", "年采购额", "联系人"] {
            plan.columns.insert(heading.into(), ColumnRules { leave_out: true, ..ColumnRules::default() });
        }
    };
    let long = "长".repeat(200);
    let file = format!("客户名称,邮箱,年采购额,联系人\n甲,无效,面议,\n{long},,,\n");
    let report = import(&app, &file, leave_out);
    assert_eq!((counts(&report), told(&report.rejected)), ([1, 0, 0, 0, 1], vec![(3, "客户名称", "field.too_long")]));
    assert_eq!(told(&report.taken), [(2, "邮箱", "email.invalid"), (2, "年采购额", "amount.invalid")]);
    assert!(report.to_result()["taken_rows"][0]["message"].as_str().unwrap().starts_with("这一格没有导入"));
    assert_eq!(report.to_result()["taken_count"], json!(1));
}

#[test]
fn namesakes_are_told_apart_by_their_logins_and_those_who_left_by_choice() {
    let app = Fixture::new();
    let (first, second) = (app.user("wang1", "王芳", Role::EMPLOYEE), app.user("wang2", "王芳", Role::EMPLOYEE));
    let gone = app.user("gone", "前同事", Role::EMPLOYEE);
    let user = gone.user.unwrap();
    app.db
        .write_blocking(&app.admin, move |tx| {
            let change = UserChange { active: Some(false), ..UserChange::default() };
            crate::people::update(tx, user, &change).map(drop)
        })
        .unwrap();
    assert_ne!(first.user, second.user);
    let file = "客户名称,负责人,负责人账号\n甲,王芳,wang2\n乙,王芳,\n丙,王芳,nobody\n丁,李雷,wang1\n戊,前同事,\n";
    let report = import(&app, file, |_| {});
    let wrong = [
        (3, "负责人", "user.ambiguous"),
        (4, "负责人账号", "user.unknown"),
        (4, "负责人", "user.ambiguous"),
        (5, "负责人", "user.differs"),
        (6, "负责人", "user.disabled"),
    ];
    assert_eq!((counts(&report), told(&report.rejected)), ([1, 0, 0, 0, 4], wrong.to_vec()));
    let by_number = format!("客户名称,负责人,负责人账号\n庚,王芳,#{}\n", first.user.unwrap());
    assert_eq!(counts(&import(&app, &by_number, |plan| plan.dry_run = true)), [1, 0, 0, 0, 0]);
    let confirm =
        |plan: &mut ImportPlan| drop(plan.columns.insert("负责人".into(), ColumnRules { confirmed: true, ..ColumnRules::default() }));
    assert_eq!(counts(&import(&app, "客户名称,负责人\n戊,前同事\n", confirm)), [1, 0, 0, 0, 0]);
    assert_eq!(shown(&app, "customer", &["owner"]), [["王芳"], ["前同事"]]);
    let admin = app.admin.user;
    let fallen = import(&app, "客户名称,负责人\n己,前同事\n", |plan| plan.default_owner = admin);
    assert_eq!((counts(&fallen), told(&fallen.taken)), ([1, 0, 0, 0, 0], vec![(2, "负责人", "user.disabled")]));
}

#[test]
fn a_file_does_not_tell_which_logins_there_are() {
    let app = Fixture::new();
    let (lin, wang) = (app.user("lin", "林", Role::EMPLOYEE), app.user("wang1", "王芳", Role::EMPLOYEE));
    let import_as = |file: &str| {
        let mut sheet = Sheet::open(file.as_bytes().to_vec(), "x.csv", SheetLimits::default()).unwrap();
        let customer = app.engine.object("customer").unwrap().clone();
        let mapping = suggest(&app.engine, &app.admin, &customer, sheet.headings());
        let plan = ImportPlan { object: "customer".into(), mapping, dry_run: true, ..ImportPlan::default() };
        run(&app.engine, &app.db, &lin, &mut sheet, "x.csv", plan, &mut |_| {}).unwrap()
    };
    // One that somebody has and one that nobody has are answered alike, in either column.
    let tried = import_as("客户名称,负责人账号\n甲,wang1\n乙,nobody\n丙,lin\n");
    let closed = "user.login_closed";
    assert_eq!(told(&tried.rejected), [(2, "负责人账号", closed), (3, "负责人账号", closed)]);
    let named = import_as("客户名称,负责人\n甲,wang1\n乙,nobody\n");
    assert_eq!(told(&named.rejected), [(2, "负责人", "user.unknown"), (3, "负责人", "user.unknown")]);
    // The number by which an export tells namesakes apart comes back.
    let number = format!("客户名称,负责人,负责人账号\n甲,林,#{}\n乙,王芳,#{}\n", lin.user.unwrap(), lin.user.unwrap());
    assert_eq!(told(&import_as(&number).rejected), [(3, "负责人", "user.differs")]);
    assert_ne!(lin.user, wang.user);
}

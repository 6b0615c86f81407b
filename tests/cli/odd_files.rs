//! The odd files, brought by the command line.

use std::fs;

use serde_json::{Value as Json, json};

use crate::support::{Installation, samples};

fn import(installation: &Installation, name: &str, flags: &[&str]) -> Json {
    let file = installation.beside(name);
    fs::write(&file, samples::read(&format!("odd/{name}"))).unwrap();
    let file = file.display().to_string();
    let arguments = [&["import", "customer", &file, "--json"], flags].concat();
    installation.kedun(&arguments).exits(0).json()
}

fn counted(report: &Json) -> [u64; 5] {
    ["imported", "updated", "continued", "skipped", "rejected_count"].map(|name| report[name].as_u64().unwrap())
}

#[test]
fn each_odd_file_comes_out_as_its_readme_says() {
    let installation = Installation::new();
    let switchboard = import(&installation, "same-switchboard.csv", &["--on-duplicate", "update"]);
    assert_eq!(counted(&switchboard), [1, 0, 0, 0, 2], "{switchboard}");
    let contacts = import(&installation, "one-contact-a-row.csv", &["--on-duplicate", "skip"]);
    assert_eq!(counted(&contacts), [1, 0, 2, 0, 0], "{contacts}");
    assert_eq!(counted(&import(&installation, "unit-in-heading.csv", &[])), [2, 0, 0, 0, 0]);
    let phones = import(&installation, "phones.csv", &["--area-code", "0512", "--leave-out", "座机"]);
    assert_eq!((counted(&phones), &phones["taken_rows"][0]["code"]), ([7, 0, 0, 0, 0], &json!("phone.invalid")), "{phones}");
    assert_eq!(counted(&import(&installation, "nothing-words.csv", &[])), [1, 0, 0, 0, 0]);

    // Once more: known by its telephone, the first of them takes another's name; what is there already is listed and kept as a file.
    let by_phone = ["--on-duplicate", "update", "--match-by", "phone"];
    assert_eq!(counted(&import(&installation, "same-switchboard.csv", &by_phone)), [0, 3, 0, 0, 0]);
    let again = import(&installation, "unit-in-heading.csv", &["--on-duplicate", "skip"]);
    assert_eq!((counted(&again), again["skipped_rows"].as_array().map(Vec::len)), ([0, 0, 0, 2, 0], Some(2)), "{again}");
    assert!(fs::read_to_string(again["skipped_file"].as_str().unwrap()).unwrap().contains("单位一号公司"));

    let out = installation.beside("out.csv");
    installation.kedun(&["export", "customer", "--out", out.to_str().unwrap()]).exits(0);
    let text = fs::read_to_string(out).unwrap();
    assert!(["宏图贸易子公司", "120000.00", "35000.00", "0512-62345678-801", "95511"].iter().all(|said| text.contains(said)), "{text}");
    assert!(!text.contains("宏图集团总部"), "{text}");
}

#[test]
fn what_was_decided_is_said_by_flags_and_a_unit_that_is_not_understood_is_told() {
    let installation = Installation::new();
    let file = installation.beside("a.csv");
    fs::write(&file, "客户名称,年采购额（万美元）,级别,手机\n甲,12,重要,13800138000/0512-62345678\n乙,1,?,\n").unwrap();
    let file = file.to_str().unwrap();
    let words = installation.kedun(&["import", "customer", file, "--dry-run"]).exits(0);
    assert!(words.out.contains("Columns left out: 年采购额（万美元）") && words.out.contains("不是人民币"), "{words:?}");
    let flags = ["--word", "级别:重要=A", "--word", "级别:?=", "--spread", "手机", "--json"];
    let report = installation.kedun(&[&["import", "customer", file][..], &flags].concat()).exits(0).json();
    assert_eq!(counted(&report), [2, 0, 0, 0, 0], "{report}");
    for (flag, wrong) in [("--unit", "级别"), ("--word", "级别=A"), ("--match-by", "wings")] {
        let exit = if flag == "--match-by" { 1 } else { 2 };
        installation.kedun(&["import", "customer", file, flag, wrong]).exits(exit);
    }
}

//! The importer against messy files, in a real encrypted database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value as Json;

use super::*;
use crate::people::Role;
use crate::records::testing::House;
use crate::sheet::{Limits, Sheet};

/// The folder of samples lies beside the clone; beside a worktree it is one step further.
fn sample(name: &str) -> Vec<u8> {
    ["../shared/samples", "../../shared/samples"].iter().find_map(|folder| std::fs::read(format!("{folder}/{name}")).ok()).unwrap()
}

fn sheet(bytes: &[u8], name: &str) -> Sheet {
    Sheet::open(bytes.to_vec(), name, Limits::default()).unwrap()
}

impl House {
    fn with_owners(self) -> Self {
        let owners = String::from_utf8(sample("owners.txt")).unwrap();
        for (i, name) in owners.lines().map(str::trim).filter(|name| !name.is_empty()).enumerate() {
            self.user(&format!("owner{i}"), name, Role::Employee);
        }
        self
    }

    fn import(&self, bytes: &[u8], name: &str, change: impl FnOnce(&mut Plan)) -> crate::error::Result<Report> {
        let mut sheet = sheet(bytes, name);
        let customer = self.engine.object("customer")?.clone();
        let mapping = suggest(&self.engine, &self.admin, &customer, sheet.headings());
        let mut plan = Plan { object: "customer".into(), mapping, ..Plan::default() };
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
    deserved
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
        let keys: Vec<_> = [(0, name(&cells[0])), (4, digits(&cells[4])), (5, digits(&cells[5]))].into_iter().filter(|(_, k)| !k.is_empty()).collect();
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
        let house = House::new().with_owners();
        let report = house.import(&sample(name), name, |_| {}).unwrap();
        let rejected: BTreeSet<usize> = report.rejected.iter().map(|wrong| wrong.line).collect();
        let told = |lines: Vec<&usize>| report.rejected.iter().filter(|w| lines.contains(&&w.line)).take(20).cloned().collect::<Vec<_>>();
        assert_eq!(told(rejected.difference(&expected).collect()), [], "{name}: rejected without need");
        assert_eq!(expected.difference(&rejected).collect::<Vec<_>>(), Vec::<&usize>::new(), "{name}: taken in all the same");
        for (line, wrongs) in &deserved {
            for (column, code) in wrongs {
                let fits = |w: &&RowError| w.line == *line && w.code.starts_with(code) && (column.is_empty() || w.column == *column) && !w.column.is_empty();
                assert!(report.rejected.iter().any(|w| fits(&w)), "{name} line {line}: {code} in {column} is missing");
            }
        }
        for line in &repeated {
            assert!(report.rejected.iter().any(|w| w.line == *line && w.code.starts_with("duplicate.")), "{name} line {line}: duplicate");
        }
        assert!(report.rejected.iter().all(|w| !w.message.contains("errors.") && !w.message.contains('{')), "{name}: a message without words");
        let counts = report.counts;
        assert_eq!((counts.rows, counts.blank, counts.rejected), (5000, 22, expected.len() as u64), "{name}");
        assert_eq!(counts.imported, 5000 - 22 - counts.rejected);
        assert_eq!(house.count("customer") as u64, counts.imported);
        assert_eq!(house.count("contact") as u64, counts.imported, "联系人 becomes a contact");
        assert_eq!(report.ignored_columns, Vec::<String>::new());
        let rejects = report.rejects.unwrap();
        let back = rows(&rejects.bytes);
        assert_eq!(back.len(), expected.len());
        assert!(back.iter().all(|(_, cells)| cells.len() == 15 && !cells[14].is_empty()));
        assert!(rejects.name.starts_with("customers") && rejects.name.ends_with(&name[name.len() - 4..]), "{}", rejects.name);
    }
}

//! Which rows of the messy customer files deserve rejection: worked out from the truth that comes with them, without the importer's help.

use kedun::sheet::{Sheet, SheetChoice, SheetFile, SheetLimits};
use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

#[path = "../samples/mod.rs"]
mod files;

pub use files::{owners, read};

/// What the truth calls it, and how the report says it.
const DESERVED: [(&str, &str); 8] = [
    ("missing_name", "field.required"),
    ("invalid_phone", "phone."),
    ("invalid_amount", "amount."),
    ("invalid_date", "date."),
    ("unknown_choice", "choice.unknown"),
    ("invalid_email", "email."),
    ("too_long", "field.too_long"),
    ("unknown_owner", "user.unknown"),
];
/// Columns of the file.
const NAME: usize = 0;
const MOBILE: usize = 4;
const PHONE: usize = 5;

/// The lines that must be rejected, each with the beginning of a code that it deserves.
pub fn deserving() -> BTreeMap<usize, BTreeSet<&'static str>> {
    let truth: Json = serde_json::from_slice(&read("truth.json")).unwrap();
    let mut deserving: BTreeMap<usize, BTreeSet<&'static str>> = BTreeMap::new();
    for (kind, code) in DESERVED {
        for line in truth["kinds"][kind]["lines"].as_array().unwrap() {
            deserving.entry(line.as_u64().unwrap() as usize).or_default().insert(code);
        }
    }
    let rows = rows();
    // Some rows repeat a telephone that was invalid in the first place; it is no better there.
    let is_invalid = |line: &usize| deserving.get(line).is_some_and(|codes| codes.contains("phone."));
    let invalid: HashSet<&str> = rows.iter().filter(|(line, _)| is_invalid(line)).map(|(_, cells)| cells[MOBILE].as_str()).collect();
    for (line, _) in rows.iter().filter(|(_, cells)| invalid.contains(cells[MOBILE].as_str())) {
        deserving.entry(*line).or_default().insert("phone.");
    }
    // Whoever repeats a row that was taken in is a duplicate.
    let mut seen = HashSet::new();
    for (line, cells) in &rows {
        let keys = [(NAME, name(&cells[NAME])), (MOBILE, digits(&cells[MOBILE])), (PHONE, digits(&cells[PHONE]))];
        let keys: Vec<_> = keys.into_iter().filter(|(_, key)| !key.is_empty()).collect();
        if keys.iter().any(|key| seen.contains(key)) {
            deserving.entry(*line).or_default().insert("duplicate.");
        } else if !deserving.contains_key(line) {
            seen.extend(keys);
        }
    }
    deserving
}

/// A file as a table, with all that is to be known about it found out.
pub fn table(bytes: Vec<u8>) -> Sheet {
    let file = SheetFile::new(bytes, "a file", SheetLimits::default()).expect("a file that can be read");
    file.open(&SheetChoice::default(), &|_| 0).expect("a table")
}

fn rows() -> Vec<(usize, Vec<String>)> {
    let mut sheet = table(read("customers.csv"));
    sheet.rows().map(Result::unwrap).filter(|row| !row.is_blank()).map(|row| (row.line, row.cells)).collect()
}

fn name(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect::<String>().replace("有限责任公司", "有限公司")
}

fn digits(text: &str) -> String {
    let digits: String = text.nfkc().filter(char::is_ascii_digit).collect();
    digits.strip_prefix("86").filter(|rest| rest.len() == 11).map_or(digits.clone(), str::to_owned)
}

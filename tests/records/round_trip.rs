//! What was exported comes back by import as it was, for every object: into an app that has the same people and nothing else, and out again.

use std::collections::BTreeMap;
use std::sync::Arc;

use kedun::actor::{Actor, Language};
use kedun::ids::UserId;
use kedun::model::{Field, Object, Refers};
use kedun::people::{self, UserChange};
use kedun::records::export::{self, ExportRequest};
use kedun::records::import::{self, ColumnRules, ImportPlan};
use kedun::sheet::Format;
use rocket::http::Status;
use serde_json::{Map, Value as Json, json};

use crate::support::app::catalog_with_documents;
use crate::support::person::id;
use crate::support::{Person, TestApp, samples};

/// How many records of each object.
const RECORDS: usize = 4;

/// The last of them has nothing but what it must have.
const BARE: usize = RECORDS - 1;

#[test]
fn whatever_was_exported_comes_back_as_it_was() {
    for format in [Format::Csv, Format::Xlsx] {
        let there = House::new();
        there.fill();
        let here = House::new();
        here.part();
        for object in in_order() {
            let file = there.export(&object, format);
            let columns = here.import(&object, &file);
            let again = here.export(&object, format);
            assert_eq!(columns_of(&again, &columns), columns_of(&file, &columns), "{} as {}", object.name, format.name());
            assert!(columns_of(&file, &columns).len() >= RECORDS, "{}", object.name);
        }
        here.app.assert_log_verifies();
    }
}

struct House {
    app: TestApp,
    people: Vec<UserId>,
}

impl House {
    /// Two people of one name, and one who is going to leave.
    fn new() -> Self {
        let app = TestApp::with_documents();
        let people = [("wang1", "王芳"), ("wang2", "王芳"), ("gone", "前同事")];
        let people = people.map(|(login, name)| app.user(login, name, &["admin"])).to_vec();
        Self { app, people }
    }

    fn actor(&self) -> Actor {
        Actor { language: Language::Chinese, ..Actor::system("test") }
    }

    fn fill(&self) {
        let wu = self.app.sign_in_as("wang1");
        let mut made: BTreeMap<String, Vec<Json>> = BTreeMap::new();
        for object in in_order() {
            for nth in 0..RECORDS {
                let draft = self.draft(&object, nth, &made);
                let record = create(&wu, &object, draft);
                made.entry(object.name.to_string()).or_default().push(record);
            }
        }
        self.part();
    }

    /// One of them leaves.
    fn part(&self) {
        let gone = self.people[2];
        let leave = UserChange { active: Some(false), ..UserChange::default() };
        self.app.server.db.write_blocking(&self.actor(), move |tx| people::update(tx, gone, &leave)).expect("they leave");
    }

    fn draft(&self, object: &Object, nth: usize, made: &BTreeMap<String, Vec<Json>>) -> Json {
        let writable = object.fields.iter().filter(|field| !field.readonly && (field.required || nth != BARE));
        let mut draft: Map<String, Json> =
            writable.filter_map(|field| Some((field.name.to_string(), self.value(field, nth, object, made)?))).collect();
        for set in object.lines.iter().filter(|_| nth != BARE) {
            let line = |of: usize| -> Map<String, Json> {
                let fields = set.fields.iter().filter(|field| !field.readonly);
                fields.filter_map(|field| Some((field.short().to_owned(), self.value(field, of, object, made)?))).collect()
            };
            draft.insert(set.name.to_string(), (0..3).map(|of| Json::from(line(nth + of))).collect());
        }
        Json::Object(draft)
    }

    /// Nasty, and different from record to record.
    fn value(&self, field: &Field, nth: usize, object: &Object, made: &BTreeMap<String, Vec<Json>>) -> Option<Json> {
        let of = |values: &[Json]| Some(values[nth % values.len()].clone());
        let texts = ["=1+1,\"引号\"", "'撇号 a;b|c", "+8 加号\u{3000}全角　空格", "-", "@SUM(A1)"];
        match (field.kind.name(), field.kind.refers()) {
            (_, Refers::User) => of(&[1, 0, 2].map(|at| json!(self.people[at].to_string()))),
            (_, Refers::Department) => None,
            // An answer names what it answers by its words, of which there may be several alike: a file cannot tell.
            (_, Refers::Record) if field.target.as_ref() == Some(&object.name) => None,
            (_, Refers::Record) => {
                let target = made.get(field.target.as_deref()?)?;
                // Two links of one record lead to what belongs together: the nth contact is the nth customer's.
                Some(json!(id(&target[nth % target.len()])))
            }
            ("text", _) if field.name == "tax_number" => Some(json!(format!("{nth:06}ABCDEFGHI"))),
            ("text", _) => Some(json!(format!("{}{nth}{}", texts[nth % texts.len()], object.name))),
            ("long_text", _) => of(&[json!("=第一行\n\"第二行\",;\n\n\t末行"), json!("'@\u{1f44d}🏻"), json!("无")]),
            ("number", _) if field.scale == 0 => of(&[json!("0"), json!("123456789"), json!("-7")]),
            ("number", _) => of(&[json!("0.125"), json!("1234.5"), json!("1")]),
            ("percent", _) => of(&[json!("12.5"), json!("0"), json!("100")]),
            ("money", _) => of(&["-1234567.89", "90071992.93", "0.00"].map(|amount| json!({ "amount": amount, "currency": "CNY" }))),
            ("boolean", _) => of(&[json!(false), json!(true), Json::Null]),
            ("date", _) => of(&[json!("2199-12-31"), json!("1900-03-01"), json!("2024-02-29")]),
            ("datetime", _) if object.occurrence.as_ref().is_some_and(|occurrence| occurrence.at == field.name) => {
                of(&["2026-03-04T06:00:05.250Z", "1989-09-16T15:30:00Z"].map(|moment| json!(moment)))
            }
            ("datetime", _) => {
                of(&["2026-03-04T06:00:05.250Z", "1989-09-16T15:30:00Z", "2099-03-04T06:00:59Z"].map(|moment| json!(moment)))
            }
            ("choice", _) => Some(json!(field.options[nth % field.options.len()].value)),
            ("choices", _) => of(&[json!(["甲,乙", "丙、丁", field.options[0].value]), json!(["\"引\"", "a|b"]), json!(["无"])]),
            ("phone", _) => {
                let numbers = ["+442079460911x12", "95511", "6234567-8", "0512-12345678-801", "13800138000", "400-810-1234-5"];
                Some(json!(numbers[(nth + field.name.len()) % numbers.len()]))
            }
            ("email", _) => Some(json!(format!("a{nth}+x@example.com"))),
            ("url", _) => Some(json!(format!("https://example.com/{nth}?a=1,2&b=%3D"))),
            ("address", _) => of(&[json!("江苏省，苏州市"), json!("=A1")]),
            (other, _) => panic!("nobody knows a nasty value of kind {other}"),
        }
    }

    fn export(&self, object: &Object, format: Format) -> Vec<u8> {
        let lines = object.lines.first().map(|set| set.name.to_string());
        let request = ExportRequest { lines, ..ExportRequest::new(object.name.to_string(), format) };
        let mut file = Vec::new();
        let engine = self.app.server.engine.pin();
        export::run(&engine, &self.app.server.db, &self.actor(), &request, &mut file, &mut |_, _| Ok(())).expect("an export");
        file
    }

    /// Imports a file with all that it understands of it, and returns which headings these are.
    fn import(&self, object: &Object, file: &[u8]) -> Vec<String> {
        let engine = self.app.server.engine.pin();
        let mut sheet = samples::table(file.to_vec());
        let object = engine.object(&object.name).expect("an object").clone();
        let mapping = import::suggest(&engine, &self.actor(), &object, sheet.headings());
        let headings: Vec<String> = sheet.headings().iter().filter(|heading| mapping.contains_key(*heading)).cloned().collect();
        let writable = object.fields.iter().filter(|field| !field.readonly).count();
        assert!(headings.len() >= writable, "{}: {headings:?}", object.name);
        let confirmed = ColumnRules { confirmed: true, ..ColumnRules::default() };
        let columns = headings.iter().map(|heading| (heading.clone(), confirmed.clone())).collect();
        let plan = ImportPlan { object: object.name.to_string(), mapping, columns, ..ImportPlan::default() };
        let report = import::run(&engine, &self.app.server.db, &self.actor(), &mut sheet, "x", plan, &mut |_| {}).expect("a report");
        assert_eq!((report.rejected, report.skipped, report.taken), (vec![], vec![], vec![]), "{}", object.name);
        headings
    }
}

fn create(wu: &Person<'_>, object: &Object, draft: Json) -> Json {
    let answer = wu.post(&format!("/api/records/{}", object.name), draft.clone());
    assert_eq!(answer.status, Status::Created.code, "{draft} {}", answer.body);
    answer.body
}

/// What others point to comes before them.
fn in_order() -> Vec<Arc<Object>> {
    let catalog = catalog_with_documents();
    let mut waiting: Vec<Arc<Object>> = catalog.iter().cloned().collect();
    let mut ordered: Vec<Arc<Object>> = Vec::new();
    while !waiting.is_empty() {
        let targets = |object: &Object| -> Vec<String> {
            object.fields.iter().filter_map(|field| field.target.as_ref()).map(ToString::to_string).collect()
        };
        let ready = |object: &Arc<Object>| {
            targets(object).iter().all(|target| *target == *object.name || ordered.iter().any(|known| *known.name == **target))
        };
        let at = waiting.iter().position(ready).expect("links that go in no circle");
        ordered.push(waiting.remove(at));
    }
    ordered
}

/// The rows of a file, with these columns alone; in an order of their own where the file has none that both houses share.
fn columns_of(file: &[u8], columns: &[String]) -> Vec<Vec<String>> {
    let mut sheet = samples::table(file.to_vec());
    let places: Vec<usize> = columns.iter().filter_map(|column| sheet.headings().iter().position(|heading| heading == column)).collect();
    assert_eq!(places.len(), columns.len());
    sheet.rows().map(|row| row.expect("a row")).map(|row| places.iter().map(|at| row.cells[*at].clone()).collect()).collect()
}

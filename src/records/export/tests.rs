//! Exports in a real encrypted database.

use serde_json::json;

use super::*;
use crate::audit::{self, StoredEvent};
use crate::error::Error;
use crate::model::Draft;
use crate::records::testing::Fixture;
use crate::records::write;
use crate::sheet::{Format, Sheet, SheetLimits};

impl Fixture {
    fn customer(&self, name: &str, volume: i64) {
        let (engine, customer) = (self.engine.clone(), self.engine.object("customer").unwrap().clone());
        let draft = Draft::new()
            .set("name", name)
            .set("level", "A")
            .set("yearly_volume", volume)
            .set("source", "returning")
            .set("first_deal_on", "2016-03-04");
        self.db.write_blocking(&self.admin, move |tx| write::create(tx, &engine, &customer, draft)).unwrap();
    }

    fn events(&self) -> Vec<StoredEvent> {
        self.db.read_blocking(|reader| audit::read_after(reader.conn, 0, 10_000)).unwrap()
    }
}

fn rows(file: Vec<u8>) -> (Vec<String>, Vec<Vec<String>>) {
    let mut sheet = Sheet::open(file, "x", SheetLimits::default()).unwrap();
    (sheet.headings().to_vec(), sheet.rows().map(|row| row.unwrap().cells).collect())
}

#[test]
fn an_export_speaks_in_labels_titles_and_words() {
    let app = Fixture::new();
    (0..1005).for_each(|i| app.customer(&format!("客户{i}有限公司"), 100 * i));
    for format in [Format::Csv, Format::Xlsx] {
        let fields = ["name", "owner", "source", "yearly_volume", "first_deal_on"].map(String::from).to_vec();
        let request = ExportRequest { fields: Some(fields), ..ExportRequest::new("customer", format) };
        let (mut heard, mut file) = (Vec::new(), Vec::new());
        let exported = run(&app.engine, &app.db, &app.admin, &request, &mut file, &mut |done, total| {
            heard.push((done, total));
            Ok(())
        })
        .unwrap();
        assert_eq!((exported.rows, heard), (1005, vec![(1000, 1005), (1005, 1005)]));
        let (headings, rows) = rows(file);
        assert_eq!(headings, ["客户名称", "负责人", "来源", "年采购额", "首次合作日期"]);
        assert_eq!(rows.len(), 1005);
        assert_eq!(rows[7][..3], ["客户7有限公司", "管理员", "老客户"]);
        assert_eq!((rows[7][3].parse::<f64>().unwrap(), rows[7][4].as_str()), (7.0, "2016-03-04"));
        assert!(exported.name.starts_with("客户-") && exported.name.ends_with(format.name()));
    }
    let told: Vec<_> = app.events().iter().filter(|e| e.kind.starts_with("export.")).map(|e| e.kind.clone()).collect();
    assert_eq!(told, ["export.start", "export.done", "export.start", "export.done"]);
    assert!(app.events().last().unwrap().detail.contains("1005"));
}

#[test]
fn a_filter_and_picked_records_narrow_it_and_an_end_on_the_way_is_told() {
    let app = Fixture::new();
    (0..5).for_each(|i| app.customer(&format!("客户{i}有限公司"), 100 * i));
    let export = |request: &ExportRequest| run(&app.engine, &app.db, &app.admin, request, &mut Vec::new(), &mut |_, _| Ok(()));
    let filter = json!({ "field": "yearly_volume", "op": "gte", "value": "2.00" });
    let filtered = ExportRequest {
        filter: Some(filter),
        ids: Some([2, 4].map(crate::ids::RecordId).to_vec()),
        ..ExportRequest::new("customer", Format::Csv)
    };
    assert_eq!(export(&filtered).unwrap().rows, 1);
    let unknown = ExportRequest { fields: Some(vec!["wings".into()]), ..ExportRequest::new("customer", Format::Csv) };
    assert_eq!(export(&unknown).map(|e| e.rows).unwrap_err().code(), "query.field");
    let whole = ExportRequest::new("customer", Format::Csv);
    let cancelled = run(&app.engine, &app.db, &app.admin, &whole, &mut Vec::new(), &mut |_, _| Err(Error::refused("job.cancelled")));
    assert_eq!(cancelled.map(|e| e.rows).unwrap_err().code(), "job.cancelled");
    let last = app.events().pop().unwrap();
    assert_eq!((last.kind.as_str(), last.outcome.as_str()), ("export.done", "failed"));
}

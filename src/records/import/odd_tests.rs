//! Files as firms send them, and files as somebody sends them who wants to stop the server.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format as Style, Workbook};
use zip::write::SimpleFileOptions;

use super::upload::{self, Brought, Upload};
use super::*;
use crate::jobs::StoredFile;
use crate::records::testing::Fixture;
use crate::samples::read as sample;
use crate::sheet::{Sheet, SheetChoice, TextEncoding};

/// As the console brings a file in.
fn look(app: &Fixture, bytes: Vec<u8>, name: &str, choice: &SheetChoice) -> crate::error::Result<Upload> {
    let file = StoredFile { id: 1, name: name.to_owned(), media_type: String::new(), bytes };
    Upload::look(&app.engine, &app.admin, Brought { file, object: "customer".into() }, choice)
}

fn code(app: &Fixture, bytes: Vec<u8>) -> String {
    look(app, bytes, "x", &SheetChoice::default()).map(|_| ()).unwrap_err().code().to_owned()
}

fn open(app: &Fixture, bytes: &[u8], choice: &SheetChoice) -> Sheet {
    let customer = app.engine.object("customer").unwrap().clone();
    upload::read(upload::fit(bytes.to_vec(), "x").unwrap(), &app.engine, &app.admin, &customer, choice).unwrap()
}

fn import(app: &Fixture, bytes: &[u8], change: impl FnOnce(&mut ImportPlan)) -> ImportReport {
    let mut sheet = open(app, bytes, &SheetChoice::default());
    let customer = app.engine.object("customer").unwrap().clone();
    let mapping = suggest(&app.engine, &app.admin, &customer, sheet.headings());
    let mut plan = ImportPlan { object: "customer".into(), mapping, ..ImportPlan::default() };
    change(&mut plan);
    run(&app.engine, &app.db, &app.admin, &mut sheet, "x.csv", plan, &mut |_| {}).unwrap()
}

fn rows(sheet: &mut Sheet) -> Vec<Vec<String>> {
    sheet.rows().map(|row| row.unwrap().cells).collect()
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn the_encoding_of_a_file_is_shown_and_can_be_chosen() {
    let app = Fixture::new();
    let look = |choice: &SheetChoice| look(&app, sample("odd/western.csv"), "western.csv", choice);
    let found = look(&SheetChoice::default()).unwrap();
    assert_eq!((found.reading.encoding, found.reading.guessed), (Some(TextEncoding::Windows1252), true));
    assert_eq!(found.samples, [["Jürgen Müller GmbH", "Núñez"]]);
    let chosen = |encoding| look(&SheetChoice { encoding: Some(encoding), ..SheetChoice::default() });
    let other = chosen(TextEncoding::Gb18030).unwrap();
    assert_eq!((other.reading.guessed, other.samples[0][0].starts_with("J黵gen")), (false, true), "{:?}", other.samples);
    assert_eq!(chosen(TextEncoding::Utf8).map(|_| ()).unwrap_err().code(), "sheet.encoding");
}

#[test]
fn a_file_in_any_encoding_comes_out_the_same() {
    let app = Fixture::new();
    let text = "客户名称,备注\r\n恒通贸易,一二三\r\n";
    let utf16 = |big: bool| -> Vec<u8> { text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect() };
    let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes[..]].concat();
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    let all = [text.as_bytes().to_vec(), utf16(false), utf16(true), with_mark(b"\xff\xfe", utf16(false)), gb18030];
    for bytes in all {
        let mut sheet = open(&app, &bytes, &SheetChoice::default());
        assert_eq!(
            (sheet.headings(), rows(&mut open(&app, &bytes, &SheetChoice::default()))),
            (&["客户名称".to_owned(), "备注".to_owned()][..], vec![vec!["恒通贸易".to_owned(), "一二三".to_owned()]])
        );
        assert_eq!(sheet.rows().count(), 1);
    }
    // In Big5 and Shift-JIS as well, when these are chosen.
    for (encoding, coder) in [(TextEncoding::Big5, encoding_rs::BIG5), (TextEncoding::ShiftJis, encoding_rs::SHIFT_JIS)] {
        let bytes = coder.encode("Name,x\n一二三,好\n").0.into_owned();
        let choice = SheetChoice { encoding: Some(encoding), ..SheetChoice::default() };
        assert_eq!(rows(&mut open(&app, &bytes, &choice)), [["一二三", "好"]]);
    }
}

#[test]
fn separator_lines_and_guards_are_no_part_of_the_data() {
    let app = Fixture::new();
    assert_eq!(import(&app, &sample("odd/separator-line.csv"), |_| {}).counts.imported, 1);
    assert_eq!(import(&app, &sample("odd/guarded-numbers.csv"), |_| {}).counts.imported, 2);
    assert_eq!(rows(&mut open(&app, &sample("odd/separator-line.csv"), &SheetChoice::default())), [["分号一号公司", "13700137001"]]);
    let cells: Vec<String> =
        rows(&mut open(&app, &sample("odd/guarded-numbers.csv"), &SheetChoice::default())).into_iter().map(|row| row[1].clone()).collect();
    assert_eq!(cells, ["13600136001", "13600136002"]);
    // The heading may have a guard, too, and the rows are counted as a spreadsheet shows them.
    let mut sheet = open(&app, "sep=\t\n=\"客户名称\"\t手机\n甲\t' 138 0013 8000\n".as_bytes(), &SheetChoice::default());
    assert_eq!(sheet.headings(), ["客户名称", "手机"]);
    let row = sheet.rows().next().unwrap().unwrap();
    assert_eq!((row.line, row.cells), (2, vec!["甲".to_owned(), "138 0013 8000".to_owned()]));
}

#[test]
fn heading_and_sheet_are_found_or_chosen() {
    let app = Fixture::new();
    let titled = look(&app, sample("odd/title-row.xlsx"), "a.xlsx", &SheetChoice::default()).unwrap();
    assert_eq!((titled.reading.heading_row, titled.rows, titled.mapping.len()), (3, 1, 3));
    assert_eq!(titled.reading.top.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 3, 4]);
    let covered = look(&app, sample("odd/cover-sheet.xlsx"), "a.xlsx", &SheetChoice::default()).unwrap();
    assert_eq!((covered.reading.sheet.as_deref(), covered.reading.sheets.len(), covered.rows), (Some("客户"), 2, 1));
    let choose = |sheet: &str, heading_row| SheetChoice { sheet: Some(sheet.into()), heading_row, ..SheetChoice::default() };
    let cover = look(&app, sample("odd/cover-sheet.xlsx"), "a.xlsx", &choose("填写说明", None)).unwrap();
    assert_eq!((cover.headings, cover.rows), (vec!["请在第二张表填写".to_owned()], 0));
    let refused = |bytes, choice| look(&app, bytes, "a.xlsx", &choice).map(|_| ()).unwrap_err().code().to_owned();
    assert_eq!(refused(sample("odd/cover-sheet.xlsx"), choose("没有", None)), "sheet.no_sheet");
    assert_eq!(refused(sample("odd/cover-sheet.xlsx"), choose("客户", Some(9))), "sheet.no_headings");
    assert_eq!(refused("a\n1".into(), choose("客户", None)), "sheet.no_sheet");
    // Two titles, a note, and a hidden sheet that would fit better; the lines are those of the sheet.
    let book = workbook(|book| {
        let hidden = book.add_worksheet();
        hidden.set_name("旧").unwrap().set_hidden(true).write_row(0, 0, ["客户名称", "手机", "备注"]).unwrap();
        let shown = book.add_worksheet();
        shown.set_active(true).write_row(0, 0, ["恒信工业", "", "2026-11-30"]).unwrap();
        shown.write_row(1, 0, ["客户名单"]).unwrap().write_row(4, 0, ["客户名称", "手机"]).unwrap();
        shown.write_row(5, 0, ["甲有限公司", "错"]).unwrap();
    });
    let report = import(&app, &book, |_| {});
    assert_eq!((report.counts.rejected, report.rejected[0].line, report.rejected[0].column.as_str()), (1, 6, "手机"));
    // A text file has titles as well.
    let csv = "客户表,,\n,,\n客户名称,手机,备注\n乙有限公司,,\n";
    let found = look(&app, csv.into(), "a.csv", &SheetChoice::default()).unwrap();
    assert_eq!((found.reading.heading_row, found.rows), (3, 1));
}

#[test]
fn errors_of_a_spreadsheet_are_no_values() {
    let app = Fixture::new();
    let report = import(&app, &sample("odd/error-cells.xlsx"), |_| {});
    assert_eq!((report.counts.imported, report.counts.rejected), (1, 1));
    let wrong = &report.rejected[0];
    assert_eq!((wrong.line, wrong.column.as_str(), wrong.code.as_str()), (2, "客户名称", "cell.error"));
    assert!(wrong.message.contains("A2") && wrong.message.contains("#N/A"), "{}", wrong.message);
    let back = String::from_utf8(import(&app, "客户名称,备注\n#REF!,留着\n".as_bytes(), |_| {}).rejects.unwrap().bytes).unwrap();
    assert!(back.contains("\"#REF!\"") && back.contains("留着"), "{back}");
    // Brought again as it was given back, it is no name either.
    let again = import(&app, back.as_bytes(), |_| {});
    assert_eq!((again.counts.imported, again.rejected[0].code.as_str()), (0, "cell.error"));
    // What somebody wrote themselves is a text, and stays one.
    let written = import(&app, "客户名称,备注\n'###,'#N/A\n".as_bytes(), |_| {});
    assert_eq!((written.counts.imported, written.taken.len()), (1, 0));
    // Elsewhere they are left out, and told; also where they came as text.
    let report = import(
        &app,
        "客户名称,备注,年采购额,联系人,联系人手机\n错三号公司,#NAME?,#####,#N/A,\n错四号公司,,,#N/A,13800138000\n".as_bytes(),
        |_| {},
    );
    assert_eq!((report.counts.imported, report.counts.rejected, app.count("contact")), (1, 1, 0));
    let told: Vec<_> = report.taken.iter().map(|told| (told.line, told.column.as_str(), told.code.as_str())).collect();
    let left_out = "cell.error_left_out";
    assert_eq!(told, [(2, "备注", left_out), (2, "年采购额", left_out), (2, "联系人", left_out)]);
    assert_eq!(
        (report.rejected[0].line, report.rejected[0].column.as_str(), report.rejected[0].code.as_str()),
        (3, "联系人", "cell.error")
    );
    assert_eq!(report.to_result()["taken_count"], 1);
}

#[test]
fn a_merged_name_holds_for_all_its_rows() {
    let app = Fixture::new();
    let mut sheet = open(&app, &sample("odd/merged-cells.xlsx"), &SheetChoice::default());
    assert_eq!(rows(&mut sheet).iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["合并一号公司"; 3]);
    import(&app, &sample("odd/merged-cells.xlsx"), |plan| plan.on_duplicate = OnDuplicate::Update);
    assert_eq!((app.count("customer"), app.count("contact")), (1, 3));
    // Headings over two rows, and a name that is merged beside one that is not.
    let book = workbook(|book| {
        let (sheet, style) = (book.add_worksheet(), Style::new());
        sheet.merge_range(0, 0, 0, 2, "通讯录", &style).unwrap();
        sheet.merge_range(1, 0, 2, 0, "客户名称", &style).unwrap().merge_range(1, 1, 1, 2, "联系人", &style).unwrap();
        sheet.write_row(2, 1, ["姓名", "手机"]).unwrap();
        sheet.merge_range(3, 0, 4, 0, "甲有限公司", &style).unwrap();
        sheet.write_row(3, 1, ["王芳", "13800138001"]).unwrap().write_row(4, 1, ["李雷", "13800138002"]).unwrap();
        sheet.write_row(5, 0, ["乙有限公司", "韩梅", ""]).unwrap();
    });
    let found = look(&app, book, "a.xlsx", &SheetChoice::default()).unwrap();
    assert_eq!((found.reading.heading_row, found.headings), (3, ["客户名称", "联系人姓名", "联系人手机"].map(String::from).to_vec()));
    assert_eq!(found.mapping.values().collect::<Vec<_>>(), ["name", "contact.name", "contact.mobile"]);
    assert_eq!(found.samples[1], ["甲有限公司", "李雷", "13800138002"]);
}

/// A workbook of one sheet, as no spreadsheet would write it.
fn archive(sheet: &str, texts: &str) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation =
        |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{relations}/{kind}\" Target=\"{target}\"/>");
    let parts = [
        ("_rels/.rels", format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{}</Relationships>", relation("b", "worksheet", "worksheets/sheet1.xml"))),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns:r=\"{relations}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>"),
        ),
        ("xl/sharedStrings.xml", texts.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// 152 KB, in memory four gigabytes.
#[test]
fn one_text_in_every_cell_does_not_fill_the_memory() {
    let app = Fixture::new();
    let cells: String = (0..200).map(|_| "<c t=\"s\"><v>0</v></c>").collect();
    let heading: String = (0..200).map(|n| format!("<c t=\"inlineStr\"><is><t>列{n}</t></is></c>")).collect();
    let sheet = format!("<worksheet><sheetData><row>{heading}</row>{}</sheetData></worksheet>", format!("<row>{cells}</row>").repeat(300));
    let book = archive(&sheet, &format!("<sst><si><t>{}</t></si></sst>", "长".repeat(32_767)));
    assert!(book.len() < 200_000, "{} bytes", book.len());
    let mut sheet = open(&app, &book, &SheetChoice::default());
    let outcomes: Vec<_> = sheet.rows().map(|row| row.map(|row| row.length()).map_err(|e| e.code())).collect();
    assert_eq!((outcomes[0], outcomes.last().copied()), (Err("sheet.row_too_long"), Some(Err("sheet.too_much_text"))));
    assert_eq!(code(&app, book), "sheet.too_much_text");
}

#[test]
fn headings_are_bounded_before_anything_is_made_of_them() {
    let app = Fixture::new();
    assert_eq!(code(&app, format!("{}\n1\n", "a,".repeat(5_000_000)).into_bytes()), "sheet.too_many_columns");
    assert_eq!(code(&app, format!("客户名称,{}\n甲,1\n", "长".repeat(201)).into_bytes()), "sheet.heading_too_long");
    let same = look(&app, format!("{}\n1\n", "名称,".repeat(200)).into_bytes(), "a.csv", &SheetChoice::default()).unwrap();
    assert_eq!((same.headings.len(), same.headings[199].as_str(), same.mapping.len()), (200, "名称 (200)", 1));
    let long = look(&app, format!("客户名称,备注\n甲,{}\n", "长".repeat(9_000)).into_bytes(), "a.csv", &SheetChoice::default()).unwrap();
    assert_eq!(long.samples[0][1].chars().count(), 101, "samples are cut");
}

/// More things wrong than anybody reads: the first are told, and every row is accounted for.
#[test]
fn endless_errors_are_counted_and_not_kept() {
    let app = Fixture::new();
    let headings = "客户名称,手机,座机,邮箱,网址,年采购额,首次合作日期,客户级别,客户状态,负责人";
    let rows = (0..2_500).map(|n| format!("错{n}号公司,x,x,x,x y,x,x,x,x,x\n"));
    let report = import(&app, format!("{headings}\n{}", rows.collect::<String>()).as_bytes(), |plan| plan.dry_run = true);
    assert_eq!((report.counts.rejected, report.counts.imported), (2_500, 0));
    assert_eq!(report.rejected.len(), 20_000);
    assert_eq!(report.rows_told(super::told::RowFate::Rejected), 2_500);
    assert_eq!(report.to_result()["shown_rows"], 200);
    let rejects = String::from_utf8(report.rejects.unwrap().bytes).unwrap();
    assert_eq!(rejects.lines().count(), 2_501);
    assert!(rejects.lines().last().unwrap().contains("不再逐项列出"), "{:?}", rejects.lines().last());
}

/// However much there was to tell before: a row that is taken without one of its cells is told, in a file that has them all.
#[test]
fn rows_that_are_taken_without_a_cell_are_all_told() {
    let app = Fixture::new();
    let wrong = (0..2_500).map(|n| format!("错{n}号公司,x,x,x,x y,x,x,x,x,x\n"));
    let taken = (0..300).map(|n| format!("恒通{n}号,,,,,#N/A,,,,\n"));
    let headings = "客户名称,手机,座机,邮箱,网址,年采购额,首次合作日期,客户级别,客户状态,负责人";
    let file = format!("{headings}\n{}{}", wrong.collect::<String>(), taken.collect::<String>());
    let report = import(&app, file.as_bytes(), |_| ());
    assert_eq!((report.counts.rejected, report.counts.imported, report.taken.len()), (2_500, 300, 0));
    let result = report.to_result();
    assert_eq!((&result["taken_count"], &result["taken_file"]), (&300.into(), &"x-已导入但有改动.csv".into()));
    let told = String::from_utf8(report.taken_file.unwrap().bytes).unwrap();
    assert_eq!(told.lines().count(), 301);
    assert!(told.lines().nth(1).is_some_and(|line| line.contains("恒通0号")), "{:?}", told.lines().nth(1));
}

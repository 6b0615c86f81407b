//! The guard before a workbook: is this archive fit to be unpacked?
//!
//! An XLSX file is a zip archive, and what an archive says about its own size may be a lie. So
//! every part is unpacked once into nothing, counting, and what would have to stand in memory as a whole is measured ([`super::xml_guard`]).
//! The reader behind trusts one more number in the file: it reserves memory for as many texts as `sharedStrings.xml` announces, and a
//! false number there would end the whole process, not only the request.

use super::{SheetError, SheetLimits, xml_guard::XmlGuard};
use std::collections::HashSet;
use std::io::{Cursor, Read};
use zip::ZipArchive;

const MOST_PARTS: usize = 10_000;

/// Unpacked size by packed size. Sheets reach 60 where they are nearly empty; bombs begin at 1,000.
const GREATEST_RATIO: u64 = 200;

/// Small archives may have any ratio.
const UNSUSPICIOUS: u64 = 4 << 20;

/// 200,000 rows of six different texts each. Each takes some 40 bytes besides what it says.
const MOST_TEXTS: u64 = 1_200_000;

/// Pieces of markup in a part that is read whole before the first row: styles, the list of sheets. A spreadsheet knows 64,000 styles.
const MOST_TAGS: usize = 150_000;

/// One for every row of the longest table.
const MOST_MERGED: usize = 200_000;

/// How the names of parts end that are read before any sheet is.
const READ_FIRST: [&str; 4] = ["styles.xml", "workbook.xml", ".rels", "[content_types].xml"];

const COUNT: &[u8] = b"uniqueCount";

/// The longest sound `uniqueCount = "…"`.
const COUNT_LENGTH: usize = 48;

/// What an archive was found to hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub is_workbook: bool,
    /// Some sheet has merged cells.
    pub has_merged: bool,
    /// Bytes of the texts that sheets share, and how many they are.
    pub texts: u64,
    pub text_count: u64,
}

/// What the archive holds; an error where it must not be opened.
pub fn check(bytes: &[u8], limits: &SheetLimits) -> Result<Contents, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(SheetError::damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(SheetError::Inflated);
    }
    let by_ratio = UNSUSPICIOUS.max(GREATEST_RATIO * bytes.len() as u64);
    let mut left = limits.inflated.min(by_ratio);
    let read_first = workbooks(&mut archive)?;
    let mut contents = Contents::default();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(SheetError::damaged)?;
        let name = part.name().map_err(SheetError::damaged)?.to_ascii_lowercase();
        contents.is_workbook |= name == "xl/workbook.xml";
        left = if name.ends_with("sharedstrings.xml") {
            let size = limits.shared.min(left);
            let (unused, found) = unpack(part, &name, size, true)?.ok_or(SheetError::Inflated)?;
            contents.texts += size - unused;
            contents.text_count += found.texts as u64;
            left - (size - unused)
        } else {
            let (left, found) = unpack(part, &name, left, false)?.ok_or(SheetError::Inflated)?;
            let is_read_first = read_first.contains(&name) || READ_FIRST.iter().any(|end| name.ends_with(end)) || name.contains("theme/");
            if is_read_first && found.tags > MOST_TAGS || found.merged > MOST_MERGED {
                return Err(SheetError::Inflated);
            }
            contents.has_merged |= found.merged > 0;
            left
        };
    }
    if contents.text_count > MOST_TEXTS {
        return Err(SheetError::Inflated);
    }
    Ok(contents)
}

/// The parts that the archive itself calls its workbook.
fn workbooks(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<HashSet<String>, SheetError> {
    let mut text = Vec::new();
    if let Ok(part) = archive.by_name("_rels/.rels") {
        part.take(1 << 20).read_to_end(&mut text).map_err(SheetError::damaged)?;
    }
    let text = String::from_utf8_lossy(&text).to_ascii_lowercase();
    let target = |relation: &str| {
        let behind = relation.split("target").nth(1)?.split(['"', '\'']).nth(1)?;
        Some(behind.trim_start_matches('/').to_owned())
    };
    Ok(text.split("<").filter(|relation| relation.contains("/officedocument")).filter_map(target).collect())
}

/// Reads a part to its end; returns what is left of the bytes allowed and what stands in it, none where they are not enough.
fn unpack(mut part: impl Read, name: &str, mut left: u64, of_texts: bool) -> Result<Option<(u64, XmlGuard)>, SheetError> {
    let mut buffer = vec![0; 1 << 16];
    let mut window = Vec::new();
    let mut guard = XmlGuard::new();
    let mut is_xml = [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end));
    let mut first = true;
    loop {
        let read = part.read(&mut buffer).map_err(SheetError::damaged)?;
        let Some(rest) = left.checked_sub(read as u64) else { return Ok(None) };
        left = rest;
        let bytes = &buffer[..read];
        if std::mem::take(&mut first) {
            is_xml |= bytes.trim_ascii_start().first() == Some(&b'<') || bytes.starts_with(b"\xef\xbb\xbf<");
        }
        if is_xml {
            guard.look(bytes)?;
        } else {
            // A sheet under another name is none.
            window.extend(bytes);
            if memchr::memmem::find(&window, b"sheetData").is_some() {
                return Err(SheetError::damaged("sheet in disguise"));
            }
            window.drain(..window.len().saturating_sub(16));
        }
        if of_texts {
            window.extend(bytes);
            check_count(&window, read == 0)?;
            window.drain(..window.len().saturating_sub(COUNT.len() + COUNT_LENGTH));
        }
        if read == 0 {
            return Ok(Some((left, guard)));
        }
    }
}

fn check_count(window: &[u8], last: bool) -> Result<(), SheetError> {
    for at in memchr::memmem::find_iter(window, COUNT) {
        let after = &window[at + COUNT.len()..];
        if after.len() < COUNT_LENGTH && !last {
            continue;
        }
        let after = String::from_utf8_lossy(&after[..after.len().min(COUNT_LENGTH)]);
        let value = after.trim_start().strip_prefix('=').map(str::trim_start);
        let value = value.and_then(|value| value.strip_prefix(['"', '\'']));
        let number = value.and_then(|value| value.split(['"', '\'']).next()?.parse::<u64>().ok());
        if number.is_none_or(|number| number > MOST_TEXTS) {
            return Err(SheetError::damaged("wrong number of shared strings"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn code(parts: &[(&str, &[u8])]) -> Result<bool, &'static str> {
        let limits = SheetLimits { inflated: 100 << 20, ..SheetLimits::default() };
        check(&archive(parts), &limits).map(|contents| contents.is_workbook).map_err(|e| e.code())
    }

    #[test]
    fn bombs_do_not_get_through() {
        assert_eq!(code(&[("xl/workbook.xml", b"<a/>"), ("b", &[0; 1 << 20])]), Ok(true));
        assert_eq!(code(&[("mimetype", b"ods")]), Ok(false));
        assert_eq!(code(&[("b", &vec![0; 64 << 20])]), Err("sheet.inflated"));
        let noise: Vec<u8> = (0..2_u32 << 20).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        assert_eq!(
            check(&archive(&[("b", &noise)]), &SheetLimits { inflated: 1 << 20, ..SheetLimits::default() }),
            Err(SheetError::Inflated)
        );
    }

    #[test]
    fn a_false_size_does_not_help_a_bomb() {
        let mut bytes = archive(&[("b", &vec![0; 64 << 20])]);
        let size = (64_u32 << 20).to_le_bytes();
        while let Some(at) = bytes.windows(4).position(|window| window == size) {
            bytes[at..at + 4].copy_from_slice(&[1, 0, 0, 0]);
        }
        assert!(check(&bytes, &SheetLimits::default()).is_err());
    }

    #[test]
    fn false_numbers_of_texts_are_seen() {
        let texts = |xml: &[u8]| code(&[("xl/sharedStrings.xml", xml)]);
        assert_eq!(texts(b"<sst count=\"9\" uniqueCount=\"9\"><si/></sst>"), Ok(false));
        assert_eq!(texts(b"<sst uniqueCount='99999999999'/>"), Err("sheet.damaged"));
        let padded = [b" ".repeat((1 << 16) - 5), b"<sst uniqueCount=\"99999999999\"/>".to_vec()].concat();
        assert_eq!(texts(&padded), Err("sheet.damaged"));
        let far = [b"<sst uniqueCount".to_vec(), b" ".repeat(99), b"=\"99999999999\"/>".to_vec()].concat();
        assert_eq!(texts(&far), Err("sheet.damaged"));
        let utf16: Vec<u8> = "<sst uniqueCount=\"99999999999\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(texts(&utf16), Err("sheet.damaged"));
    }

    #[test]
    fn what_is_read_whole_is_bounded_under_any_name() {
        let many = "<xf/>".repeat(MOST_TAGS + 1);
        let rels = b"<Relationship Type=\"x/officeDocument\" Target=\"/xl/other.bin\"/>";
        for name in ["xl/styles.xml", "xl/workbook.xml", "a/theme/theme1.xml", "xl/_rels/workbook.xml.rels", "xl/other.bin"] {
            assert_eq!(code(&[("_rels/.rels", rels), (name, many.as_bytes())]), Err("sheet.inflated"), "{name}");
        }
        assert_eq!(code(&[("xl/comments1.xml", many.as_bytes())]), Ok(false));
        let merged = "<mergeCell ref=\"A1:A2\"/>".repeat(MOST_MERGED + 1);
        assert_eq!(code(&[("xl/worksheets/sheet1.xml", merged.as_bytes())]), Err("sheet.inflated"));
        assert_eq!(code(&[("xl/media/a.png", b"PNG<sheetData>")]), Err("sheet.damaged"));
        let texts = format!("<sst>{}</sst>", "<si/>".repeat(MOST_TEXTS as usize + 1));
        assert_eq!(code(&[("xl/sharedStrings.xml", texts.as_bytes())]), Err("sheet.inflated"));
    }
}

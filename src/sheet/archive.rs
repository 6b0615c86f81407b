//! The guard before a workbook: is this archive fit to be unpacked?
//!
//! An XLSX file is a zip archive, and what an archive says about its own size may be a lie. So
//! every part is unpacked once into nothing, counting. The reader behind trusts one more number
//! in the file: it reserves memory for as many texts as `sharedStrings.xml` announces, and a
//! false number there would end the whole process, not only the request.

use super::{SheetError, SheetLimits};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const MOST_PARTS: usize = 10_000;

/// Unpacked size by packed size. Sheets reach 60 where they are nearly empty; bombs begin at 1,000.
const GREATEST_RATIO: u64 = 200;

/// Small archives may have any ratio.
const UNSUSPICIOUS: u64 = 4 << 20;

/// 200,000 rows of 50 different texts each.
const MOST_TEXTS: u64 = 10_000_000;

const COUNT: &[u8] = b"uniqueCount";

/// The longest sound `uniqueCount = "…"`.
const COUNT_LENGTH: usize = 48;

/// Whether the archive is a workbook; an error where it must not be opened.
pub fn check(bytes: &[u8], limits: &SheetLimits) -> Result<bool, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(SheetError::damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(SheetError::Inflated);
    }
    let by_ratio = UNSUSPICIOUS.max(GREATEST_RATIO * bytes.len() as u64);
    let mut left = limits.inflated.min(by_ratio);
    let mut workbook = false;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(SheetError::damaged)?;
        let name = part.name().map_err(SheetError::damaged)?.to_ascii_lowercase();
        workbook |= name == "xl/workbook.xml";
        left = unpack(part, name.ends_with("sharedstrings.xml"), left)?;
    }
    Ok(workbook)
}

/// Reads a part to its end; returns what is left of the bytes allowed.
fn unpack(mut part: impl Read, of_texts: bool, mut left: u64) -> Result<u64, SheetError> {
    let mut buffer = vec![0; 1 << 16];
    let mut window = Vec::new();
    loop {
        let read = part.read(&mut buffer).map_err(SheetError::damaged)?;
        left = left.checked_sub(read as u64).ok_or(SheetError::Inflated)?;
        if of_texts {
            // Without zeros, UTF-16 looks like ASCII.
            window.extend(buffer[..read].iter().filter(|&&byte| byte != 0));
            check_count(&window, read == 0)?;
            window.drain(..window.len().saturating_sub(COUNT.len() + COUNT_LENGTH));
        }
        if read == 0 {
            return Ok(left);
        }
    }
}

fn check_count(window: &[u8], last: bool) -> Result<(), SheetError> {
    for (at, _) in window.windows(COUNT.len()).enumerate().filter(|(_, word)| *word == COUNT) {
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
        check(&archive(parts), &SheetLimits { inflated: 100 << 20, ..SheetLimits::default() }).map_err(|e| e.code())
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
}
